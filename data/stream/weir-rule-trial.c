#include "config.h"

#include "data/stream/weir-rule-trial.h"

#include <math.h>
#include <string.h>

#include "data/alert/weir-condition-threshold.h"
#include "data/alert/weir-expression.h"
#include "data/decode/weir-escape.h"
#include "data/stream/weir-rule-sample-private.h"
#include "data/workspace/weir-workspace-edit.h"

/* Days without a firing are listed too, unless the clock of some record is broken. */
#define DAYS_MAX 3660

/* The first member is the sink. */
typedef struct
{
  WeirSink       sink;
  WeirRuleTrial *trial;         /* what is being made */
  WeirTopology  *topology;      /* owned */
  GTimeZone     *zone;          /* borrowed */
  guint          stream;        /* its number in the topology */
  gboolean       of_rows;       /* values are those of windows */
  guint          index;         /* of the value, or WEIR_STREAM_NO_FIELD */
  GPtrArray     *by_id;         /* owned: key number → WeirRuleTrialLine, borrowed, nullable */
  GHashTable    *by_key;        /* owned: (char *) borrowed → WeirRuleTrialLine, borrowed */
  GHashTable    *firing;        /* owned: texts of keys that fired */
  gint64         day_begin_usec;   /* of the day that was counted last: [begin, end), and its place in the list */
  gint64         day_end_usec;
  guint          day;
} Trial;

/* What the workspace is changed to. */
typedef struct
{
  JsonNode *rule;                           /* borrowed */
  char     *fires[WEIR_RULE_N_VARIANTS];    /* owned, nullable */
} Variants;

static void
line_free (gpointer data)
{
  WeirRuleTrialLine *self = data;

  g_object_unref (self->series);
  g_free (self->key);
  g_free (self);
}

static void
change_clear (gpointer data)
{
  g_ref_string_release ((char *) ((WeirRuleTrialChange *) data)->key);
}

static WeirRuleTrialLine *
ensure_line (Trial      *self,
             guint       id,
             const char *key,
             gsize       length)
{
  WeirRuleTrialLine *line = id < self->by_id->len ? g_ptr_array_index (self->by_id, id) : NULL;

  if (line != NULL || self->trial->lines->len >= WEIR_RULE_TRIAL_KEYS_MAX)
    return line;

  line = g_new0 (WeirRuleTrialLine, 1);
  line->key = weir_escape_dup (key, length, WEIR_ESCAPE_KEY_MAX);
  line->series = weir_series_new ();
  g_ptr_array_add (self->trial->lines, line);
  g_hash_table_insert (self->by_key, line->key, line);
  if (id >= self->by_id->len)
    g_ptr_array_set_size (self->by_id, (int) id + 1);
  g_ptr_array_index (self->by_id, id) = line;

  return line;
}

static void
add_value (Trial           *self,
           guint            id,
           const char      *key,
           gsize            length,
           gint64           time_usec,
           const WeirValue *value)
{
  double number = weir_value_get_double (value);
  WeirRuleTrialLine *line = isfinite (number) ? ensure_line (self, id, key, length) : NULL;

  if (line != NULL)
    weir_series_add (line->series, time_usec, number);
}

static void
on_record (WeirSink             *sink,
           const WeirSinkRecord *record)
{
  Trial *self = (Trial *) sink;
  WeirRuleTrial *trial = self->trial;
  const WeirRecord *decoded = record->record;

  if (record->stream != self->stream || decoded == NULL || record->future)
    return;

  trial->begin_usec = trial->n_records == 0 ? decoded->time_usec : MIN (trial->begin_usec, decoded->time_usec);
  trial->end_usec = trial->n_records == 0 ? decoded->time_usec : MAX (trial->end_usec, decoded->time_usec);
  trial->n_records++;
  if (!self->of_rows && self->index < decoded->n_values)
    add_value (self, record->key_id, decoded->key, decoded->key_length, decoded->time_usec, &decoded->values[self->index]);
}

