#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "data/alert/weir-alert.h"
#include "data/stream/weir-journal-entry.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirAlertFilter:
 *
 * Choices: which alerts, or entries of their journal, are listed: by
 * severity, state, rule and key. The text that is searched for is the page's.
 *
 * Signals: ::changed () when it lets through something else.
 */
#define WEIR_TYPE_ALERT_FILTER (weir_alert_filter_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertFilter, weir_alert_filter, WEIR, ALERT_FILTER, GtkBox)

GtkWidget *weir_alert_filter_new       (void);
/* The rules that can be chosen; what was chosen stays. @workspace: nullable */
void       weir_alert_filter_set_rules (WeirAlertFilter             *self,
                                        WeirWorkspace               *workspace);
gboolean   weir_alert_filter_shows     (WeirAlertFilter             *self,
                                        WeirAlert                   *alert);
gboolean   weir_alert_filter_shows_entry (WeirAlertFilter           *self,
                                          const WeirJournalFacts    *facts);
/* Whether anything is left out. */
gboolean   weir_alert_filter_is_set    (WeirAlertFilter             *self);
void       weir_alert_filter_clear     (WeirAlertFilter             *self);
void       weir_alert_filter_apply     (WeirAlertFilter             *self,
                                        const WeirAlertFilterConfig *config);
/* Writes what is chosen into an object of the workspace's "alert_filters". */
void       weir_alert_filter_describe  (WeirAlertFilter             *self,
                                        JsonObject                  *object);

G_END_DECLS
