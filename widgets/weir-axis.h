#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WEIR_AXIS_MAX_VALUE_TICKS 6
#define WEIR_AXIS_MAX_TIME_TICKS  8

/**
 * WeirValueAxis: round values in a range, and how their labels are written.
 */
typedef struct
{
  double      ticks[WEIR_AXIS_MAX_VALUE_TICKS];
  guint       n_ticks;
  double      step;
  int         decimals;     /* of the labels, after division by unit_size */
  double      unit_size;    /* 1, or 1e6, 1e9, … for large values */
  const char *prefix;       /* "", "M", "G", … (static) */
  gboolean    logarithmic;
} WeirValueAxis;

/**
 * WeirTimeAxis: round times in a range.
 */
typedef struct
{
  gint64 ticks_usec[WEIR_AXIS_MAX_TIME_TICKS];
  guint  n_ticks;
  gint64 step_usec;
} WeirTimeAxis;

void  weir_value_axis_init   (WeirValueAxis       *self,
                              double               low,
                              double               high,
                              guint                max_ticks);
void  weir_value_axis_init_logarithmic (WeirValueAxis *self,
                              double               low,
                              double               high,
                              guint                max_ticks);
char *weir_value_axis_label  (const WeirValueAxis *self,
                              double               value,
                              gboolean             plus);
int   weir_value_axis_exact_decimals (const WeirValueAxis *self);
void  weir_time_axis_init    (WeirTimeAxis        *self,
                              gint64               begin_usec,
                              gint64               end_usec,
                              GTimeZone           *zone,
                              guint                max_ticks);
char *weir_time_axis_label   (const WeirTimeAxis  *self,
                              gint64               time_usec,
                              GTimeZone           *zone);
void  weir_axis_spread       (double              *positions,
                              guint                n_positions,
                              double               distance,
                              double               low,
                              double               high);

G_END_DECLS
