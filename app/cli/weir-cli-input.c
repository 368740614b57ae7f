#include "config.h"

#include "app/cli/weir-cli-input.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/cli/weir-cli.h"
#include "data/base/weir-output-file.h"
#include "data/decode/weir-decoder.h"
#include "data/decode/weir-duration.h"
#include "data/decode/weir-position-text.h"
#include "data/decode/weir-zone.h"
#include "data/source/weir-topic-pattern.h"
#include "data/store/weir-recording.h"

void
weir_cli_input_init (WeirCliInput *self)
{
  *self = (WeirCliInput){ .partition = -1 };
}

void
weir_cli_input_add_options (WeirCliInput   *self,
                            GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "topic", 't', 0, G_OPTION_ARG_STRING_ARRAY, &self->topics, N_("Topic; may be repeated; ^REGEX is every topic that matches, new ones too"), N_("TOPIC") },
    { "partition", 'p', 0, G_OPTION_ARG_INT, &self->partition, N_("Only this partition"), N_("N") },
    { "group", 'G', 0, G_OPTION_ARG_STRING, &self->group,
      N_("Read as a member of a consumer group; what was handled is committed"), N_("GROUP") },
    { "offset", 'o', 0, G_OPTION_ARG_STRING_ARRAY, &self->offsets,
      N_("Where to begin: beginning, end, stored, N, -N, s@MS; e@MS: where to end"), N_("OFFSET") },
    { "exit", 'e', 0, G_OPTION_ARG_NONE, &self->exit_at_end, N_("Stop at the end that each partition has now"), NULL },
    { "count", 'c', 0, G_OPTION_ARG_INT64, &self->max_records, N_("Stop after so many records"), N_("N") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &self->from,
      N_("Begin at records of this time: now-15m, now/d, 2024-05-01T12:00:00Z"), N_("TIME") },
    { "workspace", 0, 0, G_OPTION_ARG_FILENAME, &self->workspace,
      N_("Read streams that this workspace describes, in place of -t"), N_("FILE") },
    { "trust-workspace", 0, 0, G_OPTION_ARG_NONE, &self->trusts,
      N_("Let the workspace set properties that run programs, read files or send secrets of yours"), NULL },
    { "stream", 0, 0, G_OPTION_ARG_STRING, &self->stream, N_("One of the workspace's streams, derived ones included"),
      N_("NAME") },
    { NULL }
  };
  const GOptionEntry input_entries[] = {
    { "to", 0, 0, G_OPTION_ARG_STRING, &self->to, N_("End before records of this time"), N_("TIME") },
    { "input", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->files,
      N_("Read this CSV or NDJSON file, plain, gzip or zstd, this Parquet file, or the folder of a recording, in place of -b and -t; "
         "- is standard input"),
      N_("FILE|DIR") },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!self->kafka_only)
    g_option_context_add_main_entries (context, input_entries, GETTEXT_PACKAGE);
}

static void
weir_cli_input_set_topics (WeirCliInput       *self,
                           const char * const *topics)
{
  g_strfreev (self->all_topics);
  self->all_topics = g_strdupv ((GStrv) topics);
}

/* Names between commas. A pattern is the last: no name has a comma, but a pattern may have one, as in ^a{1,3}. */
static void
weir_cli_input_split_topics (GStrvBuilder *builder,
                             const char   *text)
{
  const char *comma;

  while (!weir_topic_is_pattern (text) && (comma = strchr (text, ',')) != NULL)
    {
      g_autofree char *name = g_strndup (text, comma - text);

      g_strv_builder_add (builder, name);
      text = comma + 1;
    }
  g_strv_builder_add (builder, text);
}

gboolean
weir_cli_input_find_recording (WeirCliInput  *self,
                               GError       **error)
{
  for (guint i = 0; self->files != NULL && self->files[i] != NULL; i++)
    if (g_file_test (self->files[i], G_FILE_TEST_IS_DIR))
      {
        if (self->files[1] != NULL)
          {
            g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("name one recording, %s, and no file besides"), self->files[i]);
            return FALSE;
          }
        self->recording = g_strdup (self->files[i]);
        g_clear_pointer (&self->files, g_strfreev);
      }

  return TRUE;
}

