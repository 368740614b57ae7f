#include "config.h"

#include "app/dialogs/weir-preview-dialog.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"
#include "app/dialogs/weir-preview-pane.h"
#include "app/dialogs/weir-sample-job.h"
#include "data/workspace/weir-workspace-proposal.h"

struct _WeirPreviewDialog
{
  AdwWindow             parent_instance;

  GPtrArray            *samples;      /* owned */
  WeirSettings         *settings;     /* owned, nullable */
  WeirWorkspaceHistory *open;         /* owned, nullable */
  JsonNode             *connection;   /* owned */
  GPtrArray            *panes;        /* of WeirPreviewPane in the stack, NULL where it was not looked at */
  GtkStack             *stack;        /* child, as those below */
  GtkDropDown          *topics;
  GtkButton            *watch_button;
  GtkCheckButton       *add_button;
  GtkLabel             *message;
};

enum
{
  WATCH,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirPreviewDialog, weir_preview_dialog, ADW_TYPE_WINDOW)

static void
weir_preview_dialog_dispose (GObject *object)
{
  WeirPreviewDialog *self = WEIR_PREVIEW_DIALOG (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->open);

  G_OBJECT_CLASS (weir_preview_dialog_parent_class)->dispose (object);
}

static void
weir_preview_dialog_finalize (GObject *object)
{
  WeirPreviewDialog *self = WEIR_PREVIEW_DIALOG (object);

  g_clear_pointer (&self->samples, g_ptr_array_unref);
  g_clear_pointer (&self->panes, g_ptr_array_unref);
  g_clear_pointer (&self->connection, json_node_unref);

  G_OBJECT_CLASS (weir_preview_dialog_parent_class)->finalize (object);
}

static void
weir_preview_dialog_class_init (WeirPreviewDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = weir_preview_dialog_dispose;
  object_class->finalize = weir_preview_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);

  signals[WATCH] = g_signal_new ("watch", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, WEIR_TYPE_WORKSPACE, G_TYPE_INT64);
}

/* A topic that was not looked at is taken as it was proposed. */
static void
update_watch (WeirPreviewDialog *self)
{
  gboolean valid = TRUE;

  for (guint i = 0; i < self->panes->len; i++)
    {
      WeirPreviewPane *pane = g_ptr_array_index (self->panes, i);

      valid &= pane == NULL || (weir_preview_pane_is_settled (pane) && weir_preview_pane_is_valid (pane));
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->watch_button), valid);
}

static void
show_topic (WeirPreviewDialog *self)
{
  guint i = gtk_drop_down_get_selected (self->topics);
  GtkWidget *pane;

  if (i >= self->samples->len)
    return;

  pane = g_ptr_array_index (self->panes, i);
  if (pane == NULL)
    {
      pane = weir_preview_pane_new (g_ptr_array_index (self->samples, i), self->connection);
      g_signal_connect_object (pane, "changed", G_CALLBACK (update_watch), self, G_CONNECT_SWAPPED);
      gtk_stack_add_child (self->stack, pane);
      g_ptr_array_index (self->panes, i) = pane;
    }
  gtk_stack_set_visible_child (self->stack, pane);
  update_watch (self);
}

static GPtrArray *
collect_streams (WeirPreviewDialog *self)
{
  GPtrArray *streams = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  const char *name = json_object_get_string_member (json_node_get_object (self->connection), "name");

  for (guint i = 0; i < self->samples->len; i++)
    {
      const WeirTopicSample *sample = g_ptr_array_index (self->samples, i);
      WeirPreviewPane *pane = g_ptr_array_index (self->panes, i);

      g_ptr_array_add (streams, pane != NULL ? weir_workspace_edit_copy_node (weir_preview_pane_get_stream (pane))
                                             : weir_proposal_create_stream (sample->schema, sample->topic, name));
    }

  return streams;
}

