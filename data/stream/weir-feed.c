#include "config.h"

#include "data/stream/weir-feed.h"

#include "data/stream/weir-topic-routes.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <pthread.h>

/* Half a frame at 60 Hz: what comes must not just miss one. */
#define PUBLISH_USEC  8000

/* Records between two looks at the clock inside a batch. */
#define LOOK_EVERY    1024

/* With a group, what was handled is committed this often. */
#define COMMIT_USEC   (5 * G_TIME_SPAN_SECOND)

#define MAX_NOTES     256

struct _WeirFeed
{
  WeirWorkspace              *workspace;  /* what configs belong to: kept until the thread has ended */
  const WeirConnectionConfig *config;     /* the workspace's */
  WeirWake                   *wake;       /* owned reference */
  WeirIntake                 *source;     /* owned, NULL before the start */
  GPtrArray                  *streams;    /* owned, of WeirStream; consumer thread once it runs */
  WeirTopicRoutes             routes;     /* of them */

  /* Consumer thread. */
  WeirFeedUpdate             *update;     /* owned: what goes out next */
  guint                       n_since_look;
  guint64                     n_handled;
  guint64                     n_handled_then;
  gint64                      published_usec;   /* monotonic, as all of these */
  gint64                      second_usec;
  gint64                      committed_usec;
  gboolean                    connected;
  gboolean                    behind;

  pthread_mutex_t             mutex;      /* guards what follows */
  WeirFeedUpdate             *pending;    /* owned, nullable: nobody took it yet */
};

static void
note_free (gpointer data)
{
  WeirFeedNote *note = data;

  g_free (note->text);
  g_free (note);
}

static WeirFeedUpdate *
update_new (guint n_streams)
{
  WeirFeedUpdate *self = g_new0 (WeirFeedUpdate, 1);

  self->n_streams = n_streams;
  self->streams = g_new0 (WeirStreamUpdate *, n_streams);
  self->notes = g_ptr_array_new_with_free_func (note_free);

  return self;
}

/*< private >
 * weir_feed_update_free:
 * @self: (transfer full): an update
 */
void
weir_feed_update_free (WeirFeedUpdate *self)
{
  for (guint i = 0; i < self->n_streams; i++)
    g_clear_pointer (&self->streams[i], weir_stream_update_free);
  g_free (self->streams);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

static void
update_merge (WeirFeedUpdate *self,
              WeirFeedUpdate *newer)
{
  for (guint i = 0; i < self->n_streams; i++)
    {
      WeirStreamUpdate *update = g_steal_pointer (&newer->streams[i]);

      if (self->streams[i] == NULL)
        self->streams[i] = update;
      else if (update != NULL)
        weir_stream_update_merge (self->streams[i], update);
    }

  self->n_gaps += newer->n_gaps;
  g_ptr_array_extend_and_steal (self->notes, g_ptr_array_ref (newer->notes));
  if (self->notes->len > MAX_NOTES)
    g_ptr_array_remove_range (self->notes, 0, self->notes->len - MAX_NOTES);

  weir_feed_update_free (newer);
}

/*< private >
 * weir_feed_new:
 * @workspace: kept, as its configs are read on the consumer thread
 * @config: a connection of it
 * @wake: how to tell that something waits
 *
 * Returns: (transfer full): a feed without streams
 */
WeirFeed *
weir_feed_new (WeirWorkspace              *workspace,
               const WeirConnectionConfig *config,
               WeirWake                   *wake)
{
  WeirFeed *self = g_new0 (WeirFeed, 1);

  self->workspace = g_object_ref (workspace);
  self->config = config;
  self->wake = weir_wake_ref (wake);
  self->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_stream_free);
  weir_topic_routes_init (&self->routes);
  pthread_mutex_init (&self->mutex, NULL);

  return self;
}

/*< private >
 * weir_feed_free:
 * @self: (transfer full): a feed that was never started, or was joined
 */
