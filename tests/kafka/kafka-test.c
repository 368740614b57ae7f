#include "kafka-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MSEC 30000

gboolean
kafka_test_begin (const char *variable)
{
  if (g_getenv (variable) != NULL)
    return TRUE;

  if (g_strcmp0 (g_getenv ("WEIR_REQUIRE_KAFKA"), "1") == 0)
    g_error ("%s is not set: ./dev kafka start --secure, then read its env file", variable);
  g_test_skip ("no Kafka: its address is not in the environment");
  return FALSE;
}

WeirSettings *
kafka_test_settings (void)
{
  return weir_settings_new (g_getenv ("WEIR_TEST_KAFKA"));
}

static rd_kafka_t *
admin_new (void)
{
  g_autoptr(WeirSettings) settings = kafka_test_settings ();
  rd_kafka_conf_t *conf = weir_settings_build_conf (settings, TRUE, NULL);
  rd_kafka_t *handle = rd_kafka_new (RD_KAFKA_PRODUCER, conf, NULL, 0);

  g_assert_nonnull (handle);
  return handle;
}

static void
await_result (rd_kafka_t       *handle,
              rd_kafka_queue_t *queue)
{
  rd_kafka_event_t *event = rd_kafka_queue_poll (queue, PATIENCE_MSEC);

  g_assert_nonnull (event);
  g_assert_cmpstr (rd_kafka_err2name (rd_kafka_event_error (event)), ==, "NO_ERROR");
  rd_kafka_event_destroy (event);
  rd_kafka_queue_destroy (queue);
  rd_kafka_destroy (handle);
}

void
kafka_test_create_topic (const char *topic,
                         guint       n_partitions)
{
  g_autoptr(WeirSettings) settings = kafka_test_settings ();
  g_autoptr(WeirProducer) producer = weir_producer_new (settings, NULL);
  g_autoptr(GError) error = NULL;

  weir_producer_create_topic (producer, topic, n_partitions, PATIENCE_MSEC, &error);
  g_assert_no_error (error);
}

char *
kafka_test_topic (guint n_partitions)
{
  g_autofree char *id = g_uuid_string_random ();
  char *topic = g_strconcat ("weir-test-", id, NULL);

  kafka_test_create_topic (topic, n_partitions);
  return topic;
}

void
kafka_test_delete_topic (const char *topic)
{
  rd_kafka_t *handle = admin_new ();
  rd_kafka_queue_t *queue = rd_kafka_queue_new (handle);
  rd_kafka_DeleteTopic_t *request = rd_kafka_DeleteTopic_new (topic);

  rd_kafka_DeleteTopics (handle, &request, 1, NULL, queue);
  await_result (handle, queue);
  rd_kafka_DeleteTopic_destroy (request);
}

/* The controller has answered by now, but the broker hears of it later. */
static void
await_partitions (const char *topic,
                  guint       n_partitions)
{
  rd_kafka_t *handle = admin_new ();
  rd_kafka_topic_t *topic_handle = rd_kafka_topic_new (handle, topic, NULL);
  const rd_kafka_metadata_t *metadata;
  gboolean known = FALSE;

  while (!known)
    {
      g_assert_cmpstr (rd_kafka_err2name (rd_kafka_metadata (handle, 0, topic_handle, &metadata, PATIENCE_MSEC)), ==,
                       "NO_ERROR");
      g_assert_cmpint (metadata->topic_cnt, ==, 1);
      known = metadata->topics[0].partition_cnt == (int) n_partitions;
      rd_kafka_metadata_destroy (metadata);
    }

  rd_kafka_topic_destroy (topic_handle);
  rd_kafka_destroy (handle);
}

void
kafka_test_add_partitions (const char *topic,
                           guint       n_partitions)
{
  rd_kafka_t *handle = admin_new ();
  rd_kafka_queue_t *queue = rd_kafka_queue_new (handle);
  rd_kafka_NewPartitions_t *request = rd_kafka_NewPartitions_new (topic, n_partitions, NULL, 0);

  rd_kafka_CreatePartitions (handle, &request, 1, NULL, queue);
  await_result (handle, queue);
  rd_kafka_NewPartitions_destroy (request);
  await_partitions (topic, n_partitions);
}

void
kafka_test_delete_records (const char *topic,
                           gint32      partition,
                           gint64      before_offset)
{
  rd_kafka_t *handle = admin_new ();
  rd_kafka_queue_t *queue = rd_kafka_queue_new (handle);
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new (1);
  rd_kafka_DeleteRecords_t *request;

  rd_kafka_topic_partition_list_add (list, topic, partition)->offset = before_offset;
  request = rd_kafka_DeleteRecords_new (list);
  rd_kafka_DeleteRecords (handle, &request, 1, NULL, queue);
  await_result (handle, queue);
  rd_kafka_DeleteRecords_destroy (request);
  rd_kafka_topic_partition_list_destroy (list);
}

