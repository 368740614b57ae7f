#include "config.h"

#include "app/cli/weir-cli-decode.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/cli/weir-cli-run.h"
#include "app/cli/weir-cli.h"
#include "data/decode/weir-escape.h"
#include "data/decode/weir-name-list.h"
#include "data/decode/weir-word.h"
#include "data/store/weir-file-intake.h"
#include "data/store/weir-recording-intake.h"

#define SAMPLE_RECORDS 200

typedef struct
{
  WeirCliRun   run;
  WeirSchemaInference *inference;
} WeirCliSample;

void
weir_cli_decode_add_options (WeirCliDecode  *self,
                             GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "key", 'k', 0, G_OPTION_ARG_STRING, &self->key,
      N_("Field that is the key, as a dotted path; \\. is a dot of a name (default: the record's own key)"), N_("FIELD") },
    { "time", 0, 0, G_OPTION_ARG_STRING, &self->time,
      N_("Field that is the event time, and its unit: s, ms, us, ns, iso; @record and @arrival are the record's own"),
      N_("FIELD[:UNIT]") },
    { "value", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->values, N_("Fields that are values; may be repeated; \\, is a comma of a name"), N_("FIELD,…") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &self->format, N_("What a record is (default json)"), N_("json|number|csv|raw") },
    { "columns", 0, 0, G_OPTION_ARG_STRING, &self->columns, N_("Names of a CSV line's columns; \\, is a comma of a name"), N_("NAME,…") },
    { "separator", 0, 0, G_OPTION_ARG_STRING, &self->separator, N_("Between a CSV line's columns"), N_("CHARACTER") },
    { "zone", 0, 0, G_OPTION_ARG_STRING, &self->zone,
      N_("Zone of times that carry none, and of calendar windows (default UTC)"), N_("ZONE") },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

G_GNUC_PRINTF (2, 3)
static gboolean
weir_cli_decode_refuse (GError    **error,
                        const char *format,
                        ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, format, args);
  va_end (args);

  return FALSE;
}

char *
weir_cli_decode_split_time (const char   *text,
                            WeirTimeUnit *unit)
{
  const char *colon = strrchr (text, ':');

  *unit = WEIR_TIME_UNIT_AUTO;
  if (colon != NULL && weir_time_unit_parse (colon + 1, unit))
    return g_strndup (text, colon - text);

  return g_strdup (text);
}

static gboolean
weir_cli_decode_finish_format (WeirCliDecode *self,
                               GError       **error)
{
  guint format;

  if (self->columns != NULL)
    self->spec.format = WEIR_FORMAT_CSV;

  if (self->format != NULL)
    {
      g_autofree char *list = weir_word_join (weir_record_format_get_word, "");

      if (!weir_word_parse (weir_record_format_get_word, self->format, &format))
        return weir_cli_decode_refuse (error, _("“%s” is no format; --format takes one of %s"), self->format, list);
      self->spec.format = (WeirFormat) format;
    }

  if (self->separator != NULL && strlen (self->separator) != 1 && !g_str_equal (self->separator, "\\t"))
    return weir_cli_decode_refuse (error, _("--separator takes one character, as ; or \\t"));
  if (self->separator != NULL)
    self->spec.csv_separator = g_str_equal (self->separator, "\\t") ? '\t' : self->separator[0];

  if (self->columns != NULL)
    self->column_names = weir_name_list_split (self->columns);
  if (weir_record_format_has_columns (self->spec.format) && self->column_names == NULL)
    return weir_cli_decode_refuse (error, _("which columns has a line? name them, as in --columns time,price"));

  self->spec.csv_columns = (const char * const *) self->column_names;

  return TRUE;
}

static void
weir_cli_decode_finish_time (WeirCliDecode *self)
{
  self->spec.time_basis = WEIR_TIME_BASIS_RECORD;
  if (self->time == NULL || g_str_equal (self->time, "@record"))
    return;

  if (g_str_equal (self->time, "@arrival"))
    {
      self->spec.time_basis = WEIR_TIME_BASIS_ARRIVAL;
      return;
    }

  self->time_path = weir_cli_decode_split_time (self->time, &self->spec.time_unit);
  self->spec.time_basis = WEIR_TIME_BASIS_FIELD;
  self->spec.time_path = self->time_path;
}

