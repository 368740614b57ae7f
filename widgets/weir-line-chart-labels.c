#include "config.h"

#include <glib/gi18n-lib.h>

#include "widgets/weir-axis.h"
#include "widgets/weir-format.h"
#include "widgets/weir-line-chart-private.h"

/* What a line chart says in words and numbers: names and values in its margin, the read-out, its description. */

#define MAX_DESCRIBED     8
#define MAX_NAME          16
#define NAME_GAP_PX       10

/* Read when they are shown: of a hundred lines that is few. */
const WeirRangeSummary *
weir_line_chart_figures_of (WeirLineChart *self,
                            WeirLineEntry *entry)
{
  WeirTimeRange *range = weir_chart_get_time_range (WEIR_CHART (self));

  if (entry->figures_stale)
    weir_series_summarise (entry->series, weir_time_range_get_begin (range), weir_time_range_get_end (range),
                           &entry->figures);
  entry->figures_stale = FALSE;

  return &entry->figures;
}

/* The last value in the time range, or the change up to it: the same that a table shows of that range. */
static double
shown_value (WeirLineChart *self,
             WeirLineEntry *entry)
{
  const WeirRangeSummary *figures;

  if (entry->columns == NULL)
    return NAN;

  figures = weir_line_chart_figures_of (self, entry);
  if (figures->count == 0)
    return NAN;

  return self->relative ? weir_range_summary_get_change (figures) : figures->last;
}

static gboolean
is_named (WeirLineChart *self,
          const WeirLineEntry   *entry)
{
  return self->entries->len > 1 && !entry->hidden && (entry->color_index < WEIR_N_SERIES_COLORS || weir_line_chart_is_highlighted (self, entry));
}

/* (transfer full): short enough for the margin. */
static char *
short_name (const WeirLineEntry *entry)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (entry->name, -1) <= MAX_NAME)
    return g_strdup (entry->name);

  start = g_utf8_substring (entry->name, 0, MAX_NAME - 1);

  return g_strconcat (start, "\u2026", NULL);
}

static char *
value_text (WeirLineChart *self,
            double         value)
{
  return weir_chart_format_value (WEIR_CHART (self), value, WEIR_VALUE_EXACT);
}

/* Names with values, names alone, or nothing: as much as there is room for. */
int
weir_line_chart_label_width (WeirChart *chart,
                             int        room_px)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  WeirText *text = weir_chart_get_text (chart);
  int name_px = 0, value_px = 0;

  for (guint i = 0; i < self->entries->len; i++)
    {
      WeirLineEntry *entry = weir_line_chart_entry_at (self, i);
      g_autofree char *name = short_name (entry);
      g_autofree char *value = NULL;

      if (!is_named (self, entry) || entry->columns == NULL)
        continue;
      value = value_text (self, shown_value (self, entry));
      name_px = MAX (name_px, weir_text_width (text, WEIR_TEXT_SMALL_BOLD, name));
      value_px = MAX (value_px, weir_text_width (text, WEIR_TEXT_SMALL_BOLD, value));
    }

  self->name_px = name_px;
  self->value_px = name_px + NAME_GAP_PX + value_px <= room_px ? value_px : 0;
  if (name_px == 0 || name_px > room_px)
    return 0;

  return name_px + 4 + (self->value_px > 0 ? NAME_GAP_PX + value_px : 0);
}

typedef struct
{
  WeirLineEntry *entry;
  double       y;
  double       value;
} Label;

static int
compare_labels (gconstpointer a,
                gconstpointer b)
{
  const Label *left = a;
  const Label *right = b;

  return (left->y > right->y) - (left->y < right->y);
}

static void
paint_names (WeirLineChart  *self,
             WeirPainter    *painter,
             const WeirPlot *plot,
             double          x,
             GArray         *labels)
{
  WeirText *text = weir_chart_get_text (WEIR_CHART (self));
  int height_px = weir_text_height (text, WEIR_TEXT_SMALL_BOLD);
  g_autofree double *ys = g_new (double, labels->len + 1);

  for (guint i = 0; i < labels->len; i++)
    ys[i] = g_array_index (labels, Label, i).y;
  weir_axis_spread (ys, labels->len, height_px, plot->area.origin.y, plot->area.origin.y + plot->area.size.height);

  for (guint i = 0; i < labels->len; i++)
    {
      const Label *label = &g_array_index (labels, Label, i);
      g_autofree char *name = short_name (label->entry);
      g_autofree char *value = value_text (self, label->value);
      GdkRGBA color = weir_line_chart_color_of (self, label->entry);
      double right = x + self->name_px + NAME_GAP_PX + self->value_px;
      double y = ys[i] - height_px / 2.0;

      weir_painter_text (painter, weir_text_get (text, WEIR_TEXT_SMALL_BOLD, name), x, y, &color);
      if (self->value_px > 0)
        weir_painter_text (painter, weir_text_get (text, WEIR_TEXT_SMALL_BOLD, value),
                           right - weir_text_width (text, WEIR_TEXT_SMALL_BOLD, value), y, &color);
    }
}

double
weir_line_chart_tag_value (WeirChart *chart)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);

  return self->entries->len == 1 ? shown_value (self, weir_line_chart_entry_at (self, 0)) : NAN;
}

