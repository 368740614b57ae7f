#include "config.h"

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"
#include "data/source/weir-source-reaper.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TICK_MSEC 20
#define TOPICS_USEC (30 * G_TIME_SPAN_SECOND)
#define STALL_MSEC 30000
#define SILENCE_MSEC 15000
#define STATUS_USEC G_TIME_SPAN_SECOND
/* A stop as a whole, what handlers do at the end included, and what of it may go by waiting for commits and the group;
 * for those there is some time also when the handlers took it all. */
#define CLOSE_USEC (1700 * G_TIME_SPAN_MILLISECOND)
#define LEAVE_USEC (1400 * G_TIME_SPAN_MILLISECOND)
#define LEAVE_LEAST_USEC (500 * G_TIME_SPAN_MILLISECOND)

static void weir_source_init_intake (WeirIntakeInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WeirSource, weir_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (WEIR_TYPE_INTAKE, weir_source_init_intake))

void
weir_source_finish (WeirSource *self,
                    GError     *error)
{
  if (self->ending)
    {
      g_clear_error (&error);
      return;
    }

  self->ending = TRUE;
  self->ended = TRUE;
  self->end_error = error;
  rd_kafka_yield (self->handle);
}

/* A bounded read is over when every partition of every topic is. */
void
weir_source_check_finished (WeirSource *self)
{
  gboolean any = FALSE;

  if (self->stop.kind == WEIR_POSITION_NEVER)
    return;

  for (guint i = 0; i < self->topics->len; i++)
    {
      WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      if (topic->is_pattern ? !self->names_known || topic->error != RD_KAFKA_RESP_ERR_NO_ERROR
                            : !topic->dropped && (!topic->known || topic->error != RD_KAFKA_RESP_ERR_NO_ERROR))
        return;
      for (guint j = 0; j < topic->partitions->len; j++)
        {
          WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, j);

          if (partition == NULL || partition->state == WEIR_PARTITION_GONE)
            continue;
          if (partition->state != WEIR_PARTITION_DONE)
            return;
          any = TRUE;
        }
    }

  if (any)
    weir_source_finish (self, NULL);
}

static void
error_cb (rd_kafka_t *rk,
          int         native,
          const char *reason,
          void       *opaque)
{
  WeirSource *self = opaque;
  rd_kafka_resp_err_t code = (rd_kafka_resp_err_t) native;

  if (native == RD_KAFKA_RESP_ERR__FATAL)
    weir_source_group_fail (self, code);
  else if (native == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    {
      if (self->last_reason == NULL)
        self->last_reason = weir_source_error_dup_reason (reason, self->answered);
      weir_source_set_state (self, WEIR_INTAKE_STATE_DISCONNECTED, self->last_reason);
    }
  else
    {
      g_free (self->last_reason);
      self->last_reason = weir_source_error_dup_reason (reason, self->answered);
      if (weir_source_error_code (code) == WEIR_SOURCE_ERROR_FORBIDDEN)
        weir_source_set_state (self, WEIR_INTAKE_STATE_FORBIDDEN, self->last_reason);
    }
}

/* The first lasting trouble, as an error; NULL if all is well. */
static GError *
find_trouble (WeirSource *self)
{
  if (self->state == WEIR_INTAKE_STATE_FORBIDDEN)
    return g_error_new (WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN, _("%s refused us: %s"),
                        weir_settings_get_bootstrap (self->settings),
                        self->last_reason != NULL ? self->last_reason : _("no right to read"));
  if (self->group_failure != NULL)
    return g_error_copy (self->group_failure);
  if (self->state != WEIR_INTAKE_STATE_CONNECTED && self->n_stalled == 0 && self->answered)
    return g_error_new (WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE, _("no broker at %s answers any more (%s)"),
                        weir_settings_get_bootstrap (self->settings),
                        self->last_reason != NULL ? self->last_reason : _("nothing came in time"));
  /* Where a partition is the reason, that is named. */
  if (self->state != WEIR_INTAKE_STATE_CONNECTED && self->n_stalled == 0)
    return weir_source_error_new_unreachable (weir_settings_get_bootstrap (self->settings), self->last_reason);

  for (guint i = 0; i < self->topics->len; i++)
    {
      WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      /* What matches may be made later, where there is a later. */
      if (topic->error != RD_KAFKA_RESP_ERR_NO_ERROR && !(topic->is_pattern && self->stop.kind == WEIR_POSITION_NEVER))
        return weir_source_topic_error_new (topic);
      for (guint j = 0; j < topic->partitions->len; j++)
        {
          WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, j);

          if (partition != NULL && partition->failure != NULL && partition->state <= WEIR_PARTITION_FETCHING)
            return g_error_copy (partition->failure);
        }
    }

  return NULL;
}

