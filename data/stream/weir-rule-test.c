#include "config.h"

#include "data/stream/weir-rule-test.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "data/base/weir-bounded-file.h"
#include "data/decode/weir-duration.h"
#include "data/decode/weir-json-scanner.h"
#include "data/decode/weir-time.h"
#include "data/stream/weir-topology.h"
#include "data/workspace/weir-workspace-load.h"

/*
 * Tests of rules: given records and expected changes of state. They go through a
 * topology as records of a topic do, by event time alone.
 */

typedef struct
{
  const char    *path;      /* of the file; what errors begin with */
  WeirWorkspace *workspace; /* owned */
} Suite;

/* A test at work. */
typedef struct
{
  WeirSink      sink;       /* first */
  Suite        *suite;      /* borrowed */
  const char   *name;       /* what errors call it */
  JsonObject   *object;     /* borrowed */
  WeirTopology *topology;   /* owned */
  GHashTable   *offsets;    /* owned: topic number and partition → next offset, in the pointers */
  GHashTable   *rules;      /* owned, nullable: names of those that are compared */
  GPtrArray    *changes;    /* owned: lines */
  GPtrArray    *errors;     /* owned: lines of rules that the records could not decide, which few records often cannot */
  guint         record;     /* number of the one that is added, for errors */
} Test;

static void
result_free (gpointer data)
{
  WeirRuleTestResult *result = data;

  g_free (result->name);
  g_ptr_array_unref (result->missing);
  g_ptr_array_unref (result->unexpected);
  g_free (result);
}

static gboolean
refuse (Test       *self,
        GError    **error,
        const char *problem)
{
  g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER, _("%s: test “%s”: %s"), self->suite->path, self->name,
               problem);
  return FALSE;
}

static gboolean
refuse_record (Test       *self,
               GError    **error,
               const char *problem)
{
  g_autofree char *words = g_strdup_printf (_("record %u: %s"), self->record, problem);

  return refuse (self, error, words);
}

static const char *
get_text (JsonObject *object,
          const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static char *
dup_line (const char *rule,
          const char *key,
          const char *state,
          gint64      time_usec)
{
  char text[64];
  gsize length = weir_time_format_iso (time_usec, text);

  return g_strdup_printf ("%s,%s,%s,%.*s", rule, key, state, (int) length, text);
}

static void
on_alert_change (WeirSink              *sink,
                 guint                  stream,
                 const WeirAlertChange *change)
{
  Test *self = (Test *) sink;
  const WeirRuleConfig *rule = g_ptr_array_index (weir_workspace_get_rules (self->suite->workspace), change->rule);
  g_autofree char *key = g_utf8_make_valid (change->key, (gssize) change->key_length);

  if (self->rules != NULL && !g_hash_table_contains (self->rules, rule->name))
    return;

  g_ptr_array_add (change->state == WEIR_ALERT_ERROR ? self->errors : self->changes,
                   dup_line (rule->name, key, weir_alert_state_get_word (change->state), change->time_usec));
}

static const WeirSinkMethods methods = { .alert_change = on_alert_change };

/* A time as text, or milliseconds since 1970. */
static gboolean
read_time (JsonNode *node,
           gint64   *time_usec)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return !__builtin_mul_overflow (json_node_get_int (node), 1000, time_usec);

  return json_node_get_value_type (node) == G_TYPE_STRING &&
         weir_time_parse_when (json_node_get_string (node), NULL, 0, time_usec, NULL);
}

static gboolean
find_topic (Test         *self,
            JsonObject   *object,
            WeirMessage  *message,
            GError      **error)
{
  const char * const *topics = weir_topology_get_topics (self->topology);
  const char *topic = get_text (object, "topic");
  g_autofree char *known = NULL;
  g_autofree char *words = NULL;

  if (topic == NULL)
    topic = get_text (self->object, "topic");
  for (guint i = 0; topic != NULL && topics[i] != NULL; i++)
    if (g_str_equal (topics[i], topic))
      {
        message->topic = topics[i];
        message->topic_index = i;
        return TRUE;
      }

  known = g_strjoinv (", ", (GStrv) topics);
  words = g_strdup_printf (_("no stream reads the topic “%s”; there are: %s"), topic != NULL ? topic : "", known);

  return refuse_record (self, error, words);
}

