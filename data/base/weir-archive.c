#include "config.h"

#include "data/base/weir-archive.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "data/base/weir-bounded-file.h"
#include "data/base/weir-output-file.h"

#define BLOCK_BYTES     512
#define COPY_BYTES      (64 * 1024)
#define NAME_BYTES      100
#define LONG_NAME_BYTES 4096
/* Eleven octal digits. */
#define MAX_BYTES       ((gint64) 8 << 30)
#define LONG_NAME       "././@LongLink"

/* As it stands in the file. */
typedef struct
{
  char name[NAME_BYTES];
  char mode[8];
  char owner[8];
  char group[8];
  char size[12];
  char time[12];
  char checksum[8];
  char type;
  char link[NAME_BYTES];
  char magic[6];
  char version[2];
  char rest[247];
} Header;

G_STATIC_ASSERT (sizeof (Header) == BLOCK_BYTES);

G_DEFINE_QUARK (weir-archive-error-quark, weir_archive_error)

/**
 * weir_archive_member_free:
 * @self: (transfer full): a member
 */
void
weir_archive_member_free (WeirArchiveMember *self)
{
  g_free (self->name);
  g_free (self->path);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static guint
sum_of (const Header *header)
{
  Header copy = *header;
  guint sum = 0;

  memset (copy.checksum, ' ', sizeof copy.checksum);
  for (gsize i = 0; i < sizeof copy; i++)
    sum += ((const guchar *) &copy)[i];

  return sum;
}

/* -- writing -- */

static gboolean
write_header (WeirOutputFile  *file,
              const char      *name,
              gint64           size,
              char             type,
              GError         **error)
{
  Header header = { .type = type };

  memcpy (header.name, name, MIN (strlen (name), sizeof header.name));
  g_snprintf (header.mode, sizeof header.mode, "%07o", 0644);
  g_snprintf (header.owner, sizeof header.owner, "%07o", 0);
  g_snprintf (header.group, sizeof header.group, "%07o", 0);
  g_snprintf (header.size, sizeof header.size, "%011" G_GINT64_MODIFIER "o", size);
  g_snprintf (header.time, sizeof header.time, "%011" G_GINT64_MODIFIER "o", g_get_real_time () / G_USEC_PER_SEC);
  memcpy (header.magic, "ustar", sizeof header.magic);
  memcpy (header.version, "00", sizeof header.version);
  g_snprintf (header.checksum, sizeof header.checksum, "%06o", sum_of (&header));
  header.checksum[7] = ' ';

  return weir_output_file_write (file, (const char *) &header, sizeof header, error);
}

static gboolean
write_padding (WeirOutputFile  *file,
               gint64           size,
               GError         **error)
{
  static const char zeros[BLOCK_BYTES];
  gsize rest = (gsize) (size % BLOCK_BYTES);

  return rest == 0 || weir_output_file_write (file, zeros, BLOCK_BYTES - rest, error);
}

static gboolean
write_bytes (WeirOutputFile  *file,
             const char      *name,
             const char      *bytes,
             gsize            length,
             char             type,
             GError         **error)
{
  return write_header (file, name, (gint64) length, type, error) &&
         weir_output_file_write (file, bytes, length, error) && write_padding (file, (gint64) length, error);
}

static gboolean
copy_file (WeirOutputFile  *file,
           FILE            *input,
           const char      *path,
           gint64           size,
           GError         **error)
{
  g_autofree char *buffer = g_malloc (COPY_BYTES);
  gint64 left = size;

  while (left > 0)
    {
      gsize n = fread (buffer, 1, (gsize) MIN (left, COPY_BYTES), input);

      if (n == 0)
        {
          g_set_error (error, WEIR_ARCHIVE_ERROR, WEIR_ARCHIVE_ERROR_READ, _("%s cannot be read: it became shorter"), path);
          return FALSE;
        }
      if (!weir_output_file_write (file, buffer, n, error))
        return FALSE;
      left -= (gint64) n;
    }

  return write_padding (file, size, error);
}

static gboolean
write_file (WeirOutputFile           *file,
            const WeirArchiveMember  *member,
            GError                  **error)
{
  FILE *input = g_fopen (member->path, "rbe");
  gboolean written = FALSE;
  GStatBuf info;

  if (input == NULL || g_stat (member->path, &info) != 0)
    g_set_error (error, WEIR_ARCHIVE_ERROR, WEIR_ARCHIVE_ERROR_READ, _("%s cannot be read: %s"), member->path, g_strerror (errno));
  else if (info.st_size >= MAX_BYTES)
    g_set_error (error, WEIR_ARCHIVE_ERROR, WEIR_ARCHIVE_ERROR_WRITE, _("%s is larger than 8 GiB, which has no place in one file"),
                 member->path);
  else
    written = write_header (file, member->name, info.st_size, '0', error) &&
              copy_file (file, input, member->path, info.st_size, error);
  if (input != NULL)
    fclose (input);

  return written;
}

static gboolean
write_member (WeirOutputFile           *file,
              const WeirArchiveMember  *member,
              GError                  **error)
{
  gsize length = strlen (member->name);
  gsize n_bytes;
  const char *bytes;

  if (length >= NAME_BYTES && !write_bytes (file, LONG_NAME, member->name, length + 1, 'L', error))
    return FALSE;
  if (member->path != NULL)
    return write_file (file, member, error);

  bytes = g_bytes_get_data (member->bytes, &n_bytes);

  return write_bytes (file, member->name, bytes, n_bytes, '0', error);
}

/**
 * weir_archive_save:
 * @path: (type filename): the archive; replaced once the new one is whole
 * @members: (element-type WeirArchiveMember): what is in it, in this order
 * @error: return location of a %WEIR_ARCHIVE_ERROR or %WEIR_OUTPUT_FILE_ERROR
 *
 * Blocks.
 *
 * Returns: whether it is there
 */
gboolean
weir_archive_save (const char       *path,
                   const GPtrArray  *members,
                   GError          **error)
{
  static const char end[2 * BLOCK_BYTES];
  g_autoptr(WeirOutputFile) file = weir_output_file_new (path, FALSE, error);

  if (file == NULL)
    return FALSE;

  for (guint i = 0; i < members->len; i++)
    if (!write_member (file, g_ptr_array_index (members, i), error))
      return FALSE;

  return weir_output_file_write (file, end, sizeof end, error) && weir_output_file_finish (file, error);
}

/* -- reading -- */

/* An archive that is being read. */
typedef struct
{
  FILE       *input;
  const char *path;
  const char *folder;
  char       *long_name;   /* owned, nullable: of the next member */
} Reading;

static gboolean
refuse (Reading     *self,
        const char  *problem,
        GError     **error)
{
  g_set_error (error, WEIR_ARCHIVE_ERROR, WEIR_ARCHIVE_ERROR_FORMAT, "%s: %s", self->path, problem);

  return FALSE;
}

/* Octal digits up to a blank or the end. */
static gboolean
parse_octal (const char *text,
             gsize       length,
             gint64     *number)
{
  gsize i = 0;

  *number = 0;
  while (i < length && text[i] == ' ')
    i++;
  for (; i < length && text[i] >= '0' && text[i] <= '7'; i++)
    *number = *number * 8 + (text[i] - '0');

  return i > 0 && (i == length || text[i] == '\0' || text[i] == ' ');
}

/* Below the folder, whatever the archive says. */
static gboolean
is_safe (const char *name)
{
  g_auto(GStrv) parts = g_strsplit (name, "/", -1);

  if (*name == '\0' || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] == '\0' || g_str_equal (parts[i], ".") || g_str_equal (parts[i], ".."))
      return FALSE;

  return TRUE;
}

