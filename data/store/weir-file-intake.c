#include "config.h"

#include "data/store/weir-file-intake.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <pthread.h>

#define TICK_MSEC 20
/* A batch of a file that is always there. */
#define BATCH_RECORDS 1024
#define STATUS_USEC G_TIME_SPAN_SECOND

struct _WeirFileIntake
{
  GObject              parent_instance;

  /* Fixed once made. */
  WeirIntakeHandler    handler;
  gpointer             user_data;
  char                *topic;         /* owned */
  gint64               first;
  guint64              max_records;
  GCancellable        *cancellable;   /* owned: cancelled to stop */

  GThread             *thread;        /* owned; caller's side */

  /* Consumer thread. */
  WeirRowFile         *file;          /* owned */
  WeirIntakeState      state;
  gint64               since_usec;
  WeirMessage          message;
  gint64               position;      /* number of the next record */
  gint64               gap_from;      /* rows from here on could not be read; -1: none */
  char                *gap_text;      /* owned, nullable */
  guint                n_batch;
  guint64              n_records;
  guint64              n_bytes;
  gint64               high;          /* -1 until the end is known */
  gint64               status_usec;   /* monotonic */
  gboolean             ending;        /* the handler wants no more */

  pthread_mutex_t      mutex;
  WeirPartitionStatus  status;        /* guarded by mutex */
};

static void weir_file_intake_init_intake (WeirIntakeInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WeirFileIntake, weir_file_intake, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (WEIR_TYPE_INTAKE, weir_file_intake_init_intake))

static void
emit (WeirFileIntake  *self,
      WeirIntakeEvent  event)
{
  if (event.kind == WEIR_INTAKE_EVENT_STATE || event.kind == WEIR_INTAKE_EVENT_ENDED)
    event.partition = -1;
  else
    event.topic = self->topic;
  event.state = self->state;
  event.since_usec = self->since_usec;

  if (self->handler.event != NULL)
    self->handler.event (&event, self->user_data);
}

static void
set_state (WeirFileIntake  *self,
           WeirIntakeState  state,
           const char      *text)
{
  self->state = state;
  self->since_usec = g_get_real_time ();
  emit (self, (WeirIntakeEvent) { .kind = WEIR_INTAKE_EVENT_STATE, .text = text });
}

static void
publish_status (WeirFileIntake *self)
{
  pthread_mutex_lock (&self->mutex);
  self->status.position = self->position;
  self->status.high = self->high;
  self->status.n_records = self->n_records;
  self->status.n_bytes = self->n_bytes;
  pthread_mutex_unlock (&self->mutex);
}

/* Also called while a pipe has nothing to read. */
static void
end_batch (gpointer user_data)
{
  WeirFileIntake *self = user_data;
  gint64 now_usec = g_get_monotonic_time ();

  self->n_batch = 0;
  self->message.arrival_usec = g_get_real_time ();
  if (now_usec >= self->status_usec)
    {
      publish_status (self);
      self->status_usec = now_usec + STATUS_USEC;
    }

  if (self->handler.batch_end != NULL)
    self->handler.batch_end (self->user_data);
}

static void
end_gap (WeirFileIntake *self)
{
  if (self->gap_from < 0)
    return;

  emit (self, (WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_GAP,
    .from = self->gap_from,
    .to = self->position,
    .reason = WEIR_INTAKE_REASON_DAMAGED,
    .text = self->gap_text,
  });
  self->gap_from = -1;
  g_clear_pointer (&self->gap_text, g_free);
}

static void
take_refused (WeirFileIntake *self)
{
  if (self->gap_from < 0 && self->position >= self->first)
    {
      self->gap_from = self->position;
      /* Translators: name of a file, number of a line, and what is wrong with it */
      self->gap_text = g_strdup_printf (_("%s: line %" PRIu64 " cannot be read: %s"), self->topic,
                                        weir_text_file_get_line (weir_row_file_get_file (self->file)),
                                        weir_row_file_get_problem (self->file));
    }
  self->position++;
}

static void
take_payload (WeirFileIntake *self,
              const GString  *payload)
{
  end_gap (self);

  self->message.offset = self->position++;
  if (self->message.offset < self->first)
    return;

  self->message.payload = payload->str;
  self->message.payload_length = payload->len;
  self->n_records++;
  self->n_bytes += payload->len;
  self->handler.message (&self->message, self->user_data);

  if (self->n_records == self->max_records)
    self->ending = TRUE;
}

/* Until the end, or what stands in the way of it. */
static void
read_all (WeirFileIntake  *self,
          GError         **error)
{
  const GString *payload = NULL;
  WeirRowFileResult result;

  while (!self->ending && !g_cancellable_is_cancelled (self->cancellable))
    {
      result = weir_row_file_read (self->file, &payload, error);
      if (result == WEIR_ROW_FILE_END || result == WEIR_ROW_FILE_ERROR)
        break;

      if (result == WEIR_ROW_FILE_PAYLOAD)
        take_payload (self, payload);
      else
        take_refused (self);
      if (++self->n_batch == BATCH_RECORDS)
        end_batch (self);
    }

  end_gap (self);
  end_batch (self);
}

static void
say_end (WeirFileIntake *self,
         const GError   *error)
{
  gboolean stopped = g_cancellable_is_cancelled (self->cancellable);

  if (error == NULL && !stopped && !self->ending)
    self->high = self->position;
  publish_status (self);
  if (error != NULL && !stopped)
    set_state (self, WEIR_INTAKE_STATE_FAILED, error->message);
  else if (!stopped && !self->ending)
    emit (self, (WeirIntakeEvent) {
      .kind = WEIR_INTAKE_EVENT_PARTITION_DONE,
      .from = self->position,
      .to = self->position,
    });

  set_state (self, WEIR_INTAKE_STATE_ENDED, NULL);
  if (!stopped)
    emit (self, (WeirIntakeEvent) {
      .kind = WEIR_INTAKE_EVENT_ENDED,
      .error = error,
      .text = error != NULL ? error->message : NULL,
    });
}

