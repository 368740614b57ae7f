#include "data/alert/weir-evaluator.h"

#include <math.h>
#include <string.h>

static const char *const fields[] = { "x", "y", "word", NULL };

#define SECOND G_TIME_SPAN_SECOND

/* One record, and what is expected of the expression: NaN for null. */
typedef struct
{
  const char *key;
  double      seconds;
  double      x;
  double      expected;
} Step;

static WeirValue
value_of (double number)
{
  if (isnan (number))
    return (WeirValue) { .type = WEIR_VALUE_NULL };

  return (WeirValue) { .type = WEIR_VALUE_DOUBLE, .as_double = number };
}

static void
check_steps (const char *text,
             const Step *steps,
             guint       n_steps)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirEvaluator) evaluator = weir_evaluator_new (text, fields, 1 << 20, &error);

  g_assert_no_error (error);
  g_assert_true (weir_evaluator_remembers (evaluator));
  for (guint i = 0; i < n_steps; i++)
    {
      const WeirValue values[] = { value_of (steps[i].x), value_of (2 * steps[i].x), { .type = WEIR_VALUE_MISSING } };
      WeirValue result;

      weir_evaluator_add (evaluator, steps[i].key, strlen (steps[i].key), (gint64) (steps[i].seconds * SECOND), values);
      result = weir_evaluator_get_value (evaluator, values);
      g_test_message ("%s: record %u", text, i);
      if (isnan (steps[i].expected))
        g_assert_false (weir_value_is_number (&result) || result.type == WEIR_VALUE_BOOL);
      else
        g_assert_cmpfloat_with_epsilon (weir_value_get_double (&result), steps[i].expected, 1e-9);
    }
}

#define CHECK(text, ...)                               \
  G_STMT_START                                         \
  {                                                    \
    const Step steps[] = { __VA_ARGS__ };              \
    check_steps (text, steps, G_N_ELEMENTS (steps));   \
  }                                                    \
  G_STMT_END

static void
test_the_value_before (void)
{
  /* Each key has its own; null is passed over; a late record neither asks nor changes. */
  CHECK ("prev(x)", { "a", 0, 1, NAN }, { "b", 1, 7, NAN }, { "a", 2, NAN, 1 }, { "a", 3, 5, 1 }, { "a", 1, 9, NAN }, { "a", 4, 6, 5 },
         { "b", 5, 8, 7 });
  CHECK ("x - prev(x)", { "a", 0, 1, NAN }, { "a", 1, 4, 3 });
  CHECK ("prev(prev(x))", { "a", 0, 1, NAN }, { "a", 1, 2, NAN }, { "a", 2, 3, 1 });
  CHECK ("elapsed()", { "a", 10, 1, NAN }, { "a", 12.5, 1, 2.5 }, { "a", 12.5, 1, 0 }, { "a", 11, 1, NAN }, { "a", 20, 1, 7.5 });
  /* A part that is not looked at remembers too. */
  CHECK ("x > 100 and prev(x) > 0", { "a", 0, 1, 0 }, { "a", 1, 101, 1 });
}

static void
test_the_value_some_time_ago (void)
{
  CHECK ("ago(x, 10s)", { "a", 0, 1, NAN }, { "a", 5, 2, NAN }, { "a", 10, 3, 1 }, { "a", 14, 4, 1 }, { "a", 15, 5, 2 }, { "a", 60, 6, 5 },
         { "a", 61, NAN, 5 });
  /* A late record is put in its place. */
  CHECK ("ago(x, 10s)", { "a", 0, 1, NAN }, { "a", 12, 2, 1 }, { "a", 1, 3, 3 });
}

static void
test_a_span_has_both_ends (void)
{
  CHECK ("count(10s)", { "a", 0, 1, 1 }, { "b", 0, 1, 1 }, { "a", 10, 1, 2 }, { "a", 10.000001, 1, 2 }, { "a", 100, 1, 1 });
  CHECK ("count(10s, x > 1)", { "a", 0, 1, 0 }, { "a", 1, 2, 1 }, { "a", 2, NAN, 1 }, { "a", 3, 5, 2 });
  CHECK ("sum(x, 10s)", { "a", 0, 1.5, 1.5 }, { "a", 10, 2, 3.5 }, { "a", 11, NAN, 2 }, { "a", 12, 1e16, 1e16 + 2 }, { "a", 30, 3, 3 });
  /* A late record counts while it is inside. */
  CHECK ("sum(x, 10s)", { "a", 20, 1, 1 }, { "a", 12, 2, 3 }, { "a", 9, 4, 3 }, { "a", 23, 1, 2 });
  CHECK ("mean(x, 10s)", { "a", 0, 1, 1 }, { "a", 1, 3, 2 }, { "a", 11, 5, 4 });
  CHECK ("min(x, 10s)", { "a", 0, 1, 1 }, { "a", 1, 3, 1 }, { "a", 11, 5, 3 });
  CHECK ("max(x, 10s)", { "a", 0, 9, 9 }, { "a", 1, 3, 9 }, { "a", 11, 2, 3 });
  CHECK ("median(x, 10s)", { "a", 0, 9, 9 }, { "a", 1, 3, 6 }, { "a", 2, 4, 4 });
  /* 2, 4, 4, 4, 5, 5, 7, 9: the sample's is √(32/7). */
  CHECK ("stddev(x, 1h)", { "a", 0, 2, NAN }, { "a", 1, 4, sqrt (2) }, { "a", 2, 4, sqrt (4.0 / 3) }, { "a", 3, 4, 1 },
         { "a", 4, 5, sqrt (1.2) }, { "a", 5, 5, sqrt (1.2) }, { "a", 6, 7, sqrt (2 + 2.0 / 7 ) }, { "a", 7, 9, sqrt (32.0 / 7) });
}