static void
on_row (WeirSink            *sink,
        guint                stream,
        guint                window,
        const WeirWindowRow *row)
{
  Trial *self = (Trial *) sink;
  WeirValue count = weir_value_of_int ((gint64) row->count);

  if (stream != self->stream || window != 0 || !self->of_rows || self->index > row->n_values
      || row->state == WEIR_WINDOW_OPEN || row->state == WEIR_WINDOW_RETRACTED)
    return;

  add_value (self, row->key_id, row->key, row->key_length, row->start_usec,
             self->index == 0 ? &count : &row->values[self->index - 1]);
}

static void
on_dead_letter (WeirSink          *sink,
                guint              stream,
                const WeirMessage *message,
                WeirDecodeError    reason,
                const char        *detail)
{
  Trial *self = (Trial *) sink;

  self->trial->n_dead += stream == self->stream;
}

static gint64
to_usec (GDateTime *time)
{
  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

/* (transfer full) (nullable) */
static GDateTime *
create_midnight (Trial  *self,
                 gint64  time_usec)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time_usec / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, self->zone) : NULL;

  if (local == NULL)
    return NULL;

  return g_date_time_new (self->zone, g_date_time_get_year (local), g_date_time_get_month (local),
                          g_date_time_get_day_of_month (local), 0, 0, 0.0);
}

/* From midnight to midnight: a day has 23 or 25 hours where the clocks change. */
static void
begin_day (Trial  *self,
           gint64  time_usec)
{
  g_autoptr(GDateTime) midnight = create_midnight (self, time_usec);
  g_autoptr(GDateTime) next = midnight != NULL ? g_date_time_add_days (midnight, 1) : NULL;
  guint i = 0;

  self->day_begin_usec = next != NULL ? to_usec (midnight) : time_usec;
  self->day_end_usec = next != NULL ? to_usec (next) : time_usec + G_TIME_SPAN_DAY;
  while (i < self->trial->days->len
         && g_array_index (self->trial->days, WeirRuleTrialDay, i).begin_usec != self->day_begin_usec)
    i++;
  if (i == self->trial->days->len)
    {
      WeirRuleTrialDay day = { .begin_usec = self->day_begin_usec };

      g_array_append_val (self->trial->days, day);
    }
  self->day = i;
}

static void
count_firing (Trial  *self,
              guint   variant,
              gint64  time_usec)
{
  self->trial->n_fired[variant]++;
  if (time_usec < self->day_begin_usec || time_usec >= self->day_end_usec)
    begin_day (self, time_usec);
  g_array_index (self->trial->days, WeirRuleTrialDay, self->day).n_fired[variant]++;
}

static void
note_change (Trial                 *self,
             const WeirAlertChange *change,
             gboolean               fired)
{
  g_autofree char *key = weir_escape_dup (change->key, change->key_length, WEIR_ESCAPE_KEY_MAX);
  WeirRuleTrialChange noted = { .time_usec = change->time_usec, .fired = fired };
  WeirRuleTrialLine *line = g_hash_table_lookup (self->by_key, key);

  if (fired)
    {
      if (line != NULL)
        line->n_fired++;
      if (!g_hash_table_contains (self->firing, key))
        g_hash_table_add (self->firing, g_strdup (key));
    }
  else
    self->trial->n_resolved++;

  if (self->trial->changes->len >= WEIR_RULE_TRIAL_CHANGES_MAX)
    return;
  noted.key = g_ref_string_new (key);
  g_array_append_val (self->trial->changes, noted);
}

/* What cannot be decided is said otherwise. */
static gboolean
is_firing (WeirAlertState state)
{
  return weir_alert_state_is_alarm (state) && state != WEIR_ALERT_ERROR;
}

