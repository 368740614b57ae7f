#include "config.h"

#include "data/alert/weir-alert-private.h"

#include <string.h>

#include "data/decode/weir-escape.h"

G_DEFINE_FINAL_TYPE (WeirAlert, weir_alert, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_RULE,
  PROP_TITLE,
  PROP_KEY,
  PROP_STREAM,
  PROP_SEVERITY,
  PROP_STATE,
  PROP_VALUE,
  PROP_LIMIT,
  PROP_SINCE_USEC,
  PROP_EVENT_USEC,
  PROP_RESOLVED_USEC,
  PROP_N_FIRINGS,
  PROP_ACKNOWLEDGED,
  PROP_ACKNOWLEDGED_BY,
  PROP_ACKNOWLEDGED_NOTE,
  PROP_ASSIGNEE,
  PROP_TOPIC,
  PROP_PARTITION,
  PROP_OFFSET,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
weir_alert_finalize (GObject *object)
{
  WeirAlert *self = WEIR_ALERT (object);

  g_free (self->rule);
  g_free (self->title);
  g_free (self->stream);
  g_free (self->key);
  g_free (self->key_bytes);
  g_free (self->by);
  g_free (self->note);
  g_free (self->assignee);
  g_free (self->value);
  g_free (self->limit);
  g_free (self->topic);

  G_OBJECT_CLASS (weir_alert_parent_class)->finalize (object);
}

static const char *
get_text (WeirAlert *self,
          guint      property_id)
{
  switch (property_id)
    {
    case PROP_RULE:
      return self->rule;
    case PROP_TITLE:
      return self->title;
    case PROP_KEY:
      return self->key;
    case PROP_STREAM:
      return self->stream;
    case PROP_VALUE:
      return self->value;
    case PROP_LIMIT:
      return self->limit;
    case PROP_ACKNOWLEDGED_BY:
      return self->by;
    case PROP_ACKNOWLEDGED_NOTE:
      return self->note;
    case PROP_ASSIGNEE:
      return self->assignee;
    default:
      return self->topic;
    }
}

static void
weir_alert_get_property (GObject    *object,
                         guint       property_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  WeirAlert *self = WEIR_ALERT (object);

  switch (property_id)
    {
    case PROP_RULE:
    case PROP_TITLE:
    case PROP_KEY:
    case PROP_STREAM:
    case PROP_VALUE:
    case PROP_LIMIT:
    case PROP_ACKNOWLEDGED_BY:
    case PROP_ACKNOWLEDGED_NOTE:
    case PROP_ASSIGNEE:
    case PROP_TOPIC:
      g_value_set_string (value, get_text (self, property_id));
      break;
    case PROP_SEVERITY:
      g_value_set_uint (value, self->severity);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_ACKNOWLEDGED:
      g_value_set_boolean (value, self->acknowledged);
      break;
    case PROP_SINCE_USEC:
      g_value_set_int64 (value, self->since_usec);
      break;
    case PROP_EVENT_USEC:
      g_value_set_int64 (value, self->event_usec);
      break;
    case PROP_RESOLVED_USEC:
      g_value_set_int64 (value, self->resolved_usec);
      break;
    case PROP_N_FIRINGS:
      g_value_set_uint64 (value, self->n_firings);
      break;
    case PROP_PARTITION:
      g_value_set_int (value, self->partition);
      break;
    case PROP_OFFSET:
      g_value_set_int64 (value, self->offset);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
weir_alert_set_property (GObject      *object,
                         guint         property_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  if (property_id == PROP_ACKNOWLEDGED)
    weir_alert_set_acknowledged (WEIR_ALERT (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
add_text (guint       id,
          const char *name)
{
  properties[id] = g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
add_time (guint       id,
          const char *name)
{
  properties[id] = g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
weir_alert_class_init (WeirAlertClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = weir_alert_finalize;
  object_class->get_property = weir_alert_get_property;
  object_class->set_property = weir_alert_set_property;

  add_text (PROP_RULE, "rule");
  add_text (PROP_TITLE, "title");
  add_text (PROP_KEY, "key");
  add_text (PROP_STREAM, "stream");
  add_text (PROP_VALUE, "value");
  add_text (PROP_LIMIT, "limit");
  add_text (PROP_TOPIC, "topic");
  add_text (PROP_ACKNOWLEDGED_BY, "acknowledged-by");
  add_text (PROP_ACKNOWLEDGED_NOTE, "acknowledged-note");
  add_text (PROP_ASSIGNEE, "assignee");
  add_time (PROP_SINCE_USEC, "since-usec");
  add_time (PROP_EVENT_USEC, "event-usec");
  add_time (PROP_RESOLVED_USEC, "resolved-usec");
  properties[PROP_SEVERITY] = g_param_spec_uint ("severity", NULL, NULL, 0, WEIR_SEVERITY_CRITICAL, 0, readable);
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, WEIR_ALERT_ERROR, 0, readable);
  properties[PROP_N_FIRINGS] = g_param_spec_uint64 ("n-firings", NULL, NULL, 0, G_MAXUINT64, 0, readable);
  properties[PROP_PARTITION] = g_param_spec_int ("partition", NULL, NULL, -1, G_MAXINT, -1, readable);
  properties[PROP_OFFSET] = g_param_spec_int64 ("offset", NULL, NULL, -1, G_MAXINT64, -1, readable);
  properties[PROP_ACKNOWLEDGED] = g_param_spec_boolean ("acknowledged", NULL, NULL, FALSE,
                                                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                        G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
weir_alert_init (WeirAlert *self)
{
  self->partition = -1;
  self->offset = -1;
}

/*< private >
 * weir_alert_new:
 * @rule: the rule, read once
 * @key: the key's bytes
 * @key_length: how many
 *
 * Returns: (transfer full): an alert in the normal state
 */
WeirAlert *
weir_alert_new (const WeirAlertRule *rule,
                const char          *key,
                gsize                key_length)
{
  WeirAlert *self = g_object_new (WEIR_TYPE_ALERT, NULL);

  self->rule = g_strdup (rule->name);
  self->title = g_strdup (rule->title);
  self->stream = g_strdup (rule->stream);
  self->severity = rule->severity;
  self->key = weir_escape_dup (key, key_length, WEIR_ESCAPE_KEY_MAX);
  self->key_bytes = g_malloc0 (key_length + 1);
  if (key_length > 0)
    memcpy (self->key_bytes, key, key_length);
  self->key_length = key_length;

  return self;
}

static void
take_text (WeirAlert  *self,
           char      **text,
           const char *new_text,
           guint       property)
{
  if (g_strcmp0 (*text, new_text) == 0)
    return;

  g_free (*text);
  *text = g_strdup (new_text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/*< private >
 * weir_alert_take_remark:
 * @self: an alert
 * @remark: which
 * @text: (nullable): what was said
 */
void
weir_alert_take_remark (WeirAlert       *self,
                        WeirAlertRemark  remark,
                        const char      *text)
{
  char **texts[] = { &self->by, &self->note, &self->assignee };

  take_text (self, texts[remark], text, PROP_ACKNOWLEDGED_BY + remark);
}

static void
take_time (WeirAlert *self,
           gint64    *time_usec,
           gint64     new_usec,
           guint      property)
{
  if (*time_usec == new_usec)
    return;

  *time_usec = new_usec;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
take_state (WeirAlert            *self,
            const WeirAlertEvent *event)
{
  if (event->n_firings > 0)
    {
      self->n_firings += event->n_firings;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_FIRINGS]);
    }

  if (self->state != event->state)
    {
      self->state = event->state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }

  if (self->partition != event->partition)
    {
      self->partition = event->partition;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PARTITION]);
    }

  /* The acknowledgement was for the firing that ended. */
  if (event->resolved)
    {
      weir_alert_set_acknowledged (self, FALSE);
      weir_alert_set_assignee (self, NULL);
    }
}

/*< private >
 * weir_alert_apply:
 * @self: an alert
 * @event: what happened to its rule and key
 *
 * Takes over what the consumer thread found, and notifies what changed.
 */
void
weir_alert_apply (WeirAlert            *self,
                  const WeirAlertEvent *event)
{
  g_object_freeze_notify (G_OBJECT (self));

  take_state (self, event);
  take_text (self, &self->value, event->value, PROP_VALUE);
  take_text (self, &self->limit, event->limit, PROP_LIMIT);
  take_text (self, &self->topic, event->topic, PROP_TOPIC);
  take_time (self, &self->since_usec, event->since_usec, PROP_SINCE_USEC);
  take_time (self, &self->event_usec, event->event_usec, PROP_EVENT_USEC);
  take_time (self, &self->resolved_usec, event->resolved_usec, PROP_RESOLVED_USEC);
  take_time (self, &self->offset, event->offset, PROP_OFFSET);
  self->record_usec = event->record_usec;

  g_object_thaw_notify (G_OBJECT (self));
}

/*< private >
 * weir_alert_is_known:
 * @self: an alert
 * @event: what happened to its rule and key
 *
 * Returns: whether it already is the alert of the record that made it fire
 */
gboolean
weir_alert_is_known (WeirAlert            *self,
                     const WeirAlertEvent *event)
{
  return event->offset >= 0 && self->n_firings > 0 && self->since_usec == event->since_usec
         && self->offset == event->offset && self->partition == event->partition
         && g_strcmp0 (self->topic, event->topic) == 0;
}

/*< private >
 * weir_alert_take_over:
 * @self: an alert
 * @newer: the alert of the same rule and key, read again from further back
 *
 * Takes what @newer found, unless @self has something later. An acknowledgement
 * stays: read from further back the firing may have begun earlier, but not after
 * it was acknowledged.
 */
void
weir_alert_take_over (WeirAlert *self,
                      WeirAlert *newer)
{
  WeirAlertEvent event = {
    .state = newer->state,
    .since_usec = newer->since_usec,
    .event_usec = newer->event_usec,
    .resolved_usec = newer->resolved_usec,
    .value = newer->value,
    .limit = newer->limit,
    .topic = newer->topic,
    .partition = newer->partition,
    .offset = newer->offset,
    .record_usec = newer->record_usec,
  };

  if (newer->event_usec < self->event_usec)
    return;

  event.resolved = newer->state == WEIR_ALERT_NORMAL || newer->since_usec > self->event_usec;
  event.n_firings = newer->n_firings > self->n_firings ? newer->n_firings - self->n_firings : 0;
  weir_alert_apply (self, &event);
}

/**
 * weir_alert_set_acknowledged:
 * @self: an alert
 * @acknowledged: whether a person takes care of it
 *
 * Acknowledges a firing. It ends by itself when the alert resolves.
 */
void
weir_alert_set_acknowledged (WeirAlert *self,
                             gboolean   acknowledged)
{
  g_return_if_fail (WEIR_IS_ALERT (self));

  acknowledged = !!acknowledged;
  if (self->acknowledged == acknowledged)
    return;

  self->acknowledged = acknowledged;
  if (!acknowledged)
    {
      take_text (self, &self->by, NULL, PROP_ACKNOWLEDGED_BY);
      take_text (self, &self->note, NULL, PROP_ACKNOWLEDGED_NOTE);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACKNOWLEDGED]);
}

/**
 * weir_alert_get_rule:
 * @self: an alert
 *
 * Returns: the rule's name in the workspace
 */
const char *
weir_alert_get_rule (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), NULL);

  return self->rule;
}

/**
 * weir_alert_get_title:
 * @self: an alert
 *
 * Returns: the rule's title
 */
const char *
weir_alert_get_title (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), NULL);

  return self->title;
}

/**
 * weir_alert_get_key:
 * @self: an alert
 *
 * Returns: the key, escaped where it is no text
 */
const char *
weir_alert_get_key (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), NULL);

  return self->key;
}

/**
 * weir_alert_get_stream:
 * @self: an alert
 *
 * Returns: the stream's name in the workspace
 */
const char *
weir_alert_get_stream (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), NULL);

  return self->stream;
}

