#include "config.h"

#include "data/stream/weir-session-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/base/weir-archive.h"
#include "data/workspace/weir-workspace-edit.h"

/* First in the file: its name is what tells the file's type. */
#define MEMBER  "weir-session.json"
#define VERSION 1

/* A session that is being saved. */
typedef struct
{
  WeirSpillFolder *folder;   /* owned: the recordings, until they are in the file */
  WeirSessionView  view;     /* its page is owned */
  char            *path;     /* owned */
  char            *text;     /* owned, nullable: the first member */
} Saving;

static void
saving_free (gpointer data)
{
  Saving *self = data;

  weir_spill_folder_free (self->folder);
  g_free (self->view.page);
  g_free (self->path);
  g_free (self->text);
  g_free (self);
}

/**
 * weir_session_file_free:
 * @self: (transfer full): a session
 */
void
weir_session_file_free (WeirSessionFile *self)
{
  g_clear_object (&self->workspace);
  weir_spill_folder_free (self->folder);
  g_free (self->view.page);
  g_free (self);
}

/* -- saving -- */

/* Recordings are called by their names in the file, wherever that will be. */
static void
name_files (JsonObject *workspace)
{
  JsonArray *connections = weir_workspace_edit_get_list (workspace, "connections");

  for (guint i = 0; i < json_array_get_length (connections); i++)
    {
      g_autofree char *name = weir_capture_dup_name (i);

      json_object_set_string_member (json_array_get_object_element (connections, i), "file", name);
    }
}

static char *
dup_text (const Saving  *self,
          WeirWorkspace *workspace)
{
  JsonNode *root = weir_workspace_edit_copy_node (weir_json_document_get_root (weir_workspace_get_document (workspace)));
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  name_files (json_node_get_object (root));
  json_object_set_int_member (object, "weir_session", VERSION);
  json_object_set_string_member (object, "program", WEIR_VERSION);
  json_object_set_string_member (object, "page", self->view.page != NULL ? self->view.page : "");
  json_object_set_int_member (object, "begin_usec", self->view.begin_usec);
  json_object_set_int_member (object, "end_usec", self->view.end_usec);
  json_object_set_boolean_member (object, "live", self->view.live);
  json_object_set_member (object, "workspace", root);
  json_node_take_object (node, object);

  return json_to_string (node, TRUE);
}

static void
add_member (GPtrArray  *members,
            const char *name,
            const char *path,
            GBytes     *bytes)
{
  WeirArchiveMember *member = g_new0 (WeirArchiveMember, 1);

  member->name = g_strdup (name);
  member->path = g_strdup (path);
  member->bytes = bytes;
  g_ptr_array_add (members, member);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* All files below @path but those of the recorder itself, in the order of their names. */
static void
add_files (GPtrArray  *members,
           const char *path,
           const char *prefix)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (*name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *child = g_build_filename (path, g_ptr_array_index (names, i), NULL);
      g_autofree char *member = *prefix != '\0' ? g_strconcat (prefix, "/", g_ptr_array_index (names, i), NULL)
                                                : g_strdup (g_ptr_array_index (names, i));

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        add_files (members, child, member);
      else
        add_member (members, member, child, NULL);
    }
}

