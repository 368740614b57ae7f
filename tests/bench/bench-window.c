#include "config.h"

#include <errno.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "data/window/weir-window-engine.h"

/*
 * Nanoseconds of processor time a record costs the window engine, by number of keys, overlapping windows against
 * tumbling ones, and sessions over several partitions against those of one; bytes a (key, pane) takes, and the memory of the whole process by number of keys and panes. Records
 * are of one value, in batches of one partition as a consumer gives them; pairs run in the order ABBA, so that a
 * machine that slows down slows both.
 */

#define N_PARTITIONS 8
#define BATCH        1000
#define N_PAIRS      7
#define SECOND       G_TIME_SPAN_SECOND

/* Of what is measured against keys and panes, only what fits in here is filled. */
#define MEMORY_BYTES (1024u * 1024 * 1024)
#define MEBIBYTE     (1024.0 * 1024.0)

#define FEW_KEYS     1000
#define MANY_KEYS    100000

#define PROMISED_KEYS_RATIO    8.0
#define PROMISED_HOPPING_RATIO 1.2
#define PROMISED_BYTES         56.0
#define PROMISED_SESSION_RATIO 3.0

#define SESSION_RECORDS 1000000u
#define SESSION_KEYS    10u

/* Not g_print(), which takes the form of the locale: the table has signs beyond ASCII. */
#define say(...) fprintf (stderr, __VA_ARGS__)

typedef struct
{
  guint        n_events;
  gint32       n_partitions;
  WeirMessage *messages;
  WeirRecord  *records;
  WeirValue   *values;
  char        *keys;
} Input;

static double
thread_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static void
input_make (Input  *self,
           guint  n_events,
           gint32 n_partitions)
{
  *self = (Input){ .n_events = n_events, .n_partitions = n_partitions };
  self->messages = g_new0 (WeirMessage, n_events);
  self->records = g_new0 (WeirRecord, n_events);
  self->values = g_new0 (WeirValue, n_events);
  self->keys = g_new (char, (gsize) n_events * 8);
}

static void
input_set (Input  *self,
          guint  place,
          gint32 partition,
          gint64 time_usec,
          guint  key,
          double number)
{
  char text[16];

  g_snprintf (text, sizeof text, "S%07u", key);
  memcpy (self->keys + (gsize) place * 8, text, 8);
  self->messages[place] = (WeirMessage){ .topic = "t", .partition = partition, .offset = place,
                                         .time_usec = WEIR_NO_TIME, .arrival_usec = 1 };
  self->values[place] = (WeirValue){ .type = WEIR_VALUE_DOUBLE, .as_double = number };
  self->records[place] = (WeirRecord){ &self->messages[place], time_usec, self->keys + (gsize) place * 8, 8,
                                       &self->values[place], 1 };
}

static void
input_init (Input  *self,
           guint  n_events,
           guint  n_keys,
           gint64 step_usec)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (42);

  input_make (self, n_events, N_PARTITIONS);
  for (guint i = 0; i < n_events; i++)
    {
      gint32 partition = (gint32) (i / BATCH % N_PARTITIONS);
      guint key = (guint) g_rand_int_range (rand, 0, (int) n_keys) / N_PARTITIONS * N_PARTITIONS + (guint) partition;

      input_set (self, i, partition, i * step_usec, MIN (key, n_keys - 1), g_rand_double_range (rand, 1, 100));
    }
}

/* The same records in any number of partitions, which every key is in: taking turns in time, read in batches. */
static void
input_init_spread (Input  *self,
                  gint32 n_partitions)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (42);
  guint block = (guint) n_partitions * BATCH;

  input_make (self, SESSION_RECORDS, n_partitions);
  for (guint i = 0; i < SESSION_RECORDS; i++)
    {
      guint in_block = i % block;
      gint32 partition = (gint32) (in_block % (guint) n_partitions);
      guint place = i - in_block + (guint) partition * BATCH + in_block / (guint) n_partitions;

      input_set (self, place, partition, i * G_TIME_SPAN_MILLISECOND, (guint) g_rand_int_range (rand, 0, (int) SESSION_KEYS),
                g_rand_double_range (rand, 1, 100));
    }
}