/* Ends a source that may not retry for ever. */
static void
check_deadline (WeirSource *self,
                gint64      now_usec)
{
  g_autoptr(GError) trouble = NULL;

  if (self->deadline_msec == 0 || self->ending)
    return;

  trouble = find_trouble (self);
  if (trouble == NULL)
    {
      self->trouble_usec = 0;
      return;
    }

  if (self->trouble_usec == 0)
    self->trouble_usec = now_usec;
  /* Waiting does not help against a refusal. */
  if (self->state == WEIR_INTAKE_STATE_FORBIDDEN
      || now_usec - self->trouble_usec >= (gint64) self->deadline_msec * G_TIME_SPAN_MILLISECOND)
    weir_source_finish (self, g_steal_pointer (&trouble));
}

static void
take_answers (WeirSource *self,
              int         timeout_msec)
{
  rd_kafka_event_t *event;

  while ((event = rd_kafka_queue_poll (self->answers, timeout_msec)) != NULL)
    {
      timeout_msec = 0;
      weir_source_answer (self, event);
      rd_kafka_event_destroy (event);
    }
}

static gboolean
any_active (WeirSource *self)
{
  for (guint i = 0; i < self->topics->len; i++)
    {
      WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      for (guint j = 0; j < topic->partitions->len; j++)
        {
          WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, j);

          if (partition != NULL
              && (partition->state == WEIR_PARTITION_FETCHING || partition->state == WEIR_PARTITION_HELD))
            return TRUE;
        }
    }

  return FALSE;
}

/* Everything but records; once in many polls while records come thick. */
static void
housekeep (WeirSource *self,
           gint64      now_usec)
{
  rd_kafka_poll (self->handle, 0);
  weir_source_group_serve (self);
  take_answers (self, 0);
  weir_source_offsets_step (self, now_usec);
  weir_source_group_step (self);
  weir_source_commit_step (self);
  weir_source_watch_step (self, now_usec);
  weir_source_coordinator_step (self, now_usec);
  check_deadline (self, now_usec);
  if (now_usec >= self->next_status_usec)
    {
      weir_source_publish_status (self);
      self->next_status_usec = now_usec + STATUS_USEC;
    }
}

static void
read_batch (WeirSource *self,
            int         timeout_msec)
{
  self->n_batch = 0;
  self->n_until_clock = 1;
  self->batch_begin_usec = 0;
  weir_source_take_some (self, timeout_msec);
  if (self->handler.batch_end != NULL)
    self->handler.batch_end (self->user_data);
}

static void
weir_source_read (WeirSource *self)
{
  gint64 last_usec = 0;

  while (!self->ending && !g_atomic_int_get (&self->stopping))
    {
      gint64 now_usec = g_get_monotonic_time ();
      gboolean idle = !self->subscribed && !any_active (self);

      if (now_usec - last_usec >= (gint64) self->tick_msec * G_TIME_SPAN_MILLISECOND)
        {
          housekeep (self, now_usec);
          last_usec = now_usec;
        }

      /* Until something is read, answers are what is waited for. */
      if (!self->ending && idle)
        {
          take_answers (self, (int) self->tick_msec);
          weir_source_offsets_step (self, g_get_monotonic_time ());
        }
      if (!self->ending)
        read_batch (self, idle ? 0 : (int) self->tick_msec);
      if (self->n_batch > 0)
        self->last_record_usec = now_usec;
    }
}

