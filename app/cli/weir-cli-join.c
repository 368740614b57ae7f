#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-join-options.h"
#include "app/cli/weir-cli-record-sink.h"
#include "app/cli/weir-cli-task.h"
#include "app/cli/weir-cli.h"

/* At work. */
typedef struct
{
  WeirCliTask        task;
  WeirCliRecordSink *rows;
} WeirCliJoin;

static gboolean
weir_cli_join_open (WeirCliJoin        *self,
                    WeirCliJoinOptions *options,
                    GError            **error)
{
  const WeirCliOutputSpec output = weir_cli_stream_options_get_output (&options->streams);

  if (!weir_cli_task_open (&self->task, &options->streams, TRUE, error))
    return FALSE;

  self->rows = weir_cli_record_sink_new (self->task.topology, self->task.stream, WEIR_CLI_RECORD_SIDES, &output, error);

  return self->rows != NULL;
}

static void
weir_cli_join_close (WeirCliJoin *self)
{
  weir_cli_task_clear (&self->task);
  g_clear_pointer (&self->rows, weir_cli_record_sink_free);
}

/* Says when memory did not suffice; sets @incomplete when rows are missing for it. */
static char *
weir_cli_join_describe_table (const WeirDerivedCounters *counters,
                              WeirCliSummary            *summary,
                              gboolean                  *incomplete)
{
  *incomplete = counters->n_refused > 0;
  weir_cli_summary_add (summary, "missing", counters->n_missing);
  weir_cli_summary_add (summary, "table_records", counters->n_table);
  weir_cli_summary_add (summary, "table_refused", counters->n_refused);
  weir_cli_summary_note (summary, "unordered", counters->n_unordered);
  if (counters->n_unordered > 0)
    weir_cli_say (ngettext ("%" PRIu64 " row is out of order: what waits is larger than --memory", "%" PRIu64 " rows are out of order: what waits is larger than --memory", (gulong) counters->n_unordered), counters->n_unordered);
  if (*incomplete)
    weir_cli_say (ngettext ("%" PRIu64 " record of the table was refused: it is larger than --memory", "%" PRIu64 " records of the table were refused: it is larger than --memory", (gulong) counters->n_refused), counters->n_refused);

  return g_strdup_printf (_("%" PRIu64 " without a value in the table"), counters->n_missing);
}

/* Records from the future are left out before the join. */
static guint64
weir_cli_join_count_future (WeirCliJoin *self)
{
  guint64 n_future = 0;

  for (guint i = 0; i < weir_topology_get_n_streams (self->task.topology); i++)
    {
      WeirStreamCounters counters;

      weir_stream_get_counters (weir_topology_get_stream (self->task.topology, i), &counters);
      n_future += i != self->task.stream ? counters.windows.n_future : 0;
    }

  return n_future;
}

static char *
weir_cli_join_describe_streams (WeirCliJoin               *self,
                                const WeirDerivedCounters *counters,
                                WeirCliSummary            *summary,
                                gboolean                  *incomplete)
{
  guint64 n_left = counters->n_unmatched[WEIR_JOIN_SIDE_LEFT];
  guint64 n_right = counters->n_unmatched[WEIR_JOIN_SIDE_RIGHT];
  guint64 n_future = weir_cli_join_count_future (self);
  g_autoptr(GString) lacks = g_string_new (NULL);
  g_autoptr(GString) line = g_string_new (NULL);

  *incomplete = counters->n_evicted > 0;
  weir_cli_summary_add (summary, "pairs", counters->n_pairs);
  weir_cli_summary_add (summary, "unmatched_left", n_left);
  weir_cli_summary_add (summary, "unmatched_right", n_right);
  weir_cli_summary_add (summary, "late_records", counters->n_late_records);
  weir_cli_summary_add (summary, "late_partial", counters->n_late_partial);
  weir_cli_summary_add (summary, "future", n_future);
  weir_cli_summary_add (summary, "evicted", counters->n_evicted);
  weir_cli_summary_add (summary, "unordered", counters->n_unordered);

  if (counters->n_evicted > 0 || counters->n_unordered > 0)
    {
      weir_cli_add_count (lacks, ngettext ("%" PRIu64 " record was forgotten before its time", "%" PRIu64 " records were forgotten before their time",
                                           (gulong) counters->n_evicted), counters->n_evicted);
      weir_cli_add_count (lacks, ngettext ("%" PRIu64 " row is out of order", "%" PRIu64 " rows are out of order",
                                           (gulong) counters->n_unordered), counters->n_unordered);
      weir_cli_say (_("%s: what waits is larger than --memory"), lacks->str);
    }

  weir_cli_add_count (line, ngettext ("%" PRIu64 " pair", "%" PRIu64 " pairs", (gulong) counters->n_pairs), counters->n_pairs);
  weir_cli_add_count (line, _("%" PRIu64 " left and %" PRIu64 " right without partner"), n_left, n_right);
  weir_cli_add_count (line, ngettext ("%" PRIu64 " late record", "%" PRIu64 " late records", (gulong) counters->n_late_records), counters->n_late_records);
  weir_cli_add_count (line, _("%" PRIu64 " beyond grace"), counters->n_late_partial);
  weir_cli_add_count (line, _("%" PRIu64 " from the future"), n_future);

  return g_string_free (g_steal_pointer (&line), FALSE);
}