static void
input_clear (Input *self)
{
  g_free (self->messages);
  g_free (self->records);
  g_free (self->values);
  g_free (self->keys);
}

static void
count_row (const WeirWindowRow *row,
           gpointer             user_data)
{
  ++*(guint64 *) user_data;
}

typedef struct
{
  double  ns;
  guint64 n_rows;
  gsize   n_bytes;   /* before the end of input */
} Result;

static Result
run (const Input           *input,
     const WeirWindowSpec *spec,
     const char           *words)
{
  const char *fields[] = { "price", NULL };
  g_autoptr(GArray) aggregates = weir_aggregates_parse (words, fields, NULL, NULL);
  g_autoptr(WeirWindowEngine) engine
    = weir_window_engine_new (spec, (WeirAggregate *) aggregates->data, aggregates->len, NULL);
  WeirWindowCounters counters;
  Result result = { 0 };
  double start;

  weir_window_engine_set_row_func (engine, count_row, &result.n_rows);
  for (gint32 p = 0; p < input->n_partitions; p++)
    weir_window_engine_set_partition (engine, 0, p, TRUE);

  start = thread_seconds ();
  for (guint i = 0; i < input->n_events; i++)
    weir_window_engine_add (engine, &input->records[i]);
  weir_window_engine_get_counters (engine, &counters);
  result.n_bytes = counters.n_bytes;
  weir_window_engine_finish (engine);
  result.ns = (thread_seconds () - start) * 1e9 / input->n_events;
  return result;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return left < right ? -1 : left > right;
}

static double
median (double *values,
        guint   n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

/* One minute windows, 1 ms apart, as the records of the comparison with other programs; more keys get longer ones.
 * Returns the smallest ratio of many keys to few that the runs bear out. */
static double
bench_keys (JsonBuilder *json)
{
  const guint n_keys[] = { 10, 100, 1000, 10000, 100000, 1000000 };
  double few_ns = 0, many_ns = 0;

  json_builder_set_member_name (json, "tumbling");
  json_builder_begin_array (json);
  say ("%10s %12s %10s %10s\n", "keys", "ns/record", "range", "rows");
  for (guint i = 0; i < G_N_ELEMENTS (n_keys); i++)
    {
      WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = MAX (60, n_keys[i] / 50) * SECOND,
                              .grace_usec = 60 * SECOND, .max_ahead_usec = -1, .max_bytes = 1u << 30 };
      double ns[5];
      Result result = { 0 };
      Input input;

      input_init (&input, 3000000, n_keys[i], 1000);
      for (guint j = 0; j < G_N_ELEMENTS (ns); j++)
        {
          result = run (&input, &spec, "count,sum,min,max");
          ns[j] = result.ns;
        }
      input_clear (&input);

      median (ns, G_N_ELEMENTS (ns));
      few_ns = n_keys[i] == FEW_KEYS ? ns[G_N_ELEMENTS (ns) - 1] : few_ns;
      many_ns = n_keys[i] == MANY_KEYS ? ns[0] : many_ns;

      json_builder_begin_object (json);
      json_builder_set_member_name (json, "keys");
      json_builder_add_int_value (json, n_keys[i]);
      json_builder_set_member_name (json, "ns_per_record");
      json_builder_add_double_value (json, ns[G_N_ELEMENTS (ns) / 2]);
      json_builder_end_object (json);
      say ("%10u %12.1f %4.0f–%-5.0f %10" G_GUINT64_FORMAT "\n", n_keys[i], ns[2], ns[0], ns[4], result.n_rows);
    }
  json_builder_end_array (json);

  return many_ns / few_ns;
}

