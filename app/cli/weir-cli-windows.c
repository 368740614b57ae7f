#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "app/cli/weir-cli-dead-letters.h"
#include "app/cli/weir-cli-decode.h"
#include "app/cli/weir-cli-indicating.h"
#include "app/cli/weir-cli-input.h"
#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-late.h"
#include "app/cli/weir-cli-ranking.h"
#include "app/cli/weir-cli-row-sorter.h"
#include "app/cli/weir-cli-run.h"
#include "app/cli/weir-cli-stream.h"
#include "app/cli/weir-cli-window-rows.h"
#include "app/cli/weir-cli-windowing.h"
#include "app/cli/weir-cli.h"
#include "data/window/weir-window-engine.h"

#define ADVANCE_USEC G_TIME_SPAN_SECOND

typedef struct
{
  WeirCliConnection  connection;
  WeirCliInput       input;
  WeirCliDecode      decode;
  WeirCliWindowing   windowing;
  WeirCliIndicating  indicating;
  WeirCliRanking     ranking;
  GPtrArray         *names;         /* of the values' columns: aggregates, then indicators */
  gboolean           with_state;
  char              *output;
  char              *file;
  char              *summary_file;
  char              *dead_letters_file;
  char              *late_file;
  gboolean           csv_raw;
} WeirCliWindowsOptions;

/* At work. Belongs to the consumer thread until the source ended. */
typedef struct
{
  WeirCliRun          run;          /* first: see WeirCliRun */
  WeirDecoder        *decoder;
  WeirWindowEngine   *engine;
  guint64             n_records;
  guint64             n_shed;       /* once all is done: records in no window */
  guint64             n_unranked;   /* rows not ranked */
  guint64             n_bare;       /* rows without indicators */
  WeirCliDeadLetters *dead_letters;
  WeirCliLate        *late;
  WeirCliWindowRows  *rows;
  WeirCliRowSorter   *sorter;       /* NULL: rows go out as they close */
  WeirIndicatorStage *indicators;   /* NULL: none are wanted */
  WeirTop            *top;          /* NULL: all keys are wanted */
  gboolean            with_updates;
  gint64              ranked_usec;  /* start of the window that is being ranked */
  gint64              advanced_usec;
  GError             *error;        /* of the other files */
} WeirCliWindows;

static void
on_sorted_row (const WeirWindowRow *row,
               gpointer             user_data)
{
  WeirCliWindows *self = user_data;

  weir_cli_window_rows_write (self->rows, row, 0);
}

static void
on_ranked_row (const WeirTopRow *row,
               gpointer          user_data)
{
  WeirCliWindows *self = user_data;

  weir_cli_window_rows_write (self->rows, &row->row, row->rank);
}

/* Final rows come window by window: at the next one's first the one before is whole, and need not wait. */
static void
weir_cli_windows_rank (WeirCliWindows      *self,
                       const WeirWindowRow *row)
{
  if (!self->with_updates && row->start_usec != self->ranked_usec)
    weir_top_flush (self->top, on_ranked_row, self);

  self->ranked_usec = row->start_usec;
  weir_top_add (self->top, row);
}

static void
on_row (const WeirWindowRow *row,
        gpointer             user_data)
{
  WeirCliWindows *self = user_data;

  if (self->indicators != NULL)
    row = weir_indicator_stage_apply (self->indicators, row);

  if (self->top != NULL)
    weir_cli_windows_rank (self, row);
  else if (self->sorter != NULL)
    weir_cli_row_sorter_add (self->sorter, row);
  else
    weir_cli_window_rows_write (self->rows, row, 0);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  WeirCliWindows *self = user_data;
  WeirRecord record;
  WeirDecodeError reason;

  self->n_records++;
  if (weir_decoder_decode (self->decoder, message, &record, &reason))
    weir_window_engine_add (self->engine, &record);
  else
    weir_cli_dead_letters_add (self->dead_letters, message, reason, weir_decoder_get_detail (self->decoder));
}

static void
weir_cli_windows_take_row_error (WeirCliWindows *self)
{
  const GError *error = weir_cli_window_rows_get_error (self->rows);

  if (self->error == NULL && error != NULL)
    self->error = g_error_copy (error);
}