static gboolean
weir_cli_join_summarize (WeirCliJoin        *self,
                         WeirCliJoinOptions *options,
                         gboolean           *incomplete,
                         GError            **error)
{
  guint64 n_records = weir_topology_get_n_records (self->task.topology);
  guint64 n_rows = weir_cli_record_sink_get_n_rows (self->rows);
  guint64 n_dead = weir_topology_get_n_dead (self->task.topology);
  g_autoptr(WeirCliSummary) summary = weir_cli_summary_new ();
  g_autofree char *text = NULL;
  WeirStreamCounters counters;

  weir_cli_task_get_counters (&self->task, &counters);
  weir_cli_summary_add (summary, "records", n_records);
  weir_cli_summary_add (summary, "rows", n_rows);
  if (options->pairs.table)
    text = weir_cli_join_describe_table (&counters.derived, summary, incomplete);
  else
    text = weir_cli_join_describe_streams (self, &counters.derived, summary, incomplete);
  weir_cli_summary_add (summary, "dead_letters", n_dead);

  weir_cli_task_say_fields (&self->task, WEIR_CLI_FIELDS_ODD);
  weir_cli_task_say_tombstones (&self->task);
  if (!options->streams.connection.quiet)
    {
      g_autoptr(GString) line = g_string_new (NULL);

      weir_cli_add_count (line, ngettext ("%" PRIu64 " record read", "%" PRIu64 " records read", (gulong) n_records), n_records);
      weir_cli_add_count (line, ngettext ("%" PRIu64 " row", "%" PRIu64 " rows", (gulong) n_rows), n_rows);
      weir_cli_add_count (line, "%s", text);
      weir_cli_add_count (line, ngettext ("%" PRIu64 " dead letter", "%" PRIu64 " dead letters", (gulong) n_dead), n_dead);
      weir_cli_say ("%s", line->str);
    }

  return weir_cli_task_save_summary (&self->task, summary, error);
}

static WeirCliExit
weir_cli_join_run (WeirCliJoin        *self,
                   WeirCliJoinOptions *options)
{
  g_autoptr(GError) error = NULL;
  gboolean incomplete = FALSE;

  if (!weir_cli_join_open (self, options, &error))
    return weir_cli_report (error);

  if (!weir_cli_task_run (&self->task, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        weir_cli_join_summarize (self, options, &incomplete, NULL);
      return weir_cli_report (error);
    }

  if (!weir_cli_join_summarize (self, options, &incomplete, &error))
    return weir_cli_report (error);

  return weir_cli_task_get_exit (&self->task, incomplete);
}

WeirCliExit
weir_cli_join (GStrv argv)
{
  WeirCliJoinOptions options = { 0 };
  WeirCliJoin join = { 0 };
  g_autoptr(GError) error = NULL;
  WeirCliExit code;

  weir_cli_interrupt_get ();
  weir_cli_stream_options_init (&options.streams);
  if (weir_cli_join_options_parse (&options, argv, &error))
    code = weir_cli_join_run (&join, &options);
  else
    code = weir_cli_report (error);

  weir_cli_join_close (&join);
  weir_cli_join_options_clear (&options);

  return code;
}
