#include "config.h"

#include "data/stream/weir-topology-private.h"

/* Changes of alerts are put into words this often, half a frame at 60 Hz. */
#define ALERTS_USEC 8000

/**
 * weir_topology_new:
 * @spec: which streams
 * @error: return location for an error
 *
 * Puts streams together and makes them ready for their first record.
 *
 * Returns: (transfer full) (nullable): a topology, or %NULL with
 *   %WEIR_WORKSPACE_ERROR_MEMBER if there is no such stream, or an error of a
 *   decoder, a window, a join or a rule, which names the stream or rule
 */
WeirTopology *
weir_topology_new (const WeirTopologySpec *spec,
                   GError                **error)
{
  g_autoptr(WeirTopology) self = NULL;

  g_return_val_if_fail (spec != NULL && WEIR_IS_WORKSPACE (spec->workspace), NULL);

  self = g_new0 (WeirTopology, 1);
  self->workspace = g_object_ref (spec->workspace);
  self->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_stream_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->sinks = g_ptr_array_new ();
  weir_topic_routes_init (&self->routes);
  if (!weir_topology_build (self, spec, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * weir_topology_free:
 * @self: (transfer full): a topology; its sinks are the caller's
 */
void
weir_topology_free (WeirTopology *self)
{
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->streams, g_ptr_array_unref);
  g_clear_pointer (&self->sinks, g_ptr_array_unref);
  g_clear_error (&self->error);
  weir_topic_routes_clear (&self->routes);
  g_clear_object (&self->workspace);
  g_free (self);
}

/**
 * weir_topology_add_sink:
 * @self: a topology that has not started
 * @sink: takes the results of all streams; must live as long
 */
void
weir_topology_add_sink (WeirTopology *self,
                        WeirSink     *sink)
{
  g_ptr_array_add (self->sinks, sink);
  for (guint i = 0; i < self->streams->len; i++)
    weir_stream_add_sink (g_ptr_array_index (self->streams, i), sink);
}

/**
 * weir_topology_start:
 * @self: a topology that has its sinks
 *
 * Once, before the first message or event.
 */
void
weir_topology_start (WeirTopology *self)
{
  for (guint i = 0; i < self->streams->len; i++)
    weir_stream_start (g_ptr_array_index (self->streams, i));
}

/**
 * weir_topology_fill:
 * @self: a topology
 * @spec: (inout): whose group and start are set: gets the topics in the order of
 *   their numbers, borrowed from @self, and which of them are read whole
 */
void
weir_topology_fill (WeirTopology   *self,
                    WeirSourceSpec *spec)
{
  weir_topic_routes_fill (&self->routes, spec);
}

/**
 * weir_topology_get_topics:
 * @self: a topology
 *
 * Returns: (transfer none) (array zero-terminated=1): what is read, by topic number;
 *   topics that a pattern among them matches have the numbers behind these
 */
const char * const *
weir_topology_get_topics (WeirTopology *self)
{
  return weir_topic_routes_get_names (&self->routes);
}

/**
 * weir_topology_get_n_streams:
 * @self: a topology
 *
 * Returns: how many streams it has
 */
guint
weir_topology_get_n_streams (WeirTopology *self)
{
  return self->streams->len;
}

/**
 * weir_topology_get_stream:
 * @self: a topology
 * @i: a stream's number
 *
 * Returns: (transfer none): the stream, for the consumer thread
 */
WeirStream *
weir_topology_get_stream (WeirTopology *self,
                          guint         i)
{
  return g_ptr_array_index (self->streams, i);
}

/**
 * weir_topology_find:
 * @self: a topology
 * @name: a stream's name
 *
 * Returns: the stream's number, %G_MAXUINT if it has none of this name
 */
guint
weir_topology_find (WeirTopology *self,
                    const char   *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, name)) - 1;
}

/**
 * weir_topology_add_message:
 * @self: a topology
 * @message: a record of one of its topics; borrowed for the call
 */
void
weir_topology_add_message (WeirTopology      *self,
                           const WeirMessage *message)
{
  GPtrArray *readers = weir_topic_routes_get_readers (&self->routes, message->topic_index);

  self->n_records++;
  for (guint i = 0; i < readers->len; i++)
    weir_stream_add_message (g_ptr_array_index (readers, i), message);
}

/**
 * weir_topology_peek_time:
 * @self: a topology
 * @message: a record of one of its topics, which it has not been given
 *
 * Returns: its event time in the first of the streams that read the topic;
 *   %WEIR_NO_TIME: it has none
 */
gint64
weir_topology_peek_time (WeirTopology      *self,
                         const WeirMessage *message)
{
  GPtrArray *readers = weir_topic_routes_get_readers (&self->routes, message->topic_index);

  return readers->len > 0 ? weir_stream_peek_time (g_ptr_array_index (readers, 0), message) : message->time_usec;
}

