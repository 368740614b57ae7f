#include "config.h"

#include "data/alert/weir-rule.h"

#include "data/alert/weir-rule-state.h"
#include "data/alert/weir-rule-text.h"
#include "data/decode/weir-decoder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _WeirRule
{
  guint           index;
  WeirRuleKind    kind;
  WeirExpression *fire;         /* owned, nullable */
  WeirExpression *clear;        /* owned, nullable */
  gint64          for_usec;
  gint64          silence_usec;
  GStrv           names;        /* owned */
  GStrv           units;        /* owned */

  WeirRuleStates  states;
  GArray         *decided;      /* owned, gint64 a window key: rows that begin before it were superseded */
  GArray         *seen;         /* owned, of Seen: what silence is measured from */
};

typedef struct
{
  char   *key;                  /* ref-counted string, owned; NULL: no record yet */
  gint64  time_usec;
} Seen;

static void
seen_clear (gpointer data)
{
  g_clear_pointer (&((Seen *) data)->key, g_ref_string_release);
}

static gboolean
compile (WeirExpression     **expression,
         const WeirRuleSpec  *spec,
         const char          *text,
         GError             **error)
{
  if (text == NULL || text[0] == '\0')
    return TRUE;

  *expression = weir_expression_new (text, spec->names, error);
  if (*expression == NULL)
    g_prefix_error (error, _("Rule “%s”: "), spec->name);

  return *expression != NULL;
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
  self->for_usec = spec->for_usec;
  self->silence_usec = spec->silence_usec;
  if (spec->kind == WEIR_RULE_TOPIC && spec->silence_usec <= 0)
    self->silence_usec = WEIR_RULE_TOPIC_HOLD_USEC;
  self->names = g_strdupv ((char **) spec->names);
  self->units = g_strdupv ((char **) spec->units);
  weir_rule_states_init (&self->states);
  self->decided = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->seen = g_array_new (FALSE, TRUE, sizeof (Seen));
  g_array_set_clear_func (self->seen, seen_clear);

  if (!compile (&self->fire, spec, spec->fire, error) ||
      !compile (&self->clear, spec, spec->clear, error))
    return NULL;

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

  g_clear_pointer (&self->fire, weir_expression_free);
  g_clear_pointer (&self->clear, weir_expression_free);
  g_strfreev (self->names);
  g_strfreev (self->units);
  weir_rule_states_clear (&self->states);
  g_array_unref (self->decided);
  g_array_unref (self->seen);
  g_free (self);
}

static void
cause_set_value (WeirRuleCause        *cause,
                 const WeirExpression *fire,
                 const WeirValue      *values)
{
  guint field;

  cause->part = weir_expression_find_cause (fire, values);
  field = cause->part != G_MAXUINT ? weir_expression_get_field (fire, cause->part) : G_MAXUINT;
  cause->value = field != G_MAXUINT ? values[field] : (WeirValue) { .type = WEIR_VALUE_MISSING };

  /* What the value points to is gone with the record. */
  if (cause->value.type == WEIR_VALUE_TEXT)
    {
      cause->value.length = MIN (cause->value.length, sizeof cause->text);
      memcpy (cause->text, cause->value.as_text, cause->value.length);
      cause->value.as_text = cause->text;
    }
}

static void
cause_set_message (WeirRuleCause     *cause,
                   const WeirMessage *message)
{
  g_strlcpy (cause->topic, message->topic, sizeof cause->topic);
  cause->partition = message->partition;
  cause->offset = message->offset;
  cause->record_usec = message->time_usec != WEIR_NO_TIME ? message->time_usec : message->arrival_usec;
}

static void
evaluate_record (WeirRule         *self,
              const WeirRecord *record)
{
  WeirTruth fires = weir_expression_evaluate (self->fire, record->values);
  WeirTruth clears;
  WeirRuleState *state;

  if (fires == WEIR_TRUTH_TRUE)
    state = weir_rule_states_ensure (&self->states, record->key, record->key_length);
  else
    state = weir_rule_states_find (&self->states, record->key, record->key_length);

  /* A late record does not change the present state. */
  if (state == NULL || record->time_usec < state->evaluated_usec)
    return;

  if (fires == WEIR_TRUTH_TRUE)
    {
      /* The value is the latest; the record is the one that made it fire, whatever matches while it does. */
      cause_set_value (&state->cause, self->fire, record->values);
      if (state->state != WEIR_ALERT_FIRING)
        cause_set_message (&state->cause, record->message);
      weir_rule_states_hold (&self->states, state, record->time_usec, self->for_usec);
      return;
    }

  clears = self->clear != NULL && state->state == WEIR_ALERT_FIRING
             ? weir_expression_evaluate (self->clear, record->values)
             : fires == WEIR_TRUTH_FALSE;
  if (clears == WEIR_TRUTH_TRUE)
    weir_rule_states_lapse (&self->states, state, record->time_usec);
}

