#pragma once

#include "data/alert/weir-alert-event.h"

G_BEGIN_DECLS

/* What every alert of one rule has in common; borrowed, it outlives the alerts. */
typedef struct
{
  const char   *name;
  const char   *title;
  const char   *stream;
  WeirSeverity  severity;
} WeirAlertRule;

WeirAlert *weir_alert_new   (const WeirAlertRule  *rule,
                             const char           *key,
                             gsize                 key_length);
void       weir_alert_take_over (WeirAlert        *self,
                                 WeirAlert        *newer);
gboolean   weir_alert_is_known  (WeirAlert        *self,
                                 const WeirAlertEvent *event);
void       weir_alert_apply (WeirAlert            *self,
                             const WeirAlertEvent *event);

G_END_DECLS
