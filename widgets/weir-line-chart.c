#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "widgets/weir-axis.h"
#include "widgets/weir-format.h"
#include "widgets/weir-line-chart.h"

#define LINE_PX           1.5
#define HIGHLIGHT_PX      2.5
#define MAX_DESCRIBED     8
#define MAX_NAME          16
#define NAME_GAP_PX       10

/* One series of the chart and what was read of it. */
typedef struct
{
  WeirLineChart *chart;       /* borrowed: the chart owns this */
  WeirSeries    *series;      /* owned */
  char          *name;        /* owned */
  guint          color_index;
  gulong         changed_id;
  WeirColumn    *columns;     /* owned, n_columns of the chart's */
  int            before_column;   /* as WeirLine has it */
  double         before_value;
} Entry;

struct _WeirLineChart
{
  WeirChart      parent_instance;

  GPtrArray     *entries;     /* owned, of Entry */
  GArray        *lines;       /* owned, of WeirLine, in the order they are drawn */
  WeirLineImage *image;       /* owned */
  gboolean       relative;
  char          *highlight;   /* owned, nullable: a name */
  int            name_px;     /* widest name in the margin */
  int            value_px;    /* widest value in the margin; 0: no room for them */

  /* What the columns hold. */
  int            n_columns;
  gint64         begin_usec;
  gint64         column_usec;

  gint64         touched_from_usec;   /* values that came since; from > to: none */
  gint64         touched_to_usec;
  int            dirty_from;          /* columns read but not yet drawn */
  int            dirty_to;
};

G_DEFINE_FINAL_TYPE (WeirLineChart, weir_line_chart, WEIR_TYPE_CHART)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_signal_handler_disconnect (entry->series, entry->changed_id);
  g_object_unref (entry->series);
  g_free (entry->name);
  g_free (entry->columns);
  g_free (entry);
}

static Entry *
entry_at (WeirLineChart *self,
          guint          i)
{
  return g_ptr_array_index (self->entries, i);
}

static void
on_series_changed (WeirSeries *series,
                   gint64      from_usec,
                   gint64      to_usec,
                   Entry      *entry)
{
  WeirLineChart *self = entry->chart;
  gint64 begin_usec = self->begin_usec;
  gint64 end_usec = begin_usec + self->n_columns * self->column_usec;

  /* A column may hold buckets that began just before it. */
  if (from_usec > G_MININT64 + self->column_usec)
    from_usec -= self->column_usec;

  self->touched_from_usec = MIN (self->touched_from_usec, from_usec);
  self->touched_to_usec = MAX (self->touched_to_usec, to_usec);

  if (self->n_columns == 0 || (from_usec < end_usec && to_usec > begin_usec))
    weir_chart_data_changed (WEIR_CHART (self));
}

static void
forget_columns (WeirLineChart *self)
{
  self->n_columns = 0;
  weir_chart_style_changed (WEIR_CHART (self));
}

static void
mark_dirty (WeirLineChart *self,
            int            from,
            int            to)
{
  if (self->dirty_from >= self->dirty_to)
    {
      self->dirty_from = from;
      self->dirty_to = to;
      return;
    }

  self->dirty_from = MIN (self->dirty_from, from);
  self->dirty_to = MAX (self->dirty_to, to);
}

static void
read_columns (WeirLineChart  *self,
              const WeirPlot *plot,
              int             from,
              int             to)
{
  if (from >= to)
    return;

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = entry_at (self, i);

      weir_series_decimate (entry->series, plot->begin_usec + from * plot->column_usec,
                            plot->begin_usec + to * plot->column_usec, &entry->columns[from], to - from);
    }
  mark_dirty (self, from, to);
}

/* What was read stays; it has moved @by columns to the left. */
static void
move_columns (WeirLineChart *self,
              int            by)
{
  int n_kept = self->n_columns - ABS (by);

  for (guint i = 0; i < self->entries->len; i++)
    memmove (&entry_at (self, i)->columns[MAX (-by, 0)], &entry_at (self, i)->columns[MAX (by, 0)],
             n_kept * sizeof (WeirColumn));

  /* Still to be drawn, wherever it is now. */
  self->dirty_from = CLAMP (self->dirty_from - by, 0, self->n_columns);
  self->dirty_to = CLAMP (self->dirty_to - by, 0, self->n_columns);
}