static void
test_changes (void)
{
  CHECK ("change(x, 10s)", { "a", 0, 5, 0 }, { "a", 5, 8, 3 }, { "a", 12, 6, -2 });
  CHECK ("change_pct(x, 10s)", { "a", 0, -5, 0 }, { "a", 5, -4, 20 }, { "b", 0, 0, NAN }, { "b", 1, 3, NAN });
  CHECK ("rate(x, 10s)", { "a", 0, 5, NAN }, { "a", 4, 13, 2 }, { "a", 14, 3, -1 });
}

/* Ten earlier values, 1 to 10: mean 5.5, s = √(82.5/9); median 5.5, MAD 2.5. */
static void
check_score (const char *text,
             double      x,
             double      expected)
{
  Step steps[11];

  for (guint i = 0; i < 10; i++)
    steps[i] = (Step) { "a", i, i + 1, NAN };
  steps[10] = (Step) { "a", 10, x, expected };
  check_steps (text, steps, 11);
}

static void
test_scores_go_by_what_was_before (void)
{
  double s = sqrt (82.5 / 9);
  Step flat[12];

  check_score ("zscore(x, 1h)", 5.5, 0);
  check_score ("zscore(x, 1h)", 5.5 + 3 * s, 3);
  check_score ("rzscore(x, 1h)", 15.5, 0.6745 * 10 / 2.5);
  check_score ("if(ewma_zscore(x, 1h) > 2, 1, null)", 40, 1);

  /* Without any spread another value is beyond every limit, the same one is not. */
  for (guint i = 0; i < G_N_ELEMENTS (flat); i++)
    flat[i] = (Step) { "a", i, 3, i < 10 ? NAN : 0 };
  check_steps ("rzscore(x, 1h)", flat, 12);
  flat[11] = (Step) { "a", 11, 2, -G_MAXDOUBLE };
  check_steps ("rzscore(x, 1h)", flat, 12);
  check_steps ("zscore(x, 1h)", flat, 12);
}

static void
test_an_average_weighted_by_time (void)
{
  double w = 1 - exp (-0.5);

  CHECK ("ewma(x, 10s)", { "a", 0, 10, NAN }, { "a", 5, 20, 10 }, { "a", 10, 0, 10 + w * 10 });
}

static void
test_places (void)
{
  g_autoptr(WeirEvaluator) distance = weir_evaluator_new ("distance_km(x, y)", fields, 1 << 20, NULL);
  g_autoptr(WeirEvaluator) speed = weir_evaluator_new ("speed_kmh(x, y)", fields, 1 << 20, NULL);
  const WeirValue munich[] = { value_of (48.1372), value_of (11.5755), { .type = WEIR_VALUE_MISSING } };
  const WeirValue berlin[] = { value_of (52.5186), value_of (13.4083), { .type = WEIR_VALUE_MISSING } };
  WeirValue km;
  WeirValue kmh;

  weir_evaluator_add (distance, "a", 1, 0, munich);
  weir_evaluator_add (speed, "a", 1, 0, munich);
  g_assert_cmpint (weir_evaluator_get_value (distance, munich).type, ==, WEIR_VALUE_MISSING);
  weir_evaluator_add (distance, "a", 1, G_TIME_SPAN_HOUR / 2, berlin);
  weir_evaluator_add (speed, "a", 1, G_TIME_SPAN_HOUR / 2, berlin);
  km = weir_evaluator_get_value (distance, berlin);
  kmh = weir_evaluator_get_value (speed, berlin);
  g_assert_cmpfloat_with_epsilon (km.as_double, 504.2, 0.5);
  g_assert_cmpfloat_with_epsilon (kmh.as_double, 2 * km.as_double, 1e-9);
}