static void
on_alert_change (WeirSink              *sink,
                 guint                  stream,
                 const WeirAlertChange *change)
{
  Trial *self = (Trial *) sink;
  gboolean fired = is_firing (change->state) && !is_firing (change->before);
  gboolean ended = change->state == WEIR_ALERT_NORMAL && is_firing (change->before);

  if (stream != self->stream || change->rule >= WEIR_RULE_N_VARIANTS || !(fired || ended))
    return;

  if (fired)
    count_firing (self, change->rule, change->time_usec);
  if (change->rule == WEIR_RULE_VARIANT_THIS)
    note_change (self, change, fired);
}

static const WeirSinkMethods methods = {
  .record = on_record,
  .dead_letter = on_dead_letter,
  .row = on_row,
  .alert_change = on_alert_change,
};

/* -- the workspace of a trial: its stream, and the rule with each threshold -- */

static JsonNode *
create_variant (const Variants *variants,
                guint           i)
{
  JsonNode *node = weir_workspace_edit_copy_node (variants->rule);
  JsonObject *object = json_node_get_object (node);
  g_autofree char *name = g_strdup_printf ("trial-%u", i);

  json_object_set_string_member (object, "name", name);
  /* It is only tried. */
  json_object_remove_member (object, "publish_to");
  if (variants->fires[i] != NULL)
    json_object_set_string_member (json_object_get_object_member (object, "condition"), "fire", variants->fires[i]);

  return node;
}

static gboolean
set_rules (JsonObject  *root,
           gpointer     user_data,
           GError     **error)
{
  const Variants *variants = user_data;
  JsonArray *rules = json_array_new ();

  for (guint i = 0; i < WEIR_RULE_N_VARIANTS; i++)
    if (i == 0 || variants->fires[i] != NULL)
      json_array_add_element (rules, create_variant (variants, i));
  json_object_set_array_member (root, "rules", rules);
  json_object_remove_member (root, "dashboards");
  json_object_remove_member (root, "queries");

  return TRUE;
}

static const char *
get_fire (JsonNode *rule)
{
  JsonObject *object = json_node_get_object (rule);
  JsonNode *condition = json_object_get_member (object, "condition");
  JsonNode *fire = condition != NULL && JSON_NODE_HOLDS_OBJECT (condition)
                     ? json_object_get_member (json_node_get_object (condition), "fire") : NULL;

  return fire != NULL && JSON_NODE_HOLDS_VALUE (fire) ? json_node_get_string (fire) : NULL;
}

static void
add_thresholds (WeirRuleTrial *trial,
                Variants      *variants)
{
  const char *fire = get_fire (variants->rule);
  WeirConditionThreshold threshold;
  double step;

  trial->has_threshold = fire != NULL && weir_condition_threshold_find (fire, &threshold);
  if (!trial->has_threshold)
    return;

  step = weir_condition_threshold_step (threshold.value);
  trial->thresholds[WEIR_RULE_VARIANT_THIS] = threshold.value;
  trial->thresholds[WEIR_RULE_VARIANT_LOWER] = threshold.value - step;
  trial->thresholds[WEIR_RULE_VARIANT_HIGHER] = threshold.value + step;
  for (guint i = WEIR_RULE_VARIANT_LOWER; i < WEIR_RULE_N_VARIANTS; i++)
    variants->fires[i] = weir_condition_threshold_replace (fire, &threshold, trial->thresholds[i]);
}

static WeirWorkspace *
create_workspace (WeirRuleTrial  *trial,
                  WeirWorkspace  *workspace,
                  JsonNode       *rule,
                  GError        **error)
{
  Variants variants = { .rule = rule };
  WeirWorkspace *made;

  add_thresholds (trial, &variants);
  made = weir_workspace_edit (workspace, set_rules, &variants, error);
  for (guint i = 0; i < WEIR_RULE_N_VARIANTS; i++)
    g_free (variants.fires[i]);

  return made;
}

/* -- what its charts show: the first number that the condition names -- */

