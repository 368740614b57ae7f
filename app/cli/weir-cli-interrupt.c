#include "config.h"

#include "app/cli/weir-cli-interrupt.h"

#include <glib-unix.h>
#include <signal.h>

static gboolean
on_signal (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_CONTINUE;
}

/* Never removed: a file in the making is cleared away even when the signal comes between two steps. */
GCancellable *
weir_cli_interrupt_get (void)
{
  static GCancellable *cancellable = NULL;

  if (cancellable == NULL)
    {
      cancellable = g_cancellable_new ();
      g_unix_signal_add (SIGINT, on_signal, cancellable);
      g_unix_signal_add (SIGTERM, on_signal, cancellable);
    }

  return cancellable;
}
