#include "config.h"

#include "data/lag/weir-lag-row.h"

#include <math.h>

struct _WeirLagRow
{
  GObject        parent_instance;

  char          *group;       /* nullable */
  char          *topic;
  gint32         partition;   /* -1: the topic's sum */
  WeirLagNumbers numbers;
};

G_DEFINE_FINAL_TYPE (WeirLagRow, weir_lag_row, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_GROUP,
  PROP_TOPIC,
  PROP_PARTITION,
  PROP_LOW,
  PROP_END,
  PROP_POSITION,
  PROP_COMMITTED,
  PROP_LAG,
  PROP_LAG_SECONDS,
  PROP_IN_RATE,
  PROP_OUT_RATE,
  PROP_LOST,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
weir_lag_row_finalize (GObject *object)
{
  WeirLagRow *self = WEIR_LAG_ROW (object);

  g_free (self->group);
  g_free (self->topic);

  G_OBJECT_CLASS (weir_lag_row_parent_class)->finalize (object);
}

static void
weir_lag_row_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  WeirLagRow *self = WEIR_LAG_ROW (object);

  switch (property_id)
    {
    case PROP_GROUP:
      g_value_set_string (value, self->group);
      break;
    case PROP_TOPIC:
      g_value_set_string (value, self->topic);
      break;
    case PROP_PARTITION:
      g_value_set_int (value, self->partition);
      break;
    case PROP_LOW:
      g_value_set_int64 (value, self->numbers.low);
      break;
    case PROP_END:
      g_value_set_int64 (value, self->numbers.end);
      break;
    case PROP_POSITION:
      g_value_set_int64 (value, self->numbers.position);
      break;
    case PROP_COMMITTED:
      g_value_set_int64 (value, self->numbers.committed);
      break;
    case PROP_LAG:
      g_value_set_int64 (value, self->numbers.lag);
      break;
    case PROP_LOST:
      g_value_set_int64 (value, self->numbers.lost);
      break;
    case PROP_LAG_SECONDS:
      g_value_set_double (value, self->numbers.lag_seconds);
      break;
    case PROP_IN_RATE:
      g_value_set_double (value, self->numbers.in_rate);
      break;
    case PROP_OUT_RATE:
      g_value_set_double (value, self->numbers.out_rate);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->numbers.state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
add_integer (guint       id,
             const char *name)
{
  properties[id] = g_param_spec_int64 (name, NULL, NULL, -1, G_MAXINT64, -1,
                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
add_double (guint       id,
            const char *name)
{
  properties[id] = g_param_spec_double (name, NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
weir_lag_row_class_init (WeirLagRowClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = weir_lag_row_finalize;
  object_class->get_property = weir_lag_row_get_property;

  properties[PROP_GROUP] = g_param_spec_string ("group", NULL, NULL, NULL, readable);
  properties[PROP_TOPIC] = g_param_spec_string ("topic", NULL, NULL, NULL, readable);
  properties[PROP_PARTITION] = g_param_spec_int ("partition", NULL, NULL, -1, G_MAXINT, -1, readable);
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, WEIR_LAG_UNREACHABLE, 0, readable);
  add_integer (PROP_LOW, "low");
  add_integer (PROP_END, "end");
  add_integer (PROP_POSITION, "position");
  add_integer (PROP_COMMITTED, "committed");
  add_integer (PROP_LAG, "lag");
  add_integer (PROP_LOST, "lost");
  add_double (PROP_LAG_SECONDS, "lag-seconds");
  add_double (PROP_IN_RATE, "in-rate");
  add_double (PROP_OUT_RATE, "out-rate");
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
weir_lag_row_init (WeirLagRow *self)
{
  self->numbers = WEIR_LAG_NUMBERS_UNKNOWN;
}

/*< private >
 * weir_lag_row_new:
 * @group: (nullable): a consumer group; %NULL: ourselves
 * @topic: a topic
 * @partition: a partition, -1 for the topic's sum
 *
 * Returns: (transfer full): a row that knows nothing yet
 */
WeirLagRow *
weir_lag_row_new (const char *group,
                  const char *topic,
                  gint32      partition)
{
  WeirLagRow *self = g_object_new (WEIR_TYPE_LAG_ROW, NULL);

  self->group = g_strdup (group);
  self->topic = g_strdup (topic);
  self->partition = partition;

  return self;
}

static gboolean
differs (double a,
         double b)
{
  return isnan (a) != isnan (b) || (!isnan (a) && (a < b || a > b));
}

static void
notify_if (WeirLagRow *self,
           gboolean    changed,
           guint       property)
{
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/*< private >
 * weir_lag_row_set_numbers:
 * @self: a row
 * @numbers: what is known now
 *
 * Takes over the numbers and notifies those that changed.
 *
 * Returns: whether any did
 */
gboolean
weir_lag_row_set_numbers (WeirLagRow           *self,
                          const WeirLagNumbers *numbers)
{
  WeirLagNumbers old = self->numbers;
  gboolean same;

  self->numbers = *numbers;
  g_object_freeze_notify (G_OBJECT (self));
  notify_if (self, old.low != numbers->low, PROP_LOW);
  notify_if (self, old.end != numbers->end, PROP_END);
  notify_if (self, old.position != numbers->position, PROP_POSITION);
  notify_if (self, old.committed != numbers->committed, PROP_COMMITTED);
  notify_if (self, old.lag != numbers->lag, PROP_LAG);
  notify_if (self, old.lost != numbers->lost, PROP_LOST);
  notify_if (self, old.state != numbers->state, PROP_STATE);
  notify_if (self, differs (old.lag_seconds, numbers->lag_seconds), PROP_LAG_SECONDS);
  notify_if (self, differs (old.in_rate, numbers->in_rate), PROP_IN_RATE);
  notify_if (self, differs (old.out_rate, numbers->out_rate), PROP_OUT_RATE);
  g_object_thaw_notify (G_OBJECT (self));

  same = old.end == numbers->end && old.position == numbers->position && old.committed == numbers->committed
         && old.low == numbers->low && old.state == numbers->state
         && !differs (old.lag_seconds, numbers->lag_seconds) && !differs (old.in_rate, numbers->in_rate)
         && !differs (old.out_rate, numbers->out_rate) && !differs (old.velocity, numbers->velocity)
         && old.lag == numbers->lag && old.lost == numbers->lost && old.at_risk == numbers->at_risk
         && weir_lag_reason_equal (&old.reason, &numbers->reason);

  return !same;
}

/*< private >
 * weir_lag_row_get_numbers:
 * @self: a row
 *
 * Returns: (transfer none): all of its numbers
 */
const WeirLagNumbers *
weir_lag_row_get_numbers (WeirLagRow *self)
{
  return &self->numbers;
}

/**
 * weir_lag_row_get_group:
 * @self: a row
 *
 * Returns: (nullable): the consumer group, %NULL for ourselves
 */
const char *
weir_lag_row_get_group (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), NULL);

  return self->group;
}

/**
 * weir_lag_row_get_topic:
 * @self: a row
 *
 * Returns: the topic
 */
const char *
weir_lag_row_get_topic (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), NULL);

  return self->topic;
}

/**
 * weir_lag_row_get_partition:
 * @self: a row
 *
 * Returns: the partition, -1 for the topic's sum
 */
gint32
weir_lag_row_get_partition (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), -1);

  return self->partition;
}

/**
 * weir_lag_row_get_low:
 * @self: a row
 *
 * Returns: first offset that still exists, -1 unknown
 */
gint64
weir_lag_row_get_low (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), -1);

  return self->numbers.low;
}

