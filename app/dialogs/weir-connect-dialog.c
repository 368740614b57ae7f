#include "config.h"

#include "app/dialogs/weir-connect-dialog.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/dialogs/weir-sample-job.h"

struct _WeirConnectDialog
{
  AdwWindow            parent_instance;

  AdwEntryRow         *bootstrap_row;
  AdwEntryRow         *topics_row;
  AdwEntryRow         *group_row;
  GtkTextView         *properties_view;
  GtkButton           *cancel_button;
  GtkButton           *file_button;
  GtkButton           *sample_button;
  GtkButton           *watch_button;
  GtkSpinner          *spinner;
  AdwPreferencesGroup *found_group;
  GtkLabel            *message_label;

  GCancellable        *cancellable;   /* owned: the sampling that runs */
  WeirSettings        *settings;      /* owned, nullable: what was sampled with */
  GPtrArray           *inferred;        /* owned, nullable */
  GPtrArray           *rows;          /* of GtkWidget in found_group, not owned */
  char                *file;          /* nullable: properties to load before those in the view */
};

enum
{
  WATCH,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirConnectDialog, weir_connect_dialog, ADW_TYPE_WINDOW)

static void
show_message (WeirConnectDialog *self,
              const char        *text)
{
  gtk_label_set_label (self->message_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message_label), text != NULL);
}

static void
clear_rows (WeirConnectDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->found_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

/* What was sampled holds no longer once something is changed. */
static void
on_changed (WeirConnectDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->inferred, g_ptr_array_unref);
  clear_rows (self);
  show_message (self, NULL);
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_sensitive (GTK_WIDGET (self->watch_button), FALSE);
}

static GStrv
dup_topics (WeirConnectDialog *self)
{
  g_auto(GStrv) parts = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (self->topics_row)), ", ", -1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*parts[i] != '\0')
        g_strv_builder_add (builder, parts[i]);
    }

  return g_strv_builder_end (builder);
}

static WeirSettings *
create_settings (WeirConnectDialog *self,
                 GError           **error)
{
  const char *bootstrap = gtk_editable_get_text (GTK_EDITABLE (self->bootstrap_row));
  g_autoptr(WeirSettings) settings = weir_settings_new (*bootstrap != '\0' ? bootstrap : NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->properties_view);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (self->file != NULL && !weir_settings_load_file (settings, self->file, error))
    return NULL;
  if (*bootstrap != '\0')
    weir_settings_set (settings, "bootstrap.servers", bootstrap);

  g_object_get (buffer, "text", &text, NULL);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);

      if (*line != '\0' && *line != '#' && !weir_settings_set_pair (settings, line, error))
        return NULL;
    }

  return g_steal_pointer (&settings);
}

static char *
dup_schema (const WeirInferredSchema *schema)
{
  g_autofree char *fields = schema->field_paths != NULL ? g_strjoinv (", ", schema->field_paths) : g_strdup ("");
  const char *key = schema->key_path != NULL ? schema->key_path : _("the record's key");
  const char *time = schema->time_path != NULL ? schema->time_path : _("the record's time");

  /* Translators: what was found in a topic */
  return g_strdup_printf (_("key: %s · time: %s · values: %s"), key, time, *fields != '\0' ? fields : _("none"));
}

static void
add_row (WeirConnectDialog *self,
         const WeirTopicSample *topic)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = topic->schema != NULL ? dup_schema (topic->schema) : g_strdup (topic->trouble);
  g_autofree char *markup = g_markup_escape_text (text, -1);
  const char *sign = topic->schema != NULL ? "emblem-ok-symbolic" : "dialog-warning-symbolic";

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), topic->topic);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), markup);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (sign));
  if (topic->schema != NULL && topic->schema->reason != NULL)
    gtk_widget_set_tooltip_text (row, topic->schema->reason);
  adw_preferences_group_add (self->found_group, row);
  g_ptr_array_add (self->rows, row);
}

static void
on_inferred (GObject      *source_object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(WeirConnectDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) inferred = weir_sample_job_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  gtk_spinner_stop (self->spinner);
  show_message (self, error != NULL ? error->message : NULL);
  if (inferred == NULL)
    return;

  for (guint i = 0; i < inferred->len; i++)
    add_row (self, g_ptr_array_index (inferred, i));
  gtk_widget_set_sensitive (GTK_WIDGET (self->watch_button), inferred->len > 0);
  self->inferred = g_steal_pointer (&inferred);
}