/* The same panes and as many rows, once each alone, once 64 to a window. Returns the smallest ratio. */
static double
bench_hopping (JsonBuilder *json)
{
  WeirWindowSpec tumbling = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 15 * SECOND, .max_ahead_usec = -1 };
  WeirWindowSpec hopping = { .kind = WEIR_WINDOW_HOPPING, .size_usec = 64 * 15 * SECOND, .advance_usec = 15 * SECOND,
                             .max_ahead_usec = -1 };
  double ratios[N_PAIRS];
  Input input;

  input_init (&input, 3000000, 1000, 1000);
  for (guint i = 0; i < N_PAIRS; i++)
    {
      double a = run (&input, &tumbling, "count,sum,min,max").ns;
      double b = run (&input, &hopping, "count,sum,min,max").ns;

      b += run (&input, &hopping, "count,sum,min,max").ns;
      a += run (&input, &tumbling, "count,sum,min,max").ns;
      ratios[i] = b / a;
    }
  input_clear (&input);

  json_builder_set_member_name (json, "hopping_64_to_tumbling");
  json_builder_add_double_value (json, median (ratios, N_PAIRS));
  say ("\nsize/advance = 64 ÷ tumbling, per record: %.2f (%.2f–%.2f)\n", ratios[N_PAIRS / 2], ratios[0],
           ratios[N_PAIRS - 1]);

  return ratios[0];
}

/* Sessions of which most have records of all partitions: short ones, a row for every few records, and long ones, a row
 * for thousands. Returns the larger of both kinds' smallest ratios of 8 partitions to one. */
static double
bench_sessions (JsonBuilder *json)
{
  const gint64 gaps_usec[] = { 15 * G_TIME_SPAN_MILLISECOND, 100 * G_TIME_SPAN_MILLISECOND };
  const char *names[] = { "short", "long" };
  double worst = 0.0;
  Input together;
  Input apart;

  input_init_spread (&together, 1);
  input_init_spread (&apart, N_PARTITIONS);
  json_builder_set_member_name (json, "sessions_8_partitions_to_1");
  json_builder_begin_object (json);
  say ("\n%u records of %u keys in sessions\n%10s %14s %14s %10s %10s\n", SESSION_RECORDS, SESSION_KEYS, "sessions",
       "1: ns/record", "8: ns/record", "ratio", "rows");
  for (guint i = 0; i < G_N_ELEMENTS (gaps_usec); i++)
    {
      WeirWindowSpec spec = { .kind = WEIR_WINDOW_SESSION, .size_usec = gaps_usec[i], .max_ahead_usec = -1 };
      Result one = { 0 };
      Result eight = { 0 };
      double ratios[N_PAIRS];

      for (guint j = 0; j < N_PAIRS; j++)
        {
          one = run (&together, &spec, "count,sum,min,max");
          eight = run (&apart, &spec, "count,sum,min,max");
          ratios[j] = eight.ns / one.ns;
        }
      if (one.n_rows != eight.n_rows)
        g_error ("%" G_GUINT64_FORMAT " rows of one partition, %" G_GUINT64_FORMAT " of 8", one.n_rows, eight.n_rows);

      json_builder_set_member_name (json, names[i]);
      json_builder_add_double_value (json, median (ratios, N_PAIRS));
      say ("%10s %14.1f %14.1f %10.2f %10" G_GUINT64_FORMAT "\n", names[i], one.ns, eight.ns, ratios[N_PAIRS / 2],
           eight.n_rows);
      worst = MAX (worst, ratios[0]);
    }
  json_builder_end_object (json);
  input_clear (&together);
  input_clear (&apart);

  return worst;
}

/* What one more pane of all keys takes, with count, sum, minimum, maximum, mean and deviation of a value.
 * Returns that of the most keys. */