gboolean
weir_cli_decode_finish (WeirCliDecode *self,
                        GError       **error)
{
  g_autoptr(GStrvBuilder) fields = g_strv_builder_new ();

  if (!weir_cli_decode_finish_format (self, error))
    return FALSE;

  for (guint i = 0; self->values != NULL && self->values[i] != NULL; i++)
    {
      g_auto(GStrv) names = weir_name_list_split (self->values[i]);

      g_strv_builder_addv (fields, (const char **) names);
    }

  if (self->values == NULL && weir_record_format_get_field (self->spec.format) != NULL)
    g_strv_builder_add (fields, weir_record_format_get_field (self->spec.format));

  self->fields = g_strv_builder_end (fields);
  self->spec.field_paths = (const char * const *) self->fields;
  self->spec.key_path = self->key;
  self->spec.zone = self->zone;
  weir_cli_decode_finish_time (self);

  return TRUE;
}

gboolean
weir_cli_decode_is_open (WeirCliDecode *self)
{
  return self->format == NULL && self->key == NULL && self->time == NULL && self->values == NULL &&
         self->columns == NULL;
}

static void
on_sample_message (const WeirMessage *message,
                   gpointer           user_data)
{
  WeirCliSample *sampling = user_data;

  weir_schema_inference_add (sampling->inference, message);
}

static void
on_sample_event (const WeirIntakeEvent *event,
                 gpointer               user_data)
{
  weir_cli_run_event (user_data, event);
}

static void
on_sample_batch_end (gpointer user_data)
{
}

static void
weir_cli_decode_take (WeirCliDecode *self,
                      WeirInferredSchema  *schema)
{
  self->inferred = TRUE;
  self->format = g_strdup (weir_record_format_get_word (schema->format));
  self->key = g_steal_pointer (&schema->key_path);
  if (schema->time_path != NULL)
    self->time = g_strdup_printf ("%s:%s", schema->time_path, weir_time_unit_get_word (schema->time_unit));
  self->values = g_strdupv (schema->field_paths);
  for (guint i = 0; self->values != NULL && self->values[i] != NULL; i++)
    {
      g_free (self->values[i]);
      self->values[i] = weir_name_list_dup_quoted (schema->field_paths[i]);
    }
  self->column_names = g_strdupv (schema->csv_columns);
  if (schema->csv_columns != NULL && self->separator == NULL && schema->csv_separator != '\0')
    self->separator = g_strndup (&schema->csv_separator, 1);
}

GStrv
weir_cli_decode_dup_options (WeirCliDecode *self)
{
  g_autofree char *values = self->values != NULL ? g_strjoinv (",", self->values) : NULL;
  g_autofree char *columns = self->column_names != NULL ? weir_name_list_join ((const char * const *) self->column_names) : NULL;
  const char * const pairs[] = {
    "format", self->format,
    "columns", columns,
    "separator", self->separator,
    "key", self->key,
    "time", self->time != NULL ? self->time : "@record",
    "value", values,
  };
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i += 2)
    if (pairs[i + 1] != NULL)
      {
        g_strv_builder_add (builder, pairs[i]);
        g_strv_builder_add (builder, pairs[i + 1]);
      }

  return g_strv_builder_end (builder);
}

/* Names are from payloads: each has to be one word of a shell, and nothing more. */
static void
weir_cli_decode_say (WeirCliDecode *self,
                     const char    *reason)
{
  g_auto(GStrv) options = weir_cli_decode_dup_options (self);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; options[i] != NULL; i += 2)
    {
      g_autofree char *word = weir_escape_dup_shell (options[i + 1]);

      g_string_append_printf (text, "%s--%s %s", i > 0 ? " " : "", options[i], word);
    }

  /* Translators: the command-line options that would say the same, then why. */
  weir_cli_say (_("taken from the first records: %s (%s)"), text->str, reason != NULL ? reason : "");
}