void
weir_feed_free (WeirFeed *self)
{
  g_clear_object (&self->source);
  weir_topic_routes_clear (&self->routes);
  g_ptr_array_unref (self->streams);
  g_clear_pointer (&self->update, weir_feed_update_free);
  g_clear_pointer (&self->pending, weir_feed_update_free);
  weir_wake_unref (self->wake);
  g_object_unref (self->workspace);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

/*< private >
 * weir_feed_add_stream:
 * @self: a feed that has not started
 * @stream: (transfer full): a stream
 * @topics: (array zero-terminated=1): what it reads
 *
 * Several streams may read one topic.
 */
void
weir_feed_add_stream (WeirFeed           *self,
                      WeirStream         *stream,
                      const char * const *topics)
{
  g_ptr_array_add (self->streams, stream);
  weir_topic_routes_add (&self->routes, stream, topics);
}

/*< private >
 * weir_feed_read_whole:
 * @self: a feed that has not started
 * @topic: a topic that one of its streams reads
 *
 * Without a group @topic is read from its beginning, wherever the others
 * start. Once all streams were added.
 */
void
weir_feed_read_whole (WeirFeed   *self,
                      const char *topic)
{
  weir_topic_routes_read_whole (&self->routes, topic);
}

/* The pointer exchange: what is merged is ours alone while it is. */
static void
post (WeirFeed *self)
{
  WeirFeedUpdate *waiting;

  pthread_mutex_lock (&self->mutex);
  waiting = g_steal_pointer (&self->pending);
  pthread_mutex_unlock (&self->mutex);

  if (waiting == NULL)
    waiting = g_steal_pointer (&self->update);
  else
    update_merge (waiting, g_steal_pointer (&self->update));
  self->update = update_new (self->streams->len);

  pthread_mutex_lock (&self->mutex);
  self->pending = waiting;
  pthread_mutex_unlock (&self->mutex);

  weir_wake_poke (self->wake);
}

/* More unread than about a second's worth: what has not come may only not have been read. */
static gboolean
is_behind (WeirFeed *self)
{
  g_autoptr(GArray) status = weir_intake_dup_status (self->source);
  guint64 n_second = self->n_handled - self->n_handled_then;
  guint64 lag = 0;

  self->n_handled_then = self->n_handled;
  if (!self->connected)
    return TRUE;

  for (guint i = 0; i < status->len; i++)
    {
      const WeirPartitionStatus *partition = &g_array_index (status, WeirPartitionStatus, i);

      if (partition->high < 0)
        return TRUE;
      /* Before its first record the position may not be known. */
      if (partition->position >= 0)
        lag += MAX (partition->high - partition->position, 0);
    }

  return lag > n_second;
}

static void
publish (WeirFeed *self,
         gint64    monotonic_usec)
{
  WeirStreamClock clock = {
    .now_usec = g_get_real_time (),
    .monotonic_usec = monotonic_usec,
    .second = monotonic_usec - self->second_usec >= G_USEC_PER_SEC,
  };
  gboolean news = self->update->notes->len > 0 || self->update->n_gaps > 0;

  if (clock.second)
    {
      self->second_usec = monotonic_usec;
      self->behind = is_behind (self);
    }
  clock.behind = self->behind;
  self->published_usec = monotonic_usec;

  for (guint i = 0; i < self->streams->len; i++)
    {
      self->update->streams[i] = weir_stream_publish (g_ptr_array_index (self->streams, i), &clock);
      news |= self->update->streams[i] != NULL;
    }

  if (news)
    post (self);
}

static void
publish_if_due (WeirFeed *self)
{
  gint64 monotonic_usec = g_get_monotonic_time ();

  self->n_since_look = 0;
  if (monotonic_usec - self->published_usec < PUBLISH_USEC)
    return;

  publish (self, monotonic_usec);

  if (self->config->group != NULL && monotonic_usec - self->committed_usec >= COMMIT_USEC)
    {
      self->committed_usec = monotonic_usec;
      weir_intake_commit (self->source);
    }
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  WeirFeed *self = user_data;
  GPtrArray *readers = weir_topic_routes_get_readers (&self->routes, message->topic_index);

  self->n_handled++;
  for (guint i = 0; i < readers->len; i++)
    weir_stream_add_message (g_ptr_array_index (readers, i), message);

  /* A batch may be long. */
  if (++self->n_since_look >= LOOK_EVERY)
    publish_if_due (self);
}

static void
on_batch_end (gpointer user_data)
{
  publish_if_due (user_data);
}

static WeirFeedNote *
add_note (WeirFeed              *self,
          WeirFeedNoteKind       kind,
          const WeirIntakeEvent *event,
          WeirSeverity           severity,
          char                  *text)
{
  WeirFeedNote *note = g_new0 (WeirFeedNote, 1);

  note->kind = kind;
  note->state = event->state;
  note->since_usec = event->since_usec;
  note->topic_index = event->topic_index;
  note->partition = event->partition;
  note->severity = severity;
  note->text = text;
  g_ptr_array_add (self->update->notes, note);

  return note;
}

static void
set_partition (WeirFeed              *self,
               const WeirIntakeEvent *event,
               gboolean               active)
{
  GPtrArray *readers = weir_topic_routes_get_readers (&self->routes, event->topic_index);

  for (guint i = 0; i < readers->len; i++)
    weir_stream_set_partition (g_ptr_array_index (readers, i), event->topic_index, event->partition, active);
}

static void
add_state (WeirFeed              *self,
           const WeirIntakeEvent *event)
{
  gboolean bad = event->state == WEIR_INTAKE_STATE_FORBIDDEN || event->state == WEIR_INTAKE_STATE_FAILED;

  self->connected = event->state == WEIR_INTAKE_STATE_CONNECTED;
  add_note (self, WEIR_FEED_NOTE_STATE, event, WEIR_SEVERITY_INFO, g_strdup (event->text));
  if (bad)
    add_note (self, WEIR_FEED_NOTE_EVENT, event, WEIR_SEVERITY_CRITICAL,
              g_strdup_printf ("%s: %s", self->config->name, event->text != NULL ? event->text : _("the connection failed")));
}

static void
add_gap (WeirFeed              *self,
         const WeirIntakeEvent *event)
{
  GPtrArray *readers = weir_topic_routes_get_readers (&self->routes, event->topic_index);

  self->update->n_gaps++;
  for (guint i = 0; i < readers->len; i++)
    weir_stream_add_gap (g_ptr_array_index (readers, i), event->topic_index, event->partition, event->from, event->to);

  add_note (self, WEIR_FEED_NOTE_EVENT, event, WEIR_SEVERITY_WARNING,
            g_strdup_printf (_("%s, partition %d: offsets %" PRId64 " to %" PRId64
                               " are lost: the broker deleted them before they were read"),
                             event->topic, event->partition, event->from, event->to - 1));
}

static void
add_problem (WeirFeed              *self,
             const WeirIntakeEvent *event)
{
  const char *why = event->error != NULL ? event->error->message : event->text;

  if (event->topic == NULL)
    {
      add_note (self, WEIR_FEED_NOTE_EVENT, event, WEIR_SEVERITY_CRITICAL,
                g_strdup_printf ("%s: %s", self->config->name, why != NULL ? why : _("the connection failed")));
      return;
    }

  /* It names the topic and the partition. */
  add_note (self, WEIR_FEED_NOTE_PROBLEM, event, WEIR_SEVERITY_CRITICAL, g_strdup (why));
  add_note (self, WEIR_FEED_NOTE_EVENT, event, WEIR_SEVERITY_CRITICAL, g_strdup (why));
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  WeirFeed *self = user_data;

  switch (event->kind)
    {
    case WEIR_INTAKE_EVENT_STATE:
      add_state (self, event);
      break;
    case WEIR_INTAKE_EVENT_ASSIGNED:
      set_partition (self, event, TRUE);
      break;
    case WEIR_INTAKE_EVENT_REVOKED:
    case WEIR_INTAKE_EVENT_PARTITION_DONE:
      set_partition (self, event, FALSE);
      break;
    case WEIR_INTAKE_EVENT_GAP:
      add_gap (self, event);
      break;
    case WEIR_INTAKE_EVENT_ERROR:
      add_problem (self, event);
      break;
    case WEIR_INTAKE_EVENT_RECOVERED:
      add_note (self, WEIR_FEED_NOTE_RECOVERED, event, WEIR_SEVERITY_INFO, NULL);
      break;
    case WEIR_INTAKE_EVENT_CAUGHT_UP:
    case WEIR_INTAKE_EVENT_ENDED:
    default:
      break;
    }
}

/*< private >
 * weir_feed_start:
 * @self: a feed
 * @start: where to begin without a group; a group begins where it left off
 * @error: return location for an error
 *
 * Starts the consumer thread. Main thread, once.
 *
 * Returns: %FALSE with %WEIR_SOURCE_ERROR if the connection's settings are refused
 */
gboolean
weir_feed_start (WeirFeed            *self,
                 const WeirPosition  *start,
                 GError             **error)
{
  const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  WeirSourceSpec spec = {
    .settings = self->config->settings,
    .partition = -1,
    .group = self->config->group,
    .start = *start,
    .stop = { WEIR_POSITION_NEVER, 0 },
  };

  if (self->config->group != NULL)
    spec.start = (WeirPosition) { WEIR_POSITION_STORED, 0 };
  weir_topic_routes_fill (&self->routes, &spec);

  self->update = update_new (self->streams->len);
  self->source = weir_source_new (&spec, &handler, self, error);
  if (self->source == NULL)
    return FALSE;

  weir_intake_start (self->source);

  return TRUE;
}

/*< private >
 * weir_feed_stop:
 * @self: a feed
 *
 * Asks the consumer thread to end; returns at once.
 */
void
weir_feed_stop (WeirFeed *self)
{
  if (self->source != NULL)
    weir_intake_stop (self->source);
}

/*< private >
 * weir_feed_join:
 * @self: a feed that was told to stop
 *
 * Waits for the consumer thread: not on the main thread.
 */
void
weir_feed_join (WeirFeed *self)
{
  if (self->source != NULL)
    weir_intake_join (self->source);
}

/*< private >
 * weir_feed_take:
 * @self: a feed
 *
 * Main thread.
 *
 * Returns: (transfer full) (nullable): what happened since the last call
 */
WeirFeedUpdate *
weir_feed_take (WeirFeed *self)
{
  WeirFeedUpdate *update;

  pthread_mutex_lock (&self->mutex);
  update = g_steal_pointer (&self->pending);
  pthread_mutex_unlock (&self->mutex);

  return update;
}

/*< private >
 * weir_feed_dup_status:
 * @self: a feed
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type WeirPartitionStatus): its
 *   partitions, %NULL before the start
 */
GArray *
weir_feed_dup_status (WeirFeed *self)
{
  return self->source != NULL ? weir_intake_dup_status (self->source) : NULL;
}

/*< private >
 * weir_feed_get_topics:
 * @self: a feed
 *
 * Returns: (transfer none) (array zero-terminated=1): what it reads, by topic index
 */
const char * const *
weir_feed_get_topics (WeirFeed *self)
{
  return weir_topic_routes_get_names (&self->routes);
}
