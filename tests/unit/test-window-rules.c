#include "config.h"

#include <stdlib.h>

#include "tests/unit/window-harness.h"

/* The rules for tumbling and hopping windows, each with small numbers as microseconds. */

static void
test_hopping_assigns_to_every_window (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_HOPPING, .size_usec = 5, .advance_usec = 3 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 4, "a", 1);
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[0,5]=1$ a[3,8]=1$");
  harness_clear (&harness);

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 5, "a", 1);
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[3,8]=1$");
  harness_clear (&harness);
}

/* The grid goes on below the epoch, aligned by floor: where no window closed, no record is late. */
static void
test_windows_before_the_epoch (void)
{
  const WeirWindowSpec specs[] = {
    { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10 },
    { .kind = WEIR_WINDOW_HOPPING, .size_usec = 5, .advance_usec = 3 },
    { .kind = WEIR_WINDOW_HOPPING, .size_usec = 4, .advance_usec = 2 },
    { .kind = WEIR_WINDOW_CALENDAR_DAY },
  };
  const char *expected[] = {
    "a[-30,-20]=1 a[-10,0]=1 a[0,10]=1$",
    "a[-27,-22]=1 a[-24,-19]=1 a[-3,2]=2$ a[0,5]=1$",
    "a[-26,-22]=1 a[-24,-20]=1 a[-4,0]=1 a[-2,2]=2$ a[0,4]=1$",
    "a[-86400000000,0]=2 a[0,86400000000]=1$",
  };

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      WeirWindowCounters counters;
      Harness harness;

      harness_init (&harness, &specs[i], NULL);
      harness_add (&harness, 0, -23, "a", 1);
      harness_add (&harness, 0, -1, "a", 1);
      harness_add (&harness, 0, 0, "a", 1);
      weir_window_engine_finish (harness.engine);
      harness_assert_rows (&harness, expected[i]);
      counters = harness_get_counters (&harness);
      g_assert_cmpuint (counters.n_late_pairs, ==, 0);
      g_assert_cmpuint (counters.n_late_records, ==, 0);
      harness_clear (&harness);
    }
}

/* How a window closed is told of each key: by the partitions that have records of it there. */
static void
test_state_is_of_the_key (void)
{
  WeirWindowSpec specs[] = {
    { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10 },
    { .kind = WEIR_WINDOW_HOPPING, .size_usec = 10, .advance_usec = 5 },
  };
  const char *expected[] = { "a[0,10]=1 b[0,10]=1$ c[0,10]=2$ a[20,30]=1$",
                             "a[-5,5]=1 c[-5,5]=2 a[0,10]=1 b[0,10]=1$ c[0,10]=2$ b[5,15]=1$ a[20,30]=1$ a[25,35]=1$" };

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      Harness harness;

      harness_init (&harness, &specs[i], NULL);
      weir_window_engine_set_hold_until_finish (harness.engine, TRUE);
      harness_add (&harness, 0, 3, "c", 1);
      harness_add (&harness, 0, 4, "a", 1);
      harness_add (&harness, 0, 25, "a", 1);
      harness_add (&harness, 1, 4, "c", 1);
      harness_add (&harness, 1, 6, "b", 1);
      weir_window_engine_finish (harness.engine);
      harness_assert_rows (&harness, expected[i]);
      harness_clear (&harness);
    }
}

static void
test_window_closes_at_end_and_grace (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10000, .grace_usec = 5000 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 1000, "a", 1);
  harness_add (&harness, 0, 14999, "a", 1);
  harness_add (&harness, 0, 9000, "a", 1);
  harness_assert_rows (&harness, "");
  harness_add (&harness, 0, 15000, "a", 1);
  harness_assert_rows (&harness, "a[0,10000]=2");
  harness_add (&harness, 0, 9000, "a", 1);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_pairs, ==, 1);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_records, ==, 1);
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[10000,20000]=2$");
  harness_clear (&harness);
}

static void
test_late_pair_is_no_lost_record (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_HOPPING, .size_usec = 10, .advance_usec = 5 };
  WeirLateRecord late[4];
  guint64 n_forgotten;
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 12, "a", 1);
  harness_add (&harness, 0, 8, "a", 1);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_pairs, ==, 1);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_records, ==, 0);
  g_assert_cmpuint (harness_get_counters (&harness).n_records, ==, 2);
  g_assert_cmpuint (weir_window_engine_copy_late (harness.engine, late, 4, &n_forgotten), ==, 1);
  g_assert_cmpint (late[0].delay_usec, ==, 4);
  g_assert_cmpint (late[0].offset, ==, 1);
  g_assert_false (late[0].future);
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[5,15]=2$ a[10,20]=1$");
  harness_clear (&harness);
}

