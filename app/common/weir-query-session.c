#include "config.h"

#include "app/common/weir-query-session.h"

#include "app/common/weir-query-tables.h"
#include "data/store/weir-recording.h"

#define KEY "weir-query-session"
#define HISTORY_MAX 50

static void
session_free (gpointer data)
{
  WeirQuerySession *self = data;

  g_free (self->text);
  g_ptr_array_unref (self->history);
  g_free (self->recording);
  g_ptr_array_unref (self->allowed);
  g_free (self);
}

WeirQuerySession *
weir_query_session_get (WeirScope *scope)
{
  WeirQuerySession *self = g_object_get_data (G_OBJECT (scope), KEY);

  if (self != NULL)
    return self;

  self = g_new0 (WeirQuerySession, 1);
  self->history = g_ptr_array_new_with_free_func (g_free);
  self->allowed = g_ptr_array_new_with_free_func (g_free);
  g_object_set_data_full (G_OBJECT (scope), KEY, self, session_free);

  return self;
}

static void
put_first (GPtrArray  *list,
           const char *text)
{
  guint index;

  if (g_ptr_array_find_with_equal_func (list, text, g_str_equal, &index))
    g_ptr_array_remove_index (list, index);
  g_ptr_array_insert (list, 0, g_strdup (text));
}

void
weir_query_session_remember (WeirQuerySession *self,
                             const char       *sql)
{
  put_first (self->history, sql);
  if (self->history->len > HISTORY_MAX)
    g_ptr_array_set_size (self->history, HISTORY_MAX);
}

void
weir_query_session_allow (WeirQuerySession *self,
                          const char       *path)
{
  g_auto(GStrv) topics = g_file_test (path, G_FILE_TEST_IS_DIR) ? weir_recording_list_topics (path, NULL) : NULL;

  put_first (self->allowed, path);
  if (topics == NULL || topics[0] == NULL)
    return;

  g_free (self->recording);
  self->recording = g_strdup (path);
}

WeirSettings *
weir_query_session_find_settings (WeirScope *scope)
{
  WeirMonitor *monitor = weir_scope_get_monitor (scope);
  GPtrArray *connections = monitor != NULL ? weir_workspace_get_connections (weir_monitor_get_workspace (monitor)) : NULL;

  for (guint i = 0; connections != NULL && i < connections->len; i++)
    {
      const WeirConnectionConfig *connection = g_ptr_array_index (connections, i);

      if (connection->file == NULL)
        return connection->settings;
    }

  return NULL;
}

void
weir_query_session_allow_connections (WeirScope *scope)
{
  WeirQuerySession *self = weir_query_session_get (scope);
  WeirMonitor *monitor = weir_scope_get_monitor (scope);
  GPtrArray *connections = monitor != NULL ? weir_workspace_get_connections (weir_monitor_get_workspace (monitor)) : NULL;

  for (guint i = 0; connections != NULL && i < connections->len; i++)
    {
      const WeirConnectionConfig *connection = g_ptr_array_index (connections, i);

      if (connection->file != NULL && !g_ptr_array_find_with_equal_func (self->allowed, connection->file, g_str_equal, NULL))
        weir_query_session_allow (self, connection->file);
    }
}

void
weir_query_session_ask (WeirScope           *scope,
                        const char          *sql,
                        guint                timeout_msec,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  WeirQuerySession *self = weir_query_session_get (scope);
  g_autoptr(GPtrArray) tables = weir_query_tables_copy (weir_scope_get_monitor (scope), sql);
  g_autoptr(GPtrArray) allowed = g_ptr_array_new ();
  WeirQuerySpec spec = {
    .sql = sql,
    .recordings = self->recording,
    .settings = weir_query_session_find_settings (scope),
    .tables = tables,
    .timeout_msec = timeout_msec,
  };

  for (guint i = 0; i < self->allowed->len; i++)
    g_ptr_array_add (allowed, g_ptr_array_index (self->allowed, i));
  g_ptr_array_add (allowed, NULL);
  spec.allowed = (const char * const *) allowed->pdata;
  weir_query_async (&spec, cancellable, callback, user_data);
}