static void
weir_source_open (WeirSource *self)
{
  for (guint i = 0; i < self->topics->len; i++)
    {
      WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      if (!topic->is_pattern)
        topic->handle = rd_kafka_topic_new (self->handle, topic->name, NULL);
    }

  self->answers = rd_kafka_queue_new (self->handle);
  self->records = rd_kafka_queue_new (self->handle);
  if (self->group != NULL)
    weir_source_group_join (self);
}

static void
weir_source_say_end (WeirSource *self)
{
  weir_source_publish_status (self);
  weir_source_set_state (self, WEIR_INTAKE_STATE_ENDED, NULL);
  if (self->ended)
    weir_source_emit (self, &(WeirIntakeEvent) {
      .kind = WEIR_INTAKE_EVENT_ENDED,
      .state = self->state,
      .since_usec = self->since_usec,
      .partition = -1,
      .error = self->end_error,
      .text = self->end_error != NULL ? self->end_error->message : NULL,
    });
}

static void
weir_source_close (WeirSource *self)
{
  gint64 now_usec = g_get_monotonic_time ();
  gint64 begin_usec = g_atomic_int_get (&self->stopping) ? self->stop_usec : now_usec;
  gint64 left_usec = MAX (begin_usec + LEAVE_USEC, now_usec + LEAVE_LEAST_USEC);

  self->closing = TRUE;
  self->ending = TRUE;
  weir_source_group_leave (self, left_usec);

  for (guint i = 0; i < self->topics->len; i++)
    g_clear_pointer (&((WeirSourceTopic *) g_ptr_array_index (self->topics, i))->handle,
                     rd_kafka_topic_destroy);
  g_clear_pointer (&self->records, rd_kafka_queue_destroy);
  g_clear_pointer (&self->answers, rd_kafka_queue_destroy);
  weir_source_reap (g_steal_pointer (&self->handle), g_steal_pointer (&self->listing), left_usec + CLOSE_USEC - LEAVE_USEC);
}

static gpointer
weir_source_thread (gpointer user_data)
{
  WeirSource *self = user_data;

  self->trouble_usec = g_get_monotonic_time ();
  weir_source_set_state (self, WEIR_INTAKE_STATE_CONNECTING, NULL);
  weir_source_open (self);
  weir_source_read (self);
  weir_source_say_end (self);
  weir_source_close (self);

  return NULL;
}

static void
weir_source_start (WeirIntake *intake)
{
  WeirSource *self = WEIR_SOURCE (intake);

  g_return_if_fail (self->thread == NULL && self->handle != NULL);

  self->thread = g_thread_new ("weir-source", weir_source_thread, self);
}

static void
weir_source_stop (WeirIntake *intake)
{
  WeirSource *self = WEIR_SOURCE (intake);

  if (g_atomic_int_get (&self->stopping))
    return;

  self->stop_usec = g_get_monotonic_time ();
  g_atomic_int_set (&self->stopping, TRUE);
}

static void
weir_source_join (WeirIntake *intake)
{
  g_clear_pointer (&WEIR_SOURCE (intake)->thread, g_thread_join);
}

static void
weir_source_end (WeirIntake *intake)
{
  weir_source_finish (WEIR_SOURCE (intake), NULL);
}

static GArray *
weir_source_dup_status (WeirIntake *intake)
{
  WeirSource *self = WEIR_SOURCE (intake);
  GArray *status;

  pthread_mutex_lock (&self->mutex);
  status = g_array_copy (self->status);
  pthread_mutex_unlock (&self->mutex);

  return status;
}

static GArray *
weir_source_dup_positions (WeirIntake *intake)
{
  return weir_source_commit_dup_positions (WEIR_SOURCE (intake));
}

static void
weir_source_commit_positions (WeirIntake   *intake,
                              const GArray *positions)
{
  WeirSource *self = WEIR_SOURCE (intake);

  if (self->group != NULL)
    weir_source_commit_add (self, (const WeirIntakePosition *) positions->data, positions->len);
}