static void
set_partition (GPtrArray             *readers,
               const WeirIntakeEvent *event,
               gboolean               active)
{
  for (guint i = 0; i < readers->len; i++)
    weir_stream_set_partition (g_ptr_array_index (readers, i), event->topic_index, event->partition, active);
}

static void
add_gap (GPtrArray             *readers,
         const WeirIntakeEvent *event)
{
  const WeirSinkGap gap = {
    .topic_index = event->topic_index,
    .partition = event->partition,
    .from = event->from,
    .to = event->to,
    .row_topic_index = event->topic_index,
    .row_partition = event->partition,
  };

  for (guint i = 0; i < readers->len; i++)
    weir_stream_add_gap (g_ptr_array_index (readers, i), &gap);
}

static void
tell_streams (WeirTopology          *self,
              const WeirIntakeEvent *event)
{
  GPtrArray *readers;

  /* Of the whole connection. */
  if (event->topic == NULL)
    return;
  if (event->kind == WEIR_INTAKE_EVENT_TOPIC_FOUND)
    weir_topic_routes_find (&self->routes, event->topic_index, event->pattern_index);

  readers = weir_topic_routes_get_readers (&self->routes, event->topic_index);
  switch (event->kind)
    {
    case WEIR_INTAKE_EVENT_FOUND:
    case WEIR_INTAKE_EVENT_ASSIGNED:
      set_partition (readers, event, TRUE);
      break;
    case WEIR_INTAKE_EVENT_REVOKED:
    case WEIR_INTAKE_EVENT_PARTITION_DONE:
      set_partition (readers, event, FALSE);
      break;
    case WEIR_INTAKE_EVENT_GAP:
      add_gap (readers, event);
      break;
    case WEIR_INTAKE_EVENT_STATE:
    case WEIR_INTAKE_EVENT_CAUGHT_UP:
    case WEIR_INTAKE_EVENT_ERROR:
    case WEIR_INTAKE_EVENT_RECOVERED:
    case WEIR_INTAKE_EVENT_TOPIC_FOUND:
    case WEIR_INTAKE_EVENT_ENDED:
    default:
      break;
    }
}

/**
 * weir_topology_add_event:
 * @self: a topology
 * @event: of the intake that reads its topics; borrowed for the call
 *
 * Partitions that come and go, gaps, and what is for the sinks alone.
 */
void
weir_topology_add_event (WeirTopology          *self,
                         const WeirIntakeEvent *event)
{
  tell_streams (self, event);
  for (guint i = 0; i < self->sinks->len; i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks, i);

      if (sink->methods->event != NULL)
        sink->methods->event (sink, event);
    }
}

/**
 * weir_topology_set_times:
 * @self: a topology
 * @first_usec: event time of the first records that count; %G_MININT64: all
 * @end_usec: event time of the first that do not any more; %G_MAXINT64: all
 *
 * Passes over records of other times, for intakes whose records have no time of
 * their own by which they could be looked up. Before weir_topology_start().
 */
void
weir_topology_set_times (WeirTopology *self,
                         gint64        first_usec,
                         gint64        end_usec)
{
  for (guint i = 0; i < self->streams->len; i++)
    weir_stream_set_times (g_ptr_array_index (self->streams, i), first_usec, end_usec);
}

/**
 * weir_topology_set_behind:
 * @self: a topology
 * @behind: whether the intake has records that were not read, or cannot tell
 *
 * While we are behind, silence means nothing.
 */
void
weir_topology_set_behind (WeirTopology *self,
                          gboolean      behind)
{
  self->behind = behind;
}

static void
pass_time (WeirTopology        *self,
           const WeirSinkClock *clock)
{
  gboolean alerts = clock->second || clock->monotonic_usec - self->alerts_usec >= ALERTS_USEC;

  for (guint i = 0; i < self->streams->len; i++)
    {
      WeirStream *stream = g_ptr_array_index (self->streams, i);

      if (clock->second)
        weir_stream_advance (stream, clock);
      if (alerts)
        weir_stream_give_alerts (stream);
    }
  if (alerts)
    self->alerts_usec = clock->monotonic_usec;
}

