#pragma once

#include "data/series/weir-candles.h"
#include "widgets/weir-plot.h"

G_BEGIN_DECLS

/**
 * WeirCandleGroups: the candles a chart shows, neighbours put together where they would be too narrow to see.
 */
typedef struct
{
  GArray *array;        /* owned, of WeirCandle, ascending */
  guint   n_before;     /* how many of them end before the plot begins: averages need them */
  gint64  width_usec;   /* of one */
  gint64  candle_usec;  /* of the windows they are made of */
  GArray *means;        /* owned, of double: of each, the moving average up to its last window */
} WeirCandleGroups;

void   weir_candle_groups_init   (WeirCandleGroups *self);
void   weir_candle_groups_clear  (WeirCandleGroups *self);
void   weir_candle_groups_read   (WeirCandleGroups *self,
                                  WeirCandles      *candles,
                                  const WeirPlot   *plot,
                                  guint             sma_length);
double weir_candle_groups_sma    (WeirCandleGroups *self,
                                  guint             i);
const WeirCandle *weir_candle_groups_get  (WeirCandleGroups *self,
                                           guint             i);
const WeirCandle *weir_candle_groups_find (WeirCandleGroups *self,
                                           gint64            time_usec);

G_END_DECLS
