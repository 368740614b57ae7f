#pragma once

#include <gtk/gtk.h>

#include "data/series/weir-series.h"
#include "widgets/weir-time-range.h"

G_BEGIN_DECLS

/**
 * WeirSparkline: the shape of one series in the height of a line of text, for lists.
 */
#define WEIR_TYPE_SPARKLINE (weir_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (WeirSparkline, weir_sparkline, WEIR, SPARKLINE, GtkWidget)

GtkWidget *weir_sparkline_new             (void);
void       weir_sparkline_set_series      (WeirSparkline *self,
                                           WeirSeries    *series);
void       weir_sparkline_set_time_range  (WeirSparkline *self,
                                           WeirTimeRange *range);
void       weir_sparkline_set_color_index (WeirSparkline *self,
                                           int            color_index);

G_END_DECLS
