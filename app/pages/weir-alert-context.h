#pragma once

#include "app/common/weir-scope.h"

G_BEGIN_DECLS

/**
 * WeirAlertContext:
 *
 * What is around an alert, beside its facts: the values of its key around the
 * moment, what happened to this key before, and its rule.
 */
#define WEIR_TYPE_ALERT_CONTEXT (weir_alert_context_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertContext, weir_alert_context, WEIR, ALERT_CONTEXT, GtkBox)

GtkWidget *weir_alert_context_new    (WeirScope        *scope);
/* @alert: kept until another one is shown */
void       weir_alert_context_show   (WeirAlertContext *self,
                                      WeirAlert        *alert);
/* There may be new values, and new entries in the journal. */
void       weir_alert_context_update (WeirAlertContext *self);

G_END_DECLS
