#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/alert/weir-expression.h"
#include "data/workspace/weir-row-schema.h"
#include "data/workspace/weir-workspace-load.h"

/**
 * weir_stream_config_dup_variables:
 * @self: a stream
 * @kind: what a rule watches
 *
 * Names that the condition of a rule may use: of one on records the stream's
 * fields, of one on windows the columns of the first window's rows.
 *
 * Returns: (transfer full): the names; none where the stream has no window
 */
GStrv
weir_stream_config_dup_variables (const WeirStreamConfig *self,
                                  WeirRuleKind            kind)
{
  g_autoptr(WeirRowSchema) row = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (!weir_rule_kind_is_of_rows (kind))
    return weir_fields_dup_names (self->fields);
  if (self->windows->len == 0)
    return g_new0 (char *, 1);

  row = weir_row_schema_new (g_ptr_array_index (self->windows, 0), self);

  return g_strdupv (row->variables);
}

static void
weir_workspace_check_expression (WeirWorkspaceReader *reader,
                                 JsonNode            *condition,
                                 const char          *member,
                                 const char          *text,
                                 GStrv                variables)
{
  g_autoptr(WeirExpression) expression = NULL;
  g_autoptr(GError) error = NULL;

  if (text == NULL || *text == '\0')
    return;

  expression = weir_expression_new (text, (const char * const *) variables, &error);
  if (expression == NULL)
    weir_workspace_reader_refuse (reader, condition, member, "%s", error->message);
}

static void
weir_workspace_check_condition (WeirWorkspaceReader  *reader,
                                JsonNode             *condition,
                                WeirRuleKind          kind,
                                const WeirStreamConfig *stream,
                                WeirRuleConfig       *config)
{
  g_auto(GStrv) variables = NULL;

  if (weir_rule_kind_is_of_rows (kind) && stream->windows->len == 0)
    {
      weir_workspace_reader_refuse (reader, condition, "fire",
                                    _("is about windows, but stream “%s” has none: give it one"), stream->name);
      return;
    }

  variables = weir_stream_config_dup_variables (stream, kind);
  weir_workspace_check_expression (reader, condition, "fire", config->fire, variables);
  weir_workspace_check_expression (reader, condition, "clear", config->clear, variables);
}

static void
weir_workspace_load_condition (WeirWorkspaceReader *reader,
                               JsonNode            *object,
                               WeirRuleKind         kind,
                               const WeirStreamConfig *stream,
                               WeirRuleConfig      *config)
{
  JsonNode *condition = weir_workspace_reader_get_object (reader, object, "condition");

  if (condition == NULL)
    {
      if (weir_rule_kind_get_condition (kind) == WEIR_RULE_CONDITION_NEEDED || weir_rule_kind_needs_silence (kind))
        weir_workspace_reader_refuse (reader, object, "condition",
                                      _("is missing; add it, as in \"condition\": {\"fire\": \"temperature > 40\"}"));
      return;
    }

  if (weir_rule_kind_get_condition (kind) == WEIR_RULE_CONDITION_NEEDED)
    config->fire = weir_workspace_reader_dup_required (reader, condition, "fire", "temperature > 40");
  else
    config->fire = weir_workspace_reader_dup_text (reader, condition, "fire");

  config->clear = weir_workspace_reader_dup_text (reader, condition, "clear");
  config->for_usec = weir_workspace_reader_get_duration (reader, condition, "for", FALSE, 0);
  config->keep_firing_usec = weir_workspace_reader_get_duration (reader, condition, "keep_firing", FALSE, 0);
  if (config->keep_firing_usec > 0 && weir_rule_kind_get_condition (kind) != WEIR_RULE_CONDITION_NEEDED)
    weir_workspace_reader_refuse (reader, condition, "keep_firing",
                                  _("is for rules on records and windows: leave it out, or choose another kind"));
  config->silence_usec = weir_workspace_reader_get_duration (reader, condition, "silence", FALSE, 0);
  if (weir_rule_kind_needs_silence (kind) && config->silence_usec <= 0)
    weir_workspace_reader_refuse (reader, condition, "silence",
                                  _("is missing; say how long a key may be silent, as in \"silence\": \"60s\""));

  if (weir_rule_kind_get_condition (kind) != WEIR_RULE_CONDITION_NONE && stream != NULL)
    weir_workspace_check_condition (reader, condition, kind, stream, config);
}

