#include "config.h"

#include "data/store/weir-recorder-cut.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "data/base/weir-durable.h"
#include "data/base/weir-leftover.h"
#include "data/store/weir-recording-commit.h"
#include "data/store/weir-recording.h"

static void
move_clear (gpointer data)
{
  WeirRecordingMove *move = data;

  g_clear_pointer (&move->temporary, g_free);
  g_clear_pointer (&move->name, g_free);
}

/*< private >
 * weir_recorder_cut_free:
 * @self: (transfer full): a cut
 */
void
weir_recorder_cut_free (WeirRecorderCut *self)
{
  g_clear_pointer (&self->buffers, g_ptr_array_unref);
  g_clear_pointer (&self->moves, g_array_unref);
  g_free (self->topic);
  g_free (self->folder);
  g_free (self->gaps);
  g_free (self);
}

static GHashTable *
make_notes (const WeirRecorderCut    *self,
            const WeirRecorderBuffer *buffer,
            gint64                    first,
            gint64                    last)
{
  GHashTable *notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_hash_table_insert (notes, g_strdup ("weir.version"), g_strdup (WEIR_VERSION));
  g_hash_table_insert (notes, g_strdup ("weir.recording"), g_strdup ("1"));
  g_hash_table_insert (notes, g_strdup ("weir.topic"), g_strdup (self->topic));
  g_hash_table_insert (notes, g_strdup ("weir.partition"), g_strdup_printf ("%d", self->partition));
  g_hash_table_insert (notes, g_strdup ("weir.first_offset"), g_strdup_printf ("%" G_GINT64_FORMAT, first));
  g_hash_table_insert (notes, g_strdup ("weir.last_offset"), g_strdup_printf ("%" G_GINT64_FORMAT, last));
  g_hash_table_insert (notes, g_strdup ("weir.records"), g_strdup_printf ("%u", buffer->rows->len));
  g_hash_table_insert (notes, g_strdup ("weir.gaps"), g_strdup_printf ("[%s]", self->gaps != NULL ? self->gaps : ""));

  return notes;
}

/* Made, empty, under a new name. */
static gboolean
make_temporary (WeirRecorderCut    *self,
                const char         *date,
                WeirRecordingMove  *move,
                GError            **error)
{
  g_autofree char *folder = g_build_filename (self->folder, date, NULL);
  g_autofree char *prefix = weir_recording_dup_prefix (self->partition);
  g_autofree char *path = NULL;
  g_autofree char *base = NULL;
  int fd;

  if (!weir_durable_make_folder (folder, error))
    return FALSE;

  path = weir_leftover_dup_template (folder, prefix);
  fd = g_mkstemp_full (path, O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0 || close (fd) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _("%s cannot be written: %s"), folder, g_strerror (code));
      return FALSE;
    }

  base = g_path_get_basename (path);
  move->temporary = g_build_filename (date, base, NULL);

  return TRUE;
}

static gboolean
write_buffer (WeirRecorderCut           *self,
              WeirRecorderParquet       *writer,
              const WeirRecorderBuffer  *buffer,
              WeirRecordingMove         *move,
              GError                   **error)
{
  gint64 first = g_array_index (buffer->rows, WeirRecorderRow, 0).offset;
  gint64 last = g_array_index (buffer->rows, WeirRecorderRow, buffer->rows->len - 1).offset;
  g_autoptr(GHashTable) notes = make_notes (self, buffer, first, last);
  g_autofree char *date = weir_recording_dup_date_folder (buffer->day);
  g_autofree char *name = weir_recording_dup_file_name (self->partition, first, last);
  g_autofree char *path = NULL;
  GStatBuf info;

  move->name = g_build_filename (date, name, NULL);
  if (!make_temporary (self, date, move, error))
    return FALSE;

  path = g_build_filename (self->folder, move->temporary, NULL);

  if (!weir_recorder_parquet_write (writer, self->partition, buffer, path, notes, error) || !weir_durable_sync (path, error))
    return FALSE;

  if (g_stat (path, &info) == 0)
    self->n_file_bytes += (guint64) info.st_size;

  return TRUE;
}

/* So that what did not fit takes no room; what stays is removed by the next run. */
static void
discard (const WeirRecorderCut *self,
         const GArray          *moves)
{
  for (guint i = 0; i < moves->len; i++)
    {
      const WeirRecordingMove *move = &g_array_index (moves, WeirRecordingMove, i);
      g_autofree char *path = move->temporary != NULL ? g_build_filename (self->folder, move->temporary, NULL) : NULL;

      if (path != NULL)
        g_unlink (path);
    }
}

static gboolean
prepare (WeirRecorderCut      *self,
         WeirRecorderParquet  *writer,
         GError              **error)
{
  g_autoptr(GArray) moves = g_array_new (FALSE, TRUE, sizeof (WeirRecordingMove));

  g_array_set_clear_func (moves, move_clear);
  self->n_file_bytes = 0;
  for (guint i = 0; i < self->buffers->len; i++)
    {
      g_array_set_size (moves, i + 1);
      if (!write_buffer (self, writer, g_ptr_array_index (self->buffers, i), &g_array_index (moves, WeirRecordingMove, i), error))
        {
          discard (self, moves);
          return FALSE;
        }
    }
  self->moves = g_steal_pointer (&moves);

  return TRUE;
}

/*< private >
 * weir_recorder_cut_commit:
 * @self: a cut whose partition is locked, and behind all earlier ones
 * @writer: of this thread
 * @error: return location of a %WEIR_STORE_ERROR or #GFileError
 *
 * Writes its files and makes them part of the recording. Blocks. May be called
 * again after an error.
 *
 * Returns: whether they are
 */
gboolean
weir_recorder_cut_commit (WeirRecorderCut      *self,
                          WeirRecorderParquet  *writer,
                          GError              **error)
{
  return (self->moves != NULL || prepare (self, writer, error)) &&
         weir_recording_commit (self->folder, self->partition, self->moves, error);
}