static void
on_batch_end (gpointer user_data)
{
  WeirCliWindows *self = user_data;
  gint64 now_usec = g_get_real_time ();

  if (now_usec - self->advanced_usec >= ADVANCE_USEC)
    {
      weir_window_engine_advance (self->engine, now_usec);
      self->advanced_usec = now_usec;
    }

  if (self->top != NULL)
    weir_top_flush (self->top, on_ranked_row, self);
  weir_cli_window_rows_flush (self->rows);
  weir_cli_windows_take_row_error (self);
  if (self->error == NULL)
    self->error = weir_cli_dead_letters_steal_error (self->dead_letters);
  if (self->error == NULL)
    self->error = weir_cli_late_steal_error (self->late);
  if (self->error != NULL)
    weir_cli_run_fail (&self->run, g_error_copy (self->error));
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  WeirCliWindows *self = user_data;

  if (event->kind == WEIR_INTAKE_EVENT_ASSIGNED)
    weir_window_engine_set_partition (self->engine, event->topic_index, event->partition, TRUE);
  else if (event->kind == WEIR_INTAKE_EVENT_REVOKED || event->kind == WEIR_INTAKE_EVENT_PARTITION_DONE)
    weir_window_engine_set_partition (self->engine, event->topic_index, event->partition, FALSE);

  weir_cli_run_event (&self->run, event);
}

/* What is an integer by definition, never one, or whatever its values are. */
static WeirExportColumnType
weir_cli_windows_get_type (WeirAggregateKind kind)
{
  switch (kind)
    {
    case WEIR_AGGREGATE_COUNT:
    case WEIR_AGGREGATE_DISTINCT:
      return WEIR_EXPORT_INTEGER;
    case WEIR_AGGREGATE_SUM:
    case WEIR_AGGREGATE_MIN:
    case WEIR_AGGREGATE_MAX:
    case WEIR_AGGREGATE_FIRST:
    case WEIR_AGGREGATE_LAST:
    case WEIR_AGGREGATE_CHANGE:
    case WEIR_AGGREGATE_DELTA:
      return WEIR_EXPORT_NUMBER;
    case WEIR_AGGREGATE_MEAN:
    case WEIR_AGGREGATE_STDDEV:
    case WEIR_AGGREGATE_STDDEV_POP:
    case WEIR_AGGREGATE_VARIANCE:
    case WEIR_AGGREGATE_VARIANCE_POP:
    case WEIR_AGGREGATE_QUANTILE:
    case WEIR_AGGREGATE_VWAP:
    case WEIR_AGGREGATE_RATE:
    case WEIR_AGGREGATE_CHANGE_PERCENT:
    default:
      return WEIR_EXPORT_DOUBLE;
    }
}

static WeirCliWindowRows *
weir_cli_windows_open_rows (WeirCliWindowsOptions *options,
                            GError               **error)
{
  g_autoptr(GArray) columns = g_array_new (FALSE, FALSE, sizeof (WeirExportColumn));
  const GArray *aggregates = options->windowing.aggregates;

  /* The last of the names is NULL, for those who take them as a vector. */
  for (guint i = 0; i + 1 < options->names->len; i++)
    {
      WeirExportColumn column = { g_ptr_array_index (options->names, i), WEIR_EXPORT_DOUBLE };

      if (i < aggregates->len)
        column.type = weir_cli_windows_get_type (g_array_index (aggregates, WeirAggregate, i).kind);
      g_array_append_val (columns, column);
    }

  return weir_cli_window_rows_new (options->output, options->file, columns, options->ranking.spec.n_ranks > 0,
                                   options->windowing.emit_updates || options->with_state, options->csv_raw, error);
}

/* What rows go through between the engine and the output. */
static void
weir_cli_windows_open_stages (WeirCliWindows        *self,
                              WeirCliWindowsOptions *options)
{
  const WeirCliWindowing *windowing = &options->windowing;
  const GArray *specs = options->indicating.specs;

  self->with_updates = windowing->emit_updates;
  if (specs != NULL)
    self->indicators = weir_indicator_stage_new ((const WeirIndicatorSpec *) specs->data, specs->len,
                                                 windowing->aggregates->len, windowing->spec.max_bytes);
  if (options->ranking.spec.n_ranks > 0)
    self->top = weir_top_new (&options->ranking.spec);
  if (weir_cli_input_is_bounded (&options->input) && !windowing->emit_updates &&
      !weir_cli_windowing_is_ordered (&options->windowing))
    self->sorter = weir_cli_row_sorter_new (options->names->len - 1, on_sorted_row, self);
}

