#include "config.h"

#include "data/stream/weir-journal-entry.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "data/alert/weir-rule-text.h"
#include "data/decode/weir-time.h"
#include "data/store/weir-export-text.h"
#include "data/stream/weir-alert-text.h"

struct _WeirJournalEntry
{
  GObject          parent_instance;

  WeirJournalFacts facts;   /* owned */
};

G_DEFINE_FINAL_TYPE (WeirJournalEntry, weir_journal_entry, G_TYPE_OBJECT)

/* As they stand in the file. */
static const char * const words[] = {
  [WEIR_JOURNAL_CHANGE] = "change",
  [WEIR_JOURNAL_ACKNOWLEDGED] = "acknowledged",
  [WEIR_JOURNAL_UNACKNOWLEDGED] = "unacknowledged",
  [WEIR_JOURNAL_ASSIGNED] = "assigned",
  [WEIR_JOURNAL_MUTED] = "muted",
  [WEIR_JOURNAL_UNMUTED] = "unmuted",
  [WEIR_JOURNAL_NOTICE] = "notice",
  [WEIR_JOURNAL_SENDING] = "sending",
  [WEIR_JOURNAL_PUBLISHED] = "published",
  [WEIR_JOURNAL_CAPTURED] = "captured",
  [WEIR_JOURNAL_ARMED] = "armed",
  [WEIR_JOURNAL_NOTED] = "noted",
};

static void
weir_journal_entry_finalize (GObject *object)
{
  WeirJournalFacts *facts = &WEIR_JOURNAL_ENTRY (object)->facts;

  g_free (facts->rule);
  g_free (facts->key);
  g_free (facts->by);
  g_free (facts->note);
  g_free (facts->ends);
  g_free (facts->pattern);
  g_strfreev (facts->labels);
  g_free (facts->times);
  g_free (facts->id);
  g_free (facts->title);
  g_free (facts->topic);
  g_free (facts->reason);
  g_free (facts->connection);
  g_free (facts->publish_to);
  g_free (facts->payload);
  if (facts->value.type == WEIR_VALUE_TEXT)
    g_free ((char *) facts->value.as_text);

  G_OBJECT_CLASS (weir_journal_entry_parent_class)->finalize (object);
}

static void
weir_journal_entry_class_init (WeirJournalEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_journal_entry_finalize;
}

static void
weir_journal_entry_init (WeirJournalEntry *self)
{
  self->facts.partition = -1;
  self->facts.offset = -1;
  self->facts.value.type = WEIR_VALUE_MISSING;
}

/**
 * weir_journal_entry_new:
 * @kind: what it says
 * @rule: (nullable): name of a rule
 * @key: (array length=key_length) (nullable): a key
 * @key_length: bytes in @key
 *
 * Returns: (transfer full): an entry of now
 */
WeirJournalEntry *
weir_journal_entry_new (WeirJournalKind  kind,
                        const char      *rule,
                        const char      *key,
                        gsize            key_length)
{
  WeirJournalEntry *self = g_object_new (WEIR_TYPE_JOURNAL_ENTRY, NULL);

  self->facts.kind = kind;
  self->facts.at_usec = g_get_real_time ();
  self->facts.rule = g_strdup (rule);
  if (key != NULL)
    {
      self->facts.key = g_malloc0 (key_length + 1);
      memcpy (self->facts.key, key, key_length);
      self->facts.key_length = key_length;
    }

  return self;
}

static WeirValue
copy_value (const WeirValue *value)
{
  WeirValue copy = *value;

  if (value->type == WEIR_VALUE_TEXT)
    {
      char *text = g_malloc0 (value->length + 1);

      memcpy (text, value->as_text, value->length);
      copy.as_text = text;
    }

  return copy;
}

/**
 * weir_journal_entry_new_change:
 * @rule: a rule
 * @change: a change of one of its states
 *
 * Returns: (transfer full): an entry of now that says so
 */
