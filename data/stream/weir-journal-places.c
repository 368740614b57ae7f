#include "config.h"

#include "data/stream/weir-journal-places.h"

#include <string.h>

#include "data/base/weir-bounded-file.h"

/* A line a partition. */
#define MAX_BYTES (4 * 1024 * 1024)

/*< private >
 * weir_journal_places_init:
 * @self: uninitialised
 * @folder: (nullable): where the journal is
 */
void
weir_journal_places_init (WeirJournalPlaces *self,
                          const char        *folder)
{
  self->path = folder != NULL ? g_build_filename (folder, "positions", NULL) : NULL;
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->until_usec = 0;
}

/*< private >
 * weir_journal_places_clear:
 * @self: places
 */
void
weir_journal_places_clear (WeirJournalPlaces *self)
{
  g_hash_table_unref (self->places);
  g_free (self->path);
}

static char *
name_place (const char *connection,
            const char *topic,
            gint32      partition)
{
  return g_strdup_printf ("%s\n%s\n%d", connection, topic, partition);
}

/* "offset partition topic connection": a connection's name may have spaces, a topic's has none. */
static void
load_line (WeirJournalPlaces *self,
           const char        *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", 4);
  gint64 offset, partition;

  if (g_strv_length (words) == 2 && g_str_equal (words[0], "until"))
    g_ascii_string_to_signed (words[1], 10, 0, G_MAXINT64, &self->until_usec, NULL);
  if (g_strv_length (words) == 4 && g_ascii_string_to_signed (words[0], 10, 0, G_MAXINT64, &offset, NULL)
      && g_ascii_string_to_signed (words[1], 10, 0, G_MAXINT32, &partition, NULL))
    weir_journal_places_put (self, words[3], words[2], (gint32) partition, offset);
}

/*< private >
 * weir_journal_places_load:
 * @self: places
 *
 * Reads the file. What is not there or makes no sense is as if it were the first time.
 */
void
weir_journal_places_load (WeirJournalPlaces *self)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  gsize length;

  if (self->path == NULL)
    return;
  text = weir_bounded_file_read (self->path, MAX_BYTES, TRUE, &length, NULL);
  if (text == NULL)
    return;

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    load_line (self, lines[i]);
}

/*< private >
 * weir_journal_places_find:
 * @self: places
 * @connection: name of a connection
 * @topic: one of its topics
 * @partition: a partition
 *
 * Returns: the first offset that was not evaluated, −1: unknown
 */
gint64
weir_journal_places_find (WeirJournalPlaces *self,
                          const char        *connection,
                          const char        *topic,
                          gint32             partition)
{
  g_autofree char *name = name_place (connection, topic, partition);
  const gint64 *offset = g_hash_table_lookup (self->places, name);

  return offset != NULL ? *offset : -1;
}

/*< private >
 * weir_journal_places_put:
 * @self: places
 * @connection: name of a connection
 * @topic: one of its topics
 * @partition: a partition
 * @offset: the first offset that was not evaluated
 *
 * Returns: whether it was another one before
 */
gboolean
weir_journal_places_put (WeirJournalPlaces *self,
                         const char        *connection,
                         const char        *topic,
                         gint32             partition,
                         gint64             offset)
{
  char *name = name_place (connection, topic, partition);
  gint64 *known = g_hash_table_lookup (self->places, name);

  if (known != NULL)
    {
      gboolean changed = *known != offset;

      *known = offset;
      g_free (name);
      return changed;
    }

  known = g_new (gint64, 1);
  *known = offset;
  g_hash_table_insert (self->places, name, known);

  return TRUE;
}

/*< private >
 * weir_journal_places_dup_text:
 * @self: places
 *
 * Returns: (transfer full): what goes into the file, of now
 */
char *
weir_journal_places_dup_text (WeirJournalPlaces *self)
{
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer name, offset;

  g_string_append_printf (text, "until %" G_GINT64_FORMAT "\n", g_get_real_time ());
  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, &name, &offset))
    {
      g_auto(GStrv) parts = g_strsplit (name, "\n", 3);

      g_string_append_printf (text, "%" G_GINT64_FORMAT " %s %s %s\n", *(gint64 *) offset, parts[2], parts[1], parts[0]);
    }

  return g_string_free (text, FALSE);
}
