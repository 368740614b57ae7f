#include "config.h"

#include "data/screen/weir-consumer.h"

#include "data/screen/weir-screen-sink.h"
#include "data/source/weir-paced-intake.h"
#include "data/stream/weir-journal-sink.h"
#include "data/stream/weir-topology.h"
#include "data/workspace/weir-connection-intake.h"

/* Records between two looks at the clock inside a batch, which may be long. */
#define LOOK_EVERY  1024

/* With a group, what was delivered is committed this often. */
#define COMMIT_USEC (5 * G_TIME_SPAN_SECOND)

struct _WeirConsumer
{
  WeirWorkspace              *workspace;      /* owned: @config belongs to it */
  const WeirConnectionConfig *config;
  WeirReplayClock            *clock;          /* owned reference, nullable: records come by it, as they came once */
  WeirIntake                 *intake;         /* owned, NULL before the start */
  WeirTopology               *topology;       /* owned; consumer thread once it runs, as all below */
  WeirScreenSink             *screen;         /* owned */
  WeirJournalSink            *journal;        /* owned, nullable: alerts are kept nowhere */
  gboolean                    begun;
  guint                       n_since_look;
  guint64                     n_records_then;
  gint64                      second_usec;    /* monotonic */
  gint64                      committed_usec; /* monotonic */
  gboolean                    connected;
};

/*< private >
 * weir_consumer_new:
 * @workspace: kept
 * @config: a connection of it
 * @max_bytes: memory of each stream
 * @wake: how to tell that something waits
 * @clock: (nullable): for a connection that is a file or recording: replays it by this clock
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a consumer that has not started, or %NULL
 *   with the error of weir_topology_new()
 */
WeirConsumer *
weir_consumer_new (WeirWorkspace              *workspace,
                   const WeirConnectionConfig *config,
                   gsize                       max_bytes,
                   WeirWake                   *wake,
                   WeirReplayClock            *clock,
                   GError                    **error)
{
  const WeirTopologySpec spec = {
    .workspace = workspace,
    .connection = config->name,
    .max_bytes = max_bytes,
    .with_screen = TRUE,
    .with_rules = TRUE,
    .replay = clock != NULL,
  };
  g_autoptr(WeirTopology) topology = weir_topology_new (&spec, error);
  WeirConsumer *self;

  if (topology == NULL)
    return NULL;

  self = g_new0 (WeirConsumer, 1);
  self->workspace = g_object_ref (workspace);
  self->config = config;
  self->clock = clock != NULL ? weir_replay_clock_ref (clock) : NULL;
  self->screen = weir_screen_sink_new (topology, config->name, wake);
  self->topology = g_steal_pointer (&topology);

  return self;
}

/*< private >
 * weir_consumer_keep_journal:
 * @self: a consumer that has not started
 * @journal: kept
 *
 * Has changes of alerts written into a journal while it is active. A file is read
 * from its beginning each time, and has none.
 */
void
weir_consumer_keep_journal (WeirConsumer     *self,
                            WeirAlertJournal *journal)
{
  const WeirJournalSinkSpec spec = {
    .topology = self->topology,
    .journal = journal,
    .rules = weir_workspace_get_rules (self->workspace),
    .connection = self->config->name,
  };

  if (self->config->file == NULL)
    self->journal = weir_journal_sink_new (&spec);
}

/*< private >
 * weir_consumer_set_active:
 * @self: a consumer
 * @active: whether it writes into its journal: one of those that read the same does
 *
 * Any thread.
 */
void
weir_consumer_set_active (WeirConsumer *self,
                          gboolean      active)
{
  if (self->journal != NULL)
    weir_journal_sink_set_active (self->journal, active);
}

/*< private >
 * weir_consumer_free:
 * @self: (transfer full): a consumer that was never started, or was joined
 */
