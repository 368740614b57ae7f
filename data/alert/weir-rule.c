#include "config.h"

#include "data/alert/weir-rule-private.h"

#include "data/alert/weir-rule-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
seen_clear (gpointer data)
{
  g_clear_pointer (&((WeirRuleSeen *) data)->key, g_ref_string_release);
}

static gboolean
compile (WeirEvaluator      **evaluator,
         const WeirRuleSpec  *spec,
         const char          *text,
         GError             **error)
{
  if (text == NULL || text[0] == '\0')
    return TRUE;

  *evaluator = weir_evaluator_new (text, spec->names, WEIR_EVALUATOR_MAX_BYTES, error);
  if (*evaluator == NULL)
    g_prefix_error (error, _("Rule “%s”: "), spec->name);

  return *evaluator != NULL;
}

static gboolean
check_spec (const WeirRuleSpec  *spec,
            GError             **error)
{
  gboolean needs_fire = weir_rule_kind_get_condition (spec->kind) == WEIR_RULE_CONDITION_NEEDED;

  if (needs_fire && (spec->fire == NULL || spec->fire[0] == '\0'))
    {
      g_set_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SPEC,
                   _("Rule “%s” has no condition: write one, like “temperature > 40”"), spec->name);
      return FALSE;
    }

  if (weir_rule_kind_needs_silence (spec->kind) && spec->silence_usec <= 0)
    {
      g_set_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SPEC,
                   _("Rule “%s” does not say how long a key may be silent"), spec->name);
      return FALSE;
    }

  if (spec->keep_firing_usec > 0 && !needs_fire)
    {
      g_set_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SPEC,
                   _("Rule “%s” keeps firing, which is for rules on records and windows"), spec->name);
      return FALSE;
    }

  return TRUE;
}

/**
 * weir_rule_new:
 * @spec: what it is made from
 * @error: return location for an error
 *
 * Makes a rule. Errors: %WEIR_RULE_ERROR, naming the rule, the column of its
 * condition and what is wanted there.
 *
 * Returns: (transfer full) (nullable): a rule
 */
WeirRule *
weir_rule_new (const WeirRuleSpec  *spec,
               GError             **error)
{
  g_autoptr(WeirRule) self = NULL;

  g_return_val_if_fail (spec != NULL && spec->names != NULL && spec->units != NULL, NULL);

  if (!check_spec (spec, error))
    return NULL;

  self = g_new0 (WeirRule, 1);
  self->index = spec->index;
  self->kind = spec->kind;
  self->fire_text = g_strdup (spec->fire);
  self->for_usec = spec->for_usec;
  self->keep_firing_usec = spec->keep_firing_usec;
  self->silence_usec = spec->silence_usec;
  self->replay = spec->replay;
  if (spec->kind == WEIR_RULE_TOPIC && spec->silence_usec <= 0)
    self->silence_usec = WEIR_RULE_TOPIC_HOLD_USEC;
  self->names = g_strdupv ((char **) spec->names);
  self->units = g_strdupv ((char **) spec->units);
  self->present = g_new0 (gboolean, g_strv_length (self->names) + 1);
  weir_rule_states_init (&self->states);
  weir_rule_init_lanes (self);
  self->decided = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->seen = g_array_new (FALSE, TRUE, sizeof (WeirRuleSeen));
  g_array_set_clear_func (self->seen, seen_clear);

  if (!compile (&self->fire, spec, spec->fire, error) ||
      !compile (&self->clear, spec, spec->clear, error))
    return NULL;
  self->finals = (self->fire != NULL && weir_evaluator_remembers (self->fire))
                 || (self->clear != NULL && weir_evaluator_remembers (self->clear));

  return g_steal_pointer (&self);
}

/**
 * weir_rule_free:
 * @self: (transfer full): a rule
 */
