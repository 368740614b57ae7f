#include "config.h"

#include "data/stream/weir-alert-publisher.h"

#include "data/stream/weir-alert-text.h"
#include "data/stream/weir-topic-writer.h"

/* What earlier runs have written of one rule and key. */
typedef struct
{
  gint64         time_usec;   /* event time of the last change */
  WeirAlertState state;       /* after it */
  GPtrArray     *ids;         /* owned: of all changes at that time */
} WeirPublished;

struct _WeirAlertPublisher
{
  WeirSink        sink;         /* first */
  WeirTopicWriter writer;
  GPtrArray    *rules;          /* borrowed */
  char         *topic;          /* owned, nullable */
  GHashTable   *published;      /* owned: GBytes of the record's key → WeirPublished */
  GString      *payload;        /* owned: scratch */
  guint64       n_published;
  guint64       n_known;
};

static void
published_free (gpointer data)
{
  WeirPublished *published = data;

  g_ptr_array_unref (published->ids);
  g_free (published);
}

static const char *
find_topic (WeirAlertPublisher   *self,
            const WeirRuleConfig *rule)
{
  return rule->publish_to != NULL ? rule->publish_to : self->topic;
}

/* Of what was learned: TRUE: this change, or what it tells, is in the topic already. */
static gboolean
is_known (WeirAlertPublisher    *self,
          GBytes                *key,
          const char            *id,
          const WeirAlertChange *change)
{
  WeirPublished *published = g_hash_table_lookup (self->published, key);

  if (published == NULL)
    return FALSE;
  if (change->time_usec < published->time_usec)
    return TRUE;
  if (change->time_usec == published->time_usec && g_ptr_array_find_with_equal_func (published->ids, id, g_str_equal, NULL))
    return TRUE;

  /* It fired when the last run ended, and comes to that again. */
  if ((published->state == WEIR_ALERT_FIRING || published->state == WEIR_ALERT_RECOVERING) && change->state == WEIR_ALERT_PENDING)
    return TRUE;
  if (change->state == published->state)
    {
      g_hash_table_remove (self->published, key);
      return TRUE;
    }

  g_hash_table_remove (self->published, key);

  return FALSE;
}

static void
send (WeirAlertPublisher    *self,
      const char            *topic,
      GBytes                *key,
      const WeirAlertChange *change)
{
  const WeirMessage message = {
    .topic = topic,
    .partition = -1,
    .time_usec = change->time_usec,
    .key = g_bytes_get_data (key, NULL),
    .key_length = g_bytes_get_size (key),
    .payload = self->payload->str,
    .payload_length = self->payload->len,
  };

  if (weir_topic_writer_send (&self->writer, &message))
    self->n_published++;
}

static void
on_alert_change (WeirSink              *sink,
                 guint                  stream,
                 const WeirAlertChange *change)
{
  WeirAlertPublisher *self = (WeirAlertPublisher *) sink;
  const WeirRuleConfig *rule = g_ptr_array_index (self->rules, change->rule);
  const char *topic = find_topic (self, rule);
  g_autoptr(GBytes) key = NULL;
  g_autofree char *id = NULL;
  char *text;
  gsize length;

  if (topic == NULL || self->writer.error != NULL)
    return;

  text = weir_alert_text_dup_key (rule, change, &length);
  key = g_bytes_new_take (text, length);
  id = weir_alert_text_dup_id (rule, change);
  if (is_known (self, key, id, change))
    {
      self->n_known++;
      return;
    }

  g_string_truncate (self->payload, 0);
  weir_alert_text_append_json (self->payload, rule, change);
  send (self, topic, key, change);
}

static gboolean
on_batch_end (WeirSink             *sink,
              const WeirSinkClock  *clock,
              GError              **error)
{
  return weir_topic_writer_end_batch (&((WeirAlertPublisher *) sink)->writer, clock, error);
}

static gboolean
on_finish (WeirSink  *sink,
           GError   **error)
{
  return weir_topic_writer_finish (&((WeirAlertPublisher *) sink)->writer, error);
}