static void
read_touched (WeirLineChart  *self,
              const WeirPlot *plot)
{
  gint64 from_usec = MAX (self->touched_from_usec, plot->begin_usec);
  gint64 to_usec = MIN (self->touched_to_usec, weir_plot_end (plot));

  if (from_usec < to_usec)
    read_columns (self, plot, (int) ((from_usec - plot->begin_usec) / plot->column_usec),
                  (int) ((to_usec - 1 - plot->begin_usec) / plot->column_usec) + 1);

  self->touched_from_usec = G_MAXINT64;
  self->touched_to_usec = G_MININT64;
}

static void
start_columns (WeirLineChart  *self,
               const WeirPlot *plot)
{
  for (guint i = 0; i < self->entries->len; i++)
    entry_at (self, i)->columns = g_renew (WeirColumn, entry_at (self, i)->columns, plot->n_columns);
  self->n_columns = plot->n_columns;
  read_columns (self, plot, 0, plot->n_columns);
}

/* A line comes in from the left, if its last value there is no older than the chart is wide. */
static void
find_origins (WeirLineChart  *self,
              const WeirPlot *plot)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = entry_at (self, i);
      gint64 found_usec = plot->begin_usec;

      entry->before_value = weir_series_find_before (entry->series, plot->begin_usec - 1,
                                                     plot->n_columns * plot->column_usec, &found_usec);
      entry->before_column = isnan (entry->before_value) ? 0
                             : MIN (-1, (int) ((found_usec - plot->begin_usec + 1) / plot->column_usec) - 1);
    }
}

/* Brings the columns to @plot's range with as little reading as possible. */
static void
bring_columns (WeirLineChart  *self,
               const WeirPlot *plot)
{
  gint64 moved = 0;

  if (plot->column_usec == self->column_usec && plot->n_columns == self->n_columns)
    moved = (plot->begin_usec - self->begin_usec) / plot->column_usec;

  if (plot->column_usec != self->column_usec || plot->n_columns != self->n_columns || ABS (moved) >= plot->n_columns)
    {
      start_columns (self, plot);
    }
  else if (moved != 0)
    {
      move_columns (self, (int) moved);
      read_columns (self, plot, moved > 0 ? plot->n_columns - (int) moved : 0, moved > 0 ? plot->n_columns : -(int) moved);
    }

  self->begin_usec = plot->begin_usec;
  self->column_usec = plot->column_usec;
  read_touched (self, plot);
  find_origins (self, plot);
}

static gboolean
is_highlighted (WeirLineChart *self,
                const Entry   *entry)
{
  return self->highlight != NULL && g_strcmp0 (self->highlight, entry->name) == 0;
}

static GdkRGBA
color_of (WeirLineChart *self,
          const Entry   *entry)
{
  const WeirPalette *palette = weir_chart_get_palette (WEIR_CHART (self));
  const GdkRGBA *color = weir_palette_series (palette, entry->color_index);

  if (is_highlighted (self, entry))
    return entry->color_index < WEIR_N_SERIES_COLORS ? *color : palette->text;

  return self->highlight != NULL ? weir_palette_fade (color, 0.35) : *color;
}

/* Value × factor + offset is what is drawn: the value, or its change in percent since the left edge. */
static void
find_scale (WeirLineChart *self,
            const Entry   *entry,
            double        *factor,
            double        *offset)
{
  WeirLine line = { .columns = entry->columns };
  int first = weir_line_next (&line, -1, self->n_columns);
  double base = first < self->n_columns ? entry->columns[first].first : NAN;

  *factor = self->relative ? 100.0 / fabs (base) : 1.0;
  *offset = self->relative ? (base < 0.0 ? 100.0 : -100.0) : 0.0;
}

