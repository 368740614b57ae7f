#pragma once

#include "data/series/weir-series.h"
#include "widgets/weir-chart.h"

G_BEGIN_DECLS

/**
 * WeirLineChart: the lines of several series over time, each named at its right end in its own colour.
 */
#define WEIR_TYPE_LINE_CHART (weir_line_chart_get_type ())
G_DECLARE_FINAL_TYPE (WeirLineChart, weir_line_chart, WEIR, LINE_CHART, WeirChart)

GtkWidget *weir_line_chart_new           (void);
void       weir_line_chart_add_series    (WeirLineChart *self,
                                          WeirSeries    *series,
                                          const char    *name,
                                          guint          color_index);
void       weir_line_chart_remove_series (WeirLineChart *self,
                                          WeirSeries    *series);
void       weir_line_chart_set_color     (WeirLineChart *self,
                                          WeirSeries    *series,
                                          guint          color_index);
void       weir_line_chart_clear         (WeirLineChart *self);
guint      weir_line_chart_get_n_series  (WeirLineChart *self);
void       weir_line_chart_set_relative  (WeirLineChart *self,
                                          gboolean       relative);
void       weir_line_chart_set_highlight (WeirLineChart *self,
                                          const char    *name);
void       weir_line_chart_hold_figures  (WeirLineChart *self);
guint64    weir_line_chart_get_n_painted (WeirLineChart *self);

G_END_DECLS
