#include "config.h"

#include "data/screen/weir-consumer-reaper.h"

#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gone = PTHREAD_COND_INITIALIZER;
static guint n_reaping;   /* guarded by mutex */

/* Registered when libraries of the consumers have registered theirs, so that it runs before they clean up. */
static void
await_all (void)
{
  pthread_mutex_lock (&mutex);
  while (n_reaping > 0)
    pthread_cond_wait (&gone, &mutex);
  pthread_mutex_unlock (&mutex);
}

static gpointer
reap (gpointer data)
{
  WeirConsumer *consumer = data;

  weir_consumer_join (consumer);
  weir_consumer_free (consumer);

  pthread_mutex_lock (&mutex);
  n_reaping--;
  pthread_cond_broadcast (&gone);
  pthread_mutex_unlock (&mutex);

  return NULL;
}

/*< private >
 * weir_consumer_reap:
 * @consumer: (transfer full): a consumer
 *
 * Stops a consumer and frees it, without waiting: its consumer thread may need up
 * to 2 s to end. The end of the process does wait: OpenSSL's exit handler frees
 * what a thread that still uses TLS needs. Main thread.
 */
void
weir_consumer_reap (WeirConsumer *consumer)
{
  static gsize registered = 0;

  if (g_once_init_enter (&registered))
    g_once_init_leave (&registered, atexit (await_all) == 0 ? 1 : 2);

  pthread_mutex_lock (&mutex);
  n_reaping++;
  pthread_mutex_unlock (&mutex);

  weir_consumer_stop (consumer);
  g_thread_unref (g_thread_new ("weir-reaper", reap, consumer));
}