static gboolean
check_error (WeirTopology *self,
             GError      **error)
{
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

/**
 * weir_topology_end_batch:
 * @self: a topology
 * @now_usec: wall clock (µs UTC)
 * @monotonic_usec: a clock that never jumps
 * @error: return location for an error
 *
 * After each batch of messages, and some times a second without any.
 *
 * Returns: %FALSE with a sink's error if a sink can take no more: the run is over
 */
gboolean
weir_topology_end_batch (WeirTopology *self,
                         gint64        now_usec,
                         gint64        monotonic_usec,
                         GError      **error)
{
  const WeirSinkClock clock = {
    .now_usec = now_usec,
    .monotonic_usec = monotonic_usec,
    .second = monotonic_usec - self->second_usec >= G_USEC_PER_SEC,
    .behind = self->behind,
  };

  if (clock.second)
    self->second_usec = monotonic_usec;
  pass_time (self, &clock);
  for (guint i = 0; i < self->sinks->len && self->error == NULL; i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks, i);

      if (sink->methods->batch_end != NULL)
        sink->methods->batch_end (sink, &clock, &self->error);
    }

  return check_error (self, error);
}

static gboolean
finish_sinks (WeirTopology *self,
              gboolean      all,
              GError      **error)
{
  for (guint i = 0; i < self->streams->len; i++)
    weir_stream_give_alerts (g_ptr_array_index (self->streams, i));
  for (guint i = 0; i < self->sinks->len && (all || self->error == NULL); i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks, i);

      if (sink->methods->finish != NULL)
        sink->methods->finish (sink, self->error == NULL ? &self->error : NULL);
    }

  return check_error (self, error);
}

/**
 * weir_topology_finish:
 * @self: a topology
 * @error: return location for an error
 *
 * Nothing comes any more: joins wait no longer, every window is closed, and the
 * sinks make their output whole. Once, on the thread that owns it by then.
 *
 * Returns: %FALSE with the first sink's error if an output is not whole
 */
gboolean
weir_topology_finish (WeirTopology *self,
                      GError      **error)
{
  g_return_val_if_fail (!self->finished, FALSE);

  self->finished = TRUE;
  for (guint i = 0; i < self->streams->len; i++)
    weir_stream_finish (g_ptr_array_index (self->streams, i));

  return finish_sinks (self, FALSE, error);
}

/**
 * weir_topology_stop:
 * @self: a topology
 * @error: return location for an error
 *
 * Reading was stopped before an end: what is open stays open and is given to no
 * sink, but the sinks make whole what they have. In place of weir_topology_finish().
 *
 * Returns: %FALSE with the first sink's error if an output is not whole
 */
gboolean
weir_topology_stop (WeirTopology *self,
                    GError      **error)
{
  g_return_val_if_fail (!self->finished, FALSE);

  self->finished = TRUE;

  return finish_sinks (self, TRUE, error);
}

/**
 * weir_topology_is_delivered:
 * @self: a topology
 *
 * Whether all results of the messages so far are where the sinks put them. Only
 * then may a group's offsets be committed.
 */
gboolean
weir_topology_is_delivered (WeirTopology *self)
{
  if (self->error != NULL)
    return FALSE;

  for (guint i = 0; i < self->sinks->len; i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks, i);

      if (sink->methods->is_delivered != NULL && !sink->methods->is_delivered (sink))
        return FALSE;
    }

  return TRUE;
}

/**
 * weir_topology_get_open_usec:
 * @self: a topology
 *
 * Together with weir_topology_get_newest_usec() tells what may be committed:
 * what was given to it up to some moment is in final rows alone once this is
 * larger than the newest event time was then.
 *
 * Returns: the event time from which on records may still be part of something
 *   that is not final; %G_MAXINT64: none is, %G_MININT64: any may be
 */
gint64
weir_topology_get_open_usec (WeirTopology *self)
{
  gint64 open_usec = G_MAXINT64;

  for (guint i = 0; i < self->streams->len; i++)
    open_usec = MIN (open_usec, weir_stream_get_open_usec (g_ptr_array_index (self->streams, i)));

  return open_usec;
}

/**
 * weir_topology_get_newest_usec:
 * @self: a topology
 *
 * Returns: the largest event time that is in any window, %WEIR_NO_TIME if there is none
 */
gint64
weir_topology_get_newest_usec (WeirTopology *self)
{
  gint64 newest_usec = WEIR_NO_TIME;

  for (guint i = 0; i < self->streams->len; i++)
    newest_usec = MAX (newest_usec, weir_stream_get_newest_usec (g_ptr_array_index (self->streams, i)));

  return newest_usec;
}

/**
 * weir_topology_get_n_records:
 * @self: a topology
 *
 * Returns: how many messages it was given
 */
guint64
weir_topology_get_n_records (WeirTopology *self)
{
  return self->n_records;
}

/**
 * weir_topology_get_n_dead:
 * @self: a topology
 *
 * Returns: how many messages did not decode, over all streams
 */
guint64
weir_topology_get_n_dead (WeirTopology *self)
{
  guint64 n_dead = 0;

  for (guint i = 0; i < self->streams->len; i++)
    {
      WeirStreamCounters counters;

      weir_stream_get_counters (g_ptr_array_index (self->streams, i), &counters);
      n_dead += counters.n_dead;
    }

  return n_dead;
}