/**
 * weir_alert_get_severity:
 * @self: an alert
 *
 * Returns: how bad it is
 */
WeirSeverity
weir_alert_get_severity (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), WEIR_SEVERITY_INFO);

  return self->severity;
}

/**
 * weir_alert_get_state:
 * @self: an alert
 *
 * Returns: its state; normal: it resolved
 */
WeirAlertState
weir_alert_get_state (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), WEIR_ALERT_NORMAL);

  return self->state;
}

/**
 * weir_alert_get_value:
 * @self: an alert
 *
 * Returns: (nullable): what the last evaluation that held saw, with its unit
 */
const char *
weir_alert_get_value (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), NULL);

  return self->value;
}

/**
 * weir_alert_get_limit:
 * @self: an alert
 *
 * Returns: (nullable): what that was measured against, as written in the rule
 */
const char *
weir_alert_get_limit (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), NULL);

  return self->limit;
}

/**
 * weir_alert_get_since_usec:
 * @self: an alert
 *
 * Returns: event time at which it began to fire
 */
gint64
weir_alert_get_since_usec (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), 0);

  return self->since_usec;
}

/**
 * weir_alert_get_event_usec:
 * @self: an alert
 *
 * Returns: event time of the last evaluation that held
 */
gint64
weir_alert_get_event_usec (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), 0);

  return self->event_usec;
}

