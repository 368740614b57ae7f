#pragma once

#include "data/source/weir-topic-pattern.h"

G_BEGIN_DECLS

/**
 * WeirTopicFilter:
 *
 * Some topics, by name or by pattern. Unchanging, any thread.
 */
typedef struct _WeirTopicFilter WeirTopicFilter;

WeirTopicFilter *weir_topic_filter_new  (const char * const     *topics,
                                         GError                **error);
void             weir_topic_filter_free (WeirTopicFilter        *self);
gboolean         weir_topic_filter_has  (const WeirTopicFilter  *self,
                                         const char             *topic);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirTopicFilter, weir_topic_filter_free)

G_END_DECLS