static void
save_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Saving *self = task_data;
  g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_archive_member_free);
  GError *error = NULL;

  add_member (members, MEMBER, NULL, g_bytes_new (self->text, strlen (self->text)));
  add_files (members, weir_spill_folder_get_path (self->folder), "");
  if (weir_archive_save (self->path, members, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_captured (GObject      *source_object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Saving *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(WeirWorkspace) workspace = weir_capture_finish (result, &error);

  if (workspace == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->text = dup_text (self, workspace);
  g_task_run_in_thread (task, save_in_thread);
}

/**
 * weir_session_file_save_async:
 * @spec: what is watched; its folder is not used
 * @view: what is on the screen
 * @path: (type filename): the file; replaced once the new one is whole
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default main context of this thread
 * @user_data: for it
 *
 * Reads once more what is shown, and puts it into one file with the workspace.
 */
void
weir_session_file_save_async (const WeirCaptureSpec *spec,
                         const WeirSessionView *view,
                         const char            *path,
                         GCancellable          *cancellable,
                         GAsyncReadyCallback    callback,
                         gpointer               user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *folder = g_path_get_dirname (path);
  Saving *self = g_new0 (Saving, 1);
  WeirCaptureSpec capture = *spec;
  GError *error = NULL;

  g_task_set_source_tag (task, weir_session_file_save_async);
  self->path = g_strdup (path);
  self->view = *view;
  self->view.page = g_strdup (view->page);
  g_task_set_task_data (task, self, saving_free);
  self->folder = weir_spill_folder_new (folder, &error);
  if (self->folder == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  capture.folder = weir_spill_folder_get_path (self->folder);
  weir_capture_async (&capture, cancellable, on_captured, task);
}

/**
 * weir_session_file_save_finish:
 * @result: what the callback got
 * @error: return location of a %WEIR_WORKSPACE_ERROR, %WEIR_ARCHIVE_ERROR, %WEIR_OUTPUT_FILE_ERROR or %WEIR_STORE_ERROR
 *
 * Returns: whether the file is there
 */
gboolean
weir_session_file_save_finish (GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- opening -- */

static gboolean
refuse (const char  *path,
        const char  *problem,
        GError     **error)
{
  g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_FILE, "%s: %s", path, problem);

  return FALSE;
}

/* A session reads what is in it: no cluster, and no file that whoever made it would like to see. */
static gboolean
place_files (JsonObject  *workspace,
             const char  *folder,
             const char  *path,
             GError     **error)
{
  JsonNode *member = json_object_get_member (workspace, "connections");
  JsonArray *connections = member != NULL && JSON_NODE_HOLDS_ARRAY (member) ? json_node_get_array (member) : NULL;

  if (connections == NULL)
    return refuse (path, _("it is no session"), error);

  for (guint i = 0; i < json_array_get_length (connections); i++)
    {
      JsonNode *element = json_array_get_element (connections, 0);
      g_autofree char *wanted = weir_capture_dup_name (i);
      g_autofree char *file = g_build_filename (folder, wanted, NULL);
      JsonObject *placed = json_object_new ();
      const char *name = JSON_NODE_HOLDS_OBJECT (element)
                           ? json_object_get_string_member_with_default (json_node_get_object (element), "name", NULL) : NULL;

      if (name == NULL
          || g_strcmp0 (json_object_get_string_member_with_default (json_node_get_object (element), "file", NULL), wanted) != 0)
        {
          json_object_unref (placed);
          return refuse (path, _("a connection of it reads something that is not in the file"), error);
        }

      json_object_set_string_member (placed, "name", name);
      json_object_set_string_member (placed, "file", file);
      /* To the end, and the next one is first: after all of them the order is as it was. */
      json_array_remove_element (connections, 0);
      json_array_add_object_element (connections, placed);
    }

  return TRUE;
}

static WeirWorkspace *
read_workspace (JsonNode    *node,
                const char  *path,
                GError     **error)
{
  g_autofree char *text = json_to_string (node, TRUE);
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_data (text, -1, path, error);

  if (workspace == NULL || !weir_workspace_consent (workspace, error))
    return NULL;

  return g_steal_pointer (&workspace);
}

static gboolean
read_session (WeirSessionFile  *self,
              JsonObject   *object,
              const char   *path,
              GError      **error)
{
  JsonNode *workspace = json_object_get_member (object, "workspace");

  if (json_object_get_int_member_with_default (object, "weir_session", 0) > VERSION)
    return refuse (path, _("it was saved by a newer Weir"), error);
  if (json_object_get_int_member_with_default (object, "weir_session", 0) != VERSION || workspace == NULL
      || !JSON_NODE_HOLDS_OBJECT (workspace))
    return refuse (path, _("it is no session"), error);
  if (!place_files (json_node_get_object (workspace), weir_spill_folder_get_path (self->folder), path, error))
    return FALSE;

  self->view.page = g_strdup (json_object_get_string_member_with_default (object, "page", NULL));
  self->view.begin_usec = json_object_get_int_member_with_default (object, "begin_usec", 0);
  self->view.end_usec = json_object_get_int_member_with_default (object, "end_usec", 0);
  self->view.live = json_object_get_boolean_member_with_default (object, "live", TRUE);
  self->workspace = read_workspace (workspace, path, error);

  return self->workspace != NULL;
}

static gboolean
unpack (WeirSessionFile  *self,
        const char   *path,
        GError      **error)
{
  const char *folder = weir_spill_folder_get_path (self->folder);
  g_autofree char *member = g_build_filename (folder, MEMBER, NULL);
  g_autoptr(WeirJsonDocument) document = NULL;
  g_autofree char *text = NULL;
  JsonNode *root;
  gsize length;

  if (!weir_archive_extract (path, folder, error))
    return FALSE;
  if (!g_file_get_contents (member, &text, &length, NULL))
    return refuse (path, _("it is no session"), error);

  document = weir_json_document_new (text, (gssize) length, path, error);

  if (document == NULL)
    return FALSE;

  root = weir_json_document_get_root (document);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return refuse (path, _("it is no session"), error);

  return read_session (self, json_node_get_object (root), path, error);
}

static void
open_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autoptr(WeirSessionFile) session = g_new0 (WeirSessionFile, 1);
  g_autofree char *folder = g_path_get_dirname (task_data);
  GError *error = NULL;

  session->folder = weir_spill_folder_new (folder, &error);
  if (session->folder != NULL && unpack (session, task_data, &error))
    g_task_return_pointer (task, g_steal_pointer (&session), (GDestroyNotify) weir_session_file_free);
  else
    g_task_return_error (task, error);
}

/**
 * weir_session_file_open_async:
 * @path: (type filename): a session, of anyone
 * @cancellable: (nullable): its result is not wanted any more
 * @callback: called in the thread-default main context of this thread
 * @user_data: for it
 */
void
weir_session_file_open_async (const char          *path,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, weir_session_file_open_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, open_in_thread);
}

/**
 * weir_session_file_open_finish:
 * @result: what the callback got
 * @error: return location of a %WEIR_WORKSPACE_ERROR, %WEIR_ARCHIVE_ERROR or %WEIR_STORE_ERROR
 *
 * Returns: (transfer full) (nullable): the session
 */
WeirSessionFile *
weir_session_file_open_finish (GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
