#include "config.h"

#include "data/alert/weir-rule-state.h"

#include "data/alert/weir-rule.h"

#include <string.h>

/* A key as it comes with a record, and as the table keeps it: bytes and their number. */
typedef struct
{
  const char *bytes;
  gsize       length;
} Slice;

static guint
slice_hash (gconstpointer data)
{
  const Slice *slice = data;
  guint32 hash = 2166136261u;

  /* FNV-1a. */
  for (gsize i = 0; i < slice->length; i++)
    hash = (hash ^ (guchar) slice->bytes[i]) * 16777619u;

  return hash;
}

static gboolean
slice_equal (gconstpointer a,
             gconstpointer b)
{
  const Slice *x = a;
  const Slice *y = b;

  return x->length == y->length && memcmp (x->bytes, y->bytes, x->length) == 0;
}

static void
state_free (gpointer data)
{
  WeirRuleState *state = data;

  g_ref_string_release (state->key);
  g_free (state->cause.words);
  g_free (state);
}

/*< private >
 * weir_rule_states_init:
 * @self: uninitialised
 *
 * Makes an empty table. Consumer thread, as everything about it.
 */
void
weir_rule_states_init (WeirRuleStates *self)
{
  self->states = g_hash_table_new_full (slice_hash, slice_equal, g_free, state_free);
  self->dirty = g_ptr_array_new ();
}

/*< private >
 * weir_rule_states_clear:
 * @self: a table
 *
 * Frees what the table owns; the structure itself is the caller's.
 */
void
weir_rule_states_clear (WeirRuleStates *self)
{
  g_hash_table_unref (self->states);
  g_ptr_array_unref (self->dirty);
}

/*< private >
 * weir_rule_states_find:
 * @self: a table
 * @key: (array length=key_length): a key
 * @key_length: bytes in @key
 *
 * Returns: (transfer none) (nullable): the state of @key, %NULL if it is normal
 */
WeirRuleState *
weir_rule_states_find (WeirRuleStates *self,
                       const char     *key,
                       gsize           key_length)
{
  const Slice slice = { key, key_length };

  if (g_hash_table_size (self->states) == 0)
    return NULL;

  return g_hash_table_lookup (self->states, &slice);
}

/*< private >
 * weir_rule_states_ensure:
 * @self: a table
 * @key: (array length=key_length): a key
 * @key_length: bytes in @key
 *
 * As weir_rule_states_find(), but makes a state where there is none.
 *
 * Returns: (transfer none) (nullable): the state of @key; %NULL, and counted in
 *   n_overflowed, where there are %WEIR_RULE_MAX_STATES already
 */
WeirRuleState *
weir_rule_states_ensure (WeirRuleStates *self,
                         const char     *key,
                         gsize           key_length)
{
  WeirRuleState *state = weir_rule_states_find (self, key, key_length);
  Slice *slice;

  /* How often changes are told of decides nothing: a normal state that waits for it counts as none. */
  if ((state == NULL || state->state == WEIR_ALERT_NORMAL) && self->n_active >= WEIR_RULE_MAX_STATES)
    {
      self->n_overflowed++;
      return NULL;
    }
  if (state != NULL)
    return state;

  state = g_new0 (WeirRuleState, 1);
  state->key = g_ref_string_new_len (key, key_length);
  state->active_usec = G_MININT64;
  state->evaluated_usec = G_MININT64;
  state->window_usec = G_MININT64;

  slice = g_new (Slice, 1);
  *slice = (Slice) { state->key, key_length };
  g_hash_table_insert (self->states, slice, state);

  return state;
}

/*< private >
 * weir_rule_states_touch:
 * @self: a table
 * @state: one of its states
 *
 * Puts @state on the list of those whose change is to be told.
 */
void
weir_rule_states_touch (WeirRuleStates *self,
                        WeirRuleState  *state)
{
  if (!state->dirty)
    g_ptr_array_add (self->dirty, state);
  state->dirty = TRUE;
}

/*< private >
 * weir_rule_states_hold:
 * @self: a table
 * @state: one of its states
 * @time_usec: event time at which the condition held
 * @for_usec: how long it must hold before it fires
 *
 * The condition held. From normal the state becomes pending, and it fires once
 * the condition has held for @for_usec.
 */
