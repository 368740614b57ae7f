#include "config.h"

#include "data/lag/weir-group-watch.h"

#define PERIOD_USEC      (5 * G_TIME_SPAN_SECOND)
#define MAX_PERIOD_USEC  (60 * G_TIME_SPAN_SECOND)
#define TIMEOUT_MSEC     5000

struct _WeirGroupWatch
{
  grefcount      refs;          /* ours, and that of a question on its way */
  WeirSettings  *settings;
  guint          connection;
  char          *own_group;     /* nullable: already in the table as ourselves */
  GStrv          topics;        /* owned */
  WeirLagTable  *table;         /* owned reference */
  GCancellable  *cancellable;
  gint64         next_usec;     /* monotonic */
  gint64         period_usec;
  gboolean       asking;
  gboolean       unable;        /* the broker does not know how to tell */
};

static void
watch_unref (WeirGroupWatch *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  g_object_unref (self->settings);
  g_object_unref (self->table);
  g_object_unref (self->cancellable);
  g_strfreev (self->topics);
  g_free (self->own_group);
  g_free (self);
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

  g_ref_count_init (&self->refs);
  self->settings = g_object_ref (settings);
  self->connection = connection;
  self->own_group = g_strdup (own_group);
  self->topics = g_strdupv ((char **) topics);
  self->table = g_object_ref (table);
  self->cancellable = g_cancellable_new ();
  self->period_usec = PERIOD_USEC;

  return self;
}

/**
 * weir_group_watch_free:
 * @self: (transfer full): a watch
 *
 * Lets a question on its way go; its answer is dropped.
 */
void
weir_group_watch_free (WeirGroupWatch *self)
{
  g_return_if_fail (self != NULL);

  g_cancellable_cancel (self->cancellable);
  watch_unref (self);
}

typedef struct
{
  WeirSettings *settings;
  GStrv         topics;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->settings);
  g_strfreev (question->topics);
  g_free (question);
}

static void
ask (GTask        *task,
     gpointer      source_object,
     gpointer      task_data,
     GCancellable *cancellable)
{
  const Question *question = task_data;
  GError *error = NULL;
  GPtrArray *lags = weir_lag_reader_read (question->settings, NULL, (const char * const *) question->topics,
                                          TIMEOUT_MSEC, cancellable, &error);

  if (lags != NULL)
    g_task_return_pointer (task, lags, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
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
  weir_lag_table_commit (self->table);
}

static void
on_answer (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  WeirGroupWatch *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lags = g_task_propagate_pointer (G_TASK (result), &error);

  self->asking = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      watch_unref (self);
      return;
    }

  if (lags != NULL)
    {
      self->period_usec = PERIOD_USEC;
      put_answer (self, lags);
    }
  else
    {
      /* The connection's state says what is wrong; here it is enough not to ask so often. */
      self->unable = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
      self->period_usec = MIN (self->period_usec * 2, MAX_PERIOD_USEC);
    }
  self->next_usec = g_get_monotonic_time () + self->period_usec;
  watch_unref (self);
}

/**
 * weir_group_watch_look:
 * @self: a watch
 *
 * Asks, if it is time to and no answer is waited for. Call it often.
 */
void
weir_group_watch_look (WeirGroupWatch *self)
{
  g_autoptr(GTask) task = NULL;
  Question *question;

  g_return_if_fail (self != NULL);

  if (self->asking || self->unable || g_get_monotonic_time () < self->next_usec)
    return;

  self->asking = TRUE;
  g_ref_count_inc (&self->refs);
  question = g_new (Question, 1);
  question->settings = g_object_ref (self->settings);
  question->topics = g_strdupv (self->topics);
  task = g_task_new (NULL, self->cancellable, on_answer, self);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, ask);
}
