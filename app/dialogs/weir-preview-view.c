#include "config.h"

#include "app/dialogs/weir-preview-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-cells-view.h"
#include "app/common/weir-screen-zone.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"
#include "widgets/weir-line-chart.h"

/* As many as have a colour of their own. */
#define KEYS_MAX     8
#define CHART_PX     210
#define CLOCK_USEC   G_TIME_SPAN_MILLISECOND

struct _WeirPreviewView
{
  GtkBox         parent_instance;

  WeirTimeRange *range;      /* owned */
  WeirLineChart *chart;      /* child, as those below */
  GtkDropDown   *field;
  GtkWidget     *empty;      /* in place of the chart */
  GtkStack      *charts;
  GtkLabel      *summary;
  WeirCellsView *records;
  WeirCellsView *rows;
  GtkLabel      *rows_empty;
  GtkStack      *row_stack;

  GPtrArray     *values;     /* owned, of GArray of Point: those of each field, for another choice */
  GStrv          names;      /* owned, nullable: of the fields */
  gboolean       filling;
};

/* A value of a record. */
typedef struct
{
  gint64  time_usec;
  double  value;
  char   *key;     /* owned */
} Point;

G_DEFINE_FINAL_TYPE (WeirPreviewView, weir_preview_view, GTK_TYPE_BOX)

static void
point_clear (gpointer data)
{
  g_free (((Point *) data)->key);
}

static void
weir_preview_view_finalize (GObject *object)
{
  WeirPreviewView *self = WEIR_PREVIEW_VIEW (object);

  g_clear_object (&self->range);
  g_ptr_array_unref (self->values);
  g_strfreev (self->names);

  G_OBJECT_CLASS (weir_preview_view_parent_class)->finalize (object);
}

static void
weir_preview_view_class_init (WeirPreviewViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_preview_view_finalize;
}

/* The lines of one field, a line a key. */
static void
draw (WeirPreviewView *self,
      GArray          *points,
      const char      *name)
{
  g_autoptr(GHashTable) lines = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  gint64 begin_usec = G_MAXINT64, end_usec = G_MININT64;
  g_autofree char *subtitle = NULL;
  GHashTableIter iter;
  gpointer series;

  weir_line_chart_clear (self->chart);
  for (guint i = 0; i < points->len; i++)
    {
      const Point *point = &g_array_index (points, Point, i);
      WeirSeries *line = g_hash_table_lookup (lines, point->key);

      begin_usec = MIN (begin_usec, point->time_usec);
      end_usec = MAX (end_usec, point->time_usec);
      if (line == NULL && g_hash_table_size (lines) < KEYS_MAX)
        {
          line = weir_series_new ();
          weir_line_chart_add_series (self->chart, line, point->key, g_hash_table_size (lines));
          g_hash_table_insert (lines, point->key, line);
        }
      if (line != NULL)
        weir_series_add (line, point->time_usec, point->value);
    }
  g_hash_table_iter_init (&iter, lines);
  while (g_hash_table_iter_next (&iter, NULL, &series))
    weir_series_emit_changed (series);

  subtitle = g_strdup_printf (ngettext ("of %u record", "of %u records", points->len), points->len);
  weir_chart_set_title (WEIR_CHART (self->chart), name, subtitle);
  if (end_usec > begin_usec)
    weir_time_range_set (self->range, begin_usec, end_usec + 1);
  else if (points->len > 0)
    weir_time_range_set (self->range, begin_usec - G_USEC_PER_SEC, begin_usec + G_USEC_PER_SEC);
}

static void
update_chart (WeirPreviewView *self)
{
  guint chosen = gtk_drop_down_get_selected (self->field);
  GtkStringObject *item = gtk_drop_down_get_selected_item (self->field);
  const char *name = item != NULL ? gtk_string_object_get_string (item) : NULL;

  if (self->filling)
    return;

  for (guint i = 0; name != NULL && self->names[i] != NULL; i++)
    if (g_str_equal (self->names[i], name) && chosen != GTK_INVALID_LIST_POSITION)
      draw (self, g_ptr_array_index (self->values, i), name);
  gtk_stack_set_visible_child (self->charts, name != NULL ? GTK_WIDGET (self->chart) : self->empty);
  gtk_widget_set_visible (GTK_WIDGET (self->field), name != NULL);
}

static GtkWidget *
create_empty (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 48);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "secondary");

  return label;
}

