#include "config.h"

#include "app/dialogs/weir-export-dialog.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/dialogs/weir-export-preview.h"
#include "app/common/weir-words.h"
#include "data/store/weir-export-name.h"
#include "widgets/weir-format.h"

struct _WeirExportDialog
{
  AdwWindow            parent_instance;

  GtkButton           *cancel_button;
  GtkButton           *export_button;
  AdwPreferencesGroup *options;
  AdwComboRow         *stream_row;
  AdwComboRow         *window_row;
  AdwComboRow         *range_row;
  AdwComboRow         *rows_row;
  GtkSwitch           *state_switch;
  AdwComboRow         *format_row;
  WeirExportPreview   *preview;
  GtkProgressBar      *progress_bar;
  GtkLabel            *message_label;

  WeirScope           *scope;         /* owned; NULL once the dialog is gone */
  GCancellable        *cancellable;   /* owned, nullable: while it writes */
  char                *path;
};

enum
{
  EXPORTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirExportDialog, weir_export_dialog, ADW_TYPE_WINDOW)

static WeirStreamView *
get_stream (WeirExportDialog *self)
{
  return adw_combo_row_get_selected_item (self->stream_row);
}

static char *
dup_stream_title (WeirStreamView *stream)
{
  const WeirStreamConfig *config = stream != NULL ? weir_stream_view_get_config (stream) : NULL;

  if (config == NULL)
    return NULL;

  return g_strdup (config->title != NULL && *config->title != '\0' ? config->title : config->name);
}

static char *
dup_window_size (const WeirWindowSpec *spec)
{
  g_autofree char *size = weir_dup_span (spec->size_usec);
  g_autofree char *advance = weir_dup_span (spec->advance_usec);

  switch (spec->kind)
    {
    case WEIR_WINDOW_CALENDAR_DAY:
      return g_strdup (_("Days"));
    case WEIR_WINDOW_CALENDAR_WEEK:
      return g_strdup (_("Weeks"));
    case WEIR_WINDOW_SESSION:
      /* Translators: windows that end after a silence of this length */
      return g_strdup_printf (_("Sessions, gap %s"), size);
    case WEIR_WINDOW_SLIDING:
      return g_strdup_printf (_("Sliding %s"), size);
    case WEIR_WINDOW_TRAILING:
      return g_strdup_printf (_("Trailing %s"), size);
    case WEIR_WINDOW_HOPPING:
      /* Translators: size and advance of a hopping window, "5 min every 1 min" */
      return g_strdup_printf (_("%s every %s"), size, advance);
    case WEIR_WINDOW_TUMBLING:
    default:
      return g_steal_pointer (&size);
    }
}

/* With its name where the workspace gives it one of its own. */
static char *
dup_window_title (const WeirWindowConfig *window)
{
  g_autofree char *size = dup_window_size (&window->spec);
  g_autofree char *usual = weir_window_spec_dup_name (&window->spec);

  if (g_str_equal (window->name, usual))
    return g_steal_pointer (&size);

  /* Translators: name of windows and their size, "trends (5 min)" */
  return g_strdup_printf (_("%s (%s)"), window->name, size);
}

/* A button that cannot be pressed says why. */
static void
say_no_windows (WeirExportDialog *self,
                gboolean          none)
{
  g_autofree char *title = none ? dup_stream_title (get_stream (self)) : NULL;
  g_autofree char *text = title != NULL ? g_strdup_printf (_("“%s” has no windows to export. Give the stream windows in "
                                                             "the workspace file, or choose another one."), title)
                                        : NULL;

  gtk_label_set_label (self->message_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message_label), text != NULL);
}

/* As it is chosen now, but for where to. */
static WeirExportRequest
get_request (WeirExportDialog *self)
{
  WeirTimeRange *range = weir_scope_get_time_range (self->scope);
  gboolean all = adw_combo_row_get_selected (self->range_row) == 1;
  WeirExportRequest request = {
    .format = adw_combo_row_get_selected (self->format_row) == 1 ? WEIR_EXPORT_PARQUET : WEIR_EXPORT_CSV,
    .window = adw_combo_row_get_selected (self->window_row),
    .begin_usec = weir_time_range_get_begin (range),
    .end_usec = weir_time_range_get_end (range),
    .final_only = adw_combo_row_get_selected (self->rows_row) == 0,
    .with_state = gtk_switch_get_active (self->state_switch),
  };

  if (all)
    {
      request.end_usec = MAX (weir_time_range_get_now (range), request.end_usec) + G_TIME_SPAN_DAY;
      request.begin_usec = request.end_usec - weir_stream_view_get_config (get_stream (self))->retention_usec - G_TIME_SPAN_DAY;
    }

  return request;
}

