#include "config.h"

#include "app/cli/weir-cli-indicating.h"

#include <glib/gi18n.h>

void
weir_cli_indicating_add_options (WeirCliIndicating *self,
                                 GOptionContext    *context)
{
  const GOptionEntry entries[] = {
    { "indicator", 'i', 0, G_OPTION_ARG_STRING_ARRAY, &self->words,
      N_("Columns over each key's last N windows, final ones in their order: sma(COLUMN,N), ema(COLUMN,N), rsi(COLUMN,N), "
         "bollinger(COLUMN,N[,WIDTH]); COLUMN as price_mean or count; may be repeated"),
      N_("WORD,…") },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

gboolean
weir_cli_indicating_finish (WeirCliIndicating  *self,
                            const char * const *columns,
                            GPtrArray          *names,
                            GError            **error)
{
  g_autofree char *words = NULL;

  if (self->words == NULL)
    return TRUE;

  words = g_strjoinv (",", self->words);
  self->specs = weir_indicators_parse (words, columns, error);
  if (self->specs == NULL)
    return FALSE;

  for (guint i = 0; i < self->specs->len; i++)
    {
      const WeirIndicatorSpec *spec = &g_array_index (self->specs, WeirIndicatorSpec, i);

      for (guint j = 0; j < weir_indicator_spec_get_n_results (spec); j++)
        g_ptr_array_add (names, weir_indicator_spec_dup_name (spec, columns, j));
    }

  return TRUE;
}

void
weir_cli_indicating_clear (WeirCliIndicating *self)
{
  g_clear_pointer (&self->words, g_strfreev);
  g_clear_pointer (&self->specs, g_array_unref);
}
