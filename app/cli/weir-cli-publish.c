#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/weir-cli-connection.h"
#include "app/cli/weir-cli-decode.h"
#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-publish-recording.h"
#include "app/cli/weir-cli.h"
#include "data/decode/weir-name-list.h"
#include "data/source/weir-producer.h"
#include "data/store/weir-row-file.h"

#define SHOWN_MAX            5
#define WAIT_MSEC            200

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
  WeirCliPublisher       publisher;
  WeirCliPublishOptions *options;
  WeirRowFile           *rows;
  WeirDecoder           *decoder;        /* NULL: neither key nor time is asked for */
  char                  *time_path;
  char                   separator;
  gboolean               event_time;     /* into the records' own */
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

/* The broker answers also while a pipe has nothing to read; its interruption ends the reading. */
static void
on_waiting (gpointer user_data)
{
  weir_cli_publisher_look (user_data, NULL);
}

static gboolean
weir_cli_publish_open (WeirCliPublish *self,
                       const char     *path,
                       GError        **error)
{
  WeirCliPublishOptions *options = self->options;

  if (options->topic == NULL)
    return weir_cli_publish_usage (error, _("which topic? name it, as in -t prices"));
  if (options->record_time != NULL && !g_str_equal (options->record_time, "now") && !g_str_equal (options->record_time, "event"))
    return weir_cli_publish_usage (error, _("--record-time takes now or event"));
  self->event_time = g_strcmp0 (options->record_time, "event") == 0;
  if (self->event_time && options->time == NULL)
    return weir_cli_publish_usage (error, _("--record-time event needs event times: add --time FIELD"));

  if (!weir_cli_publisher_parse_speed (&self->publisher, options->speed, error))
    return FALSE;
  if (self->publisher.speed > 0 && options->time == NULL)
    return weir_cli_publish_usage (error, _("--speed needs event times: add --time FIELD"));

  if (!weir_cli_publish_open_rows (self, path, error) || !weir_cli_publish_open_decoder (self, path, error) ||
      !weir_cli_publisher_open (&self->publisher, &options->connection, error))
    return FALSE;

  self->publisher.file = weir_row_file_get_file (self->rows);
  weir_text_file_set_waiting_func (weir_row_file_get_file (self->rows), WAIT_MSEC, on_waiting, &self->publisher);

  return weir_cli_publisher_open_topic (&self->publisher, options->topic, options->n_partitions, options->partition, error);
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
  g_autoptr(GError) refused = NULL;
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
      if (!weir_cli_publisher_pace (&self->publisher, record.time_usec, error))
        return FALSE;
    }
  else
    self->n_undecoded += self->decoder != NULL;

  self->n_without_key += self->options->key != NULL && message.key == NULL;

  if (!weir_cli_publisher_send (&self->publisher, &message, &refused, error))
    return FALSE;
  if (refused != NULL)
    weir_cli_publish_leave_out (self, refused->message);

  return TRUE;
}

static gboolean
weir_cli_publish_all (WeirCliPublish *self,
                      GError        **error)
{
  gint64 max_records = self->options->max_records;
  g_autoptr(GError) local_error = NULL;
  const GString *payload;

  while ((max_records == 0 || self->publisher.n_records < (guint64) max_records) &&
         (payload = weir_cli_publish_read (self, &local_error)) != NULL)
    if (!weir_cli_publish_send (self, payload, error))
      return FALSE;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return weir_cli_publisher_flush (&self->publisher, 0, error);
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
    return weir_cli_publisher_report (&self->publisher, error);

  weir_producer_get_counts (self->publisher.producer, &counts);
  if (!self->options->connection.quiet)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      weir_cli_add_count (line, ngettext ("%" PRIu64 " record published", "%" PRIu64 " records published", (gulong) counts.n_delivered), counts.n_delivered);
      weir_cli_add_count (line, _ ("%" PRIu64 " of them without a key"), self->n_without_key);
      weir_cli_add_count (line, _ ("%" PRIu64 " not understood"), self->n_undecoded);
      weir_cli_add_count (line, ngettext ("%" PRIu64 " row left out", "%" PRIu64 " rows left out", (gulong) self->n_refused), self->n_refused);
      weir_cli_say ("%s", line->str);
    }
  weir_cli_publisher_say_moved (&self->publisher);

  if (weir_cli_publish_say_absent (self))
    return WEIR_CLI_FAILED;

  return self->n_undecoded > 0 || self->n_refused > 0 ? WEIR_CLI_PARTIAL : WEIR_CLI_DONE;
}

