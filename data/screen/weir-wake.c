#include "config.h"

#include "data/screen/weir-wake.h"

#include <pthread.h>

struct _WeirWake
{
  gatomicrefcount  refs;
  GMainContext    *context;     /* owned */

  pthread_mutex_t mutex;       /* guards what follows */
  GSourceFunc     func;        /* nullable */
  gpointer        user_data;
  GSource        *source;      /* owned, nullable: on its way to the main thread */
  gboolean        signalled;   /* since the last take */
};

/*< private >
 * weir_wake_new:
 *
 * Returns: (transfer full): a wake-up for the thread-default context of this thread
 */
WeirWake *
weir_wake_new (void)
{
  WeirWake *self = g_new0 (WeirWake, 1);

  g_atomic_ref_count_init (&self->refs);
  self->context = g_main_context_ref_thread_default ();
  pthread_mutex_init (&self->mutex, NULL);

  return self;
}

/*< private >
 * weir_wake_ref:
 * @self: a wake-up
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
WeirWake *
weir_wake_ref (WeirWake *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/*< private >
 * weir_wake_unref:
 * @self: (transfer full): a wake-up
 *
 * Any thread.
 */
void
weir_wake_unref (WeirWake *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->source, g_source_unref);
  g_main_context_unref (self->context);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

static gboolean
on_wake (gpointer user_data)
{
  WeirWake *self = user_data;
  GSourceFunc func;
  gpointer func_data;

  pthread_mutex_lock (&self->mutex);
  g_clear_pointer (&self->source, g_source_unref);
  func = self->func;
  func_data = self->user_data;
  pthread_mutex_unlock (&self->mutex);

  /* What the function returns means nothing: it is called again when there is something new. */
  if (func != NULL)
    func (func_data);

  return G_SOURCE_REMOVE;
}

/* With the mutex held. */
static void
send (WeirWake *self)
{
  self->source = g_idle_source_new ();
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->source, on_wake, weir_wake_ref (self), (GDestroyNotify) weir_wake_unref);
  g_source_attach (self->source, self->context);
}

/*< private >
 * weir_wake_set_func:
 * @self: a wake-up
 * @func: (nullable): called on the main thread
 * @user_data: for @func
 *
 * Main thread. After it returned, the function set before is not called again.
 */
void
weir_wake_set_func (WeirWake    *self,
                    GSourceFunc  func,
                    gpointer     user_data)
{
  pthread_mutex_lock (&self->mutex);
  self->func = func;
  self->user_data = user_data;
  if (self->signalled && self->source == NULL && func != NULL)
    send (self);
  pthread_mutex_unlock (&self->mutex);
}

/*< private >
 * weir_wake_signal:
 * @self: a wake-up
 *
 * Something new waits. Any thread.
 */
void
weir_wake_signal (WeirWake *self)
{
  pthread_mutex_lock (&self->mutex);
  if (!self->signalled && self->func != NULL && self->source == NULL)
    send (self);
  self->signalled = TRUE;
  pthread_mutex_unlock (&self->mutex);
}

/*< private >
 * weir_wake_rearm:
 * @self: a wake-up
 *
 * What waits is about to be taken: the next signal wakes again. Main thread.
 */
void
weir_wake_rearm (WeirWake *self)
{
  pthread_mutex_lock (&self->mutex);
  self->signalled = FALSE;
  pthread_mutex_unlock (&self->mutex);
}
