#pragma once

#include <adwaita.h>

#include "data/stream/weir-rule-trial.h"

G_BEGIN_DECLS

/**
 * WeirRuleNumbers:
 *
 * How often a rule would have fired, in all and each day, beside the same with the
 * next lower and higher threshold.
 *
 * Signals: ::chosen (gdouble value): another threshold is wanted.
 */
#define WEIR_TYPE_RULE_NUMBERS (weir_rule_numbers_get_type ())
G_DECLARE_FINAL_TYPE (WeirRuleNumbers, weir_rule_numbers, WEIR, RULE_NUMBERS, AdwBin)

GtkWidget *weir_rule_numbers_new  (void);
void       weir_rule_numbers_show (WeirRuleNumbers     *self,
                                   const WeirRuleTrial *trial);

G_END_DECLS
