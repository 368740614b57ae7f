/*
 * Preloaded into a program: lets its system calls on the files of one folder
 * fail, as a full or a broken disk would.
 *
 *   WEIR_FAIL_FOLDER  the folder
 *   WEIR_FAIL_CALL    open, write, fsync, rename or close; any: whichever of them
 *   WEIR_FAIL_FIRST   the first of these calls that fails, from 1 on; 0: none
 *   WEIR_FAIL_LAST    the last one
 *   WEIR_FAIL_KILL    set: the program is killed there, before the call
 *   WEIR_FAIL_UNTIL   a file: nothing fails any more once it is there
 *   WEIR_FAIL_LOG     a file that gets a line for each call that was made
 *
 * Built without _FILE_OFFSET_BITS, so that open and open64 are two functions.
 */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define FDS_MAX 4096

static bool is_meant[FDS_MAX];
static int n_calls;

#define REAL(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

static long
get_number (const char *name)
{
  const char *text = getenv (name);

  return text != NULL ? atol (text) : 0;
}

static void
note (const char *call)
{
  const char *path = getenv ("WEIR_FAIL_LOG");
  int fd = path != NULL ? REAL (open64) (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
  char line[16];
  int length = snprintf (line, sizeof line, "%s\n", call);

  if (fd < 0)
    return;
  if (REAL (write) (fd, line, (size_t) length) < 0)
    abort ();
  (void) REAL (close) (fd);
}

/* Whether this one is to fail; errno says how. */
static bool
fails (const char *call,
       int         code)
{
  const char *wanted = getenv ("WEIR_FAIL_CALL");
  const char *until = getenv ("WEIR_FAIL_UNTIL");
  int n;

  note (call);

  if (wanted == NULL || (strcmp (wanted, call) != 0 && strcmp (wanted, "any") != 0))
    return false;
  if (until != NULL && access (until, F_OK) == 0)
    return false;

  n = __atomic_add_fetch (&n_calls, 1, __ATOMIC_SEQ_CST);
  if (n < get_number ("WEIR_FAIL_FIRST") || n > get_number ("WEIR_FAIL_LAST"))
    return false;
  if (getenv ("WEIR_FAIL_KILL") != NULL)
    kill (getpid (), SIGKILL);

  errno = code;
  return true;
}

static bool
is_inside (const char *path)
{
  const char *folder = getenv ("WEIR_FAIL_FOLDER");

  return folder != NULL && strncmp (path, folder, strlen (folder)) == 0;
}

static bool
is_meant_fd (int fd)
{
  return fd >= 0 && fd < FDS_MAX && is_meant[fd];
}

static int
opened (int  fd,
        bool meant)
{
  if (fd >= 0 && fd < FDS_MAX)
    is_meant[fd] = meant;

  return fd;
}

static mode_t
get_mode (int     flags,
          va_list args)
{
  return (flags & O_CREAT) != 0 ? va_arg (args, mode_t) : 0;
}

int
open (const char *path,
      int         flags,
      ...)
{
  va_list args;
  mode_t mode;

  va_start (args, flags);
  mode = get_mode (flags, args);
  va_end (args);
  if (is_inside (path) && fails ("open", EMFILE))
    return -1;

  return opened (REAL (open) (path, flags, mode), is_inside (path));
}

int
open64 (const char *path,
        int         flags,
        ...)
{
  va_list args;
  mode_t mode;

  va_start (args, flags);
  mode = get_mode (flags, args);
  va_end (args);
  if (is_inside (path) && fails ("open", EMFILE))
    return -1;

  return opened (REAL (open64) (path, flags, mode), is_inside (path));
}

int
fcntl (int fd,
       int command,
       ...)
{
  va_list args;
  void *argument;
  int result;

  va_start (args, command);
  argument = va_arg (args, void *);
  va_end (args);
  result = REAL (fcntl) (fd, command, argument);
  if (command == F_DUPFD || command == F_DUPFD_CLOEXEC)
    opened (result, is_meant_fd (fd));

  return result;
}

int
fcntl64 (int fd,
         int command,
         ...)
{
  va_list args;
  void *argument;
  int result;

  va_start (args, command);
  argument = va_arg (args, void *);
  va_end (args);
  result = REAL (fcntl64) (fd, command, argument);
  if (command == F_DUPFD || command == F_DUPFD_CLOEXEC)
    opened (result, is_meant_fd (fd));

  return result;
}

ssize_t
write (int         fd,
       const void *bytes,
       size_t      length)
{
  return is_meant_fd (fd) && fails ("write", ENOSPC) ? -1 : REAL (write) (fd, bytes, length);
}

ssize_t
pwrite (int         fd,
        const void *bytes,
        size_t      length,
        off_t       offset)
{
  return is_meant_fd (fd) && fails ("write", ENOSPC) ? -1 : REAL (pwrite) (fd, bytes, length, offset);
}

ssize_t
pwrite64 (int         fd,
          const void *bytes,
          size_t      length,
          off64_t     offset)
{
  return is_meant_fd (fd) && fails ("write", ENOSPC) ? -1 : REAL (pwrite64) (fd, bytes, length, offset);
}

int
fsync (int fd)
{
  return is_meant_fd (fd) && fails ("fsync", EIO) ? -1 : REAL (fsync) (fd);
}

int
rename (const char *from,
        const char *to)
{
  return is_inside (from) && fails ("rename", EACCES) ? -1 : REAL (rename) (from, to);
}

/* As on a file system that tells only then what it could not write: it is closed all the same. */
int
close (int fd)
{
  bool meant = is_meant_fd (fd);
  int result;

  opened (fd, false);
  result = REAL (close) (fd);

  return meant && fails ("close", EDQUOT) ? -1 : result;
}
