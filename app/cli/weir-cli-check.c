#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/cli/weir-cli-stdout.h"
#include "app/cli/weir-cli-workspace.h"
#include "app/cli/weir-cli.h"
#include "data/base/weir-bounded-file.h"
#include "data/decode/weir-escape.h"
#include "data/workspace/weir-workspace.h"

/* FALSE: there is something wrong in @path, all of which was printed. */
static gboolean
weir_cli_check_file (const char *path,
                     GError    **error)
{
  g_autofree char *text = NULL;
  g_autoptr(GPtrArray) errors = NULL;
  g_autoptr(GPtrArray) consents = NULL;
  gsize length;

  text = weir_bounded_file_read (path, WEIR_WORKSPACE_MAX_BYTES, TRUE, &length, error);
  if (text == NULL)
    return FALSE;

  errors = weir_workspace_validate (text, length, path);
  consents = weir_workspace_find_consents (text, length, path);
  for (guint i = 0; i < errors->len; i++)
    {
      g_autofree char *text_line = weir_escape_dup_line (g_ptr_array_index (errors, i));
      g_autofree char *line = g_strconcat (text_line, "\n", NULL);

      if (!weir_cli_stdout_write (line, strlen (line), error))
        return FALSE;
    }
  for (guint i = 0; i < consents->len; i++)
    {
      g_autofree char *text_line = weir_cli_workspace_dup_line (g_ptr_array_index (consents, i));
      g_autofree char *line = g_strconcat (text_line, "\n", NULL);

      if (!weir_cli_stdout_write (line, strlen (line), error))
        return FALSE;
    }

  return errors->len == 0;
}

WeirCliExit
weir_cli_check (GStrv argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new (_("FILE…"));
  g_auto(GStrv) rest = g_strdupv (argv);
  g_autoptr(GError) error = NULL;
  WeirCliExit code = WEIR_CLI_DONE;

  g_option_context_set_summary (context, _("Says everything that is wrong in workspace files, each with its line, and what in them "
                                           "needs your consent."));
  g_option_context_set_description (context, "Examples:\n  weir-cli check plant.json\n");
  if (!weir_cli_parse (context, &rest, &error))
    return weir_cli_report (error);

  if (rest[0] == NULL || rest[1] == NULL)
    {
      g_set_error (&error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("which file?"));
      return weir_cli_report (error);
    }

  for (guint i = 1; rest[i] != NULL; i++)
    if (!weir_cli_check_file (rest[i], &error))
      {
        code = WEIR_CLI_FAILED;
        if (error != NULL)
          weir_cli_say ("%s", error->message);
        g_clear_error (&error);
      }

  return code;
}