void
weir_rule_free (WeirRule *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->fire, weir_evaluator_free);
  g_clear_pointer (&self->clear, weir_evaluator_free);
  g_strfreev (self->names);
  g_strfreev (self->units);
  g_free (self->fire_text);
  g_free (self->present);
  g_hash_table_unref (self->lanes);
  weir_rule_states_clear (&self->states);
  g_array_unref (self->decided);
  g_array_unref (self->seen);
  g_free (self);
}

/* What its functions remember goes by every record, whatever the state. */
static void
remember (WeirRule        *self,
          const char      *key,
          gsize            key_length,
          gint64           time_usec,
          const WeirValue *values)
{
  if (self->fire != NULL)
    weir_evaluator_add (self->fire, key, key_length, time_usec, values);
  if (self->clear != NULL)
    weir_evaluator_add (self->clear, key, key_length, time_usec, values);
}

static WeirTruth
evaluate (WeirRule        *self,
          gint64           time_usec,
          const WeirValue *values)
{
  WeirTruth truth = weir_evaluator_get_truth (self->fire, values);

  if (truth == WEIR_TRUTH_UNKNOWN)
    weir_rule_note_undecided (self, values, time_usec);
  else
    weir_rule_note_decided (self, time_usec);

  return truth;
}

/* The condition holds for @record, which is not late. */
static void
hold_record (WeirRule         *self,
             WeirRuleState    *state,
             const WeirRecord *record)
{
  /* The value is the latest; the record is the one that made it fire, whatever matches while it does. */
  weir_rule_cause_set_value (&state->cause, self->fire, record->values);
  if (state->state == WEIR_ALERT_RECOVERING)
    {
      weir_rule_resume (self, state, record->time_usec, record->message);
      return;
    }

  if (state->state != WEIR_ALERT_FIRING)
    weir_rule_cause_set_message (&state->cause, record->message);
  weir_rule_hold (self, state, record->time_usec, self->for_usec);
}

static void
evaluate_record (WeirRule         *self,
                 const WeirRecord *record)
{
  WeirTruth fires = evaluate (self, record->time_usec, record->values);
  WeirTruth clears;
  WeirRuleState *state;

  weir_rule_pass_time (self, record->message, record->time_usec);

  if (fires == WEIR_TRUTH_TRUE)
    state = weir_rule_states_ensure (&self->states, record->key, record->key_length);
  else
    state = weir_rule_states_find (&self->states, record->key, record->key_length);

  /* A late record does not change the present state. */
  if (state == NULL || record->time_usec < state->evaluated_usec)
    return;

  if (fires == WEIR_TRUTH_TRUE)
    {
      hold_record (self, state, record);
      return;
    }

  clears = self->clear != NULL && state->state == WEIR_ALERT_FIRING
             ? weir_evaluator_get_truth (self->clear, record->values)
             : fires == WEIR_TRUTH_FALSE;
  if (clears == WEIR_TRUTH_TRUE)
    weir_rule_lapse (self, state, record->time_usec, record->values, record->message);
}

static void
add_topic_record (WeirRule         *self,
             const WeirRecord *record)
{
  WeirRuleState *state;
  GString *words;

  if (self->clear != NULL && weir_evaluator_get_truth (self->clear, record->values) == WEIR_TRUTH_TRUE)
    {
      state = weir_rule_states_find (&self->states, record->key, record->key_length);
      if (state != NULL)
        weir_rule_lapse (self, state, record->time_usec, NULL, record->message);
      return;
    }

  if (self->fire != NULL && weir_evaluator_get_truth (self->fire, record->values) != WEIR_TRUTH_TRUE)
    return;

  state = weir_rule_states_ensure (&self->states, record->key, record->key_length);
  if (state == NULL)
    return;

  /* It had ended before, whether or not somebody looked at the clock meanwhile. */
  if (self->change != NULL && state->state == WEIR_ALERT_FIRING
      && record->time_usec - state->event_usec >= self->silence_usec)
    weir_rule_lapse (self, state, state->event_usec + self->silence_usec, NULL, NULL);

  if (state->state == WEIR_ALERT_FIRING)
    {
      state->n_firings++;
      self->states.n_fired++;
    }
  weir_rule_cause_set_message (&state->cause, record->message);
  weir_rule_hold (self, state, record->time_usec, 0);
  state->broker_usec = record->message->time_usec != WEIR_NO_TIME ? record->message->time_usec
                                                                  : record->message->arrival_usec;

  words = g_string_new (NULL);
  weir_rule_text_append_record (words, record, (const char * const *) self->names,
                                (const char * const *) self->units);
  g_free (state->cause.words);
  state->cause.words = g_string_free (words, FALSE);
}