/* Greys first and the highlighted one last, so that what matters is on top. */
static void
make_lines (WeirLineChart *self)
{
  g_array_set_size (self->lines, 0);

  for (guint pass = 0; pass < 3; pass++)
    for (guint i = 0; i < self->entries->len; i++)
      {
        const Entry *entry = entry_at (self, i);
        gboolean highlighted = is_highlighted (self, entry);
        guint wanted = highlighted ? 2 : entry->color_index < WEIR_N_SERIES_COLORS ? 1 : 0;
        WeirLine line = {
          .columns = entry->columns,
          .before_column = entry->before_column,
          .before_value = entry->before_value,
          .color = color_of (self, entry),
          .width_px = highlighted ? HIGHLIGHT_PX : LINE_PX,
        };

        find_scale (self, entry, &line.factor, &line.offset);
        if (wanted == pass && isfinite (line.factor))
          g_array_append_val (self->lines, line);
      }
}

/* Where the line comes in at the left edge, between the last value before it and the first one in view; NaN if it does not. */
static double
entry_value (WeirLineChart  *self,
             const WeirLine *line)
{
  int first = weir_line_next (line, -1, self->n_columns);
  double first_value;

  if (line->before_column >= 0 || first >= self->n_columns)
    return NAN;
  first_value = line->columns[first].first;

  return weir_line_value (line, line->before_value + (first_value - line->before_value)
                                * -line->before_column / (first - line->before_column));
}

static gboolean
weir_line_chart_update (WeirChart      *chart,
                        const WeirPlot *plot,
                        double         *low,
                        double         *high)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  double min = INFINITY, max = -INFINITY;

  bring_columns (self, plot);
  make_lines (self);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const WeirLine *line = &g_array_index (self->lines, WeirLine, i);

      min = fmin (min, entry_value (self, line));
      max = fmax (max, entry_value (self, line));
      for (int x = weir_line_next (line, -1, self->n_columns); x < self->n_columns; x = weir_line_next (line, x, self->n_columns))
        {
          min = fmin (min, weir_line_value (line, line->columns[x].min));
          max = fmax (max, weir_line_value (line, line->columns[x].max));
        }
    }

  if (min > max)
    return FALSE;

  *low = min;
  *high = max;

  return TRUE;
}

static void
weir_line_chart_paint (WeirChart      *chart,
                       WeirPainter    *painter,
                       const WeirPlot *plot)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  WeirLineSet set = {
    .plot = *plot,
    .lines = (const WeirLine *) self->lines->data,
    .n_lines = self->lines->len,
    .generation = weir_chart_get_generation (chart),
  };

  /* The base of the percentages moves with the left edge, and all lines with it. */
  if (self->relative && self->dirty_from < self->dirty_to)
    mark_dirty (self, 0, self->n_columns);

  set.gaps = weir_chart_get_gaps (chart, &set.n_gaps);
  painter->funcs->lines (painter, &set, self->image, self->dirty_from, self->dirty_to);
  if (painter->screen)
    self->dirty_from = self->dirty_to = 0;
}

/* The last value in the range. */
static double
shown_value (WeirLineChart *self,
             const Entry   *entry,
             int           *column)
{
  WeirLine line = { .columns = entry->columns };
  double factor, offset;

  *column = self->n_columns > 0 ? weir_line_previous (&line, self->n_columns) : -1;
  if (*column < 0)
    return NAN;
  find_scale (self, entry, &factor, &offset);

  return entry->columns[*column].last * factor + offset;
}

static gboolean
is_named (WeirLineChart *self,
          const Entry   *entry)
{
  return self->entries->len > 1 && (entry->color_index < WEIR_N_SERIES_COLORS || is_highlighted (self, entry));
}

/* (transfer full): short enough for the margin. */
static char *
short_name (const Entry *entry)
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
static int
weir_line_chart_label_width (WeirChart *chart,
                             int        room_px)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  WeirText *text = weir_chart_get_text (chart);
  int name_px = 0, value_px = 0;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = entry_at (self, i);
      g_autofree char *name = short_name (entry);
      g_autofree char *value = NULL;
      int column;

      if (!is_named (self, entry) || entry->columns == NULL)
        continue;
      value = value_text (self, shown_value (self, entry, &column));
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
  const Entry *entry;
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
      GdkRGBA color = color_of (self, label->entry);
      double right = x + self->name_px + NAME_GAP_PX + self->value_px;
      double y = ys[i] - height_px / 2.0;

      weir_painter_text (painter, weir_text_get (text, WEIR_TEXT_SMALL_BOLD, name), x, y, &color);
      if (self->value_px > 0)
        weir_painter_text (painter, weir_text_get (text, WEIR_TEXT_SMALL_BOLD, value),
                           right - weir_text_width (text, WEIR_TEXT_SMALL_BOLD, value), y, &color);
    }
}

