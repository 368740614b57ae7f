#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/cli/weir-cli-stdout.h"
#include "app/cli/weir-cli.h"
#include "data/decode/weir-escape.h"
#include "data/stream/weir-rule-test.h"

static void
append_lines (GString    *text,
              const char *word,
              GPtrArray  *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *line = weir_escape_dup_line (g_ptr_array_index (lines, i));

      g_string_append_printf (text, "     %s %s\n", word, line);
    }
}

/* How many failed; -1 with an error if not all could be tried. */
static int
test_file (const char  *path,
           GString     *text,
           GError     **error)
{
  g_autoptr(GPtrArray) results = weir_rule_test_run_file (path, error);
  int n_failed = 0;

  if (results == NULL)
    return -1;

  for (guint i = 0; i < results->len; i++)
    {
      const WeirRuleTestResult *result = g_ptr_array_index (results, i);
      gboolean good = result->missing->len == 0 && result->unexpected->len == 0;
      g_autofree char *name = weir_escape_dup_line (result->name);

      g_string_append_printf (text, "%s %s (%u)\n", good ? "ok  " : "FAIL", name, result->n_changes);
      append_lines (text, "missing   ", result->missing);
      append_lines (text, "unexpected", result->unexpected);
      n_failed += !good;
    }

  return n_failed;
}

static const char examples[] =
  "A file is {\"workspace\": FILE or the workspace itself, \"tests\": [{\"name\": …, \"topic\": …, \"records\": [{\"key\": …,\n"
  "\"time\": …, \"partition\": …, \"payload\": …}], \"alerts\": [{\"rule\": …, \"key\": …, \"state\": \"firing\", \"time\": …}],\n"
  "\"rules\": [only these are compared]}]}. Times are 2026-01-31T12:00:00Z, or milliseconds since 1970. Records go through\n"
  "streams, windows and rules as those of a topic do; exactly the changes of state that are listed have to come of them.\n"
  "\n"
  "Examples:\n"
  "  weir-cli test-rules plant-tests.json\n";

WeirCliExit
weir_cli_test_rules (GStrv argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new (_("FILE…"));
  g_auto(GStrv) rest = g_strdupv (argv);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  int n_failed = 0;

  g_option_context_set_summary (context, _("Gives records to the rules of a workspace, and compares when they fire with what is "
                                           "expected."));
  g_option_context_set_description (context, examples);
  if (!weir_cli_parse (context, &rest, &error))
    return weir_cli_report (error);
  if (rest[1] == NULL)
    {
      g_set_error_literal (&error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("name a file of tests, as plant-tests.json"));
      return weir_cli_report (error);
    }

  for (guint i = 1; rest[i] != NULL && error == NULL; i++)
    n_failed += test_file (rest[i], text, &error);
  if (!weir_cli_stdout_write (text->str, text->len, error != NULL ? NULL : &error) || error != NULL)
    return weir_cli_report (error);

  return n_failed > 0 ? WEIR_CLI_FAILED : WEIR_CLI_DONE;
}