static void
update_preview (WeirExportDialog *self)
{
  WeirStreamView *stream = self->scope != NULL ? get_stream (self) : NULL;
  WeirExportRequest request = { 0 };

  if (stream != NULL && weir_stream_view_get_config (stream)->windows->len <= adw_combo_row_get_selected (self->window_row))
    stream = NULL;
  if (stream != NULL)
    request = get_request (self);
  weir_export_preview_show (self->preview, stream, &request);
}

static void
on_stream_changed (WeirExportDialog *self)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  WeirStreamView *stream = get_stream (self);
  const WeirStreamConfig *config = stream != NULL ? weir_stream_view_get_config (stream) : NULL;
  gboolean any = config != NULL && config->windows->len > 0;

  for (guint i = 0; config != NULL && i < config->windows->len; i++)
    gtk_string_list_take (titles, dup_window_title (weir_stream_config_get_window (config, i)));
  adw_combo_row_set_model (self->window_row, G_LIST_MODEL (titles));
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), any);
  say_no_windows (self, config != NULL && !any);
  update_preview (self);
}

/* Rows of open windows always tell that they are. */
static void
on_rows_changed (WeirExportDialog *self)
{
  gboolean final_only = adw_combo_row_get_selected (self->rows_row) == 0;

  if (!final_only)
    gtk_switch_set_active (self->state_switch, TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->state_switch), final_only);
}

static void
on_progress (double   fraction,
             guint64  n_rows,
             gpointer user_data)
{
  WeirExportDialog *self = user_data;
  g_autofree char *count = weir_format_count (n_rows);
  g_autofree char *text = g_strdup_printf (ngettext ("%s row", "%s rows", n_rows), count);

  gtk_progress_bar_set_fraction (self->progress_bar, fraction);
  gtk_progress_bar_set_text (self->progress_bar, text);
}

static void
say_error (WeirExportDialog *self,
           const GError     *error)
{
  gtk_label_set_label (self->message_label, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->message_label), TRUE);
}

static void
set_running (WeirExportDialog *self,
             gboolean          running)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->options), !running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), !running);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), running);
}

