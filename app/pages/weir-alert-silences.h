#pragma once

#include <adwaita.h>

#include "app/common/weir-scope.h"

G_BEGIN_DECLS

/**
 * WeirAlertSilences:
 *
 * The silences that are not over: of what, until when, who wanted them and why.
 * Each can be ended, and new ones begun.
 */
#define WEIR_TYPE_ALERT_SILENCES (weir_alert_silences_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertSilences, weir_alert_silences, WEIR, ALERT_SILENCES, GtkBox)

GtkWidget *weir_alert_silences_new    (WeirScope         *scope);
guint      weir_alert_silences_get_n  (WeirAlertSilences *self);
void       weir_alert_silences_update (WeirAlertSilences *self);

G_END_DECLS
