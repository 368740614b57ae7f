/* The work a record makes in Weir, without Kafka: seed-shaped quotes in memory go through the topology of a stream with
 * tumbling minutes, as in weir-cli windows. The same records every time, for counting instructions.
 *
 *   replay-windows RECORDS
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/stream/weir-topology.h"

#define N_KEYS 1000
#define N_PARTITIONS 8
#define BLOCK 8000
#define FIRST_TIME_MSEC G_GINT64_CONSTANT (1700000000000)

/* Its length. The price is a fixed scramble of @i. */
static gsize
write_payload (char  *payload,
               gsize  size_bytes,
               gint64 i)
{
  guint64 x = (guint64) i * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  x ^= x >> 29;
  return (gsize) g_snprintf (payload, size_bytes, "{\"symbol\": \"SYM%03d\", \"price\": %d.%04d, \"timestamp\": %" G_GINT64_FORMAT "}",
                             (int) (i * 7919 % N_KEYS), (int) (10 + x % 90), (int) (x / 90 % 10000), FIRST_TIME_MSEC + i);
}

static const char workspace[] =
  "{ \"weir\": 1, \"connections\": [{ \"name\": \"c\", \"bootstrap\": \"b:1\" }],"
  "  \"streams\": [{ \"name\": \"quotes\", \"connection\": \"c\", \"topics\": [\"quotes\"], \"key\": \"symbol\","
  "    \"time\": { \"field\": \"timestamp\", \"unit\": \"ms\" }, \"fields\": [{ \"name\": \"price\" }],"
  "    \"windows\": [{ \"size\": \"1m\", \"grace\": \"1m\", \"max_ahead\": \"never\", \"idle_after\": \"never\","
  "                   \"aggregates\": [\"count\", \"sum\", \"min\", \"max\"] }] }] }";

typedef struct
{
  WeirSink sink;      /* first */
  guint64  n_rows;
} Counter;

static void
count_row (WeirSink            *sink,
           guint                stream,
           guint                window,
           const WeirWindowRow *row)
{
  ((Counter *) sink)->n_rows++;
}

static const WeirSinkMethods counter_methods = { .row = count_row };

static void
replay_one (WeirTopology *topology,
            gint64        i)
{
  char payload[128];
  WeirMessage message = { .topic = "quotes", .partition = (gint32) (i * 7919 % N_KEYS % N_PARTITIONS), .offset = i,
                          .time_usec = WEIR_NO_TIME, .payload = payload };

  message.payload_length = write_payload (payload, sizeof payload, i);
  weir_topology_add_message (topology, &message);
}

/* As they come from Kafka: a key always from the same partition, and many records of one partition in a row. */
static void
replay (WeirTopology *topology,
        gint64        n_records)
{
  for (gint64 block = 0; block < n_records; block += BLOCK)
    for (gint64 partition = 0; partition < N_PARTITIONS; partition++)
      for (gint64 i = block; i < MIN (block + BLOCK, n_records); i++)
        if (i * 7919 % N_KEYS % N_PARTITIONS == partition)
          replay_one (topology, i);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) described = weir_workspace_new_from_data (workspace, -1, "replay", &error);
  const WeirTopologySpec spec = { .workspace = described };
  WeirTopology *topology = described != NULL ? weir_topology_new (&spec, &error) : NULL;
  Counter counter = { .sink.methods = &counter_methods };

  if (topology == NULL)
    g_error ("%s", error->message);

  weir_topology_add_sink (topology, &counter.sink);
  weir_topology_start (topology);
  replay (topology, argc == 2 ? g_ascii_strtoll (argv[1], NULL, 10) : 0);
  if (!weir_topology_finish (topology, &error) || weir_topology_get_n_dead (topology) > 0)
    g_error ("not all records were decoded");
  printf ("%" G_GUINT64_FORMAT "\n", counter.n_rows);

  weir_topology_free (topology);
  return EXIT_SUCCESS;
}
