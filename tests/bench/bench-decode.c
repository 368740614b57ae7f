#include "config.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "data/decode/weir-decoder.h"

/* What a decode costs, against json-glib and yajl, in CPU time of this thread. Rounds are paired
 * (A B B A), so that what else the machine does hits all alike; the ratio is the median of theirs. */

#define N_RECORDS 4096
#define MAX_ROUNDS 64

/* --gate fails when json-glib was less than this times slower in every round. */
#define PROMISED_RATIO 30

typedef struct
{
  const char        *name;
  const char *const *field_paths;
  const char        *key_path;
  const char        *time_path;
  WeirTimeUnit       time_unit;
  gboolean           nested;                  /* "price" is inside "data" */
  char            *(*write) (GRand *random, guint i);
} Shape;

typedef struct
{
  const Shape *shape;
  char        *payloads[N_RECORDS];
  gsize        lengths[N_RECORDS];
  WeirDecoder *scanner;
  WeirDecoder *reference;
  double       sum;                           /* so that nothing is optimised away */
} Workload;

typedef void (*Contender) (Workload *workload);

typedef struct
{
  double rounds[MAX_ROUNDS];
} Timings;

static const char *const contender_names[] = { "weir", "yajl", "json-glib" };

static char *
write_seed (GRand *random,
            guint  i)
{
  return g_strdup_printf ("{\"symbol\": \"SYM%03d\", \"price\": %d.%04d, \"timestamp\": %" G_GINT64_FORMAT "}",
                          g_rand_int_range (random, 0, 1000), g_rand_int_range (random, 10, 900),
                          g_rand_int_range (random, 0, 10000), G_GINT64_CONSTANT (1700000000000) + i);
}

static char *
write_quote (GRand *random,
             guint  i)
{
  return g_strdup_printf ("{\"symbol\":\"S%03d\",\"exchange\":\"XNAS\",\"side\":\"%s\",\"bid\":%d.%02d,\"ask\":%d.%02d,"
                          "\"price\":%d.%02d,\"volume\":%d,\"halted\":false,\"timestamp\":%" G_GINT64_FORMAT "}",
                          g_rand_int_range (random, 0, 1000), i % 3 ? "buy" : "sell",
                          g_rand_int_range (random, 10, 900), i % 100, g_rand_int_range (random, 10, 900), i % 100,
                          g_rand_int_range (random, 10, 900), i % 100, g_rand_int_range (random, 1, 10000),
                          G_GINT64_CONSTANT (1700000000000) + i);
}

static char *
write_nested (GRand *random,
              guint  i)
{
  return g_strdup_printf ("{\"data\":{\"co\":0.0%08d%08d,\"humidity\":%d.80000305175781,\"light\":false,"
                          "\"motion\":false,\"price\":%d.%d},\"device_id\":\"0e:9c:00:4c:1c:51\","
                          "\"timestamp\":1594598%03u.5023336,\"symbol\":\"iot-device-%02d\"}",
                          g_rand_int_range (random, 10000000, 99999999), g_rand_int_range (random, 10000000, 99999999),
                          g_rand_int_range (random, 10, 99), g_rand_int_range (random, 10, 40),
                          g_rand_int_range (random, 0, 10), i % 1000, g_rand_int_range (random, 0, 100));
}

static const char *const price_fields[] = { "price", NULL };
static const char *const quote_fields[] = { "price", "volume", NULL };
static const char *const nested_fields[] = { "data.price", "data.co", NULL };

static const Shape shapes[] = {
  { "seed (67 bytes)", price_fields, "symbol", "timestamp", WEIR_TIME_UNIT_MS, FALSE, write_seed },
  { "quote (140 bytes)", quote_fields, "symbol", "timestamp", WEIR_TIME_UNIT_MS, FALSE, write_quote },
  { "nested (200 bytes)", nested_fields, "symbol", "timestamp", WEIR_TIME_UNIT_S, TRUE, write_nested },
};

