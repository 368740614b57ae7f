#pragma once

#include <json-glib/json-glib.h>

#include "data/series/weir-series.h"
#include "data/stream/weir-rule-sample.h"

G_BEGIN_DECLS

/* Changes of state that are kept of a trial, and keys whose values are; all are counted. */
#define WEIR_RULE_TRIAL_CHANGES_MAX 20000
#define WEIR_RULE_TRIAL_KEYS_MAX    200

/**
 * WeirRuleVariant: which rule of a trial.
 * @WEIR_RULE_VARIANT_THIS: the rule as it is
 * @WEIR_RULE_VARIANT_LOWER: with the next lower threshold
 * @WEIR_RULE_VARIANT_HIGHER: with the next higher one
 */
typedef enum
{
  WEIR_RULE_VARIANT_THIS,
  WEIR_RULE_VARIANT_LOWER,
  WEIR_RULE_VARIANT_HIGHER,
  WEIR_RULE_N_VARIANTS,
} WeirRuleVariant;

/**
 * WeirRuleTrialChange: one time that the rule fired or ended for a key.
 * @time_usec: event time (µs UTC)
 * @key: as text that shows every character; the trial's
 * @fired: it fired; else it ended
 */
typedef struct
{
  gint64      time_usec;
  const char *key;
  gboolean    fired;
} WeirRuleTrialChange;

/**
 * WeirRuleTrialDay: what a day had.
 * @begin_usec: its midnight (µs UTC)
 * @n_fired: (array): how often each variant fired
 */
typedef struct
{
  gint64  begin_usec;
  guint64 n_fired[WEIR_RULE_N_VARIANTS];
} WeirRuleTrialDay;

/**
 * WeirRuleTrialLine: the values of a key.
 * @key: as text that shows every character
 * @series: its values
 * @n_fired: how often the rule fired for it
 */
typedef struct
{
  char       *key;
  WeirSeries *series;
  guint64     n_fired;
} WeirRuleTrialLine;

/**
 * WeirRuleTrial:
 * @has_threshold: the condition has one, and so the other variants
 * @is_of_value: the condition compares just the value that is shown with it
 * @thresholds: (array): of each variant
 * @n_fired: (array): how often each variant fired
 * @n_resolved: how often the rule ended
 * @n_firing_keys: for how many keys it fired
 * @n_undecided: how often the condition could not be told
 * @n_refused: firings of keys beyond those that a rule can have at once
 * @n_records: records that were looked at
 * @n_dead: messages that did not decode
 * @begin_usec: event time of the first record
 * @end_usec: of the last
 * @changes: (element-type WeirRuleTrialChange): by time; the first of them
 * @days: (element-type WeirRuleTrialDay): ascending, every one from the first record to the last
 * @lines: (element-type WeirRuleTrialLine): keys, those that fired most at first
 * @value: (nullable): what their values are, as the rule calls it
 * @unit: (nullable): its unit
 *
 * What a rule, and the same with the next lower and higher threshold, would have
 * done of a sample: the topology itself at work on it, by event time. Constant
 * but for its series, which belong to whoever has it.
 */
typedef struct
{
  gboolean   has_threshold;
  gboolean   is_of_value;
  double     thresholds[WEIR_RULE_N_VARIANTS];
  guint64    n_fired[WEIR_RULE_N_VARIANTS];
  guint64    n_resolved;
  guint      n_firing_keys;
  guint64    n_undecided;
  guint64    n_refused;
  guint64    n_records;
  guint64    n_dead;
  gint64     begin_usec;
  gint64     end_usec;
  GArray    *changes;
  GArray    *days;
  GPtrArray *lines;
  char      *value;
  char      *unit;
} WeirRuleTrial;

WeirRuleTrial *weir_rule_trial_run  (WeirRuleSample  *sample,
                                     WeirWorkspace   *workspace,
                                     JsonNode        *rule,
                                     GTimeZone       *zone,
                                     GCancellable    *cancellable,
                                     GError         **error);
void           weir_rule_trial_free (WeirRuleTrial   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRuleTrial, weir_rule_trial_free)

G_END_DECLS
