#include "config.h"

#include "data/base/weir-leftover.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Behind the number of the process; g_mkstemp() and g_mkdtemp() fill it. */
#define RANDOM "XXXXXX"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
/* Names that this process holds; nullable. The mutex guards it. */
static GPtrArray *held = NULL;

/**
 * weir_leftover_dup_template:
 * @folder: where
 * @prefix: what the name begins with
 *
 * Returns: (transfer full): a template for g_mkstemp() or g_mkdtemp()
 */
char *
weir_leftover_dup_template (const char *folder,
                            const char *prefix)
{
  g_autofree char *name = g_strdup_printf ("%s%d-" RANDOM, prefix, (int) getpid ());

  return g_build_filename (folder, name, NULL);
}

static gboolean
weir_leftover_is_name (const char *name,
                       const char *prefix)
{
  gsize n_digits;

  if (!g_str_has_prefix (name, prefix))
    return FALSE;

  name += strlen (prefix);
  n_digits = strspn (name, "0123456789");
  if (n_digits == 0 || name[n_digits] != '-' || strlen (name + n_digits + 1) != strlen (RANDOM))
    return FALSE;

  for (name += n_digits + 1; *name != '\0'; name++)
    if (!g_ascii_isalnum (*name))
      return FALSE;

  return TRUE;
}

/* Another run may have removed it between our opening it and our locking it. */
static gboolean
weir_leftover_is_there (const struct stat *opened,
                        const char        *path)
{
  struct stat named;

  return lstat (path, &named) == 0 && named.st_dev == opened->st_dev && named.st_ino == opened->st_ino;
}

/**
 * weir_leftover_hold:
 * @fd: a file or folder just made
 * @path: its name
 *
 * Locks it, until the last copy of @fd is closed, against
 * weir_leftover_collect() of other runs. A file system without locks is fine:
 * files are not collected there.
 *
 * Returns: %FALSE if another run was quicker and removes it; make another one
 */
gboolean
weir_leftover_hold (int         fd,
                    const char *path)
{
  struct stat status;
  gboolean locked = flock (fd, LOCK_EX | LOCK_NB) == 0;

  if (locked ? fstat (fd, &status) != 0 || !weir_leftover_is_there (&status, path) : errno == EWOULDBLOCK)
    return FALSE;

  pthread_mutex_lock (&mutex);
  if (held == NULL)
    held = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (held, g_strdup (path));
  pthread_mutex_unlock (&mutex);

  return TRUE;
}

/**
 * weir_leftover_release:
 * @path: what weir_leftover_hold() was given
 *
 * It has been renamed or removed, or is about to be. Any thread.
 */
void
weir_leftover_release (const char *path)
{
  guint index;

  pthread_mutex_lock (&mutex);
  if (held != NULL && g_ptr_array_find_with_equal_func (held, path, g_str_equal, &index))
    g_ptr_array_remove_index_fast (held, index);
  pthread_mutex_unlock (&mutex);
}

/**
 * weir_leftover_remove_held:
 *
 * Removes all that is held, for a process that ends at once, whatever its other
 * threads do. Any thread.
 */
void
weir_leftover_remove_held (void)
{
  pthread_mutex_lock (&mutex);
  for (guint i = 0; held != NULL && i < held->len; i++)
    {
      const char *path = g_ptr_array_index (held, i);

      if (g_unlink (path) != 0)
        weir_leftover_drop_folder (path);
    }
  pthread_mutex_unlock (&mutex);
}

/**
 * weir_leftover_drop_folder:
 * @path: a folder of ours
 *
 * Removes it and what is in it; a link to somewhere else goes, what it leads to stays.
 */
void
weir_leftover_drop_folder (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      GStatBuf info;

      if (g_lstat (file, &info) == 0 && S_ISDIR (info.st_mode))
        weir_leftover_drop_folder (file);
      else
        g_unlink (file);
    }

  g_rmdir (path);
}

static gboolean
weir_leftover_remove (const char *path)
{
  /* Nothing blocks here, and no link is followed, whatever has the name. */
  int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat status;
  gboolean removed;

  if (fd < 0)
    return FALSE;

  removed = fstat (fd, &status) == 0 && (S_ISREG (status.st_mode) || S_ISDIR (status.st_mode)) &&
            (status.st_uid == geteuid () || geteuid () == 0) && flock (fd, LOCK_EX | LOCK_NB) == 0 &&
            weir_leftover_is_there (&status, path);
  if (removed && S_ISDIR (status.st_mode))
    weir_leftover_drop_folder (path);
  else if (removed)
    removed = g_unlink (path) == 0;
  close (fd);

  return removed;
}

/**
 * weir_leftover_collect:
 * @folder: where
 * @prefix: what their names begin with
 *
 * Removes what ended runs left in @folder; what a living run uses,
 * what belongs to another user and what merely has a similar name stays.
 *
 * Returns: how many were removed
 */
guint
weir_leftover_collect (const char *folder,
                       const char *prefix)
{
  g_autoptr(GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_removed = 0;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = NULL;

      if (!weir_leftover_is_name (name, prefix))
        continue;
      path = g_build_filename (folder, name, NULL);
      n_removed += weir_leftover_remove (path);
    }

  return n_removed;
}