static void
add_topic_record (WeirRule         *self,
             const WeirRecord *record)
{
  WeirRuleState *state;
  GString *words;

  if (self->clear != NULL && weir_expression_evaluate (self->clear, record->values) == WEIR_TRUTH_TRUE)
    {
      state = weir_rule_states_find (&self->states, record->key, record->key_length);
      if (state != NULL)
        weir_rule_states_lapse (&self->states, state, record->time_usec);
      return;
    }

  if (self->fire != NULL && weir_expression_evaluate (self->fire, record->values) != WEIR_TRUTH_TRUE)
    return;

  state = weir_rule_states_ensure (&self->states, record->key, record->key_length);
  if (state == NULL)
    return;

  if (state->state == WEIR_ALERT_FIRING)
    {
      state->n_firings++;
      self->states.n_fired++;
    }
  weir_rule_states_hold (&self->states, state, record->time_usec, 0);
  state->broker_usec = record->message->time_usec != WEIR_NO_TIME ? record->message->time_usec
                                                                  : record->message->arrival_usec;
  cause_set_message (&state->cause, record->message);

  words = g_string_new (NULL);
  weir_rule_text_append_record (words, record, (const char * const *) self->names,
                                (const char * const *) self->units);
  g_free (state->cause.words);
  state->cause.words = g_string_free (words, FALSE);
}

static void
see_key (WeirRule         *self,
         const WeirRecord *record,
         guint             key_id)
{
  WeirRuleState *state;
  Seen *seen;

  if (key_id == G_MAXUINT)
    return;

  if (key_id >= self->seen->len)
    g_array_set_size (self->seen, key_id + 1);

  seen = &g_array_index (self->seen, Seen, key_id);
  if (seen->key == NULL)
    {
      seen->key = g_ref_string_new_len (record->key, record->key_length);
      seen->time_usec = record->time_usec;
    }
  seen->time_usec = MAX (seen->time_usec, record->time_usec);

  state = weir_rule_states_find (&self->states, record->key, record->key_length);
  if (state != NULL)
    weir_rule_states_lapse (&self->states, state, record->time_usec);
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
  if (state == NULL)
    return;

  /* While windows overlap, only the one that made it fire, or one after its end, speaks for it. */
  if (row->start_usec != state->window_usec && row->start_usec < state->window_usec + size_usec)
    return;

  if (self->clear != NULL && state->state == WEIR_ALERT_FIRING)
    clears = weir_expression_evaluate (self->clear, variables);
  if (clears == WEIR_TRUTH_TRUE)
    {
      *decided = MAX (*decided, row->start_usec);
      weir_rule_states_lapse (&self->states, state, row->start_usec);
    }
}

