#include "config.h"

#include "data/alert/weir-rule-kind.h"

/* One row a kind. */
static const struct
{
  const char       *word;
  WeirRuleCondition condition;
  gboolean          needs_silence;   /* it says how long a key may be silent */
  gboolean          of_rows;         /* of windows, not of records */
} kinds[] = {
  [WEIR_RULE_RECORD] = { "record", WEIR_RULE_CONDITION_NEEDED, FALSE, FALSE },
  [WEIR_RULE_WINDOW] = { "window", WEIR_RULE_CONDITION_NEEDED, FALSE, TRUE },
  [WEIR_RULE_TOPIC] = { "topic", WEIR_RULE_CONDITION_OPTIONAL, FALSE, FALSE },
  [WEIR_RULE_SILENCE] = { "silence", WEIR_RULE_CONDITION_NONE, TRUE, FALSE },
};

/**
 * weir_rule_kind_get_word:
 * @kind: a #WeirRuleKind
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_rule_kind_get_word (guint kind)
{
  return kind < G_N_ELEMENTS (kinds) ? kinds[kind].word : NULL;
}

/**
 * weir_rule_kind_get_condition:
 * @kind: a kind
 *
 * Any thread.
 *
 * Returns: whether such a rule has a condition that fires it
 */
WeirRuleCondition
weir_rule_kind_get_condition (WeirRuleKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), WEIR_RULE_CONDITION_NONE);

  return kinds[kind].condition;
}

/**
 * weir_rule_kind_needs_silence:
 * @kind: a kind
 *
 * Any thread.
 *
 * Returns: whether such a rule must say how long a key may be silent
 */
gboolean
weir_rule_kind_needs_silence (WeirRuleKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), FALSE);

  return kinds[kind].needs_silence;
}

/**
 * weir_rule_kind_is_of_rows:
 * @kind: a kind
 *
 * Any thread.
 *
 * Returns: whether its condition is on the rows of windows, not on records
 */
gboolean
weir_rule_kind_is_of_rows (WeirRuleKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), FALSE);

  return kinds[kind].of_rows;
}
