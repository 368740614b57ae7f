#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirGroupPlace:
 * @topic: owned
 * @partition: a partition of it
 * @offset: the next offset that the group has not read
 * @metadata: (nullable): owned: what whoever committed it noted beside it
 *
 * Where a consumer group stands in a partition.
 */
typedef struct
{
  char   *topic;
  gint32  partition;
  gint64  offset;
  char   *metadata;
} WeirGroupPlace;

WeirGroupPlace *weir_group_place_new  (const char     *topic,
                                       gint32          partition,
                                       gint64          offset,
                                       const char     *metadata);
void            weir_group_place_free (WeirGroupPlace *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirGroupPlace, weir_group_place_free)

G_END_DECLS