void
weir_rule_states_hold (WeirRuleStates *self,
                       WeirRuleState  *state,
                       gint64          time_usec,
                       gint64          for_usec)
{
  if (state->state == WEIR_ALERT_NORMAL)
    {
      self->n_active++;
      state->event_usec = time_usec;
    }
  state->event_usec = MAX (state->event_usec, time_usec);
  state->evaluated_usec = MAX (state->evaluated_usec, time_usec);

  if (state->state == WEIR_ALERT_RECOVERING)
    {
      state->state = WEIR_ALERT_FIRING;
    }
  else if (state->state != WEIR_ALERT_PENDING && state->state != WEIR_ALERT_FIRING)
    {
      state->state = WEIR_ALERT_PENDING;
      state->active_usec = time_usec;
    }

  if (state->state == WEIR_ALERT_PENDING && time_usec - state->active_usec >= for_usec)
    {
      state->state = WEIR_ALERT_FIRING;
      state->since_usec = time_usec;
      state->resolved_usec = 0;
      state->fired = TRUE;
      state->n_firings++;
      self->n_fired++;
    }

  weir_rule_states_touch (self, state);
}

/*< private >
 * weir_rule_states_recover:
 * @self: a table
 * @state: one of its states, which fires
 * @time_usec: event time at which the condition no longer held
 *
 * The condition no longer holds, but the rule keeps firing for a while.
 */
void
weir_rule_states_recover (WeirRuleStates *self,
                          WeirRuleState  *state,
                          gint64          time_usec)
{
  state->state = WEIR_ALERT_RECOVERING;
  state->ended_usec = time_usec;
  state->evaluated_usec = MAX (state->evaluated_usec, time_usec);
  weir_rule_states_touch (self, state);
}

/*< private >
 * weir_rule_states_fail:
 * @self: a table
 * @state: the state of the whole rule
 * @time_usec: event time of the last record
 *
 * No record could decide the condition.
 */
void
weir_rule_states_fail (WeirRuleStates *self,
                       WeirRuleState  *state,
                       gint64          time_usec)
{
  if (state->state == WEIR_ALERT_NORMAL)
    self->n_active++;
  state->state = WEIR_ALERT_ERROR;
  state->since_usec = state->event_usec = time_usec;
  state->resolved_usec = 0;
  state->fired = TRUE;
  state->n_firings++;
  weir_rule_states_touch (self, state);
}

/*< private >
 * weir_rule_states_lapse:
 * @self: a table
 * @state: one of its states
 * @time_usec: event time at which the condition no longer held
 *
 * The condition no longer holds, or did not for long enough. Pending becomes normal, all others are
 * resolved.
 */
void
weir_rule_states_lapse (WeirRuleStates *self,
                        WeirRuleState  *state,
                        gint64          time_usec)
{
  if (state->state == WEIR_ALERT_NORMAL)
    return;

  if (state->state != WEIR_ALERT_PENDING)
    state->resolved = TRUE;
  state->state = WEIR_ALERT_NORMAL;
  self->n_active--;
  /* As a state that was told of and dropped, so that it makes no difference when that is. */
  state->evaluated_usec = G_MININT64;
  state->window_usec = G_MININT64;
  state->resolved_usec = time_usec;
  weir_rule_states_touch (self, state);
}

/*< private >
 * weir_rule_states_set_silent:
 * @self: a table
 * @state: one of its states
 * @silent: %WEIR_ALERT_NO_DATA where nothing comes, %WEIR_ALERT_BEHIND where that
 *   may only be because we are behind
 * @since_usec: event time of the last record
 *
 * The key is silent. Once it was seen to have no data, only a record changes that.
 */
void
weir_rule_states_set_silent (WeirRuleStates *self,
                             WeirRuleState  *state,
                             WeirAlertState  silent,
                             gint64          since_usec)
{
  /* Once it was seen to be silent, falling behind later does not unsay it; only a record does. */
  if (state->state == silent || state->state == WEIR_ALERT_NO_DATA)
    return;

  if (state->state == WEIR_ALERT_NORMAL)
    self->n_active++;
  if (silent == WEIR_ALERT_NO_DATA)
    {
      state->fired = TRUE;
      state->n_firings++;
      self->n_fired++;
    }
  state->state = silent;
  state->since_usec = since_usec;
  state->event_usec = since_usec;
  state->resolved_usec = 0;
  weir_rule_states_touch (self, state);
}

/*< private >
 * weir_rule_states_forget:
 * @self: a table
 * @state: one of its states, normal again and told of
 *
 * Drops @state, which is freed.
 */
void
weir_rule_states_forget (WeirRuleStates *self,
                         WeirRuleState  *state)
{
  const Slice slice = { state->key, g_ref_string_length (state->key) };

  g_hash_table_remove (self->states, &slice);
}