static void
on_exported (GObject      *source_object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(WeirExportDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *count = NULL, *text = NULL;
  gint64 n_rows = weir_export_job_finish (result, &error);

  g_clear_object (&self->cancellable);
  if (self->scope == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    {
      set_running (self, FALSE);
      say_error (self, error);
      return;
    }

  count = weir_format_count ((guint64) n_rows);
  text = g_strdup_printf (ngettext ("%s row exported", "%s rows exported", (gulong) n_rows), count);
  g_signal_emit (self, signals[EXPORTED], 0, text, self->path);
  gtk_window_close (GTK_WINDOW (self));
}

static char *
dup_topics (WeirExportDialog *self)
{
  WeirWorkspace *workspace = weir_monitor_get_workspace (weir_scope_get_monitor (self->scope));
  g_auto(GStrv) topics = weir_workspace_dup_topics (workspace, weir_stream_view_get_config (get_stream (self))->name);

  return g_strjoinv (",", topics);
}

static void
start (WeirExportDialog *self)
{
  g_autofree char *topics = dup_topics (self);
  g_autoptr(GError) error = NULL;
  WeirExportRequest request = get_request (self);

  request.path = self->path;
  request.topics = topics;
  /* Whoever types an ending means it. */
  if (!weir_export_name_find_format (self->path, NULL, request.format, &request.format, &error))
    {
      say_error (self, error);
      return;
    }

  set_running (self, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->message_label), FALSE);
  self->cancellable = g_cancellable_new ();
  weir_export_job_async (get_stream (self), &request, on_progress, self->cancellable, on_exported, g_object_ref (self));
}

static void
on_file_response (GtkNativeDialog  *dialog,
                  int               response,
                  WeirExportDialog *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      g_free (self->path);
      self->path = g_file_get_path (file);
      start (self);
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
on_export_clicked (WeirExportDialog *self)
{
  GtkFileChooserNative *dialog;
  gboolean parquet = adw_combo_row_get_selected (self->format_row) == 1;
  g_autofree char *name = g_strdup_printf ("%s.%s", weir_stream_view_get_config (get_stream (self))->name,
                                           parquet ? "parquet" : "csv");

  dialog = gtk_file_chooser_native_new (_("Export Windows"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_file_response), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_cancel_clicked (WeirExportDialog *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  gtk_window_close (GTK_WINDOW (self));
}

static void
weir_export_dialog_dispose (GObject *object)
{
  WeirExportDialog *self = WEIR_EXPORT_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->path, g_free);
  g_clear_object (&self->scope);

  G_OBJECT_CLASS (weir_export_dialog_parent_class)->dispose (object);
}

static void
weir_export_dialog_class_init (WeirExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_export_dialog_dispose;

  signals[EXPORTED] = g_signal_new ("exported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  g_type_ensure (WEIR_TYPE_EXPORT_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirExportDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, WeirExportDialog, export_button);
  gtk_widget_class_bind_template_child (widget_class, WeirExportDialog, options);
  gtk_widget_class_bind_template_child (widget_class, WeirExportDialog, stream_row);
  gtk_widget_class_bind_template_child (widget_class, WeirExportDialog, window_row);
  gtk_widget_class_bind_template_child (widget_class, WeirExportDialog, range_row);
  gtk_widget_class_bind_template_child (widget_class, WeirExportDialog, rows_row);
  gtk_widget_class_bind_template_child (widget_class, WeirExportDialog, state_switch);
  gtk_widget_class_bind_template_child (widget_class, WeirExportDialog, format_row);
  gtk_widget_class_bind_template_child (widget_class, WeirExportDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, WeirExportDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, WeirExportDialog, message_label);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_export_dialog_init (WeirExportDialog *self)
{
  g_autoptr(GtkExpression) title = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  weir_accessible_use_label (GTK_WIDGET (self->cancel_button));
  weir_accessible_use_label (GTK_WIDGET (self->export_button));

  title = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (dup_stream_title), NULL, NULL);
  adw_combo_row_set_expression (self->stream_row, title);
  g_signal_connect_swapped (self->stream_row, "notify::selected-item", G_CALLBACK (on_stream_changed), self);
  g_signal_connect_swapped (self->rows_row, "notify::selected", G_CALLBACK (on_rows_changed), self);
  g_signal_connect_swapped (self->window_row, "notify::selected", G_CALLBACK (update_preview), self);
  g_signal_connect_swapped (self->range_row, "notify::selected", G_CALLBACK (update_preview), self);
  g_signal_connect_swapped (self->rows_row, "notify::selected", G_CALLBACK (update_preview), self);
  g_signal_connect_swapped (self->format_row, "notify::selected", G_CALLBACK (update_preview), self);
  g_signal_connect_swapped (self->state_switch, "notify::active", G_CALLBACK (update_preview), self);
  g_signal_connect_swapped (self->export_button, "clicked", G_CALLBACK (on_export_clicked), self);
  g_signal_connect_swapped (self->cancel_button, "clicked", G_CALLBACK (on_cancel_clicked), self);
}

GtkWidget *
weir_export_dialog_new (GtkWindow *parent,
                        WeirScope *scope)
{
  WeirExportDialog *self = g_object_new (WEIR_TYPE_EXPORT_DIALOG, "transient-for", parent, "application",
                                         gtk_window_get_application (parent), NULL);

  self->scope = g_object_ref (scope);
  adw_combo_row_set_model (self->stream_row, weir_monitor_get_streams (weir_scope_get_monitor (scope)));
  on_stream_changed (self);
  gtk_window_set_default_widget (GTK_WINDOW (self), GTK_WIDGET (self->export_button));
  gtk_widget_grab_focus (GTK_WIDGET (self->stream_row));

  return GTK_WIDGET (self);
}
