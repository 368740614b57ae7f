#pragma once

#include "data/alert/weir-alert-private.h"

G_BEGIN_DECLS

/* Alerts that are kept; past it the longest resolved go first. */
#define WEIR_ALERT_LIST_MAX 2000

/* How long a resolved alert stays in the list. */
#define WEIR_ALERT_LIST_RESOLVED_USEC (10 * G_TIME_SPAN_MINUTE)

/**
 * WeirAlertList:
 *
 * List model of [class@Alert]: firing ones first, then by time, newest first;
 * resolved ones stay for a while. However many events come in one go, it
 * changes once. Main thread only.
 *
 * Signals: ::fired (WeirAlert), ::resolved (WeirAlert)
 */
#define WEIR_TYPE_ALERT_LIST (weir_alert_list_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertList, weir_alert_list, WEIR, ALERT_LIST, GObject)

WeirAlertList *weir_alert_list_new          (void);
void           weir_alert_list_apply        (WeirAlertList       *self,
                                             const WeirAlertRule *rules,
                                             GPtrArray           *events,
                                             gint64               now_usec);
gboolean       weir_alert_list_commit       (WeirAlertList       *self,
                                             gint64               now_usec);
void           weir_alert_list_take_over    (WeirAlertList       *self,
                                             WeirAlertList       *newer);
WeirAlert     *weir_alert_list_find         (WeirAlertList       *self,
                                             guint                rule,
                                             const char          *key,
                                             gsize                key_length);
guint          weir_alert_list_get_n_firing (WeirAlertList       *self);
guint64        weir_alert_list_get_n_forgotten (WeirAlertList    *self);

G_END_DECLS
