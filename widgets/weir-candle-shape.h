#pragma once

#include "data/series/weir-candles.h"
#include "widgets/weir-painter.h"
#include "widgets/weir-palette.h"
#include "widgets/weir-plot.h"

G_BEGIN_DECLS

/**
 * WeirCandlePlace: where a candle, or the bar of a window, stands on the device's grid.
 */
typedef struct
{
  double left;
  double width;
  double middle;    /* left edge of the wick, a hairline wide */
} WeirCandlePlace;

WeirCandlePlace weir_candle_place (const WeirPlot    *plot,
                                   gint64             start_usec,
                                   gint64             end_usec);
const GdkRGBA  *weir_candle_color (const WeirPalette *palette,
                                   const WeirCandle  *candle);
void            weir_candle_paint (const WeirCandle  *self,
                                   WeirPainter       *painter,
                                   const WeirPlot    *plot,
                                   const WeirPalette *palette);

G_END_DECLS
