#include "config.h"

#include "widgets/weir-series-chart-private.h"

#define BELOW_SHARE  0.28   /* of the height */
#define BELOW_GAP_PX 12
#define GHOST_ALPHA  0.4
#define FADED_ALPHA  0.2
#define MIN_TICK_PX  30
#define LEGEND_PX    40

G_DEFINE_FINAL_TYPE (WeirSeriesChart, weir_series_chart, WEIR_TYPE_CHART)

WeirSeriesLayer *
weir_series_chart_layer_at (WeirSeriesChart *self,
                            guint            i)
{
  return g_ptr_array_index (self->layers, i);
}

GdkRGBA
weir_series_chart_color_of (WeirSeriesChart       *self,
                            const WeirSeriesLayer *layer)
{
  const GdkRGBA *color = weir_palette_series (weir_chart_get_palette (WEIR_CHART (self)), layer->spec.color_index);

  if (self->pointed_out < self->layers->len && weir_series_chart_layer_at (self, self->pointed_out) != layer)
    return weir_palette_fade (color, FADED_ALPHA);

  return layer->spec.ghost ? weir_palette_fade (color, GHOST_ALPHA) : *color;
}

const WeirPlot *
weir_series_chart_plot_of (WeirSeriesChart       *self,
                           const WeirSeriesLayer *layer,
                           const WeirPlot        *plot)
{
  switch (layer->spec.scale)
    {
    case WEIR_SERIES_LEFT:
      return &self->left.plot;
    case WEIR_SERIES_BELOW:
      return &self->below.plot;
    case WEIR_SERIES_RIGHT:
    default:
      return plot;
    }
}

/* Stacks begin anew in each group, from its first layer up. */
static void
stack_layers (WeirSeriesChart *self)
{
  g_autoptr(GHashTable) sums = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  guint group = G_MAXUINT;

  for (guint i = 0; i < self->layers->len; i++)
    {
      WeirSeriesLayer *layer = weir_series_chart_layer_at (self, i);

      if (layer->spec.style != WEIR_SERIES_STACKED || layer->hidden)
        continue;
      if (layer->spec.group != group)
        g_hash_table_remove_all (sums);
      group = layer->spec.group;
      weir_series_layer_stack (layer, sums);
    }
}

/* Bars of one group stand side by side. */
static void
place_bars (WeirSeriesChart *self)
{
  for (guint i = 0; i < self->layers->len; i++)
    {
      WeirSeriesLayer *layer = weir_series_chart_layer_at (self, i);

      layer->slot = 0;
      layer->n_slots = 0;
      for (guint j = 0; j < self->layers->len && layer->spec.style == WEIR_SERIES_BARS; j++)
        {
          const WeirSeriesLayer *other = weir_series_chart_layer_at (self, j);

          if (other->spec.style != WEIR_SERIES_BARS || other->spec.group != layer->spec.group || other->hidden)
            continue;
          layer->slot += j < i ? 1 : 0;
          layer->n_slots++;
        }
      layer->n_slots = MAX (layer->n_slots, 1);
    }
}

static void
read_layers (WeirSeriesChart *self,
             const WeirPlot  *plot)
{
  if (self->read.n_columns == plot->n_columns && self->read.begin_usec == plot->begin_usec
      && self->read.column_usec == plot->column_usec)
    return;

  for (guint i = 0; i < self->layers->len; i++)
    weir_series_layer_read (weir_series_chart_layer_at (self, i), plot);
  stack_layers (self);
  place_bars (self);
  for (guint i = 0; i < self->layers->len; i++)
    if (weir_series_chart_layer_at (self, i)->spec.style == WEIR_SERIES_LINE)
      weir_series_layer_lay_columns (weir_series_chart_layer_at (self, i), plot);
  self->read = *plot;
  self->dirty = TRUE;
}