static gboolean
weir_cli_windows_open (WeirCliWindows        *self,
                       WeirCliWindowsOptions *options,
                       GError               **error)
{
  const WeirCliWindowing *windowing = &options->windowing;

  self->decoder = weir_decoder_new (&options->decode.spec, error);
  if (self->decoder == NULL)
    return FALSE;

  self->engine = weir_window_engine_new (&windowing->spec, (const WeirAggregate *) windowing->aggregates->data,
                                         windowing->aggregates->len, error);
  if (self->engine == NULL)
    return FALSE;

  weir_window_engine_set_row_func (self->engine, on_row, self);
  weir_window_engine_set_emit_updates (self->engine, windowing->emit_updates);
  weir_cli_windows_open_stages (self, options);

  self->dead_letters = weir_cli_dead_letters_new (options->dead_letters_file, error);
  self->late = self->dead_letters != NULL ? weir_cli_late_new (options->late_file, options->csv_raw, error) : NULL;
  if (self->late == NULL)
    return FALSE;

  weir_cli_late_follow (self->late, self->engine);
  self->rows = weir_cli_windows_open_rows (options, error);

  return self->rows != NULL;
}

static void
weir_cli_windows_close (WeirCliWindows *self)
{
  g_clear_pointer (&self->decoder, weir_decoder_free);
  g_clear_pointer (&self->engine, weir_window_engine_free);
  g_clear_pointer (&self->sorter, weir_cli_row_sorter_free);
  g_clear_pointer (&self->indicators, weir_indicator_stage_free);
  g_clear_pointer (&self->top, weir_top_free);
  g_clear_pointer (&self->dead_letters, weir_cli_dead_letters_free);
  g_clear_pointer (&self->late, weir_cli_late_free);
  g_clear_pointer (&self->rows, weir_cli_window_rows_free);
  g_clear_error (&self->error);
}

/* Provenance for Parquet's metadata. */
static void
weir_cli_windows_note (WeirCliWindows        *self,
                       WeirCliWindowsOptions *options)
{
  g_autofree char *topics = g_strjoinv (",", options->input.all_topics);
  g_autofree char *n_records = g_strdup_printf ("%" G_GUINT64_FORMAT, self->n_records);

  weir_cli_window_rows_set_note (self->rows, "weir.topics", topics);
  weir_cli_window_rows_set_note (self->rows, "weir.records", n_records);
}

static gboolean
weir_cli_windows_finish (WeirCliWindows        *self,
                         WeirCliWindowsOptions *options,
                         GError               **error)
{
  weir_window_engine_finish (self->engine);
  if (self->sorter != NULL)
    weir_cli_row_sorter_flush (self->sorter);
  if (self->top != NULL)
    weir_top_flush (self->top, on_ranked_row, self);

  weir_cli_windows_take_row_error (self);
  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }

  weir_cli_windows_note (self, options);

  return weir_cli_dead_letters_finish (self->dead_letters, error) && weir_cli_late_finish (self->late, error) &&
         weir_cli_window_rows_finish (self->rows, error);
}

/* Whatever a result lacks, and why. */
static void
weir_cli_windows_say_lacks (WeirCliWindows           *self,
                            const WeirWindowCounters *counters)
{
  g_autofree char *advice = weir_cli_late_dup_advice (self->engine);

  if (counters->n_late_pairs > 0)
    weir_cli_say ("%s", advice);
  if (counters->n_refused_values > 0)
    weir_cli_say (_("%" PRIu64 " values count in no aggregate: they are infinite or not a number"), counters->n_refused_values);
  if (counters->n_other_records > 0)
    weir_cli_say (_("%" PRIu64 " records went to the key “(other)”: their keys had no room; --memory gives more"),
                  counters->n_other_records);
  if (counters->n_shed_records > 0)
    weir_cli_say (_("%" PRIu64 " records had no room and are in no window; --memory gives more"), counters->n_shed_records);
  if (self->n_unranked > 0)
    weir_cli_say (_("%" PRIu64 " rows were not ranked: too many keys wait at once; --memory gives more"), self->n_unranked);
  if (self->n_bare > 0)
    weir_cli_say (_("%" PRIu64 " rows are without indicators: their keys had no room; --memory gives more"), self->n_bare);
}

