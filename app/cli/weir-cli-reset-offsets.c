#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/cli/weir-cli-connection.h"
#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-stdout.h"
#include "app/cli/weir-cli.h"
#include "data/base/weir-bounded-file.h"
#include "data/base/weir-output-file.h"
#include "data/decode/weir-duration.h"
#include "data/decode/weir-escape.h"
#include "data/lag/weir-offset-process.h"

#define FILE_MAX_BYTES (16 << 20)

typedef struct
{
  WeirCliConnection    connection;
  char                *group;
  GStrv                topics;
  gboolean             all_topics;
  gboolean             to_earliest;
  gboolean             to_latest;
  gboolean             to_current;
  char                *to_datetime;
  char                *by_duration;
  char                *shift_by;
  char                *to_offset;
  char                *from_file;
  char                *save;
  gboolean             execute;
  gboolean             dry_run;
  gboolean             csv;

  /* What they say. */
  WeirOffsetResetKind  kind;
  gint64               value;
  GPtrArray           *scope;  /* owned, nullable */
} WeirCliResetOptions;

/* -- what is wanted -- */

static gboolean
weir_cli_reset_read_file (WeirCliResetOptions  *options,
                          GError              **error)
{
  gsize length;
  g_autofree char *text = weir_bounded_file_read (options->from_file, FILE_MAX_BYTES, FALSE, &length, error);

  if (text != NULL)
    options->scope = weir_offset_changes_parse (text, length, options->group, error);
  if (options->scope == NULL)
    g_prefix_error (error, "%s: ", options->from_file);

  return options->scope != NULL;
}

static gboolean
weir_cli_reset_parse_scope (WeirCliResetOptions  *options,
                            GError              **error)
{
  if (options->kind == WEIR_OFFSET_RESET_TO_GIVEN)
    return weir_cli_reset_read_file (options, error);
  if (options->topics == NULL)
    return TRUE;

  options->scope = weir_offset_changes_new ();
  for (guint i = 0; options->topics[i] != NULL; i++)
    if (!weir_offset_changes_add_topic (options->scope, options->topics[i], options->value))
      {
        g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                     _("--topic: “%s” is neither TOPIC nor TOPIC:PARTITION,PARTITION…"), options->topics[i]);
        return FALSE;
      }

  return TRUE;
}

static gboolean
weir_cli_reset_parse_number (const char  *option,
                             const char  *text,
                             gint64       min,
                             gint64      *number,
                             GError     **error)
{
  /* "+5" as people write it. */
  if (g_ascii_string_to_signed (*text == '+' ? text + 1 : text, 10, min, G_MAXINT64, number, NULL))
    return TRUE;

  g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("%s: “%s” is no offset"), option, text);
  return FALSE;
}

static gboolean
weir_cli_reset_parse_value (WeirCliResetOptions  *options,
                            GError              **error)
{
  gint64 now_usec = g_get_real_time ();
  gint64 duration_usec;

  if (options->shift_by != NULL)
    return weir_cli_reset_parse_number ("--shift-by", options->shift_by, G_MININT64, &options->value, error);
  if (options->to_offset != NULL)
    return weir_cli_reset_parse_number ("--to-offset", options->to_offset, 0, &options->value, error);
  if (options->to_datetime != NULL)
    {
      g_autoptr(GTimeZone) zone = g_time_zone_new_utc ();

      return weir_time_parse_when (options->to_datetime, zone, now_usec, &options->value, error);
    }
  if (options->by_duration == NULL)
    return TRUE;

  if (!weir_duration_parse_iso (options->by_duration, &duration_usec)
      && !weir_duration_parse (options->by_duration, &duration_usec, error))
    return FALSE;
  options->value = now_usec - duration_usec;

  return TRUE;
}

static gboolean
weir_cli_reset_understand (WeirCliResetOptions  *options,
                           GError              **error)
{
  const struct
  {
    gboolean            given;
    WeirOffsetResetKind kind;
  } kinds[] = {
    { options->to_earliest, WEIR_OFFSET_RESET_TO_EARLIEST },
    { options->to_latest, WEIR_OFFSET_RESET_TO_LATEST },
    { options->to_current, WEIR_OFFSET_RESET_TO_CURRENT },
    { options->to_datetime != NULL, WEIR_OFFSET_RESET_TO_DATETIME },
    { options->by_duration != NULL, WEIR_OFFSET_RESET_TO_DATETIME },
    { options->shift_by != NULL, WEIR_OFFSET_RESET_SHIFT_BY },
    { options->to_offset != NULL, WEIR_OFFSET_RESET_TO_OFFSET },
    { options->from_file != NULL, WEIR_OFFSET_RESET_TO_GIVEN },
  };
  const char *files[] = { options->from_file, options->save };
  const char *problem = NULL;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].given)
      {
        n++;
        options->kind = kinds[i].kind;
      }

  if (options->group == NULL)
    problem = _("name the group: -G GROUP");
  else if (n != 1)
    problem = _("say where to, once: --to-earliest, --to-latest, --to-current, --to-datetime, --by-duration, --shift-by, "
                "--to-offset or --from-file");
  else if (options->from_file != NULL && (options->topics != NULL || options->all_topics))
    problem = _("--from-file names the topics: give neither --topic nor --all-topics");
  else if (options->from_file == NULL && (options->topics != NULL) == options->all_topics)
    problem = _("name topics (--topic) or all that the group reads (--all-topics)");
  else if (options->execute && options->dry_run)
    problem = _("--dry-run and --execute exclude each other");
  else if (options->save != NULL && !options->execute)
    problem = _("--save is of --execute");
  if (problem != NULL)
    {
      g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, problem);
      return FALSE;
    }

  return weir_output_file_check_apart (files, G_N_ELEMENTS (files), error) && weir_cli_reset_parse_value (options, error) &&
         weir_cli_reset_parse_scope (options, error);
}