/* What the layers on @scale hold in view; FALSE if nothing. */
static gboolean
get_extent (WeirSeriesChart *self,
            const WeirPlot  *plot,
            WeirSeriesScale  scale,
            double          *low,
            double          *high)
{
  gboolean has_any = FALSE;

  *low = INFINITY;
  *high = -INFINITY;
  for (guint i = 0; i < self->layers->len; i++)
    {
      const WeirSeriesLayer *layer = weir_series_chart_layer_at (self, i);

      if (layer->spec.scale == scale && !layer->hidden)
        has_any |= weir_series_layer_get_extent (layer, plot, low, high);
    }

  return has_any;
}

static void
fit_second (WeirSeriesChart *self,
            WeirSecondScale *second,
            const WeirPlot  *plot,
            WeirSeriesScale  scale)
{
  double low, high;

  second->plot = *plot;
  second->plot.logarithmic = FALSE;
  if (scale == WEIR_SERIES_BELOW)
    {
      second->plot.area.origin.y += plot->area.size.height + BELOW_GAP_PX;
      second->plot.area.size.height = (float) MAX (weir_chart_get_footer_px (WEIR_CHART (self)) - BELOW_GAP_PX, 1.0);
    }
  second->used = get_extent (self, plot, scale, &low, &high);
  if (!second->used)
    return;

  weir_value_scale_fit (&second->scale, low, high, low >= 0.0, plot->column_usec);
  second->plot.low = second->scale.low;
  second->plot.high = second->scale.high;
  weir_value_axis_init (&second->axis, second->scale.low, second->scale.high,
                        MAX (2, second->plot.area.size.height / MIN_TICK_PX));
}

static int
measure_left (WeirSeriesChart *self)
{
  WeirText *text = weir_chart_get_text (WEIR_CHART (self));
  int width_px = 0;

  if (!self->left.used)
    return 0;

  for (guint i = 0; i < self->left.axis.n_ticks; i++)
    {
      g_autofree char *label = weir_value_axis_label (&self->left.axis, self->left.axis.ticks[i], FALSE);

      width_px = MAX (width_px, weir_text_width (text, WEIR_TEXT_SMALL, label));
    }
  if (self->left.unit != NULL)
    width_px = MAX (width_px, weir_text_width (text, WEIR_TEXT_SMALL, self->left.unit));

  return width_px + 8;
}

static gboolean
weir_series_chart_update (WeirChart      *chart,
                          const WeirPlot *plot,
                          double         *low,
                          double         *high)
{
  WeirSeriesChart *self = WEIR_SERIES_CHART (chart);
  double min, max;
  gboolean has_right;

  read_layers (self, plot);
  fit_second (self, &self->left, plot, WEIR_SERIES_LEFT);
  fit_second (self, &self->below, plot, WEIR_SERIES_BELOW);
  self->left_px = measure_left (self);
  has_right = get_extent (self, plot, WEIR_SERIES_RIGHT, &min, &max);
  if (has_right)
    {
      *low = min;
      *high = max;
    }

  return has_right || self->left.used || self->below.used;
}

static double
weir_series_chart_footer_share (WeirChart *chart)
{
  return WEIR_SERIES_CHART (chart)->below.used ? BELOW_SHARE : 0.0;
}

static int
weir_series_chart_left_width (WeirChart *chart)
{
  return WEIR_SERIES_CHART (chart)->left_px;
}

static int
weir_series_chart_top_height (WeirChart *chart)
{
  return WEIR_SERIES_CHART (chart)->layers->len > 1 ? LEGEND_PX : 0;
}

/* Of the shortest windows: the newest of them is shown whole. */
static gint64
weir_series_chart_window_usec (WeirChart *chart)
{
  WeirSeriesChart *self = WEIR_SERIES_CHART (chart);
  gint64 window_usec = 0;

  for (guint i = 0; i < self->layers->len; i++)
    {
      gint64 own_usec = weir_series_chart_layer_at (self, i)->spec.window_usec;

      if (own_usec > 0 && (window_usec == 0 || own_usec < window_usec))
        window_usec = own_usec;
    }

  return window_usec;
}

