#include "config.h"

#include "data/workspace/weir-workspace-proposal.h"

#include <glib/gi18n-lib.h>

#define MAX_FIELDS 16
#define MAX_TEXTS  8
/* Records of a file may be of any time, and stay to be looked at. */
#define FILE_RETENTION "3650d"

static JsonNode *
take_node (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);

  return node;
}

static void
add_fields (JsonArray  *array,
            GStrv       paths,
            const char *type,
            guint       max)
{
  for (guint i = 0; paths != NULL && paths[i] != NULL && i < max; i++)
    {
      JsonObject *field = json_object_new ();

      json_object_set_string_member (field, "name", paths[i]);
      json_object_set_string_member (field, "path", paths[i]);
      json_object_set_string_member (field, "type", type);
      json_array_add_object_element (array, field);
    }
}

static JsonObject *
create_time (const WeirInferredSchema *schema)
{
  JsonObject *time = json_object_new ();

  if (schema != NULL && schema->time_path != NULL)
    {
      json_object_set_string_member (time, "field", schema->time_path);
      json_object_set_string_member (time, "unit", weir_time_unit_get_word (schema->time_unit));
    }
  else
    json_object_set_string_member (time, "basis", weir_time_basis_get_word (WEIR_TIME_BASIS_RECORD));

  return time;
}

static void
add_columns (JsonObject               *stream,
             const WeirInferredSchema *schema)
{
  const char separator[] = { schema->csv_separator != '\0' ? schema->csv_separator : ',', '\0' };
  JsonArray *columns = json_array_new ();

  for (guint i = 0; schema->csv_columns != NULL && schema->csv_columns[i] != NULL; i++)
    json_array_add_string_element (columns, schema->csv_columns[i]);
  json_object_set_array_member (stream, "columns", columns);
  json_object_set_string_member (stream, "separator", separator);
}

