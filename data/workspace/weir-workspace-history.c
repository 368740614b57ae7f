#include "config.h"

#include "data/workspace/weir-workspace-history.h"

#include <string.h>

#include "data/workspace/weir-workspace-edit.h"

/* Changes that can be undone, and the bytes of their texts. */
#define CHANGES_MAX 200
#define BYTES_MAX   (16 << 20)

/* One change: the text on its other side, and what it is called. */
typedef struct
{
  char *text;
  char *label;
} Change;

struct _WeirWorkspaceHistory
{
  GObject        parent_instance;

  WeirWorkspace *workspace;   /* owned */
  GQueue         undo;        /* of Change, newest first: the text before it */
  GQueue         redo;        /* of Change, newest first: the text after it */
  gsize          undo_bytes;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirWorkspaceHistory, weir_workspace_history, G_TYPE_OBJECT)

static Change *
change_new (const char *text,
            const char *label)
{
  Change *change = g_new0 (Change, 1);

  change->text = g_strdup (text);
  change->label = g_strdup (label);

  return change;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->text);
  g_free (change->label);
  g_free (change);
}

static void
weir_workspace_history_finalize (GObject *object)
{
  WeirWorkspaceHistory *self = WEIR_WORKSPACE_HISTORY (object);

  g_queue_clear_full (&self->undo, change_free);
  g_queue_clear_full (&self->redo, change_free);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (weir_workspace_history_parent_class)->finalize (object);
}

static void
weir_workspace_history_class_init (WeirWorkspaceHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_workspace_history_finalize;

  /**
   * WeirWorkspaceHistory::changed:
   * @self: the history
   *
   * The workspace is another one: changed, undone or redone.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
weir_workspace_history_init (WeirWorkspaceHistory *self)
{
  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
}

/**
 * weir_workspace_history_new:
 * @workspace: a workspace
 *
 * Returns: (transfer full): a history in which nothing has happened yet
 */
WeirWorkspaceHistory *
weir_workspace_history_new (WeirWorkspace *workspace)
{
  WeirWorkspaceHistory *self;

  g_return_val_if_fail (WEIR_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (WEIR_TYPE_WORKSPACE_HISTORY, NULL);
  self->workspace = g_object_ref (workspace);

  return self;
}

/**
 * weir_workspace_history_get_workspace:
 * @self: a history
 *
 * Returns: (transfer none): the workspace as it is now
 */
WeirWorkspace *
weir_workspace_history_get_workspace (WeirWorkspaceHistory *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE_HISTORY (self), NULL);

  return self->workspace;
}

static void
push_undo (WeirWorkspaceHistory *self,
           Change               *change)
{
  g_queue_push_head (&self->undo, change);
  self->undo_bytes += strlen (change->text);
  while (self->undo.length > CHANGES_MAX || (self->undo_bytes > BYTES_MAX && self->undo.length > 1))
    {
      Change *oldest = g_queue_pop_tail (&self->undo);

      self->undo_bytes -= strlen (oldest->text);
      change_free (oldest);
    }
}

static void
take_workspace (WeirWorkspaceHistory *self,
                WeirWorkspace        *workspace)
{
  g_set_object (&self->workspace, workspace);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * weir_workspace_history_push:
 * @self: a history
 * @workspace: what the workspace is from now on
 * @label: what was done, as “Move Panel”
 *
 * Notes a change. What had been undone cannot be redone any more; of more than
 * 200 changes, or 16 MiB of them, the oldest cannot be undone any more. A workspace
 * of the same text is no change: nothing happens, and nothing is to be undone.
 */
void
weir_workspace_history_push (WeirWorkspaceHistory *self,
                             WeirWorkspace        *workspace,
                             const char           *label)
{
  g_return_if_fail (WEIR_IS_WORKSPACE_HISTORY (self) && WEIR_IS_WORKSPACE (workspace) && label != NULL);

  if (g_strcmp0 (weir_workspace_get_text (workspace), weir_workspace_get_text (self->workspace)) == 0)
    return;

  g_queue_clear_full (&self->redo, change_free);
  push_undo (self, change_new (weir_workspace_get_text (self->workspace), label));
  take_workspace (self, workspace);
}

/**
 * weir_workspace_history_undo:
 * @self: a history
 * @error: return location
 *
 * Takes the last change back.
 *
 * Returns: %FALSE where there is none, or with @error set where the text of
 *   before cannot be read any more
 */
gboolean
weir_workspace_history_undo (WeirWorkspaceHistory  *self,
                             GError               **error)
{
  const Change *change;
  g_autoptr(WeirWorkspace) workspace = NULL;

  g_return_val_if_fail (WEIR_IS_WORKSPACE_HISTORY (self), FALSE);

  change = g_queue_peek_head (&self->undo);
  workspace = change != NULL ? weir_workspace_reread (self->workspace, change->text, error) : NULL;
  if (workspace == NULL)
    return FALSE;

  g_queue_push_head (&self->redo, change_new (weir_workspace_get_text (self->workspace), change->label));
  self->undo_bytes -= strlen (change->text);
  change_free (g_queue_pop_head (&self->undo));
  take_workspace (self, workspace);

  return TRUE;
}

/**
 * weir_workspace_history_redo:
 * @self: a history
 * @error: return location
 *
 * Makes the change again that was undone last.
 *
 * Returns: %FALSE where there is none, or with @error set
 */
gboolean
weir_workspace_history_redo (WeirWorkspaceHistory  *self,
                             GError               **error)
{
  const Change *change;
  g_autoptr(WeirWorkspace) workspace = NULL;

  g_return_val_if_fail (WEIR_IS_WORKSPACE_HISTORY (self), FALSE);

  change = g_queue_peek_head (&self->redo);
  workspace = change != NULL ? weir_workspace_reread (self->workspace, change->text, error) : NULL;
  if (workspace == NULL)
    return FALSE;

  push_undo (self, change_new (weir_workspace_get_text (self->workspace), change->label));
  change_free (g_queue_pop_head (&self->redo));
  take_workspace (self, workspace);

  return TRUE;
}

/**
 * weir_workspace_history_get_undo_label:
 * @self: a history
 *
 * Returns: (transfer none) (nullable): what weir_workspace_history_undo() would
 *   take back; %NULL for nothing
 */
const char *
weir_workspace_history_get_undo_label (WeirWorkspaceHistory *self)
{
  const Change *change;

  g_return_val_if_fail (WEIR_IS_WORKSPACE_HISTORY (self), NULL);

  change = g_queue_peek_head (&self->undo);

  return change != NULL ? change->label : NULL;
}

/**
 * weir_workspace_history_get_redo_label:
 * @self: a history
 *
 * Returns: (transfer none) (nullable): what weir_workspace_history_redo() would
 *   make again; %NULL for nothing
 */
const char *
weir_workspace_history_get_redo_label (WeirWorkspaceHistory *self)
{
  const Change *change;

  g_return_val_if_fail (WEIR_IS_WORKSPACE_HISTORY (self), NULL);

  change = g_queue_peek_head (&self->redo);

  return change != NULL ? change->label : NULL;
}
