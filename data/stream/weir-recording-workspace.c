#include "config.h"

#include "data/stream/weir-recording-workspace.h"

#include <glib/gi18n-lib.h>

#include "data/source/weir-topic-pattern.h"
#include "data/workspace/weir-workspace-edit.h"

#define RAW_STREAM "records"

static void
add_topic (JsonArray  *topics,
           GHashTable *known,
           const char *topic)
{
  if (g_hash_table_add (known, g_strdup (topic)))
    json_array_add_string_element (topics, topic);
}

/* Of a pattern those that it stands for, as far as they are known; if none is, the pattern, which is refused in its turn. */
static void
add_topics (JsonArray                  *topics,
            GHashTable                 *known,
            const WeirRecordingJobSpec *spec,
            const char                 *name)
{
  g_autoptr(WeirTopicPattern) pattern = weir_topic_is_pattern (name) ? weir_topic_pattern_new (name, NULL) : NULL;
  gboolean any = FALSE;

  for (guint i = 0; pattern != NULL && spec->known_topics != NULL && spec->known_topics[i] != NULL; i++)
    if (weir_topic_pattern_matches (pattern, spec->known_topics[i]))
      {
        add_topic (topics, known, spec->known_topics[i]);
        any = TRUE;
      }
  if (!any)
    add_topic (topics, known, name);
}

static gboolean
is_recorded (const WeirStreamConfig     *stream,
             const WeirRecordingJobSpec *spec)
{
  if (stream->derived != NULL)
    return FALSE;

  return spec->stream != NULL ? g_str_equal (stream->name, spec->stream)
                              : g_strcmp0 (stream->connection, spec->connection) == 0;
}

static JsonArray *
create_topics (const WeirRecordingJobSpec *spec)
{
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *streams = weir_workspace_get_streams (spec->workspace);
  JsonArray *topics = json_array_new ();

  for (guint i = 0; i < streams->len; i++)
    {
      const WeirStreamConfig *stream = g_ptr_array_index (streams, i);

      for (guint j = 0; is_recorded (stream, spec) && stream->topics[j] != NULL; j++)
        add_topics (topics, known, spec, stream->topics[j]);
    }

  return topics;
}

/* All topics of a connection as they are. */
static JsonObject *
create_raw_stream (const WeirRecordingJobSpec *spec)
{
  JsonObject *stream = json_object_new ();

  json_object_set_string_member (stream, "name", RAW_STREAM);
  json_object_set_string_member (stream, "connection", spec->connection);
  json_object_set_string_member (stream, "format", "raw");
  json_object_set_array_member (stream, "topics", create_topics (spec));

  return stream;
}

static gboolean
keep_recorded (JsonObject  *root,
               gpointer     user_data,
               GError     **error)
{
  const WeirRecordingJobSpec *spec = user_data;
  JsonArray *streams = json_array_new ();
  JsonObject *stream;

  if (spec->stream == NULL)
    stream = create_raw_stream (spec);
  else
    stream = weir_workspace_edit_find_named (weir_workspace_edit_get_list (root, "streams"), spec->stream, NULL);
  if (stream == NULL)
    {
      json_array_unref (streams);
      g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER, _("The workspace has no stream “%s”"), spec->stream);
      return FALSE;
    }

  if (spec->stream != NULL)
    {
      json_object_ref (stream);
      json_object_remove_member (stream, "windows");
      json_object_set_array_member (stream, "topics", create_topics (spec));
    }
  json_array_add_object_element (streams, stream);
  json_object_set_array_member (root, "streams", streams);
  json_object_remove_member (root, "rules");
  json_object_remove_member (root, "dashboards");

  return TRUE;
}

/* A recording goes on where it stopped, topic by topic: all of them have to be known when it begins. */
static gboolean
check_topics (WeirWorkspace  *workspace,
              GError        **error)
{
  const WeirStreamConfig *stream = g_ptr_array_index (weir_workspace_get_streams (workspace), 0);

  for (guint i = 0; stream->topics != NULL && stream->topics[i] != NULL; i++)
    if (weir_topic_is_pattern (stream->topics[i]))
      {
        g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
                     _("“%s” is a pattern, and a recording names its topics"), stream->topics[i]);
        return FALSE;
      }

  return TRUE;
}

/* A derived stream stays in need of its sources, which are not kept. */
static gboolean
check_stream (const WeirRecordingJobSpec  *spec,
              GError                     **error)
{
  GPtrArray *streams = weir_workspace_get_streams (spec->workspace);

  for (guint i = 0; spec->stream != NULL && i < streams->len; i++)
    {
      const WeirStreamConfig *stream = g_ptr_array_index (streams, i);

      if (stream->derived == NULL || g_strcmp0 (stream->name, spec->stream) != 0)
        continue;
      g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
                   _("“%s” is made of other streams and has no offsets of its own; record those"), stream->name);
      return FALSE;
    }

  return TRUE;
}

/*< private >
 * weir_recording_workspace_new:
 * @spec: of a recording
 * @error: return location of a %WEIR_WORKSPACE_ERROR
 *
 * Returns: (transfer full) (nullable): a workspace that has the recorded stream alone
 */
WeirWorkspace *
weir_recording_workspace_new (const WeirRecordingJobSpec  *spec,
                              GError                     **error)
{
  g_autoptr(WeirWorkspace) workspace = NULL;

  if (!check_stream (spec, error))
    return NULL;
  workspace = weir_workspace_edit (spec->workspace, keep_recorded, (gpointer) spec, error);
  if (workspace == NULL || !check_topics (workspace, error))
    return NULL;

  return g_steal_pointer (&workspace);
}
