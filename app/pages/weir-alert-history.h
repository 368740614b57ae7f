#pragma once

#include "app/common/weir-scope.h"
#include "app/pages/weir-alert-filter.h"

G_BEGIN_DECLS

/**
 * WeirAlertHistory:
 *
 * What has happened to alerts, from the journal: a calendar of how often they
 * fired, of which a day can be chosen, and a table that is filtered, sorted,
 * exported, and leads to the records.
 */
#define WEIR_TYPE_ALERT_HISTORY (weir_alert_history_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertHistory, weir_alert_history, WEIR, ALERT_HISTORY, GtkBox)

/* @filter: outlives it */
GtkWidget *weir_alert_history_new      (WeirScope        *scope,
                                        WeirAlertFilter  *filter);
/* What is searched for, "" for nothing. */
void       weir_alert_history_set_text (WeirAlertHistory *self,
                                        const char       *text);
/* The filter lets through something else, or there is something new. */
void       weir_alert_history_update   (WeirAlertHistory *self);
guint      weir_alert_history_get_n    (WeirAlertHistory *self);
/* Whatever it was sorted and scrolled to, its first row is seen. */
void       weir_alert_history_show_newest (WeirAlertHistory *self);
/* Writes what is listed into a file; the ending tells the format. Says how it went with "win.tell". */
void       weir_alert_history_export   (WeirAlertHistory *self,
                                        const char       *path);

G_END_DECLS
