#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/weir-cli-connection.h"
#include "app/cli/weir-cli-decode.h"
#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli.h"
#include "data/decode/weir-name-list.h"
#include "data/source/weir-producer.h"
#include "data/store/weir-row-file.h"

/* How long a record may wait for a broker that was there when we began. */
#define MESSAGE_TIMEOUT_MSEC "60000"
#define RECORDS_PER_LOOK     256
/* How long a full queue is given to empty a little. */
#define FULL_USEC            (5 * G_TIME_SPAN_MILLISECOND)
#define CLOSE_MSEC           1000
#define SHOWN_MAX            5
#define WAIT_MSEC            200
#define PAUSE_MAX_USEC       (20 * G_TIME_SPAN_MILLISECOND)
#define PROGRESS_USEC        (500 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  WeirCliConnection connection;
  char             *topic;
  int               partition;
  char             *key;
  char             *time;
  char             *zone;
  char             *speed;
  int               n_partitions;
  gboolean          raw;
  char             *format;
  char             *columns;
  char             *separator;
  char             *record_time;
  gint64            max_records;
} WeirCliPublishOptions;

typedef struct
{
  WeirCliPublishOptions *options;
  WeirProducer          *producer;
  WeirRowFile           *rows;
  WeirDecoder           *decoder;        /* NULL: neither key nor time is asked for */
  char                  *time_path;
  char                   separator;
  double                 speed;          /* 0: as fast as it goes */
  gboolean               event_time;     /* into the records' own */
  gint64                 first_usec;     /* event time */
  gint64                 begun_usec;     /* monotonic */
  gint64                 shown_usec;     /* monotonic */
  guint64                n_sent;
  guint64                n_without_key;  /* sent, though a key was asked for */
  guint64                n_undecoded;    /* of them, those that told neither key nor time */
  guint64                n_refused;      /* rows and records not sent, each for a reason of its own */
} WeirCliPublish;

static gboolean
weir_cli_publish_usage (GError    **error,
                        const char *message)
{
  g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, message);

  return FALSE;
}

static gboolean
weir_cli_publish_parse_speed (WeirCliPublish *self,
                              GError        **error)
{
  const char *text = self->options->speed;
  char *end = NULL;

  if (text == NULL || g_str_equal (text, "max"))
    return TRUE;

  self->speed = g_ascii_strtod (text, &end);
  if (end == text || (*end != '\0' && !g_str_equal (end, "x")) || !(self->speed > 0 && self->speed < 1e9))
    return weir_cli_publish_usage (error, _("--speed takes a factor, as 1x or 60x, or max"));

  return self->options->time != NULL || weir_cli_publish_usage (error, _("--speed needs event times: add --time FIELD"));
}

static gboolean
weir_cli_publish_is_csv (WeirCliPublishOptions *options,
                         const char            *path)
{
  g_autofree char *name = g_ascii_strdown (path, -1);

  if (options->format != NULL)
    return g_str_equal (options->format, "csv");

  if (g_str_has_suffix (name, ".gz"))
    name[strlen (name) - strlen (".gz")] = '\0';

  return options->columns != NULL || g_str_has_suffix (name, ".csv") || g_str_has_suffix (name, ".tsv");
}

static gboolean
weir_cli_publish_open_rows (WeirCliPublish *self,
                            const char     *path,
                            GError        **error)
{
  WeirCliPublishOptions *options = self->options;
  g_auto(GStrv) columns = options->columns != NULL ? weir_name_list_split (options->columns) : NULL;
  WeirRowFileSpec spec = {
    .path = path,
    .raw = options->raw,
    .columns = (const char * const *) columns,
    .not_utf8 = _("it is not UTF-8, as JSON has to be; convert the file, as with “iconv -f LATIN1 -t UTF-8”, "
                  "or send its rows as they are with --raw"),
    .cancellable = weir_cli_interrupt_get (),
  };

  if (options->format != NULL && !g_str_equal (options->format, "csv") && !g_str_equal (options->format, "lines"))
    return weir_cli_publish_usage (error, _("--format takes csv or lines"));
  if (options->separator != NULL && strlen (options->separator) != 1 && !g_str_equal (options->separator, "\\t"))
    return weir_cli_publish_usage (error, _("--separator takes one character, as ; or \\t"));

  spec.format = weir_cli_publish_is_csv (options, path) ? WEIR_ROW_FORMAT_CSV : WEIR_ROW_FORMAT_LINES;
  self->separator = strstr (path, ".tsv") != NULL ? '\t' : ',';
  if (options->separator != NULL)
    self->separator = options->separator[0] == '\\' && options->separator[1] != '\0' ? '\t' : options->separator[0];
  spec.separator = self->separator;
  self->rows = weir_row_file_new (&spec, error);

  return self->rows != NULL && weir_row_file_begin (self->rows, error);
}

