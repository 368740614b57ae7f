#include "config.h"

#include <glib/gi18n-lib.h>

#include "data/workspace/weir-workspace-load.h"

#include "data/decode/weir-zone.h"
#include "data/source/weir-topic-pattern.h"

#define RETENTION_DEFAULT_USEC (24 * G_TIME_SPAN_HOUR)
#define MAX_BYTES_DEFAULT      (128 << 20)

static void
weir_workspace_load_field (WeirWorkspaceReader *reader,
                           JsonNode            *object,
                           gpointer             user_data)
{
  WeirStreamConfig *stream = user_data;
  WeirFieldConfig *config = g_new0 (WeirFieldConfig, 1);
  /* What a derived stream's field does not say, the field it is taken from does. */
  gboolean inherits = stream->derived != NULL;

  config->type = weir_workspace_reader_get_word (reader, object, "type", weir_field_type_get_word,
                                                 inherits ? WEIR_FIELD_INHERITED : WEIR_FIELD_NUMBER);
  config->name = weir_workspace_load_name (reader, object, stream->fields, "price");
  config->path = weir_workspace_reader_dup_text (reader, object, "path");
  if (config->path == NULL)
    config->path = g_strdup (config->name);
  config->unit = weir_workspace_reader_dup_text (reader, object, "unit");
  if (config->unit == NULL && !inherits)
    config->unit = g_strdup ("");

  g_ptr_array_add (stream->fields, config);
}

static void
weir_workspace_load_time (WeirWorkspaceReader *reader,
                          JsonNode            *object,
                          WeirStreamConfig    *config)
{
  JsonNode *time = weir_workspace_reader_get_object (reader, object, "time");
  g_autoptr(GTimeZone) zone = NULL;

  config->time_basis = WEIR_TIME_BASIS_RECORD;
  if (time == NULL)
    return;

  config->time_path = weir_workspace_reader_dup_text (reader, time, "field");
  config->time_basis = weir_workspace_reader_get_word (reader, time, "basis", weir_time_basis_get_word,
                                                       config->time_path != NULL ? WEIR_TIME_BASIS_FIELD
                                                                                 : WEIR_TIME_BASIS_RECORD);
  config->time_unit = weir_workspace_reader_get_word (reader, time, "unit", weir_time_unit_get_word, WEIR_TIME_UNIT_AUTO);
  config->zone = weir_workspace_reader_dup_text (reader, time, "zone");

  if (config->time_basis == WEIR_TIME_BASIS_FIELD && config->time_path == NULL)
    weir_workspace_reader_refuse (reader, time, "field", _("is missing; add it, as in \"%s\": \"%s\""),
                                  "field", "timestamp");
  if (config->zone != NULL && (zone = weir_zone_new (config->zone)) == NULL)
    weir_workspace_reader_refuse (reader, time, "zone", _("“%s” is no zone; write e.g. \"Europe/Berlin\""),
                                  config->zone);
}

static void
weir_workspace_load_csv (WeirWorkspaceReader *reader,
                         JsonNode            *object,
                         WeirStreamConfig    *config)
{
  g_autofree char *separator = weir_workspace_reader_dup_text (reader, object, "separator");

  config->csv_separator = ',';
  if (separator != NULL && (separator[0] == '\0' || separator[1] != '\0'))
    weir_workspace_reader_refuse (reader, object, "separator", _("must be one character, as \",\" or \";\""));
  else if (separator != NULL)
    config->csv_separator = separator[0];

  if (weir_workspace_reader_get_member (object, "columns") != NULL)
    config->csv_columns = weir_workspace_reader_dup_texts (reader, object, "columns");
  if (weir_record_format_has_columns (config->format) && (config->csv_columns == NULL || config->csv_columns[0] == NULL))
    weir_workspace_reader_refuse (reader, object, "columns",
                                  _("is missing; name the columns of a line, as in [\"time\", \"price\"]"));
}

