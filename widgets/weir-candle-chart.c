#include "config.h"

#include <glib/gi18n-lib.h>

#include "widgets/weir-candle-chart.h"
#include "widgets/weir-candle-groups.h"
#include "widgets/weir-candle-shape.h"
#include "widgets/weir-format.h"

/* Above and below the legend. */
#define LEGEND_GAPS_PX 14
#define VOLUME_SHARE  0.2     /* of the height */
#define VOLUME_ALPHA  0.4
#define OVERLAY_PX    1.5

struct _WeirCandleChart
{
  WeirChart        parent_instance;

  WeirCandles     *candles;     /* owned, nullable */
  gulong           changed_id;
  WeirCandleGroups groups;      /* owned; what is shown */
  gboolean         has_volume;
  gboolean         has_vwap;
  gboolean         vwap;
  guint            sma_length;  /* 0: none */
};

G_DEFINE_FINAL_TYPE (WeirCandleChart, weir_candle_chart, WEIR_TYPE_CHART)

static void
include (double  value,
         double *low,
         double *high)
{
  *low = fmin (*low, value);
  *high = fmax (*high, value);
}

static gboolean
weir_candle_chart_update (WeirChart      *chart,
                          const WeirPlot *plot,
                          double         *low,
                          double         *high)
{
  WeirCandleChart *self = WEIR_CANDLE_CHART (chart);
  double min = INFINITY, max = -INFINITY;

  self->has_volume = FALSE;
  self->has_vwap = FALSE;
  if (self->candles == NULL)
    return FALSE;

  weir_candle_groups_read (&self->groups, self->candles, plot, self->sma_length);
  for (guint i = self->groups.n_before; i < self->groups.array->len; i++)
    {
      const WeirCandle *candle = weir_candle_groups_get (&self->groups, i);

      include (candle->low, &min, &max);
      include (candle->high, &min, &max);
      include (weir_candle_groups_sma (&self->groups, i), &min, &max);
      self->has_volume |= candle->volume > 0.0;
      self->has_vwap |= self->vwap && isfinite (candle->vwap);
    }

  if (min > max)
    return FALSE;

  *low = min;
  *high = max;

  return TRUE;
}

static double
weir_candle_chart_footer_share (WeirChart *chart)
{
  return WEIR_CANDLE_CHART (chart)->has_volume ? VOLUME_SHARE : 0.0;
}

static void
paint_volume (WeirCandleChart *self,
              WeirPainter     *painter,
              const WeirPlot  *plot)
{
  const WeirPalette *palette = weir_chart_get_palette (WEIR_CHART (self));
  double top = plot->area.origin.y + plot->area.size.height;
  double room = weir_chart_get_footer_px (WEIR_CHART (self)) - 8.0;
  double bottom = top + room + 8.0;
  double most = 0.0;

  for (guint i = self->groups.n_before; i < self->groups.array->len; i++)
    most = fmax (most, weir_candle_groups_get (&self->groups, i)->volume);

  for (guint i = self->groups.n_before; i < self->groups.array->len; i++)
    {
      const WeirCandle *candle = weir_candle_groups_get (&self->groups, i);
      GdkRGBA color = weir_palette_fade (weir_candle_color (palette, candle), candle->final ? VOLUME_ALPHA : VOLUME_ALPHA / 2.0);
      WeirCandlePlace place = weir_candle_place (plot, candle->start_usec, candle->end_usec);
      double height = weir_plot_snap (plot, candle->volume / most * room);

      if (candle->volume > 0.0)
        weir_painter_fill (painter, place.left, bottom - height, place.width, height, &color);
    }
}

typedef double (*OverlayFunc) (WeirCandleChart *self,
                               guint            i);

static double
vwap_at (WeirCandleChart *self,
         guint            i)
{
  return weir_candle_groups_get (&self->groups, i)->vwap;
}

static double
sma_at (WeirCandleChart *self,
        guint            i)
{
  return weir_candle_groups_sma (&self->groups, i);
}

