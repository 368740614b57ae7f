#include "config.h"

#include "app/shell/weir-window-private.h"

#include <glib/gi18n.h>

#include "widgets/weir-picture-note.h"

/* What is dropped on the window: a picture of a chart opens what it shows, a workspace is opened. */

static gboolean
has_page (WeirWindow *self,
          const char *dashboard)
{
  g_autofree char *page = g_strconcat (WEIR_WINDOW_DASHBOARD_PREFIX, dashboard != NULL ? dashboard : "", NULL);

  return gtk_stack_get_child_by_name (self->stack, page) != NULL;
}

static void
show_note (WeirWindow            *self,
           const WeirPictureNote *note)
{
  g_autofree char *page = g_strconcat (WEIR_WINDOW_DASHBOARD_PREFIX, note->dashboard, NULL);

  weir_window_show_page (self, page);
  weir_time_range_set (weir_scope_get_time_range (self->scope), note->begin_usec, note->end_usec);
}

void
weir_window_follow_note (WeirWindow *self)
{
  g_autoptr(WeirPictureNote) note = NULL;

  if (self->note == NULL || weir_scope_get_monitor (self->scope) == NULL)
    return;

  note = g_steal_pointer (&self->note);
  if (has_page (self, note->dashboard))
    show_note (self, note);
}

static void
open_note (WeirWindow            *self,
           const WeirPictureNote *note)
{
  const char *path = self->file != NULL ? weir_workspace_file_get_path (self->file) : NULL;

  if (has_page (self, note->dashboard))
    {
      show_note (self, note);
      return;
    }
  if (note->workspace != NULL && g_strcmp0 (note->workspace, path) != 0 && g_file_test (note->workspace, G_FILE_TEST_IS_REGULAR))
    {
      g_clear_pointer (&self->note, weir_picture_note_free);
      self->note = g_new0 (WeirPictureNote, 1);
      *self->note = (WeirPictureNote) { g_strdup (note->workspace), g_strdup (note->dashboard), note->begin_usec, note->end_usec };
      weir_window_open_file (self, note->workspace, NULL);
      return;
    }

  weir_window_show_toast (self, _("The picture is of a dashboard that this workspace does not have"));
}

static void
read_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  WeirPictureNote *note = weir_picture_note_from_png (task_data, &error);

  if (note != NULL)
    g_task_return_pointer (task, note, (GDestroyNotify) weir_picture_note_free);
  else
    g_task_return_error (task, error);
}

static void
on_note_read (GObject      *source_object,
              GAsyncResult *result,
              gpointer      user_data)
{
  WeirWindow *self = WEIR_WINDOW (source_object);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirPictureNote) note = g_task_propagate_pointer (G_TASK (result), &error);

  if (note != NULL)
    open_note (self, note);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    weir_window_show_toast (self, error->message);
}

void
weir_window_open_picture (WeirWindow *self,
                          const char *path)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (WEIR_IS_WINDOW (self) && path != NULL);

  task = g_task_new (self, self->cancellable, on_note_read, NULL);
  g_task_set_source_tag (task, weir_window_open_picture);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, read_in_thread);
}

static gboolean
on_drop (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         WeirWindow    *self)
{
  const char *path = g_file_peek_path (g_value_get_object (value));
  g_autofree char *lower = path != NULL ? g_ascii_strdown (path, -1) : NULL;

  if (path == NULL)
    return FALSE;

  if (g_str_has_suffix (lower, ".png"))
    weir_window_open_picture (self, path);
  else
    weir_window_open_path (self, path, NULL);

  return TRUE;
}

void
weir_window_add_drop_target (WeirWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
