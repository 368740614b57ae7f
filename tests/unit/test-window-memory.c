#include "config.h"

#include "tests/unit/window-harness.h"

/* Many keys, and a budget they do not fit in. */

typedef struct
{
  guint64    n_rows;
  guint64    n_records;
  double     sum;
  guint64    n_other;
  GHashTable *sums;      /* by key and start */
} Totals;

static void
add_to_totals (const WeirWindowRow *row,
               gpointer             user_data)
{
  Totals *totals = user_data;

  totals->n_rows++;
  totals->n_records += row->count;
  if (row->n_values > 0)
    totals->sum += weir_value_get_double (&row->values[0]);
  if (row->key_length == strlen ("(other)") && memcmp (row->key, "(other)", row->key_length) == 0)
    totals->n_other += row->count;
  if (totals->sums != NULL)
    g_hash_table_insert (totals->sums,
                         g_strdup_printf ("%.*s@%" G_GINT64_FORMAT, (int) row->key_length, row->key, row->start_usec),
                         GINT_TO_POINTER ((int) row->values[0].as_int));
}

/* Ten million keys go through a budget of 8 MiB, and nothing is lost. */
static void
test_keys_stay_in_their_budget (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 1000000, .max_bytes = 8 * 1024 * 1024 };
  Totals totals = { 0 };
  gsize most = 0;
  Harness harness;

  harness_init (&harness, &spec, "sum");
  weir_window_engine_set_row_func (harness.engine, add_to_totals, &totals);
  for (guint i = 0; i < 10000000; i++)
    {
      char key[24];

      g_snprintf (key, sizeof key, "%u", i);
      if (i % 100000 == 0)
        most = MAX (most, harness_get_counters (&harness).n_bytes);
      harness_add_int (&harness, (gint32) (i % 4), i, key, 3);
    }
  weir_window_engine_finish (harness.engine);

  g_assert_cmpuint (most, <=, spec.max_bytes + spec.max_bytes / 20);
  g_assert_cmpuint (totals.n_records, ==, 10000000);
  g_assert_cmpfloat (totals.sum, ==, 30000000);
  g_assert_cmpuint (totals.n_other, ==, harness_get_counters (&harness).n_other_records);
  g_assert_cmpuint (totals.n_other, >, 9000000);
  g_assert_cmpuint (harness_get_counters (&harness).n_keys, >, 10000);
  harness_clear (&harness);
}

static void
test_sessions_stay_in_their_budget (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_SESSION, .size_usec = 1000000, .max_bytes = 1024 * 1024 };
  Totals totals = { 0 };
  Harness harness;

  harness_init (&harness, &spec, "sum");
  weir_window_engine_set_row_func (harness.engine, add_to_totals, &totals);
  for (guint i = 0; i < 200000; i++)
    {
      char key[24];

      g_snprintf (key, sizeof key, "%u", i);
      harness_add_int (&harness, 0, i, key, 3);
    }
  g_assert_cmpuint (harness_get_counters (&harness).n_bytes, <=, spec.max_bytes + spec.max_bytes / 20);
  weir_window_engine_finish (harness.engine);
  g_assert_cmpuint (totals.n_records, ==, 200000);
  g_assert_cmpuint (totals.n_other, ==, harness_get_counters (&harness).n_other_records);
  /* Nothing but the keys' names is left, which have half of the budget at most. */
  g_assert_cmpuint (harness_get_counters (&harness).n_bytes, <=, spec.max_bytes / 2 + spec.max_bytes / 20);
  harness_clear (&harness);
}

/* What takes no room goes to the "other" key, then nowhere, and each record is in one of three counts. */
static void
assert_records_stay_in_their_budget (WeirWindowKind kind,
                                     guint          n_keys)
{
  WeirWindowSpec spec = { .kind = kind, .size_usec = 1000000, .max_bytes = 256 * 1024 };
  WeirWindowCounters counters;
  Harness harness;

  harness_init (&harness, &spec, "sum");
  weir_window_engine_set_row_func (harness.engine, NULL, NULL);
  for (guint i = 0; i < 20000; i++)
    {
      char key[24];

      g_snprintf (key, sizeof key, "%u", i % n_keys);
      harness_add_int (&harness, (gint32) (i % 4), i, key, 3);
    }

  counters = harness_get_counters (&harness);
  g_assert_cmpuint (counters.n_bytes, <=, spec.max_bytes);
  g_assert_cmpuint (counters.n_records + counters.n_shed_records, ==, 20000);
  g_assert_cmpuint (counters.n_shed_records, >, 10000);
  g_assert_cmpuint (counters.n_late_records, ==, 0);

  /* Records that are dropped in time make room again. */
  harness_add_int (&harness, 0, 10000000, "0", 3);
  harness_add_int (&harness, 1, 10000000, "0", 3);
  harness_add_int (&harness, 2, 10000000, "0", 3);
  harness_add_int (&harness, 3, 10000000, "0", 3);
  harness_add_int (&harness, 0, 10000001, "0", 3);
  g_assert_cmpuint (harness_get_counters (&harness).n_records, >, counters.n_records);
  harness_clear (&harness);
}

