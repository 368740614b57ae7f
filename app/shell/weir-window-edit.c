#include "config.h"

#include "app/shell/weir-window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/common/weir-words.h"
#include "app/dialogs/weir-rule-dialog.h"
#include "app/dialogs/weir-workspace-dialog.h"
#include "app/pages/weir-dashboard-page.h"
#include "data/workspace/weir-dashboard-edit.h"

/* The workspace of a window while it is changed: its history, its file, its dashboards. */

static WeirDashboardPage *
get_dashboard (WeirWindow *self)
{
  GtkWidget *page = self->page != NULL ? gtk_stack_get_child_by_name (self->stack, self->page) : NULL;

  return WEIR_IS_DASHBOARD_PAGE (page) ? WEIR_DASHBOARD_PAGE (page) : NULL;
}

void
weir_window_update_edit_actions (WeirWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  WeirDashboardPage *page = get_dashboard (self);
  const char *undo = self->history != NULL ? weir_workspace_history_get_undo_label (self->history) : NULL;
  const char *redo = self->history != NULL ? weir_workspace_history_get_redo_label (self->history) : NULL;

  gtk_widget_action_set_enabled (widget, "win.undo", undo != NULL);
  gtk_widget_action_set_enabled (widget, "win.redo", redo != NULL);
  gtk_widget_action_set_enabled (widget, "win.add-dashboard", self->history != NULL);
  gtk_widget_action_set_enabled (widget, "win.describe", self->history != NULL);
  gtk_widget_action_set_enabled (widget, "win.new-rule", self->history != NULL);
  gtk_widget_action_set_enabled (widget, "win.edit-rule", self->history != NULL);
  gtk_widget_action_set_enabled (widget, "win.edit-dashboard", page != NULL);
  gtk_widget_action_set_enabled (widget, "win.rename-dashboard", page != NULL);
  gtk_widget_action_set_enabled (widget, "win.remove-dashboard", page != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->edit_button), page != NULL);
  if (page != NULL && weir_dashboard_page_get_editing (page))
    gtk_widget_add_css_class (GTK_WIDGET (self->edit_button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->edit_button), "suggested-action");
}

static void
on_overwrite_response (AdwMessageDialog *dialog,
                       const char       *response,
                       WeirWindow       *self)
{
  if (self->file == NULL)
    return;

  if (g_str_equal (response, "overwrite"))
    {
      weir_workspace_file_overwrite (self->file);
      weir_window_save_workspace (self);
    }
  else if (g_str_equal (response, "reload"))
    {
      g_autofree char *path = g_strdup (weir_workspace_file_get_path (self->file));

      weir_window_open_file (self, path, NULL);
    }
}

/* Neither side's work is thrown away unasked. */
static void
ask_which (WeirWindow   *self,
           const GError *error)
{
  g_autofree char *sentence = weir_dup_sentence (error->message);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("The Workspace File Was Changed"), sentence);

  gtk_window_set_application (GTK_WINDOW (dialog), gtk_window_get_application (GTK_WINDOW (self)));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "later", _("_Later"), "reload", _("_Open the File’s"),
                                    "overwrite", _("_Write Mine"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "overwrite", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "reload", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "later");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_overwrite_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_save_failed (WeirWindow *self,
                GError     *error)
{
  if (g_error_matches (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_CHANGED))
    ask_which (self, error);
  else
    weir_window_show_error (self, _("The Workspace Was Not Saved"), error->message);
}

void
weir_window_set_file (WeirWindow    *self,
                      const char    *path,
                      WeirWorkspace *read)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  g_clear_object (&self->file);
  self->told_unsaved = FALSE;
  if (path == NULL)
    return;

  self->file = weir_workspace_file_new (path, read);
  g_signal_connect_object (self->file, "failed", G_CALLBACK (on_save_failed), self, G_CONNECT_SWAPPED);
  /* The program does not end while a thread writes. */
  g_signal_connect_object (self->file, "saved", G_CALLBACK (g_application_release), application, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->file, "failed", G_CALLBACK (g_application_release), application, G_CONNECT_SWAPPED);
}

