#include "config.h"

#include "data/lag/weir-group-watch.h"

#include "data/lag/weir-lag-process.h"
#include "data/source/weir-source-error.h"

#include <pthread.h>

#define PERIOD_USEC      (5 * G_TIME_SPAN_SECOND)
#define MAX_PERIOD_USEC  (60 * G_TIME_SPAN_SECOND)
#define TIMEOUT_MSEC     5000

/* Asked on a thread of its own; belongs to it and to the watch, which may go first. */
typedef struct
{
  WeirSettings    *settings;
  GStrv            topics;      /* owned */
  GCancellable    *cancellable;

  pthread_mutex_t  mutex;       /* guards what follows */
  guint            refs;
  gboolean         answered;
  WeirLagSnapshot *previous;    /* owned, nullable: its thread's until it has answered, then the watch's again */
  WeirLagSnapshot *snapshot;    /* owned; NULL with an error */
  GError          *error;       /* owned */
} Question;

struct _WeirGroupWatch
{
  WeirSettings *settings;
  guint         connection;
  char         *own_group;      /* nullable: already in the table as ourselves */
  GStrv         topics;         /* owned */
  WeirLagTable *table;          /* owned reference */
  Question     *question;       /* owned reference, nullable: on its way */
  WeirLagSnapshot *snapshot;    /* owned, nullable: the last answer, while no question is on its way */
  gint64        next_usec;      /* monotonic */
  gint64        period_usec;
  gboolean      unable;         /* the broker does not know how to tell */
  char         *problem;        /* owned, nullable: why there was no answer last */
};

static Question *
question_new (WeirGroupWatch *watch)
{
  Question *self = g_new0 (Question, 1);

  self->refs = 1;
  self->settings = g_object_ref (watch->settings);
  self->topics = g_strdupv (watch->topics);
  self->previous = g_steal_pointer (&watch->snapshot);
  self->cancellable = g_cancellable_new ();
  pthread_mutex_init (&self->mutex, NULL);

  return self;
}

static void
question_unref (Question *self)
{
  gboolean last;

  pthread_mutex_lock (&self->mutex);
  last = --self->refs == 0;
  pthread_mutex_unlock (&self->mutex);
  if (!last)
    return;

  g_object_unref (self->settings);
  g_object_unref (self->cancellable);
  g_strfreev (self->topics);
  g_clear_pointer (&self->previous, weir_lag_snapshot_free);
  g_clear_pointer (&self->snapshot, weir_lag_snapshot_free);
  g_clear_error (&self->error);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

static gpointer
ask (gpointer data)
{
  Question *self = data;
  GError *error = NULL;
  WeirLagSnapshot *snapshot = weir_lag_process_read (self->settings, NULL, (const char *const *) self->topics,
                                                     self->previous, TIMEOUT_MSEC, self->cancellable, &error);

  pthread_mutex_lock (&self->mutex);
  self->snapshot = snapshot;
  self->error = error;
  self->answered = TRUE;
  pthread_mutex_unlock (&self->mutex);
  question_unref (self);

  return NULL;
}

/**
 * weir_group_watch_new:
 * @settings: how to reach the cluster
 * @connection: the connection's number in @table
 * @own_group: (nullable): the group we read in
 * @topics: (array zero-terminated=1): which topics are of interest
 * @table: gets the answers
 *
 * Returns: (transfer full): a watch that has not asked yet
 */
WeirGroupWatch *
weir_group_watch_new (WeirSettings       *settings,
                      guint               connection,
                      const char         *own_group,
                      const char * const *topics,
                      WeirLagTable       *table)
{
  WeirGroupWatch *self = g_new0 (WeirGroupWatch, 1);

  self->settings = g_object_ref (settings);
  self->connection = connection;
  self->own_group = g_strdup (own_group);
  self->topics = g_strdupv ((char **) topics);
  self->table = g_object_ref (table);
  self->period_usec = PERIOD_USEC;

  return self;
}

/**
 * weir_group_watch_free:
 * @self: (transfer full): a watch
 *
 * Does not wait for a question on its way: its answer is dropped.
 */
void
weir_group_watch_free (WeirGroupWatch *self)
{
  g_return_if_fail (self != NULL);

  if (self->question != NULL)
    g_cancellable_cancel (self->question->cancellable);
  g_clear_pointer (&self->question, question_unref);
  g_clear_pointer (&self->snapshot, weir_lag_snapshot_free);
  g_object_unref (self->settings);
  g_object_unref (self->table);
  g_strfreev (self->topics);
  g_free (self->own_group);
  g_free (self->problem);
  g_free (self);
}

static void
put_answer (WeirGroupWatch *self,
            GPtrArray      *lags)
{
  gint64 now_usec = g_get_real_time ();

  for (guint i = 0; i < lags->len; i++)
    {
      const WeirGroupLag *lag = g_ptr_array_index (lags, i);

      if (g_strcmp0 (lag->group, self->own_group) != 0)
        weir_lag_table_put_group (self->table, self->connection, lag, now_usec);
    }
  weir_lag_table_drop_groups (self->table, self->connection, now_usec);
}

/* Takes the answer, if there is one. */
static void
take_answer (WeirGroupWatch *self)
{
  Question *question = self->question;
  gboolean answered;

  pthread_mutex_lock (&question->mutex);
  answered = question->answered;
  pthread_mutex_unlock (&question->mutex);
  if (!answered)
    return;

  g_clear_pointer (&self->problem, g_free);
  if (question->snapshot != NULL)
    {
      self->period_usec = PERIOD_USEC;
      put_answer (self, question->snapshot->lags);
      self->snapshot = g_steal_pointer (&question->snapshot);
    }
  else
    {
      /* The connection's state tells that brokers do not answer. */
      if (!g_error_matches (question->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE)
          && !g_error_matches (question->error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
        self->problem = g_strdup (question->error->message);
      self->snapshot = g_steal_pointer (&question->previous);
      self->unable = g_error_matches (question->error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
      self->period_usec = MIN (self->period_usec * 2, MAX_PERIOD_USEC);
    }
  self->next_usec = g_get_monotonic_time () + self->period_usec;
  g_clear_pointer (&self->question, question_unref);
}

/**
 * weir_group_watch_look:
 * @self: a watch
 *
 * Takes an answer that came, and asks if it is time to; call it about once a
 * second, and weir_lag_table_commit() after it.
 */
void
weir_group_watch_look (WeirGroupWatch *self)
{
  g_return_if_fail (self != NULL);

  if (self->question != NULL)
    take_answer (self);
  if (self->question != NULL || self->unable || g_get_monotonic_time () < self->next_usec)
    return;

  self->question = question_new (self);
  self->question->refs++;   /* its thread's; it is not there yet */
  g_thread_unref (g_thread_new ("weir-groups", ask, self->question));
}

/**
 * weir_group_watch_get_problem:
 * @self: a watch
 *
 * Why the last question had no answer, unless no broker could be reached, which the
 * connection's state tells, or the broker cannot tell.
 *
 * Returns: (transfer none) (nullable): a sentence, valid until the next weir_group_watch_look()
 */
const char *
weir_group_watch_get_problem (WeirGroupWatch *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->problem;
}
