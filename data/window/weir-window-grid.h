#pragma once

#include "data/window/weir-window-spec.h"

G_BEGIN_DECLS

/* Times further from 1970 than this fall in no window; it keeps every sum of times below 2^63. */
#define WEIR_WINDOW_MAX_TIME_USEC (G_GINT64_CONSTANT (1) << 61)
#define WEIR_WINDOW_MAX_SIZE_USEC (10000 * 366 * G_TIME_SPAN_DAY)
/* Windows that one record may be in. */
#define WEIR_WINDOW_MAX_HOPS 100000

/**
 * WeirWindowGrid:
 * @panes_per_window: panes that make one window
 * @panes_per_advance: panes from one window's start to the next one's
 *
 * The geometry of windows that do not depend on the data: tumbling, hopping
 * and calendar. Time is cut into panes, the pieces between neighbouring window
 * edges; every window is a run of whole panes. A hop has at most two panes,
 * whatever size and advance share: [n·advance, n·advance + size % advance) and
 * the rest. Panes and windows are numbered from the epoch.
 */
typedef struct
{
  WeirWindowKind kind;
  gint64         size_usec;
  gint64         advance_usec;
  gint64         rest_usec;           /* size % advance */
  gint64         panes_per_window;
  gint64         panes_per_advance;
  GTimeZone     *zone;                /* owned; calendar only */
} WeirWindowGrid;

void weir_window_grid_init (WeirWindowGrid       *self,
                            const WeirWindowSpec *spec);
void weir_window_grid_clear (WeirWindowGrid *self);
gint64 weir_window_grid_get_pane (const WeirWindowGrid *self,
                                  gint64                time_usec);
void weir_window_grid_get_pane_bounds (const WeirWindowGrid *self,
                                       gint64                pane,
                                       gint64               *start_usec,
                                       gint64               *end_usec);
gint64 weir_window_grid_get_first_window (const WeirWindowGrid *self,
                                          gint64                pane);
gint64 weir_window_grid_get_last_window (const WeirWindowGrid *self,
                                         gint64                pane);
void weir_window_grid_get_window_bounds (const WeirWindowGrid *self,
                                         gint64                window,
                                         gint64               *start_usec,
                                         gint64               *end_usec);
gint64 weir_window_grid_get_last_ended (const WeirWindowGrid *self,
                                        gint64                time_usec);

static inline gint64
weir_floor_div (gint64 dividend,
                gint64 divisor)
{
  gint64 quotient = dividend / divisor;

  return quotient - (quotient * divisor > dividend);
}

G_END_DECLS
