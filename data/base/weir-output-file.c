#include "config.h"

#include "data/base/weir-output-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/weir-gzip.h"
#include "data/base/weir-leftover.h"

/* As many as Linux follows. */
#define LINKS_MAX     40
/* A name may have 255 bytes, and the temporary one is longer by what it adds. */
#define BASE_MAX      200
#define ATTEMPTS_MAX  100
#define ENDING        ".gz"

struct _WeirOutputFile
{
  char     *path;       /* as it was named, for messages */
  char     *target;     /* what is replaced: links followed; NULL: written to directly */
  char     *temporary;  /* beside target; NULL once it is renamed or removed, and when written to directly */
  int       fd;         /* -1 once closed */
  int       lock_fd;    /* a copy of fd: keeps the lock until the name is settled; -1 */
  WeirGzip *gzip;       /* nullable */
  GString  *packed;     /* nullable */
};

G_DEFINE_QUARK (weir_output_file_error_quark, weir_output_file_error)

static gboolean
weir_output_file_fail (GError    **error,
                       const char *path,
                       int         code)
{
  g_set_error (error, WEIR_OUTPUT_FILE_ERROR, WEIR_OUTPUT_FILE_ERROR_FAILED,
               _("%s cannot be written: %s"), path, g_strerror (code));

  return FALSE;
}

static gboolean
weir_output_file_refuse (GError    **error,
                         const char *path,
                         const char *reason)
{
  g_set_error (error, WEIR_OUTPUT_FILE_ERROR, WEIR_OUTPUT_FILE_ERROR_REFUSED,
               _("%s cannot be written: %s; choose another name"), path, reason);

  return FALSE;
}

/* The name that a file would get that is not there yet: that of a link's target if @path is a link that leads nowhere. */
static char *
weir_output_file_resolve_new (const char *path)
{
  g_autofree char *at = g_strdup (path);
  g_autofree char *folder = NULL;
  g_autofree char *base = NULL;
  char *real;
  char *resolved;
  char *link;

  for (guint i = 0; i < LINKS_MAX && (link = g_file_read_link (at, NULL)) != NULL; i++)
    {
      g_autofree char *beside = g_path_get_dirname (at);

      g_free (at);
      at = g_path_is_absolute (link) ? g_strdup (link) : g_build_filename (beside, link, NULL);
      g_free (link);
    }

  folder = g_path_get_dirname (at);
  base = g_path_get_basename (at);
  real = realpath (folder, NULL);
  resolved = real != NULL ? g_build_filename (real, base, NULL) : NULL;
  free (real);

  return resolved;
}

/* With links followed, so that what is replaced is a file and never the link to it; NULL with errno set. */
static char *
weir_output_file_resolve (const char *path)
{
  char *real = realpath (path, NULL);
  char *resolved;

  if (real == NULL)
    return errno == ENOENT ? weir_output_file_resolve_new (path) : NULL;

  resolved = g_strdup (real);
  free (real);

  return resolved;
}

