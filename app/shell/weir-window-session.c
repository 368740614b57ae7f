#include "config.h"

#include "app/shell/weir-window-private.h"

#include <glib/gi18n.h>

#include "app/common/weir-recent.h"
#include "data/stream/weir-session-file.h"

/* What is on the screen with its data: replayed, saved as one file, and opened from there. */

/* What is being read once more. */
typedef struct
{
  WeirWindow      *window;   /* owned */
  char            *path;     /* owned, nullable: the file that it becomes */
  WeirSpillFolder *folder;   /* owned, nullable: of a replay */
} Reading;

static void
reading_free (Reading *self)
{
  g_object_unref (self->window);
  weir_spill_folder_free (self->folder);
  g_free (self->path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

/* What of it is shown is read until something else is watched. */
static void
hold_folder (WeirWindow      *self,
             WeirSpillFolder *folder)
{
  g_clear_pointer (&self->session_folder, weir_spill_folder_free);
  self->session_folder = folder;
}

static WeirSessionView
get_view (WeirWindow *self)
{
  WeirTimeRange *range = weir_scope_get_time_range (self->scope);

  return (WeirSessionView) {
    .page = self->page,
    .begin_usec = weir_time_range_get_begin (range),
    .end_usec = weir_time_range_get_end (range),
    .live = weir_time_range_get_live (range),
  };
}

/* -- replay of what is shown -- */

static void
on_captured (GObject      *source_object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Reading) reading = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = weir_capture_finish (result, &error);
  WeirWindow *self = reading->window;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  if (workspace == NULL)
    {
      weir_window_show_error (self, _("What Is Shown Cannot Be Replayed"), error->message);
      return;
    }

  weir_window_open_workspace (self, workspace, NULL);
  hold_folder (self, g_steal_pointer (&reading->folder));
}

static void
replay_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  g_auto(GStrv) topics = NULL;
  g_autoptr(GError) error = NULL;
  WeirCaptureSpec spec = { 0 };
  Reading *reading;

  if (monitor == NULL || weir_monitor_get_replay (monitor) != NULL)
    return;

  topics = weir_monitor_dup_topics (monitor);
  spec.workspace = weir_monitor_get_workspace (monitor);
  spec.known_topics = (const char * const *) topics;
  spec.from_usec = get_view (self).begin_usec - weir_capture_get_lead (spec.workspace);
  reading = g_new0 (Reading, 1);
  reading->window = g_object_ref (self);
  reading->folder = weir_spill_folder_new (g_get_home_dir (), &error);
  if (reading->folder == NULL)
    {
      weir_window_show_error (self, _("What Is Shown Cannot Be Replayed"), error->message);
      reading_free (reading);
      return;
    }

  spec.folder = weir_spill_folder_get_path (reading->folder);
  weir_window_show_toast (self, _("Reading what is shown once more, to replay it…"));
  weir_capture_async (&spec, self->cancellable, on_captured, reading);
}

/* -- saving -- */

static void
on_saved (GObject      *source_object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Reading) reading = user_data;
  g_autoptr(GError) error = NULL;
  gboolean saved = weir_session_file_save_finish (result, &error);

  if (g_cancellable_is_cancelled (reading->window->cancellable))
    return;

  if (!saved)
    {
      weir_window_show_error (reading->window, _("The Session Cannot Be Saved"), error->message);
      return;
    }

  weir_recent_add (reading->path);
  weir_window_show_file_toast (reading->window, _("Session saved"), reading->path);
}

void
weir_window_save_session (WeirWindow *self,
                          const char *path)
{
  WeirMonitor *monitor;
  WeirSessionView view;
  g_auto(GStrv) topics = NULL;
  WeirCaptureSpec spec = { 0 };
  Reading *reading;

  g_return_if_fail (WEIR_IS_WINDOW (self) && path != NULL);

  monitor = weir_scope_get_monitor (self->scope);
  if (monitor == NULL)
    return;

  topics = weir_monitor_dup_topics (monitor);
  view = get_view (self);
  spec.workspace = weir_monitor_get_workspace (monitor);
  spec.known_topics = (const char * const *) topics;
  spec.from_usec = view.begin_usec - weir_capture_get_lead (spec.workspace);
  reading = g_new0 (Reading, 1);
  reading->window = g_object_ref (self);
  reading->path = g_strdup (path);
  weir_window_show_toast (self, _("Saving the session…"));
  weir_session_file_save_async (&spec, &view, path, self->cancellable, on_saved, reading);
}

static void
on_save_response (GtkNativeDialog *dialog,
                  int              response,
                  WeirWindow      *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL && !g_str_has_suffix (path, WEIR_SESSION_ENDING))
    {
      char *longer = g_strconcat (path, WEIR_SESSION_ENDING, NULL);

      g_free (path);
      path = longer;
    }
  if (path != NULL)
    weir_window_save_session (self, path);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
save_session_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Save Session"), GTK_WINDOW (widget),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "session" WEIR_SESSION_ENDING);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_response), widget, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* -- opening -- */

static void
show_view (WeirWindow            *self,
           const WeirSessionView *view)
{
  WeirTimeRange *range = weir_scope_get_time_range (self->scope);

  if (view->end_usec > view->begin_usec)
    {
      self->widening = TRUE;
      weir_scope_set_range_usec (self->scope, view->end_usec - view->begin_usec);
      self->widening = FALSE;
      if (!view->live)
        weir_time_range_set (range, view->begin_usec, view->end_usec);
    }
  if (view->page != NULL && gtk_stack_get_child_by_name (self->stack, view->page) != NULL)
    weir_window_show_page (self, view->page);
}

static void
on_opened (GObject      *source_object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Reading) reading = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSessionFile) session = weir_session_file_open_finish (result, &error);
  WeirWindow *self = reading->window;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  weir_window_set_starting (self, NULL);
  if (session == NULL)
    {
      weir_window_show_error (self, _("The Session Cannot Be Opened"), error->message);
      return;
    }

  weir_recent_add (reading->path);
  weir_window_open_workspace (self, session->workspace, NULL);
  hold_folder (self, g_steal_pointer (&session->folder));
  show_view (self, &session->view);
}

void
weir_window_open_session (WeirWindow *self,
                          const char *path)
{
  Reading *reading;

  g_return_if_fail (WEIR_IS_WINDOW (self) && path != NULL);

  reading = g_new0 (Reading, 1);
  reading->window = g_object_ref (self);
  reading->path = g_strdup (path);
  weir_window_set_starting (self, _("Opening the Session…"));
  weir_session_file_open_async (path, self->cancellable, on_opened, reading);
}

void
weir_window_class_install_session_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.replay", NULL, replay_action);
  gtk_widget_class_install_action (widget_class, "win.save-session", NULL, save_session_action);
}