WeirJournalEntry *
weir_journal_entry_new_change (const WeirRuleConfig  *rule,
                               const WeirAlertChange *change)
{
  WeirJournalEntry *self = weir_journal_entry_new (WEIR_JOURNAL_CHANGE, rule->name, change->key, change->key_length);
  WeirJournalFacts *facts = &self->facts;
  GString *payload = g_string_new (NULL);

  facts->id = weir_alert_text_dup_id (rule, change);
  facts->title = g_strdup (rule->title);
  facts->severity = rule->severity;
  facts->before = change->before;
  facts->state = change->state;
  facts->time_usec = change->time_usec;
  facts->value = copy_value (&change->value);
  facts->topic = g_strdup (change->topic);
  facts->partition = change->partition;
  facts->offset = change->offset;
  facts->reason = weir_alert_text_dup_reason (rule, change);
  facts->publish_to = g_strdup (rule->publish_to);
  weir_alert_text_append_json (payload, rule, change);
  facts->payload = g_string_free (payload, FALSE);

  return self;
}

/**
 * weir_journal_entry_get_facts:
 * @self: an entry
 *
 * Returns: (transfer none): what it says
 */
const WeirJournalFacts *
weir_journal_entry_get_facts (WeirJournalEntry *self)
{
  g_return_val_if_fail (WEIR_IS_JOURNAL_ENTRY (self), NULL);

  return &self->facts;
}

/**
 * weir_journal_entry_describe:
 * @self: an entry that is not in a journal yet
 *
 * Returns: (transfer none): what it says, to be filled in
 */
WeirJournalFacts *
weir_journal_entry_describe (WeirJournalEntry *self)
{
  g_return_val_if_fail (WEIR_IS_JOURNAL_ENTRY (self), NULL);

  return &self->facts;
}

static gboolean
are_same (GStrv a,
          GStrv b)
{
  guint n_a = a != NULL ? g_strv_length (a) : 0;
  guint n_b = b != NULL ? g_strv_length (b) : 0;

  return n_a == n_b && (n_a == 0 || g_strv_equal ((const char * const *) a, (const char * const *) b));
}

/**
 * weir_journal_facts_end_silence:
 * @facts: of an entry that mutes or unmutes
 * @silence: of an earlier one that mutes
 *
 * Returns: whether @silence holds no more: @facts are about it, or about the same alerts
 *   at the same times
 */
gboolean
weir_journal_facts_end_silence (const WeirJournalFacts *facts,
                                const WeirJournalFacts *silence)
{
  if (facts->about != 0)
    return facts->about == silence->number;

  return g_strcmp0 (facts->rule, silence->rule) == 0 && facts->key_length == silence->key_length
         && g_strcmp0 (facts->key, silence->key) == 0 && g_strcmp0 (facts->pattern, silence->pattern) == 0
         && g_strcmp0 (facts->times, silence->times) == 0 && are_same (facts->labels, silence->labels);
}

/**
 * weir_journal_kind_get_word:
 * @kind: what an entry says
 *
 * Returns: (transfer none): its word, the same in every language
 */
const char *
weir_journal_kind_get_word (WeirJournalKind kind)
{
  return words[kind];
}

/**
 * weir_journal_facts_dup_value:
 * @facts: of a change
 *
 * Returns: (transfer full) (nullable): what the condition looked at, for a person; %NULL: nothing
 */
char *
weir_journal_facts_dup_value (const WeirJournalFacts *facts)
{
  GString *text;

  if (facts->value.type == WEIR_VALUE_MISSING || facts->value.type == WEIR_VALUE_NULL)
    return NULL;

  text = g_string_new (NULL);
  weir_rule_text_append_value (text, &facts->value, NULL);

  return g_string_free (text, FALSE);
}

static void
append_name (GString    *line,
             const char *name,
             const char *text,
             gsize       length)
{
  if (text == NULL)
    return;

  g_string_append_c (line, ',');
  weir_export_append_json_member (line, name, text, length);
}

static void
append_text (GString    *line,
             const char *name,
             const char *text)
{
  append_name (line, name, text, text != NULL ? strlen (text) : 0);
}

