/* The work a record makes in Weir, without Kafka: seed-shaped quotes in memory are decoded and put into tumbling
 * minutes, as weir-cli windows does. The same records every time, for counting instructions.
 *
 *   replay-windows RECORDS
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/decode/weir-decoder.h"
#include "data/window/weir-window-engine.h"

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

static void
count_row (const WeirWindowRow *row,
           gpointer             user_data)
{
  guint64 *n_rows = user_data;

  (*n_rows)++;
}

typedef struct
{
  WeirDecoder      *decoder;
  WeirWindowEngine *engine;
} Path;

static void
replay_one (Path  *path,
            gint64 i)
{
  char payload[128];
  WeirMessage message = { .topic = "quotes", .partition = (gint32) (i * 7919 % N_KEYS % N_PARTITIONS), .offset = i,
                          .time_usec = WEIR_NO_TIME, .payload = payload };
  WeirRecord record;
  WeirDecodeError reason;

  message.payload_length = write_payload (payload, sizeof payload, i);
  if (!weir_decoder_decode (path->decoder, &message, &record, &reason))
    g_error ("%s", weir_decoder_get_detail (path->decoder));
  weir_window_engine_add (path->engine, &record);
}

/* As they come from Kafka: a key always from the same partition, and many records of one partition in a row. */
static void
replay (Path  *path,
        gint64 n_records)
{
  for (gint64 block = 0; block < n_records; block += BLOCK)
    for (gint64 partition = 0; partition < N_PARTITIONS; partition++)
      for (gint64 i = block; i < MIN (block + BLOCK, n_records); i++)
        if (i * 7919 % N_KEYS % N_PARTITIONS == partition)
          replay_one (path, i);

  weir_window_engine_finish (path->engine);
}

int
main (int    argc,
      char **argv)
{
  const char * const fields[] = { "price", NULL };
  const WeirDecoderSpec decoder_spec = { .key_path = "symbol", .time_basis = WEIR_TIME_BASIS_FIELD,
                                         .time_path = "timestamp", .time_unit = WEIR_TIME_UNIT_MS,
                                         .field_paths = fields };
  const WeirWindowSpec window_spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = G_TIME_SPAN_MINUTE,
                                       .grace_usec = G_TIME_SPAN_MINUTE, .max_ahead_usec = -1, .idle_after_usec = -1 };
  g_autoptr(GArray) aggregates = weir_aggregates_parse ("count,sum,min,max", fields, NULL, NULL);
  g_autoptr(GError) error = NULL;
  Path path = { weir_decoder_new (&decoder_spec, &error),
                weir_window_engine_new (&window_spec, (const WeirAggregate *) aggregates->data, aggregates->len,
                                        &error) };
  guint64 n_rows = 0;

  if (error != NULL)
    g_error ("%s", error->message);
  weir_window_engine_set_row_func (path.engine, count_row, &n_rows);
  replay (&path, argc == 2 ? g_ascii_strtoll (argv[1], NULL, 10) : 0);
  printf ("%" G_GUINT64_FORMAT "\n", n_rows);

  weir_window_engine_free (path.engine);
  weir_decoder_free (path.decoder);
  return EXIT_SUCCESS;
}