static void
weir_cli_windows_say_summary (WeirCliWindows           *self,
                              const WeirWindowCounters *counters)
{
  weir_cli_windows_say_lacks (self, counters);
  /* Last, where scripts look for it. */
  weir_cli_say (_("%" PRIu64 " records read, %" PRIu64 " windows, %" PRIu64 " late pairs, %" PRIu64 " late records, %" PRIu64
                  " from the future, %" PRIu64 " dead letters"),
                self->n_records, counters->n_windows, counters->n_late_pairs, counters->n_late_records,
                counters->n_future, weir_cli_dead_letters_get_n (self->dead_letters));
}

static void
weir_cli_windows_append_count (GString    *json,
                               const char *name,
                               guint64     count)
{
  if (count > 0)
    g_string_append_printf (json, ",\"%s\":%" G_GUINT64_FORMAT, name, count);
}

static gboolean
weir_cli_windows_write_summary (WeirCliWindows           *self,
                                WeirCliWindowsOptions    *options,
                                const WeirWindowCounters *counters,
                                GError                  **error)
{
  g_autoptr(GString) json = g_string_new (NULL);

  g_string_append_printf (json, "{\"records\":%" G_GUINT64_FORMAT ",\"windows\":%" G_GUINT64_FORMAT
                          ",\"late_pairs\":%" G_GUINT64_FORMAT ",\"late_records\":%" G_GUINT64_FORMAT
                          ",\"future\":%" G_GUINT64_FORMAT ",\"dead_letters\":%" G_GUINT64_FORMAT,
                          self->n_records, counters->n_windows, counters->n_late_pairs, counters->n_late_records,
                          counters->n_future, weir_cli_dead_letters_get_n (self->dead_letters));
  if (options->late_file != NULL)
    g_string_append_printf (json, ",\"disordered\":%" G_GUINT64_FORMAT ",\"suggested_grace_usec\":%" G_GINT64_FORMAT,
                            counters->n_disordered, weir_cli_late_get_grace_usec (self->engine));
  weir_cli_windows_append_count (json, "refused_values", counters->n_refused_values);
  if (counters->n_other_records > 0 || counters->n_shed_records > 0)
    g_string_append_printf (json, ",\"other_records\":%" G_GUINT64_FORMAT ",\"shed_records\":%" G_GUINT64_FORMAT,
                            counters->n_other_records, counters->n_shed_records);
  weir_cli_windows_append_count (json, "unranked_rows", self->n_unranked);
  weir_cli_windows_append_count (json, "rows_without_indicators", self->n_bare);
  g_string_append (json, "}\n");

  return weir_cli_output_save_summary (options->summary_file, json, error);
}

static gboolean
weir_cli_windows_summarize (WeirCliWindows        *self,
                            WeirCliWindowsOptions *options,
                            GError               **error)
{
  WeirWindowCounters counters;
  WeirTopCounters ranking = { 0 };

  weir_window_engine_get_counters (self->engine, &counters);
  if (self->top != NULL)
    weir_top_get_counters (self->top, &ranking);
  counters.n_refused_values += weir_decoder_get_n_refused_values (self->decoder);
  self->n_shed = counters.n_shed_records;
  self->n_unranked = ranking.n_refused;
  self->n_bare = self->indicators != NULL ? weir_indicator_stage_get_n_refused (self->indicators) : 0;
  if (!options->connection.quiet)
    weir_cli_windows_say_summary (self, &counters);

  return options->summary_file == NULL || weir_cli_windows_write_summary (self, options, &counters, error);
}

static gboolean
weir_cli_windows_is_partial (WeirCliWindows *self)
{
  return self->run.n_gaps > 0 || self->n_shed > 0 || self->n_unranked > 0 || self->n_bare > 0 || weir_cli_dead_letters_get_n (self->dead_letters) > 0;
}

static WeirCliExit
weir_cli_windows_run (WeirCliWindows        *self,
                      WeirCliWindowsOptions *options,
                      WeirSettings          *settings)
{
  const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  WeirSourceSpec spec = { .settings = settings };
  g_autoptr(GError) error = NULL;

  if (!weir_cli_windows_open (self, options, &error))
    return weir_cli_report (error);

  weir_cli_input_fill (&options->input, &spec);
  spec.deadline_msec = weir_cli_connection_get_deadline_msec (&options->connection);
  if (weir_cli_run (&self->run, &spec, &handler, &options->connection, &error))
    weir_cli_windows_finish (self, options, &error);
  else
    weir_cli_window_rows_flush (self->rows);

  if (error != NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        weir_cli_windows_summarize (self, options, NULL);
      return weir_cli_report (error);
    }

  if (!weir_cli_windows_summarize (self, options, &error))
    return weir_cli_report (error);

  return weir_cli_windows_is_partial (self) ? WEIR_CLI_PARTIAL : WEIR_CLI_DONE;
}