/* Key and time are what a stream would find in the payload, so the decoder is a stream's. There is no topology here: the
 * record is not in Kafka yet, and nothing is computed from it. */
static gboolean
weir_cli_publish_open_decoder (WeirCliPublish *self,
                               const char     *path,
                               GError        **error)
{
  WeirCliPublishOptions *options = self->options;
  const char * const no_fields[] = { NULL };
  WeirDecoderSpec spec = {
    .format = WEIR_FORMAT_JSON,
    .key_path = options->key,
    .time_basis = WEIR_TIME_BASIS_ARRIVAL,
    .zone = options->zone,
    .field_paths = no_fields,
  };

  if (options->key == NULL && options->time == NULL)
    return TRUE;

  if (options->raw && weir_cli_publish_is_csv (options, path))
    {
      spec.format = WEIR_FORMAT_CSV;
      spec.csv_columns = weir_row_file_get_columns (self->rows);
      spec.csv_separator = self->separator;
    }

  if (options->time != NULL)
    {
      self->time_path = weir_cli_decode_split_time (options->time, &spec.time_unit);
      spec.time_basis = WEIR_TIME_BASIS_FIELD;
      spec.time_path = self->time_path;
    }

  self->decoder = weir_decoder_new (&spec, error);

  return self->decoder != NULL;
}

static gboolean
weir_cli_publish_look (WeirCliPublish *self,
                       GError        **error)
{
  gint64 now_usec = g_get_monotonic_time ();

  weir_producer_poll (self->producer);

  if (weir_cli_connection_shows_progress (&self->options->connection) && now_usec - self->shown_usec > PROGRESS_USEC)
    {
      double share = weir_text_file_get_share (weir_row_file_get_file (self->rows));

      self->shown_usec = now_usec;
      fprintf (stderr, _("\r%" PRIu64 " records"), self->n_sent);
      if (share >= 0)
        fprintf (stderr, ", %d %%  ", (int) (share * 100));
    }

  return !g_cancellable_set_error_if_cancelled (weir_cli_interrupt_get (), error);
}

/* The broker answers also while a pipe has nothing to read; its interruption ends the reading. */
static void
on_waiting (gpointer user_data)
{
  weir_cli_publish_look (user_data, NULL);
}

/* Before anything is read: a topic that there is not would be found out with the first record, after half a minute. */
static gboolean
weir_cli_publish_open_topic (WeirCliPublish *self,
                             GError        **error)
{
  WeirCliPublishOptions *options = self->options;
  guint deadline_msec = weir_cli_connection_get_deadline_msec (&options->connection);
  guint n_partitions = MAX (options->n_partitions, 0);

  if (n_partitions > 0)
    {
      if (!weir_producer_create_topic (self->producer, options->topic, n_partitions, deadline_msec, error))
        return FALSE;
    }
  else
    {
      n_partitions = weir_producer_count_partitions (self->producer, options->topic, deadline_msec, error);
      if (n_partitions == 0)
        {
          g_prefix_error (error, _("nothing was published (--partitions N makes a topic): "));
          return FALSE;
        }
    }

  if (options->partition >= (gint64) n_partitions)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED, _("topic “%s” has %u partitions, from 0 on: there is no %d"),
                 options->topic, n_partitions, options->partition);

  return options->partition < (gint64) n_partitions;
}