static guint
find_name (const char * const *names,
           const char          *fire)
{
  g_auto(GStrv) fields = fire != NULL ? weir_expression_find_fields (fire, NULL) : NULL;

  for (guint i = 0; fields != NULL && fields[i] != NULL; i++)
    for (guint j = 0; names[j] != NULL; j++)
      if (g_str_equal (names[j], fields[i]))
        return j;

  return WEIR_STREAM_NO_FIELD;
}

/* A name, a sign and a number, and nothing else. */
static gboolean
is_plain (const char *fire)
{
  WeirConditionThreshold threshold;
  g_auto(GStrv) fields = weir_expression_find_fields (fire, NULL);
  g_autofree char *rest = NULL;

  if (fields == NULL || g_strv_length (fields) != 1 || !weir_condition_threshold_find (fire, &threshold))
    return FALSE;

  rest = g_strdup (fire);
  memset (rest + threshold.begin, ' ', threshold.end - threshold.begin);
  g_strdelimit (rest, "<>=`", ' ');

  return g_str_equal (g_strstrip (rest), fields[0]);
}

static void
choose_value (Trial                *self,
              const WeirRuleConfig *rule)
{
  const WeirStreamSchema *schema = weir_stream_get_schema (weir_topology_get_stream (self->topology, self->stream));

  self->of_rows = weir_rule_kind_is_of_rows (rule->kind);
  self->trial->is_of_value = rule->fire != NULL && is_plain (rule->fire);
  if (self->of_rows)
    {
      const WeirRowSchema *row = weir_stream_schema_get_row (schema, 0);

      self->index = find_name ((const char * const *) row->variables, rule->fire);
      if (self->index == WEIR_STREAM_NO_FIELD)
        self->index = 0;
      self->trial->value = g_strdup (row->variables[self->index]);
      self->trial->unit = g_strdup (weir_row_schema_get_variable_units (row)[self->index]);
      return;
    }

  self->index = find_name ((const char * const *) schema->names, rule->fire);
  if (self->index == WEIR_STREAM_NO_FIELD || !schema->is_number[self->index])
    self->index = schema->first;
  if (self->index == WEIR_STREAM_NO_FIELD)
    return;
  self->trial->value = g_strdup (schema->names[self->index]);
  self->trial->unit = g_strdup (schema->units[self->index]);
}

/* -- what it comes to -- */

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  const WeirRuleTrialLine *left = *(WeirRuleTrialLine * const *) a;
  const WeirRuleTrialLine *right = *(WeirRuleTrialLine * const *) b;

  if (left->n_fired != right->n_fired)
    return left->n_fired > right->n_fired ? -1 : 1;

  return strcmp (left->key, right->key);
}

static int
compare_days (gconstpointer a,
              gconstpointer b)
{
  gint64 left = ((const WeirRuleTrialDay *) a)->begin_usec;
  gint64 right = ((const WeirRuleTrialDay *) b)->begin_usec;

  return (left > right) - (left < right);
}

static int
compare_changes (gconstpointer a,
                 gconstpointer b)
{
  gint64 left = ((const WeirRuleTrialChange *) a)->time_usec;
  gint64 right = ((const WeirRuleTrialChange *) b)->time_usec;

  return (left > right) - (left < right);
}

static void
add_quiet_days (Trial *self)
{
  WeirRuleTrial *trial = self->trial;
  gint64 at_usec = trial->begin_usec;

  while (trial->n_records > 0 && at_usec <= trial->end_usec && trial->days->len < DAYS_MAX)
    {
      begin_day (self, at_usec);
      at_usec = self->day_end_usec;
    }
  g_array_sort (trial->days, compare_days);
}

static void
conclude (Trial *self)
{
  GPtrArray *rules = weir_stream_get_rules (weir_topology_get_stream (self->topology, self->stream));

  self->trial->n_undecided = weir_rule_get_n_undecided (g_ptr_array_index (rules, 0));
  self->trial->n_refused = weir_rule_get_n_overflowed (g_ptr_array_index (rules, 0));
  self->trial->n_firing_keys = g_hash_table_size (self->firing);
  add_quiet_days (self);
  g_array_sort (self->trial->changes, compare_changes);
  g_ptr_array_sort (self->trial->lines, compare_lines);
}