static void
paint_overlay (WeirCandleChart *self,
               WeirPainter     *painter,
               const WeirPlot  *plot,
               OverlayFunc      value_at,
               const GdkRGBA   *color)
{
  guint length = self->groups.array->len;
  g_autofree graphene_point_t *points = g_new (graphene_point_t, length + 1);

  for (guint i = 0; i < length; i++)
    {
      const WeirCandle *candle = weir_candle_groups_get (&self->groups, i);
      double value = value_at (self, i);

      points[i].x = (float) weir_plot_x (plot, candle->start_usec + (candle->end_usec - candle->start_usec) / 2);
      points[i].y = isfinite (value) ? (float) weir_plot_y (plot, value) : NAN;
    }

  weir_painter_path (painter, plot, points, length, OVERLAY_PX, color);
}

static void
paint_overlays (WeirCandleChart *self,
                WeirPainter     *painter,
                const WeirPlot  *plot)
{
  const WeirPalette *palette = weir_chart_get_palette (WEIR_CHART (self));
  g_autofree char *span = weir_format_span (self->groups.candle_usec);
  /* Translators: a simple moving average, and of how many windows of which length: "SMA 5 × 1 min" */
  g_autofree char *sma_name = g_strdup_printf (_("SMA %u × %s"), self->sma_length, span);
  const char *names[2];
  GdkRGBA colors[2];
  guint n_names = 0;

  if (self->has_vwap)
    {
      paint_overlay (self, painter, plot, vwap_at, &palette->series[3]);
      names[n_names] = _("VWAP");
      colors[n_names++] = palette->series[3];
    }
  if (self->sma_length > 0)
    {
      paint_overlay (self, painter, plot, sma_at, &palette->series[1]);
      names[n_names] = sma_name;
      colors[n_names++] = palette->series[1];
    }

  weir_chart_paint_legend (WEIR_CHART (self), painter, plot, names, colors, n_names);
}

/* Its legend has a line of its own. */
static int
weir_candle_chart_top_height (WeirChart *chart)
{
  return weir_text_height (weir_chart_get_text (chart), WEIR_TEXT_SMALL) + LEGEND_GAPS_PX;
}

static void
weir_candle_chart_paint (WeirChart      *chart,
                         WeirPainter    *painter,
                         const WeirPlot *plot)
{
  WeirCandleChart *self = WEIR_CANDLE_CHART (chart);

  weir_painter_push_clip (painter, plot->area.origin.x, plot->area.origin.y, plot->area.size.width,
                          plot->area.size.height + weir_chart_get_footer_px (chart));
  if (self->has_volume)
    paint_volume (self, painter, plot);
  for (guint i = self->groups.n_before; i < self->groups.array->len; i++)
    weir_candle_paint (weir_candle_groups_get (&self->groups, i), painter, plot, weir_chart_get_palette (chart));
  weir_painter_pop_clip (painter);
  paint_overlays (self, painter, plot);
}

static const WeirCandle *
last_shown (WeirCandleChart *self)
{
  guint length = self->groups.array->len;

  return length > self->groups.n_before ? weir_candle_groups_get (&self->groups, length - 1) : NULL;
}

static double
weir_candle_chart_tag_value (WeirChart *chart)
{
  const WeirCandle *last = last_shown (WEIR_CANDLE_CHART (chart));

  return last != NULL ? last->close : NAN;
}

static void
weir_candle_chart_paint_labels (WeirChart      *chart,
                                WeirPainter    *painter,
                                const WeirPlot *plot,
                                double          x)
{
  weir_chart_paint_tag (chart, painter, plot, x, weir_candle_chart_tag_value (chart),
                        &weir_chart_get_palette (chart)->accent);
}

static void
add_row (GArray     *rows,
         const char *name,
         char       *value)
{
  WeirReadOutRow row = { .name = g_strdup (name), .value = value };

  g_array_append_val (rows, row);
}

