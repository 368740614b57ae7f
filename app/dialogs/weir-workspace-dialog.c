#include "config.h"

#include "app/dialogs/weir-workspace-dialog.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/dialogs/weir-object-dialog.h"
#include "app/dialogs/weir-rule-dialog.h"
#include "data/workspace/weir-lag-streams.h"

struct _WeirWorkspaceDialog
{
  AdwWindow             parent_instance;

  WeirWorkspaceHistory *history;   /* owned */
  AdwPreferencesPage   *page;      /* child */
  GPtrArray            *groups;    /* of AdwPreferencesGroup in page, borrowed */
  gint64                span_usec; /* how far back charts show */
};

G_DEFINE_FINAL_TYPE (WeirWorkspaceDialog, weir_workspace_dialog, ADW_TYPE_WINDOW)

static void
on_stream_activated (AdwActionRow        *row,
                     WeirWorkspaceDialog *self)
{
  const char *name = g_object_get_data (G_OBJECT (row), "name");

  gtk_window_present (GTK_WINDOW (weir_object_dialog_new_stream (GTK_WINDOW (self), self->history, name)));
}

static void
on_connection_activated (AdwActionRow        *row,
                         WeirWorkspaceDialog *self)
{
  const char *name = g_object_get_data (G_OBJECT (row), "name");

  gtk_window_present (GTK_WINDOW (weir_object_dialog_new_connection (GTK_WINDOW (self), self->history, name)));
}

static void
on_add_derived_clicked (WeirWorkspaceDialog *self)
{
  gtk_window_present (GTK_WINDOW (weir_object_dialog_new_stream (GTK_WINDOW (self), self->history, NULL)));
}

static void
open_rule (WeirWorkspaceDialog *self,
           const char          *name)
{
  const WeirRuleDialogSpec spec = { .history = self->history, .name = name, .span_usec = self->span_usec };

  gtk_window_present (GTK_WINDOW (weir_rule_dialog_new (GTK_WINDOW (self), &spec)));
}

static void
on_rule_activated (AdwActionRow        *row,
                   WeirWorkspaceDialog *self)
{
  open_rule (self, g_object_get_data (G_OBJECT (row), "name"));
}

static void
on_add_clicked (WeirWorkspaceDialog *self)
{
  open_rule (self, NULL);
}

static AdwPreferencesGroup *
add_group (WeirWorkspaceDialog *self,
           const char          *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_page_add (self->page, group);
  g_ptr_array_add (self->groups, group);

  return group;
}

static void
add_row (WeirWorkspaceDialog *self,
         AdwPreferencesGroup *group,
         const char          *name,
         const char          *title,
         const char          *detail,
         GCallback            on_activated)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *markup = g_markup_escape_text (detail != NULL ? detail : "", -1);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), markup);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "name", g_strdup (name), g_free);
  g_signal_connect (row, "activated", on_activated, self);
  adw_preferences_group_add (group, row);
}

static void
add_button (WeirWorkspaceDialog *self,
            AdwPreferencesGroup *group,
            const char          *label,
            GCallback            on_clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "flat");
  weir_accessible_use_label (button);
  g_signal_connect_object (button, "clicked", on_clicked, self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (group, button);
}

/* Panels and rules of lag, without a word of the file. */
static void
on_watch_lag_clicked (WeirWorkspaceDialog *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *markup = NULL;
  g_autoptr(WeirWorkspace) next = weir_lag_streams_add (weir_workspace_history_get_workspace (self->history), &error);

  if (next != NULL)
    {
      weir_workspace_history_push (self->history, next, _("Watch Lag"));
      return;
    }

  markup = g_markup_escape_text (error->message, -1);
  adw_preferences_group_set_description (g_ptr_array_index (self->groups, 0), markup);
}

