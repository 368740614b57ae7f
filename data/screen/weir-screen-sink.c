#include "config.h"

#include "data/screen/weir-screen-sink.h"

#include "data/screen/weir-screen-stream.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <pthread.h>

/* Half a frame at 60 Hz. */
#define PUBLISH_USEC 8000

struct _WeirScreenSink
{
  WeirSink          sink;             /* first */
  char             *connection;       /* owned: its name, for messages */
  WeirWake         *wake;             /* owned reference */
  GPtrArray        *streams;          /* owned, of WeirScreenStream, in the topology's order */
  WeirScreenUpdate *update;           /* owned: what goes out next */
  gint64            published_usec;   /* monotonic */
  pthread_mutex_t   mutex;            /* guards what follows; all before it is the consumer thread's */
  WeirScreenUpdate *pending;          /* owned, nullable: not taken yet */
};

static WeirScreenStream *
find_stream (WeirSink *sink,
             guint     stream)
{
  return g_ptr_array_index (((WeirScreenSink *) sink)->streams, stream);
}

static void
screen_record (WeirSink             *sink,
               const WeirSinkRecord *record)
{
  weir_screen_stream_add_record (find_stream (sink, record->stream), record);
}

static void
screen_dead_letter (WeirSink          *sink,
                    guint              stream,
                    const WeirMessage *message,
                    WeirDecodeError    reason,
                    const char        *detail)
{
  weir_screen_stream_add_dead_letter (find_stream (sink, stream), message, reason, detail);
}

static void
screen_row (WeirSink            *sink,
            guint                stream,
            guint                window,
            const WeirWindowRow *row)
{
  weir_screen_stream_add_row (find_stream (sink, stream), window, row);
}

static void
screen_alert (WeirSink             *sink,
              guint                 stream,
              const WeirAlertEvent *event)
{
  weir_screen_stream_add_alert (find_stream (sink, stream), event);
}

static void
screen_gap (WeirSink          *sink,
            guint              stream,
            const WeirSinkGap *gap)
{
  weir_screen_stream_add_gap (find_stream (sink, stream), gap);
}

static void
add_state (WeirScreenSink        *self,
           const WeirIntakeEvent *event)
{
  gboolean bad = event->state == WEIR_INTAKE_STATE_FORBIDDEN || event->state == WEIR_INTAKE_STATE_FAILED;

  weir_screen_update_add_note (self->update, WEIR_SCREEN_NOTE_STATE, event, WEIR_SEVERITY_INFO, g_strdup (event->text));
  if (bad)
    weir_screen_update_add_note (self->update, WEIR_SCREEN_NOTE_EVENT, event, WEIR_SEVERITY_CRITICAL,
                                 g_strdup_printf ("%s: %s", self->connection,
                                                  event->text != NULL ? event->text : _("the connection failed")));
}

static void
add_gap (WeirScreenSink        *self,
         const WeirIntakeEvent *event)
{
  char *text;

  if (event->text != NULL)
    text = g_strdup (event->text);
  else
    text = g_strdup_printf (_("%s, partition %d: offsets %" PRId64 " to %" PRId64
                              " are lost: the broker deleted them before they were read"),
                            event->topic, event->partition, event->from, event->to - 1);

  self->update->n_gaps++;
  weir_screen_update_add_note (self->update, WEIR_SCREEN_NOTE_GAP, event, WEIR_SEVERITY_WARNING, text);
}

static void
add_problem (WeirScreenSink        *self,
             const WeirIntakeEvent *event)
{
  const char *why = event->error != NULL ? event->error->message : event->text;

  if (event->topic == NULL)
    {
      weir_screen_update_add_note (self->update, WEIR_SCREEN_NOTE_EVENT, event, WEIR_SEVERITY_CRITICAL,
                                   g_strdup_printf ("%s: %s", self->connection,
                                                    why != NULL ? why : _("the connection failed")));
      return;
    }

  /* It names the topic and the partition. */
  weir_screen_update_add_note (self->update, WEIR_SCREEN_NOTE_PROBLEM, event, WEIR_SEVERITY_CRITICAL, g_strdup (why));
  weir_screen_update_add_note (self->update, WEIR_SCREEN_NOTE_EVENT, event, WEIR_SEVERITY_CRITICAL, g_strdup (why));
}

