#include "config.h"

#include <glib/gi18n-lib.h>

#include "widgets/weir-format.h"
#include "widgets/weir-series-chart-private.h"

/* What a chart of series says in words and numbers: the tag, the read-out, its description, its legend. */

#define MAX_DESCRIBED 8
#define MAX_LEGEND    16
#define MAX_NUMBER_CHARS 12

/* With all digits it has; of a mean and the like, which has more than tell anything, six. (transfer full) */
static char *
format_number (double value)
{
  g_autofree char *exact = weir_format_exact (value);
  int magnitude = value != 0.0 ? (int) floor (log10 (fabs (value))) : 0;

  if (g_utf8_strlen (exact, -1) <= MAX_NUMBER_CHARS)
    return g_steal_pointer (&exact);

  return weir_format_number (value, CLAMP (5 - magnitude, 0, 9));
}

static char *
format_value (const WeirSeriesLayer *layer,
              double                 value)
{
  g_autofree char *number = format_number (value);

  if (layer->unit[0] == '\0')
    return g_steal_pointer (&number);

  return g_strconcat (number, "\u00a0", layer->unit, NULL);
}

/* "4 to 9 °C" of a band, "o 3 h 9 l 2 c 4" of candles, else the value. (transfer full) */
static char *
format_point (const WeirSeriesLayer *layer,
              const WeirSeriesPoint *point)
{
  g_autofree char *last = format_value (layer, point->last);
  g_autofree char *low = format_number (point->low);
  g_autofree char *high = NULL;

  if (layer->spec.style == WEIR_SERIES_BAND)
    {
      high = format_value (layer, point->high);
      /* Translators: the edges of a band, "4 to 9 °C" */
      return g_strdup_printf (_("%s to %s"), low, high);
    }
  if (layer->spec.style != WEIR_SERIES_STACKED && layer->spec.style != WEIR_SERIES_CANDLES && point->low != point->high)
    {
      high = format_value (layer, point->high);
      /* Translators: the smallest and the largest of several values at one place */
      return g_strdup_printf (_("%s … %s"), low, high);
    }

  return g_steal_pointer (&last);
}

static void
add_row (GArray                *rows,
         const WeirSeriesLayer *layer,
         GdkRGBA                color,
         char                  *value)
{
  WeirReadOutRow row = { .name = g_strdup (layer->name), .value = value, .color = color, .colored = TRUE };

  g_array_append_val (rows, row);
}

static void
add_plain_row (GArray     *rows,
               const char *name,
               char       *value)
{
  WeirReadOutRow row = { .name = g_strdup (name), .value = value };

  g_array_append_val (rows, row);
}

static void
add_candle_rows (GArray                *rows,
                 const WeirSeriesLayer *layer,
                 const WeirSeriesPoint *point)
{
  add_plain_row (rows, _("open"), format_value (layer, point->first));
  add_plain_row (rows, _("high"), format_value (layer, point->high));
  add_plain_row (rows, _("low"), format_value (layer, point->low));
  add_plain_row (rows, _("close"), format_value (layer, point->last));
}

/* Which window is read out, and how it stands: "14:03:00 – 14:04:00, open". (transfer full) */
static char *
format_window (WeirChart             *chart,
               const WeirSeriesPoint *point)
{
  GTimeZone *zone = weir_time_range_get_zone (weir_chart_get_time_range (chart));
  g_autofree char *start = weir_format_clock (point->start_usec, zone, G_USEC_PER_SEC);
  g_autofree char *end = weir_format_clock (point->end_usec, zone, G_USEC_PER_SEC);

  g_autofree char *complete = NULL;

  if (point->final || point->complete <= 0.0)
    return g_strdup_printf ("%s – %s%s", start, end, point->final ? C_("window", ", final") : C_("window", ", open"));

  complete = weir_format_number (100.0 * point->complete, 0);

  /* Translators: from when to when a window is, and which share of its records is to be expected by now, in percent */
  return g_strdup_printf (_("%s – %s, open, %s %% of its records expected"), start, end, complete);
}

