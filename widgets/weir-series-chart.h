#pragma once

#include "widgets/weir-chart.h"
#include "widgets/weir-series-layer.h"

G_BEGIN_DECLS

/**
 * WeirSeriesChart: layers of any style in one chart: values of windows and of records, on up to three scales.
 */
#define WEIR_TYPE_SERIES_CHART (weir_series_chart_get_type ())
G_DECLARE_FINAL_TYPE (WeirSeriesChart, weir_series_chart, WEIR, SERIES_CHART, WeirChart)

GtkWidget *weir_series_chart_new          (void);
void       weir_series_chart_add_layer    (WeirSeriesChart           *self,
                                           const WeirSeriesLayerSpec *spec);
void       weir_series_chart_clear        (WeirSeriesChart           *self);
guint      weir_series_chart_get_n_layers (WeirSeriesChart           *self);
void       weir_series_chart_invalidate   (WeirSeriesChart           *self);

G_END_DECLS