static void
check_patterns (WeirWorkspaceReader *reader,
                JsonNode            *object,
                GStrv                topics)
{
  for (guint i = 0; topics[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(WeirTopicPattern) pattern = weir_topic_is_pattern (topics[i]) ? weir_topic_pattern_new (topics[i], &error) : NULL;

      if (error != NULL)
        weir_workspace_reader_refuse (reader, object, "topics", "%s", error->message);
    }
}

/* Of a stream that is read from Kafka: where it lies and how its payloads are decoded. */
static void
weir_workspace_load_topics (WeirWorkspaceReader *reader,
                            JsonNode            *object,
                            WeirWorkspaceParts  *parts,
                            WeirStreamConfig    *config)
{
  config->connection = weir_workspace_reader_dup_required (reader, object, "connection", "kafka");
  weir_workspace_check_named (reader, object, "connection", parts->connections, config->connection);
  config->topics = weir_workspace_reader_dup_texts (reader, object, "topics");
  if (weir_workspace_reader_get_member (object, "topics") == NULL)
    weir_workspace_reader_refuse (reader, object, "topics", _("is missing; add it, as in \"topics\": [\"prices\"]"));
  else if (config->topics[0] == NULL)
    weir_workspace_reader_refuse (reader, object, "topics", _("names no topic; write e.g. [\"prices\"]"));
  check_patterns (reader, object, config->topics);

  config->format = weir_workspace_reader_get_word (reader, object, "format", weir_record_format_get_word, WEIR_FORMAT_JSON);
  config->key_path = weir_workspace_reader_dup_text (reader, object, "key");
  weir_workspace_load_time (reader, object, config);
  weir_workspace_load_csv (reader, object, config);
}

/**
 * weir_stream_config_new:
 * @name: name and title; copied
 *
 * Makes a stream without topics, fields and windows, with the default retention
 * and memory.
 *
 * Returns: (transfer full): a config; free with weir_stream_config_free()
 */
WeirStreamConfig *
weir_stream_config_new (const char *name)
{
  WeirStreamConfig *config = g_new0 (WeirStreamConfig, 1);

  config->name = g_strdup (name);
  config->title = g_strdup (name);
  config->topics = g_new0 (char *, 1);
  config->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_field_config_free);
  config->windows = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_window_config_free);
  config->retention_usec = RETENTION_DEFAULT_USEC;
  config->max_bytes = MAX_BYTES_DEFAULT;

  return config;
}

static void
weir_workspace_load_stream (WeirWorkspaceReader *reader,
                            JsonNode            *object,
                            gpointer             user_data)
{
  WeirWorkspaceParts *parts = user_data;
  WeirStreamConfig *config = g_new0 (WeirStreamConfig, 1);

  config->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_field_config_free);
  config->windows = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_window_config_free);
  config->name = weir_workspace_load_name (reader, object, parts->streams, "prices");
  config->title = weir_workspace_reader_dup_text (reader, object, "title");
  if (config->title == NULL)
    config->title = g_strdup (config->name);

  if (weir_workspace_reader_get_member (object, "derived") != NULL)
    weir_workspace_load_derived (reader, object, config);
  else
    weir_workspace_load_topics (reader, object, parts, config);

  weir_workspace_reader_foreach (reader, object, "fields", weir_workspace_load_field, config);
  weir_workspace_load_windows (reader, object, config);
  config->retention_usec = weir_workspace_reader_get_duration (reader, object, "retention", FALSE,
                                                               RETENTION_DEFAULT_USEC);
  config->max_bytes = weir_workspace_reader_get_integer (reader, object, "max_bytes", 1 << 20, G_MAXINT64,
                                                         MAX_BYTES_DEFAULT);

  g_ptr_array_add (parts->streams, config);
  g_ptr_array_add (parts->stream_objects, object);
}

/**
 * weir_workspace_load_streams:
 * @reader: the reader that notes what is wrong
 * @root: the root object
 * @parts: initialised parts
 *
 * Reads the list "streams" and appends to streams. Derived ones are not looked up yet.
 */
void
weir_workspace_load_streams (WeirWorkspaceReader *reader,
                             JsonNode            *root,
                             WeirWorkspaceParts  *parts)
{
  weir_workspace_reader_foreach (reader, root, "streams", weir_workspace_load_stream, parts);
}