static WeirDecoder *
make_decoder (const Shape *shape)
{
  const WeirDecoderSpec spec = {
    .key_path = shape->key_path, .time_path = shape->time_path, .time_unit = shape->time_unit,
    .field_paths = shape->field_paths,
  };
  g_autoptr(GError) error = NULL;
  WeirDecoder *decoder = weir_decoder_new (&spec, &error);

  if (decoder == NULL)
    g_error ("%s", error->message);
  return decoder;
}

static Workload *
workload_new (const Shape *shape)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (1);
  Workload *self = g_new0 (Workload, 1);

  self->shape = shape;
  for (guint i = 0; i < N_RECORDS; i++)
    {
      self->payloads[i] = shape->write (random, i);
      self->lengths[i] = strlen (self->payloads[i]);
    }
  self->scanner = make_decoder (shape);
  self->reference = make_decoder (shape);
  weir_decoder_use_reference (self->reference);

  return self;
}

static void
workload_free (Workload *self)
{
  for (guint i = 0; i < N_RECORDS; i++)
    g_free (self->payloads[i]);
  weir_decoder_free (self->scanner);
  weir_decoder_free (self->reference);
  g_free (self);
}

static void
run_decoder (Workload    *self,
             WeirDecoder *decoder)
{
  for (guint i = 0; i < N_RECORDS; i++)
    {
      const WeirMessage message = { .payload = self->payloads[i], .payload_length = self->lengths[i] };
      WeirDecodeError reason;
      WeirRecord record;

      if (!weir_decoder_decode (decoder, &message, &record, &reason))
        g_error ("%s: %s", self->payloads[i], weir_decoder_get_detail (decoder));
      self->sum += weir_value_get_double (&record.values[0]) + (double) record.key_length + (double) record.time_usec;
    }
}

static void
run_weir (Workload *self)
{
  run_decoder (self, self->scanner);
}

static void
run_yajl (Workload *self)
{
  run_decoder (self, self->reference);
}

static void
run_json_glib (Workload *self)
{
  g_autoptr(JsonParser) parser = json_parser_new ();

  for (guint i = 0; i < N_RECORDS; i++)
    {
      JsonObject *object;

      if (!json_parser_load_from_data (parser, self->payloads[i], (gssize) self->lengths[i], NULL))
        g_error ("json-glib refused %s", self->payloads[i]);
      object = json_node_get_object (json_parser_get_root (parser));
      self->sum += (double) strlen (json_object_get_string_member (object, self->shape->key_path))
                   + json_object_get_double_member (object, self->shape->time_path);
      if (self->shape->nested)
        object = json_object_get_object_member (object, "data");
      self->sum += json_object_get_double_member (object, "price");
    }
}

static const Contender contenders[] = { run_weir, run_yajl, run_json_glib };

static double
measure (Workload *workload,
         guint     contender,
         guint     n_repeats)
{
  struct timespec from, to;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &from);
  for (guint i = 0; i < n_repeats; i++)
    contenders[contender](workload);
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &to);

  return ((double) (to.tv_sec - from.tv_sec) * 1e9 + (double) (to.tv_nsec - from.tv_nsec))
         / ((double) n_repeats * N_RECORDS);
}

