#include "config.h"

#include "data/stream/weir-journal-publisher.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <string.h>

#include "data/source/weir-producer.h"
#include "data/source/weir-source.h"
#include "data/stream/weir-alert-text.h"
#include "data/stream/weir-topic-writer.h"

/* Changes that are sent before the journal is told of them. */
#define BATCH_MAX 500
/* How long the journal is waited for, and after a failure. */
#define WAIT_USEC  (G_TIME_SPAN_SECOND / 2)
#define RETRY_USEC (3 * G_TIME_SPAN_SECOND)
#define ASK_MSEC   5000
/* So long acknowledgements may take before that is said. */
#define SLOW_USEC (3 * G_TIME_SPAN_SECOND)
/* What a process that was killed had given to the network is in the log by then. */
#define SETTLE_USEC G_TIME_SPAN_SECOND
/* Ends of topics are asked for anew so often: what is read after a crash is what came since. */
#define ENDS_USEC G_TIME_SPAN_MINUTE

struct _WeirJournalPublisher
{
  int               ref_count;    /* atomic: the owner's and the thread's */
  WeirAlertJournal *journal;      /* owned reference */
  char             *connection;   /* owned */
  WeirSettings     *settings;     /* owned reference */
  int               stopping;     /* atomic */

  pthread_mutex_t   mutex;        /* guards what follows */
  guint             n_waiting;
  guint64           n_published;
  char             *problem;      /* owned, nullable */

  /* The thread's */
  WeirProducer     *producer;     /* owned, nullable */
  GHashTable       *topics;       /* owned: names of topics that are there */
  GString          *ends;         /* owned: where these ended: "TOPIC PARTITION OFFSET" lines */
  gint64            ends_usec;    /* monotonic: when they were asked for */
  GHashTable       *sent;         /* owned, nullable: ids that were in the topics when sending began again */
};

static void
publisher_unref (WeirJournalPublisher *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  weir_alert_journal_unref (self->journal);
  g_object_unref (self->settings);
  g_clear_object (&self->producer);
  g_hash_table_unref (self->topics);
  g_clear_pointer (&self->sent, g_hash_table_unref);
  g_string_free (self->ends, TRUE);
  pthread_mutex_destroy (&self->mutex);
  g_free (self->connection);
  g_free (self->problem);
  g_free (self);
}

static gboolean
is_stopping (WeirJournalPublisher *self)
{
  return g_atomic_int_get (&self->stopping);
}

/* @problem: (transfer full) (nullable) */
static void
set_problem (WeirJournalPublisher *self,
             char                 *problem)
{
  pthread_mutex_lock (&self->mutex);
  g_free (self->problem);
  self->problem = problem;
  pthread_mutex_unlock (&self->mutex);
}

static void
say_problem (WeirJournalPublisher *self,
             const char           *why)
{
  set_problem (self, g_strdup_printf (_("Alerts wait to go into Kafka (%s): %s"), self->connection, why));
}

static void
set_waiting (WeirJournalPublisher *self,
             guint                 n_waiting,
             guint                 n_more)
{
  pthread_mutex_lock (&self->mutex);
  self->n_waiting = n_waiting;
  self->n_published += n_more;
  pthread_mutex_unlock (&self->mutex);
}

/* Not to be done twice at a time, nor too soon. */
static void
pause_for (WeirJournalPublisher *self,
           gint64                wait_usec)
{
  for (gint64 end_usec = g_get_monotonic_time () + wait_usec; !is_stopping (self) && g_get_monotonic_time () < end_usec;)
    g_usleep (WAIT_USEC / 10);
}

static gboolean
add_ends (WeirJournalPublisher  *self,
          const char            *topic,
          GError               **error)
{
  guint n_partitions = weir_producer_count_partitions (self->producer, topic, ASK_MSEC, error);

  for (guint i = 0; i < n_partitions; i++)
    {
      gint64 end = weir_producer_query_end (self->producer, topic, (gint32) i, ASK_MSEC);

      if (end < 0)
        {
          g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE, _("topic “%s” partition %u does not answer"), topic, i);
          return FALSE;
        }
      g_string_append_printf (self->ends, "%s %u %" G_GINT64_FORMAT "\n", topic, i, end);
    }

  return n_partitions > 0;
}

/* All topics that entries go to are there, and it is known where they ended not long ago. */
static gboolean
check_topics (WeirJournalPublisher  *self,
              GPtrArray             *entries,
              GError               **error)
{
  if (g_get_monotonic_time () - self->ends_usec >= ENDS_USEC)
    {
      g_hash_table_remove_all (self->topics);
      g_string_truncate (self->ends, 0);
      self->ends_usec = g_get_monotonic_time ();
    }

  for (guint i = 0; i < entries->len; i++)
    {
      const char *topic = weir_journal_entry_get_facts (g_ptr_array_index (entries, i))->publish_to;

      if (g_hash_table_contains (self->topics, topic))
        continue;
      if (!add_ends (self, topic, error))
        {
          self->ends_usec = 0;
          return FALSE;
        }
      g_hash_table_add (self->topics, g_strdup (topic));
    }

  return TRUE;
}

