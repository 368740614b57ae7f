#include "config.h"

#include "data/alert/weir-rule-private.h"

/*
 * Alerts whose condition has ended, and that go on for a while. The while is one of event time: that of the alert's
 * partition, whichever key moves it, so that it ends at the same record in every run. Alerts of windows, which have no
 * partition, end with a row of their key.
 */

/* What recovers in one partition. */
typedef struct
{
  const char *topic;        /* owned by the lane in the table */
  gint32      partition;
  GQueue      states;       /* of WeirRuleState, borrowed: what ended first is first */
} WeirRuleLane;

static guint
lane_hash (gconstpointer data)
{
  const WeirRuleLane *lane = data;

  return g_str_hash (lane->topic) ^ (guint) lane->partition * 2654435761u;
}

static gboolean
lane_equal (gconstpointer a,
            gconstpointer b)
{
  const WeirRuleLane *x = a;
  const WeirRuleLane *y = b;

  return x->partition == y->partition && g_str_equal (x->topic, y->topic);
}

static void
lane_free (gpointer data)
{
  WeirRuleLane *lane = data;

  g_free ((char *) lane->topic);
  g_queue_clear (&lane->states);
  g_free (lane);
}

static WeirRuleLane *
find_lane (WeirRule   *self,
           const char *topic,
           gint32      partition)
{
  const WeirRuleLane wanted = { .topic = topic, .partition = partition };

  return g_hash_table_lookup (self->lanes, &wanted);
}

static WeirRuleLane *
ensure_lane (WeirRule   *self,
             const char *topic,
             gint32      partition)
{
  WeirRuleLane *lane = find_lane (self, topic, partition);

  if (lane != NULL)
    return lane;

  lane = g_new0 (WeirRuleLane, 1);
  lane->topic = g_strdup (topic);
  lane->partition = partition;
  g_hash_table_add (self->lanes, lane);

  return lane;
}

void
weir_rule_init_lanes (WeirRule *self)
{
  self->lanes = g_hash_table_new_full (lane_hash, lane_equal, NULL, lane_free);
}

/* Puts a state that recovers where the time of its partition finds it. */
void
weir_rule_wait (WeirRule      *self,
                WeirRuleState *state)
{
  WeirRuleLane *lane;
  GList *before;

  if (state->cause.topic[0] == '\0')
    return;

  lane = ensure_lane (self, state->cause.topic, state->cause.partition);
  /* Nearly always the last: records of a partition are nearly in order. */
  before = lane->states.tail;
  while (before != NULL && ((WeirRuleState *) before->data)->ended_usec > state->ended_usec)
    before = before->prev;
  if (before == NULL)
    {
      g_queue_push_head (&lane->states, state);
      state->lane = lane->states.head;
    }
  else
    {
      g_queue_insert_after (&lane->states, before, state);
      state->lane = before->next;
    }
  self->n_recovering++;
}

void
weir_rule_leave_lane (WeirRule      *self,
                      WeirRuleState *state)
{
  if (state->lane == NULL)
    return;

  g_queue_delete_link (&find_lane (self, state->cause.topic, state->cause.partition)->states, state->lane);
  state->lane = NULL;
  self->n_recovering--;
}

/* @cause: what ended the condition and where */
void
weir_rule_recover (WeirRule            *self,
                   WeirRuleState       *state,
                   gint64               time_usec,
                   const WeirRuleCause *cause)
{
  weir_rule_states_recover (&self->states, state, time_usec);
  weir_rule_wait (self, state);
  weir_rule_tell (self, state, WEIR_ALERT_FIRING, cause, time_usec);
}

/* The condition holds again, before the alert had ended. @message: (nullable): by which */
void
weir_rule_resume (WeirRule          *self,
                  WeirRuleState     *state,
                  gint64             time_usec,
                  const WeirMessage *message)
{
  WeirRuleCause cause;

  weir_rule_leave_lane (self, state);
  weir_rule_states_hold (&self->states, state, time_usec, 0);
  if (self->change == NULL)
    return;

  /* The alert's own record stays the one that made it fire. */
  cause = state->cause;
  if (message != NULL)
    weir_rule_cause_set_message (&cause, message);
  weir_rule_tell (self, state, WEIR_ALERT_RECOVERING, &cause, time_usec);
}

/* Ends what recovers, if it is over at @time_usec. */
void
weir_rule_end_recovery (WeirRule      *self,
                        WeirRuleState *state,
                        gint64         time_usec)
{
  gint64 end_usec = state->ended_usec + self->keep_firing_usec;

  if (state->state != WEIR_ALERT_RECOVERING || time_usec < end_usec)
    return;

  weir_rule_leave_lane (self, state);
  weir_rule_states_lapse (&self->states, state, end_usec);
  weir_rule_tell (self, state, WEIR_ALERT_RECOVERING, NULL, end_usec);
}

/* The event time of a partition has come to that of its record @message. */
void
weir_rule_pass_time (WeirRule          *self,
                     const WeirMessage *message,
                     gint64             time_usec)
{
  WeirRuleLane *lane;

  if (self->n_recovering == 0)
    return;

  lane = find_lane (self, message->topic, message->partition);
  while (lane != NULL && lane->states.head != NULL
         && time_usec >= ((WeirRuleState *) lane->states.head->data)->ended_usec + self->keep_firing_usec)
    weir_rule_end_recovery (self, lane->states.head->data, time_usec);
}
