#include "config.h"

#include "app/pages/weir-query-page.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-query-session.h"
#include "app/common/weir-query-tables.h"
#include "app/common/weir-result-chart.h"
#include "app/common/weir-result-picker.h"
#include "app/common/weir-result-table.h"
#include "app/common/weir-sql-editor.h"
#include "app/common/weir-text-popover.h"
#include "app/pages/weir-saved-queries.h"
#include "data/store/weir-export-name.h"
#include "data/store/weir-recording.h"
#include "data/store/weir-sql.h"
#include "widgets/weir-format.h"

/* What runs so long has run away. */
#define TIMEOUT_MSEC (10 * 60 * 1000)

struct _WeirQueryPage
{
  AdwBin           parent_instance;

  GtkSourceView   *editor;
  GtkButton       *run_button;
  GtkButton       *cancel_button;
  GtkMenuButton   *tables_button;
  GtkMenuButton   *history_button;
  GtkButton       *folder_button;
  GtkButton       *file_button;
  GtkSpinner      *spinner;
  GtkLabel        *status_label;
  GtkButton       *save_button;
  GtkLabel        *message_label;
  GtkStack        *stack;
  GtkColumnView   *view;
  GtkToggleButton *chart_button;
  GtkBox          *chart_box;      /* of the next two */
  WeirResultPicker *picker;
  WeirResultChart *chart;

  WeirScope       *scope;          /* owned */
  GtkTextBuffer   *words;          /* owned: names that completion knows */
  GCancellable    *cancellable;    /* owned, nullable: while a statement runs, or a file is written */
  gint64           begun_usec;     /* monotonic */
  WeirQueryResult *result;         /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (WeirQueryPage, weir_query_page, ADW_TYPE_BIN)

static void
set_running (WeirQueryPage *self,
             gboolean       running)
{
  gtk_widget_set_visible (GTK_WIDGET (self->run_button), !running);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), running);
  gtk_spinner_set_spinning (self->spinner, running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), !running && self->result != NULL);
}

static void
show_message (WeirQueryPage *self,
              const char    *text)
{
  gtk_label_set_label (self->message_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message_label), text != NULL && *text != '\0');
}

/* -- the result -- */

static void
show_chart (WeirQueryPage *self)
{
  WeirResultAxes axes;

  weir_result_picker_get_axes (self->picker, &axes);
  if (self->result == NULL || axes.x < 0 || axes.y < 0)
    return;

  weir_result_chart_show (self->chart, self->result, &axes, weir_result_picker_get_style (self->picker),
                          weir_time_range_get_zone (weir_scope_get_time_range (self->scope)));
}

/* As a table, or as a chart if that is wanted and can be. */
static void
show_form (WeirQueryPage *self)
{
  gboolean charted = self->result != NULL && gtk_widget_get_sensitive (GTK_WIDGET (self->chart_button)) &&
                     gtk_toggle_button_get_active (self->chart_button);

  gtk_widget_set_visible (GTK_WIDGET (self->picker), charted);
  if (self->result == NULL)
    return;
  if (charted)
    show_chart (self);
  gtk_stack_set_visible_child_name (self->stack, charted ? "chart" : "result");
}

static void
show_result (WeirQueryPage *self)
{
  gboolean chartable = weir_query_result_get_n_rows (self->result) > 0 && weir_result_picker_fill (self->picker, self->result);

  weir_result_table_show (self->view, self->result);
  gtk_widget_set_sensitive (GTK_WIDGET (self->chart_button), chartable);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->chart_button),
                               chartable ? _("Show the result as a chart") : _("A chart needs a column of numbers and another column"));
  show_form (self);
}

/* -- running -- */

/* What DuckDB says first; where it is, is underlined. */
static void
show_error (WeirQueryPage *self,
            const GError  *error)
{
  g_auto(GStrv) parts = g_strsplit (error->message, "\n\n", 2);
  g_autofree char *text = g_strstrip (g_strdup (parts[0] != NULL ? parts[0] : ""));
  g_autofree char *shown = g_strconcat ("▲ ", text, NULL);

  show_message (self, shown);
  weir_sql_editor_mark_error (self->editor, error->message);
}

