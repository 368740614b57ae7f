#include "config.h"

#include "data/store/weir-console-tables.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/store/weir-recording.h"
#include "data/store/weir-sql.h"

struct _WeirConsoleTables
{
  WeirDatabase *database;     /* borrowed */
  char         *recordings;   /* owned */
  GPtrArray    *warnings;     /* borrowed, of texts */
  GHashTable   *views;        /* owned: topics that are tables by now */
};

/*< private >
 * weir_console_tables_new:
 * @database: has the schema `recorded`; must live as long
 * @recordings: (type filename): a recording
 * @warnings: (element-type utf8): gets what is left out, and why; must live as long
 *
 * Returns: (transfer full): the tables of a recording, none of them made yet
 */
WeirConsoleTables *
weir_console_tables_new (WeirDatabase *database,
                         const char   *recordings,
                         GPtrArray    *warnings)
{
  WeirConsoleTables *self = g_new0 (WeirConsoleTables, 1);

  self->database = database;
  self->recordings = g_strdup (recordings);
  self->warnings = warnings;
  self->views = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

/*< private >
 * weir_console_tables_free:
 * @self: (transfer full): tables
 */
void
weir_console_tables_free (WeirConsoleTables *self)
{
  g_hash_table_unref (self->views);
  g_free (self->recordings);
  g_free (self);
}

static char *
dup_file_list (const char *folder,
               GPtrArray  *names)
{
  GString *list = g_string_new ("[");

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      if (i > 0)
        g_string_append (list, ", ");
      weir_sql_append_text (list, path);
    }
  g_string_append_c (list, ']');

  return g_string_free (list, FALSE);
}

/* Later files may have other fields than earlier ones: columns are found by their names. */
static char *
dup_view (const char *topic,
          const char *folder,
          GPtrArray  *names)
{
  g_autofree char *list = dup_file_list (folder, names);
  GString *sql = g_string_new ("CREATE VIEW recorded.");

  weir_sql_append_name (sql, topic);
  g_string_append_printf (sql, " AS SELECT * EXCLUDE (topic) FROM read_parquet(%s, hive_partitioning = true, "
                               "hive_types = {'date': DATE, 'topic': VARCHAR}, union_by_name = true)", list);

  return g_string_free (sql, FALSE);
}

/* Files that are none of ours any more are named, and the others are read. */
static void
drop_damaged (WeirConsoleTables *self,
              const char  *folder,
              GPtrArray   *names)
{
  for (guint i = names->len; i-- > 0;)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
      g_autoptr(GString) sql = g_string_new ("SELECT \"offset\", \"timestamp\", \"key\", \"value\" FROM read_parquet(");
      g_autoptr(GError) error = NULL;

      weir_sql_append_text (sql, path);
      g_string_append (sql, ") LIMIT 0");
      if (weir_database_run (self->database, sql->str, &error))
        continue;

      g_ptr_array_add (self->warnings, g_strdup_printf (_("%s is left out, it cannot be read as a file of a recording: %s"), path,
                                                        error->message));
      g_ptr_array_remove_index (names, i);
    }
}

static gboolean
add_view (WeirConsoleTables *self,
          const char   *topic,
          GError      **error)
{
  g_autofree char *name = weir_recording_dup_topic_folder (topic);
  g_autofree char *folder = g_build_filename (self->recordings, name, NULL);
  g_autoptr(GArray) files = weir_recording_list_files (folder, NULL, error);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *sql = NULL;
  g_autofree char *again = NULL;

  if (files == NULL)
    return FALSE;

  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (names, g_array_index (files, WeirRecordingFile, i).name);
  if (names->len == 0)
    return TRUE;

  sql = dup_view (topic, folder, names);
  if (weir_database_run (self->database, sql, NULL))
    return TRUE;

  drop_damaged (self, folder, names);
  if (names->len == 0)
    return TRUE;
  again = dup_view (topic, folder, names);

  return weir_database_run (self->database, again, error);
}

/* As it stands between quotes, whatever its case. */
static char *
dup_folded_name (const char *topic)
{
  g_autoptr(GString) name = g_string_new (topic);

  g_string_replace (name, "\"", "\"\"", 0);

  return g_utf8_casefold (name->str, -1);
}

/*< private >
 * weir_console_tables_add:
 * @self: tables
 * @sql: a statement
 * @error: return location of a #GFileError or %WEIR_STORE_ERROR_DATABASE
 *
 * Makes a table of each topic that @sql may speak of; the files of others are
 * not opened.
 *
 * Returns: whether they are there
 */
gboolean
weir_console_tables_add (WeirConsoleTables *self,
           const char   *sql,
           GError      **error)
{
  g_autofree char *text = g_utf8_casefold (sql, -1);
  g_auto(GStrv) topics = weir_recording_list_topics (self->recordings, error);

  if (topics == NULL)
    return FALSE;

  for (guint i = 0; topics[i] != NULL; i++)
    {
      g_autofree char *topic = dup_folded_name (topics[i]);

      if (!g_utf8_validate (topics[i], -1, NULL) || strstr (text, topic) == NULL)
        continue;
      if (g_hash_table_add (self->views, g_strdup (topics[i])) && !add_view (self, topics[i], error))
        return FALSE;
    }

  return TRUE;
}