static void
on_sample_clicked (WeirConnectDialog *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = create_settings (self, &error);
  g_auto(GStrv) topics = dup_topics (self);

  on_changed (self);
  if (settings == NULL)
    {
      show_message (self, error->message);
      return;
    }
  if (weir_settings_get_bootstrap (settings) == NULL || topics[0] == NULL)
    {
      show_message (self, _("Say where the Kafka is and which topics to look at."));
      return;
    }

  g_set_object (&self->settings, settings);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_spinner_start (self->spinner);
  weir_sample_job_async (settings, NULL, (const char * const *) topics, self->cancellable, on_inferred, g_object_ref (self));
}

static void
on_watch_clicked (WeirConnectDialog *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = NULL;

  workspace = weir_samples_create_workspace (self->inferred, self->settings,
                                             gtk_editable_get_text (GTK_EDITABLE (self->group_row)), NULL, &error);
  if (workspace == NULL)
    {
      show_message (self, error->message);
      return;
    }

  g_signal_emit (self, signals[WATCH], 0, workspace, weir_samples_get_span (self->inferred));
  gtk_window_close (GTK_WINDOW (self));
}

/* The file is read by the settings, so that a Java client's names are translated or refused with the reason. */
static void
load_file (WeirConnectDialog *self,
           const char        *path)
{
  g_autoptr(WeirSettings) settings = weir_settings_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (!weir_settings_load_file (settings, path, &error))
    {
      show_message (self, error->message);
      return;
    }

  if (weir_settings_get_bootstrap (settings) != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->bootstrap_row), weir_settings_get_bootstrap (settings));
  g_free (self->file);
  self->file = g_strdup (path);
  /* Translators: a comment line, followed by the path of a file of properties */
  text = g_strdup_printf (_("# and all of %s\n"), path);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->properties_view), text, -1);
  show_message (self, weir_settings_get_notes (settings));
}

static void
on_file_response (GtkNativeDialog   *dialog,
                  int                response,
                  WeirConnectDialog *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      load_file (self, g_file_peek_path (file));
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
on_file_clicked (WeirConnectDialog *self)
{
  GtkFileChooserNative *dialog;

  dialog = gtk_file_chooser_native_new (_("Load Properties"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_file_response), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
weir_connect_dialog_dispose (GObject *object)
{
  WeirConnectDialog *self = WEIR_CONNECT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->inferred, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->file, g_free);

  G_OBJECT_CLASS (weir_connect_dialog_parent_class)->dispose (object);
}

static void
weir_connect_dialog_class_init (WeirConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_connect_dialog_dispose;

  signals[WATCH] = g_signal_new ("watch", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, WEIR_TYPE_WORKSPACE, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, bootstrap_row);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, topics_row);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, group_row);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, properties_view);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, file_button);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, sample_button);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, watch_button);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, found_group);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, message_label);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_connect_dialog_init (WeirConnectDialog *self)
{
  GtkTextBuffer *buffer;

  gtk_widget_init_template (GTK_WIDGET (self));
  weir_accessible_use_label (GTK_WIDGET (self->cancel_button));
  weir_accessible_use_label (GTK_WIDGET (self->watch_button));
  weir_accessible_use_label (GTK_WIDGET (self->sample_button));
  weir_accessible_use_label (GTK_WIDGET (self->file_button));

  self->rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  buffer = gtk_text_view_get_buffer (self->properties_view);
  g_signal_connect_swapped (self->bootstrap_row, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->topics_row, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->topics_row, "entry-activated", G_CALLBACK (on_sample_clicked), self);
  g_signal_connect_swapped (self->sample_button, "clicked", G_CALLBACK (on_sample_clicked), self);
  g_signal_connect_swapped (self->watch_button, "clicked", G_CALLBACK (on_watch_clicked), self);
  g_signal_connect_swapped (self->file_button, "clicked", G_CALLBACK (on_file_clicked), self);
}

GtkWidget *
weir_connect_dialog_new (GtkWindow *parent)
{
  WeirConnectDialog *self = g_object_new (WEIR_TYPE_CONNECT_DIALOG, "transient-for", parent, "application",
                                          gtk_window_get_application (parent), NULL);

  gtk_widget_grab_focus (GTK_WIDGET (self->bootstrap_row));

  return GTK_WIDGET (self);
}