static void
show_figures (WeirQueryPage *self)
{
  guint n_rows = weir_query_result_get_n_rows (self->result);
  g_autofree char *count = weir_format_count (n_rows);
  g_autofree char *rows = g_strdup_printf (ngettext ("%s row", "%s rows", n_rows), count);
  double seconds = (double) (g_get_monotonic_time () - self->begun_usec) / G_TIME_SPAN_SECOND;
  /* Translators: rows of a result, and how long it took */
  g_autofree char *text = g_strdup_printf (_("%s in %.2f s"), rows, seconds);
  const GPtrArray *warnings = weir_query_result_get_warnings (self->result);

  gtk_label_set_label (self->status_label, text);
  if (weir_query_result_is_cut (self->result))
    show_message (self, _("▲ There are more rows than are shown. Ask for fewer, or write all to a file with “weir-cli query”."));
  else if (warnings->len > 0)
    {
      g_autofree char *shown = g_strconcat ("▲ ", g_ptr_array_index (warnings, 0), NULL);

      show_message (self, shown);
    }
}

static void
on_queried (GObject      *source_object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(WeirQueryPage) self = user_data;
  g_autoptr(GError) error = NULL;
  WeirQueryResult *rows = weir_query_finish (result, &error);

  g_clear_object (&self->cancellable);
  if (self->scope == NULL)
    {
      g_clear_object (&rows);
      return;
    }

  if (rows != NULL)
    {
      g_set_object (&self->result, rows);
      g_object_unref (rows);
      show_result (self);
      show_figures (self);
    }
  else
    {
      gtk_label_set_label (self->status_label, "");
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_message (self, _("The statement was cancelled."));
      else
        show_error (self, error);
    }
  set_running (self, FALSE);
}

static void
start (WeirQueryPage *self)
{
  g_autofree char *sql = weir_sql_editor_dup_text (self->editor);

  if (self->cancellable != NULL || *g_strstrip (sql) == '\0')
    return;

  weir_query_session_remember (weir_query_session_get (self->scope), sql);
  weir_sql_editor_clear_error (self->editor);
  show_message (self, NULL);
  gtk_label_set_label (self->status_label, "");
  self->cancellable = g_cancellable_new ();
  self->begun_usec = g_get_monotonic_time ();
  set_running (self, TRUE);
  weir_query_session_ask (self->scope, sql, TIMEOUT_MSEC, self->cancellable, on_queried, g_object_ref (self));
}

static void
on_cancel_clicked (WeirQueryPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static gboolean
on_run_shortcut (GtkWidget *widget,
                 GVariant  *arguments,
                 gpointer   user_data)
{
  start (user_data);

  return TRUE;
}

/* -- export of the result -- */

static void
on_saved (GObject      *source_object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(WeirQueryPage) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean saved = weir_query_result_save_finish (result, &error);

  g_clear_object (&self->cancellable);
  if (self->scope == NULL)
    return;

  set_running (self, FALSE);
  if (saved)
    gtk_label_set_label (self->status_label, _("The file is written"));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error);
}

static void
save_to (WeirQueryPage *self,
         const char    *path)
{
  g_autoptr(GError) error = NULL;
  WeirExportFormat format;

  if (!weir_export_name_find_format (path, NULL, WEIR_EXPORT_CSV, &format, &error))
    {
      show_error (self, error);
      return;
    }

  self->cancellable = g_cancellable_new ();
  set_running (self, TRUE);
  weir_query_result_save_async (self->result, path, format, self->cancellable, on_saved, g_object_ref (self));
}

/* -- choosing files -- */