static gpointer
run (gpointer user_data)
{
  WeirFileIntake *self = user_data;
  g_autoptr(GError) error = NULL;

  set_state (self, WEIR_INTAKE_STATE_CONNECTING, NULL);
  if (weir_row_file_begin (self->file, &error))
    {
      set_state (self, WEIR_INTAKE_STATE_CONNECTED, NULL);
      emit (self, (WeirIntakeEvent) { .kind = WEIR_INTAKE_EVENT_ASSIGNED, .to = -1 });
      read_all (self, &error);
    }
  say_end (self, error);

  return NULL;
}

static void
weir_file_intake_start (WeirIntake *intake)
{
  WeirFileIntake *self = WEIR_FILE_INTAKE (intake);

  g_return_if_fail (self->thread == NULL);

  self->thread = g_thread_new ("weir-file", run, self);
}

static void
weir_file_intake_stop (WeirIntake *intake)
{
  g_cancellable_cancel (WEIR_FILE_INTAKE (intake)->cancellable);
}

static void
weir_file_intake_join (WeirIntake *intake)
{
  g_clear_pointer (&WEIR_FILE_INTAKE (intake)->thread, g_thread_join);
}

static void
weir_file_intake_end (WeirIntake *intake)
{
  WEIR_FILE_INTAKE (intake)->ending = TRUE;
}

static GArray *
weir_file_intake_dup_status (WeirIntake *intake)
{
  WeirFileIntake *self = WEIR_FILE_INTAKE (intake);
  GArray *status = g_array_new (FALSE, FALSE, sizeof (WeirPartitionStatus));

  pthread_mutex_lock (&self->mutex);
  g_array_append_val (status, self->status);
  pthread_mutex_unlock (&self->mutex);

  return status;
}

static GArray *
weir_file_intake_dup_positions (WeirIntake *intake)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));

  g_array_append_vals (positions, &(WeirIntakePosition) { .offset = WEIR_FILE_INTAKE (intake)->position }, 1);

  return positions;
}

static void
weir_file_intake_init_intake (WeirIntakeInterface *iface)
{
  iface->start = weir_file_intake_start;
  iface->stop = weir_file_intake_stop;
  iface->join = weir_file_intake_join;
  iface->end = weir_file_intake_end;
  iface->dup_status = weir_file_intake_dup_status;
  iface->dup_positions = weir_file_intake_dup_positions;
}

static void
weir_file_intake_finalize (GObject *object)
{
  WeirFileIntake *self = WEIR_FILE_INTAKE (object);

  weir_file_intake_stop (WEIR_INTAKE (self));
  weir_file_intake_join (WEIR_INTAKE (self));
  g_clear_pointer (&self->file, weir_row_file_free);
  g_clear_object (&self->cancellable);
  g_free (self->gap_text);
  g_free (self->topic);
  pthread_mutex_destroy (&self->mutex);

  G_OBJECT_CLASS (weir_file_intake_parent_class)->finalize (object);
}

static void
weir_file_intake_class_init (WeirFileIntakeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_file_intake_finalize;
}

static void
weir_file_intake_init (WeirFileIntake *self)
{
  pthread_mutex_init (&self->mutex, NULL);
  self->cancellable = g_cancellable_new ();
  self->gap_from = -1;
  self->high = -1;
}

static void
set_topic (WeirFileIntake *self,
           const char     *path)
{
  self->topic = g_str_equal (path, "-") ? g_strdup ("stdin") : g_path_get_basename (path);
  self->message = (WeirMessage) { .topic = self->topic, .time_usec = WEIR_NO_TIME, .arrival_usec = g_get_real_time () };
  self->status = (WeirPartitionStatus) { .topic = self->topic, .high = -1, .committed = -1, .last_time_usec = WEIR_NO_TIME };
}

/**
 * weir_file_intake_new:
 * @spec: what to read; copied
 * @handler: whom to tell; its message member must be set
 * @user_data: for the handler; must outlive the consumer thread
 * @error: return location of a %G_FILE_ERROR
 *
 * Opens a file, of which nothing is read before weir_intake_start(). What is
 * wrong inside it shows in the events. Freeing the last reference stops the
 * intake and waits for its thread: never from a handler.
 *
 * Returns: (transfer full): the intake, or %NULL with @error set if the file
 *   cannot be opened
 */
WeirIntake *
weir_file_intake_new (const WeirFileIntakeSpec  *spec,
                      const WeirIntakeHandler   *handler,
                      gpointer                   user_data,
                      GError                   **error)
{
  g_autoptr(WeirFileIntake) self = NULL;
  WeirRowFileSpec file = {
    .path = spec->path,
    .format = spec->format,
    .columns = spec->columns,
    .separator = spec->separator,
  };

  g_return_val_if_fail (handler != NULL && handler->message != NULL, NULL);

  self = g_object_new (WEIR_TYPE_FILE_INTAKE, NULL);
  file.cancellable = self->cancellable;
  self->file = weir_row_file_new (&file, error);
  if (self->file == NULL)
    return NULL;

  weir_text_file_set_waiting_func (weir_row_file_get_file (self->file),
                                   spec->tick_msec > 0 ? spec->tick_msec : TICK_MSEC, end_batch, self);
  self->handler = *handler;
  self->user_data = user_data;
  self->first = spec->first;
  self->max_records = spec->max_records;
  set_topic (self, spec->path);

  return WEIR_INTAKE (g_steal_pointer (&self));
}