/* A record that came when one of its windows had closed is in the others only, whatever the engine shares. */
static void
test_late_record_stays_out_of_closed_windows (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_HOPPING, .size_usec = 4, .advance_usec = 1 };
  Harness harness;

  harness_init (&harness, &spec, "sum");
  weir_window_engine_set_partition (harness.engine, 0, 1, TRUE);
  harness_add (&harness, 0, 3, "a", 1);
  harness_add (&harness, 0, 5, "a", 10);
  harness_add (&harness, 0, 3, "a", 100);
  harness_add (&harness, 1, 100, "b", 0);
  weir_window_engine_finish (harness.engine);

  /* [0,4) and [1,5) had closed in partition 0 when the 100 came. */
  g_assert_cmpint (g_array_index (harness.rows, HarnessRow, 0).start_usec, ==, 0);
  g_assert_cmpfloat (g_array_index (harness.rows, HarnessRow, 0).values[0].as_double, ==, 1);
  g_assert_cmpfloat (g_array_index (harness.rows, HarnessRow, 1).values[0].as_double, ==, 1);
  g_assert_cmpfloat (g_array_index (harness.rows, HarnessRow, 2).values[0].as_double, ==, 111);
  g_assert_cmpfloat (g_array_index (harness.rows, HarnessRow, 3).values[0].as_double, ==, 111);
  g_assert_cmpfloat (g_array_index (harness.rows, HarnessRow, 4).values[0].as_double, ==, 10);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_pairs, ==, 2);
  harness_clear (&harness);
}

static void
test_final_waits_for_every_partition (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  weir_window_engine_set_partition (harness.engine, 0, 0, TRUE);
  weir_window_engine_set_partition (harness.engine, 0, 1, TRUE);
  weir_window_engine_set_partition (harness.engine, 0, 2, TRUE);
  harness_add (&harness, 0, 5, "a", 1);
  harness_add (&harness, 0, 25, "a", 1);
  harness_add (&harness, 1, 12, "a", 1);
  harness_assert_rows (&harness, "");
  g_assert_cmpint (weir_window_engine_get_watermark (harness.engine), ==, WEIR_NO_TIME);
  g_assert_cmpint (weir_window_engine_get_stream_time (harness.engine), ==, 25);

  /* Partition 2 has nothing and is read to its end. */
  weir_window_engine_set_partition (harness.engine, 0, 2, FALSE);
  harness_assert_rows (&harness, "a[0,10]=1");
  g_assert_cmpint (weir_window_engine_get_watermark (harness.engine), ==, 12);

  /* Partition 1 is behind partition 0 but in its own time. */
  harness_add (&harness, 1, 13, "a", 1);
  harness_add (&harness, 1, 20, "b", 1);
  harness_assert_rows (&harness, "a[10,20]=2");
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[20,30]=1$ b[20,30]=1$");
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "");
  g_assert_cmpuint (harness_get_counters (&harness).n_windows, ==, 4);
  harness_clear (&harness);
}

static void
test_idle_partition_stops_holding (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10, .idle_after_usec = 30, .max_ahead_usec = -1 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness.arrival_usec = 1000;
  harness_add (&harness, 0, 5, "a", 1);
  harness_add (&harness, 1, 5, "a", 1);
  harness.arrival_usec = 1020;
  harness_add (&harness, 0, 15, "a", 1);
  weir_window_engine_advance (harness.engine, 1029);
  harness_assert_rows (&harness, "");
  weir_window_engine_advance (harness.engine, 1030);
  harness_assert_rows (&harness, "a[0,10]=2~");

  /* It comes back: its window is final, so it is refused there, and holds again. */
  harness.arrival_usec = 1031;
  harness_add (&harness, 1, 6, "a", 1);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_pairs, ==, 1);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_records, ==, 1);
  harness_add (&harness, 0, 30, "a", 1);
  harness_assert_rows (&harness, "");

  /* Everybody is quiet: the last windows close too. */
  weir_window_engine_advance (harness.engine, 1100);
  harness_assert_rows (&harness, "a[10,20]=1 a[30,40]=1~");
  harness_clear (&harness);
}

