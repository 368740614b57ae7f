#include "config.h"

#include "data/stream/weir-alert-text.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "data/decode/weir-duration.h"
#include "data/decode/weir-json-scanner.h"
#include "data/decode/weir-time.h"
#include "data/store/weir-export-text.h"

/*
 * A change of state as programs read it: in English everywhere.
 */

static char *
dup_reason_of_recovery (const WeirRuleConfig *rule)
{
  return rule->clear != NULL ? g_strdup (rule->clear) : g_strdup_printf ("not %s", rule->fire);
}

static char *
dup_reason_of_end (const WeirRuleConfig  *rule,
                   const WeirAlertChange *change)
{
  g_autofree char *span = NULL;

  if (change->before == WEIR_ALERT_PENDING)
    {
      span = weir_duration_format (rule->for_usec);
      return g_strdup_printf ("%s: held for less than %s", rule->fire, span);
    }
  if (change->before == WEIR_ALERT_RECOVERING)
    {
      span = weir_duration_format (rule->keep_firing_usec);
      return g_strdup_printf ("%s: did not hold for %s", rule->fire, span);
    }
  if (change->before == WEIR_ALERT_ERROR)
    return g_strdup ("a record decides it");
  if (change->before != WEIR_ALERT_FIRING)
    return g_strdup ("a record came");
  if (rule->kind == WEIR_RULE_TOPIC && rule->clear == NULL)
    return g_strdup ("no record any more");

  return dup_reason_of_recovery (rule);
}

/**
 * weir_alert_text_dup_reason:
 * @rule: a rule
 * @change: a change of one of its states
 *
 * Any thread.
 *
 * Returns: (transfer full): why: the condition that held or no longer does, or how long
 *   the key was silent
 */
char *
weir_alert_text_dup_reason (const WeirRuleConfig  *rule,
                            const WeirAlertChange *change)
{
  g_autofree char *span = NULL;

  if (change->reason != NULL)
    return g_strdup (change->reason);

  switch (change->state)
    {
    case WEIR_ALERT_NO_DATA:
      span = weir_duration_format (rule->silence_usec);
      return g_strdup_printf ("no record for %s", span);
    case WEIR_ALERT_BEHIND:
      span = weir_duration_format (rule->silence_usec);
      return g_strdup_printf ("no record for %s, but not all is read", span);
    case WEIR_ALERT_NORMAL:
      return dup_reason_of_end (rule, change);
    case WEIR_ALERT_RECOVERING:
      return dup_reason_of_recovery (rule);
    case WEIR_ALERT_ERROR:
    case WEIR_ALERT_PENDING:
    case WEIR_ALERT_FIRING:
    default:
      return g_strdup (rule->fire != NULL ? rule->fire : "a record came");
    }
}

/**
 * weir_alert_text_dup_key:
 * @rule: a rule
 * @change: a change of one of its states
 * @length: (out): bytes of the key
 *
 * Any thread.
 *
 * Returns: (transfer full): the key of the record that tells of it: `RULE:KEY`, so that
 *   all of one alert is in one partition, and the last state is what compaction leaves
 */
char *
weir_alert_text_dup_key (const WeirRuleConfig  *rule,
                         const WeirAlertChange *change,
                         gsize                 *length)
{
  return weir_alert_text_join_key (rule->name, change->key, change->key_length, length);
}

/**
 * weir_alert_text_join_key:
 * @rule: name of a rule
 * @key: (array length=key_length): one of its keys
 * @key_length: bytes in @key
 * @length: (out): bytes of the result
 *
 * Returns: (transfer full): as weir_alert_text_dup_key()
 */
char *
weir_alert_text_join_key (const char *rule,
                          const char *key,
                          gsize       key_length,
                          gsize      *length)
{
  GString *text = g_string_new (rule);

  g_string_append_c (text, ':');
  g_string_append_len (text, key, (gssize) key_length);
  *length = text->len;

  return g_string_free (text, FALSE);
}

static WeirValue
value_of (const char *text)
{
  return text != NULL ? weir_value_of_text (text, strlen (text)) : (WeirValue) { .type = WEIR_VALUE_MISSING };
}

static WeirValue
value_of_place (gint64 place)
{
  return (WeirValue) { .type = place >= 0 ? WEIR_VALUE_INT : WEIR_VALUE_MISSING, .as_int = place };
}