static void
weir_source_keep_alive (WeirIntake *intake)
{
  weir_source_group_keep_alive (WEIR_SOURCE (intake));
}

static void
weir_source_init_intake (WeirIntakeInterface *iface)
{
  iface->start = weir_source_start;
  iface->stop = weir_source_stop;
  iface->join = weir_source_join;
  iface->end = weir_source_end;
  iface->dup_status = weir_source_dup_status;
  iface->dup_positions = weir_source_dup_positions;
  iface->commit_positions = weir_source_commit_positions;
  iface->keep_alive = weir_source_keep_alive;
}

static void
weir_source_finalize (GObject *object)
{
  WeirSource *self = WEIR_SOURCE (object);

  weir_source_stop (WEIR_INTAKE (self));
  weir_source_join (WEIR_INTAKE (self));

  if (self->handle != NULL)
    rd_kafka_destroy_flags (self->handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  g_ptr_array_unref (self->patterns);
  g_ptr_array_unref (self->topics);
  g_array_unref (self->requests);
  g_array_unref (self->leaders);
  g_clear_object (&self->settings);
  g_clear_error (&self->end_error);
  g_clear_error (&self->group_failure);
  g_free (self->last_reason);
  g_array_unref (self->resume);
  g_clear_pointer (&self->limits, g_array_unref);
  g_free (self->group);
  g_array_unref (self->status);
  g_array_unref (self->delivered);
  pthread_mutex_destroy (&self->mutex);

  G_OBJECT_CLASS (weir_source_parent_class)->finalize (object);
}

static void
weir_source_class_init (WeirSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = weir_source_finalize;
}

static void
weir_source_init (WeirSource *self)
{
  pthread_mutex_init (&self->mutex, NULL);
  self->resume = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));
  self->status = g_array_new (FALSE, FALSE, sizeof (WeirPartitionStatus));
  self->delivered = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));
  self->topics = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_source_topic_free);
  self->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_source_pattern_free);
  self->requests = g_array_new (FALSE, FALSE, sizeof (WeirOffsetRequest));
  self->leaders = g_array_new (FALSE, FALSE, sizeof (WeirSourceLeader));
}

static gboolean
check_spec (const WeirSourceSpec  *spec,
            GError               **error)
{
  const char *wrong = NULL;

  if (spec->topics == NULL || spec->topics[0] == NULL)
    wrong = _("no topic was named");
  else if (spec->group == NULL && spec->start.kind == WEIR_POSITION_STORED)
    wrong = _("“stored” needs a consumer group: only a group's offsets are stored");
  else if (spec->group != NULL && spec->partition >= 0)
    wrong = _("a consumer group shares the partitions out itself; leave the partition or the group out");
  else if (spec->start.kind == WEIR_POSITION_NEVER)
    wrong = _("reading must begin somewhere");
  else if (spec->stop.kind != WEIR_POSITION_NEVER && spec->stop.kind != WEIR_POSITION_END
           && spec->stop.kind != WEIR_POSITION_OFFSET && spec->stop.kind != WEIR_POSITION_TIME)
    wrong = _("reading can end at the end, an offset or a time, or never");

  if (wrong != NULL)
    g_set_error_literal (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS, wrong);
  return wrong == NULL;
}

