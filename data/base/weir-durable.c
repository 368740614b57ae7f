#include "config.h"

#include "data/base/weir-durable.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
weir_durable_fail (const char  *path,
                   int          code,
                   GError     **error)
{
  /* A quota that is used up is a full disk too. */
  g_set_error (error, G_FILE_ERROR, code == EDQUOT ? G_FILE_ERROR_NOSPC : g_file_error_from_errno (code),
               _("%s cannot be written: %s"), path, g_strerror (code));

  return FALSE;
}

/**
 * weir_durable_sync:
 * @path: (type filename): a file or folder
 * @error: return location of a #GFileError
 *
 * Waits until the disk has what was written to a file, or the names of a folder.
 *
 * Returns: whether it has
 */
gboolean
weir_durable_sync (const char  *path,
                   GError     **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  int code = 0;

  if (fd < 0)
    return weir_durable_fail (path, errno, error);

  /* Some file systems cannot sync a folder: they write names at once. */
  if (fsync (fd) != 0 && errno != EINVAL)
    code = errno;
  if (close (fd) != 0 && code == 0)
    code = errno;

  return code == 0 || weir_durable_fail (path, code, error);
}

static gboolean
weir_durable_sync_above (const char  *path,
                         GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return weir_durable_sync (folder, error);
}

/**
 * weir_durable_make_folder:
 * @path: (type filename): a folder whose own folder is there
 * @error: return location of a #GFileError
 *
 * Makes a folder unless it is there. A link in its place is refused: what is
 * written would lie elsewhere than its name says.
 *
 * Returns: whether it is there
 */
gboolean
weir_durable_make_folder (const char  *path,
                          GError     **error)
{
  struct stat status;

  if (g_mkdir (path, 0777) == 0)
    return weir_durable_sync_above (path, error);
  if (errno != EEXIST)
    return weir_durable_fail (path, errno, error);

  return (lstat (path, &status) == 0 && S_ISDIR (status.st_mode)) || weir_durable_fail (path, ENOTDIR, error);
}

/**
 * weir_durable_rename:
 * @from: (type filename): a file that the disk has
 * @to: (type filename): its new name, in the same file system
 * @error: return location of a #GFileError
 *
 * Renames, and waits until the disk has the name. What has the name already is
 * not replaced: that is an error.
 *
 * Returns: whether it has the new name
 */
gboolean
weir_durable_rename (const char  *from,
                     const char  *to,
                     GError     **error)
{
  struct stat status;

  if (lstat (to, &status) == 0)
    return weir_durable_fail (to, EEXIST, error);
  if (g_rename (from, to) != 0)
    return weir_durable_fail (to, errno, error);

  return weir_durable_sync_above (to, error);
}

/**
 * weir_durable_remove:
 * @path: (type filename): a file
 * @error: return location of a #GFileError
 *
 * Removes a file, and waits until the disk knows.
 *
 * Returns: whether it is gone
 */
gboolean
weir_durable_remove (const char  *path,
                     GError     **error)
{
  if (g_unlink (path) != 0 && errno != ENOENT)
    return weir_durable_fail (path, errno, error);

  return weir_durable_sync_above (path, error);
}

/**
 * weir_durable_is_full:
 * @error: why something could not be written
 *
 * Returns: whether there is no room on the disk: it may be tried again later
 */
gboolean
weir_durable_is_full (const GError *error)
{
  return g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
}