static GtkWidget *
create_chart (WeirPreviewView *self)
{
  self->charts = GTK_STACK (gtk_stack_new ());
  self->chart = WEIR_LINE_CHART (weir_line_chart_new ());
  weir_chart_set_time_range (WEIR_CHART (self->chart), self->range);
  self->empty = create_empty (_("No number is read yet: tick one of the fields to see it drawn."));
  gtk_widget_set_size_request (GTK_WIDGET (self->charts), -1, CHART_PX);
  gtk_stack_add_child (self->charts, GTK_WIDGET (self->chart));
  gtk_stack_add_child (self->charts, self->empty);

  return GTK_WIDGET (self->charts);
}

static GtkWidget *
create_rows (WeirPreviewView *self)
{
  self->row_stack = GTK_STACK (gtk_stack_new ());
  self->rows = WEIR_CELLS_VIEW (weir_cells_view_new (_("Windows")));
  self->rows_empty = GTK_LABEL (create_empty (_("No window closes over this sample.")));
  gtk_stack_add_child (self->row_stack, GTK_WIDGET (self->rows));
  gtk_stack_add_child (self->row_stack, GTK_WIDGET (self->rows_empty));

  return GTK_WIDGET (self->row_stack);
}

static void
weir_preview_view_init (WeirPreviewView *self)
{
  GtkWidget *switcher = gtk_stack_switcher_new ();
  GtkWidget *tables = gtk_stack_new ();
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 9);
  self->range = weir_time_range_new (G_TIME_SPAN_MINUTE);
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->names = g_new0 (char *, 1);
  self->field = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  weir_accessible_set_name (GTK_WIDGET (self->field), _("Field of the Chart"));
  g_signal_connect_swapped (self->field, "notify::selected", G_CALLBACK (update_chart), self);
  self->summary = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->summary, 0.0f);
  gtk_label_set_wrap (self->summary, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->summary), TRUE);
  self->records = WEIR_CELLS_VIEW (weir_cells_view_new (_("Records")));

  gtk_stack_add_titled (GTK_STACK (tables), GTK_WIDGET (self->records), "records", _("Records"));
  gtk_stack_add_titled (GTK_STACK (tables), create_rows (self), "windows", _("Windows"));
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (tables));
  gtk_widget_set_halign (switcher, GTK_ALIGN_START);
  gtk_widget_set_vexpand (tables, TRUE);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->summary));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->field));
  gtk_box_append (GTK_BOX (self), head);
  gtk_box_append (GTK_BOX (self), create_chart (self));
  gtk_box_append (GTK_BOX (self), switcher);
  gtk_box_append (GTK_BOX (self), tables);
}

GtkWidget *
weir_preview_view_new (void)
{
  return g_object_new (WEIR_TYPE_PREVIEW_VIEW, NULL);
}

/* The numbers of each field, and which fields have any. */
static void
keep_values (WeirPreviewView   *self,
             const WeirPreview *preview)
{
  guint n = g_strv_length (preview->names);

  g_strfreev (self->names);
  self->names = g_strdupv (preview->names);
  g_ptr_array_set_size (self->values, 0);
  for (guint i = 0; i < n; i++)
    {
      GArray *points = g_array_new (FALSE, FALSE, sizeof (Point));

      g_array_set_clear_func (points, point_clear);
      for (guint r = 0; r < preview->records->len; r++)
        {
          const WeirPreviewRecord *record = g_ptr_array_index (preview->records, r);

          if (!isnan (record->numbers[i]))
            g_array_append_vals (points, &(Point) { record->time_usec, record->numbers[i], g_strdup (record->key) }, 1);
        }
      g_ptr_array_add (self->values, points);
    }
}

/* The same field stays chosen as long as it has numbers. */
static void
list_fields (WeirPreviewView *self)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);
  GtkStringObject *item = gtk_drop_down_get_selected_item (self->field);
  g_autofree char *before = item != NULL ? g_strdup (gtk_string_object_get_string (item)) : NULL;
  guint chosen = 0;

  for (guint i = 0; self->names[i] != NULL; i++)
    {
      if (((GArray *) g_ptr_array_index (self->values, i))->len == 0)
        continue;
      if (g_strcmp0 (self->names[i], before) == 0)
        chosen = g_list_model_get_n_items (G_LIST_MODEL (list));
      gtk_string_list_append (list, self->names[i]);
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->field, G_LIST_MODEL (list));
  if (g_list_model_get_n_items (G_LIST_MODEL (list)) > 0)
    gtk_drop_down_set_selected (self->field, chosen);
  self->filling = FALSE;
}

static char *
dup_time (gint64 time_usec)
{
  GTimeZone *zone = weir_screen_zone_get ();
  g_autofree char *date = weir_format_date (time_usec, zone, g_get_real_time ());
  g_autofree char *clock = weir_format_clock (time_usec, zone, CLOCK_USEC);

  /* Today's has no date. */
  return date != NULL ? g_strdup_printf ("%s %s", date, clock) : g_steal_pointer (&clock);
}

