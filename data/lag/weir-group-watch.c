#include "config.h"

#include "data/lag/weir-group-watch.h"

#include "data/lag/weir-lag-process.h"
#include "data/source/weir-source-error.h"
#include "data/source/weir-topic-filter.h"

#include <errno.h>
#include <pthread.h>

#define PERIOD_USEC      (5 * G_TIME_SPAN_SECOND)
#define MAX_PERIOD_USEC  (60 * G_TIME_SPAN_SECOND)
/* A look that takes long comes so much more seldom. */
#define REST_FACTOR      4
#define TIMEOUT_MSEC     15000
#define SAVE_USEC        (60 * G_TIME_SPAN_SECOND)

/* What is remembered of a cluster's groups, and where: of one thread at a time, that of a question or the main one. */
typedef struct
{
  WeirLagBook *book;        /* owned */
  char        *path;        /* owned, nullable: the file of it */
  gboolean     restored;    /* the file was read */
  gint64       saved_usec;  /* monotonic */
} Memory;

/* Asked on a thread of its own; belongs to it and to the watch, which may go first. */
typedef struct
{
  WeirSettings    *settings;
  GCancellable    *cancellable;

  pthread_mutex_t  mutex;       /* guards what follows */
  guint            refs;
  gboolean         answered;
  Memory          *memory;      /* owned: its thread's until it has answered, then the watch's again */
  WeirLagLook     *previous;    /* owned reference, nullable */
  WeirLagLook     *look;        /* owned reference; NULL with an error */
  WeirLagBook     *past;        /* owned, nullable: what the file held */
  gint64           took_usec;
  GError          *error;       /* owned */
} Question;

struct _WeirGroupWatch
{
  WeirSettings    *settings;
  guint            connection;
  char            *own_group;   /* nullable: already in the table as ourselves */
  WeirTopicFilter *filter;      /* owned */
  WeirLagTable    *table;       /* owned reference */
  WeirLagOverview *overview;    /* owned reference */
  Memory          *memory;      /* owned, NULL while a question has it */
  Question        *question;    /* owned reference, nullable: on its way */
  WeirLagLook     *look;        /* owned reference, nullable: the last answer */
  gint64           next_usec;   /* monotonic */
  gint64           period_usec;
  gboolean         unable;      /* the broker does not know how to tell */
  char            *problem;     /* owned, nullable: why there was no answer last */
};

static Memory *
memory_new (const char *path)
{
  Memory *self = g_new0 (Memory, 1);

  self->book = weir_lag_book_new ();
  self->path = g_strdup (path);
  self->saved_usec = g_get_monotonic_time ();

  return self;
}

static void
memory_free (Memory *self)
{
  weir_lag_book_free (self->book);
  g_free (self->path);
  g_free (self);
}

/* What the file held, NULL if it is none: then it begins anew. */
static WeirLagBook *
memory_restore (Memory *self)
{
  g_autoptr(WeirLagBook) past = NULL;
  g_autoptr(GError) error = NULL;

  if (self->path == NULL || self->restored)
    return NULL;

  self->restored = TRUE;
  past = weir_lag_book_new ();
  if (weir_lag_book_restore_file (self->book, self->path, &error) && weir_lag_book_restore_file (past, self->path, &error))
    return g_steal_pointer (&past);

  g_message ("%s", error->message);
  weir_lag_book_free (self->book);
  self->book = weir_lag_book_new ();

  return NULL;
}

static void
memory_save (Memory *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = NULL;

  if (self->path == NULL || g_get_monotonic_time () < self->saved_usec + SAVE_USEC)
    return;

  self->saved_usec = g_get_monotonic_time ();
  folder = g_path_get_dirname (self->path);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_message ("%s: %s", folder, g_strerror (errno));
  else if (!weir_lag_book_save_file (self->book, self->path, &error))
    g_message ("%s", error->message);
}

