#include "config.h"

#include "data/store/weir-parquet-footer.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/store/weir-exporter.h"

/* Behind the metadata: their length (4 bytes, little endian) and the format's name. */
#define TAIL_BYTES 8
#define MAGIC      "PAR1"

/* Thrift's compact protocol, in which the metadata are: of a list, and of the two fields of one of its structs. */
#define LIST_OF_STRUCTS 0x0c
#define LIST_SHORT_MAX  14
#define NEXT_FIELD_TEXT 0x18
#define STRUCT_END      0x00

static void
append_varint (GByteArray *bytes,
               guint64     number)
{
  guint8 byte;

  do
    {
      byte = number & 0x7f;
      number >>= 7;
      byte |= number > 0 ? 0x80 : 0;
      g_byte_array_append (bytes, &byte, 1);
    }
  while (number > 0);
}

static void
append_byte (GByteArray *bytes,
             guint8      byte)
{
  g_byte_array_append (bytes, &byte, 1);
}

static void
append_text (GByteArray *bytes,
             const char *text)
{
  append_byte (bytes, NEXT_FIELD_TEXT);
  append_varint (bytes, strlen (text));
  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
}

static void
append_note (GByteArray *bytes,
             const char *name,
             const char *value)
{
  append_text (bytes, name);
  append_text (bytes, value);
  append_byte (bytes, STRUCT_END);
}

static void
append_size (GByteArray *bytes,
             guint       n)
{
  append_byte (bytes, (guint8) (MIN (n, LIST_SHORT_MAX + 1) << 4 | LIST_OF_STRUCTS));
  if (n > LIST_SHORT_MAX)
    append_varint (bytes, n);
}

static GByteArray *
make_list (GHashTable *notes)
{
  g_autoptr(GList) names = g_list_sort (g_hash_table_get_keys (notes), (GCompareFunc) g_strcmp0);
  GByteArray *bytes = g_byte_array_new ();

  append_size (bytes, g_hash_table_size (notes));
  for (GList *l = names; l != NULL; l = l->next)
    append_note (bytes, l->data, g_hash_table_lookup (notes, l->data));

  return bytes;
}

static gboolean
fail (const char  *path,
      int          code,
      GError     **error)
{
  if (code != 0)
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _("%s cannot be written: %s"), path, g_strerror (code));
  else
    g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE,
                 _("%s: DuckDB wrote metadata in a form that is not known; choose CSV or JSON"), path);

  return FALSE;
}

static gboolean
read_all (int       fd,
          guint8   *bytes,
          gsize     length,
          goffset   offset)
{
  while (length > 0)
    {
      gssize n = pread (fd, bytes, length, offset);

      if (n == 0 || (n < 0 && errno != EINTR))
        return FALSE;
      if (n > 0)
        {
          bytes += n;
          length -= (gsize) n;
          offset += n;
        }
    }

  return TRUE;
}

static gboolean
write_all (int           fd,
           const guint8 *bytes,
           gsize         length,
           goffset       offset)
{
  while (length > 0)
    {
      gssize n = pwrite (fd, bytes, length, offset);

      if (n < 0 && errno != EINTR)
        return FALSE;
      if (n > 0)
        {
          bytes += n;
          length -= (gsize) n;
          offset += n;
        }
    }

  return TRUE;
}

/* The metadata and where they begin; NULL with errno set, 0: it is no such file. */
static GByteArray *
read_metadata (int      fd,
               goffset *begin)
{
  struct stat info;
  guint8 tail[TAIL_BYTES];
  GByteArray *bytes;
  guint32 length;

  if (fstat (fd, &info) != 0)
    return NULL;

  errno = 0;
  if (info.st_size < TAIL_BYTES || !read_all (fd, tail, sizeof tail, info.st_size - TAIL_BYTES))
    return NULL;

  memcpy (&length, tail, sizeof length);
  length = GUINT32_FROM_LE (length);
  if (memcmp (tail + sizeof length, MAGIC, strlen (MAGIC)) != 0 || length > info.st_size - TAIL_BYTES)
    return NULL;

  *begin = info.st_size - TAIL_BYTES - length;
  bytes = g_byte_array_sized_new (length);
  g_byte_array_set_size (bytes, length);
  if (read_all (fd, bytes->data, length, *begin))
    return bytes;

  g_byte_array_unref (bytes);

  return NULL;
}

/* What stands in place of @from in @bytes, which has it once. */
static gboolean
replace (GByteArray       *bytes,
         const GByteArray *from,
         const GByteArray *to)
{
  guint8 *found = memmem (bytes->data, bytes->len, from->data, from->len);
  guint at = found != NULL ? (guint) (found - bytes->data) : 0;
  guint rest;

  if (found == NULL)
    return FALSE;

  rest = bytes->len - at - from->len;
  if (to->len > from->len)
    g_byte_array_set_size (bytes, bytes->len + to->len - from->len);
  memmove (bytes->data + at + to->len, bytes->data + at + from->len, rest);
  memcpy (bytes->data + at, to->data, to->len);
  g_byte_array_set_size (bytes, at + to->len + rest);

  return TRUE;
}

static gboolean
rewrite (int               fd,
         const GByteArray *marked,
         const GByteArray *list)
{
  g_autoptr(GByteArray) bytes = NULL;
  goffset begin;
  guint32 length;

  bytes = read_metadata (fd, &begin);
  if (bytes == NULL)
    return FALSE;

  errno = 0;
  if (!replace (bytes, marked, list))
    return FALSE;

  length = GUINT32_TO_LE (bytes->len);
  g_byte_array_append (bytes, (const guint8 *) &length, sizeof length);
  g_byte_array_append (bytes, (const guint8 *) MAGIC, strlen (MAGIC));

  return write_all (fd, bytes->data, bytes->len, begin) && ftruncate (fd, begin + bytes->len) == 0;
}

/*< private >
 * weir_parquet_footer_set_notes:
 * @path: (type filename): a Parquet file that was written with @marker as the only key of its key-value metadata, without a value
 * @marker: a random text, so that it stands nowhere else
 * @notes: keys and values
 * @error: return location of a #GFileError or %WEIR_STORE_ERROR_DATABASE
 *
 * Puts @notes in the place of @marker. DuckDB wants to know the metadata before
 * the first row, where what they tell is known behind the last one; they stand at
 * the end of a file, and nothing points behind them. Not synced.
 *
 * Returns: whether they are there
 */
gboolean
weir_parquet_footer_set_notes (const char  *path,
                               const char  *marker,
                               GHashTable  *notes,
                               GError     **error)
{
  g_autoptr(GByteArray) list = make_list (notes);
  g_autoptr(GByteArray) marked = g_byte_array_new ();
  int fd = open (path, O_RDWR | O_CLOEXEC);
  gboolean done;

  append_size (marked, 1);
  append_note (marked, marker, "");
  done = fd >= 0 && rewrite (fd, marked, list);
  if (!done)
    fail (path, errno, error);
  if (fd >= 0 && close (fd) != 0 && done)
    return fail (path, errno, error);

  return done;
}