/* Commands are the same in every language. */
static const char examples[] =
  "Examples:\n"
  "  weir-cli windows -b localhost:9092 -t trading_data -e --key symbol --time timestamp:ms --value price "
  "--value quantity --window 1m --agg 'first,max,min,last,vwap(price,quantity)'\n"
  "  weir-cli windows -b localhost:9092 -t stock-prices -e --key symbol --time timestamp:ms --value price "
  "--window 5m/1m --grace 10s --agg mean,stddev,p99,distinct -O prices.parquet\n"
  "  weir-cli windows -b localhost:9092 -t stock-prices -e --key symbol --time timestamp:ms --value price "
  "--window 1m --agg change_percent,delta,rate --late late.csv --json-summary summary.json\n"
  "  weir-cli windows -b localhost:9092 -t transaction_data -e --key customer_id --time timestamp:ms "
  "--value amount --session 30s --agg sum\n"
  "  weir-cli windows -b localhost:9092 -t iot_data -e --key device_id --time timestamp:ms --value "
  "temperature --sliding 5s --agg mean\n"
  "  weir-cli windows -b localhost:9092 -t transaction_data -e --key customer_id --time timestamp:ms "
  "--value amount --trailing 7d --agg count,mean\n"
  "  weir-cli windows -b localhost:9092 -t iot_data -e --key device_id --time timestamp:ms --value "
  "temperature --calendar day --zone Europe/Berlin --agg min,max\n"
  "  weir-cli windows -b localhost:9092 -t stock-prices -e --key symbol --time timestamp:ms --value volume "
  "--calendar day --agg sum --top 10:volume_sum\n"
  "  weir-cli windows -b localhost:9092 -t stock-prices -e --key symbol --time timestamp:ms --value price "
  "--window 1m --agg mean,last --indicator "
  "'sma(price_mean,5),ema(price_last,12),bollinger(price_last,20,2),rsi(price_last,14)'\n"
  "  weir-cli windows -b localhost:9092 -t conn-events -e --format number --time @record --window 1m "
  "--state\n"
  "  weir-cli windows -b localhost:9092 -t trading_data --from now-1h --key symbol --time timestamp:ms "
  "--value price --value quantity --agg 'vwap(price,quantity)' --emit updates --output json\n"
  "The topics are those that “weir-cli simulate -b localhost:9092” fills; “weir-cli broker --demo” has them too,\n"
  "at the address that it prints.\n"
  "Of a stream that a workspace describes: --workspace FILE --stream NAME, and --help with them.\n";

static GOptionContext *
weir_cli_windows_create_context (WeirCliWindowsOptions *options)
{
  const GOptionEntry entries[] = {
    { "output", 0, 0, G_OPTION_ARG_STRING, &options->output, N_("What rows are written as (default csv)"),
      N_("csv|json|parquet") },
    { "file", 'O', 0, G_OPTION_ARG_FILENAME, &options->file,
      N_("Write to a file, which is there whole or not at all"), N_("FILE") },
    { "csv-raw", 0, 0, G_OPTION_ARG_NONE, &options->csv_raw,
      N_("CSV: no apostrophe before texts that a spreadsheet would calculate"), NULL },
    { "json-summary", 0, 0, G_OPTION_ARG_FILENAME, &options->summary_file, N_("Write the counters as JSON"), N_("FILE") },
    { "dead-letters", 0, 0, G_OPTION_ARG_FILENAME, &options->dead_letters_file,
      N_("Write what did not decode, one JSON object a line, bytes in base64"), N_("FILE") },
    { "state", 0, 0, G_OPTION_ARG_NONE, &options->with_state,
      N_("A column that tells how a window closed: final, final-idle (a partition was silent), final-end (the input ended); "
         "with --emit updates it is always there, and open or retracted too"),
      NULL },
    { "late", 0, 0, G_OPTION_ARG_FILENAME, &options->late_file,
      N_("Write the records that came late or from the future as CSV, with their delays"), N_("FILE") },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _("Windowed rows of a topic by event time: key, window_start, window_end, count and "
                                           "VALUE_AGGREGATE.\nWith nothing said about key, time and values, the first records "
                                           "are looked at."));
  g_option_context_set_description (context, examples);
  weir_cli_input_add_options (&options->input, context);
  weir_cli_decode_add_options (&options->decode, context);
  weir_cli_windowing_add_options (&options->windowing, context);
  weir_cli_indicating_add_options (&options->indicating, context);
  weir_cli_ranking_add_options (&options->ranking, context);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_connection_add_options (&options->connection, context);

  return context;
}

