#include "config.h"

#include "tests/unit/window-harness.h"

/* Session, sliding and trailing windows by the examples of their rules. */

static void
test_session_bridge_retracts_both (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_SESSION, .size_usec = 5, .grace_usec = 10 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  weir_window_engine_set_emit_updates (harness.engine, TRUE);
  harness_add (&harness, 0, 10, "a", 1);
  harness_add (&harness, 0, 12, "a", 1);
  harness_add (&harness, 0, 20, "a", 1);
  harness_assert_rows (&harness, "a[10,10]=1? a[10,10]=0- a[10,12]=2? a[20,20]=1?");
  harness_add (&harness, 0, 16, "a", 1);
  harness_assert_rows (&harness, "a[10,12]=0- a[20,20]=0- a[10,20]=4?");
  harness_add (&harness, 0, 35, "b", 1);
  harness_assert_rows (&harness, "b[35,35]=1?");
  harness_add (&harness, 0, 36, "b", 1);
  harness_assert_rows (&harness, "a[10,20]=4 b[35,35]=0- b[35,36]=2?");
  harness_clear (&harness);
}

static void
test_session_lateness_is_of_the_merged_one (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_SESSION, .size_usec = 5 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 100, "a", 1);
  harness_add (&harness, 0, 104, "a", 1);
  harness_add (&harness, 0, 108, "a", 1);
  harness_add (&harness, 0, 96, "a", 1);
  /* 90 alone ended more than a gap ago and touches nothing. */
  harness_add (&harness, 0, 90, "a", 1);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_pairs, ==, 1);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_records, ==, 1);
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[96,108]=4$");
  harness_clear (&harness);
}

static void
test_session_gap_is_inclusive (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_SESSION, .size_usec = 5 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 10, "a", 1);
  harness_add (&harness, 0, 15, "a", 1);
  harness_add (&harness, 0, 20, "b", 1);
  harness_assert_rows (&harness, "");
  harness_add (&harness, 0, 21, "a", 1);
  harness_assert_rows (&harness, "a[10,15]=2");
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "b[20,20]=1$ a[21,21]=1$");
  harness_clear (&harness);
}

/* One key in two partitions: its sessions are one row, and the partition ahead does not change that. */
static void
test_session_joins_partitions (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_SESSION, .size_usec = 5 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  weir_window_engine_set_partition (harness.engine, 0, 0, TRUE);
  weir_window_engine_set_partition (harness.engine, 0, 1, TRUE);
  harness_add (&harness, 0, 10, "a", 1);
  harness_add (&harness, 0, 30, "a", 1);
  harness_add (&harness, 1, 14, "a", 1);
  harness_add (&harness, 1, 40, "b", 1);
  harness_assert_rows (&harness, "a[10,14]=2");
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[30,30]=1$ b[40,40]=1$");
  harness_clear (&harness);
}

/* [10] ended in partition 0 when partition 1 had its time go past it with [17]; that 13 joins [17] later, and so would
 * reach [10], does not void what was final by then. Both orders of arrival must say so. */
static void
test_session_ended_stays_ended (void)
{
  const int orders[2][4] = { { 0, 1, 2, 3 }, { 2, 3, 0, 1 } };
  const struct
  {
    gint32 partition;
    gint64 time_usec;
  } records[4] = { { 0, 10 }, { 0, 40 }, { 1, 17 }, { 1, 13 } };

  for (guint i = 0; i < 2; i++)
    {
      WeirWindowSpec spec = { .kind = WEIR_WINDOW_SESSION, .size_usec = 5 };
      Harness harness;

      harness_init (&harness, &spec, NULL);
      weir_window_engine_set_partition (harness.engine, 0, 0, TRUE);
      weir_window_engine_set_partition (harness.engine, 0, 1, TRUE);
      for (guint j = 0; j < 4; j++)
        harness_add (&harness, records[orders[i][j]].partition, records[orders[i][j]].time_usec, "a", 1);
      weir_window_engine_finish (harness.engine);
      harness_assert_rows (&harness, i == 0 ? "a[10,10]=1 a[13,17]=2$ a[40,40]=1$"
                                            : "a[10,10]=1 a[13,17]=2$ a[40,40]=1$");
      harness_clear (&harness);
    }
}

