#include "config.h"

#include "widgets/weir-chart-private.h"

/* Where a chart's parts stand, and which values its scale shows. */

#define HEADER_PX        40
#define TOP_PX           14
#define MIN_PLOT_PX      24
#define MIN_TICK_PX      30
/* How much of the width may be taken by names. */
#define LABEL_SHARE      0.3

/* A threshold is brought into view as long as it leaves the data this share of the height. */
#define THRESHOLD_FILL   0.35
/* Room around the values on a logarithmic scale; and its lower end, as a share of the largest, where some are not above zero. */
#define LOG_PADDING      1.15
#define LEAST_SHARE      1e-4

/* The range by pixel columns; a chart of windows shows the newest one whole. */
gint64
weir_chart_columns (WeirChart *self,
                    int        n_columns,
                    gint64    *begin_usec)
{
  WeirTimeRange *range = weir_chart_get_private (self)->range;
  gint64 column_usec = weir_time_range_get_columns (range, n_columns, begin_usec);
  gint64 window_usec = WEIR_CHART_GET_CLASS (self)->window_usec (self);
  gint64 end_usec = weir_time_range_get_end (range);

  if (window_usec > column_usec && window_usec < weir_time_range_get_span (range) / 2)
    {
      gint64 past_usec = end_usec % window_usec;
      gint64 missing_usec = past_usec == 0 ? 0 : window_usec - past_usec;

      *begin_usec += (missing_usec + column_usec - 1) / column_usec * column_usec;
    }

  return column_usec;
}

/* Room for labels: taken at once, given back only when it is clearly too much. */
static int
sticky_width (int current_px,
              int wanted_px)
{
  return wanted_px > current_px || wanted_px < current_px - 24 ? (wanted_px + 7) / 8 * 8 : current_px;
}

/* The widest of what stands on the scale: its labels, the tag, the unit above it, the zone below. */
static int
measure_scale (WeirChart *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  g_autofree char *zone_name = weir_time_range_dup_zone_name (priv->range);
  double tag_value = WEIR_CHART_GET_CLASS (self)->tag_value (self);
  int width_px = weir_text_width (&priv->text, WEIR_TEXT_SMALL, zone_name);

  width_px = MAX (width_px, weir_text_width (&priv->text, WEIR_TEXT_SMALL, priv->unit));
  for (guint i = 0; i < priv->value_axis.n_ticks; i++)
    {
      g_autofree char *label = weir_chart_format_value (self, priv->value_axis.ticks[i], WEIR_VALUE_TICK);

      width_px = MAX (width_px, weir_text_width (&priv->text, WEIR_TEXT_SMALL_BOLD, label));
    }

  if (isfinite (tag_value))
    {
      g_autofree char *label = weir_chart_format_value (self, tag_value, WEIR_VALUE_EXACT);

      width_px = MAX (width_px, weir_text_width (&priv->text, WEIR_TEXT_SMALL_BOLD, label) + 2);
    }

  return width_px;
}

static void
include_thresholds (WeirChartPrivate *priv,
                    double           *low,
                    double           *high)
{
  double range = *high - *low;

  for (guint i = 0; i < priv->thresholds->len; i++)
    {
      double value = g_array_index (priv->thresholds, WeirThreshold, i).value;
      double new_low = MIN (*low, value);
      double new_high = MAX (*high, value);

      if (range >= THRESHOLD_FILL * (new_high - new_low))
        {
          *low = new_low;
          *high = new_high;
        }
    }
}

/* A logarithmic scale has no zero: what is not above it is below the scale. It stays while it fits, as the other one does. */
static void
fit_logarithmic (WeirChartPrivate *priv,
                 double            low,
                 double            high,
                 gint64            column_usec)
{
  WeirValueScale *scale = &priv->scale;

  low = low > 0.0 ? low : high * LEAST_SHARE;
  if (scale->low > 0.0 && scale->low <= low && scale->high >= high && scale->column_usec == column_usec
      && log (high / low) >= 0.55 * log (scale->high / scale->low))
    return;

  scale->low = low / LOG_PADDING;
  scale->high = high * LOG_PADDING;
  scale->column_usec = column_usec;
}

/* The scale shows what was chosen with a box, or what the data need. */
static void
set_values (WeirChartPrivate *priv,
            WeirPlot         *plot)
{
  plot->low = priv->value_zoomed ? priv->zoom_low : priv->scale.low;
  plot->high = priv->value_zoomed ? priv->zoom_high : priv->scale.high;
  plot->logarithmic = priv->logarithmic && plot->low > 0.0;
}