/**
 * weir_lag_row_get_end:
 * @self: a row
 *
 * Returns: offset after the last record, -1 unknown
 */
gint64
weir_lag_row_get_end (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), -1);

  return self->numbers.end;
}

/**
 * weir_lag_row_get_position:
 * @self: a row
 *
 * Returns: next offset we read, -1 unknown
 */
gint64
weir_lag_row_get_position (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), -1);

  return self->numbers.position;
}

/**
 * weir_lag_row_get_committed:
 * @self: a row
 *
 * Returns: the group's committed offset, -1 unknown
 */
gint64
weir_lag_row_get_committed (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), -1);

  return self->numbers.committed;
}

/**
 * weir_lag_row_get_lag:
 * @self: a row
 *
 * Returns: records between the reader and the end: end − committed with a group, else end − position, -1 unknown
 */
gint64
weir_lag_row_get_lag (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), -1);

  return self->numbers.lag;
}

/**
 * weir_lag_row_get_lag_seconds:
 * @self: a row
 *
 * Returns: how old the record at the reader is, in seconds, NaN unknown
 */
double
weir_lag_row_get_lag_seconds (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), NAN);

  return self->numbers.lag_seconds;
}

/**
 * weir_lag_row_get_in_rate:
 * @self: a row
 *
 * Returns: records/s arriving, NaN unknown
 */
double
weir_lag_row_get_in_rate (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), NAN);

  return self->numbers.in_rate;
}

/**
 * weir_lag_row_get_out_rate:
 * @self: a row
 *
 * Returns: records/s read, NaN unknown
 */
double
weir_lag_row_get_out_rate (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), NAN);

  return self->numbers.out_rate;
}

/**
 * weir_lag_row_get_lost:
 * @self: a row
 *
 * Returns: records that were deleted before the reader came to them
 */
gint64
weir_lag_row_get_lost (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), 0);

  return self->numbers.lost;
}

/**
 * weir_lag_row_get_state:
 * @self: a row
 *
 * Returns: how the reader does, by its last samples; of a topic, its worst partition's
 */
WeirLagState
weir_lag_row_get_state (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), WEIR_LAG_UNKNOWN);

  return self->numbers.state;
}

/**
 * weir_lag_row_get_velocity:
 * @self: a row
 *
 * Returns: by how many records the lag changes in a second, over the last looks; less than 0 where it shrinks, NaN unknown
 */
double
weir_lag_row_get_velocity (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), NAN);

  return self->numbers.velocity;
}

/**
 * weir_lag_row_get_trend:
 * @self: a row
 *
 * Returns: where the lag is going
 */
WeirLagTrend
weir_lag_row_get_trend (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), WEIR_LAG_TREND_UNKNOWN);

  return self->numbers.trend;
}

/**
 * weir_lag_row_get_clear_seconds:
 * @self: a row
 *
 * Returns: lag ÷ −velocity: in how many seconds there is none if it goes on so; NaN unless the lag shrinks
 */
double
weir_lag_row_get_clear_seconds (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), NAN);

  return self->numbers.clear_seconds;
}

/**
 * weir_lag_row_get_at_risk:
 * @self: a row
 *
 * Returns: records that retention will delete before they are read if it goes on so, -1 unknown
 */
gint64
weir_lag_row_get_at_risk (WeirLagRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), -1);

  return self->numbers.at_risk;
}

/**
 * weir_lag_row_dup_reason:
 * @self: a row
 * @translated: into the user's language; else English, for programs
 *
 * Returns: (transfer full) (nullable): why the row has its state, see weir_lag_reason_dup_text()
 */
char *
weir_lag_row_dup_reason (WeirLagRow *self,
                         gboolean    translated)
{
  g_return_val_if_fail (WEIR_IS_LAG_ROW (self), NULL);

  return weir_lag_reason_dup_text (&self->numbers.reason, translated);
}
