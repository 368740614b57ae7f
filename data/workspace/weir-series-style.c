#include "config.h"

#include "data/workspace/weir-series-style.h"

/* One row a style. */
static const struct
{
  const char *word;
  gboolean    needs_value;
} styles[WEIR_SERIES_N_STYLES] = {
  [WEIR_SERIES_LINE] = { "line", TRUE },
  [WEIR_SERIES_BARS] = { "bars", TRUE },
  [WEIR_SERIES_STACKED] = { "stacked", TRUE },
  [WEIR_SERIES_BAND] = { "band", TRUE },
  [WEIR_SERIES_POINTS] = { "points", TRUE },
  [WEIR_SERIES_CANDLES] = { "candles", FALSE },
};

static const char *const scales[WEIR_SERIES_N_SCALES] = {
  [WEIR_SERIES_RIGHT] = "right",
  [WEIR_SERIES_LEFT] = "left",
  [WEIR_SERIES_BELOW] = "below",
};

/**
 * weir_series_style_get_word:
 * @style: a #WeirSeriesStyle
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_series_style_get_word (guint style)
{
  return style < G_N_ELEMENTS (styles) ? styles[style].word : NULL;
}

/**
 * weir_series_style_needs_value:
 * @style: a style
 *
 * Any thread.
 *
 * Returns: whether such a series must name a value; if not, what it shows
 *   follows from its stream
 */
gboolean
weir_series_style_needs_value (WeirSeriesStyle style)
{
  g_return_val_if_fail (style < G_N_ELEMENTS (styles), FALSE);

  return styles[style].needs_value;
}

/**
 * weir_series_scale_get_word:
 * @scale: a #WeirSeriesScale
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_series_scale_get_word (guint scale)
{
  return scale < G_N_ELEMENTS (scales) ? scales[scale] : NULL;
}
