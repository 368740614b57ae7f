#include "config.h"

#include "data/store/weir-recorder-pool.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>

#include "data/base/weir-durable.h"

/* More threads than this would wait for the disk. */
#define THREADS_MAX   4
/* While a disk is full: how often it is tried again. */
#define RETRY_SECONDS 1
/* While the consumer thread waits: how often it looks whether it is to end. */
#define LOOK_MSEC     100

struct _WeirRecorderPool
{
  /* Fixed once made. */
  char             *folder;      /* owned: for messages */
  WeirExportColumn *fields;      /* owned, names too */
  guint             n_fields;
  GCancellable     *cancellable; /* owned, nullable */
  WeirRecorderSay   say;
  gpointer          user_data;

  GThreadPool      *threads;     /* owned: takes WeirRecorderPartition with cuts */

  pthread_mutex_t   mutex;       /* guards all below, and what WeirRecorderPartition says */
  pthread_cond_t    cond;        /* some of it changed */
  GQueue            writers;     /* of WeirRecorderParquet: idle ones */
  gsize             n_cut_bytes; /* cut, not written */
  guint             n_cuts;
  guint64           n_records;   /* written */
  guint64           n_files;
  guint64           n_file_bytes;
  gboolean          full;        /* the disk, when it was last tried */
  gboolean          giving_up;   /* what cannot be written now is not */
  GError           *write_error; /* owned, nullable: no file is written any more */
};

static gboolean
is_over (WeirRecorderPool *self)
{
  return self->giving_up || g_cancellable_is_cancelled (self->cancellable);
}

/* With the mutex held. */
static void
wait_some (WeirRecorderPool *self,
           gint64        wait_msec)
{
  struct timespec until;

  clock_gettime (CLOCK_REALTIME, &until);
  until.tv_nsec += (wait_msec % 1000) * 1000000;
  until.tv_sec += wait_msec / 1000 + until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  pthread_cond_timedwait (&self->cond, &self->mutex, &until);
}

/* With the mutex held: said once, not for each try and each partition. */
static void
note_full (WeirRecorderPool *self,
           gboolean      full)
{
  g_autofree char *text = NULL;

  if (self->full == full)
    return;

  self->full = full;
  text = full ? g_strdup_printf (_("%s: the disk is full: recording waits, at the place where it is, until there is room"), self->folder)
              : g_strdup_printf (_("%s: there is room again: recording goes on"), self->folder);
  if (self->say != NULL)
    self->say (text, self->user_data);
}

/* With the mutex held. */
static WeirRecorderParquet *
take_writer (WeirRecorderPool  *self,
             GError       **error)
{
  WeirRecorderParquet *writer = g_queue_pop_head (&self->writers);

  return writer != NULL ? writer : weir_recorder_parquet_new (self->fields, self->n_fields, error);
}

/* Without the mutex, but for what is waited for. FALSE: it is not written, and none behind it will be. */
static gboolean
write_cut (WeirRecorderPool         *self,
           WeirRecorderCut      *cut,
           WeirRecorderParquet  *writer,
           GError              **error)
{
  for (;;)
    {
      g_autoptr(GError) local_error = NULL;
      gboolean over;

      if (weir_recorder_cut_commit (cut, writer, &local_error))
        return TRUE;

      if (!weir_durable_is_full (local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }

      pthread_mutex_lock (&self->mutex);
      note_full (self, TRUE);
      pthread_cond_broadcast (&self->cond);
      for (guint i = 0; i < RETRY_SECONDS * 1000 / LOOK_MSEC && !is_over (self); i++)
        wait_some (self, LOOK_MSEC);
      over = is_over (self);
      pthread_mutex_unlock (&self->mutex);
      if (over)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, local_error->message);
          return FALSE;
        }
    }
}

/* With the mutex held. */
static void
count_cut (WeirRecorderPool          *self,
           WeirRecorderPartition *partition,
           const WeirRecorderCut *cut)
{
  note_full (self, FALSE);
  partition->durable = cut->last + 1;
  self->n_records += cut->n_records;
  self->n_files += cut->buffers->len;
  self->n_file_bytes += cut->n_file_bytes;
}