/* Of the aggregates and of the indicators over them; NULL behind the last. */
static gboolean
weir_cli_windows_name_columns (WeirCliWindowsOptions *options,
                               GError               **error)
{
  const GArray *aggregates = options->windowing.aggregates;
  g_autoptr(GPtrArray) columns = g_ptr_array_new ();

  options->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < aggregates->len; i++)
    {
      g_ptr_array_add (options->names, weir_aggregate_dup_name (&g_array_index (aggregates, WeirAggregate, i),
                                                                options->decode.spec.field_paths));
      g_ptr_array_add (columns, g_ptr_array_index (options->names, i));
    }
  g_ptr_array_add (columns, NULL);

  if (!weir_cli_indicating_finish (&options->indicating, (const char * const *) columns->pdata, options->names, error))
    return FALSE;

  g_ptr_array_add (options->names, NULL);
  return TRUE;
}

static gboolean
weir_cli_windows_check_outputs (WeirCliWindowsOptions *options,
                                GError               **error)
{
  const char * const paths[] = { options->file, options->late_file, options->dead_letters_file, options->summary_file };
  WeirExportFormat format;

  return weir_cli_output_find_format (options->output, options->file, &format, error) &&
         weir_output_file_check_apart (paths, G_N_ELEMENTS (paths), error);
}

static gboolean
weir_cli_windows_parse (WeirCliWindowsOptions *options,
                        GStrv                  argv,
                        WeirSettings         **settings,
                        GError               **error)
{
  g_autoptr(GOptionContext) context = weir_cli_windows_create_context (options);
  g_auto(GStrv) rest = g_strdupv (argv);
  gboolean bounded;

  if (!weir_cli_parse (context, &rest, error) || !weir_cli_input_finish (&options->input, rest + 1, error) ||
      !weir_cli_windows_check_outputs (options, error))
    return FALSE;

  bounded = weir_cli_input_is_bounded (&options->input);
  if (options->file != NULL && !bounded)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("a file needs an end: add -e, --to TIME or -c N to -O"));
      return FALSE;
    }

  *settings = weir_cli_connection_get_settings (&options->connection, error);
  if (*settings == NULL)
    return FALSE;

  if (weir_cli_decode_is_open (&options->decode) &&
      !weir_cli_decode_sample (&options->decode, &options->input, *settings, &options->connection, error))
    return FALSE;

  return weir_cli_decode_finish (&options->decode, error) &&
         weir_cli_windowing_finish (&options->windowing, &options->decode, bounded, error) &&
         weir_cli_windows_name_columns (options, error) &&
         weir_cli_ranking_finish (&options->ranking, &options->windowing, options->names, error);
}

static void
weir_cli_windows_options_clear (WeirCliWindowsOptions *options)
{
  weir_cli_connection_clear (&options->connection);
  weir_cli_input_clear (&options->input);
  weir_cli_decode_clear (&options->decode);
  weir_cli_windowing_clear (&options->windowing);
  weir_cli_indicating_clear (&options->indicating);
  weir_cli_ranking_clear (&options->ranking);
  g_clear_pointer (&options->names, g_ptr_array_unref);
  g_free (options->output);
  g_free (options->file);
  g_free (options->summary_file);
  g_free (options->dead_letters_file);
  g_free (options->late_file);
}

WeirCliExit
weir_cli_windows (GStrv argv)
{
  WeirCliWindowsOptions options = { 0 };
  WeirCliWindows windows = { 0 };
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;
  WeirCliExit code;

  if (weir_cli_stream_is_wanted (argv))
    return weir_cli_stream_windows (argv);

  weir_cli_interrupt_get ();
  weir_cli_input_init (&options.input);
  if (weir_cli_windows_parse (&options, argv, &settings, &error))
    code = weir_cli_windows_run (&windows, &options, settings);
  else
    code = weir_cli_report (error);

  weir_cli_windows_close (&windows);
  weir_cli_windows_options_clear (&options);

  return code;
}
