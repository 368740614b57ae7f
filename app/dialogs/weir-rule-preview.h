#pragma once

#include <adwaita.h>

#include "data/stream/weir-rule-trial.h"

G_BEGIN_DECLS

/**
 * WeirRulePreview:
 *
 * What a rule would have done of the last hours of its stream: a chart with marks
 * where it would have fired and ended, how often a day, and how often with the
 * next lower and higher threshold. The records are read once a stream and span, and
 * tried on a thread of their own whenever the rule changes.
 *
 * Signals: ::threshold (gdouble value): somebody wants that one; ::tried () after
 * the newest rule was tried or refused.
 */
#define WEIR_TYPE_RULE_PREVIEW (weir_rule_preview_get_type ())
G_DECLARE_FINAL_TYPE (WeirRulePreview, weir_rule_preview, WEIR, RULE_PREVIEW, AdwBin)

/* @span_usec: how far back is looked at first */
GtkWidget           *weir_rule_preview_new       (gint64           span_usec);
/* @rule: (nullable): one that is complete; both are kept */
void                 weir_rule_preview_set_rule  (WeirRulePreview *self,
                                                  WeirWorkspace   *workspace,
                                                  JsonNode        *rule);
/* (transfer none) (nullable): the newest there is */
const WeirRuleTrial *weir_rule_preview_get_trial (WeirRulePreview *self);

G_END_DECLS
