#include "config.h"

#include "data/workspace/weir-workspace-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/base/weir-bounded-file.h"
#include "data/base/weir-output-file.h"
#include "data/workspace/weir-trust.h"

struct _WeirWorkspaceFile
{
  GObject        parent_instance;

  char          *path;
  char          *digest;      /* nullable: of what the file holds as far as is known; NULL: whatever it holds */
  WeirWorkspace *waiting;     /* owned, nullable: to be written next */
  gboolean       writing;
  gboolean       failed;      /* the last writing */
};

/* One writing, for its thread. */
typedef struct
{
  char    *path;
  char    *text;
  char    *digest;     /* of text */
  char    *expected;   /* nullable: of what the file must hold now */
  gboolean consented;  /* nothing in text waits for consent */
} Writing;

enum
{
  SAVED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirWorkspaceFile, weir_workspace_file, G_TYPE_OBJECT)

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_free (writing->path);
  g_free (writing->text);
  g_free (writing->digest);
  g_free (writing->expected);
  g_free (writing);
}

static void
weir_workspace_file_finalize (GObject *object)
{
  WeirWorkspaceFile *self = WEIR_WORKSPACE_FILE (object);

  g_clear_object (&self->waiting);
  g_free (self->path);
  g_free (self->digest);

  G_OBJECT_CLASS (weir_workspace_file_parent_class)->finalize (object);
}

static void
weir_workspace_file_class_init (WeirWorkspaceFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_workspace_file_finalize;

  /**
   * WeirWorkspaceFile::saved:
   * @self: the file
   *
   * It holds what was last given to weir_workspace_file_save().
   */
  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  /**
   * WeirWorkspaceFile::failed:
   * @self: the file
   * @error: a %WEIR_WORKSPACE_ERROR: %WEIR_WORKSPACE_ERROR_CHANGED if somebody
   *   else has changed it, which weir_workspace_file_overwrite() overrules
   *
   * It holds what it held before.
   */
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
weir_workspace_file_init (WeirWorkspaceFile *self)
{
}

/**
 * weir_workspace_file_new:
 * @path: a file
 * @workspace: (nullable): what was read from it; %NULL if it was not: whatever
 *   it holds is replaced, because the user has chosen it to be
 *
 * Returns: (transfer full): the file
 */
WeirWorkspaceFile *
weir_workspace_file_new (const char    *path,
                         WeirWorkspace *workspace)
{
  WeirWorkspaceFile *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (WEIR_TYPE_WORKSPACE_FILE, NULL);
  self->path = g_strdup (path);
  self->digest = workspace != NULL ? g_strdup (weir_workspace_get_digest (workspace)) : NULL;

  return self;
}

/**
 * weir_workspace_file_get_path:
 * @self: a file
 *
 * Returns: (transfer none): where it is
 */
const char *
weir_workspace_file_get_path (WeirWorkspaceFile *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE_FILE (self), NULL);

  return self->path;
}

static gboolean
check_unchanged (const Writing  *writing,
                 GError        **error)
{
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;
  g_autoptr(GError) local_error = NULL;
  gsize length;

  if (writing->expected == NULL)
    return TRUE;

  text = weir_bounded_file_read (writing->path, WEIR_WORKSPACE_MAX_BYTES, TRUE, &length, &local_error);
  /* A file that was taken away is made again. */
  if (text == NULL && g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;

  digest = text != NULL ? g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length) : NULL;
  if (g_strcmp0 (digest, writing->expected) == 0 || g_strcmp0 (digest, writing->digest) == 0)
    return TRUE;

  g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_CHANGED,
               _("%s was changed by another program since it was read, and was left as it is"), writing->path);

  return FALSE;
}