static void
on_file_response (GtkNativeDialog *dialog,
                  int              response,
                  WeirQueryPage   *self)
{
  gboolean saving = gtk_file_chooser_get_action (GTK_FILE_CHOOSER (dialog)) == GTK_FILE_CHOOSER_ACTION_SAVE;
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL && saving && self->result != NULL && self->cancellable == NULL)
    save_to (self, path);
  else if (path != NULL && !saving)
    {
      g_autofree char *name = g_filename_display_name (path);
      g_autofree char *text = g_strdup_printf (_("Statements may read %s"), name);

      weir_query_session_allow (weir_query_session_get (self->scope), path);
      gtk_label_set_label (self->status_label, text);
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
choose (WeirQueryPage        *self,
        const char           *title,
        GtkFileChooserAction  action)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, window, action, NULL, NULL);

  if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "result.csv");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_file_response), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_folder_clicked (WeirQueryPage *self)
{
  choose (self, _("Recording or Folder"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
}

static void
on_file_clicked (WeirQueryPage *self)
{
  choose (self, _("File"), GTK_FILE_CHOOSER_ACTION_OPEN);
}

static void
on_save_clicked (WeirQueryPage *self)
{
  choose (self, _("Export Result"), GTK_FILE_CHOOSER_ACTION_SAVE);
}

/* -- names and history -- */

static void
add_named (GStrvBuilder *builder,
           const char   *prefix,
           const char   *name)
{
  g_autoptr(GString) text = g_string_new (prefix);

  weir_sql_append_name (text, name);
  g_strv_builder_add (builder, text->str);
}

/* Of what the workspace watches, of the recording, topics and files. */
static GStrv
dup_tables (WeirQueryPage *self)
{
  WeirQuerySession *session = weir_query_session_get (self->scope);
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  g_auto(GStrv) live = weir_query_tables_list (monitor);
  g_auto(GStrv) topics = session->recording != NULL ? weir_recording_list_topics (session->recording, NULL) : NULL;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_addv (builder, (const char **) live);
  for (guint i = 0; topics != NULL && topics[i] != NULL; i++)
    add_named (builder, "recorded.", topics[i]);
  if (weir_query_session_find_settings (self->scope) != NULL)
    g_strv_builder_add (builder, "kafka('topic', \"from\" := 'now-15m')");
  for (guint i = 0; i < session->allowed->len; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);

      weir_sql_append_text (text, g_ptr_array_index (session->allowed, i));
      if (!g_file_test (g_ptr_array_index (session->allowed, i), G_FILE_TEST_IS_DIR))
        g_strv_builder_add (builder, text->str);
    }

  return g_strv_builder_end (builder);
}

static void
on_table_chosen (WeirQueryPage *self,
                 const char    *text)
{
  gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor)), text, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static void
on_statement_chosen (WeirQueryPage *self,
                     const char    *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor)), text, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static void
on_tables_opened (GtkMenuButton *button,
                  gpointer       user_data)
{
  WeirQueryPage *self = user_data;
  g_auto(GStrv) tables = NULL;

  weir_query_session_allow_connections (self->scope);
  tables = dup_tables (self);
  weir_text_popover_fill (button, _("Tables"), _("Nothing is watched, and no recording is open"), (const char * const *) tables,
                          G_CALLBACK (on_table_chosen), G_OBJECT (self));
}

static void
on_history_opened (GtkMenuButton *button,
                   gpointer       user_data)
{
  WeirQueryPage *self = user_data;
  GPtrArray *history = weir_query_session_get (self->scope)->history;
  g_autoptr(GPtrArray) texts = g_ptr_array_new ();

  for (guint i = 0; i < history->len; i++)
    g_ptr_array_add (texts, g_ptr_array_index (history, i));
  g_ptr_array_add (texts, NULL);
  weir_text_popover_fill (button, _("Statements"), _("No statement was carried out yet"), (const char * const *) texts->pdata,
                          G_CALLBACK (on_statement_chosen), G_OBJECT (self));
}

/* -- the editor -- */

static void
on_text_changed (WeirQueryPage *self)
{
  WeirQuerySession *session = self->scope != NULL ? weir_query_session_get (self->scope) : NULL;

  weir_sql_editor_clear_error (self->editor);
  if (session == NULL)
    return;

  g_free (session->text);
  session->text = weir_sql_editor_dup_text (self->editor);
}

static void
add_shortcut (WeirQueryPage *self)
{
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Return|<Control>KP_Enter"),
                                                          gtk_callback_action_new (on_run_shortcut, self, NULL)));
  gtk_event_controller_set_propagation_phase (shortcuts, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->editor), shortcuts);
}

static void
weir_query_page_dispose (GObject *object)
{
  WeirQueryPage *self = WEIR_QUERY_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->scope);
  g_clear_object (&self->result);
  g_clear_object (&self->words);

  G_OBJECT_CLASS (weir_query_page_parent_class)->dispose (object);
}

