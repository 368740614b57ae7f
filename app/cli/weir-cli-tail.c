#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/cli/weir-cli-decode.h"
#include "app/cli/weir-cli-input.h"
#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-run.h"
#include "app/cli/weir-cli-stdout.h"
#include "app/cli/weir-cli-stream.h"
#include "app/cli/weir-cli.h"
#include "data/decode/weir-escape.h"
#include "data/store/weir-export-text.h"

#define BUFFER_BYTES (64 * 1024)

typedef struct
{
  WeirCliConnection connection;
  WeirCliInput      input;
  WeirCliDecode     decode;
  gboolean          json;
} WeirCliTailOptions;

/* Belongs to the consumer thread until the source ended. */
typedef struct
{
  WeirCliRun          run;         /* first: see WeirCliRun */
  WeirDecoder        *decoder;     /* NULL: nothing is decoded */
  const char * const *fields;
  gboolean            json;
  guint64             n_dead;
  GString            *buffer;
} WeirCliTail;

static void
weir_cli_tail_flush (WeirCliTail *self)
{
  GError *error = NULL;

  if (!weir_cli_stdout_write (self->buffer->str, self->buffer->len, &error))
    weir_cli_run_fail (&self->run, error);

  g_string_truncate (self->buffer, 0);
}

static void
weir_cli_tail_append_time (GString *text,
                           gint64   time_usec)
{
  char buffer[32];

  weir_time_format_iso (time_usec, buffer);
  g_string_append (text, buffer);
}

/* One line whatever the bytes are. */
static void
weir_cli_tail_append_bytes (GString    *text,
                            const char *bytes,
                            gsize       length)
{
  if (bytes != NULL)
    weir_escape_append (text, bytes, length);
  else
    g_string_append (text, "NULL");
}

static void
weir_cli_tail_append_values (WeirCliTail      *self,
                             const WeirRecord *record)
{
  GString *text = self->buffer;

  for (guint i = 0; i < record->n_values; i++)
    {
      const WeirValue *value = &record->values[i];

      g_string_append_c (text, ' ');
      weir_escape_append (text, self->fields[i], strlen (self->fields[i]));
      g_string_append_c (text, '=');
      if (value->type == WEIR_VALUE_TEXT)
        {
          g_string_append_c (text, '"');
          weir_escape_append (text, value->as_text, value->length);
          g_string_append_c (text, '"');
        }
      else
        weir_value_append_text (value, text);
    }
}

static void
weir_cli_tail_append_text (WeirCliTail       *self,
                           const WeirMessage *message,
                           const WeirRecord  *record)
{
  GString *text = self->buffer;
  gint64 time_usec = record != NULL ? record->time_usec : message->time_usec;

  if (time_usec != WEIR_NO_TIME)
    weir_cli_tail_append_time (text, time_usec);
  else
    g_string_append_c (text, '-');
  g_string_append_c (text, ' ');
  weir_escape_append (text, message->topic, strlen (message->topic));
  g_string_append_printf (text, "[%d]@%" G_GINT64_FORMAT " ", message->partition, message->offset);
  if (record != NULL)
    weir_cli_tail_append_bytes (text, record->key, record->key_length);
  else
    weir_cli_tail_append_bytes (text, message->key, message->key_length);

  if (record != NULL)
    weir_cli_tail_append_values (self, record);

  if (record == NULL || record->n_values == 0)
    {
      g_string_append_c (text, ' ');
      weir_cli_tail_append_bytes (text, message->payload, message->payload_length);
    }
}

static void
weir_cli_tail_append_json_values (WeirCliTail      *self,
                                  const WeirRecord *record)
{
  GString *text = self->buffer;

  g_string_append (text, ",\"time\":\"");
  weir_cli_tail_append_time (text, record->time_usec);
  g_string_append (text, "\",\"values\":{");
  for (guint i = 0; i < record->n_values; i++)
    {
      const WeirValue *value = &record->values[i];

      if (i > 0)
        g_string_append_c (text, ',');
      if (value->type == WEIR_VALUE_TEXT)
        {
          weir_export_append_json_member (text, self->fields[i], value->as_text, value->length);
          continue;
        }

      weir_export_append_json_text (text, self->fields[i], strlen (self->fields[i]));
      g_string_append_c (text, ':');
      if (value->type == WEIR_VALUE_BOOL)
        g_string_append (text, value->as_int ? "true" : "false");
      else if (weir_value_is_number (value))
        weir_value_append_text (value, text);
      else
        g_string_append (text, "null");
    }
  g_string_append_c (text, '}');
}

