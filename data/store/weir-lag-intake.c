#include "config.h"

#include "data/store/weir-lag-intake.h"

#include "data/lag/weir-lag-process.h"
#include "data/source/weir-source-error.h"
#include "data/store/weir-export-text.h"
#include "data/store/weir-lag-cells.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#define TICK_MSEC    100
#define TIMEOUT_MSEC 15000
#define N_VIEWS      2

/* A topic of the intake. */
typedef struct
{
  char               *name;         /* owned */
  WeirLagView         view;
  guint               index;
  gint64              position;     /* next offset */
  WeirPartitionStatus status;       /* guarded by the intake's mutex */
} Topic;

struct _WeirLagIntake
{
  GObject              parent_instance;

  /* Fixed once made. */
  WeirIntakeHandler    handler;
  gpointer             user_data;
  WeirSettings        *settings;      /* owned */
  Topic                topics[N_VIEWS];
  guint                n_topics;
  gint64               period_usec;
  char                *history;       /* owned, nullable */
  gint64               from_usec;
  guint                n_looks;
  gint64               until_usec;
  guint64              max_records;
  GCancellable        *cancellable;   /* owned: cancelled to stop */

  GThread             *thread;        /* owned; caller's side */

  /* Consumer thread. */
  WeirLagBook         *book;          /* owned */
  WeirLagLook         *look;          /* owned reference, nullable: the last one */
  WeirIntakeState      state;
  gint64               since_usec;
  guint64              n_records;
  guint                n_done;        /* looks */
  gboolean             ending;        /* the handler wants no more */

  pthread_mutex_t      mutex;
};

static void weir_lag_intake_init_intake (WeirIntakeInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WeirLagIntake, weir_lag_intake, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (WEIR_TYPE_INTAKE, weir_lag_intake_init_intake))

static gboolean
is_over (WeirLagIntake *self)
{
  return self->ending || g_cancellable_is_cancelled (self->cancellable);
}

/* -- what is told -- */

static void
emit (WeirLagIntake   *self,
      const Topic     *topic,
      WeirIntakeEvent  event)
{
  event.partition = topic != NULL ? 0 : -1;
  event.topic = topic != NULL ? topic->name : NULL;
  event.topic_index = topic != NULL ? topic->index : 0;
  event.state = self->state;
  event.since_usec = self->since_usec;

  if (self->handler.event != NULL)
    self->handler.event (&event, self->user_data);
}

static void
set_state (WeirLagIntake   *self,
           WeirIntakeState  state,
           const char      *text)
{
  if (state == self->state)
    return;

  self->state = state;
  self->since_usec = g_get_real_time ();
  emit (self, NULL, (WeirIntakeEvent) { .kind = WEIR_INTAKE_EVENT_STATE, .text = text });
}

static void
end_batch (WeirLagIntake *self)
{
  if (self->handler.batch_end != NULL)
    self->handler.batch_end (self->user_data);
}

static void
tell (WeirLagIntake *self,
      Topic         *topic,
      const char    *group,
      const GString *payload,
      gint64         time_usec)
{
  WeirMessage message = {
    .topic = topic->name,
    .topic_index = topic->index,
    .time_usec = time_usec,
    .arrival_usec = g_get_real_time (),
    .key = group,
    .key_length = strlen (group),
    .payload = payload->str,
    .payload_length = payload->len,
  };

  topic->position = MAX (topic->position, time_usec);
  message.offset = topic->position++;
  self->n_records++;
  self->handler.message (&message, self->user_data);

  pthread_mutex_lock (&self->mutex);
  topic->status.position = topic->status.high = topic->position;
  topic->status.n_records++;
  topic->status.n_bytes += payload->len;
  topic->status.last_time_usec = time_usec;
  pthread_mutex_unlock (&self->mutex);

  if (self->n_records == self->max_records)
    self->ending = TRUE;
}

static void
append_row (GString            *payload,
            WeirLagView         view,
            const WeirLagCells *cells)
{
  WeirExportColumn columns[G_N_ELEMENTS (cells->values)];
  guint n_columns;
  const WeirLagColumn *lag_columns = weir_lag_columns_get (view, &n_columns);

  for (guint i = 0; i < n_columns; i++)
    columns[i] = (WeirExportColumn) { lag_columns[i].name, lag_columns[i].type };
  g_string_truncate (payload, 0);
  weir_export_append_json_row (payload, columns, n_columns, cells->values);
  /* Without its newline. */
  g_string_truncate (payload, payload->len - 1);
}