static double
weir_line_chart_tag_value (WeirChart *chart)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  int column;

  return self->entries->len == 1 ? shown_value (self, entry_at (self, 0), &column) : NAN;
}

static void
weir_line_chart_paint_labels (WeirChart      *chart,
                              WeirPainter    *painter,
                              const WeirPlot *plot,
                              double          x)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  g_autoptr(GArray) labels = g_array_new (FALSE, FALSE, sizeof (Label));
  int column;

  if (self->entries->len == 1)
    {
      GdkRGBA color = color_of (self, entry_at (self, 0));

      weir_chart_paint_tag (chart, painter, plot, x, weir_line_chart_tag_value (chart), &color);
      return;
    }

  for (guint i = 0; i < self->entries->len; i++)
    {
      Label label = { .entry = entry_at (self, i) };

      label.value = shown_value (self, label.entry, &column);
      label.y = weir_plot_y (plot, label.value);
      if (is_named (self, label.entry) && isfinite (label.value))
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

/* The column under the crosshair, or the nearest one before it that holds something. */
static double
value_at_column (WeirLineChart *self,
                 const Entry   *entry,
                 int            column)
{
  WeirLine line = { .columns = entry->columns };
  double factor, offset;

  if (entry->columns[column].count == 0)
    column = weir_line_previous (&line, column);
  if (column < 0)
    return NAN;
  find_scale (self, entry, &factor, &offset);

  return entry->columns[column].last * factor + offset;
}

static char *
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
      Label label = { .entry = entry_at (self, i) };

      label.value = value_at_column (self, label.entry, column);
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
        .color = color_of (self, label->entry),
        .colored = TRUE,
      };

      g_array_append_val (rows, row);
    }

  return weir_format_clock (time_usec, weir_time_range_get_zone (weir_chart_get_time_range (chart)),
                            MIN (plot->column_usec, (gint64) G_USEC_PER_SEC));
}

static guint
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

static char *
weir_line_chart_describe (WeirChart *chart)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (self->entries->len, MAX_DESCRIBED); i++)
    {
      const Entry *entry = entry_at (self, i);
      g_autofree char *value = NULL;
      int column;

      if (entry->columns == NULL)
        continue;
      value = weir_chart_format_value (chart, shown_value (self, entry, &column), WEIR_VALUE_WITH_UNIT);
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", entry->name, value);
    }

  if (self->entries->len > MAX_DESCRIBED)
    g_string_append_printf (text, ngettext (" and %u more", " and %u more", self->entries->len - MAX_DESCRIBED),
                            self->entries->len - MAX_DESCRIBED);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
weir_line_chart_dispose (GObject *object)
{
  WeirLineChart *self = WEIR_LINE_CHART (object);

  g_ptr_array_set_size (self->entries, 0);

  G_OBJECT_CLASS (weir_line_chart_parent_class)->dispose (object);
}

static void
weir_line_chart_finalize (GObject *object)
{
  WeirLineChart *self = WEIR_LINE_CHART (object);

  g_ptr_array_unref (self->entries);
  g_array_unref (self->lines);
  weir_line_image_free (self->image);
  g_free (self->highlight);

  G_OBJECT_CLASS (weir_line_chart_parent_class)->finalize (object);
}

static void
weir_line_chart_class_init (WeirLineChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  WeirChartClass *chart_class = WEIR_CHART_CLASS (klass);

  object_class->dispose = weir_line_chart_dispose;
  object_class->finalize = weir_line_chart_finalize;
  chart_class->update = weir_line_chart_update;
  chart_class->paint = weir_line_chart_paint;
  chart_class->label_width = weir_line_chart_label_width;
  chart_class->tag_value = weir_line_chart_tag_value;
  chart_class->paint_labels = weir_line_chart_paint_labels;
  chart_class->read_out = weir_line_chart_read_out;
  chart_class->count_hidden = weir_line_chart_count_hidden;
  chart_class->describe = weir_line_chart_describe;
}

