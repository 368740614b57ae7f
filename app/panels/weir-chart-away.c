#include "config.h"

#include "app/panels/weir-chart-away.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

/* A CSS pixel is three quarters of a point, so that text is as large on paper as on the screen. */
#define POINTS_PER_PX 0.75
/* Of a page, how high a chart is at most for its width. */
#define HEIGHT_SHARE  0.6
#define TITLE_PX      28
#define FOLDER        "weir-drag"

/* -- paper -- */

typedef struct
{
  WeirCard  *card;    /* owned */
  WeirChart *chart;   /* owned */
} Printing;

static void
printing_free (gpointer  data,
               GClosure *closure)
{
  Printing *self = data;

  g_object_unref (self->card);
  g_object_unref (self->chart);
  g_free (self);
}

static void
draw_title (GtkPrintContext *context,
            cairo_t         *cr,
            const char      *title)
{
  g_autoptr(PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  g_autoptr(PangoFontDescription) font = pango_font_description_from_string ("Sans Bold 11");

  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, title, -1);
  cairo_move_to (cr, 0, 0);
  pango_cairo_show_layout (cr, layout);
}

static void
on_draw_page (GtkPrintOperation *operation,
              GtkPrintContext   *context,
              int                page,
              Printing          *self)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double width_pt = gtk_print_context_get_width (context);
  double height_pt = MIN (gtk_print_context_get_height (context) - TITLE_PX * POINTS_PER_PX, width_pt * HEIGHT_SHARE);

  cairo_set_source_rgb (cr, 0, 0, 0);
  draw_title (context, cr, weir_card_get_config (self->card)->title);
  cairo_translate (cr, 0, TITLE_PX * POINTS_PER_PX);
  cairo_scale (cr, POINTS_PER_PX, POINTS_PER_PX);
  weir_chart_draw (self->chart, cr, (int) (width_pt / POINTS_PER_PX), (int) (height_pt / POINTS_PER_PX));
}

static void
on_print_done (GtkPrintOperation       *operation,
               GtkPrintOperationResult  result,
               Printing                *self)
{
  g_autoptr(GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  if (error != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->card), "win.tell", "s", error->message);
  else if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    gtk_widget_activate_action (GTK_WIDGET (self->card), "win.tell", "s", _("Sent to the printer"));
}

void
weir_chart_away_print (WeirCard  *card,
                       WeirChart *chart)
{
  g_autoptr(GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr(GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr(GError) error = NULL;
  Printing *printing = g_new0 (Printing, 1);

  printing->card = g_object_ref (card);
  printing->chart = g_object_ref (chart);
  gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, weir_card_get_config (card)->title);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page), printing);
  g_signal_connect_data (operation, "done", G_CALLBACK (on_print_done), printing, printing_free, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (card))), &error);
  if (error != NULL)
    gtk_widget_activate_action (GTK_WIDGET (card), "win.tell", "s", error->message);
}

/* -- dragged out -- */

static void
append_cell (GString    *csv,
             const char *cell,
             gsize       length)
{
  gboolean quoted = memchr (cell, ',', length) != NULL || memchr (cell, '"', length) != NULL;

  if (!quoted)
    {
      g_string_append_len (csv, cell, (gssize) length);
      return;
    }

  g_string_append_c (csv, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (cell[i] == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, cell[i]);
    }
  g_string_append_c (csv, '"');
}

/* The cells hold no tabs and no line ends, and nothing that a spreadsheet would calculate: weir_chart_dup_table(). */
char *
weir_chart_away_dup_csv (WeirChart *chart)
{
  g_autofree char *table = weir_chart_dup_table (chart);
  GString *csv;
  const char *at = table;

  if (table == NULL)
    return NULL;

  csv = g_string_sized_new (strlen (table) + 64);
  while (*at != '\0')
    {
      gsize length = strcspn (at, "\t\n");

      append_cell (csv, at, length);
      at += length;
      if (*at == '\0')
        break;
      g_string_append_c (csv, *at == '\t' ? ',' : '\n');
      at++;
    }

  return g_string_free (csv, FALSE);
}

typedef struct
{
  WeirCard  *card;    /* borrowed: the widget is in it */
  WeirChart *chart;   /* borrowed */
  char      *path;    /* owned, nullable: what was dragged out last */
} Dragging;

/* Who gets the file may read it after the drop: it stays until the next one, or until the card goes. */
static void
remove_file (Dragging *self)
{
  g_autofree char *folder = self->path != NULL ? g_path_get_dirname (self->path) : NULL;

  if (self->path == NULL)
    return;

  g_unlink (self->path);
  g_rmdir (folder);
  g_clear_pointer (&self->path, g_free);
}

static void
dragging_free (gpointer data)
{
  Dragging *self = data;

  remove_file (self);
  g_free (self);
}

static GdkContentProvider *
create_file_provider (Dragging   *self,
                      const char *csv)
{
  const char *title = weir_card_get_config (self->card)->title;
  g_autofree char *name = g_strconcat (*title != '\0' ? title : _("Chart"), ".csv", NULL);
  g_autofree char *folder = g_dir_make_tmp (FOLDER "-XXXXXX", NULL);
  g_autoptr(GFile) file = NULL;

  if (folder == NULL)
    return NULL;

  g_strdelimit (name, "/", '-');
  remove_file (self);
  self->path = g_build_filename (folder, name, NULL);
  if (!g_file_set_contents (self->path, csv, -1, NULL))
    {
      remove_file (self);
      return NULL;
    }
  file = g_file_new_for_path (self->path);

  return gdk_content_provider_new_typed (G_TYPE_FILE, file);
}

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source,
                 double         x,
                 double         y,
                 Dragging      *self)
{
  g_autofree char *csv = weir_chart_away_dup_csv (self->chart);
  g_autoptr(GBytes) bytes = csv != NULL ? g_bytes_new (csv, strlen (csv)) : NULL;
  GdkContentProvider *providers[3];
  GdkContentProvider *file;
  guint n = 0;

  if (csv == NULL)
    return NULL;

  file = create_file_provider (self, csv);
  if (file != NULL)
    providers[n++] = file;
  providers[n++] = gdk_content_provider_new_for_bytes ("text/csv", bytes);
  providers[n++] = gdk_content_provider_new_typed (G_TYPE_STRING, csv);

  return gdk_content_provider_new_union (providers, n);
}

void
weir_chart_away_drag_out (WeirCard  *card,
                          WeirChart *chart,
                          GtkWidget *widget)
{
  Dragging *self = g_new0 (Dragging, 1);
  GtkDragSource *source = gtk_drag_source_new ();

  self->card = card;
  self->chart = chart;
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (on_drag_prepare), self);
  /* Before the button takes the press for itself. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (source), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (source));
  g_object_set_data_full (G_OBJECT (widget), FOLDER, self, dragging_free);
}