static void
tell_look (WeirLagIntake *self,
           Topic         *topic)
{
  g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) payload = g_string_new (NULL);
  gboolean groups = topic->view == WEIR_LAG_VIEW_GROUPS;
  const GArray *rows = groups ? self->look->sums : self->look->rows;

  for (guint i = 0; i < rows->len && !is_over (self); i++)
    {
      WeirLagCells cells = { .strings = strings };
      const WeirLagGroup *group;

      if (groups)
        {
          weir_lag_cells_fill_group (&cells, self->look, &g_array_index (rows, WeirLagSum, i), FALSE);
          group = g_array_index (rows, WeirLagSum, i).group;
        }
      else
        {
          weir_lag_cells_fill_partition (&cells, self->look, &g_array_index (rows, WeirLagLookRow, i), FALSE);
          group = g_array_index (rows, WeirLagLookRow, i).group;
        }
      append_row (payload, topic->view, &cells);
      tell (self, topic, group->name, payload, self->look->snapshot->time_usec);
      g_ptr_array_set_size (strings, 0);
    }
}

/* -- what was before -- */

typedef struct
{
  const char         *group;
  const WeirLagPoint *point;
} Before;

static int
compare_before (gconstpointer a,
                gconstpointer b)
{
  const Before *x = a;
  const Before *y = b;

  if (x->point->time_usec != y->point->time_usec)
    return x->point->time_usec < y->point->time_usec ? -1 : 1;

  return strcmp (x->group, y->group);
}

/* Of the groups as wholes, by time. */
static GArray *
list_before (WeirLagIntake *self,
             WeirLagBook   *book)
{
  g_autoptr(GPtrArray) pasts = weir_lag_book_list_pasts (book);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Before));

  for (guint i = 0; i < pasts->len; i++)
    {
      const WeirLagPast *past = g_ptr_array_index (pasts, i);

      for (guint j = 0; *past->topic == '\0' && j < past->points->len; j++)
        {
          const Before before = { past->group, &g_array_index (past->points, WeirLagPoint, j) };

          if (before.point->time_usec >= self->from_usec)
            g_array_append_val (list, before);
        }
    }
  g_array_sort (list, compare_before);

  return list;
}

/* What a point has: the rest is not known any more. */
static void
append_before (GString      *payload,
               const Before *before)
{
  static const WeirExportColumn columns[] = {
    { "group", WEIR_EXPORT_TEXT },
    { "lag", WEIR_EXPORT_INTEGER },
    { "lag_seconds", WEIR_EXPORT_DOUBLE },
    { "time", WEIR_EXPORT_TIME },
  };
  const WeirValue null = { .type = WEIR_VALUE_NULL };
  WeirValue values[G_N_ELEMENTS (columns)] = {
    weir_value_of_text (before->group, strlen (before->group)),
    before->point->lag >= 0 ? weir_value_of_int (before->point->lag) : null,
    null,
    weir_value_of_int (before->point->time_usec),
  };

  if (!isnan (before->point->lag_seconds))
    values[2] = (WeirValue) { .type = WEIR_VALUE_DOUBLE, .as_double = before->point->lag_seconds };
  g_string_truncate (payload, 0);
  weir_export_append_json_row (payload, columns, G_N_ELEMENTS (columns), values);
  g_string_truncate (payload, payload->len - 1);
}

/* A history that cannot be read is none: what comes is told all the same. */
static void
tell_before (WeirLagIntake *self)
{
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  g_autoptr(GString) payload = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) list = NULL;
  Topic *topic = NULL;

  for (guint i = 0; i < self->n_topics; i++)
    if (self->topics[i].view == WEIR_LAG_VIEW_GROUPS)
      topic = &self->topics[i];
  if (topic == NULL || self->history == NULL)
    return;

  if (!weir_lag_book_restore_file (book, self->history, &error))
    {
      g_message ("%s", error->message);
      return;
    }

  list = list_before (self, book);
  for (guint i = 0; i < list->len && !is_over (self); i++)
    {
      const Before *before = &g_array_index (list, Before, i);

      append_before (payload, before);
      tell (self, topic, before->group, payload, before->point->time_usec);
    }
  end_batch (self);
}

/* -- the thread -- */

