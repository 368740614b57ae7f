#include "config.h"

#include "data/base/weir-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

/* There is no event for the reader of a FIFO: it is tried this often. */
#define READER_LOOK_MSEC 50

struct _WeirWriter
{
  char         *name;
  int           fd;
  gboolean      owned;         /* the descriptor */
  gboolean      may_block;
  GCancellable *cancellable;   /* owned, nullable */
  GPollFD       cancelled;     /* of it; fd -1: none */
  guint         period_msec;   /* between two calls of waiting */
  WeirWriterWaitingFunc waiting; /* nullable */
  gpointer      waiting_data;
};

/* A regular file and a disk always take what they are given. */
static gboolean
weir_writer_may_block (int fd)
{
  struct stat status;

  return fstat (fd, &status) != 0 || !(S_ISREG (status.st_mode) || S_ISBLK (status.st_mode));
}

/**
 * weir_writer_new:
 * @fd: a descriptor open for writing, which stays the caller's
 * @name: what errors call it
 * @cancellable: (nullable): ends a wait for the reader
 *
 * Returns: (transfer full): a writer
 */
WeirWriter *
weir_writer_new (int           fd,
                 const char   *name,
                 GCancellable *cancellable)
{
  WeirWriter *self = g_new0 (WeirWriter, 1);

  self->fd = fd;
  self->name = g_strdup (name);
  self->may_block = weir_writer_may_block (fd);
  self->cancelled.fd = -1;
  if (cancellable != NULL)
    {
      self->cancellable = g_object_ref (cancellable);
      /* Without a descriptor for it, a wait ends only when the reader reads. */
      if (!g_cancellable_make_pollfd (cancellable, &self->cancelled))
        self->cancelled.fd = -1;
    }

  return self;
}

static void
weir_writer_set_error (const char  *name,
                       int          number,
                       GError     **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number), _("%s cannot be written: %s"), name, g_strerror (number));
}

/**
 * weir_writer_open:
 * @path: a FIFO or a device
 * @cancellable: (nullable): ends a wait for the reader
 * @error: return location of a %G_IO_ERROR
 *
 * Waits until a FIFO has a reader. A regular file is appended to.
 *
 * Returns: (transfer full): a writer, or %NULL with @error set
 */
WeirWriter *
weir_writer_open (const char    *path,
                  GCancellable  *cancellable,
                  GError       **error)
{
  WeirWriter *self;
  int fd;

  /* Without a reader, only a descriptor that does not block tells so. */
  while ((fd = open (path, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)) < 0 && (errno == ENXIO || errno == EINTR))
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      g_usleep (READER_LOOK_MSEC * G_TIME_SPAN_MILLISECOND);
    }

  if (fd < 0)
    {
      weir_writer_set_error (path, errno, error);
      return NULL;
    }

  self = weir_writer_new (fd, path, cancellable);
  self->owned = TRUE;

  return self;
}

/**
 * weir_writer_set_waiting_func:
 * @self: a writer
 * @period_msec: between two calls
 * @func: (nullable) (scope notified): what is called while the reader does not read
 * @user_data: for @func
 *
 * For what must not rest as long as the reader does.
 */
void
weir_writer_set_waiting_func (WeirWriter            *self,
                              guint                  period_msec,
                              WeirWriterWaitingFunc  func,
                              gpointer               user_data)
{
  self->period_msec = period_msec;
  self->waiting = func;
  self->waiting_data = user_data;
}

/* What can be written at once still is after a cancellation: the rows before it. */
static gboolean
weir_writer_await (WeirWriter  *self,
                   GError     **error)
{
  struct pollfd fds[] = {
    { .fd = self->fd, .events = POLLOUT },
    { .fd = self->cancelled.fd, .events = POLLIN },
  };

  int n;

  while ((n = poll (fds, G_N_ELEMENTS (fds), self->waiting != NULL ? (int) self->period_msec : -1)) <= 0)
    {
      if (n == 0)
        self->waiting (self->waiting_data);
      else if (errno != EINTR)
        {
          weir_writer_set_error (self->name, errno, error);
          return FALSE;
        }
    }

  return fds[0].revents != 0 || !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

/**
 * weir_writer_init:
 *
 * Has a write fail whose reader is gone, or whose file would pass a limit of the
 * process. Without it the system ends the program. Before anything is written.
 */
void
weir_writer_init (void)
{
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);
}

/**
 * weir_writer_write:
 * @self: a writer
 * @bytes: (array length=length): what to write
 * @length: how many bytes
 * @error: return location of a %G_IO_ERROR: %G_IO_ERROR_CANCELLED when the
 *   reader did not read and the wait was cancelled, %G_IO_ERROR_BROKEN_PIPE when
 *   it is gone (see weir_writer_init())
 *
 * Returns: %TRUE when all of it was written
 */
gboolean
weir_writer_write (WeirWriter  *self,
                   const char  *bytes,
                   gsize        length,
                   GError     **error)
{
  while (length > 0)
    {
      gssize n;

      if (self->may_block && !weir_writer_await (self, error))
        return FALSE;

      /* What poll() finds writable takes so much without blocking. */
      n = write (self->fd, bytes, self->may_block ? MIN (length, PIPE_BUF) : length);
      if (n < 0 && errno != EINTR && errno != EAGAIN)
        {
          weir_writer_set_error (self->name, errno, error);
          return FALSE;
        }

      bytes += MAX (n, 0);
      length -= MAX (n, 0);
    }

  return TRUE;
}

/**
 * weir_writer_free:
 * @self: (transfer full) (nullable): a writer
 *
 * Closes what it opened.
 */
void
weir_writer_free (WeirWriter *self)
{
  if (self == NULL)
    return;

  if (self->cancelled.fd >= 0)
    g_cancellable_release_fd (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->owned)
    close (self->fd);
  g_free (self->name);
  g_free (self);
}
