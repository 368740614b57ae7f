#pragma once

#include <gtk/gtk.h>

#include "data/view/weir-result-series.h"
#include "data/workspace/weir-series-style.h"

G_BEGIN_DECLS

/**
 * WeirResultChart: the result of a statement as a picture: lines, bars or points where it has times, else a bar a row.
 */
#define WEIR_TYPE_RESULT_CHART (weir_result_chart_get_type ())
G_DECLARE_FINAL_TYPE (WeirResultChart, weir_result_chart, WEIR, RESULT_CHART, GtkBox)

GtkWidget *weir_result_chart_new      (void);
/* @zone: (nullable) in which times are read; UTC. @axes: columns of @result. */
void       weir_result_chart_show     (WeirResultChart      *self,
                                       WeirQueryResult      *result,
                                       const WeirResultAxes *axes,
                                       WeirSeriesStyle       style,
                                       GTimeZone            *zone);
/* How many lines or bars it shows, once it does; for tests and screen readers. */
guint      weir_result_chart_get_n_shown (WeirResultChart   *self);

G_END_DECLS