/* A recording knows topics, keys and times itself. */
static WeirCliExit
weir_cli_publish_put_back (WeirCliPublishOptions *options,
                           const char            *folder)
{
  const WeirCliPublishRecordingSpec spec = {
    .folder = folder,
    .connection = &options->connection,
    .topic = options->topic,
    .n_partitions = options->n_partitions,
    .speed = options->speed,
    .now = g_strcmp0 (options->record_time, "now") == 0,
    .max_records = options->max_records,
  };
  g_autoptr(GError) error = NULL;

  if (options->key == NULL && options->time == NULL && options->format == NULL && options->columns == NULL &&
      options->separator == NULL && !options->raw && options->partition < 0)
    return weir_cli_publish_recording (&spec);

  weir_cli_publish_usage (&error, _("a recording has keys, times and partitions of its own: leave -p, --key, --time, --format, "
                                    "--columns, --separator and --raw out"));

  return weir_cli_report (error);
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
      N_("The records' own time: now (default) or the event's; of a recording that of the record (default), or now"), N_("now|event") },
    { "count", 'c', 0, G_OPTION_ARG_INT64, &options->max_records, N_("Stop after so many records"), N_("N") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options->format,
      N_("csv: rows with a header become JSON objects; lines: as they are (default: by the file's name)"), N_("csv|lines") },
    { "columns", 0, 0, G_OPTION_ARG_STRING, &options->columns, N_("Columns of a CSV file without a header"), N_("NAME,…") },
    { "separator", 0, 0, G_OPTION_ARG_STRING, &options->separator, N_("Between a CSV row's cells"), N_("CHARACTER") },
    { "raw", 0, 0, G_OPTION_ARG_NONE, &options->raw, N_("Send CSV rows as they are"), NULL },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (_("FILE|DIR"));

  g_option_context_set_summary (context, _("Puts a CSV, NDJSON or Parquet file into a topic; text may be compressed by gzip or zstd. “-” is standard input.\n"
                                           "The folder of a recording is put back: each record with its key, headers, partition and "
                                           "time into the topic it came from (or into -t), at --speed in the order of time."));
  g_option_context_set_description (
      context,
      "Examples:\n"
      "  weir-cli publish trades.csv.gz -b localhost:9092 -t trades --partitions 4 --key symbol --time ts_us:us --speed 60x\n"
      "  weir-cli publish telemetry.ndjson -b localhost:9092 -t telemetry --key device --time ts:s\n"
      "  weir-cli publish recording -b localhost:9092 --speed 1000x\n"
      "  weir-cli publish plain.csv -b localhost:9092 -t prices --columns ts,price,amount --separator ';' --time ts:s\n");
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_connection_add_options (&options->connection, context);

  return context;
}

static void
weir_cli_publish_clear (WeirCliPublish *self)
{
  WeirCliPublishOptions *options = self->options;

  weir_cli_publisher_clear (&self->publisher);
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

  if (error != NULL)
    code = weir_cli_report (error);
  else if (g_file_test (rest[1], G_FILE_TEST_IS_DIR))
    code = weir_cli_publish_put_back (&options, rest[1]);
  else
    code = weir_cli_publish_run (&self, rest[1]);
  weir_cli_publish_clear (&self);

  return code;
}