static void
add_connections (WeirWorkspaceDialog *self,
                 WeirWorkspace       *workspace)
{
  AdwPreferencesGroup *group = add_group (self, _("Connections"));
  GPtrArray *connections = weir_workspace_get_connections (workspace);

  if (weir_lag_streams_can_add (workspace))
    add_button (self, group, _("Watch _Lag as Streams"), G_CALLBACK (on_watch_lag_clicked));
  for (guint i = 0; i < connections->len; i++)
    {
      const WeirConnectionConfig *connection = g_ptr_array_index (connections, i);

      add_row (self, group, connection->name, connection->name,
               connection->file != NULL ? connection->file : weir_settings_get_bootstrap (connection->settings),
               G_CALLBACK (on_connection_activated));
    }
}

static void
add_streams (WeirWorkspaceDialog *self,
             WeirWorkspace       *workspace)
{
  AdwPreferencesGroup *group = add_group (self, _("Streams"));
  GPtrArray *streams = weir_workspace_get_streams (workspace);

  if (streams->len > 0)
    add_button (self, group, _("New _Derived Stream…"), G_CALLBACK (on_add_derived_clicked));
  for (guint i = 0; i < streams->len; i++)
    {
      const WeirStreamConfig *stream = g_ptr_array_index (streams, i);
      g_autofree char *topics = stream->topics != NULL ? g_strjoinv (", ", stream->topics) : NULL;

      add_row (self, group, stream->name, stream->title != NULL ? stream->title : stream->name,
               stream->derived != NULL ? weir_derived_kind_get_word (stream->derived->kind) : topics,
               G_CALLBACK (on_stream_activated));
    }
}

static void
add_rules (WeirWorkspaceDialog *self,
           WeirWorkspace       *workspace)
{
  AdwPreferencesGroup *group = add_group (self, _("Rules"));
  GPtrArray *rules = weir_workspace_get_rules (workspace);

  add_button (self, group, _("_New Rule…"), G_CALLBACK (on_add_clicked));
  for (guint i = 0; i < rules->len; i++)
    {
      const WeirRuleConfig *rule = g_ptr_array_index (rules, i);
      g_autofree char *detail = g_strdup_printf ("%s: %s", rule->stream,
                                                 rule->fire != NULL ? rule->fire : weir_rule_kind_get_word (rule->kind));

      add_row (self, group, rule->name, rule->title != NULL ? rule->title : rule->name, detail,
               G_CALLBACK (on_rule_activated));
    }
}

static void
update (WeirWorkspaceDialog *self)
{
  WeirWorkspace *workspace = weir_workspace_history_get_workspace (self->history);

  for (guint i = 0; i < self->groups->len; i++)
    adw_preferences_page_remove (self->page, g_ptr_array_index (self->groups, i));
  g_ptr_array_set_size (self->groups, 0);
  add_connections (self, workspace);
  add_streams (self, workspace);
  add_rules (self, workspace);
}

static void
weir_workspace_dialog_dispose (GObject *object)
{
  g_clear_object (&WEIR_WORKSPACE_DIALOG (object)->history);

  G_OBJECT_CLASS (weir_workspace_dialog_parent_class)->dispose (object);
}

static void
weir_workspace_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (WEIR_WORKSPACE_DIALOG (object)->groups);

  G_OBJECT_CLASS (weir_workspace_dialog_parent_class)->finalize (object);
}

static void
weir_workspace_dialog_class_init (WeirWorkspaceDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_workspace_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_workspace_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_workspace_dialog_init (WeirWorkspaceDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->groups = g_ptr_array_new ();
  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->page), TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->page));
  adw_window_set_content (ADW_WINDOW (self), box);
}

GtkWidget *
weir_workspace_dialog_new (GtkWindow            *parent,
                           WeirWorkspaceHistory *history,
                           gint64                span_usec)
{
  WeirWorkspaceDialog *self = g_object_new (WEIR_TYPE_WORKSPACE_DIALOG, "transient-for", parent, "modal", TRUE,
                                            "destroy-with-parent", TRUE, "default-width", 560, "default-height", 680,
                                            "title", _("Streams and Rules"),
                                            "application", gtk_window_get_application (parent), NULL);

  self->history = g_object_ref (history);
  self->span_usec = span_usec;
  g_signal_connect_object (history, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
