#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirSeriesStyle:
 * @WEIR_SERIES_LINE: a line through the values
 * @WEIR_SERIES_BARS: a bar a window; of several keys side by side
 * @WEIR_SERIES_STACKED: a bar a window, in which the keys stand on each other
 * @WEIR_SERIES_BAND: what lies between two values
 * @WEIR_SERIES_POINTS: a point a value, of what is no signal
 * @WEIR_SERIES_CANDLES: open, high, low and close of the stream's first number
 *
 * How a series of a panel is drawn.
 */
typedef enum
{
  WEIR_SERIES_LINE,
  WEIR_SERIES_BARS,
  WEIR_SERIES_STACKED,
  WEIR_SERIES_BAND,
  WEIR_SERIES_POINTS,
  WEIR_SERIES_CANDLES,
} WeirSeriesStyle;

#define WEIR_SERIES_N_STYLES (WEIR_SERIES_CANDLES + 1)

/**
 * WeirSeriesScale:
 * @WEIR_SERIES_RIGHT: the panel's scale, at its right edge
 * @WEIR_SERIES_LEFT: a second one over the same height, at the left edge
 * @WEIR_SERIES_BELOW: one of its own, in a strip below the others
 *
 * On which scale of its panel a series stands.
 */
typedef enum
{
  WEIR_SERIES_RIGHT,
  WEIR_SERIES_LEFT,
  WEIR_SERIES_BELOW,
} WeirSeriesScale;

#define WEIR_SERIES_N_SCALES (WEIR_SERIES_BELOW + 1)

const char *weir_series_style_get_word    (guint           style);
gboolean    weir_series_style_needs_value (WeirSeriesStyle style);
const char *weir_series_scale_get_word    (guint           scale);

G_END_DECLS
