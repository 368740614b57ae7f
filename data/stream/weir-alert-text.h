#pragma once

#include "data/alert/weir-alert-change.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirAlertEventText: what is read of an alert event.
 * @id: owned: names the change
 * @state: the state it came to
 * @time_usec: event time of the change
 */
typedef struct
{
  char           *id;
  WeirAlertState  state;
  gint64          time_usec;
} WeirAlertEventText;

char *weir_alert_text_dup_reason  (const WeirRuleConfig  *rule,
                                   const WeirAlertChange *change);
char *weir_alert_text_dup_key     (const WeirRuleConfig  *rule,
                                   const WeirAlertChange *change,
                                   gsize                 *length);
char *weir_alert_text_join_key    (const char            *rule,
                                   const char            *key,
                                   gsize                  key_length,
                                   gsize                 *length);
char *weir_alert_text_dup_id      (const WeirRuleConfig  *rule,
                                   const WeirAlertChange *change);
void  weir_alert_text_append_json (GString               *text,
                                   const WeirRuleConfig  *rule,
                                   const WeirAlertChange *change);
gboolean weir_alert_text_parse    (const char            *payload,
                                   gsize                  length,
                                   WeirAlertEventText    *event);

G_END_DECLS
