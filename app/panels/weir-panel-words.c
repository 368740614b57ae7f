#include "config.h"

#include "app/panels/weir-panel-words.h"

#include <math.h>

#include "data/decode/weir-value.h"

char *
weir_panel_words_dup_limits (GArray *limits)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < limits->len; i++)
    {
      const WeirValue limit = { .type = WEIR_VALUE_DOUBLE, .as_double = g_array_index (limits, double, i) };

      g_string_append (text, i > 0 ? "; " : "");
      weir_value_append_text (&limit, text);
    }

  return g_string_free (text, FALSE);
}

/* With a point or a comma, whatever the locale: numbers are pasted from anywhere. */
static gboolean
parse_limit (const char *text,
             double     *limit)
{
  g_autofree char *copy = g_strdelimit (g_strdup (text), ",", '.');
  char *end;

  *limit = g_ascii_strtod (copy, &end);

  return end != copy && *end == '\0' && isfinite (*limit);
}

GArray *
weir_panel_words_parse_limits (const char *text)
{
  g_auto(GStrv) texts = g_strsplit_set (text, "; ", -1);
  g_autoptr(GArray) limits = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; texts[i] != NULL; i++)
    {
      double limit;

      if (*texts[i] == '\0')
        continue;
      if (!parse_limit (texts[i], &limit))
        return NULL;
      g_array_append_val (limits, limit);
    }

  return g_steal_pointer (&limits);
}

char *
weir_panel_words_dup_keys (GStrv keys)
{
  return g_strjoinv ("; ", keys);
}

GStrv
weir_panel_words_parse_keys (const char *text)
{
  g_auto(GStrv) texts = g_strsplit (text, ";", -1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; texts[i] != NULL; i++)
    if (*g_strstrip (texts[i]) != '\0')
      g_strv_builder_add (builder, texts[i]);

  return g_strv_builder_end (builder);
}
