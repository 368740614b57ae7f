#include "data/lag/weir-lag-reader.h"
#include "data/source/weir-producer.h"

#include <librdkafka/rdkafka.h>

#define N_RECORDS 10
#define COMMITTED 4

static WeirSettings *
settings_new (void)
{
  return weir_settings_new (g_getenv ("WEIR_TEST_KAFKA"));
}

/* Records a second apart, the first 100 s ago. */
static void
produce (const char *topic,
         gint64      first_usec)
{
  g_autoptr(WeirSettings) settings = settings_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirProducer) producer = weir_producer_new (settings, &error);

  g_assert_no_error (error);
  weir_producer_create_topic (producer, topic, 2, 10000, &error);
  g_assert_no_error (error);
  for (gint64 i = 0; i < N_RECORDS; i++)
    {
      const WeirMessage message = {
        .topic = topic,
        .partition = 0,
        .time_usec = first_usec + i * G_TIME_SPAN_SECOND,
        .payload = "1",
        .payload_length = 1,
      };

      weir_producer_send (producer, &message, TRUE, &error);
      g_assert_no_error (error);
    }
  weir_producer_flush (producer, 10000, NULL, NULL, &error);
  g_assert_no_error (error);
}

static rd_kafka_t *
consumer_new (const char *group)
{
  g_autoptr(WeirSettings) settings = settings_new ();
  g_autoptr(GError) error = NULL;
  rd_kafka_conf_t *conf = weir_settings_build_conf (settings, FALSE, &error);
  rd_kafka_t *consumer;

  g_assert_no_error (error);
  rd_kafka_conf_set (conf, "group.id", group, NULL, 0);
  rd_kafka_conf_set (conf, "client.id", "the-reader", NULL, 0);
  consumer = rd_kafka_new (RD_KAFKA_CONSUMER, conf, NULL, 0);
  g_assert_nonnull (consumer);
  rd_kafka_poll_set_consumer (consumer);

  return consumer;
}

static void
commit (const char *group,
        const char *topic,
        gint64      offset)
{
  rd_kafka_t *consumer = consumer_new (group);
  rd_kafka_topic_partition_list_t *offsets = rd_kafka_topic_partition_list_new (1);

  rd_kafka_topic_partition_list_add (offsets, topic, 0)->offset = offset;
  g_assert_cmpint (rd_kafka_commit (consumer, offsets, FALSE), ==, RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_topic_partition_list_destroy (offsets);
  rd_kafka_destroy (consumer);
}

static WeirGroupLag *
find_lag (const WeirLagSnapshot *snapshot,
          const char            *group,
          gint32                 partition)
{
  for (guint i = 0; i < snapshot->lags->len; i++)
    {
      WeirGroupLag *lag = g_ptr_array_index (snapshot->lags, i);

      if (g_str_equal (lag->group, group) && lag->partition == partition)
        return lag;
    }

  return NULL;
}

static WeirGroupLag *
require_lag (const WeirLagSnapshot *snapshot,
             const char            *group,
             gint32                 partition)
{
  WeirGroupLag *lag = find_lag (snapshot, group, partition);

  if (lag == NULL)
    g_error ("partition %d of group %s is missing", partition, group);

  return lag;
}

static void
test_a_group_without_members (void)
{
  g_autofree char *topic = g_strdup_printf ("lag-%" G_GINT64_FORMAT, g_get_real_time ());
  g_autofree char *group = g_strconcat (topic, "-group", NULL);
  const char *const topics[] = { topic, NULL };
  const char *const others[] = { "no-such-topic", NULL };
  gint64 first_usec = g_get_real_time () / 1000 * 1000 - 100 * G_TIME_SPAN_SECOND;
  g_autoptr(WeirSettings) settings = settings_new ();
  g_autoptr(WeirLagSnapshot) snapshot = NULL;
  g_autoptr(WeirLagSnapshot) none = NULL;
  g_autoptr(GError) error = NULL;
  WeirGroupLag *lag;
  gint64 age_usec;

  produce (topic, first_usec);
  commit (group, topic, COMMITTED);
  snapshot = weir_lag_reader_read (settings, NULL, topics, NULL, 20000, NULL, &error);
  g_assert_no_error (error);
  age_usec = g_get_real_time () - (first_usec + COMMITTED * G_TIME_SPAN_SECOND);

  lag = require_lag (snapshot, group, 0);
  g_assert_cmpstr (lag->topic, ==, topic);
  g_assert_cmpint (lag->committed, ==, COMMITTED);
  g_assert_cmpint (lag->low, ==, 0);
  g_assert_cmpint (lag->end, ==, N_RECORDS);
  g_assert_cmpint (lag->lag, ==, N_RECORDS - COMMITTED);
  g_assert_cmpstr (lag->group_state, ==, "Empty");
  g_assert_null (lag->consumer_id);
  /* Not later than now, and not by as much as the next record. */
  g_assert_cmpint (lag->lag_usec, <=, age_usec);
  g_assert_cmpint (lag->lag_usec, >, 100 * G_TIME_SPAN_SECOND - (COMMITTED + 1) * G_TIME_SPAN_SECOND);
  /* Nothing committed and no member: no row. */
  g_assert_null (find_lag (snapshot, group, 1));

  none = weir_lag_reader_read (settings, group, others, NULL, 20000, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->lags->len, ==, 0);
}

/* As after a topic was deleted and made anew: healthy it is not. */
static void
test_an_offset_past_the_end_is_said (void)
{
  g_autofree char *topic = g_strdup_printf ("past-%" G_GINT64_FORMAT, g_get_real_time ());
  const char *const topics[] = { topic, NULL };
  g_autoptr(WeirSettings) settings = settings_new ();
  g_autoptr(WeirLagSnapshot) snapshot = NULL;
  g_autoptr(GError) error = NULL;
  WeirGroupLag *lag;

  produce (topic, g_get_real_time ());
  commit (topic, topic, 15000);
  snapshot = weir_lag_reader_read (settings, topic, topics, NULL, 20000, NULL, &error);
  g_assert_no_error (error);

  lag = require_lag (snapshot, topic, 0);
  g_assert_cmpint (lag->past_end, ==, 15000 - N_RECORDS);
  g_assert_cmpint (lag->lag, ==, -1);
  g_assert_cmpint (lag->lag_usec, ==, -1);
}

static void
test_a_group_that_there_is_not_is_an_error (void)
{
  g_autoptr(WeirSettings) settings = settings_new ();
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_lag_reader_read (settings, "no-such-group", NULL, NULL, 20000, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "no-such-group"));
}