void
kafka_test_transaction (const char *topic,
                        guint       count,
                        gboolean    commit)
{
  g_autoptr(WeirSettings) settings = kafka_test_settings ();
  g_autofree char *id = g_uuid_string_random ();
  rd_kafka_t *handle;

  weir_settings_set (settings, "transactional.id", id);
  handle = rd_kafka_new (RD_KAFKA_PRODUCER, weir_settings_build_conf (settings, TRUE, NULL), NULL, 0);
  g_assert_nonnull (handle);
  g_assert_null (rd_kafka_init_transactions (handle, PATIENCE_MSEC));
  g_assert_null (rd_kafka_begin_transaction (handle));
  for (guint i = 0; i < count; i++)
    rd_kafka_producev (handle, RD_KAFKA_V_TOPIC (topic), RD_KAFKA_V_PARTITION (0),
                       RD_KAFKA_V_MSGFLAGS (RD_KAFKA_MSG_F_COPY),
                       RD_KAFKA_V_VALUE ((void *) (commit ? "kept" : "gone"), 4), RD_KAFKA_V_END);
  rd_kafka_flush (handle, PATIENCE_MSEC);
  g_assert_null (commit ? rd_kafka_commit_transaction (handle, PATIENCE_MSEC)
                        : rd_kafka_abort_transaction (handle, PATIENCE_MSEC));
  rd_kafka_destroy (handle);
}

/* The first group of a cluster makes the topic of offsets, whose leader is not known at once. */
static rd_kafka_resp_err_t
read_committed (rd_kafka_t                      *handle,
                rd_kafka_topic_partition_list_t *list)
{
  gint64 end_usec = g_get_monotonic_time () + PATIENCE_MSEC * G_TIME_SPAN_MILLISECOND;
  rd_kafka_resp_err_t native;

  do
    native = rd_kafka_committed (handle, list, PATIENCE_MSEC);
  while ((native == RD_KAFKA_RESP_ERR_NOT_COORDINATOR || native == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS ||
          native == RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE) && g_get_monotonic_time () < end_usec);

  return native;
}

gint64 *
kafka_test_get_committed (const char *group,
                          const char *topic,
                          guint       n_partitions)
{
  g_autoptr(WeirSettings) settings = kafka_test_settings ();
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new ((int) n_partitions);
  gint64 *offsets = g_new (gint64, n_partitions);
  rd_kafka_t *handle;

  weir_settings_set (settings, "group.id", group);
  handle = rd_kafka_new (RD_KAFKA_CONSUMER, weir_settings_build_conf (settings, FALSE, NULL), NULL, 0);
  g_assert_nonnull (handle);
  for (guint i = 0; i < n_partitions; i++)
    rd_kafka_topic_partition_list_add (list, topic, (gint32) i);
  g_assert_cmpstr (rd_kafka_err2name (read_committed (handle, list)), ==, "NO_ERROR");
  for (guint i = 0; i < n_partitions; i++)
    offsets[i] = list->elems[i].offset;
  rd_kafka_topic_partition_list_destroy (list);
  rd_kafka_destroy (handle);

  return offsets;
}

guint
kafka_test_count_members (const char *group)
{
  rd_kafka_t *handle = admin_new ();
  rd_kafka_queue_t *queue = rd_kafka_queue_new (handle);
  const rd_kafka_ConsumerGroupDescription_t **groups;
  rd_kafka_event_t *event;
  gsize n_groups = 0;
  guint n_members;

  rd_kafka_DescribeConsumerGroups (handle, &group, 1, NULL, queue);
  event = rd_kafka_queue_poll (queue, PATIENCE_MSEC);
  g_assert_nonnull (event);
  groups = rd_kafka_DescribeConsumerGroups_result_groups (rd_kafka_event_DescribeConsumerGroups_result (event), &n_groups);
  g_assert_cmpuint (n_groups, ==, 1);
  n_members = (guint) rd_kafka_ConsumerGroupDescription_member_count (groups[0]);
  rd_kafka_event_destroy (event);
  rd_kafka_queue_destroy (queue);
  rd_kafka_destroy (handle);

  return n_members;
}

static guint32
get_u32 (const char *bytes)
{
  return (guint32) (guint8) bytes[0] << 24 | (guint32) (guint8) bytes[1] << 16 | (guint32) (guint8) bytes[2] << 8
    | (guint8) bytes[3];
}

void
kafka_test_damage (const char *topic,
                   gint32      partition,
                   guint       index)
{
  g_autofree char *folder = g_strdup_printf ("%s-%d", topic, partition);
  g_autofree char *path = g_build_filename (g_getenv ("WEIR_TEST_KAFKA_DATA"), "log", folder,
                                            "00000000000000000000.log", NULL);
  g_autofree char *content = NULL;
  gsize length = 0;
  gsize begin = 0;
  gsize last;
  int fd;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  /* Base offset, 8 bytes, then the length of what follows, 4 bytes. */
  for (guint i = 0; i < index; i++)
    begin += 12 + get_u32 (content + begin + 8);
  last = begin + 12 + get_u32 (content + begin + 8) - 1;
  g_assert_cmpuint (last, <, length);

  content[last] ^= 0x55;
  fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  g_assert_cmpint (pwrite (fd, &content[last], 1, (off_t) last), ==, 1);
  close (fd);
}

void
kafka_test_fixture_set_up (KafkaTestFixture *fixture,
                           gconstpointer     user_data)
{
  if (g_getenv ("WEIR_TEST_KAFKA") == NULL)
    return;

  fixture->settings = kafka_test_settings ();
  fixture->topic = kafka_test_topic (GPOINTER_TO_UINT (user_data));
  fixture->group = g_strconcat ("group-", fixture->topic, NULL);
  fixture->topics[0] = fixture->topic;
}

void
kafka_test_fixture_tear_down (KafkaTestFixture *fixture,
                              gconstpointer     user_data)
{
  if (fixture->topic != NULL)
    kafka_test_delete_topic (fixture->topic);
  g_clear_object (&fixture->settings);
  g_free (fixture->topic);
  g_free (fixture->group);
}
