#include "config.h"

#include "app/dialogs/weir-connect-dialog.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"
#include "app/dialogs/weir-known-connections.h"
#include "app/dialogs/weir-preview-dialog.h"
#include "app/dialogs/weir-sample-job.h"
#include "app/dialogs/weir-topic-chooser.h"

struct _WeirConnectDialog
{
  AdwWindow             parent_instance;

  GtkButton            *cancel_button;
  GtkButton            *back_button;
  GtkButton            *next_button;
  GtkButton            *file_button;
  GtkSpinner           *spinner;
  GtkLabel             *message_label;
  GtkStack             *stack;
  GtkWidget            *cluster_page;
  AdwPreferencesGroup  *known_group;
  AdwEntryRow          *bootstrap_row;
  AdwEntryRow          *group_row;
  GtkTextView          *properties_view;
  WeirTopicChooser     *chooser;

  WeirWorkspaceHistory *open;          /* owned, nullable */
  GCancellable         *cancellable;   /* owned: the sampling that runs */
  WeirSettings         *settings;      /* owned, nullable: what the topics were listed with */
  GPtrArray            *known;         /* owned, of WeirKnownConnection */
  char                 *file;          /* nullable: properties to load before those in the view */
  gboolean              sampling;
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

static gboolean
is_choosing (WeirConnectDialog *self)
{
  return gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->chooser);
}

static void
update_buttons (WeirConnectDialog *self)
{
  gboolean choosing = is_choosing (self);
  g_auto(GStrv) chosen = weir_topic_chooser_dup_chosen (self->chooser);
  gboolean ready = choosing ? chosen[0] != NULL && !self->sampling
                            : *gtk_editable_get_text (GTK_EDITABLE (self->bootstrap_row)) != '\0' || self->file != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->back_button), choosing);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), !choosing);
  gtk_button_set_label (self->next_button, choosing ? _("_Look Into Them") : _("_Connect"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->next_button), ready);
  gtk_window_set_title (GTK_WINDOW (self), choosing ? weir_settings_get_bootstrap (self->settings) : _("Connect"));
}

/* A pipe would be waited for, here where nothing may wait. */
static gboolean
load_regular_file (WeirSettings  *settings,
                   const char    *path,
                   GError       **error)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _("“%s” cannot be read: it is no regular file; name one"), path);
      return FALSE;
    }

  return weir_settings_load_file (settings, path, error);
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

  if (self->file != NULL && !load_regular_file (settings, self->file, error))
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

static void
remember (WeirConnectDialog *self)
{
  g_autofree char *text = NULL;

  g_object_get (gtk_text_view_get_buffer (self->properties_view), "text", &text, NULL);
  weir_known_connections_add (weir_settings_get_bootstrap (self->settings),
                              gtk_editable_get_text (GTK_EDITABLE (self->group_row)),
                              self->file != NULL ? self->file : "", text);
}

static void
list_topics (WeirConnectDialog *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = create_settings (self, &error);
  g_autofree char *sentence = NULL;

  show_message (self, NULL);
  if (settings == NULL || weir_settings_get_bootstrap (settings) == NULL)
    {
      sentence = settings == NULL ? weir_dup_sentence (error->message) : NULL;
      show_message (self, sentence != NULL ? sentence : _("Say where the Kafka is: host:port."));
      return;
    }

  g_set_object (&self->settings, settings);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->chooser));
  weir_topic_chooser_set_settings (self->chooser, settings);
  gtk_widget_grab_focus (GTK_WIDGET (self->chooser));
  update_buttons (self);
}