/* What stands in the topics since some earlier sending. */
static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  GHashTable *sent = user_data;
  WeirAlertEventText event;

  if (message->payload == NULL || !weir_alert_text_parse (message->payload, message->payload_length, &event))
    return;

  g_hash_table_add (sent, event.id);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
}

static void
add_place (GArray     *places,
           GPtrArray  *topics,
           const char *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", 3);
  WeirIntakePosition place = { 0 };
  gint64 partition;

  if (g_strv_length (words) != 3 || !g_ascii_string_to_signed (words[1], 10, 0, G_MAXINT32, &partition, NULL)
      || !g_ascii_string_to_signed (words[2], 10, 0, G_MAXINT64, &place.offset, NULL))
    return;

  while (place.topic_index < topics->len && !g_str_equal (g_ptr_array_index (topics, place.topic_index), words[0]))
    place.topic_index++;
  if (place.topic_index == topics->len)
    g_ptr_array_add (topics, g_strdup (words[0]));
  place.partition = (gint32) partition;
  g_array_append_val (places, place);
}

static gboolean
read_topics (WeirJournalPublisher  *self,
             const char            *ends,
             GError               **error)
{
  static const WeirIntakeHandler handler = { on_message, NULL, on_event };
  g_auto(GStrv) lines = g_strsplit (ends, "\n", -1);
  g_autoptr(GArray) places = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));
  g_autoptr(GPtrArray) topics = g_ptr_array_new_with_free_func (g_free);
  WeirSourceSpec spec = {
    .settings = self->settings,
    .partition = -1,
    .start = { WEIR_POSITION_BEGINNING, 0 },
    .stop = { WEIR_POSITION_END, 0 },
    .resume = places,
    .deadline_msec = ASK_MSEC,
  };
  g_autoptr(WeirIntake) intake = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    add_place (places, topics, lines[i]);
  if (topics->len == 0)
    return TRUE;

  g_ptr_array_add (topics, NULL);
  spec.topics = (const char * const *) topics->pdata;
  intake = weir_source_new (&spec, &handler, self->sent, error);
  if (intake == NULL)
    return FALSE;

  weir_intake_start (intake);
  weir_intake_join (intake);

  return TRUE;
}

/* Of what an earlier program, or this one before a failure, may have sent without knowing. */
static gboolean
find_sent (WeirJournalPublisher  *self,
           GError               **error)
{
  g_autoptr(WeirJournalEntry) sending = NULL;
  const char *ends;

  if (self->sent != NULL)
    return TRUE;

  sending = weir_alert_journal_dup_sending (self->journal, self->connection);
  ends = sending != NULL ? weir_journal_entry_get_facts (sending)->ends : NULL;
  self->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (ends == NULL)
    return TRUE;

  pause_for (self, SETTLE_USEC);
  if (read_topics (self, ends, error))
    return TRUE;

  g_clear_pointer (&self->sent, g_hash_table_unref);

  return FALSE;
}

static guint64
note (WeirJournalPublisher *self,
      WeirJournalKind       kind,
      guint64               about)
{
  g_autoptr(WeirJournalEntry) entry = weir_journal_entry_new (kind, NULL, NULL, 0);
  WeirJournalFacts *facts = weir_journal_entry_describe (entry);

  facts->connection = g_strdup (self->connection);
  facts->about = about;
  if (kind == WEIR_JOURNAL_SENDING)
    facts->ends = g_strdup (self->ends->str);

  return weir_alert_journal_add (self->journal, entry);
}

static gboolean
send_entry (WeirJournalPublisher    *self,
            const WeirJournalFacts  *facts,
            GError                 **error)
{
  gsize length;
  g_autofree char *key = weir_alert_text_join_key (facts->rule, facts->key, facts->key_length, &length);
  const WeirMessage message = {
    .topic = facts->publish_to,
    .partition = -1,
    .time_usec = facts->time_usec,
    .key = key,
    .key_length = length,
    .payload = facts->payload,
    .payload_length = facts->payload != NULL ? strlen (facts->payload) : 0,
  };

  return weir_producer_send (self->producer, &message, TRUE, error);
}

typedef struct
{
  WeirJournalPublisher *publisher;
  gint64                begun_usec;
} Flush;

static gboolean
on_progress (guint64  n_waiting,
             gpointer user_data)
{
  Flush *flush = user_data;

  if (g_get_monotonic_time () - flush->begun_usec >= SLOW_USEC)
    say_problem (flush->publisher, _("it does not acknowledge them"));

  return !is_stopping (flush->publisher);
}