void
weir_window_save_workspace (WeirWindow *self)
{
  g_return_if_fail (self->file != NULL && self->history != NULL);

  if (!weir_workspace_file_is_writing (self->file))
    g_application_hold (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
  weir_workspace_file_save (self->file, weir_workspace_history_get_workspace (self->history));
}

/* Once for a workspace that was made on the screen. */
static void
tell_unsaved (WeirWindow *self)
{
  AdwToast *toast;

  if (self->told_unsaved)
    return;

  self->told_unsaved = TRUE;
  toast = adw_toast_new (_("This workspace is in no file yet"));
  adw_toast_set_button_label (toast, _("_Save…"));
  adw_toast_set_action_name (toast, "win.save");
  adw_toast_set_timeout (toast, 10);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_history_changed (WeirWindow *self)
{
  WeirWorkspace *workspace = weir_workspace_history_get_workspace (self->history);
  g_autoptr(GError) error = NULL;

  if (weir_scope_get_monitor (self->scope) == NULL)
    return;

  if (!weir_scope_change_workspace (self->scope, workspace, &error))
    weir_window_show_error (self, _("The Change Cannot Be Watched"), error->message);
  if (self->file != NULL)
    weir_window_save_workspace (self);
  else
    tell_unsaved (self);
  weir_window_sync_dashboards (self);
  weir_window_update_edit_actions (self);
}

void
weir_window_set_history (WeirWindow    *self,
                         WeirWorkspace *workspace)
{
  if (self->history != NULL)
    g_signal_handlers_disconnect_by_func (self->history, on_history_changed, self);
  g_clear_object (&self->history);
  self->history = weir_workspace_history_new (workspace);
  g_signal_connect_object (self->history, "changed", G_CALLBACK (on_history_changed), self, G_CONNECT_SWAPPED);
}

/* @next is what a change makes of the workspace; takes it. */
static gboolean
take_change (WeirWindow    *self,
             WeirWorkspace *next,
             const char    *label,
             GError        *error)
{
  g_autoptr(WeirWorkspace) workspace = next;

  if (workspace == NULL)
    {
      weir_window_show_error (self, _("This Cannot Be Changed"), error != NULL ? error->message : "");
      return FALSE;
    }

  weir_workspace_history_push (self->history, workspace, label);

  return TRUE;
}

static void
finish_step (WeirWindow *self,
             gboolean    done,
             const char *text,
             GError     *error)
{
  if (done)
    weir_window_show_toast (self, text);
  else if (error != NULL)
    weir_window_show_error (self, _("This Cannot Be Changed"), error->message);
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);
  /* Translators: a change that was taken back, “Undone: Move Panel” */
  g_autofree char *text = g_strdup_printf (_("Undone: %s"), weir_workspace_history_get_undo_label (self->history));
  g_autoptr(GError) error = NULL;
  gboolean done = weir_workspace_history_undo (self->history, &error);

  finish_step (self, done, text, error);
}

static void
redo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);
  /* Translators: a change that was made again, “Redone: Move Panel” */
  g_autofree char *text = g_strdup_printf (_("Redone: %s"), weir_workspace_history_get_redo_label (self->history));
  g_autoptr(GError) error = NULL;
  gboolean done = weir_workspace_history_redo (self->history, &error);

  finish_step (self, done, text, error);
}

static void
edit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);
  WeirDashboardPage *page = get_dashboard (self);

  if (page == NULL)
    return;

  weir_dashboard_page_set_editing (page, !weir_dashboard_page_get_editing (page));
  weir_window_update_edit_actions (self);
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);
  WeirDashboardPage *page = get_dashboard (self);
  g_autoptr(GError) error = NULL;
  WeirWorkspace *next;

  if (page == NULL)
    return;

  next = weir_dashboard_edit_remove (weir_workspace_history_get_workspace (self->history),
                                     weir_dashboard_page_get_config (page)->name, &error);
  take_change (self, next, _("Remove Dashboard"), error);
}