/* A session that late events extended over a closed one takes events on, while the closed one waits for partition 1. */
static void
test_session_over_a_closed_one (void)
{
  const gint64 times_usec[] = { 100, 106, 101, 99, 100 };
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_SESSION, .size_usec = 5 };

  for (guint n_partitions = 1; n_partitions <= 2; n_partitions++)
    {
      Harness harness;

      harness_init (&harness, &spec, NULL);
      weir_window_engine_set_partition (harness.engine, 0, 0, TRUE);
      if (n_partitions > 1)
        harness_add (&harness, 1, 0, "b", 1);
      for (guint i = 0; i < G_N_ELEMENTS (times_usec); i++)
        harness_add (&harness, 0, times_usec[i], "a", 1);
      g_assert_cmpuint (harness_get_counters (&harness).n_late_records, ==, 0);
      weir_window_engine_finish (harness.engine);
      harness_assert_rows (&harness, n_partitions == 1 ? "a[100,100]=1 a[99,106]=4$"
                                                       : "b[0,0]=1$ a[99,106]=4$ a[100,100]=1");
      harness_clear (&harness);
    }
}

/* Sessions of two partitions that reach from one to the next make one row, however many they are, and however far one
 * partition is ahead. */
static void
test_session_of_partitions_in_turn (void)
{
  const guint n_records = 200000;
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_SESSION, .size_usec = 15, .max_bytes = 1 << 30 };

  for (guint ahead = 1; ahead <= n_records / 2; ahead *= 50)
    {
      Harness harness;

      harness_init (&harness, &spec, "sum");
      weir_window_engine_set_partition (harness.engine, 0, 0, TRUE);
      weir_window_engine_set_partition (harness.engine, 0, 1, TRUE);
      for (guint i = 0; i < n_records / 2; i += ahead)
        for (guint j = 0; j < 2 * ahead; j++)
          if (i + j % ahead < n_records / 2)
            harness_add_int (&harness, (gint32) (j / ahead), (gint64) (2 * (i + j % ahead) + j / ahead) * 10, "a", 1);
      harness_add (&harness, 0, n_records * 10 + 100, "b", 1);
      harness_assert_rows (&harness, "");
      weir_window_engine_set_partition (harness.engine, 0, 1, FALSE);
      g_assert_cmpuint (harness.rows->len, ==, 1);
      g_assert_cmpint (g_array_index (harness.rows, HarnessRow, 0).values[0].as_int, ==, n_records);
      harness_assert_rows (&harness, "a[0,1999990]=200000$");
      harness_clear (&harness);
    }
}

static void
test_sliding_makes_five_windows (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_SLIDING, .size_usec = 5000 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 8000, "a", 1);
  harness_add (&harness, 0, 9200, "a", 1);
  harness_add (&harness, 0, 12400, "a", 1);
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[3000,8000]=1 a[4200,9200]=2 a[7400,12400]=3$ a[8001,13001]=2$ a[9201,14201]=1$");
  harness_clear (&harness);
}

static void
test_sliding_closes_after_end_and_grace (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_SLIDING, .size_usec = 5, .grace_usec = 10 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 20, "a", 1);
  harness_add (&harness, 0, 30, "b", 1);
  harness_assert_rows (&harness, "");
  harness_add (&harness, 0, 20, "a", 1);
  harness_add (&harness, 0, 31, "b", 1);
  harness_assert_rows (&harness, "a[15,20]=2");
  /* Its own window closed, those of up to 25 later did not. */
  harness_add (&harness, 0, 20, "a", 1);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_pairs, ==, 1);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_records, ==, 0);
  harness_add (&harness, 0, 22, "a", 1);
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[17,22]=4$ a[21,26]=1$ b[25,30]=1$ b[26,31]=2$ b[31,36]=1$");
  harness_clear (&harness);
}

/* The window that a late record places may have records already: it is a change too, once. */
static void
test_sliding_updates_have_every_window (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_SLIDING, .size_usec = 5, .grace_usec = 10 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  weir_window_engine_set_emit_updates (harness.engine, TRUE);
  harness_add (&harness, 0, 10, "a", 1);
  harness_assert_rows (&harness, "a[5,10]=1?");
  harness_add (&harness, 0, 8, "a", 1);
  harness_assert_rows (&harness, "a[3,8]=1? a[5,10]=2? a[9,14]=1?");
  /* [9,14] is there already, and has none of it. */
  harness_add (&harness, 0, 8, "a", 1);
  harness_assert_rows (&harness, "a[3,8]=2? a[5,10]=3?");
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[3,8]=2$ a[5,10]=3$ a[9,14]=1$");
  harness_clear (&harness);
}

