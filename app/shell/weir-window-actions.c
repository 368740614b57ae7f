#include "config.h"

#include "app/shell/weir-window-private.h"

#include <glib/gi18n.h>

#include "app/common/weir-recent.h"
#include "app/dialogs/weir-connect-dialog.h"
#include "app/dialogs/weir-export-dialog.h"
#include "app/common/weir-words.h"
#include "data/stream/weir-session-file.h"

static const gint64 ranges_seconds[] = { 60, 300, 900, 1800, 3600, 6 * 3600, 24 * 3600 };

static void
page_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  weir_window_show_page (WEIR_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
step_page (WeirWindow *self,
           int         step)
{
  int n = (int) weir_sidebar_get_n_pages (self->sidebar);

  for (int i = 0; i < n; i++)
    {
      if (g_strcmp0 (weir_sidebar_get_page (self->sidebar, (guint) i), self->page) == 0)
        {
          weir_window_show_page (self, weir_sidebar_get_page (self->sidebar, (guint) ((i + step + n) % n)));
          return;
        }
    }
}

static void
next_page_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  step_page (WEIR_WINDOW (widget), 1);
}

static void
previous_page_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  step_page (WEIR_WINDOW (widget), -1);
}

static void
nth_page_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);
  const char *page = weir_sidebar_get_page (self->sidebar, (guint) g_variant_get_int32 (parameter));

  if (page != NULL)
    weir_window_show_page (self, page);
}

static void
step_range (WeirWindow *self,
            int         step)
{
  gint64 seconds = weir_scope_get_range_usec (self->scope) / G_USEC_PER_SEC;
  int i = 0;

  while (i + 1 < (int) G_N_ELEMENTS (ranges_seconds) && ranges_seconds[i] < seconds)
    i++;
  i = CLAMP (i + step, 0, (int) G_N_ELEMENTS (ranges_seconds) - 1);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.range", "x", ranges_seconds[i]);
}

void
weir_window_widen_range (WeirWindow *self,
                         gint64      span_usec)
{
  guint i = 0;

  g_return_if_fail (WEIR_IS_WINDOW (self));

  while (i + 1 < G_N_ELEMENTS (ranges_seconds) && ranges_seconds[i] * G_USEC_PER_SEC < span_usec)
    i++;
  if (ranges_seconds[i] * G_USEC_PER_SEC <= weir_scope_get_range_usec (self->scope))
    return;

  self->widening = TRUE;
  weir_scope_set_range_usec (self->scope, ranges_seconds[i] * G_USEC_PER_SEC);
  self->widening = FALSE;
}

static void
shorter_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  step_range (WEIR_WINDOW (widget), -1);
}

static void
longer_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  step_range (WEIR_WINDOW (widget), 1);
}

static void
look_back_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.range", "x", G_GINT64_CONSTANT (86400));
}

static void
find_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  gtk_widget_activate_action (gtk_stack_get_visible_child (WEIR_WINDOW (widget)->stack), "page.find", NULL);
}

static void
on_watch (WeirWindow    *self,
          WeirWorkspace *workspace,
          gint64         span_usec)
{
  weir_scope_set_rereads (self->scope, TRUE);
  weir_window_widen_range (self, span_usec);
  if (workspace != NULL)
    weir_window_open_workspace (self, workspace, NULL);
}

static void
connect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  GtkWidget *dialog = weir_connect_dialog_new (GTK_WINDOW (widget), WEIR_WINDOW (widget)->history);

  g_signal_connect_object (dialog, "watch", G_CALLBACK (on_watch), widget, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  GtkWidget *dialog = weir_export_dialog_new (GTK_WINDOW (widget), WEIR_WINDOW (widget)->scope);

  g_signal_connect_object (dialog, "exported", G_CALLBACK (weir_window_show_file_toast), widget, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
demo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  weir_window_start_demo (WEIR_WINDOW (widget));
}

static void
on_open_response (GtkNativeDialog *dialog,
                  int              response,
                  WeirWindow      *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      if (weir_window_is_workspace (g_file_peek_path (file)) || g_str_has_suffix (g_file_peek_path (file), WEIR_SESSION_ENDING))
        weir_window_open_path (self, g_file_peek_path (file), NULL);
      else
        weir_window_open_data (self, g_file_peek_path (file), TRUE);
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
add_json_filter (GtkFileChooserNative *dialog)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("Workspaces (JSON)"));
  gtk_file_filter_add_suffix (filter, "json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
}

static void
add_data_filter (GtkFileChooserNative *dialog)
{
  static const char *const suffixes[] = { "csv", "tsv", "txt", "ndjson", "jsonl", "gz", "zst", "parquet", "weir" };
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("CSV, NDJSON, Parquet, and sessions"));
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
}