/* A question for a title; @entry is its answer. */
static GtkWidget *
ask_title (WeirWindow *self,
           const char *heading,
           const char *label,
           const char *title,
           GtkWidget **entry)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, NULL);

  *entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (*entry), title);
  gtk_entry_set_activates_default (GTK_ENTRY (*entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (*entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Title"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), *entry);
  gtk_window_set_application (GTK_WINDOW (dialog), gtk_window_get_application (GTK_WINDOW (self)));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "ok", label, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "ok", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "ok");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data (G_OBJECT (dialog), "entry", *entry);

  return dialog;
}

static const char *
get_answer (AdwMessageDialog *dialog,
            const char       *response)
{
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), "entry");
  const char *text = gtk_editable_get_text (entry);

  return g_str_equal (response, "ok") && *text != '\0' ? text : NULL;
}

static void
on_rename_response (AdwMessageDialog *dialog,
                    const char       *response,
                    WeirWindow       *self)
{
  const char *title = get_answer (dialog, response);
  const char *dashboard = g_object_get_data (G_OBJECT (dialog), "dashboard");
  g_autoptr(GError) error = NULL;
  WeirWorkspace *next;

  if (title == NULL)
    return;

  next = weir_dashboard_edit_rename (weir_workspace_history_get_workspace (self->history), dashboard, title, &error);
  take_change (self, next, _("Rename Dashboard"), error);
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);
  WeirDashboardPage *page = get_dashboard (self);
  const WeirDashboardConfig *config;
  GtkWidget *dialog, *entry;

  if (page == NULL)
    return;

  config = weir_dashboard_page_get_config (page);
  dialog = ask_title (self, _("Rename Dashboard"), _("_Rename"), config->title, &entry);
  g_object_set_data_full (G_OBJECT (dialog), "dashboard", g_strdup (config->name), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_rename_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
on_add_response (AdwMessageDialog *dialog,
                 const char       *response,
                 WeirWindow       *self)
{
  const char *title = get_answer (dialog, response);
  g_autofree char *name = NULL;
  g_autofree char *page = NULL;
  g_autoptr(GError) error = NULL;
  WeirWorkspace *next;

  if (title == NULL)
    return;

  next = weir_dashboard_edit_add (weir_workspace_history_get_workspace (self->history), title, &name, &error);
  if (!take_change (self, next, _("Add Dashboard"), error))
    return;

  page = g_strconcat (WEIR_WINDOW_DASHBOARD_PREFIX, name, NULL);
  weir_window_show_page (self, page);
}

static void
add_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);
  GtkWidget *entry;
  GtkWidget *dialog = ask_title (self, _("New Dashboard"), _("_Add"), "", &entry);

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_add_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
describe_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);

  gtk_window_present (GTK_WINDOW (weir_workspace_dialog_new (GTK_WINDOW (self), self->history,
                                                             weir_scope_get_range_usec (self->scope))));
}

/* A new rule that begins with what the parameter says, in JSON; empty: with nothing. */
static void
new_rule_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);
  g_autoptr(JsonNode) rule = json_from_string (g_variant_get_string (parameter, NULL), NULL);
  const WeirRuleDialogSpec spec = {
    .history = self->history,
    .rule = rule != NULL && JSON_NODE_HOLDS_OBJECT (rule) ? rule : NULL,
    .span_usec = weir_scope_get_range_usec (self->scope),
  };

  gtk_window_present (GTK_WINDOW (weir_rule_dialog_new (GTK_WINDOW (self), &spec)));
}

static void
edit_rule_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);
  const WeirRuleDialogSpec spec = {
    .history = self->history,
    .name = g_variant_get_string (parameter, NULL),
    .span_usec = weir_scope_get_range_usec (self->scope),
  };

  gtk_window_present (GTK_WINDOW (weir_rule_dialog_new (GTK_WINDOW (self), &spec)));
}

void
weir_window_class_install_edit_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo_action);
  gtk_widget_class_install_action (widget_class, "win.describe", NULL, describe_action);
  gtk_widget_class_install_action (widget_class, "win.new-rule", "s", new_rule_action);
  gtk_widget_class_install_action (widget_class, "win.edit-rule", "s", edit_rule_action);
  gtk_widget_class_install_action (widget_class, "win.edit-dashboard", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "win.add-dashboard", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "win.rename-dashboard", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "win.remove-dashboard", NULL, remove_action);
  /* Bindings, not accelerators: an entry has an undo of its own, and comes first. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.redo", NULL);
}