/* A thread of the pool: the cuts of one partition, one after the other. */
static void
write_partition (gpointer data,
                 gpointer user_data)
{
  WeirRecorderPartition *partition = data;
  WeirRecorderPool *self = user_data;
  WeirRecorderParquet *writer;
  WeirRecorderCut *cut;

  pthread_mutex_lock (&self->mutex);
  writer = take_writer (self, self->write_error == NULL ? &self->write_error : NULL);
  while ((cut = g_queue_peek_head (&partition->cuts)) != NULL)
    {
      GError *error = NULL;
      gboolean done = FALSE;

      if (writer != NULL && self->write_error == NULL)
        {
          pthread_mutex_unlock (&self->mutex);
          done = write_cut (self, cut, writer, &error);
          pthread_mutex_lock (&self->mutex);
        }
      if (done)
        count_cut (self, partition, cut);
      else if (error != NULL && self->write_error == NULL)
        self->write_error = g_steal_pointer (&error);
      g_clear_error (&error);

      self->n_cut_bytes -= cut->n_bytes;
      self->n_cuts--;
      weir_recorder_cut_free (g_queue_pop_head (&partition->cuts));
      pthread_cond_broadcast (&self->cond);
    }
  partition->busy = FALSE;
  if (writer != NULL)
    g_queue_push_tail (&self->writers, writer);
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
}

/*< private >
 * weir_recorder_pool_push:
 * @self: a pool
 * @partition: where it is from; lives until it is written
 * @cut: (transfer full): what is written behind all that was pushed of @partition before
 */
void
weir_recorder_pool_push (WeirRecorderPool      *self,
                         WeirRecorderPartition *partition,
                         WeirRecorderCut       *cut)
{
  pthread_mutex_lock (&self->mutex);
  self->n_cut_bytes += cut->n_bytes;
  self->n_cuts++;
  g_queue_push_tail (&partition->cuts, cut);
  if (!partition->busy)
    {
      partition->busy = TRUE;
      g_thread_pool_push (self->threads, partition, NULL);
    }
  pthread_mutex_unlock (&self->mutex);
}

/*< private >
 * weir_recorder_pool_wait_room:
 * @self: a pool
 * @max_bytes: so much may wait to be written
 *
 * Blocks until no more does, nothing can be written, or the recorder is cancelled.
 */
void
weir_recorder_pool_wait_room (WeirRecorderPool *self,
                              gsize             max_bytes)
{
  pthread_mutex_lock (&self->mutex);
  while (self->n_cut_bytes > max_bytes && self->write_error == NULL && !is_over (self))
    wait_some (self, LOOK_MSEC);
  pthread_mutex_unlock (&self->mutex);
}

/* With the mutex held. */
static gboolean
is_written (WeirRecorderPartition *partition)
{
  return g_queue_is_empty (&partition->cuts) && !partition->busy;
}

/*< private >
 * weir_recorder_pool_wait_written:
 * @self: a pool
 * @partition: a partition
 *
 * Blocks until all that was pushed of it is written, or cannot be.
 *
 * Returns: whether no thread has to do with it any more
 */
gboolean
weir_recorder_pool_wait_written (WeirRecorderPool      *self,
                                 WeirRecorderPartition *partition)
{
  gboolean written;

  pthread_mutex_lock (&self->mutex);
  while (!is_written (partition) && !(self->full && is_over (self)))
    wait_some (self, LOOK_MSEC);
  written = is_written (partition);
  pthread_mutex_unlock (&self->mutex);

  return written;
}

/*< private >
 * weir_recorder_pool_wait_all:
 * @self: a pool
 *
 * Blocks until nothing waits to be written: what cannot be is given up.
 */
void
weir_recorder_pool_wait_all (WeirRecorderPool *self)
{
  pthread_mutex_lock (&self->mutex);
  while (self->n_cuts > 0)
    wait_some (self, LOOK_MSEC);
  pthread_mutex_unlock (&self->mutex);
}