/* A pipe, a terminal, /dev/null: what has no end to wait for and no old content to keep. */
static gboolean
weir_output_file_open_direct (WeirOutputFile *self,
                              mode_t          mode,
                              GError        **error)
{
  if (!S_ISCHR (mode) && !S_ISFIFO (mode))
    return weir_output_file_refuse (error, self->path, S_ISDIR (mode) ? g_strerror (EISDIR) : _("it is no regular file"));

  /* Without O_NONBLOCK, opening a FIFO without a reader would block here. */
  self->fd = open (self->path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (self->fd < 0 && errno == ENXIO)
    return weir_output_file_refuse (error, self->path, _("it has no reader; start its reader first"));
  if (self->fd < 0 || fcntl (self->fd, F_SETFL, 0) != 0)
    return weir_output_file_fail (error, self->path, errno);

  return TRUE;
}

/* As the file that is replaced: a private file stays private, and never was open to more people meanwhile. */
static gboolean
weir_output_file_take_over (WeirOutputFile    *self,
                            const struct stat *old,
                            GError           **error)
{
  struct stat status;

  if (fstat (self->fd, &status) != 0)
    return weir_output_file_fail (error, self->path, errno);

  if ((status.st_uid != old->st_uid || status.st_gid != old->st_gid) &&
      fchown (self->fd, old->st_uid, old->st_gid) != 0)
    return weir_output_file_refuse (error, self->path, _("its owner or its group would change"));

  return fchmod (self->fd, old->st_mode & 07777) == 0 || weir_output_file_fail (error, self->path, errno);
}

/* Made, and locked before another run could take it for a leftover. */
static gboolean
weir_output_file_make_temporary (WeirOutputFile *self,
                                 int             mode,
                                 GError        **error)
{
  g_autofree char *folder = g_path_get_dirname (self->target);
  g_autofree char *base = g_path_get_basename (self->target);
  g_autofree char *prefix = g_strdup_printf (".%.*s.weir-", BASE_MAX, base);

  weir_leftover_collect (folder, prefix);
  for (guint i = 0; i < ATTEMPTS_MAX; i++)
    {
      g_autofree char *path = weir_leftover_dup_template (folder, prefix);
      int fd = g_mkstemp_full (path, O_WRONLY | O_CLOEXEC, mode);

      if (fd < 0)
        return weir_output_file_fail (error, self->path, errno);

      if (weir_leftover_hold (fd, path))
        {
          self->temporary = g_steal_pointer (&path);
          self->fd = fd;
          break;
        }
      close (fd);
    }

  if (self->fd >= 0)
    self->lock_fd = fcntl (self->fd, F_DUPFD_CLOEXEC, 0);

  return self->lock_fd >= 0 || weir_output_file_fail (error, self->path, self->fd >= 0 ? errno : EAGAIN);
}

/* It has its own name, or is gone. */
static void
weir_output_file_release (WeirOutputFile *self)
{
  if (self->temporary != NULL)
    weir_leftover_release (self->temporary);
  g_clear_pointer (&self->temporary, g_free);
}

static gboolean
weir_output_file_open (WeirOutputFile *self,
                       GError        **error)
{
  struct stat old;
  gboolean is_there = stat (self->path, &old) == 0;

  if (!is_there && errno != ENOENT)
    return weir_output_file_fail (error, self->path, errno);

  if (is_there && !S_ISREG (old.st_mode))
    return weir_output_file_open_direct (self, old.st_mode, error);

  if (g_str_has_suffix (self->path, G_DIR_SEPARATOR_S) || *self->path == '\0')
    return weir_output_file_refuse (error, self->path, g_strerror (*self->path != '\0' ? EISDIR : ENOENT));

  /* A rename asks the folder alone; whoever write-protects a file means the file. */
  if (is_there && access (self->path, W_OK) != 0)
    return weir_output_file_fail (error, self->path, errno);

  self->target = weir_output_file_resolve (self->path);
  if (self->target == NULL)
    return weir_output_file_fail (error, self->path, errno);

  return weir_output_file_make_temporary (self, is_there ? 0600 : 0666, error) &&
         (!is_there || weir_output_file_take_over (self, &old, error));
}

/**
 * weir_output_file_is_gzip:
 * @path: (type filename): a file's name
 *
 * Returns: whether the name says that the file is compressed
 */
gboolean
weir_output_file_is_gzip (const char *path)
{
  gsize length;

  g_return_val_if_fail (path != NULL, FALSE);

  length = strlen (path);

  return length > strlen (ENDING) && g_ascii_strcasecmp (path + length - strlen (ENDING), ENDING) == 0;
}

/**
 * weir_output_file_new:
 * @path: (type filename): the file's name
 * @gzip: whether to compress what is written
 * @error: return location
 *
 * Begins a file. What has the name already is untouched until
 * weir_output_file_finish(), unless it is a device or a FIFO.
 *
 * Returns: (transfer full) (nullable): the file, or %NULL and a
 *   %WEIR_OUTPUT_FILE_ERROR
 */
WeirOutputFile *
weir_output_file_new (const char *path,
                      gboolean    gzip,
                      GError    **error)
{
  g_autoptr(WeirOutputFile) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_new0 (WeirOutputFile, 1);
  self->path = g_strdup (path);
  self->fd = self->lock_fd = -1;
  if (!weir_output_file_open (self, error))
    return NULL;

  if (gzip)
    {
      self->gzip = weir_gzip_new ();
      self->packed = g_string_new (NULL);
    }

  return g_steal_pointer (&self);
}

/**
 * weir_output_file_is_direct:
 * @self: a file
 *
 * Returns: whether it is a device or a FIFO: nothing can be sought in it, and
 *   what was written cannot be taken back
 */
gboolean
weir_output_file_is_direct (WeirOutputFile *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->target == NULL;
}

/**
 * weir_output_file_get_path:
 * @self: a file that is not direct, and not finished
 *
 * For whoever can write only into a file that it opens itself.
 *
 * Returns: (transfer none): the name of the temporary file
 */
const char *
weir_output_file_get_path (WeirOutputFile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->temporary;
}

static gboolean
weir_output_file_write_all (WeirOutputFile *self,
                            const char     *bytes,
                            gsize           length,
                            GError        **error)
{
  while (length > 0)
    {
      gssize n = write (self->fd, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return weir_output_file_fail (error, self->path, errno);

      bytes += n;
      length -= n;
    }

  return TRUE;
}

static gboolean
weir_output_file_add (WeirOutputFile *self,
                      const char     *bytes,
                      gsize           length,
                      gboolean        last,
                      GError        **error)
{
  if (self->gzip == NULL)
    return weir_output_file_write_all (self, bytes, length, error);

  weir_gzip_add (self->gzip, bytes, length, last, self->packed);
  if (!weir_output_file_write_all (self, self->packed->str, self->packed->len, error))
    return FALSE;
  g_string_truncate (self->packed, 0);

  return TRUE;
}

/**
 * weir_output_file_write:
 * @self: a file
 * @bytes: what comes next
 * @length: how many
 * @error: return location
 *
 * Blocks until the system has taken them. After an error the file is good only
 * for weir_output_file_free().
 *
 * Returns: %TRUE, or %FALSE and %WEIR_OUTPUT_FILE_ERROR_FAILED
 */
gboolean
weir_output_file_write (WeirOutputFile *self,
                        const char     *bytes,
                        gsize           length,
                        GError        **error)
{
  g_return_val_if_fail (self != NULL && self->fd >= 0, FALSE);

  return weir_output_file_add (self, bytes, length, FALSE, error);
}

static gboolean
weir_output_file_close (WeirOutputFile *self,
                        GError        **error)
{
  int fd = self->fd;

  self->fd = -1;

  return close (fd) == 0 || weir_output_file_fail (error, self->path, errno);
}

/* What cannot be synced keeps its names without it. */
static gboolean
weir_output_file_sync_folder (WeirOutputFile *self,
                              int             folder_fd,
                              GError        **error)
{
  if (fsync (folder_fd) == 0 || errno == EINVAL || errno == ENOTSUP)
    return TRUE;

  g_set_error (error, WEIR_OUTPUT_FILE_ERROR, WEIR_OUTPUT_FILE_ERROR_UNCERTAIN,
               _("%s is written, but the disk did not confirm its name: %s; look whether it is still there after a restart"),
               self->path, g_strerror (errno));

  return FALSE;
}

/* The folder is opened first: what fails behind the rename cannot be undone. */
static gboolean
weir_output_file_publish (WeirOutputFile *self,
                          GError        **error)
{
  g_autofree char *folder = g_path_get_dirname (self->target);
  int folder_fd;
  gboolean done;

  if (fsync (self->fd) != 0)
    return weir_output_file_fail (error, self->path, errno);
  if (!weir_output_file_close (self, error))
    return FALSE;

  folder_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_fd < 0)
    return weir_output_file_fail (error, self->path, errno);

  done = g_rename (self->temporary, self->target) == 0;
  if (!done)
    weir_output_file_fail (error, self->path, errno);
  else
    weir_output_file_release (self);
  done = done && weir_output_file_sync_folder (self, folder_fd, error);
  close (folder_fd);

  return done;
}

/* Nothing is lost with what these cannot close: the file was given up, or is closed already but for its lock. */
static void
weir_output_file_discard (WeirOutputFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  weir_output_file_release (self);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  self->fd = self->lock_fd = -1;
}

/**
 * weir_output_file_finish:
 * @self: a file
 * @error: return location
 *
 * Waits until the disk has the file and gives it its name in one step. Where
 * this fails, what had the name before has it still and nothing of the new file
 * is left, but for %WEIR_OUTPUT_FILE_ERROR_UNCERTAIN.
 *
 * Returns: %TRUE, or %FALSE and a %WEIR_OUTPUT_FILE_ERROR
 */
gboolean
weir_output_file_finish (WeirOutputFile *self,
                         GError        **error)
{
  gboolean done;

  g_return_val_if_fail (self != NULL && self->fd >= 0, FALSE);

  done = weir_output_file_add (self, NULL, 0, TRUE, error);
  if (done)
    done = self->target != NULL ? weir_output_file_publish (self, error) : weir_output_file_close (self, error);
  weir_output_file_discard (self);

  return done;
}

/**
 * weir_output_file_free:
 * @self: (nullable): a file
 *
 * Frees @self. One that was not finished leaves nothing behind.
 */
void
weir_output_file_free (WeirOutputFile *self)
{
  if (self == NULL)
    return;

  weir_output_file_discard (self);
  g_clear_pointer (&self->gzip, weir_gzip_free);
  if (self->packed != NULL)
    g_string_free (self->packed, TRUE);
  g_free (self->target);
  g_free (self->path);
  g_free (self);
}

/**
 * weir_output_file_save:
 * @path: (type filename): the file's name
 * @bytes: all that it is to have
 * @length: how many
 * @error: return location
 *
 * Writes a whole file. Blocks until the disk has it.
 *
 * Returns: %TRUE, or %FALSE and a %WEIR_OUTPUT_FILE_ERROR
 */
gboolean
weir_output_file_save (const char *path,
                       const char *bytes,
                       gsize       length,
                       GError    **error)
{
  g_autoptr(WeirOutputFile) self = weir_output_file_new (path, FALSE, error);

  return self != NULL && weir_output_file_write (self, bytes, length, error) && weir_output_file_finish (self, error);
}

static gboolean
weir_output_file_are_same (const char *left,
                           const char *right)
{
  struct stat left_status;
  struct stat right_status;
  gboolean left_is_there = stat (left, &left_status) == 0;
  gboolean right_is_there = stat (right, &right_status) == 0;
  g_autofree char *left_target = NULL;
  g_autofree char *right_target = NULL;

  /* Two outputs may well go to /dev/null; two into one FIFO would be mixed. */
  if (left_is_there && right_is_there)
    return left_status.st_dev == right_status.st_dev && left_status.st_ino == right_status.st_ino &&
           !S_ISCHR (left_status.st_mode);

  left_target = weir_output_file_resolve (left);
  right_target = weir_output_file_resolve (right);

  return left_target != NULL && g_strcmp0 (left_target, right_target) == 0;
}

/**
 * weir_output_file_check_apart:
 * @paths: (array length=n_paths) (element-type filename): names of outputs, %NULL for one that is not wanted
 * @n_paths: how many
 * @error: return location
 *
 * Sees that no two outputs are one file, by whatever spelling, link or second
 * name: the one that is finished last would replace the other.
 *
 * Returns: %TRUE, or %FALSE and %WEIR_OUTPUT_FILE_ERROR_SAME
 */
gboolean
weir_output_file_check_apart (const char * const *paths,
                              guint               n_paths,
                              GError            **error)
{
  for (guint i = 0; i < n_paths; i++)
    for (guint j = i + 1; j < n_paths; j++)
      if (paths[i] != NULL && paths[j] != NULL && weir_output_file_are_same (paths[i], paths[j]))
        {
          g_set_error (error, WEIR_OUTPUT_FILE_ERROR, WEIR_OUTPUT_FILE_ERROR_SAME,
                       _("%s and %s are one file; give each output a name of its own"), paths[i], paths[j]);
          return FALSE;
        }

  return TRUE;
}
