#pragma once

#include "data/alert/weir-evaluator.h"
#include "data/alert/weir-rule-state.h"
#include "data/alert/weir-rule.h"
#include "data/decode/weir-decoder.h"

G_BEGIN_DECLS

typedef struct
{
  char   *key;                  /* ref-counted string, owned; NULL: no record yet */
  gint64  time_usec;
} WeirRuleSeen;

struct _WeirRule
{
  guint           index;
  WeirRuleKind    kind;
  WeirEvaluator  *fire;         /* owned, nullable */
  char           *fire_text;    /* owned, nullable */
  WeirEvaluator  *clear;        /* owned, nullable */
  gboolean        finals;       /* of rows only final ones count: its functions remember */
  gint64          for_usec;
  gint64          keep_firing_usec;
  gint64          silence_usec;
  gboolean        replay;
  GStrv           names;        /* owned */
  GStrv           units;        /* owned */

  WeirRuleStates  states;
  GArray         *decided;      /* owned, gint64 a window key: rows that begin before it were superseded */
  GArray         *seen;         /* owned, of WeirRuleSeen: what silence is measured from */

  GHashTable     *lanes;        /* owned, of WeirRuleLane: what recovers, by partition */
  guint           n_recovering; /* in the lanes */
  gboolean       *present;      /* owned, a name: it had a value; NULL once a record decided the condition */

  WeirRuleChangeFunc change;    /* nullable */
  gpointer        change_data;
  guint64         n_decided;
  guint64         n_undecided;
};

/* weir-rule-change.c */
void weir_rule_cause_set_value   (WeirRuleCause        *cause,
                                  WeirEvaluator        *fire,
                                  const WeirValue      *values);
void weir_rule_cause_set_message (WeirRuleCause        *cause,
                                  const WeirMessage    *message);
void weir_rule_tell              (WeirRule             *self,
                                  const WeirRuleState  *state,
                                  WeirAlertState        before,
                                  const WeirRuleCause  *cause,
                                  gint64                time_usec);
void weir_rule_lapse             (WeirRule             *self,
                                  WeirRuleState        *state,
                                  gint64                time_usec,
                                  const WeirValue      *values,
                                  const WeirMessage    *message);
void weir_rule_hold              (WeirRule             *self,
                                  WeirRuleState        *state,
                                  gint64                time_usec,
                                  gint64                for_usec);

/* weir-rule-recover.c */
void weir_rule_init_lanes        (WeirRule             *self);
void weir_rule_recover           (WeirRule             *self,
                                  WeirRuleState        *state,
                                  gint64                time_usec,
                                  const WeirRuleCause  *cause);
void weir_rule_wait              (WeirRule             *self,
                                  WeirRuleState        *state);
void weir_rule_resume            (WeirRule             *self,
                                  WeirRuleState        *state,
                                  gint64                time_usec,
                                  const WeirMessage    *message);
void weir_rule_leave_lane        (WeirRule             *self,
                                  WeirRuleState        *state);
void weir_rule_end_recovery      (WeirRule             *self,
                                  WeirRuleState        *state,
                                  gint64                time_usec);
void weir_rule_pass_time         (WeirRule             *self,
                                  const WeirMessage    *message,
                                  gint64                time_usec);

/* weir-rule-error.c */
void weir_rule_note_undecided    (WeirRule             *self,
                                  const WeirValue      *values,
                                  gint64                time_usec);
void weir_rule_note_decided      (WeirRule             *self,
                                  gint64                time_usec);
void weir_rule_check_undecided   (WeirRule             *self,
                                  gint64                time_usec);
char *weir_rule_dup_lack         (WeirRule             *self);

G_END_DECLS