static void
test_kept_records_stay_in_their_budget (void)
{
  assert_records_stay_in_their_budget (WEIR_WINDOW_SLIDING, 1);
  assert_records_stay_in_their_budget (WEIR_WINDOW_SLIDING, 5000);
  assert_records_stay_in_their_budget (WEIR_WINDOW_TRAILING, 1);
  assert_records_stay_in_their_budget (WEIR_WINDOW_TRAILING, 5000);
}

/* A key called like the one for the rest is another key. */
static void
test_other_key_is_no_record_key (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 1000000, .max_bytes = 1 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 1, "a", 1);
  harness_add (&harness, 0, 1, "(other)", 1);
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "(other)[0,1000000]=2$");
  g_assert_cmpuint (weir_window_engine_get_other_key (harness.engine), ==, 0);
  harness_clear (&harness);
}

static void
test_panes_are_given_back (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_HOPPING, .size_usec = 100, .advance_usec = 30 };
  gsize early = 0;
  Harness harness;

  harness_init (&harness, &spec, "sum,p50,distinct");
  weir_window_engine_set_row_func (harness.engine, NULL, NULL);
  for (guint i = 0; i < 200000; i++)
    {
      char key[8];

      g_snprintf (key, sizeof key, "%u", i * 31 % 200);
      if (i == 20000)
        early = harness_get_counters (&harness).n_bytes;
      harness_add (&harness, 0, i, key, i);
    }
  g_assert_cmpuint (harness_get_counters (&harness).n_bytes, <=, early + early / 4);
  harness_clear (&harness);
}

/* Long keys and short ones, tens of thousands of them, against a plain table. */
static void
test_many_keys_are_told_apart (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_HOPPING, .size_usec = 40000, .advance_usec = 20000, .grace_usec = 9000 };
  g_autoptr(GHashTable) expected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  Totals totals = { .sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  GHashTableIter iter;
  gpointer name;
  gpointer sum;
  Harness harness;

  harness_init (&harness, &spec, "sum");
  weir_window_engine_set_row_func (harness.engine, add_to_totals, &totals);
  for (guint i = 0; i < 150000; i++)
    {
      guint number = (guint) g_rand_int_range (rand, 0, 30000);
      gint64 time_usec = i + 5000 - g_rand_int_range (rand, 0, 5000);
      g_autofree char *key = g_strdup_printf (number % 3 == 0 ? "a key longer than sixteen bytes %u" : "%u", number);

      harness_add_int (&harness, (gint32) (i % 3), time_usec, key, 1 + number % 5);
      for (gint64 start = time_usec / 20000 * 20000 - 20000; start <= time_usec; start += 20000)
        {
          char *place = g_strdup_printf ("%s@%" G_GINT64_FORMAT, key, start);
          int before = GPOINTER_TO_INT (g_hash_table_lookup (expected, place));

          g_hash_table_insert (expected, place, GINT_TO_POINTER (before + 1 + (int) number % 5));
        }
    }
  weir_window_engine_finish (harness.engine);

  g_assert_cmpuint (harness_get_counters (&harness).n_late_pairs, ==, 0);
  g_assert_cmpuint (g_hash_table_size (totals.sums), ==, totals.n_rows);
  g_assert_cmpuint (g_hash_table_size (totals.sums), ==, g_hash_table_size (expected));
  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &name, &sum))
    g_assert_true (g_hash_table_lookup (totals.sums, name) == sum);

  g_hash_table_unref (totals.sums);
  harness_clear (&harness);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/window/memory/keys-stay-in-their-budget", test_keys_stay_in_their_budget);
  g_test_add_func ("/window/memory/sessions-stay-in-their-budget", test_sessions_stay_in_their_budget);
  g_test_add_func ("/window/memory/kept-records-stay-in-their-budget", test_kept_records_stay_in_their_budget);
  g_test_add_func ("/window/memory/other-key-is-no-record-key", test_other_key_is_no_record_key);
  g_test_add_func ("/window/memory/panes-are-given-back", test_panes_are_given_back);
  g_test_add_func ("/window/memory/many-keys-are-told-apart", test_many_keys_are_told_apart);

  return g_test_run ();
}
