#include "config.h"

#include "app/cli/weir-cli-workspace.h"

#include <glib/gi18n.h>

#include "app/cli/weir-cli.h"
#include "data/workspace/weir-trust.h"

char *
weir_cli_workspace_dup_line (const WeirConsent *consent)
{
  g_autofree char *text = weir_consent_dup_text (consent);

  /* Translators: file, line and member; what the file sets there; what could come of it */
  return g_strdup_printf (_("%s: needs your consent: %s (%s)"), consent->place, text, weir_consent_get_reason (consent));
}

static void
weir_cli_workspace_refuse (const char  *path,
                           GPtrArray   *consents,
                           GError     **error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < consents->len; i++)
    {
      g_autofree char *line = weir_cli_workspace_dup_line (g_ptr_array_index (consents, i));

      g_string_append_printf (text, "%s\n", line);
    }

  g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
               /* Translators: a file, then lines that name properties */
               _("%s asks for what a file may not set by itself:\n%s"
                 "set it yourself with -X or -F, or add --trust-workspace if you trust whoever wrote the file"),
               path, text->str);
}

WeirWorkspace *
weir_cli_workspace_open (const char        *path,
                         gboolean           trusted,
                         WeirCliConnection *connection,
                         GError           **error)
{
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_file (path, error);
  g_autoptr(WeirSettings) own = weir_settings_new (NULL);
  GPtrArray *consents;

  if (workspace == NULL || !weir_cli_connection_fill (connection, own, error))
    return NULL;

  /* Its groups are for the window: here one is joined by -G alone. */
  weir_settings_set (own, "group.id", "");
  weir_workspace_weigh_own (workspace, own);
  consents = weir_workspace_get_consents (workspace);
  if (consents->len > 0 && !trusted && !weir_trust_contains (weir_workspace_get_digest (workspace)))
    {
      weir_cli_workspace_refuse (path, consents, error);
      return NULL;
    }

  return weir_workspace_consent (workspace, error) ? g_steal_pointer (&workspace) : NULL;
}