/*< private >
 * weir_recorder_pool_is_idle:
 * @self: a pool
 *
 * Returns: whether all that was pushed is written
 */
gboolean
weir_recorder_pool_is_idle (WeirRecorderPool *self)
{
  gboolean idle;

  pthread_mutex_lock (&self->mutex);
  idle = self->n_cuts == 0 && self->write_error == NULL;
  pthread_mutex_unlock (&self->mutex);

  return idle;
}

/*< private >
 * weir_recorder_pool_get_durable:
 * @self: a pool
 * @partition: a partition
 * @durable: (out): the disk has everything before it; -1: nothing was written
 *
 * Returns: whether that is all that was pushed of it
 */
gboolean
weir_recorder_pool_get_durable (WeirRecorderPool      *self,
                                WeirRecorderPartition *partition,
                                gint64                *durable)
{
  gboolean all;

  pthread_mutex_lock (&self->mutex);
  *durable = partition->durable;
  all = g_queue_is_empty (&partition->cuts) && self->write_error == NULL;
  pthread_mutex_unlock (&self->mutex);

  return all;
}

/*< private >
 * weir_recorder_pool_dup_error:
 * @self: a pool
 *
 * Returns: (transfer full) (nullable): why no file is written any more
 */
GError *
weir_recorder_pool_dup_error (WeirRecorderPool *self)
{
  GError *error;

  pthread_mutex_lock (&self->mutex);
  error = self->write_error != NULL ? g_error_copy (self->write_error) : NULL;
  pthread_mutex_unlock (&self->mutex);

  return error;
}

/*< private >
 * weir_recorder_pool_count:
 * @self: a pool
 * @counters: (inout): gets the records and files that were written, and whether the disk is full
 */
void
weir_recorder_pool_count (WeirRecorderPool     *self,
                          WeirRecorderCounters *counters)
{
  pthread_mutex_lock (&self->mutex);
  counters->n_records = self->n_records;
  counters->n_files = self->n_files;
  counters->n_file_bytes = self->n_file_bytes;
  counters->waits = self->full;
  pthread_mutex_unlock (&self->mutex);
}

/*< private >
 * weir_recorder_pool_new:
 * @spec: of the recorder; copied
 *
 * Returns: (transfer full): threads that have nothing to write
 */
WeirRecorderPool *
weir_recorder_pool_new (const WeirRecorderSpec *spec)
{
  guint n_threads = MIN (g_get_num_processors (), THREADS_MAX);
  WeirRecorderPool *self = g_new0 (WeirRecorderPool, 1);

  self->folder = g_strdup (spec->folder);
  self->fields = g_new0 (WeirExportColumn, spec->n_fields);
  self->n_fields = spec->n_fields;
  for (guint i = 0; i < spec->n_fields; i++)
    self->fields[i] = (WeirExportColumn) { g_strdup (spec->fields[i].name), spec->fields[i].type };
  g_set_object (&self->cancellable, spec->cancellable);
  self->say = spec->say;
  self->user_data = spec->user_data;
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->cond, NULL);
  g_queue_init (&self->writers);
  self->threads = g_thread_pool_new (write_partition, self, (gint) n_threads, FALSE, NULL);

  return self;
}

/*< private >
 * weir_recorder_pool_free:
 * @self: (transfer full): a pool whose partitions are still there
 *
 * Waits for files that are being written, and gives up those that wait.
 */
void
weir_recorder_pool_free (WeirRecorderPool *self)
{
  pthread_mutex_lock (&self->mutex);
  self->giving_up = TRUE;
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
  g_thread_pool_free (self->threads, FALSE, TRUE);

  g_queue_clear_full (&self->writers, (GDestroyNotify) weir_recorder_parquet_free);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->mutex);
  g_clear_error (&self->write_error);
  g_clear_object (&self->cancellable);
  for (guint i = 0; i < self->n_fields; i++)
    g_free ((char *) self->fields[i].name);
  g_free (self->fields);
  g_free (self->folder);
  g_free (self);
}
