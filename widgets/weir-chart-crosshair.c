#include "config.h"

#include <glib/gi18n-lib.h>

#include "widgets/weir-chart-private.h"
#include "widgets/weir-format.h"

/* The crosshair and its read-out, which stands where it hides the least. */

#define BOX_PADDING_PX 9
#define BOX_GAP_PX     10
#define DOT_PX         6
#define MAX_ROWS       12

typedef struct
{
  char   *heading;      /* owned */
  GArray *rows;         /* owned, of WeirReadOutRow */
  int     name_px;
  int     value_px;
  int     row_px;
} ReadOut;

static void
clear_row (gpointer data)
{
  WeirReadOutRow *row = data;

  g_free (row->name);
  g_free (row->value);
}

/* The rest is at least counted. */
static void
cut_rows (ReadOut *self)
{
  guint n_left_out = self->rows->len > MAX_ROWS ? self->rows->len - MAX_ROWS + 1 : 0;
  WeirReadOutRow *last;

  if (n_left_out == 0)
    return;

  g_array_set_size (self->rows, MAX_ROWS - 1);
  g_array_set_size (self->rows, MAX_ROWS);
  last = &g_array_index (self->rows, WeirReadOutRow, MAX_ROWS - 1);
  /* Translators: rows that a list has no room for */
  last->name = g_strdup_printf (ngettext ("and %u more", "and %u more", n_left_out), n_left_out);
  last->value = g_strdup ("");
}

static void
read_out_init (ReadOut        *self,
               WeirChart      *chart,
               const WeirPlot *plot,
               gint64          time_usec)
{
  WeirText *text = weir_chart_get_text (chart);

  self->rows = g_array_new (FALSE, TRUE, sizeof (WeirReadOutRow));
  g_array_set_clear_func (self->rows, clear_row);
  self->heading = WEIR_CHART_GET_CLASS (chart)->read_out (chart, plot, time_usec, self->rows);
  cut_rows (self);

  self->row_px = weir_text_height (text, WEIR_TEXT_SMALL) + 2;
  self->name_px = weir_text_width (text, WEIR_TEXT_SMALL_BOLD, self->heading);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const WeirReadOutRow *row = &g_array_index (self->rows, WeirReadOutRow, i);
      int dot_px = row->colored ? DOT_PX + 6 : 0;

      self->name_px = MAX (self->name_px, dot_px + weir_text_width (text, WEIR_TEXT_SMALL, row->name));
      self->value_px = MAX (self->value_px, weir_text_width (text, WEIR_TEXT_SMALL_BOLD, row->value));
    }
}

static void
read_out_clear (ReadOut *self)
{
  g_free (self->heading);
  g_array_unref (self->rows);
}

/* Inside the chart, as far as it has room for the box. */
static double
keep_inside (const WeirPlot *plot,
             double          x,
             int             width)
{
  return MAX (4.0, MIN (x, plot->area.origin.x + plot->area.size.width + 4.0 - width));
}

/* What is read out stands between @left and @right, in px: under the crosshair, or as wide as a window. */
static void
find_told (WeirChart      *chart,
           const WeirPlot *plot,
           double          x,
           gint64          time_usec,
           double         *left,
           double         *right)
{
  gint64 begin_usec, end_usec;

  *left = *right = x;
  if (weir_chart_find_span (chart, time_usec, &begin_usec, &end_usec))
    {
      *left = MIN (x, MAX (weir_plot_x (plot, begin_usec), plot->area.origin.x));
      *right = MAX (x, MIN (weir_plot_x (plot, end_usec), plot->area.origin.x + plot->area.size.width));
    }
}

/* How bad a place is: a column of what is read out is worse than all others. */
static guint
count_hidden (WeirChart             *chart,
              const WeirPlot        *plot,
              const graphene_rect_t *box,
              double                 told_left,
              double                 told_right)
{
  double left = MAX (box->origin.x, told_left);
  double right = MIN (box->origin.x + box->size.width, told_right + 1.0);
  guint n_hidden = WEIR_CHART_GET_CLASS (chart)->count_hidden (chart, plot, box);

  if (left < right)
    {
      graphene_rect_t over = GRAPHENE_RECT_INIT ((float) left, box->origin.y, (float) (right - left), box->size.height);

      /* The crosshair is there too. */
      n_hidden += G_MAXUINT16 / 2 + G_MAXUINT16 * MIN (WEIR_CHART_GET_CLASS (chart)->count_hidden (chart, plot, &over), G_MAXUINT16 / 2);
    }

  return n_hidden;
}

/*
 * Beside what is read out, never on it while there is room: near it, or at the
 * plot's other edge, above, below or between, where the box hides the fewest
 * columns of data.
 */
static graphene_rect_t
place_box (WeirChart      *chart,
           const WeirPlot *plot,
           double          left,
           double          right,
           int             width,
           int             height)
{
  const graphene_rect_t *area = &plot->area;
  double top_y = area->origin.y + 4;
  double bottom_y = MAX (area->origin.y + area->size.height - height - 4, top_y);
  const double xs[] = { right + BOX_GAP_PX, left - BOX_GAP_PX - width, area->origin.x + area->size.width - width - 4, area->origin.x + 4 };
  const double ys[] = { top_y, bottom_y, (top_y + bottom_y) / 2.0 };
  graphene_rect_t best = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  guint fewest = G_MAXUINT;

  for (guint i = 0; i < G_N_ELEMENTS (xs) * G_N_ELEMENTS (ys) && fewest > 0; i++)
    {
      double x = floor (keep_inside (plot, xs[i % G_N_ELEMENTS (xs)], width));
      double y = floor (ys[i / G_N_ELEMENTS (xs)]);
      graphene_rect_t box = GRAPHENE_RECT_INIT ((float) x, (float) y, width, height);
      guint hidden = count_hidden (chart, plot, &box, left, right);

      if (hidden < fewest)
        {
          fewest = hidden;
          best = box;
        }
    }

  return best;
}