static gint64
weir_series_chart_step_usec (WeirChart      *chart,
                             const WeirPlot *plot)
{
  return MAX (weir_series_chart_window_usec (chart), plot->column_usec);
}

/* A window of the first layer that has one there. */
static gboolean
weir_series_chart_span_at (WeirChart *chart,
                           gint64     time_usec,
                           gint64    *begin_usec,
                           gint64    *end_usec)
{
  WeirSeriesChart *self = WEIR_SERIES_CHART (chart);

  for (guint i = 0; i < self->layers->len; i++)
    {
      const WeirSeriesLayer *layer = weir_series_chart_layer_at (self, i);
      const WeirSeriesPoint *point = NULL;

      if (layer->spec.window_usec > 0 && !layer->hidden && !layer->spec.ghost)
        point = weir_series_layer_find (layer, time_usec);
      if (point == NULL)
        continue;
      *begin_usec = point->start_usec;
      *end_usec = point->end_usec;
      return TRUE;
    }

  return FALSE;
}

static guint
weir_series_chart_get_n_items (WeirChart *chart)
{
  return WEIR_SERIES_CHART (chart)->layers->len;
}

static void
weir_series_chart_get_item (WeirChart     *chart,
                            guint          i,
                            WeirChartItem *item)
{
  WeirSeriesChart *self = WEIR_SERIES_CHART (chart);
  const WeirSeriesLayer *layer = weir_series_chart_layer_at (self, i);
  const WeirSeriesPoint *last = weir_series_layer_get_last (layer, &self->read);

  *item = (WeirChartItem) { layer->name, last != NULL ? last->last : NAN, weir_series_chart_color_of (self, layer), layer->hidden };
}

static void
weir_series_chart_set_hidden (WeirChart *chart,
                              guint      i,
                              gboolean   hidden)
{
  weir_series_chart_layer_at (WEIR_SERIES_CHART (chart), i)->hidden = hidden;
  weir_chart_rescale (chart);
  weir_series_chart_invalidate (WEIR_SERIES_CHART (chart));
}

static void
weir_series_chart_point_out (WeirChart *chart,
                             guint      i)
{
  WEIR_SERIES_CHART (chart)->pointed_out = i;
  weir_chart_style_changed (chart);
}

static double
weir_series_chart_value_at (WeirChart      *chart,
                            const WeirPlot *plot,
                            guint           i,
                            gint64          time_usec)
{
  WeirSeriesChart *self = WEIR_SERIES_CHART (chart);
  const WeirSeriesPoint *point = i < self->layers->len
                                   ? weir_series_layer_find (weir_series_chart_layer_at (self, i), time_usec) : NULL;

  return point != NULL ? point->last : NAN;
}

static void
weir_series_chart_finalize (GObject *object)
{
  WeirSeriesChart *self = WEIR_SERIES_CHART (object);

  g_ptr_array_unref (self->layers);
  weir_kept_lines_clear (&self->kept);
  weir_kept_lines_clear (&self->kept_left);
  weir_kept_lines_clear (&self->kept_below);
  g_free (self->left.unit);
  g_free (self->below.unit);

  G_OBJECT_CLASS (weir_series_chart_parent_class)->finalize (object);
}