/* A partition whose window was closed while it was idle must not add to a pane that outlives that window. */
static void
test_idle_partition_returns_to_shared_pane (void)
{
  WeirWindowSpec spec
    = { .kind = WEIR_WINDOW_HOPPING, .size_usec = 4, .advance_usec = 2, .idle_after_usec = 30, .max_ahead_usec = -1 };
  Harness harness;

  harness_init (&harness, &spec, "sum");
  harness.arrival_usec = 1000;
  harness_add (&harness, 1, 3, "a", 1);
  harness.arrival_usec = 1020;
  harness_add (&harness, 0, 4, "a", 10);
  weir_window_engine_advance (harness.engine, 1030);
  harness_assert_rows (&harness, "a[0,4]=1~");
  harness.arrival_usec = 1031;
  harness_add (&harness, 1, 3, "a", 100);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_pairs, ==, 1);
  weir_window_engine_finish (harness.engine);
  g_assert_cmpint (g_array_index (harness.rows, HarnessRow, 0).start_usec, ==, 2);
  g_assert_cmpfloat (g_array_index (harness.rows, HarnessRow, 0).values[0].as_double, ==, 111);
  harness_clear (&harness);
}

static void
test_future_record_moves_nothing (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10, .max_ahead_usec = 100 };
  WeirLateRecord late[4];
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness.arrival_usec = 50;
  harness_add (&harness, 0, 5, "a", 1);
  harness_add (&harness, 0, 151, "a", 1);
  harness_assert_rows (&harness, "");
  g_assert_cmpuint (harness_get_counters (&harness).n_future, ==, 1);
  g_assert_cmpuint (weir_window_engine_copy_late (harness.engine, late, 4, NULL), ==, 1);
  g_assert_true (late[0].future);
  g_assert_cmpint (late[0].delay_usec, ==, -101);

  harness_add (&harness, 0, 150, "a", 1);
  harness_assert_rows (&harness, "a[0,10]=1");
  harness_clear (&harness);
}

/* Read long after the broker had it, by the time of reading: that is not ahead of anything. */
static void
test_arrival_is_never_the_future (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10, .max_ahead_usec = 100 };
  WeirMessage message = { .topic = "t", .time_usec = 50, .arrival_usec = 5000 };
  WeirRecord record = { .message = &message, .time_usec = 5000, .key = "a", .key_length = 1 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  weir_window_engine_add (harness.engine, &record);
  record.time_usec = 5001;
  weir_window_engine_add (harness.engine, &record);
  g_assert_cmpuint (harness_get_counters (&harness).n_future, ==, 1);
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[5000,5010]=1$");
  harness_clear (&harness);
}

static void
test_extreme_times_are_survived (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_HOPPING, .size_usec = 10, .advance_usec = 3, .max_ahead_usec = -1 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, G_MAXINT64, "a", 1);
  harness_add (&harness, 0, G_MININT64 + 1, "a", 1);
  harness_add (&harness, 0, -5, "a", 1);
  harness_add (&harness, 0, 1, "a", 1);
  harness_add (&harness, 0, G_MININT64 + 1, "a", 1);
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[-12,-2]=1 a[-9,1]=1 a[-6,4]=2$ a[-3,7]=1$ a[0,10]=1$");
  g_assert_cmpuint (harness_get_counters (&harness).n_future, ==, 1);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_records, ==, 2);
  harness_clear (&harness);
}

static void
test_late_list_is_bounded (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10 };
  WeirLateRecord late[2];
  guint64 n_forgotten;
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 1000, "a", 1);
  for (guint i = 0; i < 1234; i++)
    harness_add (&harness, 0, 1, "a\303\244", 1);
  g_assert_cmpuint (weir_window_engine_copy_late (harness.engine, late, 2, &n_forgotten), ==, 2);
  g_assert_cmpuint (n_forgotten, ==, 234);
  g_assert_cmpint (late[1].offset, ==, 1234);
  g_assert_cmpstr (late[1].key, ==, "a\303\244");
  harness_clear (&harness);
}

static void
test_grace_is_suggested_from_delays (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  g_assert_cmpint (weir_window_engine_suggest_grace (harness.engine, 0.999), ==, 0);
  for (guint i = 0; i < 990; i++)
    harness_add (&harness, 0, 1000000, "a", 1);
  for (guint i = 0; i < 9; i++)
    harness_add (&harness, 0, 1000000 - 5000, "a", 1);
  harness_add (&harness, 0, 1000000 - 70000, "a", 1);

  g_assert_cmpint (weir_window_engine_suggest_grace (harness.engine, 0.99), ==, 0);
  g_assert_cmpint (weir_window_engine_suggest_grace (harness.engine, 0.999), >=, 5000);
  g_assert_cmpint (weir_window_engine_suggest_grace (harness.engine, 0.999), <=, 5250);
  g_assert_cmpint (weir_window_engine_suggest_grace (harness.engine, 1.0), >=, 70000);
  g_assert_cmpint (weir_window_engine_suggest_grace (harness.engine, 1.0), <=, 73500);
  harness_clear (&harness);
}

