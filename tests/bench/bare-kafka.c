/* The floor of every figure that names Kafka: fills a topic with quotes, and
 * reads one with librdkafka's callback queue and nothing behind it. Built
 * twice: as it is, and with the allocator that weir-cli uses.
 *
 *   bare-kafka fill BOOTSTRAP TOPIC PARTITIONS RECORDS KEYS
 *   bare-kafka read BOOTSTRAP TOPIC RECORDS [PROPERTY=VALUE...]
 *   bare-kafka pipe BOOTSTRAP TOPIC TO RECORDS
 *
 * The last one puts what it reads into another topic, with its key and timestamp.
 */

#include "config.h"

#include <glib.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli/weir-cli-allocator.h"

#define FIRST_TIME_MSEC   G_GINT64_CONSTANT (1700000000000)
#define STEP_DEADLINE_SEC 60

static rd_kafka_t *
client_new (rd_kafka_type_t     type,
            const char * const *pairs)
{
  rd_kafka_conf_t *conf = rd_kafka_conf_new ();
  char message[512];
  rd_kafka_t *kafka;

  for (guint i = 0; pairs[i] != NULL; i += 2)
    {
      if (rd_kafka_conf_set (conf, pairs[i], pairs[i + 1], message, sizeof message) != RD_KAFKA_CONF_OK)
        g_error ("%s", message);
    }
  kafka = rd_kafka_new (type, conf, message, sizeof message);
  if (kafka == NULL)
    g_error ("%s", message);
  return kafka;
}

static void
create_topic (rd_kafka_t *kafka,
              const char *topic,
              int         n_partitions)
{
  char message[512];
  rd_kafka_NewTopic_t *new_topic = rd_kafka_NewTopic_new (topic, n_partitions, 1, message, sizeof message);
  rd_kafka_queue_t *queue = rd_kafka_queue_new (kafka);
  rd_kafka_event_t *event;
  size_t n_results;

  rd_kafka_CreateTopics (kafka, &new_topic, 1, NULL, queue);
  event = rd_kafka_queue_poll (queue, STEP_DEADLINE_SEC * 1000);
  if (event == NULL || rd_kafka_event_error (event) != RD_KAFKA_RESP_ERR_NO_ERROR)
    g_error ("cannot create %s: %s", topic, event != NULL ? rd_kafka_event_error_string (event) : "no answer");
  rd_kafka_CreateTopics_result_topics (rd_kafka_event_CreateTopics_result (event), &n_results);
  rd_kafka_event_destroy (event);
  rd_kafka_NewTopic_destroy (new_topic);
  rd_kafka_queue_destroy (queue);
}

/* The price of record @i: a fixed scramble, so that every run fills the same topic. */
static double
price_of (gint64 i)
{
  guint64 x = (guint64) i * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  x ^= x >> 29;
  return 10.0 + (double) (x % 900000) / 10000.0;
}

static void
produce_one (rd_kafka_t       *kafka,
             rd_kafka_topic_t *topic,
             gint64            i,
             int               n_keys)
{
  char key[16], value[128];
  int key_length = g_snprintf (key, sizeof key, "SYM%03d", (int) ((guint64) i * 7919 % (guint64) n_keys));
  int length = g_snprintf (value, sizeof value,
                           "{\"symbol\": \"%s\", \"price\": %.4f, \"timestamp\": %" G_GINT64_FORMAT "}",
                           key, price_of (i), FIRST_TIME_MSEC + i);

  while (rd_kafka_produce (topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY,
                           value, (size_t) length, key, (size_t) key_length, NULL) != 0)
    rd_kafka_poll (kafka, 100);
}

static int
fill (char **arguments)
{
  const char *pairs[] = { "bootstrap.servers", arguments[0], "compression.codec", "lz4", "linger.ms", "50",
                          "queue.buffering.max.messages", "500000", "batch.num.messages", "20000", NULL };
  rd_kafka_t *kafka = client_new (RD_KAFKA_PRODUCER, pairs);
  gint64 n_records = g_ascii_strtoll (arguments[3], NULL, 10);
  rd_kafka_topic_t *topic;

  create_topic (kafka, arguments[1], atoi (arguments[2]));
  topic = rd_kafka_topic_new (kafka, arguments[1], NULL);
  for (gint64 i = 0; i < n_records; i++)
    {
      produce_one (kafka, topic, i, atoi (arguments[4]));
      if (i % 1024 == 0)
        rd_kafka_poll (kafka, 0);
    }
  if (rd_kafka_flush (kafka, STEP_DEADLINE_SEC * 1000) != RD_KAFKA_RESP_ERR_NO_ERROR)
    g_error ("%s is not full after %d s", arguments[1], STEP_DEADLINE_SEC);
  rd_kafka_topic_destroy (topic);
  rd_kafka_destroy (kafka);
  return EXIT_SUCCESS;
}

static void
count_message (rd_kafka_message_t *message,
               void               *user_data)
{
  gint64 *n_records = user_data;

  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
    (*n_records)++;
}

static void
assign_all (rd_kafka_t *kafka,
            const char *topic_name)
{
  rd_kafka_topic_t *topic = rd_kafka_topic_new (kafka, topic_name, NULL);
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new (8);
  const struct rd_kafka_metadata *metadata;

  if (rd_kafka_metadata (kafka, 0, topic, &metadata, STEP_DEADLINE_SEC * 1000) != RD_KAFKA_RESP_ERR_NO_ERROR)
    g_error ("no metadata of %s", topic_name);
  for (int i = 0; i < metadata->topics[0].partition_cnt; i++)
    rd_kafka_topic_partition_list_add (list, topic_name, i)->offset = RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign (kafka, list);
  rd_kafka_metadata_destroy (metadata);
  rd_kafka_topic_partition_list_destroy (list);
  rd_kafka_topic_destroy (topic);
}