/* All of its topics, unless some are named. */
static gboolean
weir_cli_input_list_recording (WeirCliInput  *self,
                               GError       **error)
{
  if (self->workspace != NULL || self->all_topics[0] != NULL)
    return TRUE;

  g_strfreev (self->all_topics);
  self->all_topics = weir_recording_list_topics (self->recording, error);
  if (self->all_topics != NULL && self->all_topics[0] == NULL)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED, _("%s has no recording of a topic"), self->recording);

  return self->all_topics != NULL && self->all_topics[0] != NULL;
}

static gboolean
weir_cli_input_collect_topics (WeirCliInput *self,
                               GStrv         rest,
                               GError      **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint n_topics;

  for (guint i = 0; self->topics != NULL && self->topics[i] != NULL; i++)
    weir_cli_input_split_topics (builder, self->topics[i]);

  if (self->group == NULL && rest[0] != NULL)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("what is “%s”? topics come after -t"), rest[0]);
      return FALSE;
    }
  g_strv_builder_addv (builder, (const char **) rest);

  self->all_topics = g_strv_builder_end (builder);
  n_topics = g_strv_length (self->all_topics);
  if (n_topics > 0 && self->workspace != NULL)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("the workspace names the stream's topics; leave -t out"));
  else if (n_topics > 0 && self->files != NULL)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("--input is read in place of topics; leave -t out"));
  else if (n_topics == 0 && self->workspace == NULL && self->files == NULL && self->recording == NULL)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("which topic? name it, as in -t prices"));
  else
    {
      /* Each file is a topic of its own. */
      if (self->files != NULL && self->workspace == NULL)
        weir_cli_input_set_topics (self, (const char * const *) self->files);
      return self->recording == NULL || weir_cli_input_list_recording (self, error);
    }

  return FALSE;
}

static gboolean
weir_cli_input_parse_time (const char    *text,
                           GTimeZone     *zone,
                           WeirPosition  *position,
                           GError       **error)
{
  if (text == NULL)
    return TRUE;

  position->kind = WEIR_POSITION_TIME;

  return weir_time_parse_when (text, zone, g_get_real_time (), &position->value, error);
}

static gboolean
weir_cli_input_find_zone (WeirCliInput  *self,
                          GTimeZone    **zone,
                          GError       **error)
{
  const char *name = self->zone != NULL ? *self->zone : NULL;

  if (name == NULL || *name == '\0')
    return TRUE;

  *zone = g_time_zone_new_identifier (name);
  if (*zone == NULL)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                 _("There is no time zone “%s”; write one like Europe/Zurich or +02:00"), name);

  return *zone != NULL;
}

/* @zone: (nullable): of times that carry none; UTC */
static gboolean
weir_cli_input_find_positions (WeirCliInput  *self,
                               GTimeZone     *zone,
                               GError       **error)
{
  self->start = (WeirPosition) { .kind = self->group != NULL ? WEIR_POSITION_STORED : WEIR_POSITION_BEGINNING };
  self->stop = (WeirPosition) { .kind = self->exit_at_end ? WEIR_POSITION_END : WEIR_POSITION_NEVER };
  for (guint i = 0; self->offsets != NULL && self->offsets[i] != NULL; i++)
    if (!weir_position_parse (self->offsets[i], zone, g_get_real_time (), &self->start, &self->stop, error))
      return FALSE;

  return weir_cli_input_parse_time (self->from, zone, &self->start, error) &&
         weir_cli_input_parse_time (self->to, zone, &self->stop, error);
}

/* A file has one partition, and no end before it is read. */
static gboolean
weir_cli_input_check_files (WeirCliInput  *self,
                            GError       **error)
{
  const char *problem = NULL;

  if (self->files == NULL)
    return TRUE;

  if (self->partition > 0)
    problem = _("a file is one partition, 0: leave -p out");
  else if (self->start.kind != WEIR_POSITION_BEGINNING && self->start.kind != WEIR_POSITION_OFFSET &&
           self->start.kind != WEIR_POSITION_TIME)
    problem = _("a file is read from its beginning: -o takes beginning, the number of a record, counted from 0, or s@MS");
  if (problem != NULL)
    g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, problem);

  return problem == NULL;
}