/* FALSE with @error set where asking again is of no use. */
static gboolean
look_once (WeirLagIntake  *self,
           GError        **error)
{
  g_autoptr(GError) problem = NULL;
  WeirLagSnapshot *snapshot = weir_lag_process_read (self->settings, NULL, NULL,
                                                     self->look != NULL ? self->look->snapshot : NULL, TIMEOUT_MSEC,
                                                     self->cancellable, &problem);

  if (snapshot != NULL)
    {
      WeirLagLook *look = weir_lag_look_new (snapshot, self->book, TRUE);

      g_clear_pointer (&self->look, weir_lag_look_unref);
      self->look = look;
      set_state (self, WEIR_INTAKE_STATE_CONNECTED, NULL);
      for (guint i = 0; i < self->n_topics; i++)
        tell_look (self, &self->topics[i]);
      self->n_done++;
      return TRUE;
    }
  if (is_over (self))
    return TRUE;
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED)
      || g_error_matches (problem, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS)
      || g_error_matches (problem, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  set_state (self, WEIR_INTAKE_STATE_DISCONNECTED, problem->message);
  return TRUE;
}

/* Until the next look is due; the handler may write meanwhile. */
static void
rest (WeirLagIntake *self,
      gint64         until_usec)
{
  GPollFD stopped;
  gboolean can_poll = g_cancellable_make_pollfd (self->cancellable, &stopped);

  do
    {
      end_batch (self);
      if (can_poll && !is_over (self))
        g_poll (&stopped, 1, TICK_MSEC);
    }
  while (!is_over (self) && g_get_monotonic_time () < until_usec);
  if (can_poll)
    g_cancellable_release_fd (self->cancellable);
}

static void
say_end (WeirLagIntake *self,
         const GError  *error)
{
  gboolean stopped = g_cancellable_is_cancelled (self->cancellable);

  if (error != NULL && !stopped)
    set_state (self, WEIR_INTAKE_STATE_FAILED, error->message);
  for (guint i = 0; i < self->n_topics && error == NULL && !stopped && !self->ending; i++)
    emit (self, &self->topics[i], (WeirIntakeEvent) {
      .kind = WEIR_INTAKE_EVENT_PARTITION_DONE,
      .from = self->topics[i].position,
      .to = self->topics[i].position,
    });

  set_state (self, WEIR_INTAKE_STATE_ENDED, NULL);
  if (!stopped)
    emit (self, NULL, (WeirIntakeEvent) {
      .kind = WEIR_INTAKE_EVENT_ENDED,
      .error = error,
      .text = error != NULL ? error->message : NULL,
    });
}

static gboolean
wants_more (WeirLagIntake *self)
{
  return !is_over (self) && (self->n_looks == 0 || self->n_done < self->n_looks) && g_get_real_time () < self->until_usec;
}

static gpointer
run (gpointer user_data)
{
  WeirLagIntake *self = user_data;
  g_autoptr(GError) error = NULL;

  set_state (self, WEIR_INTAKE_STATE_CONNECTING, NULL);
  for (guint i = 0; i < self->n_topics; i++)
    emit (self, &self->topics[i], (WeirIntakeEvent) { .kind = WEIR_INTAKE_EVENT_ASSIGNED, .to = -1 });
  tell_before (self);
  while (wants_more (self))
    {
      gint64 since_usec = g_get_monotonic_time ();

      if (!look_once (self, &error))
        break;
      if (wants_more (self))
        rest (self, since_usec + self->period_usec);
    }
  end_batch (self);
  say_end (self, error);

  return NULL;
}

/* -- the interface -- */

static void
weir_lag_intake_start (WeirIntake *intake)
{
  WeirLagIntake *self = WEIR_LAG_INTAKE (intake);

  g_return_if_fail (self->thread == NULL);

  self->thread = g_thread_new ("weir-lag", run, self);
}

static void
weir_lag_intake_stop (WeirIntake *intake)
{
  g_cancellable_cancel (WEIR_LAG_INTAKE (intake)->cancellable);
}

static void
weir_lag_intake_join (WeirIntake *intake)
{
  g_clear_pointer (&WEIR_LAG_INTAKE (intake)->thread, g_thread_join);
}

static void
weir_lag_intake_end (WeirIntake *intake)
{
  WEIR_LAG_INTAKE (intake)->ending = TRUE;
}

static GArray *
weir_lag_intake_dup_status (WeirIntake *intake)
{
  WeirLagIntake *self = WEIR_LAG_INTAKE (intake);
  GArray *status = g_array_new (FALSE, FALSE, sizeof (WeirPartitionStatus));

  pthread_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->n_topics; i++)
    g_array_append_val (status, self->topics[i].status);
  pthread_mutex_unlock (&self->mutex);

  return status;
}

