#include "config.h"

#include "app/dialogs/weir-export-preview.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/common/weir-accessible.h"
#include "data/store/weir-query-result.h"
#include "data/workspace/weir-row-layout.h"
#include "widgets/weir-format.h"

#define SHOWN_ROWS  5
/* So many say how long a row is. */
#define SAMPLE_ROWS 200

struct _WeirExportPreview
{
  AdwBin    parent_instance;

  GtkLabel *figures;   /* in the child, as the next */
  GtkGrid  *grid;
};

/* Rows on their way. */
typedef struct
{
  WeirRowLayout   *layout;
  WeirValue       *cells;
  WeirQueryResult *rows;      /* the first of them */
  guint64          n_rows;
} Count;

G_DEFINE_FINAL_TYPE (WeirExportPreview, weir_export_preview, ADW_TYPE_BIN)

static void
on_row (const WeirWindowRow *row,
        gpointer             user_data)
{
  Count *count = user_data;

  if (count->n_rows++ >= SAMPLE_ROWS)
    return;

  weir_row_layout_fill (count->layout, row, 0, count->cells);
  weir_query_result_add (count->rows, count->cells);
}

static void
attach (WeirExportPreview *self,
        const char        *text,
        const char        *style_class,
        guint              column,
        guint              row)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, style_class);
  gtk_grid_attach (self->grid, label, (int) column, (int) row, 1, 1);
}

static void
fill_grid (WeirExportPreview *self,
           const Count       *count)
{
  guint n_shown = MIN (g_list_model_get_n_items (G_LIST_MODEL (count->rows)), SHOWN_ROWS);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  for (guint column = 0; n_shown > 0 && column < count->layout->n_columns; column++)
    {
      attach (self, count->layout->columns[column].name, "secondary", column, 0);
      for (guint i = 0; i < n_shown; i++)
        {
          g_autoptr(WeirQueryRow) row = g_list_model_get_item (G_LIST_MODEL (count->rows), i);
          g_autofree char *text = weir_query_row_dup_text (row, column);

          attach (self, text != NULL ? text : "∅", "number", column, i + 1);
        }
    }
}

/* Of all rows, as long as the first ones are on average. */
static guint64
estimate_bytes (const Count *count)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (count->rows));
  guint64 n_bytes = 0, n_header = 0;

  for (guint column = 0; column < count->layout->n_columns; column++)
    n_header += strlen (count->layout->columns[column].name) + 1;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirQueryRow) row = g_list_model_get_item (G_LIST_MODEL (count->rows), i);

      for (guint column = 0; column < count->layout->n_columns; column++)
        {
          g_autofree char *text = weir_query_row_dup_text (row, column);

          n_bytes += (text != NULL ? strlen (text) : 0) + 1;
        }
    }

  return n_header + (n > 0 ? n_bytes * count->n_rows / n : 0);
}

static void
show_figures (WeirExportPreview *self,
              const Count       *count,
              WeirExportFormat   format)
{
  g_autofree char *number = weir_format_count (count->n_rows);
  g_autofree char *rows = g_strdup_printf (ngettext ("%s row", "%s rows", count->n_rows), number);
  g_autofree char *size = weir_format_bytes (estimate_bytes (count));
  /* Translators: number of rows, and about how large the file becomes */
  g_autofree char *sized = g_strdup_printf (_("%s, about %s"), rows, size);
  /* Whatever zone the screen has. */
  g_autofree char *text = g_strdup_printf ("%s · %s", format == WEIR_EXPORT_CSV ? sized : rows, _("times are written in UTC"));

  gtk_label_set_label (self->figures, text);
}

void
weir_export_preview_show (WeirExportPreview       *self,
                          WeirStreamView          *stream,
                          const WeirExportRequest *request)
{
  g_autoptr(WeirRowLayout) layout = NULL;
  g_autoptr(WeirQueryResult) rows = NULL;
  g_autofree WeirValue *cells = NULL;
  Count count = { 0 };

  g_return_if_fail (WEIR_IS_EXPORT_PREVIEW (self));

  gtk_widget_set_visible (GTK_WIDGET (self), stream != NULL);
  if (stream == NULL)
    return;

  layout = weir_row_layout_new (weir_stream_view_get_row_schema (stream, request->window),
                                (request->final_only ? WEIR_ROW_LAYOUT_NONE : WEIR_ROW_LAYOUT_EARLY)
                                | (request->with_state ? WEIR_ROW_LAYOUT_STATE : WEIR_ROW_LAYOUT_NONE));
  rows = weir_query_result_new (layout->columns, layout->n_columns);
  cells = g_new0 (WeirValue, layout->n_columns);
  count = (Count) { layout, cells, rows, 0 };
  weir_stream_view_foreach_row (stream, request->window, request->begin_usec, request->end_usec, request->final_only, on_row, &count);
  fill_grid (self, &count);
  show_figures (self, &count, request->format);
}

static void
weir_export_preview_class_init (WeirExportPreviewClass *klass)
{
}

static void
weir_export_preview_init (WeirExportPreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->figures = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->figures, 0.0f);
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "small");
  weir_accessible_set_name (GTK_WIDGET (self->grid), _("First rows"));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->grid));
  weir_accessible_set_name (scrolled, _("First rows"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->figures));
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_bin_set_child (ADW_BIN (self), box);
}
