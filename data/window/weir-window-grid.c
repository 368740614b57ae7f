#include "config.h"

#include "data/window/weir-window-grid.h"

#include "data/decode/weir-zone.h"

#define DAY_SECONDS G_GINT64_CONSTANT (86400)
/* 1970-01-01 was a Thursday: the week numbered 0 began on day −3. */
#define MONDAY_SHIFT G_GINT64_CONSTANT (3)

/**
 * weir_window_grid_init:
 * @self: memory to fill
 * @spec: a checked spec, tumbling, hopping or calendar
 *
 * Works out the panes of @spec. Clear with weir_window_grid_clear().
 */
void
weir_window_grid_init (WeirWindowGrid       *self,
                       const WeirWindowSpec *spec)
{
  gint64 hops;

  *self = (WeirWindowGrid){ .kind = spec->kind, .size_usec = spec->size_usec,
                            .panes_per_window = 1, .panes_per_advance = 1 };

  if (weir_window_kind_is_calendar (spec->kind))
    {
      self->zone = spec->zone[0] != '\0' ? weir_zone_new (spec->zone) : NULL;
      if (self->zone == NULL)
        self->zone = g_time_zone_new_utc ();
      return;
    }

  self->advance_usec = weir_window_kind_has_advance (spec->kind) ? spec->advance_usec : spec->size_usec;
  self->rest_usec = self->size_usec % self->advance_usec;
  hops = self->size_usec / self->advance_usec;
  self->panes_per_advance = self->rest_usec > 0 ? 2 : 1;
  self->panes_per_window = self->rest_usec > 0 ? 2 * hops + 1 : hops;
}

/**
 * weir_window_grid_clear:
 * @self: a grid
 *
 * Frees what @self owns.
 */
void
weir_window_grid_clear (WeirWindowGrid *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
}

static gint64
weir_window_grid_get_offset (const WeirWindowGrid *self,
                             gint64                time_s)
{
  int interval = g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, time_s);

  return g_time_zone_get_offset (self->zone, interval);
}

/* The first second after @low at which the zone's interval is no longer @low's; @high is in another one. */
static gint64
weir_window_grid_find_transition (const WeirWindowGrid *self,
                                  gint64                low,
                                  gint64                high)
{
  int interval = g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, low);

  while (high - low > 1)
    {
      gint64 middle = low + (high - low) / 2;

      if (g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, middle) == interval)
        low = middle;
      else
        high = middle;
    }

  return high;
}

/* The first second at which a local calendar shows @day or a later one. Where midnight does not exist that is
 * the end of the jump; where the clock falls back across midnight, its first arrival there. */
static gint64
weir_window_grid_get_day_start (const WeirWindowGrid *self,
                                gint64                day)
{
  gint64 local = day * DAY_SECONDS;
  gint64 from = local - 2 * DAY_SECONDS;
  gint64 until = local + 2 * DAY_SECONDS;

  while (from < until)
    {
      gint64 start = local - weir_window_grid_get_offset (self, from);
      gint64 to = until;

      if (g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, from)
          != g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, until))
        to = weir_window_grid_find_transition (self, from, until);
      if (MAX (start, from) < to)
        return MAX (start, from);

      from = to;
    }

  return local;
}

static gint64
weir_window_grid_get_calendar_start (const WeirWindowGrid *self,
                                     gint64                pane)
{
  if (self->kind == WEIR_WINDOW_CALENDAR_WEEK)
    pane = pane * 7 - MONDAY_SHIFT;

  return weir_window_grid_get_day_start (self, pane) * G_USEC_PER_SEC;
}

static gint64
weir_window_grid_get_calendar_pane (const WeirWindowGrid *self,
                                    gint64                time_usec)
{
  gint64 seconds = weir_floor_div (time_usec, G_USEC_PER_SEC);
  gint64 day = weir_floor_div (seconds + weir_window_grid_get_offset (self, seconds), DAY_SECONDS);
  gint64 pane = day;

  if (self->kind == WEIR_WINDOW_CALENDAR_WEEK)
    pane = weir_floor_div (day + MONDAY_SHIFT, 7);
  /* Just after a clock fell back across midnight it shows yesterday's date, but today has begun. */
  if (weir_window_grid_get_calendar_start (self, pane + 1) <= time_usec)
    pane++;

  return pane;
}

