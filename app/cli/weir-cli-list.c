#include "config.h"

#include "app/cli/weir-cli-list.h"

#include <string.h>

/* Behind the quote that closes the text at @at. */
static const char *
skip_text (const char *at)
{
  char quote = *at++;

  for (; *at != '\0' && *at != quote; at++)
    if (*at == '\\' && at[1] != '\0' && quote != '`')
      at++;

  return *at != '\0' ? at + 1 : at;
}

static void
split_expressions (const char   *text,
                   GStrvBuilder *builder)
{
  const char *start = text;
  const char *at = text;
  int depth = 0;

  while (*at != '\0')
    {
      if (strchr ("'\"`", *at) != NULL)
        {
          at = skip_text (at);
          continue;
        }
      if (*at == ',' && depth <= 0)
        {
          g_autofree char *one = g_strndup (start, at - start);

          g_strv_builder_add (builder, one);
          start = at + 1;
        }
      depth += (*at == '(') - (*at == ')');
      at++;
    }
  g_strv_builder_add (builder, start);
}

GStrv
weir_cli_list_split_expressions (char * const *texts)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (texts == NULL)
    return NULL;

  for (guint i = 0; texts[i] != NULL; i++)
    split_expressions (texts[i], builder);

  return g_strv_builder_end (builder);
}
