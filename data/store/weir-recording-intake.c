#include "config.h"

#include "data/store/weir-recording-intake.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <pthread.h>

#include "data/store/weir-exporter.h"
#include "data/store/weir-replayed-partition.h"
#include "data/store/weir-sql.h"

/* Of what is read, not of what is kept: one row group of some partitions at a time. */
#define MEMORY_LIMIT "2GB"
#define THREADS_MAX  4
#define BATCH_RECORDS 1024
#define STATUS_USEC  (G_TIME_SPAN_SECOND / 2)

struct _WeirRecordingIntake
{
  GObject              parent_instance;

  /* Fixed once made. */
  WeirIntakeHandler    handler;
  gpointer             user_data;
  char                *folder;        /* owned */
  GStrv                topics;        /* owned */
  gint32               partition;
  WeirReplayBounds     bounds;        /* its arrays are owned */
  guint64              max_records;
  gboolean             ordered;       /* records come in the order of their times, over all partitions */

  GThread             *thread;        /* owned; caller's side */
  int                  stopping;      /* atomic */

  /* Consumer thread. */
  WeirDatabase        *database;      /* owned */
  GPtrArray           *files;         /* owned, of GArray of WeirRecordingFile: of each topic */
  GArray              *partitions;    /* owned, of WeirReplayedPartition */
  WeirIntakeState      state;
  gint64               since_usec;
  guint64              n_records;
  gboolean             ending;        /* the handler wants no more */
  gint64               status_usec;   /* monotonic */
  guint                n_batch;       /* given since the last batch ended */

  pthread_mutex_t      mutex;
  GArray              *status;        /* owned, of WeirPartitionStatus, guarded by mutex */
};

static void weir_recording_intake_init_intake (WeirIntakeInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WeirRecordingIntake, weir_recording_intake, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (WEIR_TYPE_INTAKE, weir_recording_intake_init_intake))

static gboolean
is_over (WeirRecordingIntake *self)
{
  return self->ending || g_atomic_int_get (&self->stopping);
}

static void
emit (WeirRecordingIntake *self,
      WeirIntakeEvent      event)
{
  event.state = self->state;
  event.since_usec = self->since_usec;
  if (self->handler.event != NULL)
    self->handler.event (&event, self->user_data);
}

static void
emit_state (WeirRecordingIntake *self,
            WeirIntakeState      state,
            const char          *text)
{
  self->state = state;
  self->since_usec = g_get_real_time ();
  emit (self, (WeirIntakeEvent) { .kind = WEIR_INTAKE_EVENT_STATE, .partition = -1, .text = text });
}

static void
emit_partition (WeirRecordingIntake         *self,
                WeirIntakeEventKind          kind,
                const WeirReplayedPartition *partition,
                gint64                       from,
                gint64                       to,
                const char                  *text)
{
  emit (self, (WeirIntakeEvent) {
    .kind = kind,
    .topic = self->topics[partition->topic_index],
    .topic_index = partition->topic_index,
    .partition = partition->number,
    .from = from,
    .to = to,
    .reason = kind == WEIR_INTAKE_EVENT_GAP ? WEIR_INTAKE_REASON_DAMAGED : WEIR_INTAKE_REASON_NONE,
    .text = text,
  });
}

static void
publish_status (WeirRecordingIntake *self)
{
  pthread_mutex_lock (&self->mutex);
  g_array_set_size (self->status, 0);
  for (guint i = 0; i < self->partitions->len; i++)
    {
      const WeirReplayedPartition *partition = &g_array_index (self->partitions, WeirReplayedPartition, i);
      const WeirPartitionStatus status = {
        .topic = self->topics[partition->topic_index],
        .topic_index = partition->topic_index,
        .partition = partition->number,
        .low = partition->low,
        .high = MIN (partition->high, partition->range.to),
        .position = partition->position,
        .committed = -1,
        .n_records = partition->n_records,
        .n_bytes = partition->n_bytes,
        .last_time_usec = partition->last_time_usec,
      };

      g_array_append_val (self->status, status);
    }
  pthread_mutex_unlock (&self->mutex);
}

