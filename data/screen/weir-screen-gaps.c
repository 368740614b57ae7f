#include "config.h"

#include "data/screen/weir-screen-gaps.h"

#define MAX_GAPS 256

/* A gap whose far side has not been seen yet. */
typedef struct
{
  guint  gap;
  guint  topic_index;
  gint32 partition;
} OpenGap;

struct _WeirScreenGaps
{
  GArray  *gaps;       /* owned, of WeirStreamGap */
  GArray  *open;       /* owned, of OpenGap */
  gboolean changed;
};

/*< private >
 * weir_screen_gaps_new:
 *
 * Returns: (transfer full): no gaps
 */
WeirScreenGaps *
weir_screen_gaps_new (void)
{
  WeirScreenGaps *self = g_new0 (WeirScreenGaps, 1);

  self->gaps = g_array_new (FALSE, FALSE, sizeof (WeirStreamGap));
  self->open = g_array_new (FALSE, FALSE, sizeof (OpenGap));

  return self;
}

/*< private >
 * weir_screen_gaps_free:
 * @self: (transfer full): gaps
 */
void
weir_screen_gaps_free (WeirScreenGaps *self)
{
  g_array_unref (self->gaps);
  g_array_unref (self->open);
  g_free (self);
}

/* The oldest is forgotten; open ones move one place down with all others. */
static void
forget_oldest (WeirScreenGaps *self)
{
  g_array_remove_index (self->gaps, 0);
  for (guint i = self->open->len; i > 0; i--)
    {
      OpenGap *open = &g_array_index (self->open, OpenGap, i - 1);

      if (open->gap > 0)
        open->gap--;
      else
        g_array_remove_index_fast (self->open, i - 1);
    }
}

/*< private >
 * weir_screen_gaps_add:
 * @self: gaps
 * @lost: what was lost
 * @stream_time_usec: the stream's time, where the gap begins
 */
void
weir_screen_gaps_add (WeirScreenGaps    *self,
                      const WeirSinkGap *lost,
                      gint64             stream_time_usec)
{
  const WeirStreamGap gap = { stream_time_usec, stream_time_usec, lost->partition, lost->from, lost->to };
  OpenGap open = { 0, lost->row_topic_index, lost->row_partition };

  if (self->gaps->len >= MAX_GAPS)
    forget_oldest (self);
  open.gap = self->gaps->len;
  g_array_append_val (self->gaps, gap);
  g_array_append_val (self->open, open);
  self->changed = TRUE;
}

/*< private >
 * weir_screen_gaps_are_open:
 * @self: gaps
 *
 * Returns: whether any waits for its far side
 */
gboolean
weir_screen_gaps_are_open (WeirScreenGaps *self)
{
  return self->open->len > 0;
}

/*< private >
 * weir_screen_gaps_close:
 * @self: gaps
 * @record: a record, the far side of the open gaps of its partition
 */
void
weir_screen_gaps_close (WeirScreenGaps   *self,
                        const WeirRecord *record)
{
  for (guint i = self->open->len; i > 0; i--)
    {
      const OpenGap *open = &g_array_index (self->open, OpenGap, i - 1);
      WeirStreamGap *gap = &g_array_index (self->gaps, WeirStreamGap, open->gap);

      if (open->topic_index != record->message->topic_index || open->partition != record->message->partition)
        continue;

      if (gap->begin_usec == WEIR_NO_TIME)
        gap->begin_usec = record->time_usec;
      gap->end_usec = MAX (gap->begin_usec, record->time_usec);
      g_array_remove_index_fast (self->open, i - 1);
      self->changed = TRUE;
    }
}

/*< private >
 * weir_screen_gaps_dup_if_changed:
 * @self: gaps
 *
 * Returns: (transfer full) (nullable) (element-type WeirStreamGap): all of them,
 *   %NULL if nothing changed since the last call
 */
GArray *
weir_screen_gaps_dup_if_changed (WeirScreenGaps *self)
{
  if (!self->changed)
    return NULL;

  self->changed = FALSE;

  return g_array_copy (self->gaps);
}