static void
weir_query_page_class_init (WeirQueryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_query_page_dispose;

  gtk_source_init ();
  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-query-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, editor);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, run_button);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, tables_button);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, history_button);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, folder_button);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, file_button);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, status_label);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, save_button);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, message_label);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, view);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, chart_button);
  gtk_widget_class_bind_template_child (widget_class, WeirQueryPage, chart_box);
}

static void
add_chart (WeirQueryPage *self)
{
  self->picker = g_object_new (WEIR_TYPE_RESULT_PICKER, NULL);
  self->chart = WEIR_RESULT_CHART (weir_result_chart_new ());
  gtk_box_append (self->chart_box, GTK_WIDGET (self->picker));
  gtk_box_append (self->chart_box, GTK_WIDGET (self->chart));
  weir_accessible_use_label (GTK_WIDGET (self->chart_button));
  g_signal_connect_swapped (self->picker, "changed", G_CALLBACK (show_chart), self);
  g_signal_connect_swapped (self->chart_button, "toggled", G_CALLBACK (show_form), self);
}

static void
weir_query_page_init (WeirQueryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_chart (self);
  self->words = gtk_text_buffer_new (NULL);
  weir_accessible_use_label (GTK_WIDGET (self->run_button));
  weir_accessible_use_label (GTK_WIDGET (self->cancel_button));
  weir_accessible_use_label (GTK_WIDGET (self->save_button));
  weir_accessible_set_name (GTK_WIDGET (self->folder_button), _("Open a recording or a folder"));
  weir_accessible_set_name (GTK_WIDGET (self->file_button), _("Open a file"));
  weir_accessible_set_name (GTK_WIDGET (self->view), _("Result"));
  weir_sql_editor_set_up (self->editor, self->words);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor)), "changed", G_CALLBACK (on_text_changed), self,
                           G_CONNECT_SWAPPED);
  add_shortcut (self);

  g_signal_connect_swapped (self->run_button, "clicked", G_CALLBACK (start), self);
  g_signal_connect_swapped (self->cancel_button, "clicked", G_CALLBACK (on_cancel_clicked), self);
  g_signal_connect_swapped (self->folder_button, "clicked", G_CALLBACK (on_folder_clicked), self);
  g_signal_connect_swapped (self->file_button, "clicked", G_CALLBACK (on_file_clicked), self);
  g_signal_connect_swapped (self->save_button, "clicked", G_CALLBACK (on_save_clicked), self);
  gtk_menu_button_set_create_popup_func (self->tables_button, on_tables_opened, self, NULL);
  gtk_menu_button_set_create_popup_func (self->history_button, on_history_opened, self, NULL);
}

GtkWidget *
weir_query_page_new (WeirScope *scope)
{
  WeirQueryPage *self = g_object_new (WEIR_TYPE_QUERY_PAGE, NULL);
  WeirQuerySession *session = weir_query_session_get (scope);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor));
  g_auto(GStrv) names = NULL;

  self->scope = g_object_ref (scope);
  weir_query_session_allow_connections (scope);
  if (session->text != NULL)
    {
      g_autofree char *text = g_strdup (session->text);

      gtk_text_buffer_set_text (buffer, text, -1);
    }
  names = dup_tables (self);
  weir_sql_editor_set_words (self->words, (const char * const *) names);

  return GTK_WIDGET (self);
}

void
weir_query_page_set_history (WeirQueryPage        *self,
                             WeirWorkspaceHistory *history)
{
  GtkWidget *saved;

  g_return_if_fail (WEIR_IS_QUERY_PAGE (self) && WEIR_IS_WORKSPACE_HISTORY (history));

  saved = weir_saved_queries_new (history, gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor)));
  gtk_widget_insert_after (saved, gtk_widget_get_parent (GTK_WIDGET (self->history_button)), GTK_WIDGET (self->history_button));
}

void
weir_query_page_run (WeirQueryPage *self,
                     const char    *sql)
{
  g_return_if_fail (WEIR_IS_QUERY_PAGE (self));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor)), sql, -1);
  start (self);
}