gboolean
weir_cli_input_finish (WeirCliInput  *self,
                       GStrv          rest,
                       GError       **error)
{
  g_autoptr(GTimeZone) zone = NULL;

  if (!weir_cli_input_find_recording (self, error))
    return FALSE;
  if (weir_cli_input_is_file (self) && self->group != NULL)
    {
      g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("a file has no consumer groups: leave -G out"));
      return FALSE;
    }

  if (!weir_cli_input_collect_topics (self, rest, error) || !weir_cli_input_find_zone (self, &zone, error))
    return FALSE;

  if (self->max_records < 0)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("-c takes a number of records, 1 or more"));
      return FALSE;
    }

  return weir_cli_input_find_positions (self, zone, error) && weir_cli_input_check_files (self, error);
}

gboolean
weir_cli_input_use_zone (WeirCliInput  *self,
                         const char    *name,
                         GError       **error)
{
  const char *own = self->zone != NULL ? *self->zone : NULL;
  g_autoptr(GTimeZone) zone = NULL;

  if (name == NULL || (own != NULL && *own != '\0'))
    return TRUE;

  zone = weir_zone_new (name);

  return weir_cli_input_find_positions (self, zone, error);
}

void
weir_cli_input_set_path (WeirCliInput *self,
                         const char   *path)
{
  const char *files[] = { path, NULL };

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    self->recording = g_strdup (path);
  else
    self->files = g_strdupv ((char **) files);
}

gboolean
weir_cli_input_is_file (WeirCliInput *self)
{
  return self->files != NULL || self->recording != NULL;
}

static gboolean
weir_cli_input_check_output (WeirCliInput  *self,
                             const char    *path,
                             GError       **error)
{
  const char *pair[] = { path, self->workspace };

  if (!weir_output_file_check_apart (pair, G_N_ELEMENTS (pair), error))
    return FALSE;

  for (guint i = 0; self->files != NULL && self->files[i] != NULL; i++)
    {
      pair[1] = self->files[i];
      if (!weir_output_file_check_apart (pair, G_N_ELEMENTS (pair), error))
        return FALSE;
    }

  return TRUE;
}

gboolean
weir_cli_input_check_outputs (WeirCliInput        *self,
                              const char * const  *paths,
                              guint                n_paths,
                              GError             **error)
{
  if (!weir_output_file_check_apart (paths, n_paths, error))
    return FALSE;

  for (guint i = 0; i < n_paths; i++)
    if (!weir_cli_input_check_output (self, paths[i], error))
      return FALSE;

  return TRUE;
}

gboolean
weir_cli_input_is_bounded (WeirCliInput *self)
{
  return weir_cli_input_is_file (self) || self->stop.kind != WEIR_POSITION_NEVER || self->max_records > 0;
}

void
weir_cli_input_fill (WeirCliInput   *self,
                     WeirSourceSpec *spec)
{
  spec->topics = (const char * const *) self->all_topics;
  spec->partition = self->partition;
  spec->group = self->group;
  spec->start = self->start;
  spec->stop = self->stop;
  spec->max_records = self->max_records;
}

void
weir_cli_input_clear (WeirCliInput *self)
{
  g_clear_pointer (&self->topics, g_strfreev);
  g_clear_pointer (&self->group, g_free);
  g_clear_pointer (&self->offsets, g_strfreev);
  g_clear_pointer (&self->from, g_free);
  g_clear_pointer (&self->to, g_free);
  g_clear_pointer (&self->files, g_strfreev);
  g_clear_pointer (&self->recording, g_free);
  g_clear_pointer (&self->workspace, g_free);
  g_clear_pointer (&self->stream, g_free);
  g_clear_pointer (&self->all_topics, g_strfreev);
}
