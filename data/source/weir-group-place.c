#include "config.h"

#include "data/source/weir-group-place.h"

/**
 * weir_group_place_new: (skip)
 * @topic: a topic; copied
 * @partition: a partition of it
 * @offset: the next offset that is to be read
 * @metadata: (nullable): noted beside it; copied
 *
 * Returns: (transfer full): a place
 */
WeirGroupPlace *
weir_group_place_new (const char *topic,
                      gint32      partition,
                      gint64      offset,
                      const char *metadata)
{
  WeirGroupPlace *self = g_new0 (WeirGroupPlace, 1);

  self->topic = g_strdup (topic);
  self->partition = partition;
  self->offset = offset;
  self->metadata = g_strdup (metadata);

  return self;
}

/**
 * weir_group_place_free: (skip)
 * @self: (transfer full): a place
 */
void
weir_group_place_free (WeirGroupPlace *self)
{
  g_free (self->topic);
  g_free (self->metadata);
  g_free (self);
}
