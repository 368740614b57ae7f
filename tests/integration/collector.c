#include "collector.h"

#include <pthread.h>
#include <string.h>

/* A wait this long has failed; no test depends on how long it takes otherwise. */
#define PATIENCE_SECONDS 60

struct _Collector
{
  WeirIntake      *source;
  pthread_mutex_t  mutex;
  pthread_cond_t   changed;
  GPtrArray       *events;
  GPtrArray       *records;
};

static void
event_free (CollectedEvent *event)
{
  g_clear_error (&event->error);
  g_free (event->text);
  g_free (event->topic);
  g_free (event);
}

static void
record_free (CollectedRecord *record)
{
  g_clear_pointer (&record->key, g_bytes_unref);
  g_clear_pointer (&record->payload, g_bytes_unref);
  g_free (record->topic);
  g_free (record);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  Collector *self = user_data;
  CollectedRecord *record = g_new0 (CollectedRecord, 1);

  record->topic = g_strdup (message->topic);
  record->topic_index = message->topic_index;
  record->partition = message->partition;
  record->offset = message->offset;
  record->time_usec = message->time_usec;
  if (message->key != NULL)
    record->key = g_bytes_new (message->key, message->key_length);
  if (message->payload != NULL)
    record->payload = g_bytes_new (message->payload, message->payload_length);

  pthread_mutex_lock (&self->mutex);
  g_ptr_array_add (self->records, record);
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->mutex);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  Collector *self = user_data;
  CollectedEvent *copy = g_new0 (CollectedEvent, 1);

  copy->kind = event->kind;
  copy->state = event->state;
  copy->topic = g_strdup (event->topic);
  copy->partition = event->partition;
  copy->from = event->from;
  copy->to = event->to;
  copy->reason = event->reason;
  copy->error = event->error != NULL ? g_error_copy (event->error) : NULL;
  copy->text = g_strdup (event->text);

  if (event->error != NULL)
    g_test_message ("error: %s", event->error->message);
  pthread_mutex_lock (&self->mutex);
  g_ptr_array_add (self->events, copy);
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->mutex);
}

Collector *
collector_new (const WeirSourceSpec *spec)
{
  static const WeirIntakeHandler handler = { .message = on_message, .event = on_event };
  g_autoptr(GError) error = NULL;
  Collector *self = g_new0 (Collector, 1);

  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->changed, NULL);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) event_free);
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) record_free);
  self->source = weir_source_new (spec, &handler, self, &error);
  g_assert_no_error (error);

  return self;
}

void
collector_free (Collector *self)
{
  g_assert_finalize_object (self->source);
  g_ptr_array_unref (self->events);
  g_ptr_array_unref (self->records);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

WeirIntake *
collector_get_source (Collector *self)
{
  return self->source;
}

static void
add_position (GArray                *positions,
              const CollectedRecord *record)
{
  const WeirIntakePosition behind = { .topic_index = record->topic_index, .partition = record->partition,
                                      .offset = record->offset + 1 };

  for (guint i = 0; i < positions->len; i++)
    {
      WeirIntakePosition *one = &g_array_index (positions, WeirIntakePosition, i);

      if (one->topic_index == behind.topic_index && one->partition == behind.partition)
        {
          one->offset = behind.offset;
          return;
        }
    }
  g_array_append_val (positions, behind);
}

void
collector_commit (Collector *self)
{
  g_autoptr(GArray) positions = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));

  pthread_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->records->len; i++)
    add_position (positions, g_ptr_array_index (self->records, i));
  pthread_mutex_unlock (&self->mutex);

  weir_intake_commit_positions (self->source, positions);
}

void
collector_start (Collector *self)
{
  weir_intake_start (self->source);
}

void
collector_stop (Collector *self)
{
  weir_intake_stop (self->source);
  weir_intake_join (self->source);
}

static void
wait_for_change (Collector             *self,
                 const struct timespec *deadline,
                 const char            *what)
{
  if (pthread_cond_timedwait (&self->changed, &self->mutex, deadline) == 0)
    return;

  for (guint i = 0; i < self->events->len; i++)
    {
      CollectedEvent *event = g_ptr_array_index (self->events, i);

      g_test_message ("event %d state %d partition %d [%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ") %s",
                      event->kind, event->state, event->partition, event->from, event->to,
                      event->error != NULL ? event->error->message : "");
    }
  g_error ("waited in vain for %s; %u records came", what, self->records->len);
}

static struct timespec
deadline_new (void)
{
  struct timespec deadline;

  clock_gettime (CLOCK_REALTIME, &deadline);
  deadline.tv_sec += PATIENCE_SECONDS;
  return deadline;
}