static void
set_silent (WeirRule       *self,
            const WeirRuleSeen     *seen,
            WeirAlertState  silent)
{
  WeirRuleState *state = weir_rule_states_ensure (&self->states, seen->key, g_ref_string_length (seen->key));
  WeirAlertState before;

  if (state == NULL)
    return;

  before = state->state;
  weir_rule_states_set_silent (&self->states, state, silent, seen->time_usec);
  weir_rule_tell (self, state, before, NULL, seen->time_usec + self->silence_usec);
}

static void
see_key (WeirRule         *self,
         const WeirRecord *record,
         guint             key_id)
{
  WeirRuleState *state;
  WeirRuleSeen *seen;

  if (key_id == G_MAXUINT)
    return;

  if (key_id >= self->seen->len)
    g_array_set_size (self->seen, key_id + 1);

  seen = &g_array_index (self->seen, WeirRuleSeen, key_id);
  if (seen->key == NULL)
    {
      seen->key = g_ref_string_new_len (record->key, record->key_length);
      seen->time_usec = record->time_usec;
    }
  /* A silence that is over by now, and that was not seen while it lasted. */
  if (self->change != NULL && record->time_usec - seen->time_usec > self->silence_usec)
    set_silent (self, seen, WEIR_ALERT_NO_DATA);
  seen->time_usec = MAX (seen->time_usec, record->time_usec);

  /* One that is older than the silence says nothing about it. */
  state = weir_rule_states_find (&self->states, record->key, record->key_length);
  if (state != NULL && record->time_usec > state->event_usec)
    weir_rule_lapse (self, state, record->time_usec, NULL, record->message);
}

/**
 * weir_rule_add_record:
 * @self: a rule of any kind but %WEIR_RULE_WINDOW, which ignores it
 * @record: a record that is not from the future
 * @key_id: dense number of its key; %G_MAXUINT: too many keys, its silence is not watched
 *
 * Evaluates the rule for a record.
 */
void
weir_rule_add_record (WeirRule         *self,
                      const WeirRecord *record,
                      guint             key_id)
{
  remember (self, record->key, record->key_length, record->time_usec, record->values);
  switch (self->kind)
    {
    case WEIR_RULE_RECORD:
      evaluate_record (self, record);
      break;
    case WEIR_RULE_TOPIC:
      add_topic_record (self, record);
      break;
    case WEIR_RULE_SILENCE:
      see_key (self, record, key_id);
      break;
    case WEIR_RULE_WINDOW:
    default:
      break;
    }
}

static gint64 *
decided_of (WeirRule *self,
            guint     key_id)
{
  const gint64 never = G_MININT64;

  while (key_id >= self->decided->len)
    g_array_append_val (self->decided, never);

  return &g_array_index (self->decided, gint64, key_id);
}

static void
lapse_row (WeirRule            *self,
           const WeirWindowRow *row,
           const WeirValue     *variables,
           WeirTruth            fires,
           gint64              *decided)
{
  WeirRuleState *state = weir_rule_states_find (&self->states, row->key, row->key_length);
  gint64 size_usec = row->end_usec - row->start_usec;
  WeirTruth clears = fires == WEIR_TRUTH_FALSE;

  /* Windows before the one that begins where this one's past ends are over. */
  *decided = MAX (*decided, row->start_usec - size_usec + 1);
  if (state != NULL)
    weir_rule_end_recovery (self, state, row->start_usec);
  if (state == NULL)
    return;

  /* While windows overlap, only the one that made it fire, or one after its end, speaks for it. */
  if (row->start_usec != state->window_usec && row->start_usec < state->window_usec + size_usec)
    return;

  if (self->clear != NULL && state->state == WEIR_ALERT_FIRING)
    clears = weir_evaluator_get_truth (self->clear, variables);
  if (clears == WEIR_TRUTH_TRUE)
    {
      *decided = MAX (*decided, row->start_usec);
      weir_rule_lapse (self, state, row->start_usec, variables, NULL);
    }
}