static void
on_watch (WeirConnectDialog *self,
          WeirWorkspace     *workspace,
          gint64             span_usec)
{
  g_signal_emit (self, signals[WATCH], 0, workspace, span_usec);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_sampled (GObject      *source_object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(WeirConnectDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) samples = weir_sample_job_finish (result, &error);
  WeirPreviewSpec spec = { .samples = samples, .settings = self->settings, .open = self->open };
  GtkWidget *dialog;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->settings == NULL)
    return;

  self->sampling = FALSE;
  gtk_spinner_stop (self->spinner);
  update_buttons (self);
  if (samples == NULL || samples->len == 0)
    {
      g_autofree char *sentence = error != NULL ? weir_dup_sentence (error->message) : NULL;

      show_message (self, sentence);
      return;
    }

  remember (self);
  spec.group = gtk_editable_get_text (GTK_EDITABLE (self->group_row));
  dialog = weir_preview_dialog_new (GTK_WINDOW (self), &spec);
  g_signal_connect_object (dialog, "watch", G_CALLBACK (on_watch), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
stop_sampling (WeirConnectDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->sampling = FALSE;
  gtk_spinner_stop (self->spinner);
}

static void
sample_topics (WeirConnectDialog *self)
{
  g_auto(GStrv) topics = weir_topic_chooser_dup_chosen (self->chooser);

  stop_sampling (self);
  show_message (self, NULL);
  self->cancellable = g_cancellable_new ();
  self->sampling = TRUE;
  gtk_spinner_start (self->spinner);
  update_buttons (self);
  weir_sample_job_async (self->settings, NULL, (const char * const *) topics, self->cancellable, on_sampled,
                         g_object_ref (self));
}

static void
on_next_clicked (WeirConnectDialog *self)
{
  if (is_choosing (self))
    sample_topics (self);
  else
    list_topics (self);
}

static void
on_back_clicked (WeirConnectDialog *self)
{
  stop_sampling (self);
  show_message (self, NULL);
  weir_topic_chooser_set_settings (self->chooser, NULL);
  gtk_stack_set_visible_child (self->stack, self->cluster_page);
  update_buttons (self);
}

static void
on_known_activated (WeirConnectDialog *self,
                    AdwActionRow      *row)
{
  const WeirKnownConnection *known = g_object_get_data (G_OBJECT (row), "known");

  gtk_editable_set_text (GTK_EDITABLE (self->bootstrap_row), known->bootstrap);
  gtk_editable_set_text (GTK_EDITABLE (self->group_row), known->group);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->properties_view), known->properties, -1);
  g_free (self->file);
  self->file = *known->file != '\0' ? g_strdup (known->file) : NULL;
  if (known->lacks_secrets)
    {
      show_message (self, _("Passwords are not kept: add them to the properties, then connect."));
      gtk_widget_grab_focus (GTK_WIDGET (self->properties_view));
      return;
    }
  list_topics (self);
}

static void
list_known (WeirConnectDialog *self)
{
  self->known = weir_known_connections_list ();
  for (guint i = 0; i < self->known->len; i++)
    {
      const WeirKnownConnection *known = g_ptr_array_index (self->known, i);
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *group = *known->group != '\0' ? g_strdup_printf (_("as group “%s”"), known->group) : NULL;
      g_autofree char *markup = g_markup_escape_text (group != NULL ? group : "", -1);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), known->bootstrap);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), markup);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("weir-connect-symbolic"));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data (G_OBJECT (row), "known", (gpointer) known);
      g_signal_connect_object (row, "activated", G_CALLBACK (on_known_activated), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->known_group, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->known_group), self->known->len > 0);
}

/* The file is read by the settings, so that a Java client's names are translated or refused with the reason. */
static void
load_file (WeirConnectDialog *self,
           const char        *path)
{
  g_autoptr(WeirSettings) settings = weir_settings_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (!load_regular_file (settings, path, &error))
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
  g_clear_object (&self->open);

  G_OBJECT_CLASS (weir_connect_dialog_parent_class)->dispose (object);
}

static void
weir_connect_dialog_finalize (GObject *object)
{
  WeirConnectDialog *self = WEIR_CONNECT_DIALOG (object);

  g_ptr_array_unref (self->known);
  g_free (self->file);

  G_OBJECT_CLASS (weir_connect_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, back_button);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, next_button);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, file_button);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, message_label);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, cluster_page);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, known_group);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, bootstrap_row);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, group_row);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, properties_view);
  gtk_widget_class_bind_template_child (widget_class, WeirConnectDialog, chooser);
}

static void
weir_connect_dialog_class_init (WeirConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_connect_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_connect_dialog_finalize;

  signals[WATCH] = g_signal_new ("watch", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, WEIR_TYPE_WORKSPACE, G_TYPE_INT64);

  g_type_ensure (WEIR_TYPE_TOPIC_CHOOSER);
  bind_template (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_connect_dialog_init (WeirConnectDialog *self)
{
  GtkButton **buttons[] = { &self->cancel_button, &self->back_button, &self->next_button, &self->file_button };

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    weir_accessible_use_label (GTK_WIDGET (*buttons[i]));

  g_signal_connect_swapped (self->bootstrap_row, "changed", G_CALLBACK (update_buttons), self);
  g_signal_connect_swapped (self->bootstrap_row, "entry-activated", G_CALLBACK (list_topics), self);
  g_signal_connect_swapped (self->next_button, "clicked", G_CALLBACK (on_next_clicked), self);
  g_signal_connect_swapped (self->back_button, "clicked", G_CALLBACK (on_back_clicked), self);
  g_signal_connect_swapped (self->file_button, "clicked", G_CALLBACK (on_file_clicked), self);
  g_signal_connect_swapped (self->chooser, "changed", G_CALLBACK (update_buttons), self);
  list_known (self);
}

GtkWidget *
weir_connect_dialog_new (GtkWindow            *parent,
                         WeirWorkspaceHistory *open)
{
  WeirConnectDialog *self = g_object_new (WEIR_TYPE_CONNECT_DIALOG, "transient-for", parent, "application",
                                          gtk_window_get_application (parent), NULL);

  g_set_object (&self->open, open);
  gtk_widget_grab_focus (GTK_WIDGET (self->bootstrap_row));

  return GTK_WIDGET (self);
}