static void
test_delays_are_kept_in_buckets (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10, .grace_usec = 100 };
  const gint64 delays[] = { 7, 7, 31, 32, 5000, 70000, G_GINT64_CONSTANT (3600000000) };
  const gint64 start_usec = G_GINT64_CONSTANT (10000000000);
  g_autoptr(GArray) buckets = NULL;
  guint64 n_records = 0;
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, start_usec, "a", 1);
  harness_add (&harness, 0, start_usec, "a", 1);
  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    harness_add (&harness, 0, start_usec - delays[i], "a", 1);

  buckets = weir_window_engine_dup_delays (harness.engine);
  g_assert_cmpuint (buckets->len, ==, G_N_ELEMENTS (delays) - 1);
  for (guint i = 0; i < buckets->len; i++)
    {
      const WeirDelayBucket *bucket = &g_array_index (buckets, WeirDelayBucket, i);

      g_assert_cmpint (bucket->lower_usec, <=, delays[i + 1]);
      g_assert_cmpint (bucket->upper_usec, >=, delays[i + 1]);
      g_assert_cmpint (bucket->upper_usec - bucket->lower_usec, <=, bucket->lower_usec / 25);
      n_records += bucket->n_records;
    }
  g_assert_cmpuint (g_array_index (buckets, WeirDelayBucket, 0).n_records, ==, 2);
  g_assert_cmpuint (n_records, ==, G_N_ELEMENTS (delays));
  g_assert_cmpuint (harness_get_counters (&harness).n_disordered, ==, G_N_ELEMENTS (delays));
  harness_clear (&harness);
}

static void
keep_late (const WeirRecord *record,
           gint64            delay_usec,
           gboolean          future,
           gpointer          user_data)
{
  g_string_append_printf (user_data, "%.*s@%" G_GINT64_FORMAT "%+" G_GINT64_FORMAT "%s ", (int) record->key_length,
                          record->key, record->message->offset, delay_usec, future ? "!" : "");
}

static void
test_every_late_record_is_told (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10, .max_ahead_usec = 100 };
  g_autoptr(GString) told = g_string_new (NULL);
  Harness harness;

  harness_init (&harness, &spec, NULL);
  weir_window_engine_set_late_func (harness.engine, keep_late, told);
  harness.arrival_usec = 1000;
  harness_add (&harness, 0, 1000, "a", 1);
  harness_add (&harness, 0, 995, "on time for none", 1);
  harness_add (&harness, 0, 1101, "c", 1);
  harness_add (&harness, 0, 1100, "d", 1);
  g_assert_cmpstr (told->str, ==, "on time for none@1+5 c@2-101! ");
  harness_clear (&harness);
}

static void
test_rows_are_ordered_by_start_and_key (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10, .grace_usec = 100 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 15, "b", 1);
  harness_add (&harness, 1, 5, "b", 1);
  harness_add (&harness, 0, 15, "", 1);
  harness_add (&harness, 1, 5, "aa", 1);
  harness_add (&harness, 0, 5, "\377", 1);
  harness_add (&harness, 0, 5, "a", 1);
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[0,10]=1$ aa[0,10]=1$ b[0,10]=1$ \377[0,10]=1$ [10,20]=1$ b[10,20]=1$");
  harness_clear (&harness);
}

/* A few of many keys, new ones among them: their ranks are not worth bringing up to date. */
static void
assert_few_of_many_keys_are_ordered (WeirWindowKind kind,
                                     const char    *expected)
{
  WeirWindowSpec spec = { .kind = kind, .size_usec = 10 };
  const char *few[] = { "z", "old050", "a", "old007", "old", "m" };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  for (guint i = 100; i-- > 0;)
    {
      g_autofree char *key = g_strdup_printf ("old%03u", i);

      harness_add (&harness, 0, 5, key, 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (few); i++)
    harness_add (&harness, 0, 25, few[i], 1);
  g_assert_cmpuint (harness.rows->len, ==, 100);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (atoi (g_array_index (harness.rows, HarnessRow, i).key + strlen ("old")), ==, (int) i);

  g_array_set_size (harness.rows, 0);
  harness_add (&harness, 0, 45, "a", 1);
  harness_assert_rows (&harness, expected);
  harness_clear (&harness);
}

static void
test_few_of_many_keys_are_ordered (void)
{
  assert_few_of_many_keys_are_ordered (WEIR_WINDOW_TUMBLING, "a[20,30]=1 m[20,30]=1 old[20,30]=1 old007[20,30]=1 "
                                                             "old050[20,30]=1 z[20,30]=1");
  assert_few_of_many_keys_are_ordered (WEIR_WINDOW_SESSION, "a[25,25]=1 m[25,25]=1 old[25,25]=1 old007[25,25]=1 "
                                                            "old050[25,25]=1 z[25,25]=1");
}

static void
test_early_values_are_given_once (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_HOPPING, .size_usec = 10, .advance_usec = 5 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, 7, "a", 1);
  harness_add (&harness, 1, 7, "a", 1);
  harness_add (&harness, 1, 2, "b", 1);
  weir_window_engine_take_changed (harness.engine, harness_keep_row, &harness);
  harness_assert_rows (&harness, "a[0,10]=2? b[0,10]=1? a[5,15]=2?");
  weir_window_engine_take_changed (harness.engine, harness_keep_row, &harness);
  harness_assert_rows (&harness, "");
  harness_add (&harness, 0, 12, "b", 1);
  weir_window_engine_take_changed (harness.engine, harness_keep_row, &harness);
  harness_assert_rows (&harness, "b[5,15]=1? b[10,20]=1?");
  harness_add (&harness, 0, 8, "a", 1);
  weir_window_engine_take_changed (harness.engine, harness_keep_row, &harness);
  harness_assert_rows (&harness, "a[5,15]=3?");
  harness_clear (&harness);
}

