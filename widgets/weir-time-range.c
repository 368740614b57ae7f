#include "config.h"

#include <math.h>

#include "widgets/weir-time-range.h"

#define MIN_SPAN_USEC ((gint64) G_USEC_PER_SEC)
#define MAX_SPAN_USEC (400 * 24 * 3600 * (gint64) G_USEC_PER_SEC)

struct _WeirTimeRange
{
  GObject    parent_instance;

  gint64     end_usec;
  gint64     span_usec;
  gint64     home_span_usec;    /* what was chosen, before any zooming */
  gint64     now_usec;
  gint64     crosshair_usec;
  gint64     cursors_usec[WEIR_N_CURSORS];
  gboolean   live;
  GTimeZone *zone;              /* owned */
};

G_DEFINE_FINAL_TYPE (WeirTimeRange, weir_time_range, G_TYPE_OBJECT)

enum
{
  CHANGED,
  CROSSHAIR_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_range (WeirTimeRange *self,
           gint64         end_usec,
           gint64         span_usec,
           gboolean       live)
{
  live = !!live;
  span_usec = CLAMP (span_usec, MIN_SPAN_USEC, MAX_SPAN_USEC);
  if (self->end_usec == end_usec && self->span_usec == span_usec && self->live == live)
    return;

  self->end_usec = end_usec;
  self->span_usec = span_usec;
  self->live = live;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
weir_time_range_finalize (GObject *object)
{
  WeirTimeRange *self = WEIR_TIME_RANGE (object);

  g_time_zone_unref (self->zone);

  G_OBJECT_CLASS (weir_time_range_parent_class)->finalize (object);
}

static void
weir_time_range_class_init (WeirTimeRangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_time_range_finalize;

  /**
   * WeirTimeRange::changed:
   * @self: the range
   *
   * Begin, end, span, live or zone changed.
   */
  signals[CHANGED] = g_signal_new ("changed", WEIR_TYPE_TIME_RANGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  /**
   * WeirTimeRange::crosshair-changed:
   * @self: the range
   *
   * The crosshair moved, came or went.
   */
  signals[CROSSHAIR_CHANGED] = g_signal_new ("crosshair-changed", WEIR_TYPE_TIME_RANGE, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_time_range_init (WeirTimeRange *self)
{
  self->zone = g_time_zone_new_local ();
  self->now_usec = g_get_real_time ();
  self->end_usec = self->now_usec;
  self->crosshair_usec = WEIR_TIME_RANGE_NO_TIME;
  for (guint i = 0; i < WEIR_N_CURSORS; i++)
    self->cursors_usec[i] = WEIR_TIME_RANGE_NO_TIME;
  self->live = TRUE;
}

/**
 * weir_time_range_new:
 * @span_usec: how much time it shows
 *
 * Makes a live range that ends at the clock's now, in the local zone.
 *
 * Returns: (transfer full): a range
 */
WeirTimeRange *
weir_time_range_new (gint64 span_usec)
{
  WeirTimeRange *self = g_object_new (WEIR_TYPE_TIME_RANGE, NULL);

  self->span_usec = CLAMP (span_usec, MIN_SPAN_USEC, MAX_SPAN_USEC);
  self->home_span_usec = self->span_usec;

  return self;
}

/**
 * weir_time_range_advance:
 * @self: a range
 * @now_usec: what is now, by the clock or by the stream's own time
 *
 * Lets a live range end at @now_usec. It may be called every frame: a chart
 * redraws only when that moved it by a whole pixel.
 */
void
weir_time_range_advance (WeirTimeRange *self,
                         gint64         now_usec)
{
  g_return_if_fail (WEIR_IS_TIME_RANGE (self));

  self->now_usec = now_usec;
  if (self->live)
    set_range (self, now_usec, self->span_usec, TRUE);
}

/**
 * weir_time_range_get_begin:
 * @self: a range
 *
 * Returns: where it begins
 */
gint64
weir_time_range_get_begin (WeirTimeRange *self)
{
  g_return_val_if_fail (WEIR_IS_TIME_RANGE (self), 0);

  return self->end_usec - self->span_usec;
}

/**
 * weir_time_range_get_end:
 * @self: a range
 *
 * Returns: where it ends, exclusive
 */
gint64
weir_time_range_get_end (WeirTimeRange *self)
{
  g_return_val_if_fail (WEIR_IS_TIME_RANGE (self), 0);

  return self->end_usec;
}

/**
 * weir_time_range_get_now:
 * @self: a range
 *
 * Returns: what weir_time_range_advance() was last told
 */
gint64
weir_time_range_get_now (WeirTimeRange *self)
{
  g_return_val_if_fail (WEIR_IS_TIME_RANGE (self), 0);

  return self->now_usec;
}

/**
 * weir_time_range_get_span:
 * @self: a range
 *
 * Returns: how much time it shows
 */
gint64
weir_time_range_get_span (WeirTimeRange *self)
{
  g_return_val_if_fail (WEIR_IS_TIME_RANGE (self), 0);

  return self->span_usec;
}

/**
 * weir_time_range_set_span:
 * @self: a range
 * @span_usec: how much time to show, from a second to 400 days
 *
 * Chooses a span, which weir_time_range_reset_zoom() comes back to. The end stays.
 */
void
weir_time_range_set_span (WeirTimeRange *self,
                          gint64         span_usec)
{
  g_return_if_fail (WEIR_IS_TIME_RANGE (self));

  self->home_span_usec = CLAMP (span_usec, MIN_SPAN_USEC, MAX_SPAN_USEC);
  set_range (self, self->end_usec, span_usec, self->live);
}

/**
 * weir_time_range_set:
 * @self: a range
 * @begin_usec: where it shall begin
 * @end_usec: where it shall end, exclusive
 *
 * Shows a fixed range, which stops following.
 */
void
weir_time_range_set (WeirTimeRange *self,
                     gint64         begin_usec,
                     gint64         end_usec)
{
  g_return_if_fail (WEIR_IS_TIME_RANGE (self));
  g_return_if_fail (begin_usec < end_usec);

  set_range (self, end_usec, end_usec - begin_usec, FALSE);
}

/**
 * weir_time_range_get_live:
 * @self: a range
 *
 * Returns: whether it follows now
 */
gboolean
weir_time_range_get_live (WeirTimeRange *self)
{
  g_return_val_if_fail (WEIR_IS_TIME_RANGE (self), FALSE);

  return self->live;
}

/**
 * weir_time_range_set_live:
 * @self: a range
 * @live: whether to follow now
 *
 * Freezes the view, or brings it back to now.
 */
void
weir_time_range_set_live (WeirTimeRange *self,
                          gboolean       live)
{
  g_return_if_fail (WEIR_IS_TIME_RANGE (self));

  set_range (self, live ? self->now_usec : self->end_usec, self->span_usec, live);
}

/**
 * weir_time_range_pan:
 * @self: a range
 * @by_usec: how far to move, towards the future if positive
 *
 * Moves the range and stops it following; moved to now or past it, it
 * follows again.
 */
void
weir_time_range_pan (WeirTimeRange *self,
                     gint64         by_usec)
{
  gint64 end_usec;

  g_return_if_fail (WEIR_IS_TIME_RANGE (self));

  if (by_usec == 0)
    return;

  end_usec = MIN (self->end_usec + by_usec, self->now_usec);
  set_range (self, end_usec, self->span_usec, by_usec > 0 && end_usec == self->now_usec);
}

/**
 * weir_time_range_zoom:
 * @self: a range
 * @factor: what the span is multiplied by; below 1 shows less time
 * @around_usec: what stays in its place, unless the range is live: then its end does
 *
 * Zooms in or out.
 */
void
weir_time_range_zoom (WeirTimeRange *self,
                      double         factor,
                      gint64         around_usec)
{
  gint64 span_usec, end_usec;

  g_return_if_fail (WEIR_IS_TIME_RANGE (self));
  g_return_if_fail (factor > 0.0);

  span_usec = CLAMP ((gint64) llround (self->span_usec * factor), MIN_SPAN_USEC, MAX_SPAN_USEC);
  end_usec = self->end_usec;
  if (!self->live)
    end_usec = around_usec + (gint64) llround ((double) (end_usec - around_usec) * span_usec / self->span_usec);

  set_range (self, MIN (end_usec, MAX (self->now_usec, self->end_usec)), span_usec, self->live);
}

/**
 * weir_time_range_reset_zoom:
 * @self: a range
 *
 * Comes back to the span that was chosen last.
 */
void
weir_time_range_reset_zoom (WeirTimeRange *self)
{
  g_return_if_fail (WEIR_IS_TIME_RANGE (self));

  set_range (self, self->end_usec, self->home_span_usec, self->live);
}

/**
 * weir_time_range_get_crosshair:
 * @self: a range
 *
 * Returns: where the crosshair stands, %WEIR_TIME_RANGE_NO_TIME if there is none
 */
gint64
weir_time_range_get_crosshair (WeirTimeRange *self)
{
  g_return_val_if_fail (WEIR_IS_TIME_RANGE (self), WEIR_TIME_RANGE_NO_TIME);

  return self->crosshair_usec;
}

/**
 * weir_time_range_set_crosshair:
 * @self: a range
 * @time_usec: where it shall stand, %WEIR_TIME_RANGE_NO_TIME to remove it
 *
 * Moves the crosshair of all charts that share this range.
 */
void
weir_time_range_set_crosshair (WeirTimeRange *self,
                               gint64         time_usec)
{
  g_return_if_fail (WEIR_IS_TIME_RANGE (self));

  if (self->crosshair_usec == time_usec)
    return;

  self->crosshair_usec = time_usec;
  g_signal_emit (self, signals[CROSSHAIR_CHANGED], 0);
}

/**
 * weir_time_range_get_cursor:
 * @self: a range
 * @cursor: one of the two
 *
 * Returns: where it stands, %WEIR_TIME_RANGE_NO_TIME if it is not set
 */
gint64
weir_time_range_get_cursor (WeirTimeRange *self,
                            WeirCursor     cursor)
{
  g_return_val_if_fail (WEIR_IS_TIME_RANGE (self) && cursor < WEIR_N_CURSORS, WEIR_TIME_RANGE_NO_TIME);

  return self->cursors_usec[cursor];
}

/**
 * weir_time_range_set_cursor:
 * @self: a range
 * @cursor: one of the two
 * @time_usec: where it shall stand, %WEIR_TIME_RANGE_NO_TIME to take it away
 */
void
weir_time_range_set_cursor (WeirTimeRange *self,
                            WeirCursor     cursor,
                            gint64         time_usec)
{
  g_return_if_fail (WEIR_IS_TIME_RANGE (self) && cursor < WEIR_N_CURSORS);

  if (self->cursors_usec[cursor] == time_usec)
    return;

  self->cursors_usec[cursor] = time_usec;
  g_signal_emit (self, signals[CROSSHAIR_CHANGED], 0);
}

/**
 * weir_time_range_get_zone:
 * @self: a range
 *
 * Returns: (transfer none): the zone in which times are shown
 */
GTimeZone *
weir_time_range_get_zone (WeirTimeRange *self)
{
  g_return_val_if_fail (WEIR_IS_TIME_RANGE (self), NULL);

  return self->zone;
}

/**
 * weir_time_range_set_zone:
 * @self: a range
 * @zone: the zone in which times shall be shown
 */
void
weir_time_range_set_zone (WeirTimeRange *self,
                          GTimeZone     *zone)
{
  g_return_if_fail (WEIR_IS_TIME_RANGE (self));
  g_return_if_fail (zone != NULL);

  g_time_zone_ref (zone);
  g_time_zone_unref (self->zone);
  self->zone = zone;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * weir_time_range_dup_zone_name:
 * @self: a range
 *
 * Returns: (transfer full): the zone's short name at the range's end ("CEST", "UTC")
 */
char *
weir_time_range_dup_zone_name (WeirTimeRange *self)
{
  int interval;

  g_return_val_if_fail (WEIR_IS_TIME_RANGE (self), NULL);

  interval = g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, self->end_usec / G_USEC_PER_SEC);

  return g_strdup (g_time_zone_get_abbreviation (self->zone, interval));
}

/**
 * weir_time_range_get_columns:
 * @self: a range
 * @n_columns: how many pixel columns a chart has
 * @begin_usec: (out): where its first column begins
 *
 * The range as a chart of @n_columns pixels shows it: every column the same
 * whole number of microseconds wide and beginning at a multiple of it, so that
 * the picture moves by whole pixels and nothing in it shimmers. The last column
 * holds the range's end.
 *
 * Returns: the width of a column
 */
gint64
weir_time_range_get_columns (WeirTimeRange *self,
                             guint          n_columns,
                             gint64        *begin_usec)
{
  gint64 column_usec, last;

  g_return_val_if_fail (WEIR_IS_TIME_RANGE (self), 1);
  g_return_val_if_fail (n_columns > 0, 1);

  column_usec = MAX (1, (self->span_usec + n_columns - 1) / n_columns);
  last = (self->end_usec - 1) / column_usec - ((self->end_usec - 1) % column_usec < 0);
  *begin_usec = (last + 1 - (gint64) n_columns) * column_usec;

  return column_usec;
}
