#include "config.h"

#include "app/common/weir-monitor-release.h"

static void
on_stopped (WeirMonitor *monitor)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL)
    g_application_release (application);
  g_object_unref (monitor);
}

void
weir_monitor_release (WeirMonitor *monitor)
{
  GApplication *application = g_application_get_default ();

  weir_monitor_set_wakeup (monitor, NULL, NULL);
  if (application != NULL)
    g_application_hold (application);
  g_signal_connect (monitor, "stopped", G_CALLBACK (on_stopped), NULL);
  weir_monitor_stop (monitor);
}