static gboolean
read_exactly (Reading  *self,
              char     *bytes,
              gsize     length,
              GError  **error)
{
  if (fread (bytes, 1, length, self->input) == length)
    return TRUE;

  return refuse (self, _("the file is not whole"), error);
}

static gboolean
skip_padding (Reading  *self,
              gint64    size,
              GError  **error)
{
  char rest[BLOCK_BYTES];
  gsize n = (gsize) ((BLOCK_BYTES - size % BLOCK_BYTES) % BLOCK_BYTES);

  return n == 0 || read_exactly (self, rest, n, error);
}

static gboolean
read_long_name (Reading  *self,
                gint64    size,
                GError  **error)
{
  if (size <= 0 || size > LONG_NAME_BYTES)
    return refuse (self, _("a name in it is too long"), error);

  g_free (self->long_name);
  self->long_name = g_malloc0 ((gsize) size + 1);

  return read_exactly (self, self->long_name, (gsize) size, error) && skip_padding (self, size, error);
}

static gboolean
extract_bytes (Reading     *self,
               const char  *path,
               gint64       size,
               GError     **error)
{
  g_autofree char *buffer = g_malloc (COPY_BYTES);
  /* Never over what is there: no member may have the name of another one. */
  FILE *output = g_fopen (path, "wbxe");
  gboolean written = output != NULL;
  gint64 left = size;

  while (written && left > 0)
    {
      gsize n = (gsize) MIN (left, COPY_BYTES);

      if (!read_exactly (self, buffer, n, error))
        break;
      written = fwrite (buffer, 1, n, output) == n;
      left -= (gint64) n;
    }
  if (output != NULL && fclose (output) != 0)
    written = FALSE;
  if (!written && (error == NULL || *error == NULL))
    g_set_error (error, WEIR_ARCHIVE_ERROR, WEIR_ARCHIVE_ERROR_WRITE, _("%s cannot be written: %s"), path, g_strerror (errno));

  return written && left == 0 && skip_padding (self, size, error);
}

