#include "config.h"

#include "data/base/weir-bounded-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE_BYTES 65536

static void
set_errno (GError    **error,
           const char *path)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               /* Translators: a file's name, and the system's reason */
               _("“%s” cannot be read: %s"), path, g_strerror (code));
}

/* A pipe is what a shell makes of <(command): wanted for passwords, and never for a document. */
static gboolean
check_kind (int          descriptor,
            const char  *path,
            gboolean     regular_only,
            GError     **error)
{
  struct stat status;

  if (fstat (descriptor, &status) != 0)
    {
      set_errno (error, path);
      return FALSE;
    }
  if (S_ISREG (status.st_mode) || (!regular_only && S_ISFIFO (status.st_mode)))
    return TRUE;

  g_set_error (error, G_FILE_ERROR, S_ISDIR (status.st_mode) ? G_FILE_ERROR_ISDIR : G_FILE_ERROR_INVAL,
               _("“%s” cannot be read: it is no regular file; name one"), path);
  return FALSE;
}

static gboolean
read_all (int          descriptor,
          const char  *path,
          gsize        max_bytes,
          GString     *text,
          GError     **error)
{
  for (;;)
    {
      gsize before = text->len;
      gssize n;

      g_string_set_size (text, before + PIECE_BYTES);
      n = read (descriptor, text->str + before, PIECE_BYTES);
      if (n < 0 && errno != EINTR)
        {
          set_errno (error, path);
          return FALSE;
        }

      g_string_set_size (text, before + (gsize) MAX (n, 0));
      if (n == 0)
        return TRUE;
      if (text->len > max_bytes)
        {
          g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                       /* Translators: a file's name, and a number of bytes */
                       _("“%s” cannot be read: it has more than %" PRIu64 " bytes, the most such a file may have"),
                       path, (guint64) max_bytes);
          return FALSE;
        }
    }
}

/**
 * weir_bounded_file_open:
 * @path: a file
 * @regular_only: refuse everything but a regular file; else a pipe is opened too
 * @error: return location of a #GFileError; its message names @path
 *
 * Opens a file for reading. With @regular_only it does not wait, whatever it is.
 * Any thread.
 *
 * Returns: its descriptor, -1 with @error set
 */
int
weir_bounded_file_open (const char  *path,
                        gboolean     regular_only,
                        GError     **error)
{
  /* Without O_NONBLOCK the opening of a FIFO would wait for its writer. */
  int descriptor = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (regular_only ? O_NONBLOCK : 0));

  if (descriptor < 0)
    {
      set_errno (error, path);
      return -1;
    }
  if (check_kind (descriptor, path, regular_only, error))
    return descriptor;

  close (descriptor);
  return -1;
}

/**
 * weir_bounded_file_read:
 * @path: a file
 * @max_bytes: the most it may have
 * @regular_only: refuse everything but a regular file; else a pipe is read too
 * @length: (out) (optional): how many bytes it has
 * @error: return location of a #GFileError; its message names @path
 *
 * Reads a whole file that a person wrote. A device, which may never end, is
 * refused. Any thread; blocks while it reads.
 *
 * Returns: (transfer full) (nullable): the bytes and a NUL behind them
 */
char *
weir_bounded_file_read (const char  *path,
                        gsize        max_bytes,
                        gboolean     regular_only,
                        gsize       *length,
                        GError     **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  int descriptor;
  gboolean ok;

  g_return_val_if_fail (path != NULL, NULL);

  descriptor = weir_bounded_file_open (path, regular_only, error);
  if (descriptor < 0)
    return NULL;

  ok = read_all (descriptor, path, max_bytes, text, error);
  close (descriptor);
  if (!ok)
    return NULL;

  if (length != NULL)
    *length = text->len;

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * weir_bounded_file_skip_mark:
 * @text: what stands in a file
 * @length: (inout): its bytes
 *
 * Editors of Windows put a byte order mark before UTF-8. Any thread.
 *
 * Returns: (transfer none): @text, behind such a mark
 */
const char *
weir_bounded_file_skip_mark (const char *text,
                             gsize      *length)
{
  g_return_val_if_fail (text != NULL && length != NULL, text);

  if (*length < 3 || memcmp (text, "\xef\xbb\xbf", 3) != 0)
    return text;

  *length -= 3;
  return text + 3;
}
