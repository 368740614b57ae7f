#include "config.h"

#include "data/alert/weir-rule-private.h"

#include <string.h>

#include "data/alert/weir-rule-text.h"

/*
 * How a rule's states change, and who hears of it: whoever wants each change at
 * once, and whoever asks now and then for what changed since.
 */

void
weir_rule_cause_set_value (WeirRuleCause        *cause,
                 WeirEvaluator        *fire,
                 const WeirValue      *values)
{
  cause->part = weir_evaluator_find_cause (fire, values, &cause->value);
  g_clear_pointer (&cause->words, g_free);

  /* What the value points to is gone with the record. */
  if (cause->value.type == WEIR_VALUE_TEXT)
    {
      cause->value.length = MIN (cause->value.length, sizeof cause->text);
      memcpy (cause->text, cause->value.as_text, cause->value.length);
      cause->value.as_text = cause->text;
    }
}

void
weir_rule_cause_set_message (WeirRuleCause     *cause,
                   const WeirMessage *message)
{
  g_strlcpy (cause->topic, message->topic, sizeof cause->topic);
  cause->partition = message->partition;
  cause->offset = message->offset;
  cause->record_usec = message->time_usec != WEIR_NO_TIME ? message->time_usec : message->arrival_usec;
}

/* @cause: (nullable): what was looked at and where */
void
weir_rule_tell (WeirRule            *self,
      const WeirRuleState *state,
      WeirAlertState       before,
      const WeirRuleCause *cause,
      gint64               time_usec)
{
  WeirAlertChange change = {
    .rule = self->index,
    .before = before,
    .state = state->state,
    .time_usec = time_usec,
    .value.type = WEIR_VALUE_MISSING,
    .partition = -1,
    .offset = -1,
  };

  if (self->change == NULL || state->state == before)
    return;

  if (state->state == WEIR_ALERT_ERROR)
    change.reason = state->cause.words;
  change.key = state->key;
  change.key_length = g_ref_string_length (state->key);
  if (cause != NULL)
    change.value = cause->value;
  if (cause != NULL && cause->topic[0] != '\0')
    {
      change.topic = cause->topic;
      change.partition = cause->partition;
      change.offset = cause->offset;
    }
  self->change (&change, self->change_data);
}

/* @values, @message: (nullable): of what ended it, for who hears of changes */
void
weir_rule_lapse (WeirRule          *self,
       WeirRuleState     *state,
       gint64             time_usec,
       const WeirValue   *values,
       const WeirMessage *message)
{
  WeirAlertState before = state->state;
  WeirRuleCause cause = { .value.type = WEIR_VALUE_MISSING };

  /* That it has ended was said when it began to recover. */
  if (before == WEIR_ALERT_RECOVERING)
    return;

  if (self->change != NULL && values != NULL && self->fire != NULL)
    weir_rule_cause_set_value (&cause, self->fire, values);
  if (self->change != NULL && message != NULL)
    weir_rule_cause_set_message (&cause, message);
  if (before == WEIR_ALERT_FIRING && self->keep_firing_usec > 0)
    {
      weir_rule_recover (self, state, time_usec, &cause);
      return;
    }
  weir_rule_states_lapse (&self->states, state, time_usec);
  weir_rule_tell (self, state, before, &cause, time_usec);
}

void
weir_rule_hold (WeirRule      *self,
      WeirRuleState *state,
      gint64         time_usec,
      gint64         for_usec)
{
  WeirAlertState before = state->state;

  weir_rule_states_hold (&self->states, state, time_usec, for_usec);
  weir_rule_tell (self, state, before, &state->cause, time_usec);
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

  if (self->kind != WEIR_RULE_TOPIC && cause->words != NULL)
    {
      /* Of an earlier run: what it was measured against may have changed since. */
    }
  else if (self->kind == WEIR_RULE_SILENCE)
    {
      event->limit = weir_duration_format (self->silence_usec);
    }
  else if (self->kind != WEIR_RULE_TOPIC)
    {
      const WeirExpression *fire = weir_evaluator_get_expression (self->fire);

      field = weir_expression_get_field (fire, cause->part);
      /* "regulatory true" needs its name, "41.2 °C" beside its rule does not. */
      if (field != G_MAXUINT && !weir_value_is_number (&cause->value))
        g_string_append_printf (value, "%s ", self->names[field]);
      if (field == G_MAXUINT)
        {
          g_autofree char *label = weir_expression_dup_label (fire, cause->part);

          g_string_append_printf (value, "%s ", label);
        }
      weir_rule_text_append_value (value, &cause->value, field != G_MAXUINT ? self->units[field] : NULL);
      limit = weir_expression_dup_limit (fire, cause->part);
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
 * weir_rule_set_change_func:
 * @self: a rule that had no record yet
 * @func: (nullable): hears of each change of state
 * @user_data: for @func
 *
 * Before the first record.
 */
void
weir_rule_set_change_func (WeirRule           *self,
                           WeirRuleChangeFunc  func,
                           gpointer            user_data)
{
  self->change = func;
  self->change_data = user_data;
}

static void
restore_cause (WeirRuleCause         *cause,
               const WeirAlertChange *change,
               const char            *words)
{
  g_free (cause->words);
  cause->words = g_strdup (words != NULL ? words : "");
  g_strlcpy (cause->topic, change->topic != NULL ? change->topic : "", sizeof cause->topic);
  cause->partition = change->partition;
  cause->offset = change->offset;
  cause->record_usec = change->time_usec;
}

/**
 * weir_rule_restore:
 * @self: a rule that had no record yet
 * @change: the last change of state of a key in an earlier run
 * @fired: (nullable): the change by which it began to fire
 * @words: (nullable): what the condition saw, for a person
 *
 * Goes on where the earlier run ended: the key is in that state, since then. It is
 * told of as an event, and as no change.
 */
void
weir_rule_restore (WeirRule              *self,
                   const WeirAlertChange *change,
                   const WeirAlertChange *fired,
                   const char            *words)
{
  WeirRuleState *state = weir_rule_states_ensure (&self->states, change->key, change->key_length);
  gboolean silent = change->state == WEIR_ALERT_NO_DATA || change->state == WEIR_ALERT_BEHIND;

  if (state == NULL || change->state == WEIR_ALERT_NORMAL)
    return;

  if (state->state == WEIR_ALERT_NORMAL)
    self->states.n_active++;
  state->state = change->state;
  state->active_usec = state->evaluated_usec = change->time_usec;
  state->since_usec = fired != NULL ? fired->time_usec : change->time_usec;
  state->ended_usec = change->time_usec;
  state->window_usec = self->kind == WEIR_RULE_WINDOW ? change->time_usec : G_MININT64;
  /* Silence began with the last record. */
  state->event_usec = silent ? change->time_usec - self->silence_usec : change->time_usec;
  if (silent)
    state->since_usec = state->event_usec;
  state->broker_usec = change->time_usec;
  state->fired = weir_alert_state_is_alarm (change->state);
  state->n_firings = state->fired;
  restore_cause (&state->cause, fired != NULL ? fired : change, words);
  if (change->state == WEIR_ALERT_RECOVERING)
    weir_rule_wait (self, state);
  weir_rule_states_touch (&self->states, state);
}