/* So long that a chart of the sample has some sixty of them. */
static const char *
choose_window (const WeirInferredSchema *schema)
{
  static const struct
  {
    gint64      usec;
    const char *size;
  } sizes[] = {
    { G_TIME_SPAN_MINUTE, "1m" }, { 5 * G_TIME_SPAN_MINUTE, "5m" }, { 15 * G_TIME_SPAN_MINUTE, "15m" },
    { 30 * G_TIME_SPAN_MINUTE, "30m" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (schema == NULL || schema->span_usec <= 60 * sizes[i].usec)
      return sizes[i].size;

  return "1h";
}

static JsonArray *
create_windows (const WeirInferredSchema *schema)
{
  JsonArray *windows = json_array_new ();
  JsonObject *window = json_object_new ();

  json_object_set_string_member (window, "kind", weir_window_kind_get_word (WEIR_WINDOW_TUMBLING));
  json_object_set_string_member (window, "size", choose_window (schema));
  json_object_set_string_member (window, "grace", "5s");
  json_array_add_object_element (windows, window);

  return windows;
}

/**
 * weir_proposal_create_stream:
 * @schema: (nullable): what the topic seems to hold; %NULL where that is not known: its records are read raw
 * @topic: its name, or a pattern
 * @connection: name of the connection
 *
 * Proposes a stream: key, time and fields as they were found, and tumbling
 * windows of which the sample has some sixty.
 *
 * Returns: (transfer full): the stream, as an object of a workspace
 */
JsonNode *
weir_proposal_create_stream (const WeirInferredSchema *schema,
                             const char               *topic,
                             const char               *connection)
{
  JsonObject *stream = json_object_new ();
  JsonArray *topics = json_array_new ();
  JsonArray *fields = json_array_new ();
  WeirFormat format = schema != NULL ? schema->format : WEIR_FORMAT_RAW;

  g_return_val_if_fail (topic != NULL && connection != NULL, NULL);

  json_array_add_string_element (topics, topic);
  json_object_set_string_member (stream, "name", topic);
  json_object_set_string_member (stream, "connection", connection);
  json_object_set_array_member (stream, "topics", topics);
  json_object_set_string_member (stream, "format", weir_record_format_get_word (format));
  if (schema != NULL && weir_record_format_has_columns (format))
    add_columns (stream, schema);
  if (schema != NULL && schema->key_path != NULL)
    json_object_set_string_member (stream, "key", schema->key_path);
  json_object_set_object_member (stream, "time", create_time (schema));
  if (schema != NULL)
    {
      add_fields (fields, schema->field_paths, weir_field_type_get_word (WEIR_FIELD_NUMBER), MAX_FIELDS);
      add_fields (fields, schema->text_paths, weir_field_type_get_word (WEIR_FIELD_TEXT), MAX_TEXTS);
    }
  json_object_set_array_member (stream, "fields", fields);
  json_object_set_array_member (stream, "windows", create_windows (schema));

  return take_node (stream);
}

static void
add_panel (JsonArray  *panels,
           const char *kind,
           const char *title,
           JsonObject *stream,
           JsonObject *field,
           const int   place[4])
{
  static const char *const names[] = { "row", "column", "width", "height" };
  const char *name = field != NULL ? json_object_get_string_member (field, "name") : NULL;
  JsonObject *panel = json_object_new ();

  json_object_set_string_member (panel, "kind", kind);
  json_object_set_string_member (panel, "title", title != NULL ? title : name);
  json_object_set_string_member (panel, "stream", json_object_get_string_member (stream, "name"));
  if (name != NULL)
    {
      JsonArray *fields = json_array_new ();

      json_array_add_string_element (fields, name);
      json_object_set_array_member (panel, "fields", fields);
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    json_object_set_int_member (panel, names[i], place[i]);
  json_array_add_object_element (panels, panel);
}

/* The numbers among the fields, at most two. */
static guint
find_numbers (JsonObject *stream,
              JsonObject *numbers[2])
{
  JsonArray *fields = json_object_has_member (stream, "fields") ? json_object_get_array_member (stream, "fields") : NULL;
  const char *number = weir_field_type_get_word (WEIR_FIELD_NUMBER);
  guint n = 0;

  for (guint i = 0; fields != NULL && i < json_array_get_length (fields) && n < 2; i++)
    {
      JsonObject *field = json_array_get_object_element (fields, i);

      if (g_str_equal (json_object_get_string_member_with_default (field, "type", number), number))
        numbers[n++] = field;
    }

  return n;
}

/**
 * weir_proposal_create_dashboard:
 * @stream: a stream, as an object of a workspace
 *
 * Proposes a dashboard of the stream's name: lines over candles of its first
 * number at the left, its keys by their change at the right, and the second
 * number below them. Without numbers the rate of the records and the newest.
 *
 * Returns: (transfer full): the dashboard, as an object of a workspace
 */
JsonNode *
weir_proposal_create_dashboard (JsonNode *stream)
{
  JsonObject *described;
  JsonObject *dashboard = json_object_new ();
  JsonArray *panels = json_array_new ();
  JsonObject *numbers[2];
  gboolean has_windows;
  guint n;

  g_return_val_if_fail (stream != NULL && JSON_NODE_HOLDS_OBJECT (stream), NULL);

  described = json_node_get_object (stream);
  n = find_numbers (described, numbers);
  has_windows = json_object_has_member (described, "windows")
                && json_array_get_length (json_object_get_array_member (described, "windows")) > 0;
  json_object_set_string_member (dashboard, "name", json_object_get_string_member (described, "name"));
  json_object_set_string_member (dashboard, "title", json_object_get_string_member (described, "name"));
  if (n > 0)
    {
      add_panel (panels, "lines", NULL, described, numbers[0], (const int[]) { 0, 0, 8, 4 });
      if (has_windows)
        add_panel (panels, "candles", NULL, described, numbers[0], (const int[]) { 4, 0, 8, 4 });
      add_panel (panels, "movers", NULL, described, numbers[0], (const int[]) { 0, 8, 4, 4 });
    }
  else
    {
      add_panel (panels, "rate", _("Records per Second"), described, NULL, (const int[]) { 0, 0, 12, 3 });
      add_panel (panels, "messages", _("Newest Messages"), described, NULL, (const int[]) { 3, 0, 12, 5 });
    }
  if (n > 1)
    add_panel (panels, "lines", NULL, described, numbers[1], (const int[]) { 4, 8, 4, 4 });
  json_object_set_array_member (dashboard, "panels", panels);

  return take_node (dashboard);
}

/**
 * weir_proposal_create_connection:
 * @settings: (nullable): of a cluster; %NULL for a file
 * @group: (nullable): the consumer group; "" for none
 * @file: (nullable): the path of a file or recording; %NULL for a cluster
 *
 * Describes a connection. Properties other than the brokers' addresses, among
 * them passwords, stay in @settings and never pass through the text.
 *
 * Returns: (transfer full): the connection, as an object of a workspace
 */
JsonNode *
weir_proposal_create_connection (WeirSettings *settings,
                                 const char   *group,
                                 const char   *file)
{
  JsonObject *connection = json_object_new ();
  g_autofree char *name = file != NULL ? g_path_get_basename (file) : g_strdup ("kafka");

  g_return_val_if_fail ((settings != NULL) != (file != NULL), NULL);

  json_object_set_string_member (connection, "name", name);
  if (file != NULL)
    json_object_set_string_member (connection, "file", file);
  else
    {
      const char *bootstrap = weir_settings_get_bootstrap (settings);

      json_object_set_string_member (connection, "bootstrap", bootstrap != NULL ? bootstrap : "");
      if (group != NULL && *group != '\0')
        json_object_set_string_member (connection, "group", group);
      if (weir_settings_is_embedded (settings))
        json_object_set_boolean_member (connection, "embedded", TRUE);
    }

  return take_node (connection);
}

typedef struct
{
  JsonNode  *connection;
  GPtrArray *streams;
  char      *name;     /* owned: the connection's, as it stands in the workspace */
} Addition;

/* A name that nothing in @list has, made of @wanted. */
static char *
dup_free_name (JsonArray  *list,
               const char *wanted)
{
  char *name = g_strdup (wanted);

  for (guint i = 2; weir_workspace_edit_find_named (list, name, NULL) != NULL; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", wanted, i);
    }

  return name;
}

/* The connection of the workspace that reaches the same; NULL if none does. */
static const char *
find_connection (JsonArray  *connections,
                 JsonObject *wanted)
{
  static const char *const members[] = { "bootstrap", "file", "group" };

  for (guint i = 0; i < json_array_get_length (connections); i++)
    {
      JsonObject *connection = json_array_get_object_element (connections, i);
      gboolean same = TRUE;

      for (guint m = 0; m < G_N_ELEMENTS (members); m++)
        same &= g_strcmp0 (json_object_get_string_member_with_default (connection, members[m], NULL),
                           json_object_get_string_member_with_default (wanted, members[m], NULL)) == 0;
      if (same)
        return json_object_get_string_member (connection, "name");
    }

  return NULL;
}

static void
add_connection (JsonObject *root,
                Addition   *addition)
{
  JsonArray *connections = weir_workspace_edit_get_list (root, "connections");
  JsonObject *wanted = json_node_get_object (addition->connection);
  const char *known = find_connection (connections, wanted);
  JsonNode *added;

  if (known != NULL)
    {
      addition->name = g_strdup (known);
      return;
    }

  addition->name = dup_free_name (connections, json_object_get_string_member (wanted, "name"));
  added = weir_workspace_edit_copy_node (addition->connection);
  json_object_set_string_member (json_node_get_object (added), "name", addition->name);
  json_array_add_element (connections, added);
}

static gboolean
add_all (JsonObject  *root,
         gpointer     user_data,
         GError     **error)
{
  Addition *self = user_data;
  JsonArray *streams = weir_workspace_edit_get_list (root, "streams");
  JsonArray *dashboards = weir_workspace_edit_get_list (root, "dashboards");

  add_connection (root, self);
  for (guint i = 0; i < self->streams->len; i++)
    {
      JsonNode *stream = weir_workspace_edit_copy_node (g_ptr_array_index (self->streams, i));
      JsonObject *object = json_node_get_object (stream);
      g_autofree char *name = dup_free_name (streams, json_object_get_string_member (object, "name"));
      JsonNode *dashboard;
      g_autofree char *dashboard_name = NULL;

      json_object_set_string_member (object, "name", name);
      json_object_set_string_member (object, "connection", self->name);
      if (json_object_has_member (json_node_get_object (self->connection), "file"))
        json_object_set_string_member (object, "retention", FILE_RETENTION);
      dashboard = weir_proposal_create_dashboard (stream);
      dashboard_name = dup_free_name (dashboards, name);
      json_object_set_string_member (json_node_get_object (dashboard), "name", dashboard_name);
      json_array_add_element (streams, stream);
      json_array_add_element (dashboards, dashboard);
    }

  return TRUE;
}

/**
 * weir_proposal_add:
 * @workspace: a workspace, which may be empty
 * @connection: where the streams are read; one of @workspace that reaches the same is used in its place
 * @settings: (nullable): what @connection is reached with
 * @streams: (element-type JsonNode): streams, as objects of a workspace
 * @error: return location
 *
 * Adds streams, each with a dashboard. A name that is taken gets a number.
 *
 * Returns: (transfer full) (nullable): the new workspace, or %NULL and a
 *   %WEIR_WORKSPACE_ERROR
 */
WeirWorkspace *
weir_proposal_add (WeirWorkspace  *workspace,
                   JsonNode       *connection,
                   WeirSettings   *settings,
                   GPtrArray      *streams,
                   GError        **error)
{
  Addition addition = { connection, streams, NULL };
  WeirWorkspace *next;
  GPtrArray *connections;
  guint n_before;

  g_return_val_if_fail (WEIR_IS_WORKSPACE (workspace) && connection != NULL && streams != NULL, NULL);

  n_before = weir_workspace_get_connections (workspace)->len;
  next = weir_workspace_edit (workspace, add_all, &addition, error);
  g_free (addition.name);
  if (next == NULL)
    return NULL;

  connections = weir_workspace_get_connections (next);
  if (settings != NULL && connections->len > n_before)
    weir_workspace_set_settings (next, connections->len - 1, settings);

  return next;
}