static CollectedEvent *
find_event (Collector           *self,
            WeirIntakeEventKind  kind,
            WeirIntakeState      state,
            gint32               partition,
            guint                count)
{
  for (guint i = 0; i < self->events->len; i++)
    {
      CollectedEvent *event = g_ptr_array_index (self->events, i);

      if (event->kind == kind && (partition == -2 || event->partition == partition)
          && (kind != WEIR_INTAKE_EVENT_STATE || event->state == state)
          && --count == 0)
        return event;
    }

  return NULL;
}

static CollectedEvent *
await (Collector           *self,
       WeirIntakeEventKind  kind,
       WeirIntakeState      state,
       gint32               partition,
       guint                count)
{
  struct timespec deadline = deadline_new ();
  g_autofree char *what = g_strdup_printf ("%u events of kind %d, partition %d, state %d",
                                           count, kind, partition, state);
  CollectedEvent *event;

  pthread_mutex_lock (&self->mutex);
  while ((event = find_event (self, kind, state, partition, count)) == NULL)
    wait_for_change (self, &deadline, what);
  pthread_mutex_unlock (&self->mutex);

  return event;
}

CollectedEvent *
collector_await_event (Collector           *self,
                       WeirIntakeEventKind  kind,
                       gint32               partition,
                       guint                count)
{
  return await (self, kind, WEIR_INTAKE_STATE_IDLE, partition, count);
}

CollectedEvent *
collector_await_state (Collector       *self,
                       WeirIntakeState  state,
                       guint            count)
{
  return await (self, WEIR_INTAKE_EVENT_STATE, state, -2, count);
}

void
collector_await_records (Collector *self,
                         guint      count)
{
  struct timespec deadline = deadline_new ();
  g_autofree char *what = g_strdup_printf ("%u records", count);

  pthread_mutex_lock (&self->mutex);
  while (self->records->len < count)
    wait_for_change (self, &deadline, what);
  pthread_mutex_unlock (&self->mutex);
}

guint
collector_count_records (Collector *self)
{
  guint count;

  pthread_mutex_lock (&self->mutex);
  count = self->records->len;
  pthread_mutex_unlock (&self->mutex);

  return count;
}

guint
collector_count_events (Collector           *self,
                        WeirIntakeEventKind  kind)
{
  guint count = 0;

  pthread_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->events->len; i++)
    if (((CollectedEvent *) g_ptr_array_index (self->events, i))->kind == kind)
      count++;
  pthread_mutex_unlock (&self->mutex);

  return count;
}

CollectedRecord *
collector_get_record (Collector *self,
                      guint      index)
{
  CollectedRecord *record;

  pthread_mutex_lock (&self->mutex);
  g_assert_cmpuint (index, <, self->records->len);
  record = g_ptr_array_index (self->records, index);
  pthread_mutex_unlock (&self->mutex);

  return record;
}

void
collector_await_committed (Collector *self,
                           gint32     partition,
                           gint64     value)
{
  gint64 deadline_usec = g_get_monotonic_time () + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;

  for (;;)
    {
      g_autoptr(GArray) status = weir_intake_dup_status (self->source);

      for (guint i = 0; i < status->len; i++)
        {
          WeirPartitionStatus *one = &g_array_index (status, WeirPartitionStatus, i);

          if (one->partition == partition && one->committed == value)
            return;
        }
      g_assert_cmpint (g_get_monotonic_time (), <, deadline_usec);
      g_usleep (10 * G_TIME_SPAN_MILLISECOND);
    }
}

WeirSourceSpec
collector_spec (WeirSettings       *settings,
                const char * const *topics)
{
  return (WeirSourceSpec) {
    .settings = settings,
    .topics = topics,
    .partition = -1,
    .start = { WEIR_POSITION_BEGINNING, 0 },
    .stop = { WEIR_POSITION_NEVER, 0 },
  };
}

void
produce_numbers (WeirSettings *settings,
                 const char   *topic,
                 gint32        partition,
                 guint         first,
                 guint         count,
                 gint64        first_usec)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirProducer) producer = weir_producer_new (settings, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", first + i);
      WeirMessage message = {
        .topic = topic,
        .partition = partition,
        .time_usec = first_usec + (gint64) i * G_TIME_SPAN_SECOND,
        .payload = text,
        .payload_length = strlen (text),
      };

      weir_producer_send (producer, &message, TRUE, &error);
      g_assert_no_error (error);
    }
  weir_producer_flush (producer, 0, NULL, NULL, &error);
  g_assert_no_error (error);
}