static void
paint_rows (ReadOut               *self,
            WeirChart             *chart,
            WeirPainter           *painter,
            const graphene_rect_t *box)
{
  WeirText *text = weir_chart_get_text (chart);
  const WeirPalette *palette = weir_chart_get_palette (chart);
  double x = box->origin.x + BOX_PADDING_PX;
  double right = box->origin.x + box->size.width - BOX_PADDING_PX;
  double y = box->origin.y + BOX_PADDING_PX - 2;

  weir_painter_text (painter, weir_text_get (text, WEIR_TEXT_SMALL_BOLD, self->heading), x, y, &palette->text);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const WeirReadOutRow *row = &g_array_index (self->rows, WeirReadOutRow, i);
      int dot_px = row->colored ? DOT_PX + 6 : 0;

      y += self->row_px;
      if (row->colored)
        weir_painter_fill (painter, x, floor (y + self->row_px / 2.0 - DOT_PX / 2.0), DOT_PX, DOT_PX, &row->color);
      weir_painter_text (painter, weir_text_get (text, WEIR_TEXT_SMALL, row->name), x + dot_px, y, &palette->dim);
      weir_painter_text (painter, weir_text_get (text, WEIR_TEXT_SMALL_BOLD, row->value),
                         right - weir_text_width (text, WEIR_TEXT_SMALL_BOLD, row->value), y, &palette->text);
    }
}

static void
paint_box (WeirChart      *chart,
           WeirPainter    *painter,
           const WeirPlot *plot,
           double          x,
           gint64          time_usec)
{
  const WeirPalette *palette = weir_chart_get_palette (chart);
  GdkRGBA paper = weir_palette_fade (&palette->card, 0.96);
  double told_left, told_right;
  graphene_rect_t box;
  ReadOut read_out = { 0 };

  read_out_init (&read_out, chart, plot, time_usec);
  if (read_out.rows->len > 0)
    {
      find_told (chart, plot, x, time_usec, &told_left, &told_right);
      box = place_box (chart, plot, told_left, told_right, read_out.name_px + 18 + read_out.value_px + 2 * BOX_PADDING_PX,
                       (read_out.rows->len + 1) * read_out.row_px + 2 * BOX_PADDING_PX - 4);
      weir_painter_pill (painter, box.origin.x, box.origin.y, box.size.width, box.size.height, 6, &paper, &palette->border);
      paint_rows (&read_out, chart, painter, &box);
    }
  read_out_clear (&read_out);
}

/* The time under the crosshair, as a tag on the time axis. */
static void
paint_time_tag (WeirChart      *chart,
                WeirPainter    *painter,
                const WeirPlot *plot,
                double          x,
                double          y,
                gint64          time_usec)
{
  WeirChartPrivate *priv = weir_chart_get_private (chart);
  const WeirPalette *palette = weir_chart_get_palette (chart);
  gint64 precision_usec = plot->column_usec >= 60 * (gint64) G_USEC_PER_SEC ? 60 * (gint64) G_USEC_PER_SEC
                          : plot->column_usec >= 100000 ? (gint64) G_USEC_PER_SEC : 1000;
  GTimeZone *zone = weir_time_range_get_zone (priv->range);
  g_autofree char *date = weir_format_date (time_usec, zone, g_get_real_time ());
  g_autofree char *clock = weir_format_clock (time_usec, zone, precision_usec);
  g_autofree char *label = date != NULL ? g_strdup_printf ("%s %s", date, clock) : g_strdup (clock);
  int width_px = weir_text_width (&priv->text, WEIR_TEXT_SMALL_BOLD, label) + 12;
  double left = CLAMP (x - width_px / 2.0, 2.0, plot->area.origin.x + plot->area.size.width + 8 - width_px);
  GdkRGBA ink = weir_palette_contrasting (&palette->dim);

  weir_painter_pill (painter, floor (left), y + 3, width_px, weir_text_height (&priv->text, WEIR_TEXT_SMALL_BOLD) + 4,
                     4, &palette->dim, NULL);
  weir_painter_text (painter, weir_text_get (&priv->text, WEIR_TEXT_SMALL_BOLD, label), floor (left) + 6, y + 5, &ink);
}

void
weir_chart_paint_crosshair (WeirChart      *self,
                            WeirPainter    *painter,
                            const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  gint64 time_usec = weir_time_range_get_crosshair (priv->range);
  double height = plot->area.size.height + priv->footer_px;
  double x;

  if (time_usec == WEIR_TIME_RANGE_NO_TIME || time_usec < plot->begin_usec || time_usec >= weir_plot_end (plot))
    return;

  x = floor (weir_plot_x (plot, time_usec) * plot->scale) / plot->scale;
  weir_painter_dashes (painter, x, plot->area.origin.y, 1, height, 2, &weir_chart_get_palette (self)->dim);
  paint_time_tag (self, painter, plot, x, plot->area.origin.y + height, time_usec);
  paint_box (self, painter, plot, x, time_usec);
}
