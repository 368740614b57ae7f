#include "config.h"

#include "data/lag/weir-lag-ages.h"

#define POLL_MSEC 50
/* So many records are on their way at once, however many partitions there are. */
#define READINGS_MAX 64

/* A group's partition whose next record is being fetched. */
typedef struct
{
  WeirGroupLag     *lag;    /* borrowed */
  rd_kafka_topic_t *topic;  /* owned */
} Reading;

static gboolean
is_over (WeirLagAdmin *admin)
{
  return g_get_monotonic_time () >= admin->deadline_usec || g_cancellable_is_cancelled (admin->cancellable);
}

static Reading *
find_reading (GArray     *readings,
              const char *topic,
              gint32      partition)
{
  for (guint i = 0; i < readings->len; i++)
    {
      Reading *reading = &g_array_index (readings, Reading, i);

      if (reading->lag->partition == partition && g_str_equal (reading->lag->topic, topic))
        return reading;
    }

  return NULL;
}

/* Begins to fetch at the committed offset of each, but of one partition for one group at a time. */
static GArray *
start_round (WeirLagAdmin *admin,
             GPtrArray    *waiting)
{
  GArray *readings = g_array_new (FALSE, FALSE, sizeof (Reading));

  for (guint i = waiting->len; i > 0 && readings->len < READINGS_MAX; i--)
    {
      Reading reading = { g_ptr_array_index (waiting, i - 1), NULL };

      if (find_reading (readings, reading.lag->topic, reading.lag->partition) != NULL)
        continue;

      g_ptr_array_remove_index (waiting, i - 1);
      reading.topic = rd_kafka_topic_new (admin->client, reading.lag->topic, NULL);
      if (reading.topic == NULL)
        continue;
      if (rd_kafka_consume_start_queue (reading.topic, reading.lag->partition, reading.lag->committed,
                                        admin->queue) == 0)
        g_array_append_val (readings, reading);
      else
        rd_kafka_topic_destroy (reading.topic);
    }

  return readings;
}

static void
end_reading (GArray  *readings,
             Reading *reading)
{
  rd_kafka_consume_stop (reading->topic, reading->lag->partition);
  rd_kafka_topic_destroy (reading->topic);
  g_array_remove_index_fast (readings, reading - (Reading *) readings->data);
}

static void
take_message (GArray                   *readings,
              const rd_kafka_message_t *message)
{
  Reading *reading = message->rkt != NULL
                       ? find_reading (readings, rd_kafka_topic_name (message->rkt), message->partition)
                       : NULL;
  rd_kafka_timestamp_type_t type;
  gint64 time_msec = -1;

  if (reading == NULL)
    return;

  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
    time_msec = rd_kafka_message_timestamp (message, &type);
  if (time_msec >= 0)
    reading->lag->lag_usec = MAX (g_get_real_time () - time_msec * 1000, 0);
  end_reading (readings, reading);
}

/*< private >
 * weir_lag_ages_read:
 * @admin: a conversation
 * @lags: (element-type WeirGroupLag): partitions of groups; gets their ages
 *
 * Reads, for each partition with a lag, the record at the committed offset
 * and sets the age to now − its timestamp, never below 0: the lag in time, not
 * interpolated.
 * What cannot be read before the deadline stays unknown.
 */
void
weir_lag_ages_read (WeirLagAdmin *admin,
                    GPtrArray    *lags)
{
  g_autoptr(GPtrArray) waiting = g_ptr_array_new ();

  for (guint i = 0; i < lags->len; i++)
    {
      WeirGroupLag *lag = g_ptr_array_index (lags, i);

      if (lag->lag == 0)
        lag->lag_usec = 0;
      else if (lag->lag > 0)
        g_ptr_array_add (waiting, lag);
    }

  while (waiting->len > 0 && !is_over (admin))
    {
      g_autoptr(GArray) readings = start_round (admin, waiting);

      while (readings->len > 0 && !is_over (admin))
        {
          rd_kafka_message_t *message = rd_kafka_consume_queue (admin->queue, POLL_MSEC);

          if (message == NULL)
            continue;
          take_message (readings, message);
          rd_kafka_message_destroy (message);
        }

      while (readings->len > 0)
        end_reading (readings, &g_array_index (readings, Reading, 0));
    }
}
