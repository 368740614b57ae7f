#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "app/cli/weir-cli-dead-letters.h"
#include "app/cli/weir-cli-fields.h"
#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-join-options.h"
#include "app/cli/weir-cli-record-sink.h"
#include "app/cli/weir-cli-task.h"
#include "app/cli/weir-cli.h"

/* At work. */
typedef struct
{
  WeirCliTask         task;
  WeirCliDeadLetters *dead_letters;
  WeirCliRecordSink  *rows;
  gboolean            misses;   /* a field that was named is in no record */
} WeirCliJoin;

static gboolean
weir_cli_join_open (WeirCliJoin        *self,
                    WeirCliJoinOptions *options,
                    GError            **error)
{
  if (!weir_cli_task_open (&self->task, &options->description, options->stream, error))
    return FALSE;

  self->dead_letters = weir_cli_dead_letters_new (self->task.topology, options->dead_letters_file, error);
  if (self->dead_letters == NULL)
    return FALSE;

  self->rows = weir_cli_record_sink_new (self->task.topology, self->task.stream, WEIR_CLI_RECORD_SIDES, options->output,
                                         options->file, options->csv_raw, error);

  return self->rows != NULL;
}

static void
weir_cli_join_close (WeirCliJoin *self)
{
  weir_cli_task_clear (&self->task);
  g_clear_pointer (&self->dead_letters, weir_cli_dead_letters_free);
  g_clear_pointer (&self->rows, weir_cli_record_sink_free);
}

/* Says when memory did not suffice; sets @incomplete when rows are missing for it. */
static char *
weir_cli_join_describe_table (const WeirDerivedCounters *counters,
                              GString                   *json,
                              gboolean                  *incomplete)
{
  *incomplete = counters->n_refused > 0;
  g_string_append_printf (json,
                          ",\"missing\":%" G_GUINT64_FORMAT ",\"table_records\":%" G_GUINT64_FORMAT
                          ",\"table_refused\":%" G_GUINT64_FORMAT,
                          counters->n_missing, counters->n_table, counters->n_refused);
  if (counters->n_unordered > 0)
    {
      g_string_append_printf (json, ",\"unordered\":%" G_GUINT64_FORMAT, counters->n_unordered);
      weir_cli_say (_("%" PRIu64 " rows are out of order: what waits is larger than --memory"), counters->n_unordered);
    }
  if (*incomplete)
    weir_cli_say (_("%" PRIu64 " records of the table were refused: it is larger than --memory"),
                  counters->n_refused);

  return g_strdup_printf (_("%" PRIu64 " without a value in the table"), counters->n_missing);
}

/* Records from the future are told apart before they are joined. */
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
                                GString                   *json,
                                gboolean                  *incomplete)
{
  guint64 n_left = counters->n_unmatched[WEIR_JOIN_SIDE_LEFT];
  guint64 n_right = counters->n_unmatched[WEIR_JOIN_SIDE_RIGHT];
  guint64 n_future = weir_cli_join_count_future (self);

  *incomplete = counters->n_evicted > 0;
  g_string_append_printf (json,
                          ",\"pairs\":%" G_GUINT64_FORMAT ",\"unmatched_left\":%" G_GUINT64_FORMAT
                          ",\"unmatched_right\":%" G_GUINT64_FORMAT ",\"late_records\":%" G_GUINT64_FORMAT
                          ",\"late_partial\":%" G_GUINT64_FORMAT ",\"future\":%" G_GUINT64_FORMAT
                          ",\"evicted\":%" G_GUINT64_FORMAT ",\"unordered\":%" G_GUINT64_FORMAT,
                          counters->n_pairs, n_left, n_right, counters->n_late_records, counters->n_late_partial,
                          n_future, counters->n_evicted, counters->n_unordered);

  if (counters->n_evicted > 0 || counters->n_unordered > 0)
    weir_cli_say (_("%" PRIu64 " records were forgotten before their time and %" PRIu64
                    " rows are out of order: what waits is larger than --memory"),
                  counters->n_evicted, counters->n_unordered);

  return g_strdup_printf (_("%" PRIu64 " pairs, %" PRIu64 " left and %" PRIu64
                            " right without partner, %" PRIu64 " late records, %" PRIu64
                            " beyond grace, %" PRIu64 " from the future"),
                          counters->n_pairs, n_left, n_right, counters->n_late_records, counters->n_late_partial,
                          n_future);
}

static gboolean
weir_cli_join_summarize (WeirCliJoin        *self,
                         WeirCliJoinOptions *options,
                         gboolean           *incomplete,
                         GError            **error)
{
  guint64 n_records = weir_topology_get_n_records (self->task.topology);
  guint64 n_rows = weir_cli_record_sink_get_n_rows (self->rows);
  guint64 n_dead = weir_cli_dead_letters_get_n (self->dead_letters);
  g_autoptr(GString) json = g_string_new (NULL);
  g_autofree char *text = NULL;
  WeirStreamCounters counters;

  weir_cli_task_get_counters (&self->task, &counters);
  g_string_append_printf (json, "{\"records\":%" G_GUINT64_FORMAT ",\"rows\":%" G_GUINT64_FORMAT, n_records, n_rows);
  if (options->pairs.table)
    text = weir_cli_join_describe_table (&counters.derived, json, incomplete);
  else
    text = weir_cli_join_describe_streams (self, &counters.derived, json, incomplete);
  g_string_append_printf (json, ",\"dead_letters\":%" G_GUINT64_FORMAT, n_dead);
  weir_cli_fields_append_json (self->task.topology, json);
  g_string_append (json, "}\n");

  self->misses = weir_cli_fields_say (self->task.topology, &options->description,
                                      options->connection.quiet ? WEIR_CLI_FIELDS_ABSENT : WEIR_CLI_FIELDS_ODD);

  if (!options->connection.quiet)
    weir_cli_say (_("%" PRIu64 " records read, %" PRIu64 " rows, %s, %" PRIu64 " dead letters"), n_records, n_rows, text, n_dead);

  return options->summary_file == NULL || weir_cli_output_save_summary (options->summary_file, json, error);
}

static WeirCliExit
weir_cli_join_run (WeirCliJoin        *self,
                   WeirCliJoinOptions *options)
{
  g_autoptr(GError) error = NULL;
  gboolean incomplete = FALSE;

  if (!weir_cli_join_open (self, options, &error))
    return weir_cli_report (error);

  if (!weir_cli_task_run (&self->task, &options->description, &options->input, &options->connection, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        weir_cli_join_summarize (self, options, &incomplete, NULL);
      return weir_cli_report (error);
    }

  if (!weir_cli_join_summarize (self, options, &incomplete, &error))
    return weir_cli_report (error);

  incomplete |= self->task.run.n_gaps > 0 || weir_cli_dead_letters_get_n (self->dead_letters) > 0;

  if (self->misses)
    return WEIR_CLI_FAILED;

  return incomplete ? WEIR_CLI_PARTIAL : WEIR_CLI_DONE;
}

WeirCliExit
weir_cli_join (GStrv argv)
{
  WeirCliJoinOptions options = { 0 };
  WeirCliJoin join = { 0 };
  g_autoptr(GError) error = NULL;
  WeirCliExit code;

  weir_cli_interrupt_get ();
  weir_cli_input_init (&options.input);
  options.input.zone = &options.decode.zone;
  if (weir_cli_join_options_parse (&options, argv, &error))
    code = weir_cli_join_run (&join, &options);
  else
    code = weir_cli_report (error);

  weir_cli_join_close (&join);
  weir_cli_join_options_clear (&options);

  return code;
}