/* From the data's extent to the scale's. */
static void
choose_scale (WeirChartPrivate *priv,
              double            low,
              double            high,
              gint64            column_usec)
{
  gboolean never_negative = low >= 0.0;

  if (high <= low)
    {
      double half = fmax (fabs (high) * 0.005, 1e-9) + (high == 0.0 ? 1.0 : 0.0);

      low -= half;
      high += half;
    }
  include_thresholds (priv, &low, &high);
  if (priv->logarithmic && high > 0.0)
    {
      fit_logarithmic (priv, low, high, column_usec);
      return;
    }
  weir_value_scale_fit (&priv->scale, low, high, never_negative, column_usec);
}

static gboolean
place_plot (WeirChart *self,
            int        width_px,
            int        height_px,
            double     scale,
            WeirPlot  *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  WeirChartClass *klass = WEIR_CHART_GET_CLASS (self);
  int top = priv->title != NULL ? HEADER_PX : MAX (TOP_PX, klass->top_height != NULL ? klass->top_height (self) : 0);
  int bottom = weir_text_height (&priv->text, WEIR_TEXT_SMALL) + 12;
  int right = WEIR_CHART_SCALE_GAP_PX + priv->scale_px + WEIR_CHART_PADDING_PX + priv->label_px;
  int left = WEIR_CHART_PADDING_PX + priv->left_px;
  double width = width_px - left - right;
  double height = height_px - top - bottom - priv->footer_px;

  if (width < MIN_PLOT_PX || height < MIN_PLOT_PX || priv->range == NULL)
    return FALSE;

  plot->area = GRAPHENE_RECT_INIT ((float) left, (float) top, (float) width, (float) height);
  plot->scale = scale;
  plot->n_columns = (int) (width * scale);
  plot->column_usec = weir_chart_columns (self, plot->n_columns, &plot->begin_usec);

  return TRUE;
}

static void
init_axis (WeirChart      *self,
           const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  guint max_ticks = WEIR_CHART_GET_CLASS (self)->no_scale ? 0 : (guint) MAX (2, plot->area.size.height / MIN_TICK_PX);

  if (plot->logarithmic)
    weir_value_axis_init_logarithmic (&priv->value_axis, plot->low, plot->high, max_ticks);
  else
    weir_value_axis_init (&priv->value_axis, plot->low, plot->high, max_ticks);
}

/* Lays the chart out, reads its data, and lays it out again if its numbers need other room than the last ones. */
gboolean
weir_chart_lay_out (WeirChart *self,
                    int        width_px,
                    int        height_px,
                    double     scale,
                    WeirPlot  *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  WeirChartClass *klass = WEIR_CHART_GET_CLASS (self);

  for (int attempt = 0; attempt < 3; attempt++)
    {
      int scale_px, label_px, left_px;
      double footer_px;
      double low = 0.0, high = 1.0;

      if (!place_plot (self, width_px, height_px, scale, plot))
        return FALSE;

      priv->has_data = klass->update (self, plot, &low, &high);
      choose_scale (priv, low, high, plot->column_usec);
      set_values (priv, plot);
      if (klass->no_scale)
        {
          plot->low = low;
          plot->high = high;
          plot->logarithmic = FALSE;
        }
      init_axis (self, plot);
      if (priv->value_axis.unit_size == 1.0)
        priv->value_axis.decimals = MAX (priv->value_axis.decimals, priv->decimals);

      scale_px = sticky_width (priv->scale_px, measure_scale (self) + 6);
      label_px = sticky_width (priv->label_px, klass->label_width (self, width_px * LABEL_SHARE));
      footer_px = floor (klass->footer_share (self) * height_px);
      left_px = sticky_width (priv->left_px, klass->left_width != NULL ? klass->left_width (self) : 0);
      if (scale_px == priv->scale_px && label_px == priv->label_px && left_px == priv->left_px && footer_px == priv->footer_px)
        break;
      priv->left_px = left_px;
      priv->footer_px = footer_px;
      priv->scale_px = scale_px;
      priv->label_px = label_px;
    }

  weir_time_axis_init (&priv->time_axis, plot->begin_usec, weir_plot_end (plot), weir_time_range_get_zone (priv->range),
                       MAX (1, plot->area.size.width / 84));

  return TRUE;
}
