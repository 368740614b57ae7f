#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirRuleKind:
 * @WEIR_RULE_RECORD: a condition on each record
 * @WEIR_RULE_WINDOW: a condition on each window's early and final values
 * @WEIR_RULE_TOPIC: every record (that meets the condition, if there is one) is an alert
 * @WEIR_RULE_SILENCE: a key had no record for too long
 *
 * What a rule watches.
 */
typedef enum
{
  WEIR_RULE_RECORD,
  WEIR_RULE_WINDOW,
  WEIR_RULE_TOPIC,
  WEIR_RULE_SILENCE,
} WeirRuleKind;

/**
 * WeirRuleCondition:
 * @WEIR_RULE_CONDITION_NONE: it has none
 * @WEIR_RULE_CONDITION_OPTIONAL: it may have one
 * @WEIR_RULE_CONDITION_NEEDED: it must have one
 *
 * Whether a rule has a condition that fires it.
 */
typedef enum
{
  WEIR_RULE_CONDITION_NONE,
  WEIR_RULE_CONDITION_OPTIONAL,
  WEIR_RULE_CONDITION_NEEDED,
} WeirRuleCondition;

const char       *weir_rule_kind_get_word      (guint        kind);
WeirRuleCondition weir_rule_kind_get_condition (WeirRuleKind kind);
gboolean          weir_rule_kind_needs_silence (WeirRuleKind kind);
gboolean          weir_rule_kind_is_of_rows    (WeirRuleKind kind);

G_END_DECLS
