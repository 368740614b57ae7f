#include "config.h"

#include "app/dialogs/weir-schema-inference-job.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#define MAX_FIELDS 16
#define MAX_TEXTS  8

static void
add_member (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            int          value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_fields (JsonBuilder *builder,
            GStrv        paths,
            const char  *type,
            guint        max)
{
  for (guint i = 0; paths != NULL && paths[i] != NULL && i < max; i++)
    {
      json_builder_begin_object (builder);
      add_member (builder, "name", paths[i]);
      add_member (builder, "path", paths[i]);
      add_member (builder, "type", type);
      json_builder_end_object (builder);
    }
}

/* What can be read of a topic whose records have no shape that is known, or that has none yet. */
static const WeirInferredSchema raw_schema = { .format = WEIR_FORMAT_RAW };

static const WeirInferredSchema *
get_schema (const WeirInferredTopic *topic)
{
  return topic->schema != NULL ? topic->schema : &raw_schema;
}

static void
add_time (JsonBuilder        *builder,
          const WeirInferredSchema *schema)
{
  json_builder_set_member_name (builder, "time");
  json_builder_begin_object (builder);
  if (schema->time_path != NULL)
    {
      add_member (builder, "field", schema->time_path);
      add_member (builder, "unit", weir_time_unit_get_word (schema->time_unit));
    }
  else
    add_member (builder, "basis", weir_time_basis_get_word (WEIR_TIME_BASIS_RECORD));
  json_builder_end_object (builder);
}

static void
add_csv (JsonBuilder        *builder,
         const WeirInferredSchema *schema)
{
  const char separator[] = { schema->csv_separator != '\0' ? schema->csv_separator : ',', '\0' };

  json_builder_set_member_name (builder, "columns");
  json_builder_begin_array (builder);
  for (guint i = 0; schema->csv_columns != NULL && schema->csv_columns[i] != NULL; i++)
    json_builder_add_string_value (builder, schema->csv_columns[i]);
  json_builder_end_array (builder);
  add_member (builder, "separator", separator);
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
    if (schema->span_usec <= 60 * sizes[i].usec)
      return sizes[i].size;

  return "1h";
}

static void
add_stream (JsonBuilder      *builder,
            const WeirInferredTopic *inferred)
{
  const WeirInferredSchema *schema = get_schema (inferred);

  json_builder_begin_object (builder);
  add_member (builder, "name", inferred->topic);
  add_member (builder, "connection", "kafka");
  json_builder_set_member_name (builder, "topics");
  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, inferred->topic);
  json_builder_end_array (builder);
  add_member (builder, "format", weir_record_format_get_word (schema->format));
  if (weir_record_format_has_columns (schema->format))
    add_csv (builder, schema);
  if (schema->key_path != NULL)
    add_member (builder, "key", schema->key_path);
  add_time (builder, schema);
  json_builder_set_member_name (builder, "fields");
  json_builder_begin_array (builder);
  add_fields (builder, schema->field_paths, weir_field_type_get_word (WEIR_FIELD_NUMBER), MAX_FIELDS);
  add_fields (builder, schema->text_paths, weir_field_type_get_word (WEIR_FIELD_TEXT), MAX_TEXTS);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "windows");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add_member (builder, "kind", weir_window_kind_get_word (WEIR_WINDOW_TUMBLING));
  add_member (builder, "size", choose_window (schema));
  add_member (builder, "grace", "5s");
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_panel (JsonBuilder *builder,
           const char  *kind,
           const char  *title,
           const char  *stream,
           const char  *field,
           const int    place[4])
{
  static const char *const names[] = { "row", "column", "width", "height" };

  json_builder_begin_object (builder);
  add_member (builder, "kind", kind);
  add_member (builder, "title", title);
  add_member (builder, "stream", stream);
  if (field != NULL)
    {
      json_builder_set_member_name (builder, "fields");
      json_builder_begin_array (builder);
      json_builder_add_string_value (builder, field);
      json_builder_end_array (builder);
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    add_number (builder, names[i], place[i]);
  json_builder_end_object (builder);
}

/* Lines over candles at the left, the keys by their change at the right. */
static void
add_field_panels (JsonBuilder *builder,
                  const char  *topic,
                  GStrv        fields)
{
  const char *first = fields[0];
  const char *second = fields[1];

  add_panel (builder, "lines", first, topic, first, (const int[]) { 0, 0, 8, 4 });
  add_panel (builder, "candles", first, topic, first, (const int[]) { 4, 0, 8, 4 });
  add_panel (builder, "movers", first, topic, first, (const int[]) { 0, 8, 4, 4 });
  if (second != NULL)
    add_panel (builder, "lines", second, topic, second, (const int[]) { 4, 8, 4, 4 });
}

/* What can be told of records without numbers. */
static void
add_record_panels (JsonBuilder *builder,
                   const char  *topic)
{
  add_panel (builder, "rate", _("Records per Second"), topic, NULL, (const int[]) { 0, 0, 12, 3 });
  add_panel (builder, "messages", _("Newest Messages"), topic, NULL, (const int[]) { 3, 0, 12, 5 });
}

static void
add_dashboard (JsonBuilder      *builder,
               const WeirInferredTopic *inferred)
{
  GStrv fields = get_schema (inferred)->field_paths;

  json_builder_begin_object (builder);
  add_member (builder, "name", inferred->topic);
  add_member (builder, "title", inferred->topic);
  json_builder_set_member_name (builder, "panels");
  json_builder_begin_array (builder);
  if (fields != NULL && fields[0] != NULL)
    add_field_panels (builder, inferred->topic, fields);
  else
    add_record_panels (builder, inferred->topic);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_all (JsonBuilder *builder,
         const char  *member,
         GPtrArray   *inferred,
         void       (*add) (JsonBuilder *, const WeirInferredTopic *))
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; i < inferred->len; i++)
    add (builder, g_ptr_array_index (inferred, i));
  json_builder_end_array (builder);
}

static char *
create_text (WeirSettings *settings,
             const char   *group,
             GPtrArray    *inferred)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_number (builder, "weir", 1);
  json_builder_set_member_name (builder, "connections");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add_member (builder, "name", "kafka");
  add_member (builder, "bootstrap", weir_settings_get_bootstrap (settings));
  if (group != NULL && *group != '\0')
    add_member (builder, "group", group);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  add_all (builder, "streams", inferred, add_stream);
  add_all (builder, "dashboards", inferred, add_dashboard);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, TRUE);
}

WeirWorkspace *
weir_inferred_workspace_new (WeirSettings *settings,
                             const char   *group,
                             GPtrArray    *inferred,
                             GError      **error)
{
  g_autofree char *text = create_text (settings, group, inferred);
  WeirWorkspace *workspace = weir_workspace_new_from_data (text, -1, "connection", error);
  WeirConnectionConfig *connection;

  if (workspace == NULL)
    return NULL;

  /* Properties, passwords among them, stay in memory: they never pass through the file's text. */
  connection = g_ptr_array_index (weir_workspace_get_connections (workspace), 0);
  g_set_object (&connection->settings, settings);

  return workspace;
}