/**
 * weir_rule_add_row:
 * @self: a rule of kind %WEIR_RULE_WINDOW; others ignore it
 * @row: an early or final result
 * @variables: values of the rule's names in that row
 *
 * Evaluates the rule for a window; one whose functions remember takes final results
 * alone. One that is older than the last is ignored, so
 * a final result that comes after the next window's first value does not make an
 * alert flap.
 */
void
weir_rule_add_row (WeirRule            *self,
                   const WeirWindowRow *row,
                   const WeirValue     *variables)
{
  WeirRuleState *state;
  WeirTruth fires;
  gint64 *decided;

  if (self->kind != WEIR_RULE_WINDOW || row->state == WEIR_WINDOW_RETRACTED)
    return;

  if (self->finals && row->state == WEIR_WINDOW_OPEN)
    return;
  remember (self, row->key, row->key_length, row->start_usec, variables);
  decided = decided_of (self, row->key_id);
  if (row->start_usec < *decided)
    return;

  fires = evaluate (self, row->start_usec, variables);
  if (fires != WEIR_TRUTH_TRUE)
    {
      lapse_row (self, row, variables, fires, decided);
      return;
    }

  state = weir_rule_states_ensure (&self->states, row->key, row->key_length);
  if (state == NULL)
    return;

  weir_rule_end_recovery (self, state, row->start_usec);
  weir_rule_cause_set_value (&state->cause, self->fire, variables);
  state->cause.partition = -1;
  state->cause.offset = -1;
  if (state->state == WEIR_ALERT_RECOVERING)
    weir_rule_resume (self, state, row->start_usec, NULL);
  else
    weir_rule_hold (self, state, row->start_usec, self->for_usec);
  state->window_usec = MAX (state->window_usec, row->start_usec);
}

/* Stream time, carried on by the wall while nothing at all comes. */
static gint64
time_since (const WeirRuleClock *clock,
            gint64               time_usec)
{
  return clock->stream_time_usec + MAX (clock->now_usec - clock->arrival_usec, 0) - time_usec;
}

/*
 * Alerts of a topic have no record that ends them, only time: that of the
 * stream, or of the broker where the whole topic is history.
 */
static void
end_topic_alerts (WeirRule            *self,
                  const WeirRuleClock *clock)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->states.states);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      WeirRuleState *state = value;
      gint64 age_usec = MAX (time_since (clock, state->event_usec), clock->now_usec - state->broker_usec);

      if (state->state == WEIR_ALERT_FIRING && age_usec >= self->silence_usec)
        weir_rule_lapse (self, state, state->event_usec + self->silence_usec, NULL, NULL);
    }
}

static void
check_silence (WeirRule            *self,
               const WeirRuleClock *clock,
               WeirRuleSeen                *seen)
{
  gint64 silent_usec = time_since (clock, seen->time_usec);
  gboolean stalled = clock->watermark_usec == G_MININT64
                     || clock->stream_time_usec - clock->watermark_usec > self->silence_usec;
  WeirAlertState silent = clock->behind || stalled ? WEIR_ALERT_BEHIND : WEIR_ALERT_NO_DATA;

  if (silent_usec > self->silence_usec)
    set_silent (self, seen, silent);
}

/**
 * weir_rule_advance:
 * @self: a rule
 * @clock: where time stands
 *
 * Lets time pass, about once a second: finds silent keys (which are "behind"
 * rather than "no data" while records are unread or a partition holds the
 * watermark back) and ends the alerts of an alert topic.
 */
