#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define WEIR_TIME_RANGE_NO_TIME G_MININT64

/**
 * WeirCursor: two times to measure between, shared like the crosshair; they stay where they are put.
 */
typedef enum
{
  WEIR_CURSOR_A,
  WEIR_CURSOR_B,
  WEIR_N_CURSORS,
} WeirCursor;

/**
 * WeirTimeRange:
 *
 * The range of time that all charts of a page show, and the crosshair they
 * share. While it is live it ends at now. Main thread only.
 *
 * Signals: ::changed () when begin, end, span, live or zone changed;
 * ::crosshair-changed () when the crosshair or a cursor moved.
 */
#define WEIR_TYPE_TIME_RANGE (weir_time_range_get_type ())
G_DECLARE_FINAL_TYPE (WeirTimeRange, weir_time_range, WEIR, TIME_RANGE, GObject)

WeirTimeRange *weir_time_range_new           (gint64         span_usec);
void           weir_time_range_advance       (WeirTimeRange *self,
                                              gint64         now_usec);
gint64         weir_time_range_get_begin     (WeirTimeRange *self);
gint64         weir_time_range_get_end       (WeirTimeRange *self);
gint64         weir_time_range_get_now       (WeirTimeRange *self);
gint64         weir_time_range_get_span      (WeirTimeRange *self);
void           weir_time_range_set_span      (WeirTimeRange *self,
                                              gint64         span_usec);
void           weir_time_range_set           (WeirTimeRange *self,
                                              gint64         begin_usec,
                                              gint64         end_usec);
gboolean       weir_time_range_get_live      (WeirTimeRange *self);
void           weir_time_range_set_live      (WeirTimeRange *self,
                                              gboolean       live);
void           weir_time_range_pan           (WeirTimeRange *self,
                                              gint64         by_usec);
void           weir_time_range_zoom          (WeirTimeRange *self,
                                              double         factor,
                                              gint64         around_usec);
void           weir_time_range_reset_zoom    (WeirTimeRange *self);
gint64         weir_time_range_get_crosshair (WeirTimeRange *self);
void           weir_time_range_set_crosshair (WeirTimeRange *self,
                                              gint64         time_usec);
gint64         weir_time_range_get_cursor    (WeirTimeRange *self,
                                              WeirCursor     cursor);
void           weir_time_range_set_cursor    (WeirTimeRange *self,
                                              WeirCursor     cursor,
                                              gint64         time_usec);
GTimeZone     *weir_time_range_get_zone      (WeirTimeRange *self);
void           weir_time_range_set_zone      (WeirTimeRange *self,
                                              GTimeZone     *zone);
char          *weir_time_range_dup_zone_name (WeirTimeRange *self);
gint64         weir_time_range_get_columns   (WeirTimeRange *self,
                                              guint          n_columns,
                                              gint64        *begin_usec);

G_END_DECLS
