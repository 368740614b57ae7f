#pragma once

#include "data/alert/weir-alert-event.h"
#include "data/decode/weir-value.h"

G_BEGIN_DECLS

/*
 * The state machine of one (rule, key), and the table of those that are not
 * normal. Pure: it knows no expression and no clock but what it is handed.
 */

#define WEIR_RULE_STATE_TEXT_MAX 64

/**
 * WeirRuleCause: what an evaluation saw, to be put into words only if it is shown.
 */
typedef struct
{
  guint      part;          /* of the expression */
  WeirValue  value;
  char       text[WEIR_RULE_STATE_TEXT_MAX];  /* what value.as_text points to */
  char      *words;         /* owned, nullable: instead of part and value */
  char       topic[250];    /* as long as Kafka allows, "" for a window */
  gint32     partition;
  gint64     offset;
  gint64     record_usec;   /* the record's timestamp */
} WeirRuleCause;

typedef struct
{
  char           *key;            /* ref-counted string, owned */
  WeirAlertState  state;
  gint64          active_usec;    /* the condition has held since */
  gint64          since_usec;     /* it fires since */
  gint64          event_usec;     /* last evaluation that held */
  gint64          evaluated_usec;    /* last evaluation */
  gint64          resolved_usec;
  gint64          ended_usec;     /* of one that recovers: when its condition ended */
  GList          *lane;           /* borrowed, nullable: its place among those of its partition that recover */
  gint64          window_usec;    /* start of the window that made it fire */
  gint64          broker_usec;    /* broker's time of the last firing, for alerts of a topic */
  guint64         n_firings;      /* since the last event */
  gboolean        fired;
  gboolean        resolved;
  gboolean        dirty;          /* in the table's list of changes */
  WeirRuleCause   cause;
} WeirRuleState;

typedef struct
{
  GHashTable *states;       /* owned: (char *) key → (owned) WeirRuleState */
  GPtrArray  *dirty;        /* owned: borrowed states to be told of */
  guint       n_active;     /* that are not normal; normal ones stay until they are told of */
  guint64     n_fired;
  guint64     n_overflowed;
} WeirRuleStates;

void           weir_rule_states_init   (WeirRuleStates *self);
void           weir_rule_states_clear  (WeirRuleStates *self);
WeirRuleState *weir_rule_states_find   (WeirRuleStates *self,
                                        const char     *key,
                                        gsize           key_length);
WeirRuleState *weir_rule_states_ensure (WeirRuleStates *self,
                                        const char     *key,
                                        gsize           key_length);
void           weir_rule_states_touch  (WeirRuleStates *self,
                                        WeirRuleState  *state);
void           weir_rule_states_hold   (WeirRuleStates *self,
                                        WeirRuleState  *state,
                                        gint64          time_usec,
                                        gint64          for_usec);
void           weir_rule_states_recover (WeirRuleStates *self,
                                         WeirRuleState  *state,
                                         gint64          time_usec);
void           weir_rule_states_fail  (WeirRuleStates *self,
                                        WeirRuleState  *state,
                                        gint64          time_usec);
void           weir_rule_states_lapse  (WeirRuleStates *self,
                                        WeirRuleState  *state,
                                        gint64          time_usec);
void           weir_rule_states_set_silent (WeirRuleStates *self,
                                            WeirRuleState  *state,
                                            WeirAlertState  silent,
                                            gint64          since_usec);
void           weir_rule_states_forget (WeirRuleStates *self,
                                        WeirRuleState  *state);

G_END_DECLS