/* A label has no line end. */
static void
append_labels (GString *line,
               GStrv    labels)
{
  g_autofree char *text = labels != NULL && labels[0] != NULL ? g_strjoinv ("\n", labels) : NULL;

  append_text (line, "labels", text);
}

static void
append_number (GString    *line,
               const char *name,
               gint64      number)
{
  if (number != 0)
    g_string_append_printf (line, ",\"%s\":%" G_GINT64_FORMAT, name, number);
}

/**
 * weir_journal_entry_append:
 * @self: an entry that has its number
 * @line: gets it as a JSON object in one line, without a newline
 */
void
weir_journal_entry_append (WeirJournalEntry *self,
                           GString          *line)
{
  const WeirJournalFacts *facts = &self->facts;
  char at[64];

  at[weir_time_format_iso (facts->at_usec, at)] = '\0';
  g_string_append_printf (line, "{\"number\":%" G_GUINT64_FORMAT ",\"at\":\"%s\",\"kind\":\"%s\"", facts->number, at,
                          words[facts->kind]);
  if (facts->kind != WEIR_JOURNAL_CHANGE)
    {
      append_text (line, "rule", facts->rule);
      append_name (line, "key", facts->key, facts->key_length);
    }
  append_text (line, "by", facts->by);
  append_text (line, "note", facts->note);
  append_number (line, "until", facts->until_usec);
  append_number (line, "from", facts->from_usec);
  append_text (line, "pattern", facts->pattern);
  append_labels (line, facts->labels);
  append_text (line, "times", facts->times);
  append_number (line, "about", (gint64) facts->about);
  append_text (line, "ends", facts->ends);
  append_text (line, "connection", facts->connection);
  append_text (line, "publish_to", facts->publish_to);
  append_number (line, "past", facts->past);
  if (facts->payload != NULL)
    g_string_append_printf (line, ",\"event\":%s", facts->payload);
  g_string_append_c (line, '}');
}

static const char *
get_text (JsonObject *object,
          const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static gint64
get_number (JsonObject *object,
            const char *member,
            gint64      otherwise)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : otherwise;
}

static gint64
get_time (JsonObject *object,
          const char *member)
{
  const char *text = get_text (object, member);
  gint64 time_usec = 0;

  return text != NULL && weir_time_parse_iso (text, strlen (text), NULL, &time_usec) ? time_usec : 0;
}

/* Bytes that are no UTF-8 stand beside it. */
static char *
dup_bytes (JsonObject *object,
           const char *member,
           gsize      *length)
{
  const char *text = get_text (object, member);
  g_autofree char *second = g_strconcat (member, "_base64", NULL);
  g_autofree guchar *bytes = NULL;
  char *copy;

  if (text != NULL)
    {
      *length = strlen (text);
      return g_strdup (text);
    }

  text = get_text (object, second);
  if (text == NULL)
    return NULL;
  bytes = g_base64_decode (text, length);
  copy = g_malloc0 (*length + 1);
  memcpy (copy, bytes, *length);

  return copy;
}

static WeirValue
get_value (JsonObject *event)
{
  JsonNode *node = json_object_get_member (event, "value");
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  WeirValue value = { .type = WEIR_VALUE_MISSING };
  gsize length = 0;
  char *text;

  if (type == G_TYPE_INT64)
    return weir_value_of_int (json_node_get_int (node));
  if (type == G_TYPE_DOUBLE)
    return (WeirValue) { .type = WEIR_VALUE_DOUBLE, .as_double = json_node_get_double (node) };
  if (type == G_TYPE_BOOLEAN)
    return (WeirValue) { .type = WEIR_VALUE_BOOL, .as_int = json_node_get_boolean (node) };

  text = dup_bytes (event, "value", &length);
  if (text != NULL)
    value = weir_value_of_text (text, length);

  return value;
}