static void
weir_line_chart_init (WeirLineChart *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->lines = g_array_new (FALSE, FALSE, sizeof (WeirLine));
  self->image = weir_line_image_new ();
  self->touched_from_usec = G_MAXINT64;
  self->touched_to_usec = G_MININT64;
  gtk_widget_add_css_class (GTK_WIDGET (self), "lines");
}

/**
 * weir_line_chart_new:
 *
 * Returns: (transfer floating): an empty chart
 */
GtkWidget *
weir_line_chart_new (void)
{
  return g_object_new (WEIR_TYPE_LINE_CHART, NULL);
}

/**
 * weir_line_chart_add_series:
 * @self: a chart
 * @series: what to draw
 * @name: written at the line's right end
 * @color_index: the key's colour, from 0; from 8 on it is drawn grey
 *
 * Adds a line.
 */
void
weir_line_chart_add_series (WeirLineChart *self,
                            WeirSeries    *series,
                            const char    *name,
                            guint          color_index)
{
  Entry *entry;

  g_return_if_fail (WEIR_IS_LINE_CHART (self));
  g_return_if_fail (WEIR_IS_SERIES (series));
  g_return_if_fail (name != NULL);

  entry = g_new0 (Entry, 1);
  entry->chart = self;
  entry->series = g_object_ref (series);
  entry->name = g_strdup (name);
  entry->color_index = color_index;
  entry->changed_id = g_signal_connect (series, "changed", G_CALLBACK (on_series_changed), entry);
  g_ptr_array_add (self->entries, entry);
  forget_columns (self);
}

/**
 * weir_line_chart_remove_series:
 * @self: a chart
 * @series: one of its series
 */
void
weir_line_chart_remove_series (WeirLineChart *self,
                               WeirSeries    *series)
{
  g_return_if_fail (WEIR_IS_LINE_CHART (self));

  for (guint i = self->entries->len; i-- > 0;)
    if (entry_at (self, i)->series == series)
      g_ptr_array_remove_index (self->entries, i);
  forget_columns (self);
}

/**
 * weir_line_chart_clear:
 * @self: a chart
 *
 * Removes all lines.
 */
void
weir_line_chart_clear (WeirLineChart *self)
{
  g_return_if_fail (WEIR_IS_LINE_CHART (self));

  g_ptr_array_set_size (self->entries, 0);
  forget_columns (self);
}

/**
 * weir_line_chart_get_n_series:
 * @self: a chart
 *
 * Returns: how many lines it has
 */
guint
weir_line_chart_get_n_series (WeirLineChart *self)
{
  g_return_val_if_fail (WEIR_IS_LINE_CHART (self), 0);

  return self->entries->len;
}

/**
 * weir_line_chart_set_relative:
 * @self: a chart
 * @relative: whether to draw the change in percent since the left edge
 */
void
weir_line_chart_set_relative (WeirLineChart *self,
                              gboolean       relative)
{
  g_return_if_fail (WEIR_IS_LINE_CHART (self));

  self->relative = relative;
  weir_chart_set_signed (WEIR_CHART (self), relative);
  if (relative)
    weir_chart_set_unit (WEIR_CHART (self), "%");
  weir_chart_style_changed (WEIR_CHART (self));
}

/**
 * weir_line_chart_set_highlight:
 * @self: a chart
 * @name: (nullable): the line to bring out while the others fade
 */
void
weir_line_chart_set_highlight (WeirLineChart *self,
                               const char    *name)
{
  g_return_if_fail (WEIR_IS_LINE_CHART (self));

  if (g_strcmp0 (name, self->highlight) == 0)
    return;

  g_free (self->highlight);
  self->highlight = g_strdup (name);
  weir_chart_style_changed (WEIR_CHART (self));
}

/**
 * weir_line_chart_get_n_painted:
 * @self: a chart
 *
 * How many pixel columns it has drawn since it was made: what redrawing costs
 * is counted in them.
 *
 * Returns: the number of columns
 */
guint64
weir_line_chart_get_n_painted (WeirLineChart *self)
{
  g_return_val_if_fail (WEIR_IS_LINE_CHART (self), 0);

  return weir_line_image_get_n_painted (self->image);
}
