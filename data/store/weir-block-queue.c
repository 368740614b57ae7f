#include "config.h"

#include "data/store/weir-block-queue.h"

#include <pthread.h>

/* Enough that neither thread waits for the other's next one. */
#define BLOCKS_MAX 4

struct _WeirBlockQueue
{
  pthread_mutex_t mutex;      /* guards all below */
  pthread_cond_t  cond;       /* some of it changed */
  GQueue          blocks;
  gboolean        ended;      /* nothing is added any more */
  gboolean        stopped;    /* nothing is taken any more */
};

/*< private >
 * weir_block_queue_new:
 *
 * Returns: (transfer full): an empty queue
 */
WeirBlockQueue *
weir_block_queue_new (void)
{
  WeirBlockQueue *self = g_new0 (WeirBlockQueue, 1);

  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->cond, NULL);
  g_queue_init (&self->blocks);

  return self;
}

/*< private >
 * weir_block_queue_free:
 * @self: (transfer full): a queue that no thread waits for
 */
void
weir_block_queue_free (WeirBlockQueue *self)
{
  g_queue_clear_full (&self->blocks, (GDestroyNotify) weir_row_block_unref);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

/*< private >
 * weir_block_queue_push:
 * @self: a queue that has not ended
 * @block: what is added; referenced
 *
 * Waits while as many wait as may.
 *
 * Returns: %FALSE if it is not taken any more
 */
gboolean
weir_block_queue_push (WeirBlockQueue *self,
                       WeirRowBlock   *block)
{
  gboolean taken;

  pthread_mutex_lock (&self->mutex);
  while (self->blocks.length >= BLOCKS_MAX && !self->stopped)
    pthread_cond_wait (&self->cond, &self->mutex);
  taken = !self->stopped;
  if (taken)
    g_queue_push_tail (&self->blocks, weir_row_block_ref (block));
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);

  return taken;
}

/*< private >
 * weir_block_queue_end:
 * @self: a queue that gets no more blocks
 */
void
weir_block_queue_end (WeirBlockQueue *self)
{
  pthread_mutex_lock (&self->mutex);
  self->ended = TRUE;
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
}

/*< private >
 * weir_block_queue_pop:
 * @self: a queue
 *
 * Waits for the next block.
 *
 * Returns: (transfer full) (nullable): it; %NULL behind the last one, or if the
 *   queue was stopped
 */
WeirRowBlock *
weir_block_queue_pop (WeirBlockQueue *self)
{
  WeirRowBlock *block;

  pthread_mutex_lock (&self->mutex);
  while (g_queue_is_empty (&self->blocks) && !self->ended && !self->stopped)
    pthread_cond_wait (&self->cond, &self->mutex);
  block = self->stopped ? NULL : g_queue_pop_head (&self->blocks);
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);

  return block;
}

/*< private >
 * weir_block_queue_stop:
 * @self: a queue
 *
 * Gives up: neither side waits any more.
 */
void
weir_block_queue_stop (WeirBlockQueue *self)
{
  pthread_mutex_lock (&self->mutex);
  self->stopped = TRUE;
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
}

/*< private >
 * weir_block_queue_is_stopped:
 * @self: a queue
 *
 * Returns: whether it was given up
 */
gboolean
weir_block_queue_is_stopped (WeirBlockQueue *self)
{
  gboolean stopped;

  pthread_mutex_lock (&self->mutex);
  stopped = self->stopped;
  pthread_mutex_unlock (&self->mutex);

  return stopped;
}