static GtkFileChooserNative *
create_opener (GtkWidget           *widget,
               const char          *title,
               GtkFileChooserAction action)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (widget), action, NULL, NULL);

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_open_response), widget, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);

  return dialog;
}

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkFileChooserNative *dialog = create_opener (widget, _("Open Workspace"), GTK_FILE_CHOOSER_ACTION_OPEN);

  add_json_filter (dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
open_data_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  GtkFileChooserNative *dialog = create_opener (widget, _("Open File"), GTK_FILE_CHOOSER_ACTION_OPEN);

  add_data_filter (dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
open_recording_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  GtkFileChooserNative *dialog = create_opener (widget, _("Open Recording"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);

  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
open_path_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  weir_window_open_path (WEIR_WINDOW (widget), g_variant_get_string (parameter, NULL), NULL);
}

/* Of what follows nothing need be said. */
static void
on_first_saved (WeirWindow        *self,
                WeirWorkspaceFile *file)
{
  g_signal_handlers_disconnect_by_func (file, on_first_saved, self);
  weir_window_show_file_toast (self, _("Workspace saved; changes are written to it from now on"),
                               weir_workspace_file_get_path (file));
}

static void
on_save_response (GtkNativeDialog *dialog,
                  int              response,
                  WeirWindow      *self)
{
  if (response == GTK_RESPONSE_ACCEPT && self->history != NULL)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      weir_window_set_file (self, g_file_peek_path (file), NULL);
      weir_recent_add (g_file_peek_path (file));
      g_signal_connect_object (self->file, "saved", G_CALLBACK (on_first_saved), self, G_CONNECT_SWAPPED);
      weir_window_save_workspace (self);
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkFileChooserNative *dialog;

  dialog = gtk_file_chooser_native_new (_("Save Workspace"), GTK_WINDOW (widget), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "workspace.json");
  add_json_filter (dialog);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_response), widget, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

GMenuModel *
weir_window_create_range_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (ranges_seconds); i++)
    {
      g_autofree char *span = weir_dup_span (ranges_seconds[i] * G_USEC_PER_SEC);
      g_autofree char *label = g_strdup_printf (_("Last %s"), span);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.range", "x", ranges_seconds[i]);
      g_menu_append_item (menu, item);
    }

  return G_MENU_MODEL (menu);
}

static void
sidebar_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

static void
live_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  WeirScope *scope = WEIR_WINDOW (widget)->scope;

  weir_scope_set_live (scope, !weir_scope_get_live (scope));
}

static void
go_live_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  /* Escape leaves the wall display first. */
  if (WEIR_WINDOW (widget)->wall != NULL)
    weir_window_set_wall (WEIR_WINDOW (widget), FALSE);
  else
    weir_scope_set_live (WEIR_WINDOW (widget)->scope, TRUE);
}

static void
tell_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  weir_window_show_toast (WEIR_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

void
weir_window_class_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.page", "s", page_action);
  gtk_widget_class_install_action (widget_class, "win.next-page", NULL, next_page_action);
  gtk_widget_class_install_action (widget_class, "win.previous-page", NULL, previous_page_action);
  gtk_widget_class_install_action (widget_class, "win.nth-page", "i", nth_page_action);
  gtk_widget_class_install_action (widget_class, "win.range-shorter", NULL, shorter_action);
  gtk_widget_class_install_action (widget_class, "win.range-longer", NULL, longer_action);
  gtk_widget_class_install_action (widget_class, "win.look-back", NULL, look_back_action);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.sidebar", NULL, sidebar_action);
  gtk_widget_class_install_action (widget_class, "win.toggle-live", NULL, live_action);
  gtk_widget_class_install_action (widget_class, "win.go-live", NULL, go_live_action);
  gtk_widget_class_install_action (widget_class, "win.tell", "s", tell_action);
  gtk_widget_class_install_action (widget_class, "win.connect", NULL, connect_action);
  gtk_widget_class_install_action (widget_class, "win.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "win.demo", NULL, demo_action);
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.open-data", NULL, open_data_action);
  gtk_widget_class_install_action (widget_class, "win.open-recording", NULL, open_recording_action);
  gtk_widget_class_install_action (widget_class, "win.open-path", "s", open_path_action);
  gtk_widget_class_install_action (widget_class, "win.save", NULL, save_action);
}

static void
on_range_activated (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  weir_scope_set_range_usec (WEIR_WINDOW (user_data)->scope, g_variant_get_int64 (parameter) * G_USEC_PER_SEC);
}

static void
on_scope_range (WeirScope   *scope,
                  GParamSpec    *pspec,
                  GSimpleAction *action)
{
  g_simple_action_set_state (action, g_variant_new_int64 (weir_scope_get_range_usec (scope) / G_USEC_PER_SEC));
}

/* Actions with a state, which class actions cannot have without a property. */
void
weir_window_add_actions (WeirWindow *self)
{
  gint64 seconds = weir_scope_get_range_usec (self->scope) / G_USEC_PER_SEC;
  g_autoptr(GSimpleAction) range = NULL;

  range = g_simple_action_new_stateful ("range", G_VARIANT_TYPE_INT64, g_variant_new_int64 (seconds));
  g_signal_connect (range, "activate", G_CALLBACK (on_range_activated), self);
  g_signal_connect_object (self->scope, "notify::range-usec", G_CALLBACK (on_scope_range), range, 0);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (range));

  weir_window_add_zone_action (self);
}