static gboolean
is_delivered (WeirSink *sink)
{
  return weir_topic_writer_is_delivered (&((WeirAlertPublisher *) sink)->writer);
}

static const WeirSinkMethods methods = {
  .alert_change = on_alert_change,
  .batch_end = on_batch_end,
  .finish = on_finish,
  .is_delivered = is_delivered,
};

/**
 * weir_alert_publisher_new:
 * @spec: which changes go where
 *
 * Makes the sink and adds it to the topology.
 *
 * Returns: (transfer full): a sink, to be freed after the topology
 */
WeirAlertPublisher *
weir_alert_publisher_new (const WeirAlertPublisherSpec *spec)
{
  WeirAlertPublisher *self = g_new0 (WeirAlertPublisher, 1);

  self->sink.methods = &methods;
  self->rules = spec->rules;
  weir_topic_writer_init (&self->writer, spec->producer);
  self->topic = g_strdup (spec->topic);
  self->published = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, published_free);
  self->payload = g_string_new (NULL);
  weir_topology_add_sink (spec->topology, &self->sink);

  return self;
}

/**
 * weir_alert_publisher_free:
 * @self: (transfer full): a sink
 */
void
weir_alert_publisher_free (WeirAlertPublisher *self)
{
  weir_topic_writer_clear (&self->writer);
  g_clear_pointer (&self->published, g_hash_table_unref);
  g_string_free (self->payload, TRUE);
  g_free (self->topic);
  g_free (self);
}

/**
 * weir_alert_publisher_dup_topics:
 * @rules: (element-type WeirRuleConfig): rules
 * @topic: (nullable): for those that name none
 *
 * Returns: (transfer full): the topics that their changes are written into, each once
 */
GStrv
weir_alert_publisher_dup_topics (GPtrArray  *rules,
                                 const char *topic)
{
  g_autoptr(GPtrArray) topics = g_ptr_array_new ();

  for (guint i = 0; i < rules->len; i++)
    {
      const WeirRuleConfig *rule = g_ptr_array_index (rules, i);
      const char *one = rule->publish_to != NULL ? rule->publish_to : topic;

      if (one != NULL && !g_ptr_array_find_with_equal_func (topics, one, g_str_equal, NULL))
        g_ptr_array_add (topics, g_strdup (one));
    }
  g_ptr_array_add (topics, NULL);

  return (GStrv) g_ptr_array_steal (topics, NULL);
}

/* @event: (transfer full) */
static void
note_published (WeirAlertPublisher *self,
                const WeirMessage  *message,
                WeirAlertEventText  event)
{
  g_autoptr(GBytes) key = g_bytes_new (message->key, message->key_length);
  WeirPublished *published = g_hash_table_lookup (self->published, key);

  if (published == NULL)
    {
      published = g_new0 (WeirPublished, 1);
      published->ids = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (self->published, g_bytes_ref (key), published);
    }
  if (published->time_usec != event.time_usec)
    g_ptr_array_set_size (published->ids, 0);
  published->time_usec = event.time_usec;
  published->state = event.state;
  g_ptr_array_add (published->ids, event.id);
}

/**
 * weir_alert_publisher_learn:
 * @self: a sink whose topology has not started
 * @message: a record of a topic that it writes into, in order
 *
 * Learns what earlier runs have written. What is no alert event is passed over.
 */
void
weir_alert_publisher_learn (WeirAlertPublisher *self,
                            const WeirMessage  *message)
{
  WeirAlertEventText event;

  if (message->key != NULL && message->payload != NULL
      && weir_alert_text_parse (message->payload, message->payload_length, &event))
    note_published (self, message, event);
}

/**
 * weir_alert_publisher_get_n_published:
 * @self: a sink
 *
 * Returns: how many changes it has sent
 */
guint64
weir_alert_publisher_get_n_published (WeirAlertPublisher *self)
{
  return self->n_published;
}

/**
 * weir_alert_publisher_get_n_known:
 * @self: a sink
 *
 * Returns: how many changes it has not sent because they were in the topic already
 */
guint64
weir_alert_publisher_get_n_known (WeirAlertPublisher *self)
{
  return self->n_known;
}
