#pragma once

#include "data/alert/weir-alert-change.h"
#include "data/alert/weir-alert-event.h"
#include "data/alert/weir-expression.h"
#include "data/alert/weir-rule-kind.h"
#include "data/decode/weir-record.h"
#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

/* How long an alert of an alert topic lasts after its last record, unless its rule says otherwise. */
#define WEIR_RULE_TOPIC_HOLD_USEC (5 * G_TIME_SPAN_MINUTE)

/* Keys of one rule that may be in another state than normal at once; more are counted. */
#define WEIR_RULE_MAX_STATES 2000

/**
 * WeirRuleSpec:
 * @index: the rule's number, in its events
 * @name: what errors call it
 * @fire: (nullable): the condition
 * @clear: (nullable): the condition that ends it; %NULL: @fire no longer holding
 * @for_usec: how long @fire must have held, in event time
 * @keep_firing_usec: how long an alert goes on after its condition ended, in event time; of records and windows alone
 * @silence_usec: how long a key may be silent; how long an alert of a topic lasts, 0 the default
 * @replay: event time alone decides, for silence too, so that the same records give the same changes
 * @names: (array zero-terminated=1): names of the values of records (of windows: of their variables)
 * @units: (array): their units, as many as @names
 *
 * What a rule is made from; copied.
 */
typedef struct
{
  guint               index;
  const char         *name;
  WeirRuleKind        kind;
  const char         *fire;
  const char         *clear;
  gint64              for_usec;
  gint64              keep_firing_usec;
  gint64              silence_usec;
  gboolean            replay;
  const char * const *names;
  const char * const *units;
} WeirRuleSpec;

/**
 * WeirRuleClock:
 * @now_usec: wall clock
 * @arrival_usec: wall clock when the stream's last record came, %WEIR_NO_TIME before the first
 * @stream_time_usec: largest event time seen
 * @watermark_usec: smallest stream time over active partitions
 * @behind: we have not read all there is, or do not know whether we have
 *
 * Where time stands, for what silence means.
 */
typedef struct
{
  gint64   now_usec;
  gint64   arrival_usec;
  gint64   stream_time_usec;
  gint64   watermark_usec;
  gboolean behind;
} WeirRuleClock;

/**
 * WeirRule:
 *
 * One rule and the states of its keys, by the rules of data/window/README.md
 * ("Alert states"): Normal → Pending → Firing → Recovering, hysteresis, NoData, Behind and Error.
 * Record and window rules move by event time alone, so a replay fires as the live stream did. Keys
 * in the normal state take no memory. Owned by one thread.
 */
typedef struct _WeirRule WeirRule;

/**
 * WeirRuleChangeFunc:
 * @change: one change of state, borrowed for the call
 * @user_data: what was set with it
 *
 * Hears of each change at once, on the thread that owns the rule.
 */
typedef void (*WeirRuleChangeFunc) (const WeirAlertChange *change,
                                    gpointer               user_data);

WeirRule *weir_rule_new         (const WeirRuleSpec  *spec,
                                 GError             **error);
void      weir_rule_free        (WeirRule            *self);
void      weir_rule_add_record  (WeirRule            *self,
                                 const WeirRecord    *record,
                                 guint                key_id);
void      weir_rule_add_row     (WeirRule            *self,
                                 const WeirWindowRow *row,
                                 const WeirValue     *variables);
void      weir_rule_advance     (WeirRule            *self,
                                 const WeirRuleClock *clock);
void      weir_rule_end         (WeirRule            *self,
                                 gint64               stream_time_usec);
void      weir_rule_set_change_func (WeirRule          *self,
                                     WeirRuleChangeFunc func,
                                     gpointer           user_data);
void      weir_rule_restore     (WeirRule              *self,
                                 const WeirAlertChange *change,
                                 const WeirAlertChange *fired,
                                 const char            *words);
guint     weir_rule_get_index   (WeirRule            *self);
guint64   weir_rule_get_n_undecided (WeirRule        *self);
guint64   weir_rule_get_n_decided (WeirRule          *self);
void      weir_rule_take_events (WeirRule            *self,
                                 GPtrArray           *events);
guint64   weir_rule_get_n_fired (WeirRule            *self);
guint64   weir_rule_get_n_overflowed (WeirRule       *self);
guint64   weir_rule_get_n_forgotten (WeirRule        *self);
WeirRuleKind weir_rule_get_kind (WeirRule            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRule, weir_rule_free)

G_END_DECLS