static void
on_watch_clicked (WeirPreviewDialog *self)
{
  gboolean adds = self->open != NULL && gtk_check_button_get_active (self->add_button);
  g_autoptr(WeirWorkspace) base = adds ? g_object_ref (weir_workspace_history_get_workspace (self->open)) : weir_workspace_new ();
  g_autoptr(GPtrArray) streams = collect_streams (self);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) next = weir_proposal_add (base, self->connection, self->settings, streams, &error);

  if (next == NULL)
    {
      g_autofree char *sentence = weir_dup_sentence (error->message);

      gtk_label_set_label (self->message, sentence);
      gtk_widget_set_visible (GTK_WIDGET (self->message), TRUE);
      return;
    }

  if (adds)
    weir_workspace_history_push (self->open, next, ngettext ("Add Stream", "Add Streams", streams->len));
  /* The window that it belongs to may be closed now: GTK would look for it once more. */
  g_object_ref (self);
  gtk_window_close (GTK_WINDOW (self));
  gtk_window_set_transient_for (GTK_WINDOW (self), NULL);
  g_signal_emit (self, signals[WATCH], 0, adds ? NULL : next, weir_samples_get_span (self->samples));
  g_object_unref (self);
}

static GtkWidget *
create_button (WeirPreviewDialog *self,
               const char        *label,
               GCallback          on_clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  weir_accessible_use_label (button);
  g_signal_connect_swapped (button, "clicked", on_clicked, self);

  return button;
}

static GtkWidget *
create_bar (WeirPreviewDialog *self)
{
  GtkWidget *bar = adw_header_bar_new ();
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->samples->len; i++)
    gtk_string_list_append (names, ((const WeirTopicSample *) g_ptr_array_index (self->samples, i))->topic);
  self->topics = GTK_DROP_DOWN (gtk_drop_down_new (g_object_ref (G_LIST_MODEL (names)), NULL));
  weir_accessible_set_name (GTK_WIDGET (self->topics), _("Topic"));
  g_signal_connect_swapped (self->topics, "notify::selected", G_CALLBACK (show_topic), self);
  self->watch_button = GTK_BUTTON (create_button (self, _("_Watch"), G_CALLBACK (on_watch_clicked)));
  gtk_widget_add_css_class (GTK_WIDGET (self->watch_button), "suggested-action");

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), create_button (self, _("_Back"), G_CALLBACK (gtk_window_close)));
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), GTK_WIDGET (self->watch_button));
  if (self->samples->len > 1)
    adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), GTK_WIDGET (self->topics));

  return bar;
}

static GtkWidget *
create_foot (WeirPreviewDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->message, TRUE);
  gtk_label_set_xalign (self->message, 0.0f);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  self->add_button = GTK_CHECK_BUTTON (gtk_check_button_new_with_mnemonic (_("_Add to the workspace that is open")));
  gtk_check_button_set_active (self->add_button, self->open != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->add_button), self->open != NULL);
  gtk_widget_add_css_class (box, "form-note");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->message));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->add_button));
  gtk_widget_set_visible (box, self->open != NULL);

  return box;
}

static void
weir_preview_dialog_init (WeirPreviewDialog *self)
{
}

GtkWidget *
weir_preview_dialog_new (GtkWindow             *parent,
                         const WeirPreviewSpec *spec)
{
  WeirPreviewDialog *self;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const WeirTopicSample *first;

  g_return_val_if_fail (spec->samples != NULL && spec->samples->len > 0, NULL);

  first = g_ptr_array_index (spec->samples, 0);
  self = g_object_new (WEIR_TYPE_PREVIEW_DIALOG, "transient-for", parent, "modal", TRUE, "destroy-with-parent", TRUE,
                       "default-width", 1100, "default-height", 760, "title", first->topic,
                       "application", gtk_window_get_application (parent), NULL);
  self->samples = g_ptr_array_ref (spec->samples);
  g_set_object (&self->settings, spec->settings);
  g_set_object (&self->open, spec->open);
  self->connection = weir_proposal_create_connection (spec->settings, spec->group, spec->file);
  self->panes = g_ptr_array_new ();
  g_ptr_array_set_size (self->panes, (int) self->samples->len);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), create_bar (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (box), create_foot (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  show_topic (self);

  return GTK_WIDGET (self);
}
