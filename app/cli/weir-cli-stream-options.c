#include "config.h"

#include "app/cli/weir-cli-stream-options.h"

#include <glib/gi18n.h>

#include "app/cli/weir-cli.h"

void
weir_cli_stream_options_init (WeirCliStreamOptions *self)
{
  weir_cli_input_init (&self->input);
  self->input.zone = &self->decode.zone;
}

void
weir_cli_stream_options_add_options (WeirCliStreamOptions    *self,
                                     GOptionContext          *context,
                                     const WeirCliStreamHelp *help)
{
  const GOptionEntry row_entries[] = {
    { "output", 0, 0, G_OPTION_ARG_STRING, &self->output, help != NULL ? help->output : NULL, help != NULL ? help->words : NULL },
    { "file", 'O', 0, G_OPTION_ARG_FILENAME, &self->file,
      N_("Write to a file, which is there whole or not at all; its ending tells the format, and .gz behind it compresses"),
      N_("FILE") },
    { "csv-raw", 0, 0, G_OPTION_ARG_NONE, &self->csv_raw,
      N_("CSV: no apostrophe before texts that a spreadsheet would calculate"), NULL },
    { NULL }
  };
  const GOptionEntry entries[] = {
    { "json-summary", 0, 0, G_OPTION_ARG_FILENAME, &self->summary_file, N_("Write the counters as JSON"), N_("FILE") },
    { "dead-letters", 0, 0, G_OPTION_ARG_FILENAME, &self->dead_letters_file,
      N_("Write what did not decode, one JSON object a line, bytes in base64"), N_("FILE") },
    { NULL }
  };

  weir_cli_input_add_options (&self->input, context);
  weir_cli_decode_add_options (&self->decode, context);
  if (help != NULL)
    g_option_context_add_main_entries (context, row_entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (self->export != NULL)
    weir_cli_export_add_options (self->export, context);
  weir_cli_connection_add_options (&self->connection, context);
}

/* What is exported has an end: the one that it has now, if no other is named. */
static gboolean
weir_cli_stream_options_finish_export (WeirCliStreamOptions  *self,
                                       GError               **error)
{
  WeirCliInput *input = &self->input;

  if (self->export == NULL)
    return TRUE;

  if (!weir_cli_input_is_bounded (input))
    input->stop.kind = WEIR_POSITION_END;

  return weir_cli_export_finish (self->export, input->all_topics != NULL ? g_strv_length (input->all_topics) : 0, error);
}

gboolean
weir_cli_stream_options_finish (WeirCliStreamOptions  *self,
                                GStrv                  rest,
                                const char            *late_file,
                                GError               **error)
{
  const char * const paths[] = { self->file, late_file, self->dead_letters_file, self->summary_file };
  const WeirCliOutputSpec output = weir_cli_stream_options_get_output (self);
  const char *problem = NULL;
  WeirExportFormat format;

  if (!weir_cli_input_finish (&self->input, rest, error) || !weir_cli_stream_options_finish_export (self, error) || !weir_cli_output_find_format (&output, &format, error) ||
      !weir_cli_input_check_outputs (&self->input, paths, G_N_ELEMENTS (paths), error))
    return FALSE;

  if (self->input.stream != NULL && self->input.workspace == NULL)
    problem = _("--stream names a stream of a workspace: add --workspace FILE");
  else if (weir_cli_input_is_file (&self->input) && !self->writes_kafka && weir_cli_connection_is_given (&self->connection))
    problem = _("--input reads no broker: leave -b, -X, -F and --timeout out");
  else if (self->file != NULL && !weir_cli_input_is_bounded (&self->input))
    problem = _("a file needs an end: add -e, --to TIME or -c N to -O");
  if (problem != NULL)
    g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, problem);

  return problem == NULL;
}

static WeirStreamConfig *
weir_cli_stream_options_find_described (WeirCliStreamOptions  *self,
                                        GError               **error)
{
  WeirStreamConfig *config;

  self->stream = g_strdup (self->input.stream);
  config = weir_cli_description_find_stream (&self->description, self->stream, error);
  if (config == NULL ||
      !weir_cli_input_use_zone (&self->input, weir_cli_description_get_zone (&self->description, config), error))
    return NULL;

  return config;
}

WeirStreamConfig *
weir_cli_stream_options_describe (WeirCliStreamOptions  *self,
                                  gboolean               sample,
                                  GError               **error)
{
  WeirCliDescription *description = &self->description;

  if (!weir_cli_description_open (description, &self->input, &self->decode, self->input.stream, &self->connection, error))
    return NULL;

  if (description->from_file)
    {
      return weir_cli_stream_options_find_described (self, error);
    }

  if ((sample && weir_cli_decode_is_open (&self->decode) &&
       !weir_cli_decode_sample (&self->decode, &self->input, description->settings, &self->connection, error)) ||
      !weir_cli_decode_finish (&self->decode, error))
    return NULL;

  self->stream = g_strdup ("records");

  return weir_cli_description_add_stream (description, self->stream, (const char * const *) self->input.all_topics,
                                          &self->decode);
}

WeirCliOutputSpec
weir_cli_stream_options_get_output (WeirCliStreamOptions *self)
{
  return (WeirCliOutputSpec) {
    .format = self->output,
    .path = self->file,
    .otherwise = WEIR_EXPORT_CSV,
    .csv_raw = self->csv_raw,
    .provenance = self->export != NULL ? self->export->provenance : NULL,
  };
}

gboolean
weir_cli_stream_options_exports (WeirCliStreamOptions *self,
                                 WeirCliExportWhat     what)
{
  return self->export != NULL && self->export->what == what;
}

void
weir_cli_stream_options_clear (WeirCliStreamOptions *self)
{
  weir_cli_connection_clear (&self->connection);
  weir_cli_input_clear (&self->input);
  weir_cli_decode_clear (&self->decode);
  weir_cli_description_clear (&self->description);
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->file, g_free);
  g_clear_pointer (&self->summary_file, g_free);
  g_clear_pointer (&self->dead_letters_file, g_free);
  g_clear_pointer (&self->stream, g_free);
}
