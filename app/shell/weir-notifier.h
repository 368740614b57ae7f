#pragma once

#include <gio/gio.h>

#include "data/view/weir-monitor.h"

G_BEGIN_DECLS

/**
 * WeirNotifier:
 *
 * Tells the desktop of critical alerts: at most one notice in ten seconds, what
 * came in between summed up in the next.
 */
#define WEIR_TYPE_NOTIFIER (weir_notifier_get_type ())
G_DECLARE_FINAL_TYPE (WeirNotifier, weir_notifier, WEIR, NOTIFIER, GObject)

WeirNotifier *weir_notifier_new (GApplication *application,
                                 WeirMonitor  *monitor);

G_END_DECLS