void
weir_line_chart_paint_labels (WeirChart      *chart,
                              WeirPainter    *painter,
                              const WeirPlot *plot,
                              double          x)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  g_autoptr(GArray) labels = g_array_new (FALSE, FALSE, sizeof (Label));

  if (self->entries->len == 1)
    {
      GdkRGBA color = weir_line_chart_color_of (self, weir_line_chart_entry_at (self, 0));

      weir_chart_paint_tag (chart, painter, plot, x, weir_line_chart_tag_value (chart), &color);
      return;
    }

  for (guint i = 0; i < self->entries->len; i++)
    {
      Label label = { .entry = weir_line_chart_entry_at (self, i) };

      if (!is_named (self, label.entry))
        continue;
      label.value = shown_value (self, label.entry);
      label.y = weir_plot_y (plot, label.value);
      if (isfinite (label.value))
        g_array_append_val (labels, label);
    }

  g_array_sort (labels, compare_labels);
  x = plot->area.origin.x + plot->area.size.width + weir_chart_get_label_offset (chart);
  if (weir_chart_get_label_px (chart) > 0)
    paint_names (self, painter, plot, x, labels);
}

static int
compare_by_value (gconstpointer a,
                  gconstpointer b)
{
  const Label *left = a;
  const Label *right = b;

  return (left->value < right->value) - (left->value > right->value);
}

/* The column under the crosshair, or the nearest one before it that holds something and is joined to it. */
static double
value_at_column (WeirLineChart *self,
                 const WeirLineEntry   *entry,
                 int            column)
{
  WeirLine line = { .columns = entry->columns };
  int found = entry->columns[column].count > 0 ? column : weir_line_previous (&line, column);
  double factor, offset;

  if (found < 0 || (entry->max_join > 0 && column - found > entry->max_join))
    return NAN;
  weir_line_chart_find_scale (self, entry, &factor, &offset);

  return entry->columns[found].last * factor + offset;
}

char *
weir_line_chart_read_out (WeirChart      *chart,
                          const WeirPlot *plot,
                          gint64          time_usec,
                          GArray         *rows)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (Label));
  int column = CLAMP ((int) ((time_usec - plot->begin_usec) / plot->column_usec), 0, plot->n_columns - 1);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Label label = { .entry = weir_line_chart_entry_at (self, i) };

      label.value = label.entry->hidden ? NAN : value_at_column (self, label.entry, column);
      if (isfinite (label.value))
        g_array_append_val (values, label);
    }

  g_array_sort (values, compare_by_value);
  for (guint i = 0; i < values->len; i++)
    {
      const Label *label = &g_array_index (values, Label, i);
      WeirReadOutRow row = {
        .name = g_strdup (label->entry->name),
        .value = weir_chart_format_value (chart, label->value, WEIR_VALUE_WITH_UNIT),
        .color = weir_line_chart_color_of (self, label->entry),
        .colored = TRUE,
      };

      g_array_append_val (rows, row);
    }

  return weir_format_clock (time_usec, weir_time_range_get_zone (weir_chart_get_time_range (chart)),
                            MIN (plot->column_usec, (gint64) G_USEC_PER_SEC));
}

guint
weir_line_chart_get_n_items (WeirChart *chart)
{
  return WEIR_LINE_CHART (chart)->entries->len;
}

void
weir_line_chart_get_item (WeirChart     *chart,
                          guint          i,
                          WeirChartItem *item)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  WeirLineEntry *entry = weir_line_chart_entry_at (self, i);

  *item = (WeirChartItem) { entry->name, shown_value (self, entry), weir_line_chart_color_of (self, entry), entry->hidden };
}

double
weir_line_chart_value_at (WeirChart      *chart,
                          const WeirPlot *plot,
                          guint           i,
                          gint64          time_usec)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  gint64 column = (time_usec - plot->begin_usec) / plot->column_usec;

  if (i >= self->entries->len || column < 0 || column >= self->n_columns)
    return NAN;

  return value_at_column (self, weir_line_chart_entry_at (self, i), (int) column);
}

guint
weir_line_chart_count_hidden (WeirChart             *chart,
                              const WeirPlot        *plot,
                              const graphene_rect_t *box)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  int from = MAX (0, (int) ((box->origin.x - plot->area.origin.x) * plot->scale));
  int to = MIN (plot->n_columns, (int) ((box->origin.x + box->size.width - plot->area.origin.x) * plot->scale));
  guint n_hidden = 0;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const WeirLine *line = &g_array_index (self->lines, WeirLine, i);

      for (int x = from; x < to; x++)
        n_hidden += line->columns[x].count > 0
                    && weir_plot_y (plot, weir_line_value (line, line->columns[x].max)) < box->origin.y + box->size.height
                    && weir_plot_y (plot, weir_line_value (line, line->columns[x].min)) > box->origin.y;
    }

  return n_hidden;
}

char *
weir_line_chart_describe (WeirChart *chart)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (self->entries->len, MAX_DESCRIBED); i++)
    {
      WeirLineEntry *entry = weir_line_chart_entry_at (self, i);
      g_autofree char *value = NULL;

      if (entry->columns == NULL)
        continue;
      value = weir_chart_format_value (chart, shown_value (self, entry), WEIR_VALUE_WITH_UNIT);
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", entry->name, value);
    }

  if (self->entries->len > MAX_DESCRIBED)
    g_string_append_printf (text, ngettext (" and %u more", " and %u more", self->entries->len - MAX_DESCRIBED),
                            self->entries->len - MAX_DESCRIBED);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