static void
show_records (WeirPreviewView   *self,
              const WeirPreview *preview)
{
  guint n = g_strv_length (preview->names);
  g_autoptr(GPtrArray) titles = g_ptr_array_new ();
  g_autofree gboolean *are_numbers = g_new0 (gboolean, n + 3);
  GPtrArray *rows = g_ptr_array_new ();

  g_ptr_array_add (titles, (char *) _("Time"));
  g_ptr_array_add (titles, (char *) _("Key"));
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (titles, preview->names[i]);
      are_numbers[i + 2] = ((GArray *) g_ptr_array_index (self->values, i))->len > 0;
    }
  g_ptr_array_add (titles, NULL);
  weir_cells_view_set_columns (self->records, (const char * const *) titles->pdata, are_numbers);

  for (guint r = 0; r < preview->records->len; r++)
    {
      const WeirPreviewRecord *record = g_ptr_array_index (preview->records, r);
      GStrv cells = g_new0 (char *, n + 3);

      cells[0] = dup_time (record->time_usec);
      cells[1] = g_strdup (record->key);
      for (guint i = 0; i < n; i++)
        cells[i + 2] = g_strdup (record->cells[i]);
      g_ptr_array_add (rows, cells);
    }
  weir_cells_view_take_rows (self->records, rows);
}

/* Those of the first of the stream's windows: they make the candles. */
static void
show_rows (WeirPreviewView   *self,
           const WeirPreview *preview)
{
  const WeirPreviewWindow *window = preview->windows->len > 0 ? g_ptr_array_index (preview->windows, 0) : NULL;
  guint n = window != NULL ? g_strv_length (window->names) : 0;
  g_autoptr(GPtrArray) titles = g_ptr_array_new ();
  g_autofree gboolean *are_numbers = g_new0 (gboolean, n + 4);
  GPtrArray *rows = g_ptr_array_new ();

  g_ptr_array_add (titles, (char *) _("From"));
  g_ptr_array_add (titles, (char *) _("Key"));
  g_ptr_array_add (titles, (char *) _("Records"));
  are_numbers[2] = TRUE;
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (titles, window->names[i]);
      are_numbers[i + 3] = TRUE;
    }
  g_ptr_array_add (titles, NULL);
  weir_cells_view_set_columns (self->rows, (const char * const *) titles->pdata, are_numbers);

  for (guint r = 0; r < preview->rows->len; r++)
    {
      const WeirPreviewRow *row = g_ptr_array_index (preview->rows, r);
      GStrv cells;

      if (row->window != 0)
        continue;
      cells = g_new0 (char *, n + 4);
      cells[0] = dup_time (row->start_usec);
      cells[1] = g_strdup (row->key);
      cells[2] = weir_format_count (row->count);
      for (guint i = 0; i < n; i++)
        cells[i + 3] = g_strdup (row->cells[i]);
      g_ptr_array_add (rows, cells);
    }
  gtk_stack_set_visible_child (self->row_stack, rows->len > 0 ? GTK_WIDGET (self->rows) : GTK_WIDGET (self->rows_empty));
  weir_cells_view_take_rows (self->rows, rows);
}

static void
show_summary (WeirPreviewView   *self,
              const WeirPreview *preview)
{
  g_autofree char *decoded = weir_format_count (preview->n_records);
  g_autofree char *dead = weir_format_count (preview->n_dead);
  g_autofree char *text = NULL;

  if (preview->n_dead > 0)
    /* Translators: counts of records, and why the first of them did not decode */
    text = g_strdup_printf (ngettext ("▲ %s record decoded, %s not: %s", "▲ %s records decoded, %s not: %s", (gulong) preview->n_records),
                            decoded, dead, preview->dead);
  else
    text = g_strdup_printf (ngettext ("✓ %s record decoded", "✓ %s records decoded", (gulong) preview->n_records), decoded);
  gtk_label_set_label (self->summary, text);
  gtk_widget_set_css_classes (GTK_WIDGET (self->summary), (const char *[]) { preview->n_dead > 0 ? "warning" : "ok", NULL });
}

void
weir_preview_view_show (WeirPreviewView   *self,
                        const WeirPreview *preview)
{
  g_return_if_fail (WEIR_IS_PREVIEW_VIEW (self) && preview != NULL);

  keep_values (self, preview);
  list_fields (self);
  update_chart (self);
  show_records (self, preview);
  show_rows (self, preview);
  show_summary (self, preview);
}