/* In order: librdkafka tries the first again before it sends the next. */
static gboolean
send_entries (WeirJournalPublisher  *self,
              GPtrArray             *entries,
              GError               **error)
{
  Flush flush = { self, g_get_monotonic_time () };
  guint64 last = weir_journal_entry_get_facts (g_ptr_array_index (entries, entries->len - 1))->number;
  guint64 number = note (self, WEIR_JOURNAL_SENDING, last);

  while (!weir_alert_journal_is_settled (self->journal, number))
    weir_alert_journal_await_written (self->journal, number, WAIT_USEC);

  for (guint i = 0; i < entries->len; i++)
    {
      const WeirJournalFacts *facts = weir_journal_entry_get_facts (g_ptr_array_index (entries, i));

      if ((facts->id == NULL || !g_hash_table_remove (self->sent, facts->id)) && !send_entry (self, facts, error))
        return FALSE;
    }
  if (!weir_producer_flush (self->producer, 0, on_progress, &flush, error))
    return FALSE;

  note (self, WEIR_JOURNAL_PUBLISHED, last);

  return TRUE;
}

static gboolean
publish (WeirJournalPublisher  *self,
         GPtrArray             *entries,
         GError               **error)
{
  if (self->producer == NULL)
    self->producer = weir_producer_new_reliable (self->settings, NULL, error);

  return self->producer != NULL && find_sent (self, error) && check_topics (self, entries, error) &&
         send_entries (self, entries, error);
}

/* What was sent may be in the topics or not. */
static void
fail (WeirJournalPublisher *self,
      GError               *error)
{
  say_problem (self, error->message);
  g_clear_object (&self->producer);
  g_clear_pointer (&self->sent, g_hash_table_unref);
  self->ends_usec = 0;
  g_error_free (error);
  pause_for (self, RETRY_USEC);
}

/* Once around. */
static void
step (WeirJournalPublisher *self)
{
  /* Asked before: what is written meanwhile is not waited for. */
  guint64 written = weir_alert_journal_get_written (self->journal);
  g_autoptr(GPtrArray) entries = weir_alert_journal_dup_unpublished (self->journal, self->connection, BATCH_MAX);
  GError *error = NULL;

  set_waiting (self, entries->len, 0);
  if (entries->len == 0)
    {
      if (self->producer != NULL)
        weir_producer_poll (self->producer);
      weir_alert_journal_await_written (self->journal, written + 1, WAIT_USEC);
      return;
    }

  if (!publish (self, entries, &error))
    {
      fail (self, error);
      return;
    }

  set_problem (self, NULL);
  set_waiting (self, 0, entries->len);
}

static gpointer
run (gpointer data)
{
  WeirJournalPublisher *self = data;
  gboolean claimed = FALSE;

  weir_alert_journal_await (self->journal);
  /* Without its file another program may have it, and publish. */
  if (!weir_alert_journal_is_kept (self->journal))
    {
      say_problem (self, _("another program keeps the journal of this workspace, or it cannot be written"));
      publisher_unref (self);
      return NULL;
    }

  while (!is_stopping (self) && !(claimed = weir_alert_journal_claim (self->journal, self->connection)))
    pause_for (self, WAIT_USEC);
  while (!is_stopping (self))
    step (self);
  if (claimed)
    weir_alert_journal_release (self->journal, self->connection);
  publisher_unref (self);

  return NULL;
}

/**
 * weir_journal_publisher_new:
 * @journal: kept
 * @connection: name of a connection whose changes are published
 * @settings: how to reach its cluster; kept
 *
 * Starts publishing.
 *
 * Returns: (transfer full): a publisher
 */
WeirJournalPublisher *
weir_journal_publisher_new (WeirAlertJournal *journal,
                            const char       *connection,
                            WeirSettings     *settings)
{
  WeirJournalPublisher *self = g_new0 (WeirJournalPublisher, 1);

  self->ref_count = 2;
  self->journal = weir_alert_journal_ref (journal);
  self->connection = g_strdup (connection);
  self->settings = g_object_ref (settings);
  self->topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->ends = g_string_new (NULL);
  pthread_mutex_init (&self->mutex, NULL);
  g_thread_unref (g_thread_new ("weir-publish", run, self));

  return self;
}

/**
 * weir_journal_publisher_free:
 * @self: (transfer full): a publisher
 *
 * Ends it. Does not wait: what is not acknowledged by then is found in the topics, or
 * sent, by the next one.
 */
void
weir_journal_publisher_free (WeirJournalPublisher *self)
{
  g_atomic_int_set (&self->stopping, TRUE);
  publisher_unref (self);
}

/**
 * weir_journal_publisher_get_status:
 * @self: a publisher
 * @status: (out): how it stands; to be cleared
 *
 * Any thread.
 */
void
weir_journal_publisher_get_status (WeirJournalPublisher       *self,
                                   WeirJournalPublisherStatus *status)
{
  pthread_mutex_lock (&self->mutex);
  *status = (WeirJournalPublisherStatus) { self->n_waiting, self->n_published, g_strdup (self->problem) };
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_journal_publisher_status_clear: (skip)
 * @status: a status
 */
void
weir_journal_publisher_status_clear (WeirJournalPublisherStatus *status)
{
  g_clear_pointer (&status->problem, g_free);
}
