#include "config.h"

#include <glib/gi18n-lib.h>

#include "widgets/weir-chart-private.h"
#include "widgets/weir-format.h"

/* Two cursors, A and B, that all charts of a page share, and what lies between them. */

#define MAX_MEASURED 4
#define BOX_PADDING_PX 8
#define TAG_PX 16

/* "AAPL +1.9 (+1.0 %)" of one series; NULL where it has no value at a cursor. (transfer full) */
static char *
measure_item (WeirChart      *self,
              const WeirPlot *plot,
              guint           i,
              gint64          from_usec,
              gint64          to_usec)
{
  WeirChartClass *klass = WEIR_CHART_GET_CLASS (self);
  const WeirValueAxis *axis = &weir_chart_get_private (self)->value_axis;
  double from = klass->value_at (self, plot, i, from_usec);
  double to = klass->value_at (self, plot, i, to_usec);
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autofree char *change = NULL;
  g_autofree char *percent = NULL;

  if (!isfinite (from) || !isfinite (to))
    return NULL;

  first = weir_chart_format_value (self, from, WEIR_VALUE_EXACT);
  last = weir_chart_format_value (self, to, WEIR_VALUE_EXACT);
  change = weir_format_signed (to - from, axis->unit_size == 1.0 ? weir_chart_get_exact_decimals (self, to) : 0);
  percent = from != 0.0 ? weir_format_signed (100.0 * (to - from) / from, 2) : g_strdup ("–");

  return g_strdup_printf ("%s → %s   Δ %s   %s\u00a0%%", first, last, change, percent);
}

static gboolean
has_both (WeirTimeRange *range)
{
  return range != NULL && weir_time_range_get_cursor (range, WEIR_CURSOR_A) != WEIR_TIME_RANGE_NO_TIME
         && weir_time_range_get_cursor (range, WEIR_CURSOR_B) != WEIR_TIME_RANGE_NO_TIME;
}

/* "Δt 2 min 13 s", and a line for each of the first series that are shown. (transfer full) */
static GStrv
dup_lines (WeirChart      *self,
           const WeirPlot *plot)
{
  WeirTimeRange *range = weir_chart_get_private (self)->range;
  gint64 from_usec = weir_time_range_get_cursor (range, WEIR_CURSOR_A);
  gint64 to_usec = weir_time_range_get_cursor (range, WEIR_CURSOR_B);
  g_autofree char *duration = weir_format_duration (ABS (to_usec - from_usec));
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *heading = g_strdup_printf ("Δt %s%s", to_usec < from_usec ? "−" : "", duration);
  guint n_items = weir_chart_get_n_items (self);
  guint n = 0;

  g_strv_builder_add (builder, heading);
  for (guint i = 0; i < MAX (n_items, 1) && n < MAX_MEASURED && WEIR_CHART_GET_CLASS (self)->value_at != NULL; i++)
    {
      WeirChartItem item = { .name = "" };
      g_autofree char *words = NULL;
      g_autofree char *line = NULL;

      if (n_items > 0)
        weir_chart_get_item (self, i, &item);
      words = item.hidden ? NULL : measure_item (self, plot, i, from_usec, to_usec);
      if (words == NULL)
        continue;
      line = g_strdup_printf ("%s%s%s", item.name, *item.name != '\0' ? "   " : "", words);
      g_strv_builder_add (builder, line);
      n++;
    }

  return g_strv_builder_end (builder);
}

static void
paint_cursor (WeirChart      *self,
              WeirPainter    *painter,
              const WeirPlot *plot,
              WeirCursor      cursor,
              const char     *name)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const WeirPalette *palette = weir_chart_get_palette (self);
  gint64 time_usec = weir_time_range_get_cursor (priv->range, cursor);
  GdkRGBA ink = weir_palette_contrasting (&palette->accent);
  double x;

  if (time_usec == WEIR_TIME_RANGE_NO_TIME || time_usec < plot->begin_usec || time_usec >= weir_plot_end (plot))
    return;

  x = weir_plot_snap (plot, weir_plot_x (plot, time_usec));
  weir_painter_fill (painter, x, plot->area.origin.y, 1.0, plot->area.size.height + priv->footer_px, &palette->accent);
  weir_painter_pill (painter, x - TAG_PX / 2.0, plot->area.origin.y, TAG_PX, TAG_PX, 4, &palette->accent, NULL);
  weir_painter_text (painter, weir_text_get (&priv->text, WEIR_TEXT_SMALL_BOLD, name),
                     x - weir_text_width (&priv->text, WEIR_TEXT_SMALL_BOLD, name) / 2.0, plot->area.origin.y + 1, &ink);
}

static void
paint_between (WeirChart      *self,
               WeirPainter    *painter,
               const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const WeirPalette *palette = weir_chart_get_palette (self);
  g_auto(GStrv) lines = dup_lines (self, plot);
  GdkRGBA paper = weir_palette_fade (&palette->card, 0.94);
  int row_px = weir_text_height (&priv->text, WEIR_TEXT_SMALL) + 2;
  double x = plot->area.origin.x + 6;
  int height_px = (int) g_strv_length (lines) * row_px + BOX_PADDING_PX;
  double y = MAX (plot->area.origin.y + plot->area.size.height - height_px - 6, plot->area.origin.y);
  int width_px = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    width_px = MAX (width_px, weir_text_width (&priv->text, i == 0 ? WEIR_TEXT_SMALL_BOLD : WEIR_TEXT_SMALL, lines[i]));
  weir_painter_pill (painter, x, y, width_px + 2 * BOX_PADDING_PX, height_px, 6, &paper,
                     &palette->accent);
  for (guint i = 0; lines[i] != NULL; i++)
    weir_painter_text (painter, weir_text_get (&priv->text, i == 0 ? WEIR_TEXT_SMALL_BOLD : WEIR_TEXT_SMALL, lines[i]),
                       x + BOX_PADDING_PX, y + BOX_PADDING_PX / 2.0 + (int) i * row_px, &palette->text);
}

void
weir_chart_paint_measure (WeirChart      *self,
                          WeirPainter    *painter,
                          const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  paint_cursor (self, painter, plot, WEIR_CURSOR_A, "A");
  paint_cursor (self, painter, plot, WEIR_CURSOR_B, "B");
  if (has_both (priv->range))
    paint_between (self, painter, plot);
}

/**
 * weir_chart_dup_measure:
 * @self: a chart that was drawn on the screen
 *
 * Returns: (transfer full) (nullable): what lies between the two cursors, a line
 *   for the time and one for each series; %NULL unless both are set
 */
char *
weir_chart_dup_measure (WeirChart *self)
{
  WeirChartPrivate *priv;
  g_auto(GStrv) lines = NULL;

  g_return_val_if_fail (WEIR_IS_CHART (self), NULL);

  priv = weir_chart_get_private (self);
  if (!has_both (priv->range) || priv->plot.n_columns == 0)
    return NULL;

  lines = dup_lines (self, &priv->plot);

  return g_strjoinv ("\n", lines);
}