static void
end_batch (WeirRecordingIntake *self)
{
  gint64 now_usec = g_get_monotonic_time ();

  self->n_batch = 0;
  if (now_usec >= self->status_usec)
    {
      publish_status (self);
      self->status_usec = now_usec + STATUS_USEC;
    }
  if (self->handler.batch_end != NULL)
    self->handler.batch_end (self->user_data);
}

static char *
dup_topic_folder (WeirRecordingIntake *self,
                  guint                topic_index)
{
  g_autofree char *name = weir_recording_dup_topic_folder (self->topics[topic_index]);

  return g_build_filename (self->folder, name, NULL);
}

static void
add_partition (WeirRecordingIntake     *self,
               guint                    topic_index,
               const WeirRecordingFile *files,
               guint                    n_files)
{
  g_autofree char *folder = dup_topic_folder (self, topic_index);
  WeirReplayedPartition partition;

  if (self->partition >= 0 && self->partition != files[0].partition)
    return;

  weir_replayed_partition_open (&partition, self->database, &self->bounds, topic_index, folder, files, n_files);
  g_array_append_val (self->partitions, partition);
}

static void
say_stranger (WeirRecordingIntake *self,
              guint                topic_index,
              const char          *path)
{
  g_autoptr(GError) error = g_error_new (WEIR_STORE_ERROR, WEIR_STORE_ERROR_DAMAGED,
                                         _("%s is left out: its name is none of a recording's files"), path);

  emit (self, (WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_ERROR,
    .topic = self->topics[topic_index],
    .topic_index = topic_index,
    .partition = -1,
    .error = error,
    .text = error->message,
  });
}

static gboolean
open_topic (WeirRecordingIntake  *self,
            guint                 topic_index,
            GError              **error)
{
  g_autofree char *folder = dup_topic_folder (self, topic_index);
  g_autoptr(GPtrArray) strangers = g_ptr_array_new_with_free_func (g_free);
  GArray *files = weir_recording_list_files (folder, strangers, error);
  guint first = 0;

  if (files == NULL)
    return FALSE;

  g_ptr_array_add (self->files, files);
  for (guint i = 0; i < strangers->len; i++)
    say_stranger (self, topic_index, g_ptr_array_index (strangers, i));
  for (guint i = 1; i <= files->len; i++)
    if (i == files->len || g_array_index (files, WeirRecordingFile, i).partition != g_array_index (files, WeirRecordingFile, first).partition)
      {
        add_partition (self, topic_index, &g_array_index (files, WeirRecordingFile, first), i - first);
        first = i;
      }

  return TRUE;
}

static gboolean
open_all (WeirRecordingIntake  *self,
          GError              **error)
{
  self->database = weir_database_new (MEMORY_LIMIT, MIN (g_get_num_processors (), THREADS_MAX), NULL, error);
  if (self->database == NULL)
    return FALSE;

  for (guint i = 0; self->topics[i] != NULL; i++)
    if (!open_topic (self, i, error))
      return FALSE;

  emit_state (self, WEIR_INTAKE_STATE_CONNECTED, NULL);
  for (guint i = 0; i < self->partitions->len; i++)
    {
      const WeirReplayedPartition *partition = &g_array_index (self->partitions, WeirReplayedPartition, i);

      emit_partition (self, WEIR_INTAKE_EVENT_ASSIGNED, partition, partition->position, partition->high, NULL);
    }

  return TRUE;
}

static void
close_partition (WeirRecordingIntake   *self,
                 WeirReplayedPartition *partition)
{
  g_clear_pointer (&partition->cursor, weir_recording_cursor_free);
  emit_partition (self, WEIR_INTAKE_EVENT_PARTITION_DONE, partition, partition->position, partition->position, NULL);
}

