#pragma once

#include "data/series/weir-candles.h"
#include "widgets/weir-chart.h"

G_BEGIN_DECLS

/**
 * WeirCandleChart: the windows of one key as candles, rising ones hollow, falling ones filled, with their volume underneath.
 */
#define WEIR_TYPE_CANDLE_CHART (weir_candle_chart_get_type ())
G_DECLARE_FINAL_TYPE (WeirCandleChart, weir_candle_chart, WEIR, CANDLE_CHART, WeirChart)

GtkWidget *weir_candle_chart_new          (void);
gint64     weir_candle_chart_get_width_usec (WeirCandleChart *self);
void       weir_candle_chart_set_candles  (WeirCandleChart *self,
                                           WeirCandles     *candles);
void       weir_candle_chart_set_overlays (WeirCandleChart *self,
                                           gboolean         vwap,
                                           guint            sma_length);

G_END_DECLS