static char *
weir_candle_chart_read_out (WeirChart      *chart,
                            const WeirPlot *plot,
                            gint64          time_usec,
                            GArray         *rows)
{
  WeirCandleChart *self = WEIR_CANDLE_CHART (chart);
  const WeirCandle *candle = weir_candle_groups_find (&self->groups, time_usec);
  GTimeZone *zone = weir_time_range_get_zone (weir_chart_get_time_range (chart));
  g_autofree char *count = NULL;

  if (candle == NULL)
    return g_strdup ("");

  add_row (rows, _("open"), weir_chart_format_value (chart, candle->open, WEIR_VALUE_FULL));
  add_row (rows, _("high"), weir_chart_format_value (chart, candle->high, WEIR_VALUE_FULL));
  add_row (rows, _("low"), weir_chart_format_value (chart, candle->low, WEIR_VALUE_FULL));
  add_row (rows, _("close"), weir_chart_format_value (chart, candle->close, WEIR_VALUE_FULL));
  if (isfinite (candle->volume))
    add_row (rows, _("volume"), weir_format_exact (candle->volume));
  if (isfinite (candle->vwap))
    add_row (rows, _("VWAP"), weir_chart_format_value (chart, candle->vwap, WEIR_VALUE_FULL));
  count = weir_format_count (candle->count);
  add_row (rows, _("records"), g_strconcat (count, candle->final ? C_("window", ", final") : C_("window", ", open"), NULL));

  return weir_format_clock (candle->start_usec, zone, candle->end_usec - candle->start_usec);
}

static void
weir_candle_chart_append_table (WeirChart      *chart,
                                const WeirPlot *plot,
                                GString        *table)
{
  WeirCandleChart *self = WEIR_CANDLE_CHART (chart);

  g_string_append (table, "time\topen\thigh\tlow\tclose\tvolume\tvwap\trecords\n");
  for (guint i = self->groups.n_before; i < self->groups.array->len; i++)
    {
      const WeirCandle *candle = weir_candle_groups_get (&self->groups, i);
      const double numbers[] = {
        candle->open, candle->high, candle->low, candle->close, candle->volume, candle->vwap, (double) candle->count,
      };

      weir_chart_table_append_time (table, candle->start_usec);
      for (guint j = 0; j < G_N_ELEMENTS (numbers); j++)
        weir_chart_table_append_number (table, numbers[j]);
      g_string_append_c (table, '\n');
    }
}

static double
weir_candle_chart_value_at (WeirChart      *chart,
                            const WeirPlot *plot,
                            guint           i,
                            gint64          time_usec)
{
  const WeirCandle *candle = weir_candle_groups_find (&WEIR_CANDLE_CHART (chart)->groups, time_usec);

  return candle != NULL ? candle->close : NAN;
}

static gboolean
weir_candle_chart_span_at (WeirChart *chart,
                           gint64     time_usec,
                           gint64    *begin_usec,
                           gint64    *end_usec)
{
  const WeirCandle *candle = weir_candle_groups_find (&WEIR_CANDLE_CHART (chart)->groups, time_usec);

  if (candle == NULL)
    return FALSE;

  *begin_usec = candle->start_usec;
  *end_usec = candle->end_usec;

  return TRUE;
}

static guint
weir_candle_chart_count_hidden (WeirChart             *chart,
                                const WeirPlot        *plot,
                                const graphene_rect_t *box)
{
  WeirCandleChart *self = WEIR_CANDLE_CHART (chart);
  guint n_hidden = 0;

  for (guint i = self->groups.n_before; i < self->groups.array->len; i++)
    {
      const WeirCandle *candle = weir_candle_groups_get (&self->groups, i);
      WeirCandlePlace place = weir_candle_place (plot, candle->start_usec, candle->end_usec);

      n_hidden += place.left < box->origin.x + box->size.width && place.left + place.width > box->origin.x
                  && weir_plot_y (plot, candle->high) < box->origin.y + box->size.height
                  && weir_plot_y (plot, candle->low) > box->origin.y;
    }

  return n_hidden;
}

static char *
weir_candle_chart_describe (WeirChart *chart)
{
  const WeirCandle *last = last_shown (WEIR_CANDLE_CHART (chart));
  g_autofree char *close = NULL;
  g_autofree char *high = NULL;
  g_autofree char *low = NULL;

  if (last == NULL)
    return g_strdup (_("no data in this range"));

  close = weir_chart_format_value (chart, last->close, WEIR_VALUE_WITH_UNIT);
  high = weir_chart_format_value (chart, last->high, WEIR_VALUE_FULL);
  low = weir_chart_format_value (chart, last->low, WEIR_VALUE_FULL);

  return g_strdup_printf (_("last %s, in this window between %s and %s"), close, low, high);
}

static gint64
weir_candle_chart_step_usec (WeirChart      *chart,
                             const WeirPlot *plot)
{
  return MAX (WEIR_CANDLE_CHART (chart)->groups.width_usec, plot->column_usec);
}