/* A late record is lost when no window took it, which shows when the last that could have it is given out. */
static void
test_late_record_is_lost_when_no_window_took_it (void)
{
  const WeirWindowKind kinds[] = { WEIR_WINDOW_SLIDING, WEIR_WINDOW_TRAILING };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      WeirWindowSpec spec = { .kind = kinds[i], .size_usec = 5 };
      Harness harness;

      harness_init (&harness, &spec, NULL);
      harness_add (&harness, 0, 100, "b", 1);
      harness_add (&harness, 0, 97, "a", 1);
      harness_add (&harness, 0, 97, "b", 1);
      g_assert_cmpuint (harness_get_counters (&harness).n_late_pairs, ==, 2);
      g_assert_cmpuint (harness_get_counters (&harness).n_late_records, ==, 0);
      harness_add (&harness, 0, 120, "b", 1);
      g_assert_cmpuint (harness_get_counters (&harness).n_late_records, ==, 1);
      g_assert_cmpuint (harness_get_counters (&harness).n_records, ==, 3);

      harness_add (&harness, 0, 118, "a", 1);
      weir_window_engine_finish (harness.engine);
      harness_assert_rows (&harness, i == 0 ? "b[95,100]=2 b[98,103]=1 b[115,120]=1$" : "b[95,100]=2 b[115,120]=1$");
      g_assert_cmpuint (harness_get_counters (&harness).n_late_pairs, ==, 3);
      g_assert_cmpuint (harness_get_counters (&harness).n_late_records, ==, 2);
      g_assert_cmpuint (harness_get_counters (&harness).n_records, ==, 3);
      harness_clear (&harness);
    }
}

static void
test_trailing_row_for_each_record (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TRAILING, .size_usec = 10 };
  Harness harness;

  harness_init (&harness, &spec, "mean");
  harness_add (&harness, 0, 100, "a", 1);
  harness_add (&harness, 0, 105, "a", 2);
  harness_add (&harness, 0, 110, "a", 6);
  harness_add (&harness, 0, 110, "b", 5);
  harness_assert_rows (&harness, "a[90,100]=1 a[95,105]=2");
  weir_window_engine_finish (harness.engine);
  g_assert_cmpfloat (g_array_index (harness.rows, HarnessRow, 0).values[0].as_double, ==, 4.0);
  harness_assert_rows (&harness, "a[100,110]=2$ b[100,110]=1$");
  harness_clear (&harness);
}

static void
test_trailing_late_record_counts_in_later_rows (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TRAILING, .size_usec = 10 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 100, "a", 1);
  harness_add (&harness, 0, 99, "a", 1);
  harness_add (&harness, 0, 90, "a", 1);
  harness_add (&harness, 0, 101, "a", 1);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_pairs, ==, 2);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_records, ==, 1);
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[90,100]=2 a[91,101]=3$");
  harness_clear (&harness);
}

static void
test_trailing_tie_and_early_values (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TRAILING, .size_usec = 10, .grace_usec = 10 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 100, "a", 1);
  harness_add (&harness, 0, 100, "a", 1);
  weir_window_engine_take_changed (harness.engine, harness_keep_row, &harness);
  harness_assert_rows (&harness, "a[90,100]=2? a[90,100]=2?");
  harness_add (&harness, 0, 95, "a", 1);
  harness_add (&harness, 0, 110, "b", 1);
  harness_assert_rows (&harness, "a[85,95]=1");
  harness_add (&harness, 0, 111, "b", 1);
  harness_assert_rows (&harness, "a[90,100]=3 a[90,100]=3");
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "b[100,110]=1$ b[101,111]=2$");
  harness_clear (&harness);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/window/session/bridge-retracts-both", test_session_bridge_retracts_both);
  g_test_add_func ("/window/session/lateness-is-of-the-merged-one", test_session_lateness_is_of_the_merged_one);
  g_test_add_func ("/window/session/gap-is-inclusive", test_session_gap_is_inclusive);
  g_test_add_func ("/window/session/joins-partitions", test_session_joins_partitions);
  g_test_add_func ("/window/session/ended-stays-ended", test_session_ended_stays_ended);
  g_test_add_func ("/window/session/over-a-closed-one", test_session_over_a_closed_one);
  g_test_add_func ("/window/session/of-partitions-in-turn", test_session_of_partitions_in_turn);
  g_test_add_func ("/window/sliding/makes-five-windows", test_sliding_makes_five_windows);
  g_test_add_func ("/window/sliding/closes-after-end-and-grace", test_sliding_closes_after_end_and_grace);
  g_test_add_func ("/window/sliding/updates-have-every-window", test_sliding_updates_have_every_window);
  g_test_add_func ("/window/sliding/late-record-is-lost-when-no-window-took-it",
                   test_late_record_is_lost_when_no_window_took_it);
  g_test_add_func ("/window/trailing/row-for-each-record", test_trailing_row_for_each_record);
  g_test_add_func ("/window/trailing/late-record-counts-in-later-rows", test_trailing_late_record_counts_in_later_rows);
  g_test_add_func ("/window/trailing/tie-and-early-values", test_trailing_tie_and_early_values);

  return g_test_run ();
}