static void
weir_source_copy_spec (WeirSource              *self,
                       const WeirSourceSpec    *spec,
                       const WeirIntakeHandler *handler,
                       gpointer                 user_data)
{
  const char *isolation = weir_settings_get (spec->settings, "isolation.level");
  const char *refresh = weir_settings_get (spec->settings, "topic.metadata.refresh.interval.ms");

  self->settings = g_object_ref (spec->settings);
  self->handler = *handler;
  self->user_data = user_data;
  self->group = g_strdup (spec->group);
  self->partition = spec->partition;
  self->start = spec->start;
  if (spec->resume != NULL)
    g_array_append_vals (self->resume, spec->resume->data, spec->resume->len);
  if (spec->limits != NULL)
    self->limits = g_array_copy ((GArray *) spec->limits);
  self->stop = spec->stop;
  self->n_left = spec->max_records == 0 ? G_MAXUINT64 : spec->max_records;
  self->tick_msec = spec->tick_msec == 0 ? TICK_MSEC : spec->tick_msec;
  self->deadline_msec = spec->deadline_msec;
  self->stall_usec = (spec->stall_msec == 0 ? STALL_MSEC : spec->stall_msec) * G_TIME_SPAN_MILLISECOND;
  self->silence_usec = (spec->silence_msec == 0 ? SILENCE_MSEC : spec->silence_msec) * G_TIME_SPAN_MILLISECOND;
  self->embedded = weir_settings_is_embedded (spec->settings);
  self->read_committed = isolation == NULL || !g_str_equal (isolation, "read_uncommitted");
  self->topics_usec = TOPICS_USEC;
  if (refresh != NULL && g_ascii_strtoll (refresh, NULL, 10) > 0)
    self->topics_usec = g_ascii_strtoll (refresh, NULL, 10) * G_TIME_SPAN_MILLISECOND;
  self->state = WEIR_INTAKE_STATE_IDLE;
}

static gboolean
weir_source_add_topics (WeirSource            *self,
                        const WeirSourceSpec  *spec,
                        GError               **error)
{
  for (guint i = 0; spec->topics[i] != NULL; i++)
    {
      WeirSourceTopic *topic;

      if (weir_source_find_topic (self, spec->topics[i]) != NULL)
        continue;

      topic = weir_source_topic_new (spec->topics[i], self->topics->len);
      topic->whole = spec->first_whole_topic > 0 && i >= spec->first_whole_topic;
      g_ptr_array_add (self->topics, topic);
      if (weir_topic_is_pattern (topic->name) && !weir_source_patterns_add (self, topic, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
weir_source_create_handle (WeirSource  *self,
                           GError     **error)
{
  rd_kafka_conf_t *conf = weir_settings_build_conf (self->settings, FALSE, error);
  char reason[512];

  if (conf == NULL)
    return FALSE;

  rd_kafka_conf_set_opaque (conf, self);
  rd_kafka_conf_set_error_cb (conf, error_cb);
  if (self->group != NULL)
    {
      rd_kafka_conf_set (conf, "group.id", self->group, NULL, 0);
      rd_kafka_conf_set_rebalance_cb (conf, weir_source_rebalance);
    }

  self->handle = rd_kafka_new (RD_KAFKA_CONSUMER, conf, reason, sizeof reason);
  if (self->handle == NULL)
    {
      rd_kafka_conf_destroy (conf);
      g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
                   _("the properties do not fit together: %s"), reason);
    }

  return self->handle != NULL;
}

/**
 * weir_source_new:
 * @spec: what to read; copied
 * @handler: whom to tell; its message member must be set
 * @user_data: for the handler; must outlive the consumer thread
 * @error: return location of a %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Makes a source that reads nothing yet. Whether the broker is there, and the
 * topics exist, shows in the events after weir_intake_start(). Dropping the
 * last reference stops the source and waits for its thread, which takes up
 * to 2 s unless the event of state ENDED was seen: not for the main loop, and
 * never from a handler.
 *
 * Returns: (transfer full): the source, or %NULL with @error set if a property
 *   or the spec is not valid
 */
WeirIntake *
weir_source_new (const WeirSourceSpec     *spec,
                 const WeirIntakeHandler  *handler,
                 gpointer                  user_data,
                 GError                  **error)
{
  g_autoptr(WeirSource) self = NULL;

  g_return_val_if_fail (spec != NULL && WEIR_IS_SETTINGS (spec->settings), NULL);
  g_return_val_if_fail (handler != NULL && handler->message != NULL, NULL);

  if (!check_spec (spec, error))
    return NULL;

  self = g_object_new (WEIR_TYPE_SOURCE, NULL);
  weir_source_copy_spec (self, spec, handler, user_data);
  if (!weir_source_add_topics (self, spec, error) || !weir_source_create_handle (self, error))
    return NULL;

  return WEIR_INTAKE (g_steal_pointer (&self));
}