static gboolean
weir_cli_decode_infer (WeirCliDecode     *self,
                       WeirCliSample     *sampling,
                       WeirCliConnection *connection,
                       GError           **error)
{
  g_autoptr(WeirInferredSchema) schema = weir_schema_inference_infer (sampling->inference);

  if (schema == NULL)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED,
                   _("nothing in the topic tells its key, time and values; name them with --key, --time and --value"));
      return FALSE;
    }

  weir_cli_decode_take (self, schema);
  if (!connection->quiet)
    weir_cli_decode_say (self, schema->reason);

  return TRUE;
}

/* The last ones of each partition, as of a topic. */
static gboolean
weir_cli_decode_sample_recording (WeirCliDecode     *self,
                                  WeirCliInput      *input,
                                  WeirCliSample     *sampling,
                                  WeirCliConnection *connection,
                                  GError           **error)
{
  const WeirIntakeHandler handler = { on_sample_message, on_sample_batch_end, on_sample_event };
  const WeirRecordingIntakeSpec spec = {
    .folder = input->recording,
    .topics = (const char * const *) input->all_topics,
    .partition = input->partition,
    .start = { WEIR_POSITION_TAIL, SAMPLE_RECORDS },
    .max_records = SAMPLE_RECORDS,
  };
  WeirIntake *intake = weir_recording_intake_new (&spec, &handler, sampling, error);

  return intake != NULL && weir_cli_run (&sampling->run, intake, connection, error) &&
         weir_cli_decode_infer (self, sampling, connection, error);
}

/* Standard input can be read but once. */
static gboolean
weir_cli_decode_sample_file (WeirCliDecode     *self,
                             WeirCliInput      *input,
                             WeirCliSample     *sampling,
                             WeirCliConnection *connection,
                             GError           **error)
{
  const WeirIntakeHandler handler = { on_sample_message, on_sample_batch_end, on_sample_event };
  const WeirFileIntakeSpec spec = { .path = input->files[0], .max_records = SAMPLE_RECORDS };
  WeirIntake *intake;

  if (g_str_equal (input->files[0], "-"))
    return weir_cli_decode_refuse (error, _("what does standard input hold? name it with --key, --time and --value"));

  intake = weir_file_intake_new (&spec, &handler, sampling, error);

  return intake != NULL && weir_cli_run (&sampling->run, intake, connection, error) &&
         weir_cli_decode_infer (self, sampling, connection, error);
}

gboolean
weir_cli_decode_sample (WeirCliDecode     *self,
                        WeirCliInput      *input,
                        WeirSettings      *settings,
                        WeirCliConnection *connection,
                        GError           **error)
{
  const WeirIntakeHandler handler = { on_sample_message, on_sample_batch_end, on_sample_event };
  g_autoptr(WeirSchemaInference) inference = weir_schema_inference_new ();
  WeirCliSample sampling = { .inference = inference };
  WeirSourceSpec spec = { 0 };
  WeirIntake *intake;

  if (input->recording != NULL)
    return weir_cli_decode_sample_recording (self, input, &sampling, connection, error);
  if (weir_cli_input_is_file (input))
    return weir_cli_decode_sample_file (self, input, &sampling, connection, error);

  weir_cli_input_fill (input, &spec);
  spec.settings = settings;
  spec.group = NULL;
  spec.start = (WeirPosition){ WEIR_POSITION_TAIL, SAMPLE_RECORDS };
  spec.stop = (WeirPosition){ WEIR_POSITION_END, 0 };
  spec.max_records = SAMPLE_RECORDS;
  spec.deadline_msec = weir_cli_connection_get_deadline_msec (connection);
  intake = weir_source_new (&spec, &handler, &sampling, error);
  if (intake == NULL || !weir_cli_run (&sampling.run, intake, connection, error))
    return FALSE;

  return weir_cli_decode_infer (self, &sampling, connection, error);
}

void
weir_cli_decode_clear (WeirCliDecode *self)
{
  g_clear_pointer (&self->format, g_free);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->time, g_free);
  g_clear_pointer (&self->values, g_strfreev);
  g_clear_pointer (&self->columns, g_free);
  g_clear_pointer (&self->separator, g_free);
  g_clear_pointer (&self->zone, g_free);
  g_clear_pointer (&self->fields, g_strfreev);
  g_clear_pointer (&self->column_names, g_strfreev);
  g_clear_pointer (&self->time_path, g_free);
}