static void
test_a_word_that_is_new (void)
{
  g_autoptr(WeirEvaluator) evaluator = weir_evaluator_new ("first_seen(word) and prev(word) != word", fields, 1 << 20, NULL);
  const struct
  {
    const char *key;
    const char *word;
    WeirTruth   truth;
  } steps[] = {
    /* The first word has none before it, so that is not decided. */
    { "a", "DE", WEIR_TRUTH_UNKNOWN }, { "a", "DE", WEIR_TRUTH_FALSE }, { "a", "US", WEIR_TRUTH_TRUE },
    { "b", "US", WEIR_TRUTH_UNKNOWN }, { "a", "DE", WEIR_TRUTH_FALSE }, { "a", "FR", WEIR_TRUTH_TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      const WeirValue values[] = { value_of (NAN), value_of (NAN), weir_value_of_text (steps[i].word, strlen (steps[i].word)) };

      weir_evaluator_add (evaluator, steps[i].key, 1, i * SECOND, values);
      g_test_message ("step %u", i);
      g_assert_cmpint (weir_evaluator_get_truth (evaluator, values), ==, steps[i].truth);
    }
}

static void
test_memory_is_bounded_and_counted (void)
{
  g_autoptr(WeirEvaluator) evaluator = weir_evaluator_new ("count(1h) > 0 and prev(x) > 0", fields, 64 * 1024, NULL);
  WeirValue values[] = { value_of (1), value_of (1), { .type = WEIR_VALUE_MISSING } };

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *key = g_strdup_printf ("key-%u", i);

      weir_evaluator_add (evaluator, key, strlen (key), i, values);
    }
  g_assert_cmpuint (weir_evaluator_get_n_bytes (evaluator), <=, 64 * 1024);
  g_assert_cmpuint (weir_evaluator_get_n_forgotten (evaluator), >, 9000);
  /* The last key is still known, the first begins anew. */
  weir_evaluator_add (evaluator, "key-9999", 8, 10000, values);
  g_assert_cmpint (weir_evaluator_get_truth (evaluator, values), ==, WEIR_TRUTH_TRUE);
  weir_evaluator_add (evaluator, "key-0", 5, 10001, values);
  g_assert_cmpint (weir_evaluator_get_truth (evaluator, values), ==, WEIR_TRUTH_UNKNOWN);
}

/* A long run beside a computation that looks at everything anew each time. */
static void
test_a_long_run_stays_exact (void)
{
  g_autoptr(WeirEvaluator) mean = weir_evaluator_new ("mean(x, 100s)", fields, 1 << 20, NULL);
  g_autoptr(WeirEvaluator) spread = weir_evaluator_new ("stddev(x, 100s)", fields, 1 << 20, NULL);
  g_autoptr(WeirEvaluator) median = weir_evaluator_new ("median(x, 100s)", fields, 1 << 20, NULL);
  g_autoptr(GRand) random = g_rand_new_with_seed (7);
  double numbers[2000];

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      guint from = i > 100 ? i - 100 : 0;
      double sum = 0;
      double squares = 0;
      WeirValue values[] = { value_of (0), value_of (0), { .type = WEIR_VALUE_MISSING } };
      guint n_below = 0;
      double middle;

      numbers[i] = 1e6 + g_rand_double (random);
      values[0].as_double = numbers[i];
      for (guint j = from; j <= i; j++)
        sum += numbers[j];
      sum /= i - from + 1;
      for (guint j = from; j <= i; j++)
        squares += (numbers[j] - sum) * (numbers[j] - sum);
      weir_evaluator_add (mean, "a", 1, i * SECOND, values);
      weir_evaluator_add (spread, "a", 1, i * SECOND, values);
      weir_evaluator_add (median, "a", 1, i * SECOND, values);
      g_assert_cmpfloat_with_epsilon (weir_evaluator_get_value (mean, values).as_double, sum, 1e-7);
      if (i > 0)
        g_assert_cmpfloat_with_epsilon (weir_evaluator_get_value (spread, values).as_double, sqrt (squares / (i - from)), 1e-7);
      middle = weir_evaluator_get_value (median, values).as_double;
      for (guint j = from; j <= i; j++)
        n_below += numbers[j] < middle;
      g_assert_cmpuint (n_below, ==, (i - from + 1) / 2);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/evaluator/the-value-before", test_the_value_before);
  g_test_add_func ("/evaluator/the-value-some-time-ago", test_the_value_some_time_ago);
  g_test_add_func ("/evaluator/a-span-has-both-ends", test_a_span_has_both_ends);
  g_test_add_func ("/evaluator/changes", test_changes);
  g_test_add_func ("/evaluator/scores-go-by-what-was-before", test_scores_go_by_what_was_before);
  g_test_add_func ("/evaluator/an-average-weighted-by-time", test_an_average_weighted_by_time);
  g_test_add_func ("/evaluator/places", test_places);
  g_test_add_func ("/evaluator/a-word-that-is-new", test_a_word_that_is_new);
  g_test_add_func ("/evaluator/memory-is-bounded-and-counted", test_memory_is_bounded_and_counted);
  g_test_add_func ("/evaluator/a-long-run-stays-exact", test_a_long_run_stays_exact);

  return g_test_run ();
}
