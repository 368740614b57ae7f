#include "config.h"

#include "app/cli/weir-cli-stdout.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli.h"

#define WAITING_MSEC 1000

/* Set before a verb runs. */
static WeirWriter *standard_output;
static WeirWriter *standard_error;

/* GOption prints a verb's help so, and then ends the program as if all went well. */
static void
on_print (const char *text)
{
  g_autoptr(GError) error = NULL;

  if (!weir_cli_stdout_write (text, strlen (text), &error))
    exit (weir_cli_report (error));
}

void
weir_cli_stdout_init (void)
{
  /* A file that is opened later must not become what is printed to: "weir-cli … >&-". */
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && errno == EBADF)
      open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);

  weir_writer_init ();
  standard_error = weir_writer_new (STDERR_FILENO, _("standard error"), weir_cli_interrupt_get ());
  standard_output = weir_writer_new (STDOUT_FILENO, _("standard output"), weir_cli_interrupt_get ());
  g_set_print_handler (on_print);
}

gboolean
weir_cli_stdout_write (const char *bytes,
                       gsize       length,
                       GError    **error)
{
  return weir_writer_write (standard_output, bytes, length, error);
}

void
weir_cli_stdout_set_waiting_func (WeirWriterWaitingFunc  func,
                                  gpointer               user_data)
{
  weir_writer_set_waiting_func (standard_output, WAITING_MSEC, func, user_data);
}

void
weir_cli_stderr_write (const char *text)
{
  /* A failure to write to standard error cannot be reported. */
  weir_writer_write (standard_error, text, strlen (text), NULL);
}
