#include "config.h"

#include "app/cli/weir-cli-interrupt.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#include "app/cli/weir-cli.h"
#include "data/base/weir-leftover.h"

/* For a library that does not return: a signal ends the program within 2 s. */
#define PATIENCE_MSEC 1700

/* Written to by the handler, where little else is allowed; set before it is installed, never closed. */
static int signal_pipe[2] = { -1, -1 };

static void
on_signal (int number)
{
  int before = errno;
  char byte = (char) number;

  /* It fails only when the pipe is full, and then a signal is in it already. */
  (void) !write (signal_pipe[1], &byte, 1);
  errno = before;
}

/* A thread of its own, because the main one may be computing, or blocked in a call. */
static gpointer
weir_cli_interrupt_thread (gpointer data)
{
  GCancellable *cancellable = data;
  char byte;

  while (read (signal_pipe[0], &byte, 1) < 0 && errno == EINTR)
    ;
  g_cancellable_cancel (cancellable);
  g_main_context_wakeup (NULL);

  /* More signals change nothing: a terminal that closes sends SIGHUP twice. */
  g_usleep (PATIENCE_MSEC * G_TIME_SPAN_MILLISECOND);
  weir_leftover_remove_held ();
  _exit (WEIR_CLI_INTERRUPTED);
}

static void
weir_cli_interrupt_install (int number)
{
  struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
  struct sigaction before;

  /* nohup asks for a program that outlives its terminal. */
  if (number == SIGHUP && sigaction (number, NULL, &before) == 0 && before.sa_handler == SIG_IGN)
    return;

  sigemptyset (&action.sa_mask);
  sigaction (number, &action, NULL);
}

/* Never undone: a file in the making is cleared away even when the signal comes between two steps. */
GCancellable *
weir_cli_interrupt_get (void)
{
  static GCancellable *cancellable = NULL;
  g_autoptr(GError) error = NULL;

  if (cancellable != NULL)
    return cancellable;

  cancellable = g_cancellable_new ();
  if (!g_unix_open_pipe (signal_pipe, FD_CLOEXEC, &error) || !g_unix_set_fd_nonblocking (signal_pipe[1], TRUE, &error))
    {
      /* Signals then end the program as they do by themselves. */
      g_warning ("no pipe for signals: %s", error->message);
      return cancellable;
    }

  g_thread_unref (g_thread_new ("signals", weir_cli_interrupt_thread, cancellable));
  weir_cli_interrupt_install (SIGINT);
  weir_cli_interrupt_install (SIGTERM);
  weir_cli_interrupt_install (SIGHUP);

  return cancellable;
}