/**
 * weir_rule_add_row:
 * @self: a rule of kind %WEIR_RULE_WINDOW; others ignore it
 * @row: an early or final result
 * @variables: values of the rule's names in that row
 *
 * Evaluates the rule for a window. One that is older than the last is ignored, so
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

  decided = decided_of (self, row->key_id);
  if (row->start_usec < *decided)
    return;

  fires = weir_expression_evaluate (self->fire, variables);
  if (fires != WEIR_TRUTH_TRUE)
    {
      lapse_row (self, row, variables, fires, decided);
      return;
    }

  state = weir_rule_states_ensure (&self->states, row->key, row->key_length);
  if (state == NULL)
    return;

  weir_rule_states_hold (&self->states, state, row->start_usec, self->for_usec);
  state->window_usec = MAX (state->window_usec, row->start_usec);
  cause_set_value (&state->cause, self->fire, variables);
  state->cause.partition = -1;
  state->cause.offset = -1;
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
        weir_rule_states_lapse (&self->states, state, state->event_usec + self->silence_usec);
    }
}

static void
check_silence (WeirRule            *self,
               const WeirRuleClock *clock,
               Seen                *seen)
{
  gint64 silent_usec = time_since (clock, seen->time_usec);
  gboolean stalled = clock->watermark_usec == G_MININT64
                     || clock->stream_time_usec - clock->watermark_usec > self->silence_usec;
  WeirAlertState silent = clock->behind || stalled ? WEIR_ALERT_BEHIND : WEIR_ALERT_NO_DATA;
  WeirRuleState *state;

  if (silent_usec <= self->silence_usec)
    return;

  state = weir_rule_states_ensure (&self->states, seen->key, g_ref_string_length (seen->key));
  if (state == NULL)
    return;

  weir_rule_states_set_silent (&self->states, state, silent, seen->time_usec);
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
  if (clock->arrival_usec == WEIR_NO_TIME || clock->stream_time_usec == WEIR_NO_TIME)
    return;

  if (self->kind == WEIR_RULE_TOPIC)
    end_topic_alerts (self, clock);
  if (self->kind != WEIR_RULE_SILENCE)
    return;

  for (guint i = 0; i < self->seen->len; i++)
    {
      Seen *seen = &g_array_index (self->seen, Seen, i);

      if (seen->key != NULL)
        check_silence (self, clock, seen);
    }
}

static void
set_words (WeirRule            *self,
           const WeirRuleState *state,
           WeirAlertEvent      *event)
{
  const WeirRuleCause *cause = &state->cause;
  GString *value = g_string_new (cause->words);
  g_autofree char *limit = NULL;
  guint field;

  if (self->kind == WEIR_RULE_SILENCE)
    {
      event->limit = weir_duration_format (self->silence_usec);
    }
  else if (self->kind != WEIR_RULE_TOPIC && cause->part != G_MAXUINT)
    {
      field = weir_expression_get_field (self->fire, cause->part);
      /* "regulatory true" needs its name, "41.2 °C" beside its rule does not. */
      if (field != G_MAXUINT && !weir_value_is_number (&cause->value))
        g_string_append_printf (value, "%s ", self->names[field]);
      weir_rule_text_append_value (value, &cause->value, field != G_MAXUINT ? self->units[field] : NULL);
      limit = weir_expression_dup_limit (self->fire, cause->part);
      if (limit != NULL)
        {
          GString *words = g_string_new (NULL);

          weir_rule_text_append_limit (words, limit);
          event->limit = g_string_free (words, FALSE);
        }
    }

  event->value = g_string_free (value, FALSE);
}

static WeirAlertEvent *
event_new (WeirRule            *self,
           const WeirRuleState *state)
{
  WeirAlertEvent *event = weir_alert_event_new (self->index, state->key);

  event->state = state->state;
  event->fired = state->fired;
  event->resolved = state->resolved;
  event->n_firings = state->n_firings;
  event->since_usec = state->since_usec;
  event->event_usec = state->event_usec;
  event->resolved_usec = state->state == WEIR_ALERT_NORMAL ? state->resolved_usec : 0;
  event->topic = state->cause.topic[0] != '\0' ? g_strdup (state->cause.topic) : NULL;
  event->partition = event->topic != NULL ? state->cause.partition : -1;
  event->offset = event->topic != NULL ? state->cause.offset : -1;
  event->record_usec = state->cause.record_usec;
  set_words (self, state, event);

  return event;
}

/**
 * weir_rule_take_events:
 * @self: a rule
 * @events: (element-type WeirAlertEvent): gets what changed since the last call, one event a key
 *
 * Only here are values put into words, so a condition that holds for every
 * record costs no more than one event a call.
 */
void
weir_rule_take_events (WeirRule  *self,
                       GPtrArray *events)
{
  for (guint i = 0; i < self->states.dirty->len; i++)
    {
      WeirRuleState *state = g_ptr_array_index (self->states.dirty, i);

      g_ptr_array_add (events, event_new (self, state));
      state->dirty = FALSE;
      state->fired = FALSE;
      state->resolved = FALSE;
      state->n_firings = 0;
      if (state->state == WEIR_ALERT_NORMAL)
        weir_rule_states_forget (&self->states, state);
    }

  g_ptr_array_set_size (self->states.dirty, 0);
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
