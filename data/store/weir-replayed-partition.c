#include "config.h"

#include "data/store/weir-replayed-partition.h"

/*< private >
 * weir_replay_bounds_clear:
 * @self: bounds, whose arrays go
 */
void
weir_replay_bounds_clear (WeirReplayBounds *self)
{
  g_clear_pointer (&self->resume, g_array_unref);
  g_clear_pointer (&self->limits, g_array_unref);
}

/* The offset that @positions have of it; -1: none. */
static gint64
find_position (const GArray                *positions,
               const WeirReplayedPartition *partition)
{
  for (guint i = 0; positions != NULL && i < positions->len; i++)
    {
      const WeirIntakePosition *position = &g_array_index (positions, WeirIntakePosition, i);

      if (position->topic_index == partition->topic_index && position->partition == partition->number)
        return position->offset;
    }

  return -1;
}

static gint64
find_begin (const WeirReplayedPartition *self,
            WeirDatabase                *database,
            const WeirReplayBounds      *bounds,
            const char                  *folder,
            const WeirRecordingFile     *files,
            guint                        n_files)
{
  gint64 resume = find_position (bounds->resume, self);

  if (resume >= 0)
    return MAX (resume, self->low);
  if (self->topic_index >= bounds->first_whole_topic)
    return self->low;

  switch (bounds->start.kind)
    {
    case WEIR_POSITION_OFFSET:
      return bounds->start.value;
    case WEIR_POSITION_TAIL:
      return MAX (self->low, self->high - bounds->start.value);
    case WEIR_POSITION_END:
      return self->high;
    case WEIR_POSITION_TIME:
    case WEIR_POSITION_TIME_OR_TAIL:
      return weir_recording_cursor_find_time (database, folder, files, n_files, bounds->start.value, self->high);
    case WEIR_POSITION_BEGINNING:
    case WEIR_POSITION_STORED:
    case WEIR_POSITION_NEVER:
    default:
      return self->low;
    }
}

static void
fill_range (WeirReplayedPartition  *self,
            const WeirReplayBounds *bounds)
{
  if (bounds->stop.kind == WEIR_POSITION_OFFSET)
    self->range.to = bounds->stop.value;
  if (bounds->limits != NULL)
    self->range.to = MIN (self->range.to, find_position (bounds->limits, self));
  /* With an end by time a record before the begin is not wanted either, as from a broker. */
  if (bounds->stop.kind == WEIR_POSITION_TIME)
    self->range.to_usec = bounds->stop.value;
  if (bounds->stop.kind == WEIR_POSITION_TIME && bounds->start.kind == WEIR_POSITION_TIME &&
      self->topic_index < bounds->first_whole_topic)
    self->range.from_usec = bounds->start.value;
}

/*< private >
 * weir_replayed_partition_open:
 * @self: (out): filled
 * @database: what reads; outlives it
 * @bounds: from where to where
 * @topic_index: its topic's number
 * @folder: (type filename): the topic's folder
 * @files: (array length=n_files): its files; outlive it
 * @n_files: how many, at least one
 *
 * Makes a cursor of it, of which nothing is fetched yet.
 */
void
weir_replayed_partition_open (WeirReplayedPartition   *self,
                              WeirDatabase            *database,
                              const WeirReplayBounds  *bounds,
                              guint                    topic_index,
                              const char              *folder,
                              const WeirRecordingFile *files,
                              guint                    n_files)
{
  *self = (WeirReplayedPartition) {
    .topic_index = topic_index,
    .number = files[0].partition,
    .low = files[0].first,
    .range = { 0, G_MAXINT64, G_MININT64, G_MAXINT64 },
    .last_time_usec = WEIR_NO_TIME,
  };

  for (guint i = 0; i < n_files; i++)
    self->high = MAX (self->high, files[i].last + 1);
  self->range.from = find_begin (self, database, bounds, folder, files, n_files);
  fill_range (self, bounds);
  self->position = self->range.from;
  self->cursor = weir_recording_cursor_new (database, folder, files, n_files, &self->range);
}