/* The next one of its partition, which begins with its first record. */
static gint64
take_offset (Test              *self,
             const WeirMessage *message)
{
  gpointer place = GSIZE_TO_POINTER ((gsize) message->topic_index << 32 | (guint32) message->partition);
  gsize offset = GPOINTER_TO_SIZE (g_hash_table_lookup (self->offsets, place));

  if (offset == 0)
    weir_topology_add_event (self->topology, &(WeirIntakeEvent) {
      .kind = WEIR_INTAKE_EVENT_ASSIGNED,
      .state = WEIR_INTAKE_STATE_CONNECTED,
      .topic = message->topic,
      .topic_index = message->topic_index,
      .partition = message->partition,
      .to = -1,
    });
  g_hash_table_insert (self->offsets, place, GSIZE_TO_POINTER (offset + 1));

  return (gint64) offset;
}

/* Text is a payload as it is, null a tombstone, everything else is written as JSON. */
static char *
dup_payload (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);

  return json_to_string (node, FALSE);
}

static gboolean
add_record (Test        *self,
            JsonNode    *node,
            GError     **error)
{
  WeirMessage message = { .time_usec = WEIR_NO_TIME };
  g_autofree char *payload = NULL;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse_record (self, error, _("it is no object: write {\"key\": …, \"time\": …, \"payload\": …}"));

  object = json_node_get_object (node);
  if (!find_topic (self, object, &message, error))
    return FALSE;
  if (json_object_has_member (object, "time") && !read_time (json_object_get_member (object, "time"), &message.time_usec))
    return refuse_record (self, error, _("“time” is no time: write it as 2026-01-31T12:00:00Z, or in milliseconds since 1970"));

  payload = dup_payload (json_object_get_member (object, "payload"));
  message.partition = (gint32) json_object_get_int_member_with_default (object, "partition", 0);
  message.arrival_usec = message.time_usec != WEIR_NO_TIME ? message.time_usec : g_get_real_time ();
  message.key = get_text (object, "key");
  message.key_length = message.key != NULL ? strlen (message.key) : 0;
  message.payload = payload;
  message.payload_length = payload != NULL ? strlen (payload) : 0;
  message.offset = take_offset (self, &message);
  weir_topology_add_message (self->topology, &message);

  return TRUE;
}

static JsonArray *
get_array (Test        *self,
           const char  *member,
           GError     **error)
{
  JsonNode *node = json_object_get_member (self->object, member);
  g_autofree char *words = NULL;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);

  words = g_strdup_printf (_("“%s” is missing, or no list"), member);
  refuse (self, error, words);

  return NULL;
}

static gboolean
add_records (Test    *self,
             GError **error)
{
  JsonArray *records = get_array (self, "records", error);
  guint64 n_dead;
  g_autofree char *words = NULL;

  if (records == NULL)
    return FALSE;

  for (self->record = 1; self->record <= json_array_get_length (records); self->record++)
    if (!add_record (self, json_array_get_element (records, self->record - 1), error))
      return FALSE;
  if (!weir_topology_finish (self->topology, error))
    return FALSE;

  n_dead = weir_topology_get_n_dead (self->topology);
  if (n_dead == 0 || json_object_get_boolean_member_with_default (self->object, "dead_letters", FALSE))
    return TRUE;

  words = g_strdup_printf (ngettext ("%u record does not decode; if that is meant, add \"dead_letters\": true",
                                     "%u records do not decode; if that is meant, add \"dead_letters\": true", (gulong) n_dead),
                           (guint) n_dead);

  return refuse (self, error, words);
}