static GArray *
weir_lag_intake_dup_positions (WeirIntake *intake)
{
  WeirLagIntake *self = WEIR_LAG_INTAKE (intake);
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));

  for (guint i = 0; i < self->n_topics; i++)
    {
      const WeirIntakePosition position = { .topic_index = i, .offset = self->topics[i].position };

      g_array_append_val (positions, position);
    }

  return positions;
}

static void
weir_lag_intake_init_intake (WeirIntakeInterface *iface)
{
  iface->start = weir_lag_intake_start;
  iface->stop = weir_lag_intake_stop;
  iface->join = weir_lag_intake_join;
  iface->end = weir_lag_intake_end;
  iface->dup_status = weir_lag_intake_dup_status;
  iface->dup_positions = weir_lag_intake_dup_positions;
}

static void
weir_lag_intake_finalize (GObject *object)
{
  WeirLagIntake *self = WEIR_LAG_INTAKE (object);

  weir_lag_intake_stop (WEIR_INTAKE (self));
  weir_lag_intake_join (WEIR_INTAKE (self));
  for (guint i = 0; i < self->n_topics; i++)
    g_free (self->topics[i].name);
  g_clear_pointer (&self->look, weir_lag_look_unref);
  weir_lag_book_free (self->book);
  g_clear_object (&self->settings);
  g_object_unref (self->cancellable);
  g_free (self->history);
  pthread_mutex_destroy (&self->mutex);

  G_OBJECT_CLASS (weir_lag_intake_parent_class)->finalize (object);
}

static void
weir_lag_intake_class_init (WeirLagIntakeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_lag_intake_finalize;
}

static void
weir_lag_intake_init (WeirLagIntake *self)
{
  pthread_mutex_init (&self->mutex, NULL);
  self->cancellable = g_cancellable_new ();
  self->book = weir_lag_book_new ();
  self->state = WEIR_INTAKE_STATE_IDLE;
}

static gboolean
add_topic (WeirLagIntake  *self,
           const char     *name,
           GError        **error)
{
  gboolean groups = g_str_equal (name, WEIR_LAG_INTAKE_GROUPS);
  Topic *topic;

  if ((!groups && !g_str_equal (name, WEIR_LAG_INTAKE_PARTITIONS)) || self->n_topics == N_VIEWS)
    {
      g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
                   _("a connection that reads lag has no topic “%s”; its topics are “%s” and “%s”"), name,
                   WEIR_LAG_INTAKE_GROUPS, WEIR_LAG_INTAKE_PARTITIONS);
      return FALSE;
    }

  topic = &self->topics[self->n_topics];
  topic->name = g_strdup (name);
  topic->view = groups ? WEIR_LAG_VIEW_GROUPS : WEIR_LAG_VIEW_PARTITIONS;
  topic->index = self->n_topics++;
  topic->status = (WeirPartitionStatus) {
    .topic = topic->name, .topic_index = topic->index, .low = -1, .high = 0, .committed = -1, .last_time_usec = WEIR_NO_TIME,
  };

  return TRUE;
}

/**
 * weir_lag_intake_new:
 * @spec: what to ask for; copied
 * @handler: whom to tell; its message member must be set
 * @user_data: for the handler; must outlive the consumer thread
 * @error: return location for %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Nothing is asked before weir_intake_start(). Freeing the last reference stops
 * the intake and waits for its thread: never from a handler.
 *
 * Returns: (transfer full): the intake, or %NULL with @error set if a topic is
 *   none of its
 */
WeirIntake *
weir_lag_intake_new (const WeirLagIntakeSpec  *spec,
                     const WeirIntakeHandler  *handler,
                     gpointer                  user_data,
                     GError                  **error)
{
  g_autoptr(WeirLagIntake) self = NULL;

  g_return_val_if_fail (spec != NULL && WEIR_IS_SETTINGS (spec->settings) && spec->topics != NULL, NULL);
  g_return_val_if_fail (handler != NULL && handler->message != NULL, NULL);

  self = g_object_new (WEIR_TYPE_LAG_INTAKE, NULL);
  for (guint i = 0; spec->topics[i] != NULL; i++)
    if (!add_topic (self, spec->topics[i], error))
      return NULL;

  self->settings = g_object_ref (spec->settings);
  self->period_usec = spec->period_usec;
  self->history = g_strdup (spec->history);
  self->from_usec = spec->from_usec;
  self->n_looks = spec->n_looks;
  self->until_usec = spec->until_usec;
  self->max_records = spec->max_records;
  self->handler = *handler;
  self->user_data = user_data;

  return WEIR_INTAKE (g_steal_pointer (&self));
}
