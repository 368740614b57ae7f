#include "config.h"

#include "data/workspace/weir-lag-streams.h"

#include "data/workspace/weir-workspace-edit.h"

#include <glib/gi18n-lib.h>

#define PERIOD "5s"

/* The streams, and which fields of "weir-cli lag --output json" they have. */
static const struct
{
  const char *name;
  const char *title;
  const char *topic;
  const char *fields[10];
} streams[] = {
  { "lag-groups", N_("Lag of Groups"), "groups", { "lag", "lag_seconds", "velocity", "clear_seconds", "lost", "members" } },
  { "lag-partitions", N_("Lag of Partitions"), "partitions",
    { "lag", "lag_seconds", "produce_rate", "consume_rate", "velocity", "lost", "at_risk", "partition" } },
};

/* The first connection to a cluster whose lag is no stream yet; -1: there is none. */
static int
find_connection (WeirWorkspace *workspace)
{
  GPtrArray *connections = weir_workspace_get_connections (workspace);
  int found = -1;

  for (guint i = 0; i < connections->len; i++)
    {
      const WeirConnectionConfig *connection = g_ptr_array_index (connections, i);

      if (connection->lag_usec > 0)
        return -1;
      if (found < 0 && connection->file == NULL && !weir_settings_is_embedded (connection->settings))
        found = (int) i;
    }

  return found;
}

/**
 * weir_lag_streams_can_add:
 * @workspace: a workspace
 *
 * Returns: whether it has a cluster, and no lag of one as a stream
 */
gboolean
weir_lag_streams_can_add (WeirWorkspace *workspace)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (workspace), FALSE);

  return find_connection (workspace) >= 0;
}

/* A name that nothing in @list has. */
static char *
dup_free_name (JsonArray  *list,
               const char *name)
{
  char *taken = g_strdup (name);

  for (guint i = 2; weir_workspace_edit_find_named (list, taken, NULL) != NULL; i++)
    {
      g_free (taken);
      taken = g_strdup_printf ("%s-%u", name, i);
    }

  return taken;
}

static JsonObject *
make_stream (guint       i,
             const char *name,
             const char *connection)
{
  JsonObject *stream = json_object_new ();
  JsonArray *topics = json_array_new ();
  JsonArray *fields = json_array_new ();

  json_array_add_string_element (topics, streams[i].topic);
  for (guint j = 0; j < G_N_ELEMENTS (streams[i].fields) && streams[i].fields[j] != NULL; j++)
    {
      JsonObject *field = json_object_new ();

      json_object_set_string_member (field, "name", streams[i].fields[j]);
      json_array_add_object_element (fields, field);
    }
  json_object_set_string_member (stream, "name", name);
  json_object_set_string_member (stream, "title", _(streams[i].title));
  json_object_set_string_member (stream, "connection", connection);
  json_object_set_array_member (stream, "topics", topics);
  json_object_set_string_member (stream, "format", "json");
  json_object_set_string_member (stream, "key", "group");
  json_object_set_array_member (stream, "fields", fields);

  return stream;
}

/* As the one it is beside, but for what it reads; it joins no group. */
static JsonObject *
make_connection (JsonObject *beside,
                 const char *name)
{
  static const char *const same[] = { "bootstrap", "properties" };
  JsonObject *connection = json_object_new ();

  json_object_set_string_member (connection, "name", name);
  json_object_set_string_member (connection, "lag", PERIOD);
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    if (json_object_has_member (beside, same[i]))
      json_object_set_member (connection, same[i], json_node_copy (json_object_get_member (beside, same[i])));

  return connection;
}

static gboolean
add (JsonObject  *root,
     gpointer     user_data,
     GError     **error)
{
  JsonArray *connections = weir_workspace_edit_get_list (root, "connections");
  JsonArray *list = weir_workspace_edit_get_list (root, "streams");
  guint beside = GPOINTER_TO_UINT (user_data);
  g_autofree char *name = dup_free_name (connections, "lag");

  json_array_add_object_element (connections, make_connection (json_array_get_object_element (connections, beside), name));
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      g_autofree char *stream = dup_free_name (list, streams[i].name);

      json_array_add_object_element (list, make_stream (i, stream, name));
    }

  return TRUE;
}

/**
 * weir_lag_streams_add:
 * @workspace: one for which weir_lag_streams_can_add() is true
 * @error: return location for an error of reading it anew
 *
 * Adds a connection that asks for the lag of the groups of the first cluster,
 * and streams of its groups and partitions, so that panels, rules, SQL and
 * exports have them. Passwords that stand in no text go with it.
 *
 * Returns: (transfer full) (nullable): another workspace
 */
WeirWorkspace *
weir_lag_streams_add (WeirWorkspace  *workspace,
                      GError        **error)
{
  int beside = find_connection (workspace);
  g_autoptr(WeirSettings) settings = weir_settings_new (NULL);
  g_autoptr(WeirWorkspace) next = NULL;
  const WeirConnectionConfig *from;

  g_return_val_if_fail (beside >= 0, NULL);

  next = weir_workspace_edit (workspace, add, GUINT_TO_POINTER ((guint) beside), error);
  /* What it copies was consented to. */
  if (next == NULL || !weir_workspace_consent (next, error))
    return NULL;

  from = g_ptr_array_index (weir_workspace_get_connections (workspace), (guint) beside);
  weir_settings_add (settings, from->settings);
  weir_workspace_set_settings (next, weir_workspace_get_connections (next)->len - 1, settings);

  return g_steal_pointer (&next);
}