/* The next records of a partition, past what cannot be read. FALSE: it is through. */
static gboolean
fetch (WeirRecordingIntake   *self,
       WeirReplayedPartition *partition)
{
  while (!is_over (self))
    {
      g_autoptr(GError) error = NULL;
      gint64 from;
      gint64 to;

      switch (weir_recording_cursor_fetch (partition->cursor, &error))
        {
        case WEIR_RECORDING_FETCH_ROWS:
          return TRUE;
        case WEIR_RECORDING_FETCH_DAMAGED:
          weir_recording_cursor_get_gap (partition->cursor, &from, &to);
          emit_partition (self, WEIR_INTAKE_EVENT_GAP, partition, from, to, error->message);
          partition->position = MAX (partition->position, to);
          break;
        case WEIR_RECORDING_FETCH_END:
        default:
          return FALSE;
        }
    }

  return FALSE;
}

/* What was missing then is missing now. */
static void
give_gaps (WeirRecordingIntake         *self,
           const WeirReplayedPartition *partition,
           gint64                       offset)
{
  WeirRecordingGap gap;

  while (weir_recording_cursor_next_gap (partition->cursor, offset, &gap))
    {
      g_autofree char *text =
        /* Translators: a topic, a partition, two offsets and a word for the reason */
        g_strdup_printf (_("%s [%d]: offsets %" PRId64 " to %" PRId64 " were missing when it was recorded: %s"),
                         self->topics[partition->topic_index], partition->number, gap.from, gap.to - 1,
                         weir_intake_get_reason_word (gap.reason));

      emit (self, (WeirIntakeEvent) {
        .kind = WEIR_INTAKE_EVENT_GAP,
        .topic = self->topics[partition->topic_index],
        .topic_index = partition->topic_index,
        .partition = partition->number,
        .from = gap.from,
        .to = gap.to,
        .reason = gap.reason,
        .text = text,
      });
    }
}

/* Those that were fetched; in order only those that are not later than @until_usec. */
static void
give (WeirRecordingIntake   *self,
      WeirReplayedPartition *partition,
      gint64                 until_usec)
{
  guint n_rows = weir_recording_cursor_get_n_rows (partition->cursor);
  WeirMessage message = {
    .topic = self->topics[partition->topic_index],
    .topic_index = partition->topic_index,
    .partition = partition->number,
    .arrival_usec = g_get_real_time (),
  };

  do
    {
      weir_recording_cursor_get_row (partition->cursor, partition->row++, &message);
      give_gaps (self, partition, message.offset);
      partition->position = message.offset + 1;
      partition->n_records++;
      partition->n_bytes += message.key_length + message.payload_length;
      partition->last_time_usec = message.time_usec;
      self->n_batch++;
      self->handler.message (&message, self->user_data);
      if (++self->n_records == self->max_records)
        self->ending = TRUE;
    }
  while (!is_over (self) && partition->row < n_rows &&
         weir_recording_cursor_get_time (partition->cursor, partition->row) <= until_usec);
}

static gboolean
has_whole (WeirRecordingIntake *self)
{
  for (guint i = 0; i < self->partitions->len; i++)
    {
      const WeirReplayedPartition *partition = &g_array_index (self->partitions, WeirReplayedPartition, i);

      if (partition->cursor != NULL && partition->topic_index >= self->bounds.first_whole_topic)
        return TRUE;
    }

  return FALSE;
}

/* The one whose next record is the earliest: all have their next records at hand. @second_usec: when that of the next one
 * is, if records come in order. */
static WeirReplayedPartition *
find_next (WeirRecordingIntake *self,
           gint64              *second_usec)
{
  guint first_topic = has_whole (self) ? self->bounds.first_whole_topic : 0;
  WeirReplayedPartition *next = NULL;
  gint64 next_usec = G_MAXINT64;

  *second_usec = G_MAXINT64;
  for (guint i = 0; i < self->partitions->len; i++)
    {
      WeirReplayedPartition *partition = &g_array_index (self->partitions, WeirReplayedPartition, i);
      gint64 time_usec = partition->cursor != NULL ? weir_recording_cursor_get_time (partition->cursor, partition->row) : 0;

      if (partition->cursor == NULL || partition->topic_index < first_topic)
        continue;
      if (next != NULL && time_usec >= next_usec)
        {
          *second_usec = MIN (*second_usec, time_usec);
          continue;
        }
      *second_usec = MIN (*second_usec, next_usec);
      next = partition;
      next_usec = time_usec;
    }
  if (!self->ordered)
    *second_usec = G_MAXINT64;

  return next;
}

