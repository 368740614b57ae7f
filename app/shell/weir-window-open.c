#include "config.h"

#include "app/shell/weir-window-private.h"

#include <glib/gi18n.h>

#include "app/common/weir-recent.h"
#include "app/dialogs/weir-consent-dialog.h"
#include "app/dialogs/weir-preview-dialog.h"
#include "app/dialogs/weir-sample-job.h"
#include "data/stream/weir-session-file.h"
#include "data/workspace/weir-trust.h"

/* A workspace file on its way to the screen: read by a thread, then asked about. */
typedef struct
{
  WeirWindow    *window;      /* owned */
  WeirWorkspace *workspace;   /* owned, nullable: not read yet */
  char          *path;
  WeirSettings  *own;         /* owned, nullable: the user's own properties, which win */
} Opening;

static void
opening_free (Opening *self)
{
  g_clear_object (&self->window);
  g_clear_object (&self->workspace);
  g_clear_object (&self->own);
  g_free (self->path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
apply_own (Opening *self)
{
  GPtrArray *connections = weir_workspace_get_connections (self->workspace);

  for (guint i = 0; self->own != NULL && i < connections->len; i++)
    weir_settings_add (((WeirConnectionConfig *) g_ptr_array_index (connections, i))->settings, self->own);
}

static void
watch (Opening *self)
{
  g_autoptr(GError) error = NULL;

  if (!weir_workspace_consent (self->workspace, &error))
    {
      weir_window_show_error (self->window, _("The Workspace Cannot Be Opened"), error->message);
      return;
    }

  apply_own (self);
  weir_recent_add (self->path);
  weir_window_open_workspace (self->window, self->workspace, self->path);
}

static void
on_consent_response (AdwMessageDialog *dialog,
                     const char       *response,
                     gpointer          user_data)
{
  Opening *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_str_equal (response, WEIR_CONSENT_DIALOG_ALLOW))
    return;

  if (!weir_trust_add (weir_workspace_get_digest (self->workspace), &error))
    weir_window_show_toast (self->window, error->message);
  watch (self);
}

static void
on_consent_gone (gpointer  data,
                 GClosure *closure)
{
  opening_free (data);
}

static void
ask (Opening *self)
{
  GtkWidget *dialog = weir_consent_dialog_new (GTK_WINDOW (self->window), self->workspace);

  g_signal_connect_data (dialog, "response", G_CALLBACK (on_consent_response), self, on_consent_gone, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_read (GObject      *source_object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Opening) self = user_data;
  g_autoptr(GError) error = NULL;

  self->workspace = g_task_propagate_pointer (G_TASK (result), &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  weir_window_set_starting (self->window, NULL);
  if (self->workspace == NULL)
    {
      weir_window_show_error (self->window, _("The Workspace Cannot Be Opened"), error->message);
      return;
    }

  if (self->own != NULL)
    weir_workspace_weigh_own (self->workspace, self->own);
  if (weir_workspace_get_consents (self->workspace)->len == 0
      || weir_trust_contains (weir_workspace_get_digest (self->workspace)))
    watch (self);
  else
    ask (g_steal_pointer (&self));
}

static void
read_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  WeirWorkspace *workspace = weir_workspace_new_from_file (task_data, &error);

  if (workspace != NULL)
    g_task_return_pointer (task, workspace, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
weir_window_open_file (WeirWindow   *self,
                       const char   *path,
                       WeirSettings *own)
{
  g_autoptr(GTask) task = NULL;
  Opening *opening;

  g_return_if_fail (WEIR_IS_WINDOW (self) && path != NULL);

  opening = g_new0 (Opening, 1);
  opening->window = g_object_ref (self);
  opening->path = g_strdup (path);
  g_set_object (&opening->own, own);
  weir_window_set_starting (self, _("Opening the Workspace…"));

  /* A window that is closed meanwhile has cancelled it. */
  task = g_task_new (NULL, self->cancellable, on_read, opening);
  g_task_set_source_tag (task, weir_window_open_file);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, read_in_thread);
}

/* Data that are being looked at. */
typedef struct
{
  WeirWindow *window;   /* owned */
  char       *path;
  gboolean    preview;
} Sampling;

static void
sampling_free (Sampling *self)
{
  g_object_unref (self->window);
  g_free (self->path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sampling, sampling_free)

static void
on_watch (WeirWindow    *self,
          WeirWorkspace *workspace,
          gint64         span_usec)
{
  weir_window_widen_range (self, span_usec);
  if (workspace != NULL)
    weir_window_open_workspace (self, workspace, NULL);
}

static void
preview_samples (Sampling  *self,
                 GPtrArray *samples)
{
  const WeirPreviewSpec spec = { .samples = samples, .file = self->path, .open = self->window->history };
  GtkWidget *dialog = weir_preview_dialog_new (GTK_WINDOW (self->window), &spec);

  g_signal_connect_object (dialog, "watch", G_CALLBACK (on_watch), self->window, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  weir_recent_add (self->path);
}

static void
show_samples (Sampling  *self,
              GPtrArray *samples)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = weir_samples_create_workspace (samples, NULL, NULL, self->path, &error);

  if (workspace == NULL)
    {
      weir_window_show_error (self->window, _("The File Cannot Be Shown"), error->message);
      return;
    }

  weir_recent_add (self->path);
  weir_window_widen_range (self->window, weir_samples_get_span (samples));
  weir_window_open_workspace (self->window, workspace, NULL);
}

static void
on_sampled (GObject      *source_object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Sampling) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) samples = weir_sample_job_finish (result, &error);

  if (g_cancellable_is_cancelled (weir_window_get_cancellable (self->window)))
    return;

  weir_window_set_starting (self->window, NULL);
  if (samples != NULL && self->preview)
    preview_samples (self, samples);
  else if (samples != NULL)
    show_samples (self, samples);
  else
    weir_window_show_error (self->window, _("The File Cannot Be Read"), error->message);
}

void
weir_window_open_data (WeirWindow *self,
                       const char *path,
                       gboolean    preview)
{
  Sampling *sampling;

  g_return_if_fail (WEIR_IS_WINDOW (self) && path != NULL);

  sampling = g_new0 (Sampling, 1);
  sampling->window = g_object_ref (self);
  sampling->path = g_strdup (path);
  sampling->preview = preview;
  weir_window_set_starting (self, _("Looking into the File…"));
  weir_sample_job_async (NULL, path, NULL, self->cancellable, on_sampled, sampling);
}

gboolean
weir_window_is_workspace (const char *path)
{
  g_return_val_if_fail (path != NULL, FALSE);

  return g_str_has_suffix (path, ".json") && !g_file_test (path, G_FILE_TEST_IS_DIR);
}

void
weir_window_open_path (WeirWindow   *self,
                       const char   *path,
                       WeirSettings *own)
{
  g_return_if_fail (WEIR_IS_WINDOW (self) && path != NULL);

  if (g_str_has_suffix (path, WEIR_SESSION_ENDING) && !g_file_test (path, G_FILE_TEST_IS_DIR))
    weir_window_open_session (self, path);
  else if (weir_window_is_workspace (path))
    weir_window_open_file (self, path, own);
  else
    weir_window_open_data (self, path, FALSE);
}