static gint64
weir_candle_chart_window_usec (WeirChart *chart)
{
  WeirCandleChart *self = WEIR_CANDLE_CHART (chart);
  guint length = self->candles != NULL ? weir_candles_get_length (self->candles) : 0;
  const WeirCandle *last;

  if (length == 0)
    return 0;
  last = weir_candles_get (self->candles, length - 1);

  return MAX (last->end_usec - last->start_usec, 0);
}

static void
weir_candle_chart_dispose (GObject *object)
{
  WeirCandleChart *self = WEIR_CANDLE_CHART (object);

  g_clear_signal_handler (&self->changed_id, self->candles);
  g_clear_object (&self->candles);

  G_OBJECT_CLASS (weir_candle_chart_parent_class)->dispose (object);
}

static void
weir_candle_chart_finalize (GObject *object)
{
  weir_candle_groups_clear (&WEIR_CANDLE_CHART (object)->groups);

  G_OBJECT_CLASS (weir_candle_chart_parent_class)->finalize (object);
}

static void
weir_candle_chart_class_init (WeirCandleChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  WeirChartClass *chart_class = WEIR_CHART_CLASS (klass);

  object_class->dispose = weir_candle_chart_dispose;
  object_class->finalize = weir_candle_chart_finalize;
  chart_class->update = weir_candle_chart_update;
  chart_class->footer_share = weir_candle_chart_footer_share;
  chart_class->top_height = weir_candle_chart_top_height;
  chart_class->paint = weir_candle_chart_paint;
  chart_class->tag_value = weir_candle_chart_tag_value;
  chart_class->paint_labels = weir_candle_chart_paint_labels;
  chart_class->read_out = weir_candle_chart_read_out;
  chart_class->count_hidden = weir_candle_chart_count_hidden;
  chart_class->describe = weir_candle_chart_describe;
  chart_class->value_at = weir_candle_chart_value_at;
  chart_class->append_table = weir_candle_chart_append_table;
  chart_class->window_usec = weir_candle_chart_window_usec;
  chart_class->step_usec = weir_candle_chart_step_usec;
  chart_class->span_at = weir_candle_chart_span_at;
}

static void
weir_candle_chart_init (WeirCandleChart *self)
{
  weir_candle_groups_init (&self->groups);
  self->vwap = TRUE;
  self->sma_length = 5;
  gtk_widget_add_css_class (GTK_WIDGET (self), "candles");
}

/**
 * weir_candle_chart_new:
 *
 * Returns: (transfer floating): an empty chart, with VWAP and a moving average of five
 */
GtkWidget *
weir_candle_chart_new (void)
{
  return g_object_new (WEIR_TYPE_CANDLE_CHART, NULL);
}

/**
 * weir_candle_chart_set_candles:
 * @self: a chart
 * @candles: (nullable): what to draw
 */
void
weir_candle_chart_set_candles (WeirCandleChart *self,
                               WeirCandles     *candles)
{
  g_return_if_fail (WEIR_IS_CANDLE_CHART (self));
  g_return_if_fail (candles == NULL || WEIR_IS_CANDLES (candles));

  if (candles == self->candles)
    return;

  g_clear_signal_handler (&self->changed_id, self->candles);
  g_set_object (&self->candles, candles);
  if (candles != NULL)
    self->changed_id = g_signal_connect_swapped (candles, "changed", G_CALLBACK (weir_chart_data_changed), self);
  weir_chart_rescale (WEIR_CHART (self));
}

/**
 * weir_candle_chart_get_width_usec:
 * @self: a chart
 *
 * Where windows would be too narrow to see, several share a place.
 *
 * Returns: how much time one candle stands for, as last drawn; 0 before
 */
gint64
weir_candle_chart_get_width_usec (WeirCandleChart *self)
{
  g_return_val_if_fail (WEIR_IS_CANDLE_CHART (self), 0);

  return self->groups.width_usec;
}

/**
 * weir_candle_chart_set_overlays:
 * @self: a chart
 * @vwap: whether to draw the volume-weighted average price of each window
 * @sma_length: over the closes of how many windows to draw a simple moving average, 0 for none
 */
void
weir_candle_chart_set_overlays (WeirCandleChart *self,
                                gboolean         vwap,
                                guint            sma_length)
{
  g_return_if_fail (WEIR_IS_CANDLE_CHART (self));

  self->vwap = vwap;
  self->sma_length = sma_length;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
