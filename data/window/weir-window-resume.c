#include "config.h"

#include "data/window/weir-window-engine-private.h"

/*
 * Going on after the end of a process, without the state that it had: what is known of each partition is from which
 * offset on its records have to be read again, and its stream time there. Read again in their order, they are in the same
 * windows as before; what was given out is not given out again.
 */

/* Marks in the span of a window: what is read again that need not be is at most a part of it. */
#define MARKS_A_WINDOW 16

/**
 * weir_window_engine_keep_places:
 * @self: an engine without records
 *
 * Keeps what weir_window_engine_find_place() tells.
 */
void
weir_window_engine_keep_places (WeirWindowEngine *self)
{
  g_return_if_fail (self != NULL);

  self->place_step_usec = weir_window_kind_is_calendar (self->spec.kind) ? G_TIME_SPAN_HOUR
                                                                         : MAX (self->spec.size_usec / MARKS_A_WINDOW, 1);
  for (guint i = 0; i < self->partitions->len; i++)
    weir_offset_trail_begin (&((WeirWindowPartition *) g_ptr_array_index (self->partitions, i))->trail, self->place_step_usec);
}

/**
 * weir_window_engine_get_final_usec:
 * @self: an engine
 *
 * Returns: rows that end before it are given out, and there will be no more of them;
 *   %G_MININT64 if that is said of none
 */
gint64
weir_window_engine_get_final_usec (WeirWindowEngine *self)
{
  g_return_val_if_fail (self != NULL, G_MININT64);

  return MAX (self->known_usec, self->methods->get_final (self));
}

/**
 * weir_window_engine_get_needed_usec:
 * @self: an engine
 *
 * Looks at every session where windows are sessions.
 *
 * Returns: records of this event time and later may be in rows that are not given out;
 *   %G_MININT64: all may be
 */
gint64
weir_window_engine_get_needed_usec (WeirWindowEngine *self)
{
  g_return_val_if_fail (self != NULL, G_MININT64);

  return self->methods->get_needed (self);
}

/**
 * weir_window_engine_find_place:
 * @self: an engine that keeps places
 * @topic_index: a topic
 * @partition: a partition of it
 * @needed_usec: of weir_window_engine_get_needed_usec()
 * @offset: (inout): the next offset that it will be given; gets the offset from which the records have to be read again
 * @stream_usec: (out): the partition's stream time before that offset, %WEIR_NO_TIME if it has none
 *
 * What weir_window_engine_restore_partition() wants of another engine, so that it comes
 * to the same windows.
 */
void
weir_window_engine_find_place (WeirWindowEngine *self,
                               guint             topic_index,
                               gint32            partition,
                               gint64            needed_usec,
                               gint64           *offset,
                               gint64           *stream_usec)
{
  WeirWindowPartition *state = weir_window_engine_get_partition (self, topic_index, partition);
  gint64 position = *offset;

  *stream_usec = state->stream_usec;
  if (state->stream_usec < needed_usec || !weir_offset_trail_find (&state->trail, needed_usec, offset, stream_usec))
    return;

  *offset = MIN (*offset, position);
}

/**
 * weir_window_engine_restore:
 * @self: an engine without records
 * @final_usec: of weir_window_engine_get_final_usec() of the one whose work it goes on with
 *
 * Gives out no final row that ends before @final_usec.
 */
void
weir_window_engine_restore (WeirWindowEngine *self,
                            gint64            final_usec)
{
  g_return_if_fail (self != NULL);

  self->known_usec = MAX (self->known_usec, final_usec);
}

/**
 * weir_window_engine_restore_partition:
 * @self: an engine without records
 * @topic_index: a topic
 * @partition: a partition of it
 * @offset: from where its records will be read
 * @stream_usec: its stream time there, see weir_window_engine_find_place()
 * @known_offset: records before it were counted as late by the earlier engine
 */
void
weir_window_engine_restore_partition (WeirWindowEngine *self,
                                      guint             topic_index,
                                      gint32            partition,
                                      gint64            offset,
                                      gint64            stream_usec,
                                      gint64            known_offset)
{
  WeirWindowPartition *state;

  g_return_if_fail (self != NULL);

  state = weir_window_engine_get_partition (self, topic_index, partition);
  state->known_offset = known_offset;
  if (stream_usec == WEIR_NO_TIME)
    return;

  state->stream_usec = stream_usec;
  if (state->trail.marks != NULL)
    weir_offset_trail_add (&state->trail, offset, stream_usec, stream_usec);
  weir_window_engine_refresh_checks (self);
}
