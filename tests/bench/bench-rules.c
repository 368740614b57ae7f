#include "config.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "data/alert/weir-rule.h"

/*
 * Nanoseconds of processor time that one record costs one rule, by condition, with
 * 1000 keys; and the records a second and the memory of many rules over many keys.
 * ./dev bench alerts runs it.
 */

#define N_RECORDS 1000000u
#define N_KEYS    1000u
#define BATCH     1000u
#define STEP_USEC 1000
#define MEBIBYTE  (1024.0 * 1024.0)

#define say(...) fprintf (stderr, __VA_ARGS__)

static const char * const names[] = { "x", "word", NULL };
static const char * const units[] = { "", "", NULL };

static const char * const conditions[] = {
  "x > 1000",
  "x > 1000 or word = 'no'",
  "x * 9 / 5 + 32 > 2000",
  "word matches '^no'",
  "abs(x - prev(x)) > 1000",
  "ago(x, 10s) > 1000",
  "count(10s) > 1000",
  "sum(x, 10s) > 1e9",
  "max(x, 10s) > 1000",
  "ewma_zscore(x, 1m) > 100",
  "zscore(x, 10s) > 100",
  "rzscore(x, 10s) > 1000",
};

static double
thread_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static WeirRule *
make_rule (const char *fire)
{
  const WeirRuleSpec spec = { .name = "bench", .kind = WEIR_RULE_RECORD, .fire = fire, .replay = TRUE, .names = names, .units = units };
  g_autoptr(GError) error = NULL;
  WeirRule *rule = weir_rule_new (&spec, &error);

  if (rule == NULL)
    g_error ("%s", error->message);

  return rule;
}

/* Records of one key after the other, a millisecond apart, of numbers between 0 and 100. */
static double
feed (GPtrArray *rules,
      guint      n_records,
      guint      n_keys)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (1);
  g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_alert_event_free);
  double seconds = thread_seconds ();

  for (guint i = 0; i < n_records; i++)
    {
      char key[16];
      const WeirMessage message = { .topic = "bench", .offset = i, .time_usec = (gint64) i * STEP_USEC };
      const WeirValue values[] = { { .type = WEIR_VALUE_DOUBLE, .as_double = g_rand_double_range (random, 0, 100) },
                                   weir_value_of_text ("yes", 3) };
      const WeirRecord record = {
        .message = &message,
        .time_usec = message.time_usec,
        .key = key,
        .key_length = g_snprintf (key, sizeof key, "key-%05u", i % n_keys),
        .values = values,
        .n_values = 2,
      };

      for (guint j = 0; j < rules->len; j++)
        weir_rule_add_record (g_ptr_array_index (rules, j), &record, i % n_keys);
      for (guint j = 0; i % BATCH == BATCH - 1 && j < rules->len; j++)
        weir_rule_take_events (g_ptr_array_index (rules, j), events);
      g_ptr_array_set_size (events, 0);
    }

  return thread_seconds () - seconds;
}

static double
measure (const char *condition,
         double      empty)
{
  g_autoptr(GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_rule_free);
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < 3; i++)
    {
      g_ptr_array_set_size (rules, 0);
      g_ptr_array_add (rules, make_rule (condition));
      best = MIN (best, feed (rules, N_RECORDS, N_KEYS));
    }

  return (best - empty) / N_RECORDS * 1e9;
}

static double
peak_mib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) usage.ru_maxrss * 1024 / MEBIBYTE;
}

/* @n_rules with limits all over the range, so that a tenth of what they see fires. */
static void
measure_many (JsonBuilder *json,
              const char  *name,
              const char  *subject,
              guint        n_rules,
              guint        n_keys)
{
  g_autoptr(GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_rule_free);
  guint n_records = 2 * n_keys;
  double seconds;
  guint64 n_fired = 0;
  guint64 n_overflowed = 0;

  for (guint i = 0; i < n_rules; i++)
    {
      g_autofree char *fire = g_strdup_printf ("%s > %u", subject, 80 + i % 21);

      g_ptr_array_add (rules, make_rule (fire));
    }
  seconds = feed (rules, n_records, n_keys);
  for (guint i = 0; i < n_rules; i++)
    {
      n_fired += weir_rule_get_n_fired (g_ptr_array_index (rules, i));
      n_overflowed += weir_rule_get_n_overflowed (g_ptr_array_index (rules, i));
    }

  say ("%u rules (%s) × %u keys: %.0f records/s, %.0f ns a record and rule, peak %.0f MiB, %" G_GUINT64_FORMAT " firings, %"
       G_GUINT64_FORMAT " not followed\n", n_rules, name, n_keys, n_records / seconds, seconds * 1e9 / n_records / n_rules,
       peak_mib (), n_fired, n_overflowed);
  json_builder_set_member_name (json, name);
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "rules");
  json_builder_add_int_value (json, n_rules);
  json_builder_set_member_name (json, "keys");
  json_builder_add_int_value (json, n_keys);
  json_builder_set_member_name (json, "records_per_second");
  json_builder_add_double_value (json, n_records / seconds);
  json_builder_set_member_name (json, "peak_mib");
  json_builder_add_double_value (json, peak_mib ());
  json_builder_set_member_name (json, "fired");
  json_builder_add_int_value (json, (gint64) n_fired);
  json_builder_end_object (json);
}

int
main (void)
{
  g_autoptr(JsonBuilder) json = json_builder_new ();
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *text = NULL;
  double empty = feed (none, N_RECORDS, N_KEYS);

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "ns_per_record");
  json_builder_begin_object (json);
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      double cost = measure (conditions[i], empty);

      say ("%-28s %6.0f ns a record\n", conditions[i], cost);
      json_builder_set_member_name (json, conditions[i]);
      json_builder_add_double_value (json, cost);
    }
  json_builder_end_object (json);
  measure_many (json, "thresholds", "x", 1000, 10000);
  measure_many (json, "spikes", "x - prev(x)", 1000, 10000);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, TRUE);
  printf ("%s\n", text);

  return 0;
}