/* -- telling it -- */

static void
weir_cli_reset_append_number (GString *text,
                              int      width,
                              gint64   number)
{
  g_autofree char *digits = number >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : g_strdup ("–");

  g_string_append_printf (text, "%s%*s", digits, MAX (width - (int) g_utf8_strlen (digits, -1), 0) + 1, "");
}

/* The columns of kafka-consumer-groups --reset-offsets, and what was before. */
static void
weir_cli_reset_append_table (WeirCliResetOptions *options,
                             GPtrArray           *changes,
                             GString             *text)
{
  g_autofree char *group = weir_escape_dup (options->group, strlen (options->group), G_MAXSIZE);
  int group_width = MAX ((int) g_utf8_strlen (group, -1), 5);
  int topic_width = 5;

  for (guint i = 0; i < changes->len; i++)
    topic_width = MAX (topic_width, (int) strlen (((const WeirOffsetChange *) g_ptr_array_index (changes, i))->topic));

  g_string_append_printf (text, "%-*s %-*s PARTITION NEW-OFFSET CURRENT-OFFSET\n", group_width, "GROUP", topic_width, "TOPIC");
  for (guint i = 0; i < changes->len; i++)
    {
      const WeirOffsetChange *change = g_ptr_array_index (changes, i);

      g_string_append_printf (text, "%s%*s %-*s ", group, group_width - (int) g_utf8_strlen (group, -1), "", topic_width,
                              change->topic);
      weir_cli_reset_append_number (text, 9, change->partition);
      weir_cli_reset_append_number (text, 10, change->offset);
      weir_cli_reset_append_number (text, 0, change->before);
      g_string_truncate (text, text->len - 1);
      g_string_append_c (text, '\n');
    }
}

static gboolean
weir_cli_reset_tell (WeirCliResetOptions  *options,
                     GPtrArray            *changes,
                     GError              **error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (options->csv)
    {
      g_autofree char *csv = weir_offset_changes_dup_csv (changes, FALSE);

      g_string_append (text, csv);
    }
  else
    {
      weir_cli_reset_append_table (options, changes, text);
    }
  for (guint i = 0; i < changes->len; i++)
    {
      const WeirOffsetChange *change = g_ptr_array_index (changes, i);

      if (change->note != NULL && !options->connection.quiet)
        weir_cli_say ("%s/%d: %s", change->topic, change->partition, change->note);
    }

  return weir_cli_stdout_write (text->str, text->len, error);
}

/* -- doing it -- */

/* Before anything is changed: what was cannot be asked for afterwards. */
static gboolean
weir_cli_reset_save (WeirCliResetOptions  *options,
                     GPtrArray            *changes,
                     GError              **error)
{
  g_autofree char *csv = weir_offset_changes_dup_csv (changes, TRUE);
  g_autofree char *path = options->save != NULL ? g_strdup (options->save) : weir_offset_changes_dup_file_name (options->group);

  if (*csv == '\0')
    {
      if (!options->connection.quiet)
        weir_cli_say (_("nothing was committed there before: there is nothing to save"));
      return TRUE;
    }
  if (!weir_output_file_save (path, csv, strlen (csv), error))
    {
      g_prefix_error (error, _("the offsets of now could not be saved, so nothing was changed: "));
      return FALSE;
    }
  if (!options->connection.quiet)
    weir_cli_say (_("the offsets of before are in %s; --from-file takes it back"), path);

  return TRUE;
}