static gboolean
write_text (const Writing  *writing,
            GError        **error)
{
  g_autoptr(GError) local_error = NULL;
  gboolean uncertain;

  if (!check_unchanged (writing, error))
    return FALSE;
  if (weir_output_file_save (writing->path, writing->text, strlen (writing->text), &local_error))
    return TRUE;

  uncertain = g_error_matches (local_error, WEIR_OUTPUT_FILE_ERROR, WEIR_OUTPUT_FILE_ERROR_UNCERTAIN);
  g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_FILE,
               uncertain ? "%s" : _("The workspace cannot be saved: %s"), local_error->message);

  return FALSE;
}

static void
write_in_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  const Writing *writing = task_data;
  GError *error = NULL;

  if (!write_text (writing, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  /* What was consented to stays so, though the text is a new one. */
  if (writing->consented && writing->expected != NULL && weir_trust_contains (writing->expected)
      && !weir_trust_add (writing->digest, &error))
    {
      g_info ("The consent is asked for again next time: %s", error->message);
      g_clear_error (&error);
    }
  g_task_return_boolean (task, TRUE);
}

static void write_next (WeirWorkspaceFile *self);

static void
on_written (GObject      *source_object,
            GAsyncResult *result,
            gpointer      user_data)
{
  WeirWorkspaceFile *self = WEIR_WORKSPACE_FILE (source_object);
  const Writing *writing = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;

  self->writing = FALSE;
  self->failed = !g_task_propagate_boolean (G_TASK (result), &error);
  if (!self->failed)
    {
      g_free (self->digest);
      self->digest = g_strdup (writing->digest);
    }

  if (self->failed)
    g_signal_emit (self, signals[FAILED], 0, error);
  else if (self->waiting != NULL)
    write_next (self);
  else
    g_signal_emit (self, signals[SAVED], 0);
}

static void
write_next (WeirWorkspaceFile *self)
{
  g_autoptr(WeirWorkspace) workspace = g_steal_pointer (&self->waiting);
  g_autoptr(GTask) task = g_task_new (self, NULL, on_written, NULL);
  Writing *writing = g_new0 (Writing, 1);

  writing->path = g_strdup (self->path);
  writing->text = g_strdup (weir_workspace_get_text (workspace));
  writing->digest = g_strdup (weir_workspace_get_digest (workspace));
  writing->expected = g_strdup (self->digest);
  writing->consented = weir_workspace_get_consents (workspace)->len == 0;
  self->writing = TRUE;
  g_task_set_source_tag (task, write_next);
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, write_in_thread);
}

/**
 * weir_workspace_file_save:
 * @self: a file
 * @workspace: what it holds from now on
 *
 * Writes @workspace, at once or after what is being written; the signals tell
 * how it went.
 */
void
weir_workspace_file_save (WeirWorkspaceFile *self,
                          WeirWorkspace     *workspace)
{
  g_return_if_fail (WEIR_IS_WORKSPACE_FILE (self) && WEIR_IS_WORKSPACE (workspace));

  g_set_object (&self->waiting, workspace);
  if (!self->writing)
    write_next (self);
}

/**
 * weir_workspace_file_overwrite:
 * @self: a file
 *
 * From now on what is saved replaces what another program wrote.
 */
void
weir_workspace_file_overwrite (WeirWorkspaceFile *self)
{
  g_return_if_fail (WEIR_IS_WORKSPACE_FILE (self));

  g_clear_pointer (&self->digest, g_free);
}

/**
 * weir_workspace_file_is_saved:
 * @self: a file
 *
 * Returns: %TRUE if it holds what was last given to weir_workspace_file_save()
 */
gboolean
weir_workspace_file_is_saved (WeirWorkspaceFile *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE_FILE (self), FALSE);

  return !self->writing && !self->failed;
}

/**
 * weir_workspace_file_is_writing:
 * @self: a file
 *
 * Returns: %TRUE if a thread writes it; a signal is to come
 */
gboolean
weir_workspace_file_is_writing (WeirWorkspaceFile *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE_FILE (self), FALSE);

  return self->writing;
}