static void
advance (WeirRecordingIntake   *self,
         WeirReplayedPartition *partition)
{
  partition->row = 0;
  if (!fetch (self, partition) && !is_over (self))
    close_partition (self, partition);
}

static void
read_all (WeirRecordingIntake *self)
{
  WeirReplayedPartition *partition;
  gint64 second_usec;

  for (guint i = 0; i < self->partitions->len && !is_over (self); i++)
    advance (self, &g_array_index (self->partitions, WeirReplayedPartition, i));

  while (!is_over (self) && (partition = find_next (self, &second_usec)) != NULL)
    {
      give (self, partition, second_usec);
      if (self->n_batch >= BATCH_RECORDS)
        end_batch (self);
      if (!is_over (self) && partition->row >= weir_recording_cursor_get_n_rows (partition->cursor))
        advance (self, partition);
    }
  end_batch (self);
}

static void
say_end (WeirRecordingIntake *self,
         const GError        *error)
{
  gboolean stopped = g_atomic_int_get (&self->stopping);

  publish_status (self);
  if (error != NULL && !stopped)
    emit_state (self, WEIR_INTAKE_STATE_FAILED, error->message);
  emit_state (self, WEIR_INTAKE_STATE_ENDED, NULL);
  if (!stopped)
    emit (self, (WeirIntakeEvent) {
      .kind = WEIR_INTAKE_EVENT_ENDED,
      .partition = -1,
      .error = error,
      .text = error != NULL ? error->message : NULL,
    });
}

static void
partition_clear (gpointer data)
{
  g_clear_pointer (&((WeirReplayedPartition *) data)->cursor, weir_recording_cursor_free);
}

static gpointer
run (gpointer user_data)
{
  WeirRecordingIntake *self = user_data;
  g_autoptr(GError) error = NULL;

  emit_state (self, WEIR_INTAKE_STATE_CONNECTING, NULL);
  if (open_all (self, &error))
    read_all (self);
  say_end (self, error);
  g_array_set_size (self->partitions, 0);
  g_clear_pointer (&self->database, weir_database_free);

  return NULL;
}

static void
weir_recording_intake_start (WeirIntake *intake)
{
  WeirRecordingIntake *self = WEIR_RECORDING_INTAKE (intake);

  g_return_if_fail (self->thread == NULL);

  self->thread = g_thread_new ("weir-recording", run, self);
}

static void
weir_recording_intake_stop (WeirIntake *intake)
{
  g_atomic_int_set (&WEIR_RECORDING_INTAKE (intake)->stopping, TRUE);
}

static void
weir_recording_intake_join (WeirIntake *intake)
{
  g_clear_pointer (&WEIR_RECORDING_INTAKE (intake)->thread, g_thread_join);
}

static void
weir_recording_intake_end (WeirIntake *intake)
{
  WEIR_RECORDING_INTAKE (intake)->ending = TRUE;
}

static GArray *
weir_recording_intake_dup_status (WeirIntake *intake)
{
  WeirRecordingIntake *self = WEIR_RECORDING_INTAKE (intake);
  GArray *status = g_array_new (FALSE, FALSE, sizeof (WeirPartitionStatus));

  pthread_mutex_lock (&self->mutex);
  g_array_append_vals (status, self->status->data, self->status->len);
  pthread_mutex_unlock (&self->mutex);

  return status;
}

static GArray *
weir_recording_intake_dup_positions (WeirIntake *intake)
{
  WeirRecordingIntake *self = WEIR_RECORDING_INTAKE (intake);
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));

  for (guint i = 0; i < self->partitions->len; i++)
    {
      const WeirReplayedPartition *partition = &g_array_index (self->partitions, WeirReplayedPartition, i);
      const WeirIntakePosition position = { partition->topic_index, partition->number, partition->position };

      g_array_append_val (positions, position);
    }

  return positions;
}