static double
bench_bytes (JsonBuilder *json)
{
  const guint n_keys[] = { 10, 1000, MANY_KEYS };
  double bytes = 0;

  json_builder_set_member_name (json, "bytes_per_key_and_pane");
  json_builder_begin_object (json);
  for (guint i = 0; i < G_N_ELEMENTS (n_keys); i++)
    {
      guint n_keys_here = n_keys[i] / N_PARTITIONS * N_PARTITIONS;
      guint per_pane = MAX (n_keys_here * 16, N_PARTITIONS * BATCH);
      WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = per_pane, .grace_usec = 1000 * SECOND,
                              .max_ahead_usec = -1, .max_bytes = 1u << 30 };
      g_autofree char *name = g_strdup_printf ("%u", n_keys_here);
      Input input;

      input_init (&input, 2 * per_pane, n_keys_here, 1);
      bytes = (double) run (&input, &spec, "count,sum,min,max,mean,stddev").n_bytes;
      input.n_events = per_pane;
      bytes = (bytes - (double) run (&input, &spec, "count,sum,min,max,mean,stddev").n_bytes) / n_keys_here;
      input_clear (&input);

      json_builder_set_member_name (json, name);
      json_builder_add_double_value (json, bytes);
      say ("bytes per (key, pane), %u keys: %.1f\n", n_keys_here, bytes);
    }
  json_builder_end_object (json);

  return bytes;
}

typedef struct
{
  gsize n_bytes;      /* as the engine counts them */
  gsize peak_bytes;   /* of the process */
} Footprint;

/* Every key once in every pane, all of them open. */
static Footprint
fill_panes (guint n_keys,
            guint n_panes)
{
  const char *fields[] = { "price", NULL };
  const WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = SECOND, .grace_usec = n_panes * SECOND,
                                .max_ahead_usec = -1, .idle_after_usec = -1, .max_bytes = 2 * (gsize) MEMORY_BYTES };
  g_autoptr(GArray) aggregates = weir_aggregates_parse ("count,sum,min,max,mean,stddev", fields, NULL, NULL);
  g_autoptr(WeirWindowEngine) engine
    = weir_window_engine_new (&spec, (WeirAggregate *) aggregates->data, aggregates->len, NULL);
  WeirMessage message = { .topic = "t", .time_usec = WEIR_NO_TIME, .arrival_usec = 1 };
  WeirValue value = { .type = WEIR_VALUE_DOUBLE, .as_double = 1.0 };
  WeirWindowCounters counters;
  struct rusage usage;

  for (guint pane = 0; pane < n_panes; pane++)
    for (guint key = 0; key < n_keys; key++)
      {
        char text[16];

        message.partition = (gint32) (key % N_PARTITIONS);
        g_snprintf (text, sizeof text, "S%07u", key);
        weir_window_engine_add (engine, &(WeirRecord){ &message, pane * SECOND, text, 8, &value, 1 });
      }

  weir_window_engine_get_counters (engine, &counters);
  getrusage (RUSAGE_SELF, &usage);
  return (Footprint){ counters.n_bytes, (gsize) usage.ru_maxrss * 1024 };
}

/* In a process of its own, so that the peak is its own. */
static Footprint
measure_footprint (guint n_keys,
                   guint n_panes)
{
  Footprint footprint = { 0 };
  int ends[2];
  pid_t child;
  int status;

  if (pipe (ends) != 0)
    g_error ("no pipe: %s", g_strerror (errno));
  child = fork ();
  if (child == 0)
    {
      footprint = fill_panes (n_keys, n_panes);
      _exit (write (ends[1], &footprint, sizeof footprint) == sizeof footprint ? 0 : 1);
    }
  close (ends[1]);
  if (child < 0 || read (ends[0], &footprint, sizeof footprint) != sizeof footprint
      || waitpid (child, &status, 0) != child || status != 0)
    g_error ("%u keys in %u panes were not measured", n_keys, n_panes);
  close (ends[0]);

  return footprint;
}

