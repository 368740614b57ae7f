#include "data/view/weir-monitor.h"

#include <stdio.h>
#include <unistd.h>

/*
 * The program's way with alerts without its window, to be killed: watches a workspace, keeps its journal, and writes
 * a line for each notice that a person would get.
 */

static void
on_fired (WeirMonitor *monitor,
          WeirAlert   *alert)
{
  printf ("%s %s\n", weir_alert_get_rule (alert), weir_alert_get_key (alert));
  fflush (stdout);
}

static gboolean
on_wakeup (gpointer user_data)
{
  weir_monitor_take (user_data);

  return G_SOURCE_REMOVE;
}

static gboolean
on_second (gpointer user_data)
{
  weir_monitor_take (user_data);

  return G_SOURCE_CONTINUE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  gsize part_bytes = argc > 3 ? (gsize) g_ascii_strtoull (argv[3], NULL, 10) : 65536;
  g_autoptr(WeirAlertJournal) journal = weir_alert_journal_new (argv[2], part_bytes);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_file (argv[1], &error);
  g_autoptr(WeirMonitor) monitor = NULL;

  g_assert_no_error (error);
  monitor = weir_monitor_new (workspace, &error);
  g_assert_no_error (error);
  weir_monitor_keep_journal (monitor, journal);
  g_signal_connect (monitor, "alert-fired", G_CALLBACK (on_fired), NULL);
  weir_monitor_set_wakeup (monitor, on_wakeup, monitor);
  g_timeout_add_seconds (1, on_second, monitor);
  weir_monitor_start (monitor, 15 * G_TIME_SPAN_MINUTE);
  g_main_loop_run (loop);

  return 0;
}