static void
weir_recording_intake_init_intake (WeirIntakeInterface *iface)
{
  iface->start = weir_recording_intake_start;
  iface->stop = weir_recording_intake_stop;
  iface->join = weir_recording_intake_join;
  iface->end = weir_recording_intake_end;
  iface->dup_status = weir_recording_intake_dup_status;
  iface->dup_positions = weir_recording_intake_dup_positions;
}

static void
weir_recording_intake_finalize (GObject *object)
{
  WeirRecordingIntake *self = WEIR_RECORDING_INTAKE (object);

  weir_recording_intake_stop (WEIR_INTAKE (self));
  weir_recording_intake_join (WEIR_INTAKE (self));
  g_array_unref (self->partitions);
  g_ptr_array_unref (self->files);
  g_array_unref (self->status);
  weir_replay_bounds_clear (&self->bounds);
  g_strfreev (self->topics);
  g_free (self->folder);
  pthread_mutex_destroy (&self->mutex);

  G_OBJECT_CLASS (weir_recording_intake_parent_class)->finalize (object);
}

static void
weir_recording_intake_class_init (WeirRecordingIntakeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_recording_intake_finalize;
}

static void
weir_recording_intake_init (WeirRecordingIntake *self)
{
  pthread_mutex_init (&self->mutex, NULL);
  self->status = g_array_new (FALSE, FALSE, sizeof (WeirPartitionStatus));
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->partitions = g_array_new (FALSE, FALSE, sizeof (WeirReplayedPartition));
  g_array_set_clear_func (self->partitions, partition_clear);
}

/* Whoever asks for a topic wants its records, not silence. */
static gboolean
check_topics (const WeirRecordingIntakeSpec  *spec,
              GError                        **error)
{
  for (guint i = 0; spec->topics[i] != NULL; i++)
    {
      g_autofree char *name = weir_recording_dup_topic_folder (spec->topics[i]);
      g_autofree char *folder = g_build_filename (spec->folder, name, NULL);

      if (g_file_test (folder, G_FILE_TEST_IS_DIR))
        continue;

      g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_NAME, _("%s has no recording of the topic “%s”"), spec->folder,
                   spec->topics[i]);
      return FALSE;
    }

  return TRUE;
}

/**
 * weir_recording_intake_new:
 * @spec: what to read; copied
 * @handler: whom to tell; its message member must be set
 * @user_data: for the handler; must outlive the consumer thread
 * @error: return location of a %WEIR_STORE_ERROR_NAME
 *
 * Nothing is read before weir_intake_start(). Freeing the last reference stops
 * the intake and waits for its thread: never from a handler.
 *
 * Returns: (transfer full) (nullable): the intake
 */
WeirIntake *
weir_recording_intake_new (const WeirRecordingIntakeSpec  *spec,
                           const WeirIntakeHandler        *handler,
                           gpointer                        user_data,
                           GError                        **error)
{
  WeirRecordingIntake *self;

  g_return_val_if_fail (handler != NULL && handler->message != NULL, NULL);

  if (!check_topics (spec, error))
    return NULL;

  self = g_object_new (WEIR_TYPE_RECORDING_INTAKE, NULL);
  self->handler = *handler;
  self->user_data = user_data;
  self->folder = g_strdup (spec->folder);
  self->topics = g_strdupv ((GStrv) spec->topics);
  self->partition = spec->partition;
  self->bounds.start = spec->start;
  self->bounds.stop = spec->stop;
  self->bounds.resume = spec->resume != NULL ? g_array_copy ((GArray *) spec->resume) : NULL;
  self->bounds.limits = spec->limits != NULL ? g_array_copy ((GArray *) spec->limits) : NULL;
  self->bounds.first_whole_topic = spec->first_whole_topic > 0 ? spec->first_whole_topic : G_MAXUINT;
  self->max_records = spec->max_records;
  self->ordered = spec->ordered;

  return WEIR_INTAKE (self);
}
