#include "config.h"

#include "data/store/weir-console-sql.h"

#include <string.h>

static const struct
{
  const char *word;
  const char *name;
} names[] = { { "from", WEIR_CONSOLE_SQL_FROM }, { "to", WEIR_CONSOLE_SQL_TO } };

/* Behind a text, a quoted name or a comment that begins at @at; @at itself if none does. */
static const char *
skip_quoted (const char *at)
{
  const char *end = NULL;

  if (*at == '\'' || *at == '"')
    {
      for (end = at + 1; *end != '\0'; end++)
        if (*end == *at && end[1] != *at)
          return end + 1;
        else if (*end == *at)
          end++;
      return end;
    }
  if (g_str_has_prefix (at, "--"))
    return at + strcspn (at, "\n");
  if (g_str_has_prefix (at, "/*"))
    {
      end = strstr (at + 2, "*/");
      return end != NULL ? end + 2 : at + strlen (at);
    }

  return at;
}

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || (guchar) c >= 0x80;
}

static void
replace_word (char  *word,
              gsize  length,
              char  *behind)
{
  char *next = behind + strspn (behind, " \t\r\n");

  if (!g_str_has_prefix (next, ":=") && !g_str_has_prefix (next, "=>"))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strlen (names[i].word) == length && g_ascii_strncasecmp (word, names[i].word, length) == 0)
      memcpy (word, names[i].name, length);
}

/*< private >
 * weir_console_sql_dup_prepared:
 * @sql: a statement
 *
 * Returns: (transfer full) (nullable): it as DuckDB takes it, without a semicolon
 *   at its end; %NULL if there is more than one statement
 */
char *
weir_console_sql_dup_prepared (const char *sql)
{
  g_autofree char *text = g_strdup (sql);
  char *end = NULL;
  char *at = text;

  while (*at != '\0')
    {
      char *next = (char *) skip_quoted (at);

      if (next == at && is_word (*at))
        {
          while (is_word (*next))
            next++;
          replace_word (at, (gsize) (next - at), next);
        }
      /* Behind it only spaces and comments may come. */
      if (*at == ';' && end == NULL)
        end = at;
      else if (end != NULL && !g_ascii_isspace (*at) && *at != ';' && !g_str_has_prefix (at, "--") && !g_str_has_prefix (at, "/*"))
        return NULL;
      at = next > at ? next : at + 1;
    }
  if (end != NULL)
    *end = '\0';

  return g_steal_pointer (&text);
}

/* Where @word stands in @text for one of ours: before what gives it a value, or in DuckDB's list of parameters. */
static gboolean
is_parameter (const char *text,
              const char *at,
              gsize       length)
{
  const char *next = at + length + strspn (at + length, " ");

  return (at == text || !is_word (at[-1])) && !is_word (at[length])
    && (g_str_has_prefix (next, ":=") || g_str_has_prefix (next, "=>") || g_str_has_prefix (next, "VARCHAR"));
}

/*< private >
 * weir_console_sql_dup_message:
 * @message: what DuckDB says of a statement
 *
 * Returns: (transfer full): it, in the words of who wrote the statement
 */
char *
weir_console_sql_dup_message (const char *message)
{
  GString *text = g_string_new (message);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize length = strlen (names[i].name);
      char *at = text->str;

      while ((at = strstr (at, names[i].name)) != NULL)
        {
          if (is_parameter (text->str, at, length))
            memcpy (at, names[i].word, length);
          at += length;
        }
    }

  return g_string_free (text, FALSE);
}

/* What stands between quotes, where a quote itself stands twice. */
static char *
dup_unquoted (const char *begin,
              const char *end)
{
  GString *text = g_string_new (NULL);

  for (const char *at = begin + 1; at < end - 1; at++)
    {
      g_string_append_c (text, *at);
      if (*at == *begin)
        at++;
    }

  return g_string_free (text, FALSE);
}

/*< private >
 * weir_console_sql_list_texts:
 * @sql: a statement
 *
 * Returns: (transfer full) (element-type utf8): the texts and quoted names in it:
 *   what DuckDB may take for a file
 */
GPtrArray *
weir_console_sql_list_texts (const char *sql)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  while (*sql != '\0')
    {
      const char *next = skip_quoted (sql);

      if (next > sql && (*sql == '\'' || *sql == '"'))
        g_ptr_array_add (texts, dup_unquoted (sql, next));
      sql = next > sql ? next : sql + 1;
    }

  return texts;
}

static const char *
skip_word (const char *sql,
           const char *word)
{
  const char *next = sql + strspn (sql, " \t\r\n");
  gsize length = strlen (word);

  return g_ascii_strncasecmp (next, word, length) == 0 && !is_word (next[length]) ? next + length : NULL;
}

/*< private >
 * weir_console_sql_skip_explain:
 * @sql: a statement
 *
 * Returns: (transfer none) (nullable): the statement that it explains, as EXPLAIN
 *   and EXPLAIN ANALYZE do; %NULL if it is none of these
 */
const char *
weir_console_sql_skip_explain (const char *sql)
{
  const char *explained = skip_word (sql, "EXPLAIN");
  const char *analyzed = explained != NULL ? skip_word (explained, "ANALYZE") : NULL;

  return analyzed != NULL ? analyzed : explained;
}