static gboolean
weir_cli_publish_open (WeirCliPublish *self,
                       const char     *path,
                       GError        **error)
{
  WeirCliPublishOptions *options = self->options;
  g_autoptr(WeirSettings) settings = NULL;

  if (options->topic == NULL)
    return weir_cli_publish_usage (error, _("which topic? name it, as in -t prices"));
  if (options->record_time != NULL && !g_str_equal (options->record_time, "now") && !g_str_equal (options->record_time, "event"))
    return weir_cli_publish_usage (error, _("--record-time takes now or event"));
  self->event_time = g_strcmp0 (options->record_time, "event") == 0;
  if (self->event_time && options->time == NULL)
    return weir_cli_publish_usage (error, _("--record-time event needs event times: add --time FIELD"));

  if (!weir_cli_publish_parse_speed (self, error))
    return FALSE;

  settings = weir_cli_connection_get_settings (&options->connection, error);
  if (settings == NULL)
    return FALSE;

  if (weir_settings_get (settings, "message.timeout.ms") == NULL)
    weir_settings_set (settings, "message.timeout.ms", MESSAGE_TIMEOUT_MSEC);
  if (!weir_cli_publish_open_rows (self, path, error) || !weir_cli_publish_open_decoder (self, path, error))
    return FALSE;

  self->producer = weir_producer_new (settings, error);
  if (self->producer == NULL)
    return FALSE;

  weir_text_file_set_waiting_func (weir_row_file_get_file (self->rows), WAIT_MSEC, on_waiting, self);

  return weir_cli_publish_open_topic (self, error);
}

static gboolean
weir_cli_publish_pace (WeirCliPublish *self,
                       gint64          time_usec,
                       GError        **error)
{
  gint64 due_usec;
  gint64 left_usec;

  if (self->begun_usec == 0)
    {
      self->begun_usec = g_get_monotonic_time ();
      self->first_usec = time_usec;
    }

  due_usec = self->begun_usec + (gint64) ((time_usec - self->first_usec) / self->speed);
  while ((left_usec = due_usec - g_get_monotonic_time ()) > 0)
    {
      if (!weir_cli_publish_look (self, error))
        return FALSE;
      g_usleep (MIN (left_usec, PAUSE_MAX_USEC));
    }

  return TRUE;
}

static void
weir_cli_publish_leave_out (WeirCliPublish *self,
                            const char     *problem)
{
  WeirTextFile *file = weir_row_file_get_file (self->rows);

  if (self->n_refused++ < SHOWN_MAX)
    weir_cli_say (_("%s: line %" PRIu64 " is left out: %s"), weir_text_file_get_name (file), weir_text_file_get_line (file),
                  problem);
}

/* The next payload, borrowed until the next call; NULL at the end or with @error set. */
static const GString *
weir_cli_publish_read (WeirCliPublish *self,
                       GError        **error)
{
  const GString *payload = NULL;
  WeirRowFileResult result;

  while ((result = weir_row_file_read (self->rows, &payload, error)) == WEIR_ROW_FILE_REFUSED)
    weir_cli_publish_leave_out (self, weir_row_file_get_problem (self->rows));

  return result == WEIR_ROW_FILE_PAYLOAD ? payload : NULL;
}

/* Waits while the queue is full, but not past an interruption. */
static gboolean
weir_cli_publish_enqueue (WeirCliPublish    *self,
                          const WeirMessage *message,
                          GError           **error)
{
  g_autoptr(GError) local_error = NULL;

  while (!weir_producer_send (self->producer, message, FALSE, &local_error))
    {
      /* Too large, say: the others can be sent all the same. */
      if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          weir_cli_publish_leave_out (self, local_error->message);
          return TRUE;
        }

      g_clear_error (&local_error);
      if (!weir_cli_publish_look (self, error))
        return FALSE;
      g_usleep (FULL_USEC);
    }

  return TRUE;
}

static gboolean
weir_cli_publish_send (WeirCliPublish *self,
                       const GString  *payload,
                       GError        **error)
{
  WeirMessage message = {
    .topic = self->options->topic,
    .partition = self->options->partition,
    .time_usec = WEIR_NO_TIME,
    .arrival_usec = g_get_real_time (),
    .payload = payload->str,
    .payload_length = payload->len,
  };
  WeirRecord record;
  WeirDecodeError reason;

  if (self->decoder != NULL && weir_decoder_decode (self->decoder, &message, &record, &reason))
    {
      if (record.key_length > 0)
        {
          message.key = record.key;
          message.key_length = record.key_length;
        }
      if (self->event_time)
        message.time_usec = record.time_usec;
      if (self->speed > 0 && !weir_cli_publish_pace (self, record.time_usec, error))
        return FALSE;
    }
  else
    self->n_undecoded += self->decoder != NULL;

  self->n_without_key += self->options->key != NULL && message.key == NULL;

  return weir_cli_publish_enqueue (self, &message, error);
}

