#pragma once

#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/**
 * WeirTopicEntry: a topic of a cluster.
 * @name: its name
 * @n_partitions: how many partitions
 * @n_records: offsets between its low and high watermarks, at most as many records; -1: not known
 * @high: sum of its high watermarks; two looks tell the rate; -1: not known
 * @is_internal: Kafka's own
 * @trouble: (nullable): why it cannot be read
 */
typedef struct
{
  char     *name;
  guint     n_partitions;
  gint64    n_records;
  gint64    high;
  gboolean  is_internal;
  char     *trouble;
} WeirTopicEntry;

/**
 * WeirTopicCatalogue: the topics of a cluster, as they were at one moment.
 * @entries: (element-type WeirTopicEntry): by name, bytewise
 * @time_usec: that moment, of a clock that never jumps
 */
typedef struct
{
  GPtrArray *entries;
  gint64     time_usec;
} WeirTopicCatalogue;

WeirTopicCatalogue   *weir_topic_catalogue_read     (WeirSettings              *settings,
                                                     GCancellable              *cancellable,
                                                     GError                   **error);
void                  weir_topic_catalogue_free     (WeirTopicCatalogue        *self);
const WeirTopicEntry *weir_topic_catalogue_find     (const WeirTopicCatalogue  *self,
                                                     const char                *name);
double                weir_topic_catalogue_get_rate (const WeirTopicCatalogue  *self,
                                                     const WeirTopicCatalogue  *before,
                                                     const char                *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirTopicCatalogue, weir_topic_catalogue_free)

G_END_DECLS