static void
screen_event (WeirSink              *sink,
              const WeirIntakeEvent *event)
{
  WeirScreenSink *self = (WeirScreenSink *) sink;

  switch (event->kind)
    {
    case WEIR_INTAKE_EVENT_STATE:
      add_state (self, event);
      break;
    case WEIR_INTAKE_EVENT_GAP:
      add_gap (self, event);
      break;
    case WEIR_INTAKE_EVENT_ERROR:
      add_problem (self, event);
      break;
    case WEIR_INTAKE_EVENT_RECOVERED:
      weir_screen_update_add_note (self->update, WEIR_SCREEN_NOTE_RECOVERED, event, WEIR_SEVERITY_INFO, NULL);
      break;
    case WEIR_INTAKE_EVENT_FOUND:
    case WEIR_INTAKE_EVENT_ASSIGNED:
    case WEIR_INTAKE_EVENT_REVOKED:
    case WEIR_INTAKE_EVENT_CAUGHT_UP:
    case WEIR_INTAKE_EVENT_PARTITION_DONE:
    case WEIR_INTAKE_EVENT_TOPIC_FOUND:
    case WEIR_INTAKE_EVENT_ENDED:
    default:
      break;
    }
}

/* The pointer exchange: what is merged is ours alone while it is. */
static void
post (WeirScreenSink *self)
{
  WeirScreenUpdate *waiting;

  pthread_mutex_lock (&self->mutex);
  waiting = g_steal_pointer (&self->pending);
  pthread_mutex_unlock (&self->mutex);

  if (waiting == NULL)
    waiting = g_steal_pointer (&self->update);
  else
    weir_screen_update_merge (waiting, g_steal_pointer (&self->update));
  self->update = weir_screen_update_new (self->streams->len);

  pthread_mutex_lock (&self->mutex);
  self->pending = waiting;
  pthread_mutex_unlock (&self->mutex);

  weir_wake_signal (self->wake);
}

static gboolean
screen_batch_end (WeirSink             *sink,
                  const WeirSinkClock  *clock,
                  GError              **error)
{
  WeirScreenSink *self = (WeirScreenSink *) sink;
  gboolean news = self->update->notes->len > 0 || self->update->n_gaps > 0;

  if (!clock->second && clock->monotonic_usec - self->published_usec < PUBLISH_USEC)
    return TRUE;

  self->published_usec = clock->monotonic_usec;
  for (guint i = 0; i < self->streams->len; i++)
    {
      self->update->streams[i] = weir_screen_stream_publish (g_ptr_array_index (self->streams, i), clock);
      news |= self->update->streams[i] != NULL;
    }
  if (news)
    post (self);

  return TRUE;
}

static const WeirSinkMethods methods = {
  .record = screen_record,
  .dead_letter = screen_dead_letter,
  .row = screen_row,
  .alert = screen_alert,
  .gap = screen_gap,
  .event = screen_event,
  .batch_end = screen_batch_end,
};

/*< private >
 * weir_screen_sink_new:
 * @topology: what it shows; must live as long
 * @connection: what messages call the connection
 * @wake: how to tell that something waits
 *
 * Makes a sink and adds it to @topology.
 *
 * Returns: (transfer full): a sink
 */
WeirScreenSink *
weir_screen_sink_new (WeirTopology *topology,
                      const char   *connection,
                      WeirWake     *wake)
{
  WeirScreenSink *self = g_new0 (WeirScreenSink, 1);

  self->sink.methods = &methods;
  self->sink.wants_keys = TRUE;
  self->connection = g_strdup (connection);
  self->wake = weir_wake_ref (wake);
  self->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_screen_stream_free);
  for (guint i = 0; i < weir_topology_get_n_streams (topology); i++)
    g_ptr_array_add (self->streams, weir_screen_stream_new (weir_topology_get_stream (topology, i)));
  self->update = weir_screen_update_new (self->streams->len);
  pthread_mutex_init (&self->mutex, NULL);
  weir_topology_add_sink (topology, &self->sink);

  return self;
}

/*< private >
 * weir_screen_sink_free:
 * @self: (transfer full): a sink whose topology no thread runs any more
 */
void
weir_screen_sink_free (WeirScreenSink *self)
{
  g_ptr_array_unref (self->streams);
  g_clear_pointer (&self->update, weir_screen_update_free);
  g_clear_pointer (&self->pending, weir_screen_update_free);
  weir_wake_unref (self->wake);
  pthread_mutex_destroy (&self->mutex);
  g_free (self->connection);
  g_free (self);
}

/*< private >
 * weir_screen_sink_take:
 * @self: a sink
 *
 * Main thread.
 *
 * Returns: (transfer full) (nullable): what happened since the last call
 */
WeirScreenUpdate *
weir_screen_sink_take (WeirScreenSink *self)
{
  WeirScreenUpdate *update;

  pthread_mutex_lock (&self->mutex);
  update = g_steal_pointer (&self->pending);
  pthread_mutex_unlock (&self->mutex);

  return update;
}

/*< private >
 * weir_screen_sink_look:
 * @self: a sink
 * @stream: a stream's number
 *
 * Consumer thread; for tests and the command line.
 *
 * Returns: (transfer full): what happened to the stream since the last call or publish, complete
 */
WeirStreamUpdate *
weir_screen_sink_look (WeirScreenSink *self,
                       guint           stream)
{
  return weir_screen_stream_look (g_ptr_array_index (self->streams, stream));
}