/* What an oscilloscope keeps of a moment. */
static void
weir_workspace_load_trigger (WeirWorkspaceReader    *reader,
                             JsonNode               *object,
                             const WeirStreamConfig *stream,
                             WeirRuleConfig         *config)
{
  JsonNode *trigger = weir_workspace_reader_get_object (reader, object, "trigger");

  if (trigger == NULL)
    return;

  config->trigger_mode = weir_workspace_reader_get_word (reader, trigger, "mode", weir_trigger_mode_get_word, WEIR_TRIGGER_NORMAL);
  config->trigger_before_usec = weir_workspace_reader_get_duration (reader, trigger, "before", FALSE, 30 * G_TIME_SPAN_SECOND);
  config->trigger_after_usec = weir_workspace_reader_get_duration (reader, trigger, "after", FALSE, 60 * G_TIME_SPAN_SECOND);
  config->trigger_every_usec = weir_workspace_reader_get_duration (reader, trigger, "every", FALSE, G_TIME_SPAN_HOUR);
  if (stream != NULL && stream->derived != NULL && config->trigger_mode != WEIR_TRIGGER_OFF)
    weir_workspace_reader_refuse (reader, object, "trigger",
                                  _("keeps records of topics, but “%s” is made of other streams: write rules on those"),
                                  stream->name);
}

static gboolean
is_label_name (const char *name)
{
  if (!g_ascii_isalpha (*name) && *name != '_')
    return FALSE;
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '_')
      return FALSE;

  return !g_str_equal (name, "key") && !g_str_equal (name, "rule") && !g_str_equal (name, "stream") && !g_str_equal (name, "severity");
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static void
weir_workspace_load_labels (WeirWorkspaceReader *reader,
                            JsonNode            *object,
                            WeirRuleConfig      *config)
{
  JsonNode *labels = weir_workspace_reader_get_object (reader, object, "labels");
  g_autoptr(GPtrArray) texts = g_ptr_array_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (labels == NULL)
    return;

  json_object_iter_init_ordered (&iter, json_node_get_object (labels));
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *value = weir_workspace_reader_dup_text (reader, labels, name);

      if (!is_label_name (name))
        weir_workspace_reader_refuse (reader, labels, name,
                                      _("is no name of a label: it has letters, digits and “_”, and is not key, rule, stream or "
                                        "severity"));
      else if (value != NULL)
        g_ptr_array_add (texts, g_strdup_printf ("%s=%s", name, value));
    }
  g_ptr_array_sort (texts, compare_texts);
  g_ptr_array_add (texts, NULL);
  config->labels = (GStrv) g_ptr_array_steal (texts, NULL);
}

static void
inhibition_free (gpointer data)
{
  WeirInhibition *inhibition = data;

  g_free (inhibition->rule);
  g_strfreev (inhibition->equal);
  g_free (inhibition);
}

static void
weir_workspace_load_inhibition (WeirWorkspaceReader *reader,
                                JsonNode            *object,
                                gpointer             user_data)
{
  static const char * const key[] = { "key", NULL };
  WeirRuleConfig *config = user_data;
  WeirInhibition *inhibition = g_new0 (WeirInhibition, 1);

  inhibition->rule = weir_workspace_reader_dup_required (reader, object, "rule", "machine-down");
  if (weir_workspace_reader_get_member (object, "equal") != NULL)
    inhibition->equal = weir_workspace_reader_dup_texts (reader, object, "equal");
  else
    inhibition->equal = g_strdupv ((GStrv) key);
  if (config->inhibitions == NULL)
    config->inhibitions = g_ptr_array_new_with_free_func (inhibition_free);
  g_ptr_array_add (config->inhibitions, inhibition);
}

