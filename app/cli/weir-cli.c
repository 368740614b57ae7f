#include "config.h"

#include "app/cli/weir-cli.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "app/cli/weir-cli-allocator.h"
#include "app/cli/weir-cli-stdout.h"
#include "app/common/weir-locale.h"
#include "data/alert/weir-expression.h"
#include "data/decode/weir-decoder.h"
#include "data/decode/weir-duration.h"
#include "data/decode/weir-escape.h"
#include "data/lag/weir-lag-process.h"
#include "data/source/weir-source.h"
#include "data/store/weir-exporter.h"
#include "data/window/weir-window-spec.h"

typedef struct
{
  const char  *name;
  WeirCliExit (*run) (GStrv argv);
  const char  *text;
} WeirCliVerb;

#define WEIR_CLI_ROW(name, text) { #name, weir_cli_##name, text },
static const WeirCliVerb verbs[] = { WEIR_CLI_VERBS (WEIR_CLI_ROW) };
#undef WEIR_CLI_ROW

GQuark
weir_cli_error_quark (void)
{
  return g_quark_from_static_string ("weir-cli-error-quark");
}

void
weir_cli_say (const char *format,
              ...)
{
  g_autofree char *message = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  /* Names, payloads and what a broker answers are parts of messages. */
  escaped = weir_escape_dup_line (message);
  line = g_strdup_printf ("%s: %s\n", g_get_prgname (), escaped);
  weir_cli_stderr_write (line);
}

void
weir_cli_add_count (GString    *line,
                    const char *format,
                    ...)
{
  va_list args;

  if (line->len > 0)
    g_string_append (line, ", ");
  va_start (args, format);
  g_string_append_vprintf (line, format, args);
  va_end (args);
}

/* A wrong size, time or name in the arguments is a usage error, whichever room found it. */
static WeirCliExit
weir_cli_get_exit (const GError *error)
{
  if (error->domain == G_OPTION_ERROR ||
      error->domain == WEIR_TIME_ERROR ||
      error->domain == WEIR_WINDOW_ERROR ||
      error->domain == WEIR_RULE_ERROR ||
      error->domain == WEIR_DECODE_ERROR ||
      g_error_matches (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE) ||
      g_error_matches (error, WEIR_OUTPUT_FILE_ERROR, WEIR_OUTPUT_FILE_ERROR_SAME) ||
      g_error_matches (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_NAME) ||
      g_error_matches (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS))
    return WEIR_CLI_USAGE;

  if (g_error_matches (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE) ||
      g_error_matches (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN))
    return WEIR_CLI_CONNECTION;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    return WEIR_CLI_INTERRUPTED;

  return WEIR_CLI_FAILED;
}

WeirCliExit
weir_cli_report (const GError *error)
{
  WeirCliExit code = weir_cli_get_exit (error);

  /* “| head -1” has what it wants; no other program says anything then. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    return code;

  weir_cli_say ("%s", code == WEIR_CLI_INTERRUPTED ? _("interrupted") : error->message);
  if (code == WEIR_CLI_USAGE)
    weir_cli_say (_("try “%s --help”"), g_get_prgname ());

  return code;
}

gboolean
weir_cli_parse (GOptionContext *context,
                GStrv          *argv,
                GError        **error)
{
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);

  return g_option_context_parse_strv (context, argv, error);
}

gboolean
weir_cli_parse_duration (const char *text,
                         gboolean    may_be_never,
                         gint64     *duration_usec,
                         GError    **error)
{
  if (text == NULL)
    return TRUE;

  if (may_be_never && g_str_equal (text, "never"))
    {
      *duration_usec = -1;
      return TRUE;
    }

  return weir_duration_parse (text, duration_usec, error);
}

gboolean
weir_cli_parse_size (const char *text,
                     guint64    *bytes,
                     GError    **error)
{
  static const struct
  {
    const char *unit;
    guint64     bytes;
  } units[] = {
    { "", 1 },         { "B", 1 },          { "K", 1000 },      { "KB", 1000 },       { "KiB", 1024 },
    { "M", 1000000 },  { "MB", 1000000 },   { "MiB", 1048576 }, { "G", 1000000000 },  { "GB", 1000000000 },
    { "GiB", 1073741824 },
  };
  char *end = NULL;
  guint64 number;

  if (text == NULL)
    return TRUE;

  number = g_ascii_isdigit (*text) ? g_ascii_strtoull (text, &end, 10) : 0;
  for (guint i = 0; number > 0 && i < G_N_ELEMENTS (units); i++)
    if (g_ascii_strcasecmp (end, units[i].unit) == 0 && number <= G_MAXINT64 / units[i].bytes)
      {
        *bytes = number * units[i].bytes;
        return TRUE;
      }

  g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("“%s” is no size; write it as 128MB, 64KiB or 1GiB"), text);

  return FALSE;
}

/* What the user writes. */
static char *
weir_cli_dup_word (const WeirCliVerb *verb)
{
  return g_strdelimit (g_strdup (verb->name), "_", '-');
}

static char *
weir_cli_dup_help (void)
{
  GString *text = g_string_new (_("Usage: weir-cli VERB [OPTION…]\n\n"));

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *word = weir_cli_dup_word (&verbs[i]);

      g_string_append_printf (text, "  %-13s %s\n", word, _(verbs[i].text));
    }
  g_string_append (text, _("\n“weir-cli VERB --help” shows the options of a verb, with examples,\n"
                           "“weir-cli --version” the version.\n"
                           "Exit status: 0 done, 1 failed, 2 usage, 3 connection or authorisation,\n"
                           "4 done with gaps or dead letters, 5 a rule fired (alerts), 130 interrupted.\n"));

  return g_string_free (text, FALSE);
}

/* Names of fields may be in any script, whatever the locale. */
static void
weir_cli_set_locale (void)
{
  setlocale (LC_ALL, "");
  if (!g_get_charset (NULL))
    setlocale (LC_CTYPE, "C.UTF-8");

  weir_locale_bind_catalogue ();
}

static WeirCliExit
weir_cli_run_verb (const char *name,
                   GStrv       argv)
{
  g_autofree char *program = g_strdup_printf ("weir-cli %s", name);
  g_autofree char *help = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *word = weir_cli_dup_word (&verbs[i]);

      if (g_str_equal (word, name))
        {
          g_set_prgname (program);
          return verbs[i].run (argv);
        }
    }

  if (argv[0] != NULL)
    weir_cli_say (_("there is no verb “%s”"), name);
  help = weir_cli_dup_help ();
  weir_cli_stderr_write (help);

  return WEIR_CLI_USAGE;
}

int
main (int    argc,
      char **argv)
{
  const char *name = argc > 1 ? argv[1] : "";
  g_auto(GStrv) arguments = g_strdupv (argv + MIN (argc, 1));
  int status;

  weir_cli_allocator_init ();
  weir_cli_set_locale ();
  if (weir_lag_process_serve (argv, &status))
    return status;

  g_set_prgname ("weir-cli");
  weir_cli_stdout_init ();

  if (g_str_equal (name, "--version"))
    {
      g_print ("weir-cli %s\n", WEIR_VERSION);
      return WEIR_CLI_DONE;
    }

  if (g_str_equal (name, "--help") || g_str_equal (name, "-h") || g_str_equal (name, "help"))
    {
      g_autofree char *help = weir_cli_dup_help ();

      g_print ("%s", help);
      return WEIR_CLI_DONE;
    }

  return weir_cli_run_verb (name, arguments);
}