static Question *
question_new (WeirGroupWatch *watch)
{
  Question *self = g_new0 (Question, 1);

  self->refs = 1;
  self->settings = g_object_ref (watch->settings);
  self->memory = g_steal_pointer (&watch->memory);
  self->previous = watch->look != NULL ? weir_lag_look_ref (watch->look) : NULL;
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
  g_clear_pointer (&self->memory, memory_free);
  g_clear_pointer (&self->previous, weir_lag_look_unref);
  g_clear_pointer (&self->look, weir_lag_look_unref);
  g_clear_pointer (&self->past, weir_lag_book_free);
  g_clear_error (&self->error);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

static gpointer
ask (gpointer data)
{
  Question *self = data;
  gint64 begin_usec = g_get_monotonic_time ();
  WeirLagBook *past = memory_restore (self->memory);
  WeirLagLook *look = NULL;
  GError *error = NULL;
  WeirLagSnapshot *snapshot = weir_lag_process_read (self->settings, NULL, NULL,
                                                     self->previous != NULL ? self->previous->snapshot : NULL,
                                                     TIMEOUT_MSEC, self->cancellable, &error);

  if (snapshot != NULL)
    {
      look = weir_lag_look_new (snapshot, self->memory->book, TRUE);
      memory_save (self->memory);
    }

  pthread_mutex_lock (&self->mutex);
  self->past = past;
  self->look = look;
  self->took_usec = g_get_monotonic_time () - begin_usec;
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
 * @table: gets the partitions of those topics
 * @overview: gets the groups, all of them
 * @history: (nullable): a file that remembers them over restarts, see weir_lag_book_save_file()
 *
 * Returns: (transfer full): a watch that has not asked yet
 */
WeirGroupWatch *
weir_group_watch_new (WeirSettings       *settings,
                      guint               connection,
                      const char         *own_group,
                      const char * const *topics,
                      WeirLagTable       *table,
                      WeirLagOverview    *overview,
                      const char         *history)
{
  WeirGroupWatch *self = g_new0 (WeirGroupWatch, 1);

  self->settings = g_object_ref (settings);
  self->connection = connection;
  self->own_group = g_strdup (own_group);
  self->filter = weir_topic_filter_new (topics, NULL);
  self->table = g_object_ref (table);
  self->overview = g_object_ref (overview);
  self->memory = memory_new (history);
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
  g_clear_pointer (&self->look, weir_lag_look_unref);
  g_clear_pointer (&self->memory, memory_free);
  g_clear_pointer (&self->filter, weir_topic_filter_free);
  g_object_unref (self->settings);
  g_object_unref (self->table);
  g_object_unref (self->overview);
  g_free (self->own_group);
  g_free (self->problem);
  g_free (self);
}

static void
put_partitions (WeirGroupWatch    *self,
                const WeirLagLook *look)
{
  gint64 now_usec = g_get_real_time ();

  for (guint i = 0; i < look->rows->len; i++)
    {
      const WeirLagLookRow *row = &g_array_index (look->rows, WeirLagLookRow, i);

      if (row->lag != NULL && g_strcmp0 (row->lag->group, self->own_group) != 0
          && (self->filter == NULL || weir_topic_filter_has (self->filter, row->lag->topic)))
        weir_lag_table_put_group (self->table, self->connection, row->lag, &row->numbers, now_usec);
    }
  weir_lag_table_drop_groups (self->table, self->connection, now_usec);
}

static void
put_answer (WeirGroupWatch *self,
            Question       *question)
{
  g_clear_pointer (&self->look, weir_lag_look_unref);
  self->look = g_steal_pointer (&question->look);
  put_partitions (self, self->look);
  weir_lag_overview_take_look (self->overview, self->connection, self->look);
  self->period_usec = MAX (PERIOD_USEC, REST_FACTOR * question->took_usec);
}

static void
put_past (WeirGroupWatch *self,
          WeirLagBook    *past)
{
  g_autoptr(GPtrArray) pasts = weir_lag_book_list_pasts (past);

  weir_lag_overview_add_past (self->overview, self->connection, pasts);
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
  self->memory = g_steal_pointer (&question->memory);
  if (question->look != NULL)
    {
      put_answer (self, question);
    }
  else
    {
      /* The connection's state tells that brokers do not answer. */
      if (!g_error_matches (question->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE)
          && !g_error_matches (question->error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
        self->problem = g_strdup (question->error->message);
      self->unable = g_error_matches (question->error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
      self->period_usec = MIN (self->period_usec * 2, MAX_PERIOD_USEC);
    }
  if (question->past != NULL)
    put_past (self, question->past);
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