void
weir_rule_advance (WeirRule            *self,
                   const WeirRuleClock *clock)
{
  if (self->replay || clock->arrival_usec == WEIR_NO_TIME || clock->stream_time_usec == WEIR_NO_TIME)
    return;

  if (self->kind == WEIR_RULE_TOPIC)
    end_topic_alerts (self, clock);
  if (self->kind != WEIR_RULE_SILENCE)
    return;

  for (guint i = 0; i < self->seen->len; i++)
    {
      WeirRuleSeen *seen = &g_array_index (self->seen, WeirRuleSeen, i);

      if (seen->key != NULL)
        check_silence (self, clock, seen);
    }
}

/**
 * weir_rule_end:
 * @self: a rule
 * @stream_time_usec: largest event time seen, %WEIR_NO_TIME without a record
 *
 * The input has ended. Of a replay it finds, by event time, the keys that were
 * silent up to there, ends the alerts of a topic that are over by then, and says
 * if no record could decide its condition.
 */
void
weir_rule_end (WeirRule *self,
               gint64    stream_time_usec)
{
  const WeirRuleClock clock = {
    .now_usec = G_MININT64 / 2,
    .arrival_usec = G_MININT64 / 2,
    .stream_time_usec = stream_time_usec,
    .watermark_usec = stream_time_usec,
  };

  if (!self->replay || stream_time_usec == WEIR_NO_TIME)
    return;

  weir_rule_check_undecided (self, stream_time_usec);
  if (self->kind == WEIR_RULE_TOPIC)
    end_topic_alerts (self, &clock);
  for (guint i = 0; self->kind == WEIR_RULE_SILENCE && i < self->seen->len; i++)
    if (g_array_index (self->seen, WeirRuleSeen, i).key != NULL)
      check_silence (self, &clock, &g_array_index (self->seen, WeirRuleSeen, i));
}

/**
 * weir_rule_get_n_fired:
 * @self: a rule
 *
 * Returns: how often it fired, over all keys
 */
guint64
weir_rule_get_n_fired (WeirRule *self)
{
  return self->states.n_fired;
}

/**
 * weir_rule_get_n_overflowed:
 * @self: a rule
 *
 * Returns: firings that were not followed because %WEIR_RULE_MAX_STATES keys were firing already
 */
guint64
weir_rule_get_n_overflowed (WeirRule *self)
{
  return self->states.n_overflowed;
}

/**
 * weir_rule_get_kind:
 * @self: a rule
 *
 * Returns: its kind
 */
WeirRuleKind
weir_rule_get_kind (WeirRule *self)
{
  return self->kind;
}

/**
 * weir_rule_get_index:
 * @self: a rule
 *
 * Returns: its number among the workspace's rules
 */
guint
weir_rule_get_index (WeirRule *self)
{
  return self->index;
}

/**
 * weir_rule_get_n_undecided:
 * @self: a rule
 *
 * Returns: for how many records or rows its condition was neither true nor
 *   false: a value it needs was missing, null or of another type
 */
guint64
weir_rule_get_n_undecided (WeirRule *self)
{
  return self->n_undecided;
}

/**
 * weir_rule_get_n_decided:
 * @self: a rule
 *
 * Returns: for how many records or rows its condition was true or false
 */
guint64
weir_rule_get_n_decided (WeirRule *self)
{
  return self->n_decided;
}

/**
 * weir_rule_get_n_forgotten:
 * @self: a rule
 *
 * Returns: how many keys and values the functions of its conditions forgot for lack of memory
 */
guint64
weir_rule_get_n_forgotten (WeirRule *self)
{
  guint64 n_forgotten = self->fire != NULL ? weir_evaluator_get_n_forgotten (self->fire) : 0;

  return self->clear != NULL ? n_forgotten + weir_evaluator_get_n_forgotten (self->clear) : n_forgotten;
}