char *
weir_series_chart_read_out (WeirChart      *chart,
                            const WeirPlot *plot,
                            gint64          time_usec,
                            GArray         *rows)
{
  WeirSeriesChart *self = WEIR_SERIES_CHART (chart);
  char *heading = NULL;

  for (guint i = 0; i < self->layers->len; i++)
    {
      const WeirSeriesLayer *layer = weir_series_chart_layer_at (self, i);
      const WeirSeriesPoint *point = layer->hidden ? NULL : weir_series_layer_find (layer, time_usec);

      if (point == NULL)
        continue;
      if (heading == NULL && layer->spec.window_usec > 0 && !layer->spec.ghost)
        heading = format_window (chart, point);
      if (layer->spec.style == WEIR_SERIES_CANDLES)
        add_candle_rows (rows, layer, point);
      else
        add_row (rows, layer, weir_series_chart_color_of (self, layer), format_point (layer, point));
      if (point->n_late > 0)
        add_plain_row (rows, _("came too late for it"), weir_format_count (point->n_late));
    }

  if (heading == NULL)
    heading = weir_format_clock (time_usec, weir_time_range_get_zone (weir_chart_get_time_range (chart)),
                                 MIN (plot->column_usec, (gint64) G_USEC_PER_SEC));

  return heading;
}

guint
weir_series_chart_count_hidden (WeirChart             *chart,
                                const WeirPlot        *plot,
                                const graphene_rect_t *box)
{
  WeirSeriesChart *self = WEIR_SERIES_CHART (chart);
  guint n_hidden = 0;

  for (guint i = 0; i < self->layers->len; i++)
    {
      const WeirSeriesLayer *layer = weir_series_chart_layer_at (self, i);
      const WeirPlot *own = weir_series_chart_plot_of (self, layer, plot);

      for (guint j = 0; j < layer->points->len && !layer->hidden; j++)
        {
          const WeirSeriesPoint *point = &g_array_index (layer->points, WeirSeriesPoint, j);

          n_hidden += weir_plot_x (own, point->start_usec) < box->origin.x + box->size.width
                      && weir_plot_x (own, point->end_usec) > box->origin.x
                      && weir_plot_y (own, point->high) < box->origin.y + box->size.height
                      && weir_plot_y (own, point->low) > box->origin.y;
        }
    }

  return n_hidden;
}

char *
weir_series_chart_describe (WeirChart *chart)
{
  WeirSeriesChart *self = WEIR_SERIES_CHART (chart);
  GString *text = g_string_new (NULL);
  guint n_described = 0;

  for (guint i = 0; i < self->layers->len && n_described < MAX_DESCRIBED; i++)
    {
      const WeirSeriesLayer *layer = weir_series_chart_layer_at (self, i);
      const WeirSeriesPoint *point = weir_series_layer_get_last (layer, &self->read);
      g_autofree char *value = point != NULL ? format_point (layer, point) : g_strdup (_("no data in this range"));

      if (layer->hidden)
        continue;
      n_described++;
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", layer->name, value);
    }

  return g_string_free (text, FALSE);
}

/* In a file the names stand in the chart; on the screen they are beside it. */
static void
paint_names (WeirSeriesChart *self,
             WeirPainter     *painter,
             const WeirPlot  *plot)
{
  const char *names[MAX_LEGEND];
  GdkRGBA colors[MAX_LEGEND];
  guint n_names = 0;

  for (guint i = 0; i < self->layers->len && n_names < MAX_LEGEND; i++)
    {
      const WeirSeriesLayer *layer = weir_series_chart_layer_at (self, i);

      if (layer->hidden)
        continue;
      names[n_names] = layer->name;
      colors[n_names++] = weir_series_chart_color_of (self, layer);
    }
  weir_chart_paint_legend (WEIR_CHART (self), painter, plot, names, colors, n_names);
}

void
weir_series_chart_paint_labels (WeirChart      *chart,
                                WeirPainter    *painter,
                                const WeirPlot *plot,
                                double          x)
{
  WeirSeriesChart *self = WEIR_SERIES_CHART (chart);

  if (self->layers->len > 1)
    paint_names (self, painter, plot);
}