void
weir_consumer_free (WeirConsumer *self)
{
  g_clear_object (&self->intake);
  g_clear_pointer (&self->clock, weir_replay_clock_unref);
  g_clear_pointer (&self->topology, weir_topology_free);
  g_clear_pointer (&self->screen, weir_screen_sink_free);
  g_clear_pointer (&self->journal, weir_journal_sink_free);
  g_object_unref (self->workspace);
  g_free (self);
}

/* More unread than about a second's worth: what has not come may only not have been read. */
static gboolean
is_behind (WeirConsumer *self,
           const GArray *status)
{
  guint64 n_records = weir_topology_get_n_records (self->topology);
  guint64 n_second = n_records - self->n_records_then;
  guint64 lag = 0;

  self->n_records_then = n_records;
  if (!self->connected || self->clock != NULL)
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
commit_if_due (WeirConsumer *self,
               gint64        monotonic_usec)
{
  if (self->config->group == NULL || monotonic_usec - self->committed_usec < COMMIT_USEC
      || !weir_topology_is_delivered (self->topology))
    return;

  self->committed_usec = monotonic_usec;
  weir_intake_commit (self->intake);
}

/* In a replay silence is as long as it was, not as it takes. */
static gint64
get_now (WeirConsumer *self)
{
  gint64 now_usec = self->clock != NULL ? weir_replay_clock_get_now (self->clock) : G_MININT64;

  return now_usec != G_MININT64 ? now_usec : g_get_real_time ();
}

/* The consumer thread may wait for the journal, the main thread may not. */
static void
begin (WeirConsumer *self)
{
  if (!self->begun && self->journal != NULL)
    weir_journal_sink_begin (self->journal);
  self->begun = TRUE;
}

static void
look (WeirConsumer *self,
      gint64        monotonic_usec)
{
  g_autoptr(GArray) status = weir_intake_dup_status (self->intake);

  weir_topology_set_behind (self->topology, is_behind (self, status));
  if (self->journal != NULL)
    weir_journal_sink_look (self->journal, status, monotonic_usec);
}

static void
on_batch_end (gpointer user_data)
{
  WeirConsumer *self = user_data;
  gint64 monotonic_usec = g_get_monotonic_time ();

  begin (self);
  self->n_since_look = 0;
  if (monotonic_usec - self->second_usec >= G_USEC_PER_SEC)
    {
      self->second_usec = monotonic_usec;
      look (self, monotonic_usec);
    }

  /* The screen can always take more. */
  weir_topology_end_batch (self->topology, get_now (self), monotonic_usec, NULL);
  commit_if_due (self, monotonic_usec);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  WeirConsumer *self = user_data;

  begin (self);
  weir_topology_add_message (self->topology, message);
  if (++self->n_since_look >= LOOK_EVERY)
    on_batch_end (self);
}

/* A file's windows wait for no more records. */
static void
finish (WeirConsumer *self)
{
  const gint64 monotonic_usec = MAX (g_get_monotonic_time (), self->second_usec + G_USEC_PER_SEC);

  /* The screen's sink takes everything, so neither can fail. */
  weir_topology_set_behind (self->topology, FALSE);
  weir_topology_finish (self->topology, NULL);
  weir_topology_end_batch (self->topology, get_now (self), monotonic_usec, NULL);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  WeirConsumer *self = user_data;

  begin (self);
  if (event->kind == WEIR_INTAKE_EVENT_STATE)
    self->connected = event->state == WEIR_INTAKE_STATE_CONNECTED;
  weir_topology_add_event (self->topology, event);
  if (event->kind == WEIR_INTAKE_EVENT_ENDED && event->error == NULL && self->config->file != NULL)
    finish (self);
}

static gint64
peek_time (const WeirMessage *message,
           gpointer           user_data)
{
  return weir_topology_peek_time (((WeirConsumer *) user_data)->topology, message);
}

static WeirIntake *
create_intake (WeirConsumer          *self,
               const WeirSourceSpec  *spec,
               GError               **error)
{
  const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  g_autoptr(WeirPacedIntake) paced = NULL;
  WeirIntake *inner;

  if (self->clock == NULL)
    return weir_connection_intake_new (self->config, spec, &handler, self, error);

  paced = weir_paced_intake_new (self->clock, peek_time, &handler, self);
  inner = weir_connection_intake_new (self->config, spec, weir_paced_intake_get_handler (), paced, error);
  if (inner == NULL)
    return NULL;

  weir_paced_intake_set_inner (paced, inner);

  return WEIR_INTAKE (g_steal_pointer (&paced));
}

/*< private >
 * weir_consumer_start:
 * @self: a consumer
 * @start: where to begin without a group; a group begins where it left off, a file at its beginning
 * @error: return location for an error
 *
 * Starts the consumer thread. Main thread, once.
 *
 * Returns: %FALSE with %WEIR_SOURCE_ERROR if the connection's settings are refused,
 *   or another error of weir_connection_intake_new()
 */
gboolean
weir_consumer_start (WeirConsumer        *self,
                     const WeirPosition  *start,
                     GError             **error)
{
  WeirSourceSpec spec = {
    .partition = -1,
    .group = self->config->group,
    .start = *start,
    .stop = { WEIR_POSITION_NEVER, 0 },
    .ordered = self->clock != NULL,
  };

  if (self->config->group != NULL)
    spec.start = (WeirPosition) { WEIR_POSITION_STORED, 0 };
  else if (self->config->file != NULL)
    spec.start = (WeirPosition) { WEIR_POSITION_BEGINNING, 0 };
  weir_topology_start (self->topology);
  weir_topology_fill (self->topology, &spec);
  self->intake = create_intake (self, &spec, error);
  if (self->intake == NULL)
    return FALSE;

  weir_intake_start (self->intake);

  return TRUE;
}

/*< private >
 * weir_consumer_stop:
 * @self: a consumer
 *
 * Asks the consumer thread to end; returns at once.
 */
void
weir_consumer_stop (WeirConsumer *self)
{
  /* Another one may go on at once with the same journal. */
  weir_consumer_set_active (self, FALSE);
  if (self->intake != NULL)
    weir_intake_stop (self->intake);
}

/*< private >
 * weir_consumer_join:
 * @self: a consumer that was told to stop
 *
 * Waits for the consumer thread: not on the main thread.
 */
void
weir_consumer_join (WeirConsumer *self)
{
  if (self->intake != NULL)
    weir_intake_join (self->intake);
}

/*< private >
 * weir_consumer_take:
 * @self: a consumer
 *
 * Main thread.
 *
 * Returns: (transfer full) (nullable): what happened since the last call
 */
WeirScreenUpdate *
weir_consumer_take (WeirConsumer *self)
{
  return weir_screen_sink_take (self->screen);
}

/*< private >
 * weir_consumer_dup_status:
 * @self: a consumer
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type WeirPartitionStatus): its
 *   partitions, %NULL before the start
 */
GArray *
weir_consumer_dup_status (WeirConsumer *self)
{
  return self->intake != NULL ? weir_intake_dup_status (self->intake) : NULL;
}

/*< private >
 * weir_consumer_get_topics:
 * @self: a consumer
 *
 * Returns: (transfer none) (array zero-terminated=1): what it reads, by topic index
 */
const char * const *
weir_consumer_get_topics (WeirConsumer *self)
{
  return weir_topology_get_topics (self->topology);
}

/*< private >
 * weir_consumer_get_n_streams:
 * @self: a consumer
 *
 * Returns: how many streams it has, in the order of its updates
 */
guint
weir_consumer_get_n_streams (WeirConsumer *self)
{
  return weir_topology_get_n_streams (self->topology);
}

/*< private >
 * weir_consumer_get_schema:
 * @self: a consumer
 * @stream: a stream's number
 *
 * Returns: (transfer none): what follows from the stream's config; immutable
 */
WeirStreamSchema *
weir_consumer_get_schema (WeirConsumer *self,
                        guint         stream)
{
  return weir_stream_get_schema (weir_topology_get_stream (self->topology, stream));
}