/**
 * weir_window_grid_get_pane:
 * @self: a grid
 * @time_usec: an event time, at most %WEIR_WINDOW_MAX_TIME_USEC from 0
 *
 * Returns: the number of the pane @time_usec falls in
 */
gint64
weir_window_grid_get_pane (const WeirWindowGrid *self,
                           gint64                time_usec)
{
  gint64 hop;

  if (self->zone != NULL)
    return weir_window_grid_get_calendar_pane (self, time_usec);

  hop = weir_floor_div (time_usec, self->advance_usec);
  if (self->rest_usec == 0)
    return hop;

  return 2 * hop + (time_usec - hop * self->advance_usec >= self->rest_usec);
}

/**
 * weir_window_grid_get_pane_bounds:
 * @self: a grid
 * @pane: a pane's number
 * @start_usec: (out): its first µs
 * @end_usec: (out): the first µs after it
 */
void
weir_window_grid_get_pane_bounds (const WeirWindowGrid *self,
                                  gint64                pane,
                                  gint64               *start_usec,
                                  gint64               *end_usec)
{
  gint64 hop;

  if (self->zone != NULL || self->rest_usec == 0)
    {
      *start_usec = self->zone != NULL ? weir_window_grid_get_calendar_start (self, pane)
                                       : pane * self->advance_usec;
      *end_usec = self->zone != NULL ? weir_window_grid_get_calendar_start (self, pane + 1)
                                     : *start_usec + self->advance_usec;
      return;
    }

  hop = weir_floor_div (pane, 2);
  *start_usec = hop * self->advance_usec + (pane > 2 * hop ? self->rest_usec : 0);
  *end_usec = hop * self->advance_usec + (pane > 2 * hop ? self->advance_usec : self->rest_usec);
}

/**
 * weir_window_grid_get_first_window:
 * @self: a grid
 * @pane: a pane's number
 *
 * Returns: the first window that covers @pane
 */
gint64
weir_window_grid_get_first_window (const WeirWindowGrid *self,
                                   gint64                pane)
{
  if (self->zone != NULL)
    return pane;

  return -weir_floor_div (self->panes_per_window - 1 - pane, self->panes_per_advance);
}

/**
 * weir_window_grid_get_last_window:
 * @self: a grid
 * @pane: a pane's number
 *
 * Returns: the last window that covers @pane
 */
gint64
weir_window_grid_get_last_window (const WeirWindowGrid *self,
                                  gint64                pane)
{
  return self->zone != NULL ? pane : weir_floor_div (pane, self->panes_per_advance);
}

/**
 * weir_window_grid_get_window_bounds:
 * @self: a grid
 * @window: a window's number
 * @start_usec: (out): its first µs
 * @end_usec: (out): the first µs after it
 */
void
weir_window_grid_get_window_bounds (const WeirWindowGrid *self,
                                    gint64                window,
                                    gint64               *start_usec,
                                    gint64               *end_usec)
{
  if (self->zone != NULL)
    {
      weir_window_grid_get_pane_bounds (self, window, start_usec, end_usec);
      return;
    }

  *start_usec = window * self->advance_usec;
  *end_usec = *start_usec + self->size_usec;
}

/**
 * weir_window_grid_get_last_ended:
 * @self: a grid
 * @time_usec: a time
 *
 * Returns: the last window whose end is at or before @time_usec
 */
gint64
weir_window_grid_get_last_ended (const WeirWindowGrid *self,
                                 gint64                time_usec)
{
  if (self->zone != NULL)
    return weir_window_grid_get_calendar_pane (self, time_usec) - 1;

  return weir_floor_div (time_usec - self->size_usec, self->advance_usec);
}
