#pragma once

#include "data/alert/weir-expression.h"
#include "data/decode/weir-record.h"
#include "data/workspace/weir-stream-schema.h"

G_BEGIN_DECLS

/**
 * WeirRecordFilter:
 *
 * A condition on records as they come: on what their payloads hold, and on what
 * stands around it. Its names are those of the stream's fields; `key`, `topic`,
 * `partition`, `offset` and `header.NAME`; every other name is a dotted path of
 * the payload. A field of the stream comes before what is called as it. Owned by
 * one thread.
 */
typedef struct _WeirRecordFilter WeirRecordFilter;

WeirRecordFilter *weir_record_filter_new         (WeirStreamSchema   *schema,
                                                  const char         *condition,
                                                  GError            **error);
void              weir_record_filter_free        (WeirRecordFilter   *self);
gboolean          weir_record_filter_shows       (WeirRecordFilter   *self,
                                                  const WeirMessage  *message);
char             *weir_record_filter_dup_unseen  (WeirRecordFilter   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRecordFilter, weir_record_filter_free)

G_END_DECLS
