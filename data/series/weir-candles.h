#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * WeirCandle: one window of one key, as a candle chart reads it; volume and vwap are NaN where the stream has none.
 */
typedef struct
{
  gint64   start_usec;
  gint64   end_usec;
  double   open;
  double   high;
  double   low;
  double   close;
  double   volume;
  double   vwap;
  guint64  count;
  gboolean final;
} WeirCandle;

/**
 * WeirCandles:
 *
 * The candles of one key, ascending by start, the oldest forgotten past
 * capacity. Main thread only.
 */
#define WEIR_TYPE_CANDLES (weir_candles_get_type ())
G_DECLARE_FINAL_TYPE (WeirCandles, weir_candles, WEIR, CANDLES, GObject)

WeirCandles      *weir_candles_new          (guint             capacity);
void              weir_candles_put          (WeirCandles      *self,
                                             const WeirCandle *candle);
void              weir_candles_take_over    (WeirCandles      *self,
                                             WeirCandles      *newer);
void              weir_candles_emit_changed (WeirCandles      *self);
void              weir_candles_clear        (WeirCandles      *self);
guint             weir_candles_get_length   (WeirCandles      *self);
const WeirCandle *weir_candles_get          (WeirCandles      *self,
                                             guint             i);
guint             weir_candles_find         (WeirCandles      *self,
                                             gint64            time_usec);

G_END_DECLS
