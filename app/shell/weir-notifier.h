#pragma once

#include <gio/gio.h>

#include "data/view/weir-monitor.h"

G_BEGIN_DECLS

/**
 * WeirNotifier:
 *
 * Tells the desktop of alerts as the monitor says: one notice a rule, with actions, which
 * goes away when its alerts have ended. At most one comes in ten seconds; those of
 * several rules that came in between are summed up in one. It is about severities
 * from that of the preferences on, and makes a sound only if these say so.
 */
#define WEIR_TYPE_NOTIFIER (weir_notifier_get_type ())
G_DECLARE_FINAL_TYPE (WeirNotifier, weir_notifier, WEIR, NOTIFIER, GObject)

/* @window_id: of the window, in the targets of actions. @preferences: (nullable) */
WeirNotifier *weir_notifier_new         (GApplication *application,
                                         WeirMonitor  *monitor,
                                         guint         window_id,
                                         GSettings    *preferences);
/* Of the alerts that the notice of @rule is about. (transfer none) (nullable) */
GPtrArray    *weir_notifier_get_alerts  (WeirNotifier *self,
                                         const char   *rule);
void          weir_notifier_acknowledge (WeirNotifier *self,
                                         const char   *rule);
/* Of one alert its key, of several the whole rule. */
void          weir_notifier_mute        (WeirNotifier *self,
                                         const char   *rule,
                                         gint64        for_usec);

G_END_DECLS