/**
 * weir_alert_get_resolved_usec:
 * @self: an alert
 *
 * Returns: event time at which it resolved, 0 while it has not
 */
gint64
weir_alert_get_resolved_usec (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), 0);

  return self->resolved_usec;
}

/**
 * weir_alert_get_n_firings:
 * @self: an alert
 *
 * Returns: how often it fired; of an alert topic, how many records came
 */
guint64
weir_alert_get_n_firings (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), 0);

  return self->n_firings;
}

/**
 * weir_alert_get_acknowledged:
 * @self: an alert
 *
 * Returns: whether a person takes care of it
 */
gboolean
weir_alert_get_acknowledged (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), FALSE);

  return self->acknowledged;
}

/**
 * weir_alert_get_topic:
 * @self: an alert
 *
 * Returns: (nullable): topic of the record that made it fire, %NULL for a window
 */
const char *
weir_alert_get_topic (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), NULL);

  return self->topic;
}

/**
 * weir_alert_get_partition:
 * @self: an alert
 *
 * Returns: partition of that record, -1 for a window
 */
gint32
weir_alert_get_partition (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), -1);

  return self->partition;
}

/**
 * weir_alert_get_offset:
 * @self: an alert
 *
 * Returns: offset of that record, -1 for a window
 */
gint64
weir_alert_get_offset (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), -1);

  return self->offset;
}

/**
 * weir_alert_get_record_usec:
 * @self: an alert
 *
 * Returns: timestamp of that record, which need not be its event time
 */
gint64
weir_alert_get_record_usec (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), 0);

  return self->record_usec;
}