static WeirRuleTrial *
trial_new (void)
{
  WeirRuleTrial *self = g_new0 (WeirRuleTrial, 1);

  self->changes = g_array_new (FALSE, FALSE, sizeof (WeirRuleTrialChange));
  g_array_set_clear_func (self->changes, change_clear);
  self->days = g_array_new (FALSE, FALSE, sizeof (WeirRuleTrialDay));
  self->lines = g_ptr_array_new_with_free_func (line_free);

  return self;
}

static gboolean
run (Trial           *self,
     WeirRuleSample  *sample,
     WeirWorkspace   *workspace,
     GCancellable    *cancellable,
     GError         **error)
{
  const WeirTopologySpec spec = {
    .workspace = workspace,
    .stream = weir_rule_sample_get_stream (sample),
    .with_rules = TRUE,
    .replay = TRUE,
  };

  self->topology = weir_topology_new (&spec, error);
  if (self->topology == NULL)
    return FALSE;

  self->stream = weir_topology_find (self->topology, spec.stream);
  choose_value (self, g_ptr_array_index (weir_workspace_get_rules (workspace), 0));
  weir_topology_add_sink (self->topology, &self->sink);
  weir_topology_start (self->topology);
  weir_rule_sample_play (sample, self->topology, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !weir_topology_finish (self->topology, error))
    return FALSE;

  conclude (self);

  return TRUE;
}

/**
 * weir_rule_trial_run:
 * @sample: records of the rule's stream
 * @workspace: describes it
 * @rule: an object as "rules" of a workspace has it; its name does not matter
 * @zone: (nullable): of the days; %NULL is UTC
 * @cancellable: (nullable): ends it early
 * @error: return location
 *
 * Tries a rule on a sample, as a replay of a topic that has nothing else. Of rules
 * on windows only final rows are seen. Any thread; takes as long as decoding the
 * records does.
 *
 * Returns: (transfer full) (nullable): what came of it, or %NULL with a
 *   %WEIR_WORKSPACE_ERROR that says what is wrong with the rule, an error of
 *   weir_topology_new(), or %G_IO_ERROR_CANCELLED
 */
WeirRuleTrial *
weir_rule_trial_run (WeirRuleSample  *sample,
                     WeirWorkspace   *workspace,
                     JsonNode        *rule,
                     GTimeZone       *zone,
                     GCancellable    *cancellable,
                     GError         **error)
{
  g_autoptr(WeirRuleTrial) trial = trial_new ();
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(WeirWorkspace) made = NULL;
  Trial self = { .sink = { .methods = &methods, .wants_keys = TRUE }, .trial = trial, .zone = zone != NULL ? zone : utc };
  gboolean done;

  g_return_val_if_fail (sample != NULL && WEIR_IS_WORKSPACE (workspace) && JSON_NODE_HOLDS_OBJECT (rule), NULL);

  made = create_workspace (trial, workspace, rule, error);
  if (made == NULL)
    return NULL;

  self.by_id = g_ptr_array_new ();
  self.by_key = g_hash_table_new (g_str_hash, g_str_equal);
  self.firing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  done = run (&self, sample, made, cancellable, error);
  g_clear_pointer (&self.topology, weir_topology_free);
  g_ptr_array_unref (self.by_id);
  g_hash_table_unref (self.by_key);
  g_hash_table_unref (self.firing);

  return done ? g_steal_pointer (&trial) : NULL;
}

/**
 * weir_rule_trial_free:
 * @self: (nullable) (transfer full): a trial
 *
 * Frees it.
 */
void
weir_rule_trial_free (WeirRuleTrial *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->changes);
  g_array_unref (self->days);
  g_ptr_array_unref (self->lines);
  g_free (self->value);
  g_free (self->unit);
  g_free (self);
}
