#include "config.h"

#include "data/alert/weir-rule-private.h"

/*
 * A rule whose condition no record can decide would be silent for ever. It is in the state Error, as a whole: that of
 * the empty key, which has no other one as long as nothing was decided.
 */

/* Records after which a live rule says so; a replay says so at its end, whatever the order of partitions. */
#define UNDECIDED_MAX 100

/* The first field of the condition that never had a value. G_MAXUINT: none. */
static guint
find_lack (WeirRule *self)
{
  const WeirExpression *fire = weir_evaluator_get_expression (self->fire);

  for (guint i = 0; self->present != NULL && self->names[i] != NULL; i++)
    if (!self->present[i] && weir_expression_uses_field (fire, i))
      return i;

  return G_MAXUINT;
}

/* Why it is undecided, as programs read it. (transfer full) */
char *
weir_rule_dup_lack (WeirRule *self)
{
  guint lack = find_lack (self);

  if (lack != G_MAXUINT)
    return g_strdup_printf ("%s: in none of %" G_GUINT64_FORMAT " is there a value of “%s”", self->fire_text, self->n_undecided,
                            self->names[lack]);

  return g_strdup_printf ("%s: in none of %" G_GUINT64_FORMAT " are all values that it needs; they are missing, null or of "
                          "another type", self->fire_text, self->n_undecided);
}

static void
fail (WeirRule *self,
      gint64    time_usec)
{
  WeirRuleState *state = weir_rule_states_ensure (&self->states, "", 0);
  WeirAlertState before;

  if (state == NULL || state->state == WEIR_ALERT_ERROR)
    return;

  before = state->state;
  weir_rule_states_fail (&self->states, state, time_usec);
  g_free (state->cause.words);
  state->cause.words = weir_rule_dup_lack (self);
  weir_rule_tell (self, state, before, &state->cause, time_usec);
}

void
weir_rule_note_undecided (WeirRule        *self,
                          const WeirValue *values,
                          gint64           time_usec)
{
  self->n_undecided++;
  if (self->present == NULL)
    return;

  for (guint i = 0; self->names[i] != NULL; i++)
    self->present[i] |= values[i].type != WEIR_VALUE_MISSING && values[i].type != WEIR_VALUE_NULL;
  /* What remembers has to see some records first. */
  if (!self->replay && self->n_undecided % UNDECIDED_MAX == 0
      && (find_lack (self) != G_MAXUINT || !weir_evaluator_remembers (self->fire)))
    fail (self, time_usec);
}

void
weir_rule_note_decided (WeirRule *self,
                        gint64    time_usec)
{
  WeirRuleState *state;

  self->n_decided++;
  if (self->present == NULL)
    return;

  g_clear_pointer (&self->present, g_free);
  state = weir_rule_states_find (&self->states, "", 0);
  if (state == NULL || state->state != WEIR_ALERT_ERROR)
    return;

  weir_rule_states_lapse (&self->states, state, time_usec);
  weir_rule_tell (self, state, WEIR_ALERT_ERROR, NULL, time_usec);
}

/* The input has ended. */
void
weir_rule_check_undecided (WeirRule *self,
                           gint64    time_usec)
{
  if (self->n_undecided > 0 && self->present != NULL)
    fail (self, time_usec);
}
