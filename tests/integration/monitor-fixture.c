#include "monitor-fixture.h"

guint64
monitor_fixture_count_records (WeirMonitor *monitor,
                               const char  *stream)
{
  WeirStreamCounters counters;

  weir_monitor_take (monitor);
  weir_stream_view_get_counters (weir_monitor_find_stream (monitor, stream), &counters);

  return counters.n_records;
}

static void
note_stop (WeirMonitor *monitor,
           gboolean    *stopped)
{
  *stopped = TRUE;
}

void
monitor_fixture_stop (WeirMonitor *monitor)
{
  gboolean stopped = FALSE;

  g_signal_connect (monitor, "stopped", G_CALLBACK (note_stop), &stopped);
  weir_monitor_stop (monitor);
  while (!stopped)
    {
      g_main_context_iteration (NULL, TRUE);
      weir_monitor_take (monitor);
    }
}
