#include "config.h"

#include "app/shell/weir-window-private.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-screen-zone.h"

/* The zone in which times are written. */

#define RESPONSE_SHOW "show"

static void
apply (WeirWindow *self)
{
  GTimeZone *zone = weir_screen_zone_get ();
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "zone");

  if (action != NULL)
    g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (weir_screen_zone_get_name ()));
  weir_time_range_set_zone (weir_scope_get_time_range (self->scope), zone);
  weir_time_range_set_zone (weir_scope_get_wall_range (self->scope), zone);
}

/* Two windows must not disagree. */
static void
apply_everywhere (WeirWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  for (GList *l = application != NULL ? gtk_application_get_windows (application) : NULL; l != NULL; l = l->next)
    if (WEIR_IS_WINDOW (l->data) && l->data != self && WEIR_WINDOW (l->data)->scope != NULL)
      apply (l->data);
  apply (self);
}

static void
on_zone_changed (GSimpleAction *action,
                 GVariant      *state,
                 gpointer       user_data)
{
  WeirWindow *self = WEIR_WINDOW (user_data);
  const char *name = g_variant_get_string (state, NULL);
  g_autofree char *text = NULL;

  if (!weir_screen_zone_set (name))
    {
      text = g_strdup_printf (_("There is no zone “%s”; write one as Europe/Berlin"), name);
      weir_window_show_toast (self, text);
      return;
    }

  apply_everywhere (self);
  if (self->preferences != NULL)
    g_settings_set_string (self->preferences, "zone", name);
}

static void
on_response (AdwMessageDialog *dialog,
             const char       *response,
             WeirWindow       *self)
{
  GtkEditable *entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));

  if (g_str_equal (response, RESPONSE_SHOW))
    g_action_group_change_action_state (G_ACTION_GROUP (self), "zone", g_variant_new_string (gtk_editable_get_text (entry)));
}

/* What is no zone cannot be chosen. */
static void
on_entry_changed (GtkEditable      *entry,
                  AdwMessageDialog *dialog)
{
  const char *current = weir_screen_zone_get_name ();
  g_autofree char *kept = g_strdup (current);
  gboolean known = weir_screen_zone_set (gtk_editable_get_text (entry));

  weir_screen_zone_set (kept);
  adw_message_dialog_set_response_enabled (dialog, RESPONSE_SHOW, known);
}

static GtkEntryCompletion *
create_completion (void)
{
  GtkEntryCompletion *completion = gtk_entry_completion_new ();
  g_autoptr(GtkListStore) store = gtk_list_store_new (1, G_TYPE_STRING);
  g_auto(GStrv) names = weir_screen_zone_dup_names ();

  for (guint i = 0; names[i] != NULL; i++)
    gtk_list_store_insert_with_values (store, NULL, -1, 0, names[i], -1);
  gtk_entry_completion_set_model (completion, GTK_TREE_MODEL (store));
  gtk_entry_completion_set_text_column (completion, 0);

  return completion;
}

static void
choose_zone_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (widget), _("Time Zone"),
                                              _("Times on the screen are written in this zone: local, utc, or one as Europe/Berlin."));
  GtkWidget *entry = gtk_entry_new ();
  g_autoptr(GtkEntryCompletion) completion = create_completion ();

  gtk_entry_set_completion (GTK_ENTRY (entry), completion);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  weir_accessible_set_name (entry, _("Time zone"));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), RESPONSE_SHOW, _("_Show"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), RESPONSE_SHOW, ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), RESPONSE_SHOW);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), widget, 0);
  g_signal_connect (entry, "changed", G_CALLBACK (on_entry_changed), dialog);
  gtk_editable_set_text (GTK_EDITABLE (entry), weir_screen_zone_get_name ());
  gtk_window_present (GTK_WINDOW (dialog));
}

void
weir_window_class_install_zone_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.choose-zone", NULL, choose_zone_action);
}

void
weir_window_add_zone_action (WeirWindow *self)
{
  g_autoptr(GSimpleAction) zone = g_simple_action_new_stateful ("zone", G_VARIANT_TYPE_STRING,
                                                                g_variant_new_string (weir_screen_zone_get_name ()));
  g_autofree char *name = self->preferences != NULL ? g_settings_get_string (self->preferences, "zone") : g_strdup ("local");

  g_signal_connect (zone, "change-state", G_CALLBACK (on_zone_changed), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (zone));
  /* One that the system does not know any more is as good as none. */
  if (!weir_screen_zone_set (name))
    weir_screen_zone_set ("local");
  apply (self);
}
