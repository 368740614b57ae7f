#include "app/cli/weir-cli-envelope.h"
#include "data/source/weir-broker.h"

#include <librdkafka/rdkafka.h>
#include <string.h>

static rd_kafka_t *
client_new (WeirBroker      *broker,
            rd_kafka_type_t  type)
{
  rd_kafka_conf_t *conf = rd_kafka_conf_new ();
  rd_kafka_t *client;

  rd_kafka_conf_set (conf, "bootstrap.servers", weir_broker_get_bootstrap (broker), NULL, 0);
  rd_kafka_conf_set (conf, "group.id", "envelope", NULL, 0);
  client = rd_kafka_new (type, conf, NULL, 0);
  g_assert_nonnull (client);

  return client;
}

static void
produce (WeirBroker *broker)
{
  rd_kafka_t *producer = client_new (broker, RD_KAFKA_PRODUCER);
  rd_kafka_resp_err_t native =
    rd_kafka_producev (producer, RD_KAFKA_V_TOPIC ("letters"), RD_KAFKA_V_PARTITION (0), RD_KAFKA_V_VALUE ((void *) "x", 1),
                       RD_KAFKA_V_TIMESTAMP (1500000000123), RD_KAFKA_V_HEADER ("trace", "a\"1", 3),
                       RD_KAFKA_V_HEADER ("trace", "", 0), RD_KAFKA_V_HEADER ("none", NULL, 0),
                       RD_KAFKA_V_HEADER ("bytes", "\xff\x00", 2), RD_KAFKA_V_END);

  g_assert_cmpint (native, ==, RD_KAFKA_RESP_ERR_NO_ERROR);
  g_assert_cmpint (rd_kafka_flush (producer, 20000), ==, RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_destroy (producer);
}

static rd_kafka_message_t *
consume (rd_kafka_t *consumer)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new (1);
  rd_kafka_message_t *found = NULL;

  rd_kafka_topic_partition_list_add (list, "letters", 0)->offset = RD_KAFKA_OFFSET_BEGINNING;
  g_assert_cmpint (rd_kafka_assign (consumer, list), ==, RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_topic_partition_list_destroy (list);
  while (found == NULL || found->err != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      g_clear_pointer (&found, rd_kafka_message_destroy);
      found = rd_kafka_consumer_poll (consumer, 1000);
    }

  return found;
}

static void
test_an_envelope_has_headers_and_where_they_are_from (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirBroker) broker = weir_broker_new (1, &error);
  g_autoptr(GString) text = g_string_new (NULL);
  WeirMessage message = { .topic = "letters", .partition = 0, .time_usec = G_GINT64_CONSTANT (1500000000123000) };
  rd_kafka_t *consumer;

  weir_broker_create_topic (broker, "letters", 1, &error);
  g_assert_no_error (error);
  produce (broker);
  consumer = client_new (broker, RD_KAFKA_CONSUMER);
  message.native = consume (consumer);

  weir_cli_envelope_append (text, &message);
  g_assert_true (g_str_has_prefix (
    text->str, "\"topic\":\"letters\",\"partition\":0,\"offset\":0,\"tstype\":\"create\",\"ts\":1500000000123,\"broker\":1"));
  g_assert_true (g_str_has_suffix (
    text->str, ",\"headers\":[\"trace\",\"a\\\"1\",\"trace\",\"\",\"none\",null,\"bytes\",null],"
               "\"headers_base64\":[\"trace\",\"YSIx\",\"trace\",\"\",\"none\",null,\"bytes\",\"/wA=\"]"));

  rd_kafka_message_destroy (message.native);
  rd_kafka_destroy (consumer);
}

static void
test_a_record_of_a_file_has_no_broker (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const WeirMessage message = { .topic = "file", .offset = 7, .time_usec = WEIR_NO_TIME };

  weir_cli_envelope_append (text, &message);
  g_assert_cmpstr (text->str, ==, "\"topic\":\"file\",\"partition\":0,\"offset\":7");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/envelope/has-headers-and-where-they-are-from", test_an_envelope_has_headers_and_where_they_are_from);
  g_test_add_func ("/envelope/a-record-of-a-file-has-no-broker", test_a_record_of_a_file_has_no_broker);

  return g_test_run ();
}
