#include "config.h"

#include "app/cli/weir-cli-stdout.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/cli/weir-cli.h"

static void
weir_cli_stdout_say (int code)
{
  weir_cli_say (_("standard output cannot be written: %s"), g_strerror (code));
}

/* Help is printed, and the program ended, by GLib, which looks at neither. */
static void
on_exit_of_program (void)
{
  gboolean failed = ferror (stdout) != 0;

  errno = 0;
  if (fclose (stdout) == 0 && !failed)
    return;

  weir_cli_stdout_say (errno != 0 ? errno : EIO);
  _exit (WEIR_CLI_FAILED);
}

void
weir_cli_stdout_init (void)
{
  /* A file that is opened later must not become what is printed to: "weir-cli … >&-". */
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && errno == EBADF)
      open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);

  atexit (on_exit_of_program);
}

gboolean
weir_cli_stdout_write (const char *bytes,
                       gsize       length,
                       GError    **error)
{
  while (length > 0)
    {
      gssize n = write (STDOUT_FILENO, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED,
                       _("standard output cannot be written: %s"), g_strerror (errno));
          return FALSE;
        }

      bytes += n;
      length -= n;
    }

  return TRUE;
}