static int
compare_doubles (const void *a,
                 const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (const double *numbers,
        guint         n_numbers)
{
  double sorted[MAX_ROUNDS];

  memcpy (sorted, numbers, n_numbers * sizeof *numbers);
  qsort (sorted, n_numbers, sizeof *sorted, compare_doubles);

  return n_numbers % 2 ? sorted[n_numbers / 2] : (sorted[n_numbers / 2 - 1] + sorted[n_numbers / 2]) / 2;
}

/* Forward and backward again: each contender's two measurements lie around the same middle. */
static void
run_round (Workload *workload,
           guint     round,
           Timings  *timings)
{
  static const guint n_repeats[] = { 40, 4, 1 };

  for (guint c = 0; c < G_N_ELEMENTS (contenders); c++)
    timings[c].rounds[round] = measure (workload, c, n_repeats[c]);
  for (guint c = G_N_ELEMENTS (contenders); c-- > 0;)
    timings[c].rounds[round] = (timings[c].rounds[round] + measure (workload, c, n_repeats[c])) / 2;
}

/* Returns the best ratio of any round. */
static double
report_contender (JsonBuilder   *json,
                  guint          contender,
                  const Timings *timings,
                  guint          n_rounds)
{
  const Timings *own = &timings[contender];
  double ratios[MAX_ROUNDS] = { 0 };

  for (guint i = 0; i < n_rounds; i++)
    ratios[i] = own->rounds[i] / timings[0].rounds[i];
  qsort (ratios, n_rounds, sizeof *ratios, compare_doubles);

  g_printerr ("  %-10s %9.1f ns/record   %6.2f x weir (%.2f to %.2f)\n", contender_names[contender],
           median (own->rounds, n_rounds), median (ratios, n_rounds), ratios[0], ratios[n_rounds - 1]);

  json_builder_set_member_name (json, contender_names[contender]);
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "ns_per_record");
  json_builder_add_double_value (json, median (own->rounds, n_rounds));
  json_builder_set_member_name (json, "ratio_to_weir");
  json_builder_add_double_value (json, median (ratios, n_rounds));
  json_builder_set_member_name (json, "ratio_lowest");
  json_builder_add_double_value (json, ratios[0]);
  json_builder_set_member_name (json, "ratio_highest");
  json_builder_add_double_value (json, ratios[n_rounds - 1]);
  json_builder_end_object (json);

  return ratios[n_rounds - 1];
}

/* Returns how many times slower json-glib was, in the best round. */
static double
bench_shape (const Shape *shape,
             guint        n_rounds,
             JsonBuilder *json)
{
  Workload *workload = workload_new (shape);
  Timings timings[G_N_ELEMENTS (contenders)];
  double ratio = 0;

  run_round (workload, 0, timings);    /* warms up; overwritten */
  for (guint i = 0; i < n_rounds; i++)
    run_round (workload, i, timings);

  g_printerr ("%s: %s\n", shape->name, workload->payloads[0]);
  json_builder_set_member_name (json, shape->name);
  json_builder_begin_object (json);
  for (guint c = 0; c < G_N_ELEMENTS (contenders); c++)
    ratio = report_contender (json, c, timings, n_rounds);
  json_builder_end_object (json);

  workload_free (workload);
  return ratio;
}

/* To @file, or to stdout without one. */
static gboolean
write_json (JsonBuilder *json,
            const char  *file)
{
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  g_autoptr(JsonNode) root = json_builder_get_root (json);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  if (file == NULL)
    g_print ("%s\n", text);
  else if (!g_file_set_contents (file, text, -1, &error))
    g_printerr ("bench-decode: %s\n", error->message);

  return error == NULL;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *file = NULL;
  int n_rounds = 9;
  gboolean gate = FALSE;
  gboolean kept = TRUE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_FILENAME, &file, "Write the figures to FILE, not to stdout", "FILE" },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &n_rounds, "Paired rounds (9)", "N" },
    { "gate", 0, 0, G_OPTION_ARG_NONE, &gate, "Fail below the promised ratio", NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(JsonBuilder) json = json_builder_new ();
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || n_rounds < 1 || n_rounds > MAX_ROUNDS)
    {
      g_printerr ("bench-decode: %s\n", error != NULL ? error->message : "1 to 64 rounds");
      return 2;
    }

  json_builder_begin_object (json);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    kept &= bench_shape (&shapes[i], n_rounds, json) >= PROMISED_RATIO;
  json_builder_end_object (json);

  if (!write_json (json, file))
    return 1;
  if (gate && !kept)
    g_printerr ("bench-decode: json-glib was less than %d times slower\n", PROMISED_RATIO);

  return gate && !kept;
}