static gboolean
on_flush_progress (guint64  n_waiting,
                   gpointer user_data)
{
  return weir_cli_publish_look (user_data, NULL);
}

static gboolean
weir_cli_publish_flush (WeirCliPublish *self,
                        guint           timeout_msec,
                        GError        **error)
{
  g_autoptr(GError) local_error = NULL;

  if (weir_producer_flush (self->producer, timeout_msec, on_flush_progress, self, &local_error))
    return TRUE;

  if (!g_cancellable_set_error_if_cancelled (weir_cli_interrupt_get (), error))
    g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static gboolean
weir_cli_publish_all (WeirCliPublish *self,
                      GError        **error)
{
  guint deadline_msec = weir_cli_connection_get_deadline_msec (&self->options->connection);
  gint64 max_records = self->options->max_records;
  g_autoptr(GError) local_error = NULL;
  const GString *payload;

  while ((max_records == 0 || self->n_sent < (guint64) max_records) &&
         (payload = weir_cli_publish_read (self, &local_error)) != NULL)
    {
      if (!weir_cli_publish_send (self, payload, error))
        return FALSE;

      /* The first record tells whether there is a broker at all. */
      if (++self->n_sent == 1 && !weir_cli_publish_flush (self, deadline_msec, error))
        return FALSE;

      if (self->n_sent % RECORDS_PER_LOOK == 0 && !weir_cli_publish_look (self, error))
        return FALSE;
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return weir_cli_publish_flush (self, 0, error);
}

/* Whoever goes on later has to know what the broker has. */
static WeirCliExit
weir_cli_publish_report (WeirCliPublish *self,
                         const GError   *error)
{
  WeirProducerCounts counts = { 0 };

  if (self->producer != NULL)
    {
      /* What is on its way may be told of in a moment; why it failed is known already. */
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        weir_producer_flush (self->producer, CLOSE_MSEC, NULL, NULL, NULL);
      weir_producer_get_counts (self->producer, &counts);
      weir_cli_say (_("%" PRIu64 " records published before, %" PRIu64 " sent and not acknowledged"), counts.n_delivered,
                    counts.n_sent - counts.n_delivered);
    }

  return weir_cli_report (error);
}

/* Key or time was named, and no row has it: TRUE. */
static gboolean
weir_cli_publish_say_absent (WeirCliPublish *self)
{
  WeirFieldUsage *usage = self->decoder != NULL ? weir_decoder_get_field_usage (self->decoder) : NULL;
  gboolean absent = FALSE;

  for (guint i = 0; usage != NULL && i < weir_field_usage_get_n_fields (usage); i++)
    {
      g_autofree char *sentence = NULL;

      if (!weir_field_usage_is_absent (usage, i))
        continue;
      absent = TRUE;
      sentence = weir_field_usage_dup_sentence (usage, i);
      weir_cli_say ("%s", sentence);
    }

  return absent;
}

static WeirCliExit
weir_cli_publish_run (WeirCliPublish *self,
                      const char     *path)
{
  g_autoptr(GError) error = NULL;
  WeirProducerCounts counts;
  gboolean done;

  done = weir_cli_publish_open (self, path, &error) && weir_cli_publish_all (self, &error);
  if (weir_cli_connection_shows_progress (&self->options->connection))
    fprintf (stderr, "\r\033[K");
  if (!done)
    return weir_cli_publish_report (self, error);

  weir_producer_get_counts (self->producer, &counts);
  if (!self->options->connection.quiet)
    weir_cli_say (_("%" PRIu64 " records published, %" PRIu64 " of them without a key, %" PRIu64
                    " not understood, %" PRIu64 " rows left out"),
                  counts.n_delivered, self->n_without_key, self->n_undecoded,
                  self->n_refused);
  if (counts.n_moved > 0)
    weir_cli_say (_("%" PRIu64 " records were sent with a time 1 ms off theirs, which is 1970-01-01T00:00:00: Kafka's "
                    "clients take it for none"), counts.n_moved);

  if (weir_cli_publish_say_absent (self))
    return WEIR_CLI_FAILED;

  return self->n_undecoded > 0 || self->n_refused > 0 ? WEIR_CLI_PARTIAL : WEIR_CLI_DONE;
}

static GOptionContext *
weir_cli_publish_create_context (WeirCliPublishOptions *options)
{
  const GOptionEntry entries[] = {
    { "topic", 't', 0, G_OPTION_ARG_STRING, &options->topic, N_("Topic"), N_("TOPIC") },
    { "partition", 'p', 0, G_OPTION_ARG_INT, &options->partition, N_("Only to this partition (default: by key)"), N_("N") },
    { "partitions", 0, 0, G_OPTION_ARG_INT, &options->n_partitions, N_("Make the topic with so many partitions"), N_("N") },
    { "key", 'k', 0, G_OPTION_ARG_STRING, &options->key, N_("Field whose text is the record's key"), N_("FIELD") },
    { "time", 0, 0, G_OPTION_ARG_STRING, &options->time,
      N_("Field that is the event time, and its unit: s, ms, us, ns, iso"), N_("FIELD[:UNIT]") },
    { "zone", 0, 0, G_OPTION_ARG_STRING, &options->zone, N_("Zone of times that carry none (default UTC)"), N_("ZONE") },
    { "speed", 0, 0, G_OPTION_ARG_STRING, &options->speed,
      N_("As fast as it happened (1x), faster (60x), or as fast as it goes (max, default)"), N_("FACTOR") },
    { "record-time", 0, 0, G_OPTION_ARG_STRING, &options->record_time,
      N_("The records' own time: now (default) or the event's"), N_("now|event") },
    { "count", 'c', 0, G_OPTION_ARG_INT64, &options->max_records, N_("Stop after so many records"), N_("N") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options->format,
      N_("csv: rows with a header become JSON objects; lines: as they are (default: by the file's name)"), N_("csv|lines") },
    { "columns", 0, 0, G_OPTION_ARG_STRING, &options->columns, N_("Columns of a CSV file without a header"), N_("NAME,…") },
    { "separator", 0, 0, G_OPTION_ARG_STRING, &options->separator, N_("Between a CSV row's cells"), N_("CHARACTER") },
    { "raw", 0, 0, G_OPTION_ARG_NONE, &options->raw, N_("Send CSV rows as they are"), NULL },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (_("FILE"));

  g_option_context_set_summary (context, _("Puts a CSV or NDJSON file, plain or gzip, into a topic. “-” is standard input."));
  g_option_context_set_description (
      context,
      "Examples:\n"
      "  weir-cli publish trades.csv.gz -b localhost:9092 -t trades --partitions 4 --key symbol --time ts_us:us --speed 60x\n"
      "  weir-cli publish telemetry.ndjson -b localhost:9092 -t telemetry --key device --time ts:s\n"
      "  weir-cli publish plain.csv -b localhost:9092 -t prices --columns ts,price,amount --separator ';' --time ts:s\n");
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_connection_add_options (&options->connection, context);

  return context;
}

static void
weir_cli_publish_clear (WeirCliPublish *self)
{
  WeirCliPublishOptions *options = self->options;

  g_clear_object (&self->producer);
  g_clear_pointer (&self->rows, weir_row_file_free);
  g_clear_pointer (&self->decoder, weir_decoder_free);
  g_clear_pointer (&self->time_path, g_free);

  weir_cli_connection_clear (&options->connection);
  g_free (options->topic);
  g_free (options->key);
  g_free (options->time);
  g_free (options->zone);
  g_free (options->speed);
  g_free (options->format);
  g_free (options->columns);
  g_free (options->separator);
  g_free (options->record_time);
}

WeirCliExit
weir_cli_publish (GStrv argv)
{
  WeirCliPublishOptions options = { .partition = -1 };
  WeirCliPublish self = { .options = &options };
  g_autoptr(GOptionContext) context = weir_cli_publish_create_context (&options);
  g_auto(GStrv) rest = g_strdupv (argv);
  g_autoptr(GError) error = NULL;
  WeirCliExit code;

  weir_cli_interrupt_get ();
  if (weir_cli_parse (context, &rest, &error) && (rest[1] == NULL || rest[2] != NULL))
    weir_cli_publish_usage (&error, _("name one file to publish, or - for standard input"));

  code = error != NULL ? weir_cli_report (error) : weir_cli_publish_run (&self, rest[1]);
  weir_cli_publish_clear (&self);

  return code;
}
