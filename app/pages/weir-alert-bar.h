#pragma once

#include "app/common/weir-scope.h"

G_BEGIN_DECLS

/**
 * WeirAlertBar:
 *
 * What can be done with the alerts that are selected, one or several at once.
 */
#define WEIR_TYPE_ALERT_BAR (weir_alert_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertBar, weir_alert_bar, WEIR, ALERT_BAR, GtkBox)

GtkWidget *weir_alert_bar_new        (WeirScope    *scope);
/* @alerts: (element-type WeirAlert): kept until others are */
void       weir_alert_bar_set_alerts (WeirAlertBar *self,
                                      GPtrArray    *alerts);

G_END_DECLS
