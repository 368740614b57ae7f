#pragma once

#include <gio/gio.h>

#include "data/decode/weir-schema-inference.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirTopicSample:
 * @topic: its name
 * @messages: (element-type WeirMessage): copies of some of its records, in the order they were read
 * @schema: (nullable): what they seem to hold; %NULL: nothing that can be decoded
 * @fields: the fields that were seen in them
 * @trouble: (nullable): a sentence: why there is no schema
 *
 * Some records of a topic, and what they tell of it. Constant once it was read;
 * counted, so that threads can share it.
 */
typedef struct
{
  gatomicrefcount      refs;
  char                *topic;
  GPtrArray           *messages;
  WeirInferredSchema  *schema;
  WeirSchemaInference *inference;   /* has the fields */
  WeirInferredFields  *fields;      /* borrowed from it */
  char                *trouble;
} WeirTopicSample;

WeirTopicSample *weir_topic_sample_read  (const WeirConnectionConfig  *connection,
                                          const char                  *topic,
                                          GCancellable                *cancellable,
                                          GError                     **error);
WeirTopicSample *weir_topic_sample_ref   (WeirTopicSample             *self);
void             weir_topic_sample_unref (WeirTopicSample             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirTopicSample, weir_topic_sample_unref)

G_END_DECLS