static gboolean
weir_cli_reset_run (WeirCliResetOptions  *options,
                    WeirSettings         *settings,
                    GError              **error)
{
  const WeirOffsetReset reset = { options->group, options->kind, options->value, options->scope };
  guint timeout_msec = weir_cli_connection_get_deadline_msec (&options->connection);
  g_autoptr(GPtrArray) changes =
    weir_offset_process_plan (settings, &reset, timeout_msec, weir_cli_interrupt_get (), error);

  if (changes == NULL)
    return FALSE;

  if (options->execute
      && (!weir_cli_reset_save (options, changes, error)
          || !weir_offset_process_execute (settings, options->group, changes, timeout_msec, weir_cli_interrupt_get (), error)))
    return FALSE;
  if (!options->execute && !options->dry_run && !options->connection.quiet)
    weir_cli_say (_("nothing was changed: --execute does it"));

  return weir_cli_reset_tell (options, changes, error);
}

static gboolean
weir_cli_reset_parse (WeirCliResetOptions *options,
                      GStrv                argv,
                      GError             **error)
{
  const GOptionEntry entries[] = {
    { "group", 'G', 0, G_OPTION_ARG_STRING, &options->group, N_("The consumer group"), N_("GROUP") },
    { "topic", 't', 0, G_OPTION_ARG_STRING_ARRAY, &options->topics,
      N_("A topic, or some partitions of it: TOPIC:0,1; may be repeated"), N_("TOPIC") },
    { "all-topics", 0, 0, G_OPTION_ARG_NONE, &options->all_topics, N_("All that the group has committed"), NULL },
    { "to-earliest", 0, 0, G_OPTION_ARG_NONE, &options->to_earliest, N_("To the first record"), NULL },
    { "to-latest", 0, 0, G_OPTION_ARG_NONE, &options->to_latest, N_("To the end"), NULL },
    { "to-current", 0, 0, G_OPTION_ARG_NONE, &options->to_current, N_("To the committed offset, the end without one"), NULL },
    { "to-datetime", 0, 0, G_OPTION_ARG_STRING, &options->to_datetime,
      N_("To the first record of this time or later: 2026-11-29T06:00:00.000, UTC unless it names a zone; now-15m"), N_("TIME") },
    { "by-duration", 0, 0, G_OPTION_ARG_STRING, &options->by_duration,
      N_("To the first record so long ago or later: PT1H30M or 90m"), N_("DURATION") },
    { "shift-by", 0, 0, G_OPTION_ARG_STRING, &options->shift_by, N_("By so many offsets; back if less than 0"), N_("N") },
    { "to-offset", 0, 0, G_OPTION_ARG_STRING, &options->to_offset, N_("To this offset"), N_("OFFSET") },
    { "from-file", 0, 0, G_OPTION_ARG_FILENAME, &options->from_file,
      N_("To the offsets of a CSV file: topic,partition,offset"), N_("FILE") },
    { "execute", 0, 0, G_OPTION_ARG_NONE, &options->execute, N_("Do it; without this it is only told"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options->dry_run, N_("Only tell it (the default)"), NULL },
    { "save", 0, 0, G_OPTION_ARG_FILENAME, &options->save,
      N_("With --execute: where the offsets of before go (default offsets-GROUP-TIME.csv)"), N_("FILE") },
    { "export", 0, 0, G_OPTION_ARG_NONE, &options->csv, N_("Print CSV for --from-file"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_auto(GStrv) rest = g_strdupv (argv);

  g_option_context_set_summary (context, _("Sets the committed offsets of a consumer group, in the words of "
                                           "kafka-consumer-groups --reset-offsets.\nNothing is changed without --execute, nor "
                                           "while the group has members."));
  g_option_context_set_description (context,
                                    "Examples:\n"
                                    "  weir-cli reset-offsets -b localhost:9092 -G billing --all-topics --to-earliest\n"
                                    "  weir-cli reset-offsets -b localhost:9092 -G billing -t orders:0,1 --by-duration PT1H --execute\n"
                                    "  weir-cli reset-offsets -b localhost:9092 -G billing --from-file offsets-billing.csv --execute\n");
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_connection_add_options (&options->connection, context);

  return weir_cli_parse (context, &rest, error) && weir_cli_reset_understand (options, error);
}

static void
weir_cli_reset_clear (WeirCliResetOptions *options)
{
  weir_cli_connection_clear (&options->connection);
  g_clear_pointer (&options->scope, g_ptr_array_unref);
  g_strfreev (options->topics);
  g_free (options->group);
  g_free (options->to_datetime);
  g_free (options->by_duration);
  g_free (options->shift_by);
  g_free (options->to_offset);
  g_free (options->from_file);
  g_free (options->save);
}

WeirCliExit
weir_cli_reset_offsets (GStrv argv)
{
  WeirCliResetOptions options = { 0 };
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;
  gboolean done;

  if (weir_cli_reset_parse (&options, argv, &error))
    settings = weir_cli_connection_get_settings (&options.connection, &error);
  done = settings != NULL && weir_cli_reset_run (&options, settings, &error);
  weir_cli_reset_clear (&options);

  return done ? WEIR_CLI_DONE : weir_cli_report (error);
}