/* What Weir itself reads with (data/source/weir-settings.c), so that only the work differs. */
static const char * const read_properties[] = {
  "group.id", "bare", "enable.auto.commit", "false", "enable.auto.offset.store", "false",
  "auto.offset.reset", "error", "enable.partition.eof", "true", "check.crcs", "true",
  "socket.nagle.disable", "true", "fetch.message.max.bytes", "65536", "fetch.max.bytes", "1048576",
  "queued.max.messages.kbytes", "4096", "queued.min.messages", "30000", "fetch.queue.backoff.ms", "1",
};

static rd_kafka_t *
reader_new (const char *bootstrap,
            char      **properties)
{
  g_autoptr(GPtrArray) pairs = g_ptr_array_new ();
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  g_ptr_array_add (pairs, (gpointer) "bootstrap.servers");
  g_ptr_array_add (pairs, (gpointer) bootstrap);
  for (guint i = 0; i < G_N_ELEMENTS (read_properties); i++)
    g_ptr_array_add (pairs, (gpointer) read_properties[i]);
  for (; *properties != NULL; properties++)
    {
      char **pair = g_strsplit (*properties, "=", 2);

      g_ptr_array_add (words, pair);
      g_ptr_array_add (pairs, pair[0]);
      g_ptr_array_add (pairs, pair[1]);
    }
  g_ptr_array_add (pairs, NULL);

  return client_new (RD_KAFKA_CONSUMER, (const char * const *) pairs->pdata);
}

static int
bare_read (char **arguments)
{
  rd_kafka_t *kafka = reader_new (arguments[0], arguments + 3);
  gint64 wanted = g_ascii_strtoll (arguments[2], NULL, 10);
  gint64 n_records = 0;
  rd_kafka_queue_t *queue;

  rd_kafka_poll_set_consumer (kafka);
  assign_all (kafka, arguments[1]);
  queue = rd_kafka_queue_get_consumer (kafka);
  while (n_records < wanted)
    rd_kafka_consume_callback_queue (queue, 1000, count_message, &n_records);
  printf ("%" G_GINT64_FORMAT "\n", n_records);
  rd_kafka_queue_destroy (queue);
  rd_kafka_destroy_flags (kafka, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  return EXIT_SUCCESS;
}

/* What is read goes there. */
typedef struct
{
  rd_kafka_t       *producer;
  rd_kafka_topic_t *topic;
  gint64            n_records;
} Pipe;

static void
pipe_message (rd_kafka_message_t *message,
              void               *user_data)
{
  Pipe *pipe = user_data;
  rd_kafka_timestamp_type_t kind;

  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
    return;

  while (rd_kafka_producev (pipe->producer, RD_KAFKA_V_RKT (pipe->topic), RD_KAFKA_V_MSGFLAGS (RD_KAFKA_MSG_F_COPY),
                            RD_KAFKA_V_KEY (message->key, message->key_len), RD_KAFKA_V_VALUE (message->payload, message->len),
                            RD_KAFKA_V_TIMESTAMP (rd_kafka_message_timestamp (message, &kind)), RD_KAFKA_V_END)
         == RD_KAFKA_RESP_ERR__QUEUE_FULL)
    rd_kafka_poll (pipe->producer, 100);
  if (++pipe->n_records % 512 == 0)
    rd_kafka_poll (pipe->producer, 0);
}

static int
bare_pipe (char **arguments)
{
  char *none[] = { NULL };
  /* As Weir's own producer is set. */
  const char *pairs[] = { "bootstrap.servers", arguments[0], "compression.codec", "lz4", "linger.ms", "50",
                          "enable.idempotence", "true", "queue.buffering.max.kbytes", "65536", NULL };
  rd_kafka_t *kafka = reader_new (arguments[0], none);
  gint64 wanted = g_ascii_strtoll (arguments[3], NULL, 10);
  Pipe pipe = { .producer = client_new (RD_KAFKA_PRODUCER, pairs) };
  rd_kafka_queue_t *queue;

  pipe.topic = rd_kafka_topic_new (pipe.producer, arguments[2], NULL);
  rd_kafka_poll_set_consumer (kafka);
  assign_all (kafka, arguments[1]);
  queue = rd_kafka_queue_get_consumer (kafka);
  while (pipe.n_records < wanted)
    rd_kafka_consume_callback_queue (queue, 1000, pipe_message, &pipe);
  if (rd_kafka_flush (pipe.producer, STEP_DEADLINE_SEC * 1000) != RD_KAFKA_RESP_ERR_NO_ERROR)
    g_error ("%s is not full after %d s", arguments[2], STEP_DEADLINE_SEC);
  printf ("%" G_GINT64_FORMAT "\n", pipe.n_records);
  rd_kafka_queue_destroy (queue);
  rd_kafka_topic_destroy (pipe.topic);
  rd_kafka_destroy (pipe.producer);
  rd_kafka_destroy_flags (kafka, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  return EXIT_SUCCESS;
}

int
main (int    argc,
      char **argv)
{
  weir_cli_allocator_init ();
  if (argc == 7 && strcmp (argv[1], "fill") == 0)
    return fill (argv + 2);
  if (argc >= 5 && strcmp (argv[1], "read") == 0)
    return bare_read (argv + 2);
  if (argc == 6 && strcmp (argv[1], "pipe") == 0)
    return bare_pipe (argv + 2);
  fprintf (stderr, "usage: bare-kafka fill BOOTSTRAP TOPIC PARTITIONS RECORDS KEYS | read BOOTSTRAP TOPIC RECORDS [PROPERTY=VALUE...] | pipe BOOTSTRAP TOPIC TO RECORDS\n");
  return 2;
}
