#pragma once

#include "data/alert/weir-alert.h"

G_BEGIN_DECLS

/**
 * WeirAlertEvent:
 * @rule: index of the rule among the workspace's rules
 * @key: (nullable): a ref-counted string; bytes as they came
 * @state: the state it is in now; %WEIR_ALERT_NORMAL: it resolved
 * @fired: it began to fire since the last event
 * @resolved: it stopped firing since the last event
 * @n_firings: how often it fired since the last event
 * @since_usec: event time at which it began to fire
 * @event_usec: event time of the last evaluation that held
 * @resolved_usec: event time at which it resolved, 0 while it has not
 * @value: what made it fire, with its unit
 * @limit: what it was measured against
 * @topic: (nullable): where the record is that made it fire
 * @record_usec: that record's timestamp
 *
 * What changed about one (rule, key), on its way from the consumer thread to
 * the main thread. Owned by one thread at a time.
 */
typedef struct
{
  guint          rule;
  char          *key;
  WeirAlertState state;
  gboolean       fired;
  gboolean       resolved;
  guint64        n_firings;
  gint64         since_usec;
  gint64         event_usec;
  gint64         resolved_usec;
  char          *value;
  char          *limit;
  char          *topic;
  gint32         partition;
  gint64         offset;
  gint64         record_usec;
} WeirAlertEvent;

WeirAlertEvent *weir_alert_event_new   (guint           rule,
                                        char           *key);
WeirAlertEvent *weir_alert_event_copy  (const WeirAlertEvent *self);
void            weir_alert_event_free  (WeirAlertEvent *self);
void            weir_alert_event_merge (WeirAlertEvent *self,
                                        WeirAlertEvent *newer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirAlertEvent, weir_alert_event_free)

G_END_DECLS