static void
bench_memory_of (JsonBuilder *json,
                 guint        n_keys,
                 guint        n_panes)
{
  Footprint footprint = measure_footprint (n_keys, n_panes);

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "keys");
  json_builder_add_int_value (json, n_keys);
  json_builder_set_member_name (json, "panes");
  json_builder_add_int_value (json, n_panes);
  json_builder_set_member_name (json, "engine_bytes");
  json_builder_add_int_value (json, (gint64) footprint.n_bytes);
  json_builder_set_member_name (json, "peak_rss_bytes");
  json_builder_add_int_value (json, (gint64) footprint.peak_bytes);
  json_builder_end_object (json);
  say ("%10u %10u %12.1f %12.1f %14.1f\n", n_keys, n_panes, (double) footprint.n_bytes / MEBIBYTE,
           (double) footprint.peak_bytes / MEBIBYTE, (double) footprint.n_bytes / n_keys / n_panes);
}

/* The first measurement, so that the processes it makes begin small. */
static void
bench_memory (JsonBuilder *json)
{
  const guint n_keys[] = { 1000, 10000, 100000, 1000000 };
  const guint n_panes[] = { 1, 4, 16, 64 };
  const gsize cell_bytes = 48;

  json_builder_set_member_name (json, "memory_limit_bytes");
  json_builder_add_int_value (json, MEMORY_BYTES);
  json_builder_set_member_name (json, "memory");
  json_builder_begin_array (json);
  say ("%10s %10s %12s %12s %14s\n", "keys", "panes", "engine MiB", "peak MiB", "bytes each");
  for (guint i = 0; i < G_N_ELEMENTS (n_keys); i++)
    for (guint j = 0; j < G_N_ELEMENTS (n_panes); j++)
      if (cell_bytes * n_keys[i] * n_panes[j] <= MEMORY_BYTES)
        bench_memory_of (json, n_keys[i], n_panes[j]);
      else
        say ("%10u %10u  past the %u MiB of this measurement\n", n_keys[i], n_panes[j],
                 (guint) (MEMORY_BYTES / MEBIBYTE));
  json_builder_end_array (json);
  say ("\n");
}

/* A promise is broken where every run breaks it: the machines are noisy. */
static gboolean
is_kept (const char *what,
         double      best,
         double      promised)
{
  if (best > promised)
    say ("bench-window: %s: %.2f, promised %.2f\n", what, best, promised);

  return best <= promised;
}

static gboolean
bench_all (JsonBuilder *json,
           gboolean     only_sessions)
{
  gboolean kept = TRUE;

  json_builder_begin_object (json);
  if (only_sessions)
    {
      kept = is_kept ("ns a record, sessions of 8 partitions to one", bench_sessions (json), PROMISED_SESSION_RATIO);
      json_builder_end_object (json);
      return kept;
    }

  bench_memory (json);
  kept &= is_kept ("ns a record, 100000 keys to 1000", bench_keys (json), PROMISED_KEYS_RATIO);
  kept &= is_kept ("ns a record, size/advance 64 to tumbling", bench_hopping (json), PROMISED_HOPPING_RATIO);
  kept &= is_kept ("ns a record, sessions of 8 partitions to one", bench_sessions (json), PROMISED_SESSION_RATIO);
  kept &= is_kept ("bytes per (key, pane)", bench_bytes (json), PROMISED_BYTES);
  json_builder_end_object (json);

  return kept;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(JsonBuilder) json = json_builder_new ();
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  g_autoptr(GOptionContext) context = g_option_context_new ("- measure the window engine");
  g_autofree char *text = NULL;
  gboolean gate = FALSE;
  gboolean only_sessions = FALSE;
  gboolean kept;
  g_autoptr(GError) error = NULL;
  const GOptionEntry entries[] = {
    { "gate", 0, 0, G_OPTION_ARG_NONE, &gate, "Fail where a promise is broken", NULL },
    { "sessions", 0, 0, G_OPTION_ARG_NONE, &only_sessions, "Measure sessions alone", NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      say ("bench-window: %s\n", error->message);
      return 2;
    }

  kept = bench_all (json, only_sessions);
  json_generator_set_root (generator, json_builder_get_root (json));
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  printf ("%s\n", text);

  return gate && !kept;
}