static void
test_updates_are_rows (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  weir_window_engine_set_emit_updates (harness.engine, TRUE);
  harness_add (&harness, 0, 7, "a", 1);
  harness_add (&harness, 1, 7, "a", 1);
  harness_add (&harness, 1, 12, "a", 1);
  harness_add (&harness, 0, 12, "a", 1);
  harness_assert_rows (&harness, "a[0,10]=1? a[0,10]=2? a[10,20]=1? a[0,10]=2 a[10,20]=2?");
  harness_clear (&harness);
}

static void
test_held_rows_wait_for_the_end (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10 };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  weir_window_engine_set_hold_until_finish (harness.engine, TRUE);
  harness_add (&harness, 0, 7, "a", 1);
  harness_add (&harness, 0, 27, "a", 1);
  harness_add (&harness, 0, 7, "a", 1);
  harness_assert_rows (&harness, "");
  g_assert_cmpuint (harness_get_counters (&harness).n_late_records, ==, 1);
  weir_window_engine_finish (harness.engine);
  harness_assert_rows (&harness, "a[0,10]=1 a[20,30]=1$");
  harness_clear (&harness);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/window/hopping-assigns-to-every-window", test_hopping_assigns_to_every_window);
  g_test_add_func ("/window/before-the-epoch", test_windows_before_the_epoch);
  g_test_add_func ("/window/state-is-of-the-key", test_state_is_of_the_key);
  g_test_add_func ("/window/closes-at-end-and-grace", test_window_closes_at_end_and_grace);
  g_test_add_func ("/window/late-pair-is-no-lost-record", test_late_pair_is_no_lost_record);
  g_test_add_func ("/window/late-record-stays-out-of-closed-windows", test_late_record_stays_out_of_closed_windows);
  g_test_add_func ("/window/final-waits-for-every-partition", test_final_waits_for_every_partition);
  g_test_add_func ("/window/idle-partition-stops-holding", test_idle_partition_stops_holding);
  g_test_add_func ("/window/idle-partition-returns-to-shared-pane", test_idle_partition_returns_to_shared_pane);
  g_test_add_func ("/window/future-record-moves-nothing", test_future_record_moves_nothing);
  g_test_add_func ("/window/arrival-is-never-the-future", test_arrival_is_never_the_future);
  g_test_add_func ("/window/extreme-times-are-survived", test_extreme_times_are_survived);
  g_test_add_func ("/window/late-list-is-bounded", test_late_list_is_bounded);
  g_test_add_func ("/window/grace-is-suggested-from-delays", test_grace_is_suggested_from_delays);
  g_test_add_func ("/window/delays-are-kept-in-buckets", test_delays_are_kept_in_buckets);
  g_test_add_func ("/window/every-late-record-is-told", test_every_late_record_is_told);
  g_test_add_func ("/window/rows-are-ordered-by-start-and-key", test_rows_are_ordered_by_start_and_key);
  g_test_add_func ("/window/few-of-many-keys-are-ordered", test_few_of_many_keys_are_ordered);
  g_test_add_func ("/window/early-values-are-given-once", test_early_values_are_given_once);
  g_test_add_func ("/window/updates-are-rows", test_updates_are_rows);
  g_test_add_func ("/window/held-rows-wait-for-the-end", test_held_rows_wait_for_the_end);

  return g_test_run ();
}