static gboolean
check_rule (Test        *self,
            const char  *rule,
            GError     **error)
{
  g_autofree char *words = NULL;

  if (rule != NULL && weir_workspace_find_named (weir_workspace_get_rules (self->suite->workspace), rule) != NULL)
    return TRUE;

  words = g_strdup_printf (_("the workspace has no rule “%s”"), rule != NULL ? rule : "");

  return refuse (self, error, words);
}

static gboolean
read_rules (Test    *self,
            GError **error)
{
  JsonArray *names;

  if (!json_object_has_member (self->object, "rules"))
    return TRUE;

  names = get_array (self, "rules", error);
  if (names == NULL)
    return FALSE;
  self->rules = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      const char *name = json_node_get_string (json_array_get_element (names, i));

      if (!check_rule (self, name, error))
        return FALSE;
      g_hash_table_add (self->rules, (gpointer) name);
    }

  return TRUE;
}

/* The line of an expected change. */
static char *
dup_expected (Test        *self,
              JsonNode    *node,
              GError     **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *state = object != NULL ? get_text (object, "state") : NULL;
  const char *key = object != NULL ? get_text (object, "key") : NULL;
  WeirAlertState parsed;
  gint64 time_usec;

  if (state == NULL || !weir_alert_state_parse (state, &parsed) || !read_time (json_object_get_member (object, "time"), &time_usec))
    {
      refuse (self, error, _("an expected alert is written as {\"rule\": …, \"key\": …, \"state\": \"firing\", \"time\": "
                             "\"2026-01-31T12:00:00Z\"}; states are pending, firing, recovering, resolved, no_data, behind and error"));
      return NULL;
    }
  if (!check_rule (self, get_text (object, "rule"), error))
    return NULL;

  return dup_line (get_text (object, "rule"), key != NULL ? key : "", state, time_usec);
}

/* Takes each expected line out of the changes; what is left on either side is wrong. */
static gboolean
compare (Test                *self,
         WeirRuleTestResult  *result,
         GError             **error)
{
  JsonArray *alerts = get_array (self, "alerts", error);

  if (alerts == NULL)
    return FALSE;

  result->n_changes = self->changes->len;
  for (guint i = 0; i < json_array_get_length (alerts); i++)
    {
      g_autofree char *line = dup_expected (self, json_array_get_element (alerts, i), error);
      guint found;

      if (line == NULL)
        return FALSE;
      if (g_ptr_array_find_with_equal_func (self->changes, line, g_str_equal, &found))
        g_ptr_array_remove_index (self->changes, found);
      else if (!g_ptr_array_find_with_equal_func (self->errors, line, g_str_equal, NULL))
        g_ptr_array_add (result->missing, g_steal_pointer (&line));
    }
  g_ptr_array_extend_and_steal (result->unexpected, g_steal_pointer (&self->changes));

  return TRUE;
}

static void
test_clear (Test *self)
{
  g_clear_pointer (&self->topology, weir_topology_free);
  g_clear_pointer (&self->offsets, g_hash_table_unref);
  g_clear_pointer (&self->rules, g_hash_table_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->errors, g_ptr_array_unref);
}

static WeirRuleTestResult *
run_test (Suite       *suite,
          JsonObject  *object,
          guint        number,
          GError     **error)
{
  const WeirTopologySpec spec = { .workspace = suite->workspace, .with_rules = TRUE, .replay = TRUE };
  const char *name = get_text (object, "name");
  WeirRuleTestResult *result = g_new0 (WeirRuleTestResult, 1);
  Test self = { .sink.methods = &methods, .suite = suite, .object = object };

  result->name = name != NULL ? g_strdup (name) : g_strdup_printf ("%u", number);
  result->missing = g_ptr_array_new_with_free_func (g_free);
  result->unexpected = g_ptr_array_new_with_free_func (g_free);
  self.name = result->name;
  self.offsets = g_hash_table_new (NULL, NULL);
  self.changes = g_ptr_array_new_with_free_func (g_free);
  self.errors = g_ptr_array_new_with_free_func (g_free);
  self.topology = weir_topology_new (&spec, error);
  if (self.topology != NULL)
    {
      weir_topology_add_sink (self.topology, &self.sink);
      weir_topology_start (self.topology);
    }
  if (self.topology == NULL || !read_rules (&self, error) || !add_records (&self, error) || !compare (&self, result, error))
    g_clear_pointer (&result, result_free);
  test_clear (&self);

  return result;
}

