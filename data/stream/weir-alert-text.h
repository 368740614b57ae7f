#pragma once

#include "data/alert/weir-alert-change.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

char *weir_alert_text_dup_reason  (const WeirRuleConfig  *rule,
                                   const WeirAlertChange *change);
char *weir_alert_text_dup_key     (const WeirRuleConfig  *rule,
                                   const WeirAlertChange *change,
                                   gsize                 *length);
char *weir_alert_text_dup_id      (const WeirRuleConfig  *rule,
                                   const WeirAlertChange *change);
void  weir_alert_text_append_json (GString               *text,
                                   const WeirRuleConfig  *rule,
                                   const WeirAlertChange *change);

G_END_DECLS
