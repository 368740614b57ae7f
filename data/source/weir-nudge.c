#include "config.h"

#include "data/source/weir-nudge.h"

#include <gio/gio.h>
#include <pthread.h>
#include <time.h>

#define PATIENCE_MSEC 5

struct _WeirNudge
{
  GSocketAddress  *address;  /* owned */
  GThread         *thread;   /* owned */

  pthread_mutex_t  mutex;
  pthread_cond_t   wake;
  gboolean         over;     /* guarded by mutex */
};

static gboolean
wait_for_end (WeirNudge *self)
{
  struct timespec until;
  gboolean over;

  clock_gettime (CLOCK_REALTIME, &until);
  until.tv_nsec += PATIENCE_MSEC * 1000000;
  if (until.tv_nsec >= 1000000000)
    {
      until.tv_sec++;
      until.tv_nsec -= 1000000000;
    }

  pthread_mutex_lock (&self->mutex);
  if (!self->over)
    pthread_cond_timedwait (&self->wake, &self->mutex, &until);
  over = self->over;
  pthread_mutex_unlock (&self->mutex);

  return over;
}

static gpointer
nudge_thread (gpointer data)
{
  WeirNudge *self = data;

  while (!wait_for_end (self))
    {
      g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL);

      /* A server that is down needs no waking: what a connection ends with does not matter. */
      if (socket != NULL)
        g_socket_connect (socket, self->address, NULL, NULL);
    }

  return NULL;
}

/**
 * weir_nudge_begin:
 * @address: numeric host:port, IPv4; only the first of a list is used
 *
 * Any thread.
 *
 * Returns: (transfer full): to be ended by weir_nudge_end()
 */
WeirNudge *
weir_nudge_begin (const char *address)
{
  WeirNudge *self = g_new0 (WeirNudge, 1);
  g_autofree char *host = g_strndup (address, strcspn (address, ":,"));
  const char *port = strchr (address, ':');

  self->address = g_inet_socket_address_new_from_string (
    host, port == NULL ? 0 : (guint) g_ascii_strtoull (port + 1, NULL, 10));
  g_assert (self->address != NULL);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->wake, NULL);
  self->thread = g_thread_new ("nudge", nudge_thread, self);

  return self;
}

/**
 * weir_nudge_end:
 * @self: (transfer full): what was begun
 *
 * Waits for the thread: a few milliseconds at most.
 */
void
weir_nudge_end (WeirNudge *self)
{
  pthread_mutex_lock (&self->mutex);
  self->over = TRUE;
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->mutex);

  g_thread_join (self->thread);
  pthread_cond_destroy (&self->wake);
  pthread_mutex_destroy (&self->mutex);
  g_object_unref (self->address);
  g_free (self);
}
