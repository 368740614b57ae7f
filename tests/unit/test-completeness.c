#include "data/view/weir-completeness.h"

#include <math.h>

#define SECOND G_TIME_SPAN_SECOND

static double
share_of (GArray *delays,
          guint64 n_records,
          gint64  stream_usec)
{
  return weir_completeness_of (delays, n_records, 0, 60 * SECOND, stream_usec);
}

static void
test_in_order (void)
{
  g_autoptr(GArray) delays = g_array_new (FALSE, FALSE, sizeof (WeirDelayBucket));

  /* What comes in order is there as soon as its time has passed. */
  g_assert_cmpfloat (share_of (delays, 100, -SECOND), ==, 0.0);
  g_assert_cmpfloat (share_of (delays, 100, 0), ==, 0.0);
  g_assert_cmpfloat (share_of (delays, 100, 15 * SECOND), ==, 0.25);
  g_assert_cmpfloat (share_of (delays, 100, 60 * SECOND), ==, 1.0);
  g_assert_cmpfloat (share_of (delays, 100, 90 * SECOND), ==, 1.0);
  g_assert_true (isnan (share_of (delays, 0, 60 * SECOND)));
}

static void
test_late_records (void)
{
  const WeirDelayBucket buckets[] = { { 5 * SECOND, 6 * SECOND, 20 }, { 20 * SECOND, 30 * SECOND, 10 } };
  g_autoptr(GArray) delays = g_array_new (FALSE, FALSE, sizeof (WeirDelayBucket));

  g_array_append_vals (delays, buckets, G_N_ELEMENTS (buckets));

  /* Of 100 records 70 come at once, 20 six seconds later, 10 half a minute later. */
  g_assert_cmpfloat_with_epsilon (share_of (delays, 100, 60 * SECOND), 0.7 + 0.2 * 54.0 / 60.0 + 0.1 * 30.0 / 60.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (share_of (delays, 100, 66 * SECOND), 0.7 + 0.2 + 0.1 * 36.0 / 60.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (share_of (delays, 100, 6 * SECOND), 0.7 * 6.0 / 60.0, 1e-12);
  g_assert_cmpfloat (share_of (delays, 100, 90 * SECOND), ==, 1.0);
}

static void
test_it_only_grows (void)
{
  const WeirDelayBucket buckets[] = { { SECOND, 2 * SECOND, 7 }, { 9 * SECOND, 10 * SECOND, 3 }, { 50 * SECOND, 52 * SECOND, 2 } };
  g_autoptr(GArray) delays = g_array_new (FALSE, FALSE, sizeof (WeirDelayBucket));
  double before = 0.0;

  g_array_append_vals (delays, buckets, G_N_ELEMENTS (buckets));
  for (gint64 t = -SECOND; t < 130 * SECOND; t += SECOND / 4)
    {
      double now = share_of (delays, 40, t);

      g_assert_cmpfloat (now, >=, before);
      g_assert_cmpfloat (now, <=, 1.0);
      before = now;
    }
  g_assert_cmpfloat (before, ==, 1.0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/completeness/in-order", test_in_order);
  g_test_add_func ("/completeness/late-records", test_late_records);
  g_test_add_func ("/completeness/it-only-grows", test_it_only_grows);

  return g_test_run ();
}