static gboolean
extract_member (Reading     *self,
                const char  *name,
                gint64       size,
                GError     **error)
{
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;

  if (!is_safe (name))
    return refuse (self, _("it has a file that would lie outside"), error);

  path = g_build_filename (self->folder, name, NULL);
  folder = g_path_get_dirname (path);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, WEIR_ARCHIVE_ERROR, WEIR_ARCHIVE_ERROR_WRITE, _("%s cannot be written: %s"), folder, g_strerror (errno));
      return FALSE;
    }

  return extract_bytes (self, path, size, error);
}

static gboolean
is_end (const Header *header)
{
  for (gsize i = 0; i < sizeof *header; i++)
    if (((const char *) header)[i] != '\0')
      return FALSE;

  return TRUE;
}

static gboolean
read_member (Reading       *self,
             const Header  *header,
             GError       **error)
{
  g_autofree char *name = self->long_name != NULL ? g_steal_pointer (&self->long_name) : g_strndup (header->name, NAME_BYTES);
  gint64 size, sum;

  if (memcmp (header->magic, "ustar", 5) != 0 || !parse_octal (header->checksum, sizeof header->checksum, &sum) ||
      sum != sum_of (header) || !parse_octal (header->size, sizeof header->size, &size))
    return refuse (self, _("it is no session, or a damaged one"), error);

  if (header->type == 'L')
    return read_long_name (self, size, error);
  if (header->type != '0' && header->type != '\0')
    return refuse (self, _("it has something that is no file"), error);

  return extract_member (self, name, size, error);
}

/* A pipe of this name is refused, not waited for. */
static FILE *
open_archive (const char  *path,
              GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  int descriptor = weir_bounded_file_open (path, TRUE, &local_error);
  FILE *input;

  if (descriptor < 0)
    {
      g_set_error_literal (error, WEIR_ARCHIVE_ERROR, WEIR_ARCHIVE_ERROR_READ, local_error->message);
      return NULL;
    }

  input = fdopen (descriptor, "rb");
  if (input == NULL)
    {
      g_set_error (error, WEIR_ARCHIVE_ERROR, WEIR_ARCHIVE_ERROR_READ, _("%s cannot be read: %s"), path, g_strerror (errno));
      close (descriptor);
    }

  return input;
}

/**
 * weir_archive_extract:
 * @path: (type filename): an archive, of anyone
 * @folder: (type filename): an empty folder
 * @error: return location of a %WEIR_ARCHIVE_ERROR
 *
 * Writes its members into @folder, and nothing anywhere else. Blocks.
 *
 * Returns: whether all of them are there
 */
gboolean
weir_archive_extract (const char  *path,
                      const char  *folder,
                      GError     **error)
{
  Reading reading = { NULL, path, folder, NULL };
  gboolean done = FALSE;
  Header header;

  reading.input = open_archive (path, error);
  if (reading.input == NULL)
    return FALSE;

  while (read_exactly (&reading, (char *) &header, sizeof header, error))
    {
      done = is_end (&header);
      if (done || !read_member (&reading, &header, error))
        break;
    }
  fclose (reading.input);
  g_free (reading.long_name);

  return done;
}
