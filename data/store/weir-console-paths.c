#include "config.h"

#include "data/store/weir-console-paths.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "data/store/weir-console-sql.h"
#include "data/store/weir-sql.h"

/* DuckDB opens whatever has the name: a pipe would be waited for, which no interruption ends, a device read for ever. */
static gboolean
check_kind (const char  *path,
            GError     **error)
{
  GStatBuf status;

  if (g_stat (path, &status) != 0 || S_ISREG (status.st_mode) || S_ISDIR (status.st_mode))
    return TRUE;

  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _("“%s” cannot be read: it is no regular file; name one"), path);

  return FALSE;
}

/*< private >
 * weir_console_paths_list:
 * @recordings: (nullable) (type filename): a folder of recordings
 * @allowed: (nullable) (array zero-terminated=1): further files and folders
 * @error: return location of a #GFileError
 *
 * Returns: (transfer full) (nullable): all that may be read; %NULL if one of
 *   them is neither a regular file nor a folder
 */
GStrv
weir_console_paths_list (const char          *recordings,
                         const char * const  *allowed,
                         GError             **error)
{
  g_autoptr(GStrvBuilder) paths = g_strv_builder_new ();

  if (recordings != NULL)
    g_strv_builder_add (paths, recordings);
  for (guint i = 0; allowed != NULL && allowed[i] != NULL; i++)
    {
      if (!check_kind (allowed[i], error))
        return NULL;
      g_strv_builder_add (paths, allowed[i]);
    }

  return g_strv_builder_end (paths);
}

/* As it is written in the statement, and as it may be written, too: DuckDB compares texts. */
static void
add_path (GString    *list,
          const char *path)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  const char * const spellings[] = { path, whole };

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      /* “.” has no spelling of its own there. */
      if (g_str_equal (spellings[i], ".") || *spellings[i] == '\0')
        continue;
      if (list->len > 0)
        g_string_append (list, ", ");
      weir_sql_append_text (list, spellings[i]);
    }
}

/*< private >
 * weir_console_paths_append:
 * @sql: gets the settings of DuckDB
 * @readable: (array zero-terminated=1): of weir_console_paths_list()
 */
void
weir_console_paths_append (GString            *sql,
                           const char * const *readable)
{
  for (guint folders = 0; folders <= 1; folders++)
    {
      g_autoptr(GString) list = g_string_new (NULL);

      for (guint i = 0; readable[i] != NULL; i++)
        if (g_file_test (readable[i], G_FILE_TEST_IS_DIR) == (gboolean) folders)
          add_path (list, readable[i]);
      g_string_append_printf (sql, "SET %s = [%s]; ", folders ? "allowed_directories" : "allowed_paths", list->str);
    }
}

static gboolean
is_readable (const char * const *readable,
             const char         *path)
{
  for (guint i = 0; readable[i] != NULL; i++)
    {
      g_autofree char *place = g_canonicalize_filename (readable[i], NULL);
      gsize length = strlen (place);

      if (g_str_has_prefix (path, place) && (path[length] == '\0' || path[length] == '/' || path[length - 1] == '/'))
        return TRUE;
    }

  return FALSE;
}

/*< private >
 * weir_console_paths_check_statement:
 * @readable: (array zero-terminated=1): of weir_console_paths_list()
 * @sql: a statement
 * @error: return location of a #GFileError
 *
 * Looks at each text of @sql that names something in a folder that may be read:
 * patterns as *.csv find nothing but regular files, names find whatever there is.
 *
 * Returns: whether none of them is a pipe or a device
 */
gboolean
weir_console_paths_check_statement (const char * const  *readable,
                                    const char          *sql,
                                    GError             **error)
{
  g_autoptr(GPtrArray) texts = weir_console_sql_list_texts (sql);

  for (guint i = 0; i < texts->len; i++)
    {
      g_autofree char *path = g_canonicalize_filename (g_ptr_array_index (texts, i), NULL);

      if (is_readable (readable, path) && !check_kind (path, error))
        return FALSE;
    }

  return TRUE;
}