static void
weir_workspace_load_rule (WeirWorkspaceReader *reader,
                          JsonNode            *object,
                          gpointer             user_data)
{
  WeirWorkspaceParts *parts = user_data;
  WeirRuleConfig *config = g_new0 (WeirRuleConfig, 1);
  g_autofree char *kind_text = weir_workspace_reader_dup_required (reader, object, "kind", "record");
  WeirRuleKind kind = weir_workspace_reader_get_word (reader, object, "kind", weir_rule_kind_get_word, WEIR_RULE_RECORD);
  const WeirStreamConfig *stream;

  config->name = weir_workspace_load_name (reader, object, parts->rules, "too-hot");
  config->title = weir_workspace_reader_dup_text (reader, object, "title");
  if (config->title == NULL)
    config->title = g_strdup (config->name);
  config->stream = weir_workspace_reader_dup_required (reader, object, "stream", "sensors");
  weir_workspace_check_named (reader, object, "stream", parts->streams, config->stream);
  config->kind = kind;
  config->severity = weir_workspace_reader_get_word (reader, object, "severity", weir_severity_get_word,
                                                     WEIR_SEVERITY_WARNING);
  config->publish_to = weir_workspace_reader_dup_text (reader, object, "publish_to");
  config->repeat_usec = weir_workspace_reader_get_duration (reader, object, "repeat", FALSE, 0);
  weir_workspace_load_labels (reader, object, config);
  weir_workspace_reader_foreach (reader, object, "inhibited_by", weir_workspace_load_inhibition, config);
  stream = weir_workspace_find_named (parts->streams, config->stream);
  if (stream != NULL && g_hash_table_contains (parts->broken, stream))
    stream = NULL;
  weir_workspace_load_condition (reader, object, kind, stream, config);
  weir_workspace_load_trigger (reader, object, stream, config);

  g_ptr_array_add (parts->rules, config);
}

/* Whether alerts of @from hide those of @rule, maybe through others. Two that hide each other would both be hidden. */
static gboolean
is_hidden_by (GPtrArray            *rules,
              const WeirRuleConfig *rule,
              const char           *from,
              guint                 depth)
{
  for (guint i = 0; rule->inhibitions != NULL && i < rule->inhibitions->len; i++)
    {
      const WeirInhibition *inhibition = g_ptr_array_index (rule->inhibitions, i);
      const WeirRuleConfig *source = weir_workspace_find_named (rules, inhibition->rule);

      if (g_strcmp0 (inhibition->rule, from) == 0)
        return TRUE;
      if (source != NULL && depth < rules->len && is_hidden_by (rules, source, from, depth + 1))
        return TRUE;
    }

  return FALSE;
}

/* Any rule may be named, those behind it too. */
static void
weir_workspace_check_inhibitions (WeirWorkspaceReader *reader,
                                  JsonNode            *root,
                                  GPtrArray           *rules)
{
  for (guint i = 0; i < rules->len; i++)
    {
      const WeirRuleConfig *config = g_ptr_array_index (rules, i);
      JsonNode *object = weir_workspace_reader_get_element (root, "rules", i);

      for (guint j = 0; config->inhibitions != NULL && j < config->inhibitions->len; j++)
        {
          const WeirInhibition *inhibition = g_ptr_array_index (config->inhibitions, j);

          weir_workspace_check_named (reader, weir_workspace_reader_get_element (object, "inhibited_by", j), "rule", rules,
                                      inhibition->rule);
        }
      if (is_hidden_by (rules, config, config->name, 0))
        weir_workspace_reader_refuse (reader, object, "inhibited_by",
                                      _("goes in a circle: rules that hide each other would tell of nothing"));
    }
}

/**
 * weir_workspace_load_rules:
 * @reader: the reader that notes what is wrong
 * @root: the root object
 * @parts: initialised parts
 *
 * Reads the list "rules" and appends to rules. Streams must be loaded.
 */
void
weir_workspace_load_rules (WeirWorkspaceReader *reader,
                           JsonNode            *root,
                           WeirWorkspaceParts  *parts)
{
  weir_workspace_reader_foreach (reader, root, "rules", weir_workspace_load_rule, parts);
  weir_workspace_check_inhibitions (reader, root, parts->rules);
}

/**
 * weir_rule_config_find_label:
 * @self: a rule
 * @name: “rule”, “stream”, “severity” or one of its own labels
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): its value, %NULL if it has none of that name
 */
const char *
weir_rule_config_find_label (const WeirRuleConfig *self,
                             const char           *name)
{
  gsize length = strlen (name);

  if (g_str_equal (name, "rule"))
    return self->name;
  if (g_str_equal (name, "stream"))
    return self->stream;
  if (g_str_equal (name, "severity"))
    return weir_severity_get_word (self->severity);
  for (guint i = 0; self->labels != NULL && self->labels[i] != NULL; i++)
    if (strncmp (self->labels[i], name, length) == 0 && self->labels[i][length] == '=')
      return self->labels[i] + length + 1;

  return NULL;
}