static void
weir_series_chart_class_init (WeirSeriesChartClass *klass)
{
  WeirChartClass *chart_class = WEIR_CHART_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = weir_series_chart_finalize;
  chart_class->update = weir_series_chart_update;
  chart_class->paint = weir_series_chart_paint;
  chart_class->paint_labels = weir_series_chart_paint_labels;
  chart_class->read_out = weir_series_chart_read_out;
  chart_class->count_hidden = weir_series_chart_count_hidden;
  chart_class->describe = weir_series_chart_describe;
  chart_class->get_n_items = weir_series_chart_get_n_items;
  chart_class->get_item = weir_series_chart_get_item;
  chart_class->set_hidden = weir_series_chart_set_hidden;
  chart_class->point_out = weir_series_chart_point_out;
  chart_class->value_at = weir_series_chart_value_at;
  chart_class->append_table = weir_chart_append_series;
  chart_class->footer_share = weir_series_chart_footer_share;
  chart_class->left_width = weir_series_chart_left_width;
  chart_class->top_height = weir_series_chart_top_height;
  chart_class->window_usec = weir_series_chart_window_usec;
  chart_class->step_usec = weir_series_chart_step_usec;
  chart_class->span_at = weir_series_chart_span_at;
}

static void
weir_series_chart_init (WeirSeriesChart *self)
{
  self->layers = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_series_layer_free);
  self->pointed_out = G_MAXUINT;
  weir_value_scale_reset (&self->left.scale);
  weir_value_scale_reset (&self->below.scale);
  gtk_widget_add_css_class (GTK_WIDGET (self), "series");
}

/**
 * weir_series_chart_new:
 *
 * Returns: (transfer floating): an empty chart
 */
GtkWidget *
weir_series_chart_new (void)
{
  return g_object_new (WEIR_TYPE_SERIES_CHART, NULL);
}

/* The first layer on a scale says in which unit it counts. */
static void
take_unit (WeirSeriesChart       *self,
           const WeirSeriesLayer *layer)
{
  WeirSecondScale *second = layer->spec.scale == WEIR_SERIES_LEFT ? &self->left : &self->below;

  for (guint i = 0; i + 1 < self->layers->len; i++)
    if (weir_series_chart_layer_at (self, i)->spec.scale == layer->spec.scale)
      return;

  if (layer->spec.scale == WEIR_SERIES_RIGHT)
    {
      weir_chart_set_unit (WEIR_CHART (self), layer->unit);
      return;
    }
  g_free (second->unit);
  second->unit = g_strdup (layer->unit);
}

/**
 * weir_series_chart_add_layer:
 * @self: a chart
 * @spec: what the layer shows; its user data becomes the chart's
 *
 * Adds a layer in front of the others.
 */
void
weir_series_chart_add_layer (WeirSeriesChart           *self,
                             const WeirSeriesLayerSpec *spec)
{
  WeirSeriesLayer *layer;

  g_return_if_fail (WEIR_IS_SERIES_CHART (self));
  g_return_if_fail (spec != NULL && spec->name != NULL && spec->unit != NULL && spec->read != NULL);

  layer = weir_series_layer_new (spec);
  g_ptr_array_add (self->layers, layer);
  take_unit (self, layer);
  weir_chart_style_changed (WEIR_CHART (self));
  weir_series_chart_invalidate (self);
}

/**
 * weir_series_chart_clear:
 * @self: a chart
 *
 * Removes all layers.
 */
void
weir_series_chart_clear (WeirSeriesChart *self)
{
  g_return_if_fail (WEIR_IS_SERIES_CHART (self));

  g_ptr_array_set_size (self->layers, 0);
  weir_chart_style_changed (WEIR_CHART (self));
  weir_series_chart_invalidate (self);
}

/**
 * weir_series_chart_get_n_layers:
 * @self: a chart
 *
 * Returns: how many layers it has
 */
guint
weir_series_chart_get_n_layers (WeirSeriesChart *self)
{
  g_return_val_if_fail (WEIR_IS_SERIES_CHART (self), 0);

  return self->layers->len;
}

/**
 * weir_series_chart_invalidate:
 * @self: a chart
 *
 * What its layers read has changed: the next frame reads it anew.
 */
void
weir_series_chart_invalidate (WeirSeriesChart *self)
{
  g_return_if_fail (WEIR_IS_SERIES_CHART (self));

  self->read.n_columns = 0;
  weir_chart_data_changed (WEIR_CHART (self));
}
