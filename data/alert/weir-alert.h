#pragma once

#include <gio/gio.h>

#include "data/alert/weir-alert-state.h"
#include "data/alert/weir-severity.h"

G_BEGIN_DECLS

/**
 * WeirAlert:
 *
 * One alert: one (rule, key). Repeated firings update it. Main thread only.
 * All properties notify: rule (s), title (s), key (s), severity, state, value (text with
 * unit), limit (text), since-usec (when it began to fire), resolved-usec (0
 * while it fires), n-firings, acknowledged, topic, partition, offset (of the
 * record that made it fire; -1 for a window), acknowledged-by and acknowledged-note
 * (who takes care of it, and what that person wrote), assignee (who is to).
 */
#define WEIR_TYPE_ALERT (weir_alert_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlert, weir_alert, WEIR, ALERT, GObject)

const char     *weir_alert_get_rule          (WeirAlert *self);
const char     *weir_alert_get_title         (WeirAlert *self);   /* of the rule, for a person */
const char     *weir_alert_get_key           (WeirAlert *self);
WeirSeverity    weir_alert_get_severity      (WeirAlert *self);
WeirAlertState  weir_alert_get_state         (WeirAlert *self);
const char     *weir_alert_get_value         (WeirAlert *self);
const char     *weir_alert_get_limit         (WeirAlert *self);
gint64          weir_alert_get_since_usec    (WeirAlert *self);
gint64          weir_alert_get_event_usec    (WeirAlert *self);   /* event time of the last firing */
gint64          weir_alert_get_resolved_usec (WeirAlert *self);
guint64         weir_alert_get_n_firings     (WeirAlert *self);
gboolean        weir_alert_get_acknowledged  (WeirAlert *self);
void            weir_alert_set_acknowledged  (WeirAlert *self,
                                              gboolean   acknowledged);
void            weir_alert_acknowledge       (WeirAlert *self,
                                              const char *by,
                                              const char *note);
const char     *weir_alert_get_acknowledged_by   (WeirAlert *self);
const char     *weir_alert_get_acknowledged_note (WeirAlert *self);
const char     *weir_alert_get_assignee      (WeirAlert *self);
void            weir_alert_set_assignee      (WeirAlert *self,
                                              const char *assignee);
const char     *weir_alert_get_key_bytes     (WeirAlert *self,
                                              gsize     *length);
const char     *weir_alert_get_stream        (WeirAlert *self);
const char     *weir_alert_get_topic         (WeirAlert *self);
gint32          weir_alert_get_partition     (WeirAlert *self);
gint64          weir_alert_get_offset        (WeirAlert *self);
gint64          weir_alert_get_record_usec   (WeirAlert *self);

G_END_DECLS