/* The names of kcat's -J; time and values are what was decoded. */
static void
weir_cli_tail_append_json (WeirCliTail       *self,
                           const WeirMessage *message,
                           const WeirRecord  *record)
{
  GString *text = self->buffer;

  g_string_append (text, "{\"topic\":");
  weir_export_append_json_text (text, message->topic, strlen (message->topic));
  g_string_append_printf (text, ",\"partition\":%d,\"offset\":%" G_GINT64_FORMAT, message->partition, message->offset);
  if (message->time_usec != WEIR_NO_TIME)
    g_string_append_printf (text, ",\"ts\":%" G_GINT64_FORMAT, message->time_usec / 1000);
  g_string_append_c (text, ',');
  weir_export_append_json_member (text, "key", message->key, message->key_length);
  if (record != NULL)
    weir_cli_tail_append_json_values (self, record);
  g_string_append_c (text, ',');
  weir_export_append_json_member (text, "payload", message->payload, message->payload_length);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  WeirCliTail *self = user_data;
  const WeirRecord *decoded = NULL;
  const char *problem = NULL;
  WeirRecord record;
  WeirDecodeError reason;

  if (self->decoder != NULL && weir_decoder_decode (self->decoder, message, &record, &reason))
    decoded = &record;
  else if (self->decoder != NULL)
    problem = weir_decode_error_get_text (reason);

  if (self->json)
    weir_cli_tail_append_json (self, message, decoded);
  else
    weir_cli_tail_append_text (self, message, decoded);

  if (problem != NULL)
    {
      self->n_dead++;
      g_string_append (self->buffer, self->json ? ",\"dead\":" : " ! ");
      weir_export_append_json_text (self->buffer, problem, strlen (problem));
    }

  g_string_append (self->buffer, self->json ? "}\n" : "\n");
  if (self->buffer->len > BUFFER_BYTES)
    weir_cli_tail_flush (self);
}

static void
on_batch_end (gpointer user_data)
{
  weir_cli_tail_flush (user_data);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  weir_cli_run_event (user_data, event);
}

static WeirCliExit
weir_cli_tail_run (WeirCliTailOptions *options,
                   WeirSettings       *settings)
{
  const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  g_autoptr(WeirDecoder) decoder = NULL;
  g_autoptr(GString) buffer = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  WeirCliTail tail = { .json = options->json, .buffer = buffer, .fields = options->decode.spec.field_paths };
  WeirSourceSpec spec = { .settings = settings };

  if (!weir_cli_decode_is_open (&options->decode))
    {
      decoder = weir_decoder_new (&options->decode.spec, &error);
      if (decoder == NULL)
        return weir_cli_report (error);
      tail.decoder = decoder;
    }

  weir_cli_input_fill (&options->input, &spec);
  spec.deadline_msec = weir_cli_connection_get_deadline_msec (&options->connection);
  if (!weir_cli_run (&tail.run, &spec, &handler, &options->connection, &error))
    return weir_cli_report (error);

  return tail.run.n_gaps > 0 || tail.n_dead > 0 ? WEIR_CLI_PARTIAL : WEIR_CLI_DONE;
}

static GOptionContext *
weir_cli_tail_create_context (WeirCliTailOptions *options)
{
  const GOptionEntry entries[] = {
    { "json", 'J', 0, G_OPTION_ARG_NONE, &options->json, N_("One JSON object a record"), NULL },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _("Records as they come: time, topic[partition]@offset, key, and the payload or the "
                                           "values asked for."));
  g_option_context_set_description (
      context,
      "Examples:\n"
      "  weir-cli tail -b localhost:9092 -t stock-prices -o end\n"
      "  weir-cli tail -b localhost:9092 -t stock-prices -o -10 -e --json\n"
      "  weir-cli tail -b localhost:9092 -t stock-prices --from now-15m --key symbol --time timestamp:ms --value price\n"
      "The topic is one that “weir-cli simulate -b localhost:9092” fills.\n"
      "Of a stream that a workspace describes: --workspace FILE --stream NAME, and --help with them.\n");
  weir_cli_input_add_options (&options->input, context);
  weir_cli_decode_add_options (&options->decode, context);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_connection_add_options (&options->connection, context);

  return context;
}

WeirCliExit
weir_cli_tail (GStrv argv)
{
  WeirCliTailOptions options = { 0 };
  g_autoptr(GOptionContext) context = weir_cli_tail_create_context (&options);
  g_autoptr(WeirSettings) settings = NULL;
  g_auto(GStrv) rest = g_strdupv (argv);
  g_autoptr(GError) error = NULL;
  WeirCliExit code;

  if (weir_cli_stream_is_wanted (argv))
    return weir_cli_stream_tail (argv);

  weir_cli_interrupt_get ();
  weir_cli_input_init (&options.input);
  if (weir_cli_parse (context, &rest, &error) && weir_cli_input_finish (&options.input, rest + 1, &error) &&
      weir_cli_decode_finish (&options.decode, &error))
    settings = weir_cli_connection_get_settings (&options.connection, &error);

  code = settings != NULL ? weir_cli_tail_run (&options, settings) : weir_cli_report (error);
  weir_cli_connection_clear (&options.connection);
  weir_cli_input_clear (&options.input);
  weir_cli_decode_clear (&options.decode);

  return code;
}