static gboolean
fail_file (const char  *path,
           GError     **error,
           const char  *problem)
{
  g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER, "%s: %s", path, problem);
  return FALSE;
}

/* A path is that of a file beside the tests; an object is the workspace itself. */
static gboolean
open_workspace (Suite       *suite,
                JsonObject  *root,
                GError     **error)
{
  JsonNode *node = json_object_get_member (root, "workspace");
  g_autofree char *path = g_canonicalize_filename (suite->path, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  g_autofree char *file = NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    {
      text = json_to_string (node, TRUE);
      suite->workspace = weir_workspace_new_from_data (text, -1, suite->path, error);
    }
  else if (get_text (root, "workspace") != NULL)
    {
      file = g_canonicalize_filename (get_text (root, "workspace"), folder);
      suite->workspace = weir_workspace_new_from_file (file, error);
    }
  else
    {
      return fail_file (suite->path, error, _("“workspace” is missing: name the file whose rules are tested, or write it there"));
    }

  return suite->workspace != NULL;
}

static GPtrArray *
run_all (Suite       *suite,
         JsonObject  *root,
         GError     **error)
{
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func (result_free);
  JsonNode *tests = json_object_get_member (root, "tests");
  JsonArray *array = tests != NULL && JSON_NODE_HOLDS_ARRAY (tests) ? json_node_get_array (tests) : NULL;

  if (array == NULL || json_array_get_length (array) == 0)
    {
      fail_file (suite->path, error, _("“tests” is missing, or no list with a test in it"));
      return NULL;
    }

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      WeirRuleTestResult *result;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          fail_file (suite->path, error, _("a test is an object with “name”, “records” and “alerts”"));
          return NULL;
        }
      result = run_test (suite, json_node_get_object (node), i + 1, error);
      if (result == NULL)
        return NULL;
      g_ptr_array_add (results, result);
    }

  return g_steal_pointer (&results);
}

/**
 * weir_rule_test_run_file:
 * @path: a file of tests, as README.md describes it
 * @error: return location for an error: of reading the file, of its JSON, of the
 *   workspace or its rules, or %WEIR_WORKSPACE_ERROR_MEMBER naming the test
 *
 * Gives the records of each test to the rules of its workspace and compares the changes
 * of state with those that are expected, in any order. Any thread.
 *
 * Returns: (transfer full) (element-type WeirRuleTestResult) (nullable): a result for
 *   each test, in order
 */
GPtrArray *
weir_rule_test_run_file (const char  *path,
                         GError     **error)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) fault = NULL;
  g_autofree char *text = NULL;
  Suite suite = { .path = path };
  GPtrArray *results = NULL;
  JsonNode *root;
  gsize length;

  text = weir_bounded_file_read (path, WEIR_RULE_TEST_MAX_BYTES, TRUE, &length, error);
  if (text == NULL)
    return NULL;
  /* json-glib reads as deep as a text goes, on the stack. */
  if (!weir_json_check (text, length, &fault))
    {
      fail_file (path, error, fault->message);
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, (gssize) length, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    fail_file (path, error, _("it holds no object with “workspace” and “tests”"));
  else if (open_workspace (&suite, json_node_get_object (root), error))
    results = run_all (&suite, json_node_get_object (root), error);
  g_clear_object (&suite.workspace);

  return results;
}
