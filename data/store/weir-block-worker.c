#include "config.h"

#include "data/store/weir-block-worker.h"

#include "data/store/weir-block-queue.h"

struct _WeirBlockWorker
{
  char           *name;       /* owned: of the thread */
  WeirBlockFunc   func;
  gpointer        user_data;
  WeirBlockQueue *queue;      /* owned */
  GThread        *thread;     /* owned, nullable */
  GError         *error;      /* owned, nullable: the thread's while there is one */
};

/*< private >
 * weir_block_worker_new:
 * @name: of the thread
 * @func: what is done
 * @user_data: for @func
 *
 * Returns: (transfer full): a worker without a thread
 */
WeirBlockWorker *
weir_block_worker_new (const char    *name,
                       WeirBlockFunc  func,
                       gpointer       user_data)
{
  WeirBlockWorker *self = g_new0 (WeirBlockWorker, 1);

  self->name = g_strdup (name);
  self->func = func;
  self->user_data = user_data;
  self->queue = weir_block_queue_new ();

  return self;
}

static void
take (WeirBlockWorker *self,
      WeirRowBlock    *block)
{
  if (!self->func (block, self->user_data, &self->error))
    weir_block_queue_stop (self->queue);
}

static gpointer
work (gpointer data)
{
  WeirBlockWorker *self = data;
  WeirRowBlock *block;

  while ((block = weir_block_queue_pop (self->queue)) != NULL)
    {
      take (self, block);
      weir_row_block_unref (block);
    }

  return NULL;
}

static gboolean
check (WeirBlockWorker  *self,
       GError          **error)
{
  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));

  return self->error == NULL;
}

static void
join (WeirBlockWorker *self)
{
  g_clear_pointer (&self->thread, g_thread_join);
}

/*< private >
 * weir_block_worker_push:
 * @self: a worker that has not finished
 * @block: the next rows; referenced
 * @error: return location of what went wrong, with this block or one before it
 *
 * Waits while the worker is a few blocks behind.
 *
 * Returns: whether the worker takes further blocks
 */
gboolean
weir_block_worker_push (WeirBlockWorker  *self,
                        WeirRowBlock     *block,
                        GError          **error)
{
  /* So small that there is nothing to do side by side. */
  if (self->thread == NULL && self->error == NULL && !weir_row_block_is_full (block))
    {
      take (self, block);
      return check (self, error);
    }

  if (self->thread == NULL && self->error == NULL)
    self->thread = g_thread_new (self->name, work, self);
  if (weir_block_queue_push (self->queue, block))
    return TRUE;

  join (self);

  return check (self, error);
}

/*< private >
 * weir_block_worker_finish:
 * @self: a worker
 * @error: return location of what went wrong
 *
 * Waits until all is done.
 *
 * Returns: whether it is
 */
gboolean
weir_block_worker_finish (WeirBlockWorker  *self,
                          GError          **error)
{
  weir_block_queue_end (self->queue);
  join (self);

  return check (self, error);
}

/*< private >
 * weir_block_worker_free:
 * @self: (transfer full): a worker; what it has not begun is left undone
 */
void
weir_block_worker_free (WeirBlockWorker *self)
{
  weir_block_queue_stop (self->queue);
  join (self);
  weir_block_queue_free (self->queue);
  g_clear_error (&self->error);
  g_free (self->name);
  g_free (self);
}
