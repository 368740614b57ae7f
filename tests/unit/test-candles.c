#include "data/series/weir-candles.h"

static void
put (WeirCandles *candles,
     gint64       start_usec,
     double       close)
{
  const WeirCandle candle = { .start_usec = start_usec, .end_usec = start_usec + 60, .close = close };

  weir_candles_put (candles, &candle);
}

static void
test_candles_stand_by_start (void)
{
  g_autoptr(WeirCandles) candles = weir_candles_new (10);

  put (candles, 120, 3.0);
  put (candles, 0, 1.0);
  put (candles, 60, 2.0);
  put (candles, 60, 2.5);

  g_assert_cmpuint (weir_candles_get_length (candles), ==, 3);
  g_assert_cmpfloat (weir_candles_get (candles, 0)->close, ==, 1.0);
  g_assert_cmpfloat (weir_candles_get (candles, 1)->close, ==, 2.5);
  g_assert_cmpfloat (weir_candles_get (candles, 2)->close, ==, 3.0);
}

static void
test_candles_read_again_stand_behind_what_is_gone (void)
{
  g_autoptr(WeirCandles) candles = weir_candles_new (4);
  g_autoptr(WeirCandles) newer = weir_candles_new (4);

  put (candles, 0, 1.0);
  put (candles, 60, 2.0);
  put (candles, 180, 4.0);
  put (newer, 60, 20.0);
  put (newer, 120, 30.0);
  weir_candles_take_over (candles, newer);
  g_assert_cmpuint (weir_candles_get_length (newer), ==, 0);
  g_assert_cmpuint (weir_candles_get_length (candles), ==, 3);
  g_assert_cmpfloat (weir_candles_get (candles, 0)->close, ==, 1.0);
  g_assert_cmpfloat (weir_candles_get (candles, 1)->close, ==, 20.0);
  g_assert_cmpfloat (weir_candles_get (candles, 2)->close, ==, 30.0);

  /* Nothing was found: nothing is lost. */
  weir_candles_take_over (candles, newer);
  g_assert_cmpuint (weir_candles_get_length (candles), ==, 3);
}

static void
test_oldest_are_forgotten (void)
{
  g_autoptr(WeirCandles) candles = weir_candles_new (3);

  for (gint64 i = 0; i < 100; i++)
    {
      put (candles, i * 60, i);
      g_assert_cmpuint (weir_candles_get_length (candles), ==, MIN (i + 1, 3));
      g_assert_cmpfloat (weir_candles_get (candles, 0)->close, ==, MAX (0, i - 2));
    }

  /* Older than all of a full list: it is itself the oldest. */
  put (candles, 0, -1.0);
  g_assert_cmpfloat (weir_candles_get (candles, 0)->close, ==, 97.0);
}

static void
test_find_by_end (void)
{
  g_autoptr(WeirCandles) candles = weir_candles_new (10);

  g_assert_cmpuint (weir_candles_find (candles, 0), ==, 0);
  put (candles, 0, 1.0);
  put (candles, 60, 1.0);
  put (candles, 300, 1.0);
  g_assert_cmpuint (weir_candles_find (candles, -5), ==, 0);
  g_assert_cmpuint (weir_candles_find (candles, 59), ==, 0);
  g_assert_cmpuint (weir_candles_find (candles, 60), ==, 1);
  g_assert_cmpuint (weir_candles_find (candles, 200), ==, 2);
  g_assert_cmpuint (weir_candles_find (candles, 360), ==, 3);
}

static void
count (WeirCandles *candles,
       int         *n)
{
  *n += 1;
}

static void
test_changed_once_a_batch (void)
{
  g_autoptr(WeirCandles) candles = weir_candles_new (10);
  int n = 0;

  g_signal_connect (candles, "changed", G_CALLBACK (count), &n);
  weir_candles_emit_changed (candles);
  put (candles, 0, 1.0);
  put (candles, 60, 1.0);
  weir_candles_emit_changed (candles);
  weir_candles_emit_changed (candles);
  g_assert_cmpint (n, ==, 1);
  weir_candles_clear (candles);
  weir_candles_emit_changed (candles);
  g_assert_cmpint (n, ==, 2);
  g_assert_cmpuint (weir_candles_get_length (candles), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/candles/stand-by-start", test_candles_stand_by_start);
  g_test_add_func ("/candles/read-again-stand-behind-what-is-gone", test_candles_read_again_stand_behind_what_is_gone);
  g_test_add_func ("/candles/oldest-are-forgotten", test_oldest_are_forgotten);
  g_test_add_func ("/candles/find-by-end", test_find_by_end);
  g_test_add_func ("/candles/changed-once-a-batch", test_changed_once_a_batch);

  return g_test_run ();
}