static void
test_a_member_is_named (void)
{
  g_autofree char *topic = g_strdup_printf ("member-%" G_GINT64_FORMAT, g_get_real_time ());
  g_autofree char *group = g_strconcat (topic, "-group", NULL);
  g_autoptr(WeirSettings) settings = settings_new ();
  g_autoptr(WeirLagSnapshot) snapshot = NULL;
  g_autoptr(GError) error = NULL;
  rd_kafka_topic_partition_list_t *subscription = rd_kafka_topic_partition_list_new (1);
  rd_kafka_topic_partition_list_t *assignment = NULL;
  rd_kafka_t *consumer = consumer_new (group);
  WeirGroupLag *lag;

  produce (topic, g_get_real_time ());
  rd_kafka_topic_partition_list_add (subscription, topic, RD_KAFKA_PARTITION_UA);
  rd_kafka_subscribe (consumer, subscription);
  rd_kafka_topic_partition_list_destroy (subscription);

  /* Polling is what lets the assignment come. */
  while (assignment == NULL || assignment->cnt == 0)
    {
      rd_kafka_message_t *message = rd_kafka_consumer_poll (consumer, 100);

      g_clear_pointer (&message, rd_kafka_message_destroy);
      g_clear_pointer (&assignment, rd_kafka_topic_partition_list_destroy);
      rd_kafka_assignment (consumer, &assignment);
    }
  g_clear_pointer (&assignment, rd_kafka_topic_partition_list_destroy);

  snapshot = weir_lag_reader_read (settings, group, NULL, NULL, 20000, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (snapshot->lags->len, ==, 2);
  lag = require_lag (snapshot, group, 1);
  g_assert_cmpint (lag->committed, ==, -1);
  g_assert_cmpint (lag->lag, ==, -1);
  g_assert_cmpint (lag->end, ==, 0);
  g_assert_cmpstr (lag->client_id, ==, "the-reader");
  g_assert_true (g_str_has_prefix (lag->consumer_id, "the-reader-"));
  g_assert_nonnull (lag->host);
  g_assert_cmpstr (lag->group_state, ==, "Stable");

  rd_kafka_consumer_close (consumer);
  rd_kafka_destroy (consumer);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  if (g_getenv ("WEIR_TEST_KAFKA") == NULL)
    return 77;

  g_test_add_func ("/group-lag/a-group-without-members", test_a_group_without_members);
  g_test_add_func ("/group-lag/an-offset-past-the-end-is-said", test_an_offset_past_the_end_is_said);
  g_test_add_func ("/group-lag/a-group-that-there-is-not-is-an-error", test_a_group_that_there_is_not_is_an_error);
  g_test_add_func ("/group-lag/a-member-is-named", test_a_member_is_named);

  return g_test_run ();
}
