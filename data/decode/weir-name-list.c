#include "config.h"

#include "data/decode/weir-name-list.h"

/**
 * weir_name_list_split:
 * @text: names between commas
 *
 * Takes a list apart. `\,` is a comma of a name; what else a backslash quotes
 * stays as it is, as `\.` of a path does. Any thread.
 *
 * Returns: (transfer full): the names, at least one
 */
GStrv
weir_name_list_split (const char *text)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr(GString) name = g_string_new (NULL);

  g_return_val_if_fail (text != NULL, NULL);

  for (; *text != '\0'; text++)
    {
      if (*text == ',')
        {
          g_strv_builder_add (names, name->str);
          g_string_truncate (name, 0);
          continue;
        }
      if (*text == '\\' && text[1] == ',')
        text++;
      else if (*text == '\\' && text[1] != '\0')
        g_string_append_c (name, *text++);
      g_string_append_c (name, *text);
    }
  g_strv_builder_add (names, name->str);

  return g_strv_builder_end (names);
}

/**
 * weir_name_list_dup_quoted:
 * @name: a name
 *
 * Any thread.
 *
 * Returns: (transfer full): text that weir_name_list_split() takes for @name alone
 */
char *
weir_name_list_dup_quoted (const char *name)
{
  GString *text;

  g_return_val_if_fail (name != NULL, NULL);

  text = g_string_new (name);
  g_string_replace (text, ",", "\\,", 0);

  return g_string_free (text, FALSE);
}

/**
 * weir_name_list_join:
 * @names: (array zero-terminated=1): names
 *
 * Any thread.
 *
 * Returns: (transfer full): text that weir_name_list_split() takes for @names
 */
char *
weir_name_list_join (const char * const *names)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (names != NULL, g_string_free (text, FALSE));

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *quoted = weir_name_list_dup_quoted (names[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? "," : "", quoted);
    }

  return g_string_free (text, FALSE);
}