static gboolean
read_state (JsonObject     *event,
            const char     *member,
            WeirAlertState *state)
{
  const char *word = get_text (event, member);

  /* "normal" before, "resolved" after. */
  *state = WEIR_ALERT_NORMAL;

  return word != NULL && (g_str_equal (word, "normal") || weir_alert_state_parse (word, state));
}

static gboolean
read_event (WeirJournalFacts *facts,
            JsonObject       *event)
{
  const char *severity = get_text (event, "severity");

  facts->rule = g_strdup (get_text (event, "rule"));
  facts->key = dup_bytes (event, "key", &facts->key_length);
  facts->id = g_strdup (get_text (event, "id"));
  facts->title = g_strdup (get_text (event, "title"));
  facts->time_usec = get_time (event, "event_time");
  facts->value = get_value (event);
  facts->topic = g_strdup (get_text (event, "topic"));
  facts->partition = (gint32) get_number (event, "partition", -1);
  facts->offset = get_number (event, "offset", -1);
  facts->reason = g_strdup (get_text (event, "reason"));
  for (guint i = 0; severity != NULL && weir_severity_get_word (i) != NULL; i++)
    if (g_str_equal (severity, weir_severity_get_word (i)))
      facts->severity = i;

  return facts->rule != NULL && facts->key != NULL && facts->id != NULL
         && read_state (event, "before", &facts->before) && read_state (event, "state", &facts->state);
}

static GStrv
dup_labels (JsonObject *object)
{
  const char *text = get_text (object, "labels");

  return text != NULL ? g_strsplit (text, "\n", -1) : NULL;
}

static gboolean
read_kind (WeirJournalFacts *facts,
           const char       *word)
{
  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i], word))
      {
        facts->kind = i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
read_entry (WeirJournalFacts *facts,
            JsonObject       *object)
{
  JsonNode *event = json_object_get_member (object, "event");

  if (!read_kind (facts, get_text (object, "kind")))
    return FALSE;

  facts->number = (guint64) get_number (object, "number", 0);
  facts->at_usec = get_time (object, "at");
  facts->by = g_strdup (get_text (object, "by"));
  facts->note = g_strdup (get_text (object, "note"));
  facts->until_usec = get_number (object, "until", 0);
  facts->from_usec = get_number (object, "from", 0);
  facts->pattern = g_strdup (get_text (object, "pattern"));
  facts->labels = dup_labels (object);
  facts->times = g_strdup (get_text (object, "times"));
  facts->about = (guint64) get_number (object, "about", 0);
  facts->ends = g_strdup (get_text (object, "ends"));
  facts->connection = g_strdup (get_text (object, "connection"));
  facts->publish_to = g_strdup (get_text (object, "publish_to"));
  facts->past = get_number (object, "past", 0) != 0;
  if (facts->kind == WEIR_JOURNAL_CHANGE)
    return facts->number > 0 && event != NULL && JSON_NODE_HOLDS_OBJECT (event)
           && read_event (facts, json_node_get_object (event));

  facts->rule = g_strdup (get_text (object, "rule"));
  facts->key = dup_bytes (object, "key", &facts->key_length);

  return facts->number > 0;
}

/**
 * weir_journal_entry_parse:
 * @line: a line of a journal
 *
 * Returns: (transfer full) (nullable): what stands there; %NULL: a kind that this version does not know
 */
WeirJournalEntry *
weir_journal_entry_parse (const char *line)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(WeirJournalEntry) self = g_object_new (WEIR_TYPE_JOURNAL_ENTRY, NULL);
  const char *event = strstr (line, ",\"event\":");
  JsonNode *root;

  if (!json_parser_load_from_data (parser, line, -1, NULL))
    return NULL;

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root) || !read_entry (&self->facts, json_node_get_object (root)))
    return NULL;

  /* The last member, as it goes to Kafka; in a text there are no quotes without a backslash. */
  if (self->facts.kind == WEIR_JOURNAL_CHANGE && event != NULL)
    {
      event += strlen (",\"event\":");
      self->facts.payload = g_strndup (event, strlen (event) - 1);
    }

  return g_steal_pointer (&self);
}