/**
 * weir_alert_text_dup_id:
 * @rule: a rule
 * @change: a change of one of its states
 *
 * Any thread.
 *
 * Returns: (transfer full): what names the change: the same one in every run over the same
 *   records, 32 hexadecimal digits
 */
char *
weir_alert_text_dup_id (const WeirRuleConfig  *rule,
                        const WeirAlertChange *change)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *rest = g_strdup_printf ("%s\n%" G_GINT64_FORMAT "\n%s\n%d\n%" G_GINT64_FORMAT,
                                           weir_alert_state_get_word (change->state), change->time_usec,
                                           change->topic != NULL ? change->topic : "", change->partition, change->offset);

  g_checksum_update (checksum, (const guchar *) rule->name, (gssize) strlen (rule->name) + 1);
  g_checksum_update (checksum, (const guchar *) change->key, (gssize) change->key_length);
  g_checksum_update (checksum, (const guchar *) "", 1);
  g_checksum_update (checksum, (const guchar *) rest, (gssize) strlen (rest));

  return g_strndup (g_checksum_get_string (checksum), 32);
}

/**
 * weir_alert_text_append_json:
 * @text: a string
 * @rule: a rule
 * @change: a change of one of its states
 *
 * Appends an alert event as data/stream/weir-alert-event.schema.json describes it. Any thread.
 */
void
weir_alert_text_append_json (GString               *text,
                             const WeirRuleConfig  *rule,
                             const WeirAlertChange *change)
{
  static const WeirExportColumn columns[] = {
    { "id", WEIR_EXPORT_TEXT },        { "rule", WEIR_EXPORT_TEXT },   { "title", WEIR_EXPORT_TEXT },
    { "severity", WEIR_EXPORT_TEXT },  { "stream", WEIR_EXPORT_TEXT }, { "key", WEIR_EXPORT_TEXT },
    { "state", WEIR_EXPORT_TEXT },     { "before", WEIR_EXPORT_TEXT }, { "event_time", WEIR_EXPORT_TIME },
    { "value", WEIR_EXPORT_ANY },      { "topic", WEIR_EXPORT_TEXT },  { "partition", WEIR_EXPORT_INTEGER },
    { "offset", WEIR_EXPORT_INTEGER }, { "reason", WEIR_EXPORT_TEXT },
  };
  g_autofree char *id = weir_alert_text_dup_id (rule, change);
  g_autofree char *reason = weir_alert_text_dup_reason (rule, change);
  const WeirValue cells[G_N_ELEMENTS (columns)] = {
    value_of (id),
    value_of (rule->name),
    value_of (rule->title),
    value_of (weir_severity_get_word (rule->severity)),
    value_of (rule->stream),
    weir_value_of_text (change->key, change->key_length),
    value_of (weir_alert_state_get_word (change->state)),
    value_of (change->before == WEIR_ALERT_NORMAL ? "normal" : weir_alert_state_get_word (change->before)),
    weir_value_of_int (change->time_usec),
    change->value,
    value_of (change->topic),
    value_of_place (change->partition),
    value_of_place (change->offset),
    value_of (reason),
  };

  weir_export_append_json_row (text, columns, G_N_ELEMENTS (columns), cells);
  /* A payload is no line. */
  g_string_truncate (text, text->len - 1);
}

static const char *
get_text (JsonObject *object,
          const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/**
 * weir_alert_text_parse: (skip)
 * @payload: (array length=length): of a record of a topic of alert events
 * @length: bytes in @payload
 * @event: (out): what it says; its id is the caller's
 *
 * Any thread.
 *
 * Returns: %FALSE if it is no alert event
 */
gboolean
weir_alert_text_parse (const char         *payload,
                       gsize               length,
                       WeirAlertEventText *event)
{
  g_autoptr(JsonParser) parser = NULL;
  JsonObject *object;
  JsonNode *root;
  const char *id;
  const char *word;
  const char *text;

  /* json-glib reads as deep as a text goes, on the stack. */
  if (!weir_json_check (payload, length, NULL))
    return FALSE;

  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, payload, (gssize) length, NULL))
    return FALSE;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;

  object = json_node_get_object (root);
  id = get_text (object, "id");
  word = get_text (object, "state");
  text = get_text (object, "event_time");
  if (id == NULL || text == NULL || word == NULL || !weir_alert_state_parse (word, &event->state)
      || !weir_time_parse_iso (text, strlen (text), NULL, &event->time_usec))
    return FALSE;

  event->id = g_strdup (id);

  return TRUE;
}
