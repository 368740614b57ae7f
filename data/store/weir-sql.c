#include "config.h"

#include "data/store/weir-sql.h"

static void
append_quoted (GString    *sql,
               const char *text,
               char        quote)
{
  g_string_append_c (sql, quote);
  for (; *text != '\0'; text++)
    {
      if (*text == quote)
        g_string_append_c (sql, quote);
      g_string_append_c (sql, *text);
    }
  g_string_append_c (sql, quote);
}

/**
 * weir_sql_append_name:
 * @sql: a statement
 * @name: name of a column or table, whatever stands in it
 */
void
weir_sql_append_name (GString    *sql,
                      const char *name)
{
  append_quoted (sql, name, '"');
}

/**
 * weir_sql_append_text:
 * @sql: a statement
 * @text: a text, whatever stands in it
 */
void
weir_sql_append_text (GString    *sql,
                      const char *text)
{
  append_quoted (sql, text, '\'');
}

/**
 * weir_sql_append_notes:
 * @sql: the options of a COPY
 * @notes: names and values: become the key-value metadata of a Parquet file
 */
void
weir_sql_append_notes (GString    *sql,
                       GHashTable *notes)
{
  g_autoptr(GList) names = g_list_sort (g_hash_table_get_keys (notes), (GCompareFunc) g_strcmp0);

  if (names == NULL)
    return;

  g_string_append (sql, ", KV_METADATA {");
  for (GList *l = names; l != NULL; l = l->next)
    {
      if (l != names)
        g_string_append (sql, ", ");
      weir_sql_append_text (sql, l->data);
      g_string_append (sql, ": ");
      weir_sql_append_text (sql, g_hash_table_lookup (notes, l->data));
    }
  g_string_append_c (sql, '}');
}

/**
 * weir_sql_dup_column_name:
 * @names: (inout): names of other columns, in lower case; owns them, and gets the new one
 * @wanted: what a column is to be called
 *
 * DuckDB takes names that differ only in case for one, and JSON has no two members of a name.
 *
 * Returns: (transfer full): @wanted, with a number behind it if another column has the name
 */
char *
weir_sql_dup_column_name (GHashTable *names,
                          const char *wanted)
{
  char *name = g_strdup (wanted);

  for (guint i = 1; !g_hash_table_add (names, g_ascii_strdown (name, -1)); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s_%u", wanted, i);
    }

  return name;
}
