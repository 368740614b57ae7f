#include "config.h"

#include "app/cli/weir-cli-top-options.h"

#include <glib/gi18n.h>

#include "app/cli/weir-cli.h"

#define MAX_RANKS 1000000

void
weir_cli_top_options_add_options (WeirCliTopOptions *self,
                              GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "top", 0, 0, G_OPTION_ARG_STRING, &self->top,
      N_("Only the N keys of each window with the largest COLUMN, and a column with their rank; ties by key"),
      N_("N:COLUMN") },
    { "bottom", 0, 0, G_OPTION_ARG_STRING, &self->bottom, N_("The same with the smallest"), N_("N:COLUMN") },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

/* The place of the column called @name among the values'. */
static gboolean
weir_cli_top_options_find_column (WeirCliTopOptions  *self,
                                  const char * const *names,
                                  const char         *name,
                                  GError            **error)
{
  g_autofree char *values = g_strjoinv (", ", (GStrv) names);
  g_autofree char *list = g_strconcat ("count", *values != '\0' ? ", " : "", values, NULL);

  self->spec.column = WEIR_TOP_COUNT;
  if (g_str_equal (name, "count"))
    return TRUE;

  for (self->spec.column = 0; names[self->spec.column] != NULL; self->spec.column++)
    if (g_str_equal (name, names[self->spec.column]))
      return TRUE;

  g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("there is no column “%s” to rank by; there are %s"), name,
               list);
  return FALSE;
}

gboolean
weir_cli_window_is_ordered (const WeirWindowConfig *window)
{
  return weir_window_kind_is_shared (window->spec.kind);
}

gboolean
weir_cli_top_options_finish (WeirCliTopOptions      *self,
                             const WeirWindowConfig *window,
                             const char * const     *names,
                             gboolean                updates,
                             GError                **error)
{
  const char *text = self->top != NULL ? self->top : self->bottom;
  guint64 n_ranks = 0;
  char *end = NULL;

  if (text == NULL)
    return TRUE;

  if (self->top != NULL && self->bottom != NULL)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("choose one of --top and --bottom"));
      return FALSE;
    }

  if (!weir_cli_window_is_ordered (window))
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("keys are ranked in windows they share: --top and --bottom go with --window and --calendar"));
      return FALSE;
    }

  if (g_ascii_isdigit (text[0]))
    n_ranks = g_ascii_strtoull (text, &end, 10);
  if (n_ranks == 0 || n_ranks > MAX_RANKS || *end != ':' || end[1] == '\0')
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("“%s” is not how many and by which column; write it as 10:volume_sum"), text);
      return FALSE;
    }

  self->spec.n_ranks = (guint) n_ranks;
  self->spec.smallest = self->bottom != NULL;
  self->spec.updates = updates;
  self->spec.max_bytes = window->spec.max_bytes;

  return weir_cli_top_options_find_column (self, names, end + 1, error);
}

void
weir_cli_top_options_clear (WeirCliTopOptions *self)
{
  g_clear_pointer (&self->top, g_free);
  g_clear_pointer (&self->bottom, g_free);
}
