#include "tests/unit/join-harness.h"

static void
test_both_ends_are_inclusive (void)
{
  const WeirStreamJoinSpec spec = { .type = WEIR_JOIN_INNER, .before_usec = 5, .after_usec = 10, .grace_usec = 100 };
  Harness self;

  harness_init (&self, &spec);
  harness_add (&self, RIGHT, 94, "k", 1);
  harness_add (&self, RIGHT, 95, "k", 2);
  harness_add (&self, RIGHT, 110, "k", 3);
  harness_add (&self, RIGHT, 111, "k", 4);
  harness_add (&self, RIGHT, 100, "other", 5);
  harness_assert (&self, "");
  harness_add (&self, LEFT, 100, "k", 7);
  harness_assert (&self, "100 k l7 r2|110 k l7 r3");
  harness_clear (&self);
}

static void
test_all_pairs_at_the_later_time (void)
{
  const WeirStreamJoinSpec spec = { .before_usec = 10, .after_usec = 10 };
  Harness self;

  harness_init (&self, &spec);
  harness_add (&self, LEFT, 10, "k", 1);
  harness_add (&self, LEFT, 12, "k", 2);
  harness_assert (&self, "");
  harness_add (&self, RIGHT, 11, "k", 3);
  harness_assert (&self, "11 k l1 r3|12 k l2 r3");
  harness_add (&self, RIGHT, 11, "k", 4);
  harness_assert (&self, "11 k l1 r4|12 k l2 r4");
  g_assert_cmpuint (harness_get_counters (&self).n_pairs, ==, 4);
  harness_clear (&self);
}

static void
test_left_without_partner_waits_for_after_and_grace (void)
{
  const WeirStreamJoinSpec spec = { .type = WEIR_JOIN_LEFT, .before_usec = 50, .after_usec = 10, .grace_usec = 5 };
  Harness self;

  harness_init (&self, &spec);
  harness_add (&self, LEFT, 100, "k", 1);
  /* The left's own time says nothing about the right. */
  harness_add (&self, LEFT, 900, "k", 2);
  harness_add (&self, RIGHT, 115, "x", 3);
  harness_assert (&self, "");
  harness_add (&self, RIGHT, 116, "x", 4);
  harness_assert (&self, "100 k l1 -");
  /* Its partner comes too late. */
  harness_add (&self, RIGHT, 110, "k", 5);
  harness_assert (&self, "");
  weir_stream_join_finish (self.join);
  harness_assert (&self, "900 k l2 -");
  g_assert_cmpuint (harness_get_counters (&self).n_unmatched[LEFT], ==, 2);
  g_assert_cmpuint (harness_get_counters (&self).n_waiting, ==, 0);
  g_assert_cmpuint (harness_get_counters (&self).n_keys, ==, 0);
  g_assert_cmpuint (harness_get_counters (&self).n_bytes, ==, 0);
  harness_clear (&self);
}

static void
test_right_without_partner_waits_for_before_and_grace (void)
{
  const WeirStreamJoinSpec spec = { .type = WEIR_JOIN_OUTER, .before_usec = 10, .after_usec = 50, .grace_usec = 5 };
  Harness self;

  harness_init (&self, &spec);
  harness_add (&self, RIGHT, 100, "k", 1);
  harness_add (&self, LEFT, 115, "x", 2);
  harness_assert (&self, "");
  harness_add (&self, LEFT, 116, "x", 3);
  harness_assert (&self, "100 k - r1");
  harness_clear (&self);
}

static void
test_types_differ_in_rows_without_partner (void)
{
  const char *expected[] = { "1 k l1 r2", "1 k l1 r2|5 a l3 -", "1 k l1 r2|5 a l3 -|6 b - r4" };

  for (guint type = WEIR_JOIN_INNER; type <= WEIR_JOIN_OUTER; type++)
    {
      const WeirStreamJoinSpec spec = { .type = type, .before_usec = 1, .after_usec = 1 };
      Harness self;

      harness_init (&self, &spec);
      harness_add (&self, LEFT, 1, "k", 1);
      harness_add (&self, RIGHT, 1, "k", 2);
      harness_add (&self, LEFT, 5, "a", 3);
      harness_add (&self, RIGHT, 6, "b", 4);
      weir_stream_join_finish (self.join);
      harness_assert (&self, expected[type]);
      harness_clear (&self);
    }
}

static void
test_a_record_within_grace_loses_no_pair (void)
{
  const WeirStreamJoinSpec spec = { .before_usec = 10, .after_usec = 10, .grace_usec = 20 };
  Harness self;

  harness_init (&self, &spec);
  harness_add (&self, RIGHT, 90, "k", 1);
  harness_add (&self, LEFT, 120, "x", 2);
  /* 20 behind: its earliest partner still waits. */
  harness_add (&self, LEFT, 100, "k", 3);
  harness_assert (&self, "100 k l3 r1");
  g_assert_cmpuint (harness_get_counters (&self).n_late_partial, ==, 0);
  harness_clear (&self);
}

static void
test_late_records_are_counted (void)
{
  const WeirStreamJoinSpec spec = { .type = WEIR_JOIN_LEFT, .before_usec = 10, .after_usec = 10, .grace_usec = 20 };
  Harness self;

  harness_init (&self, &spec);
  harness_add (&self, LEFT, 200, "x", 1);
  harness_add (&self, LEFT, 179, "k", 2);
  harness_add (&self, LEFT, 160, "k", 3);
  harness_add (&self, LEFT, 159, "k", 4);
  harness_assert (&self, "159 k l4 -");
  g_assert_cmpuint (harness_get_counters (&self).n_late_partial, ==, 2);
  g_assert_cmpuint (harness_get_counters (&self).n_late_records, ==, 1);
  g_assert_cmpuint (harness_get_counters (&self).n_records[LEFT], ==, 3);

  /* A partner at 170 still waited at stream time 200 = 170 + before + grace, one at 169 no more. */
  harness_add (&self, RIGHT, 170, "k", 5);
  harness_add (&self, RIGHT, 169, "k", 6);
  harness_assert (&self, "170 k l3 r5|179 k l2 r5");
  harness_clear (&self);
}

/* Too late for every partner, it is without one at once; in order, where rows wait for the end. */
static void
test_very_late_records_have_their_row (void)
{
  const struct
  {
    WeirJoinType type;
    gboolean     ordered;
    gboolean     hold;
    const char  *expected;
  } cases[] = {
    { WEIR_JOIN_LEFT, FALSE, FALSE, "100 k l1 r2|80 k l3 -" },
    { WEIR_JOIN_OUTER, FALSE, FALSE, "100 k l1 r2|80 k l3 -|70 k - r4" },
    { WEIR_JOIN_INNER, FALSE, FALSE, "100 k l1 r2" },
    { WEIR_JOIN_LEFT, TRUE, TRUE, "80 k l3 -|100 k l1 r2" },
    { WEIR_JOIN_OUTER, TRUE, TRUE, "70 k - r4|80 k l3 -|100 k l1 r2" },
    { WEIR_JOIN_OUTER, TRUE, FALSE, "100 k l1 r2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const WeirStreamJoinSpec spec = { .type = cases[i].type, .before_usec = 5, .after_usec = 5,
                                        .ordered = cases[i].ordered, .hold = cases[i].hold };
      Harness self;

      harness_init (&self, &spec);
      harness_add (&self, LEFT, 100, "k", 1);
      harness_add (&self, RIGHT, 100, "k", 2);
      harness_add (&self, LEFT, 80, "k", 3);
      harness_add (&self, RIGHT, 70, "k", 4);
      weir_stream_join_finish (self.join);
      harness_assert (&self, cases[i].expected);
      g_assert_cmpuint (harness_get_counters (&self).n_late_records, ==, 2);
      g_assert_cmpuint (harness_get_counters (&self).n_bytes, ==, 0);
      harness_clear (&self);
    }
}

/* Held rows that do not fit in memory are out of order only where a very late one comes after them. */
static void
test_held_rows_past_the_memory (void)
{
  const WeirStreamJoinSpec spec = { .type = WEIR_JOIN_LEFT, .before_usec = 1, .after_usec = 1, .max_bytes = 8192,
                                    .ordered = TRUE, .hold = TRUE };
  Harness self;

  harness_init (&self, &spec);
  for (guint i = 0; i < 1000; i++)
    {
      harness_add (&self, LEFT, i * 10, "k", i);
      harness_add (&self, RIGHT, i * 10, "k", i);
      g_assert_cmpuint (harness_get_counters (&self).n_bytes, <=, spec.max_bytes);
    }
  g_assert_cmpuint (self.text->len, >, 0);
  g_assert_cmpuint (harness_get_counters (&self).n_unordered, ==, 0);
  harness_add (&self, LEFT, 5, "k", 1);
  g_assert_cmpuint (harness_get_counters (&self).n_unordered, ==, 1);
  harness_clear (&self);
}

static void
test_a_broken_clock_closes_nothing (void)
{
  const WeirStreamJoinSpec spec = { .type = WEIR_JOIN_LEFT, .before_usec = 10, .after_usec = 10 };
  const gint64 now_usec = 1000 * G_TIME_SPAN_HOUR;
  const WeirMessage message = { .topic_index = RIGHT, .time_usec = now_usec };
  const WeirValue value = { .type = WEIR_VALUE_INT, .as_int = 1 };
  WeirRecord record = { &message, now_usec + G_TIME_SPAN_HOUR + 1, "k", 1, &value, 1 };
  Harness self;

  harness_init (&self, &spec);
  harness_add (&self, LEFT, now_usec, "k", 1);
  weir_stream_join_add (self.join, RIGHT, &record);
  record.time_usec = G_MAXINT64;
  weir_stream_join_add (self.join, RIGHT, &record);
  harness_assert (&self, "");
  g_assert_cmpuint (harness_get_counters (&self).n_future, ==, 2);
  record.time_usec = G_MININT64 + 1;
  weir_stream_join_add (self.join, RIGHT, &record);
  g_assert_cmpuint (harness_get_counters (&self).n_late_records, ==, 1);
  record.time_usec = now_usec + 10;
  weir_stream_join_add (self.join, RIGHT, &record);
  g_assert_cmpint (strncmp (self.text->str, "3600000000010 k l1 r1", 21), ==, 0);
  harness_clear (&self);
}

static void
test_every_partition_holds_until_it_is_done_or_idle (void)
{
  const WeirStreamJoinSpec spec = { .type = WEIR_JOIN_LEFT, .idle_after_usec = 30 };
  Harness self;

  harness_init (&self, &spec);
  weir_stream_join_set_partition (self.join, RIGHT, 1, 1, TRUE);
  harness_add (&self, LEFT, 1, "k", 1);
  harness_add (&self, LEFT, 50, "k", 2);
  harness_add (&self, RIGHT, 20, "x", 3);
  harness_assert (&self, "");
  weir_stream_join_set_partition (self.join, RIGHT, 1, 1, FALSE);
  harness_assert (&self, "1 k l1 -");

  weir_stream_join_advance (self.join, 1000);
  weir_stream_join_advance (self.join, 1029);
  harness_assert (&self, "");
  weir_stream_join_advance (self.join, 1030);
  harness_assert (&self, "50 k l2 -");
  harness_clear (&self);
}

static void
test_ordered_rows_wait_for_their_turn (void)
{
  const WeirStreamJoinSpec spec = { .before_usec = 2, .after_usec = 2, .grace_usec = 1, .ordered = TRUE };
  Harness self;

  harness_init (&self, &spec);
  harness_add (&self, LEFT, 10, "b", 1);
  harness_add (&self, RIGHT, 10, "b", 2);
  harness_add (&self, LEFT, 10, "a", 3);
  harness_add (&self, RIGHT, 10, "a", 4);
  harness_add (&self, RIGHT, 9, "b", 5);
  harness_add (&self, LEFT, 9, "b", 6);
  harness_add (&self, LEFT, 15, "x", 7);
  harness_add (&self, RIGHT, 15, "x", 8);
  harness_assert (&self, "9 b l6 r5");
  harness_add (&self, LEFT, 16, "y", 9);
  harness_add (&self, RIGHT, 16, "z", 10);
  harness_assert (&self, "10 a l3 r4|10 b l1 r2|10 b l1 r5|10 b l6 r2");
  weir_stream_join_finish (self.join);
  harness_assert (&self, "15 x l7 r8");
  g_assert_cmpuint (harness_get_counters (&self).n_bytes, ==, 0);
  harness_clear (&self);
}

static void
test_memory_has_a_bound (void)
{
  const WeirStreamJoinSpec spec = { .type = WEIR_JOIN_OUTER, .before_usec = 1000000, .after_usec = 1000000,
                                    .max_bytes = 64 * 1024 };
  WeirStreamJoinCounters counters;
  Harness self;

  harness_init (&self, &spec);
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      harness_add (&self, LEFT, i, key, i);
      g_assert_cmpuint (harness_get_counters (&self).n_bytes, <=, spec.max_bytes);
    }
  counters = harness_get_counters (&self);
  g_assert_cmpuint (counters.n_evicted, >, 0);
  g_assert_cmpuint (counters.n_evicted + counters.n_waiting, ==, 10000);

  /* The newest are still there, the oldest are not. */
  harness_add (&self, RIGHT, 9999, "9999", 1);
  harness_assert (&self, "9999 9999 l9999 r1");
  harness_add (&self, RIGHT, 9999, "0", 2);
  harness_assert (&self, "");
  harness_clear (&self);
}

static void
test_ordered_rows_go_early_before_records_are_forgotten (void)
{
  const WeirStreamJoinSpec spec = { .before_usec = 1000, .after_usec = 1000, .max_bytes = 4096, .ordered = TRUE };
  WeirStreamJoinCounters counters;
  Harness self;

  harness_init (&self, &spec);
  for (guint i = 0; i < 9; i++)
    {
      harness_add (&self, LEFT, i, "k", i);
      harness_add (&self, RIGHT, i, "k", i);
    }
  counters = harness_get_counters (&self);
  g_assert_cmpuint (counters.n_pairs, ==, 81);
  g_assert_cmpuint (counters.n_evicted, ==, 0);
  g_assert_cmpuint (counters.n_unordered, >, 0);
  harness_clear (&self);
}

static void
test_the_same_record_twice_is_two (void)
{
  const WeirStreamJoinSpec spec = { .before_usec = 1, .after_usec = 1 };
  Harness self;

  harness_init (&self, &spec);
  harness_add_at (&self, LEFT, 0, 5, 1, "k", 1);
  harness_add_at (&self, LEFT, 0, 5, 1, "k", 1);
  harness_add_at (&self, LEFT, 0, 5, 1, "k", 1);
  harness_add (&self, RIGHT, 1, "k", 2);
  harness_assert (&self, "1 k l1 r2|1 k l1 r2|1 k l1 r2");
  weir_stream_join_finish (self.join);
  g_assert_cmpuint (harness_get_counters (&self).n_bytes, ==, 0);
  harness_clear (&self);
}

static void
test_texts_outlive_their_record (void)
{
  const WeirStreamJoinSpec spec = { .before_usec = 1, .after_usec = 1 };
  const WeirMessage message = { .time_usec = WEIR_NO_TIME };
  char text[] = "sensor";
  const WeirValue values[] = { { .type = WEIR_VALUE_INT, .as_int = 9007199254740993 },
                               { .type = WEIR_VALUE_TEXT, .length = 6, .as_text = text },
                               { .type = WEIR_VALUE_TEXT, .length = 0, .as_text = NULL } };
  const WeirRecord record = { &message, 1, text, 1, values, 3 };
  Harness self;

  harness_init (&self, &spec);
  weir_stream_join_add (self.join, LEFT, &record);
  memset (text, 'x', 6);
  harness_add (&self, RIGHT, 1, "s", 2);
  harness_assert (&self, "1 s l9007199254740993 r2");
  harness_clear (&self);
}

static void
test_spans_that_cannot_be (void)
{
  const WeirStreamJoinSpec specs[] = {
    { .before_usec = -1 }, { .after_usec = -1 }, { .grace_usec = -1 }, { .after_usec = G_MAXINT64 }, { .type = WEIR_JOIN_OUTER + 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (weir_stream_join_new (&specs[i], &error));
      g_assert_error (error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_SPEC);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stream-join/both-ends-are-inclusive", test_both_ends_are_inclusive);
  g_test_add_func ("/stream-join/all-pairs-at-the-later-time", test_all_pairs_at_the_later_time);
  g_test_add_func ("/stream-join/left-without-partner-waits-for-after-and-grace",
                   test_left_without_partner_waits_for_after_and_grace);
  g_test_add_func ("/stream-join/right-without-partner-waits-for-before-and-grace",
                   test_right_without_partner_waits_for_before_and_grace);
  g_test_add_func ("/stream-join/types-differ-in-rows-without-partner", test_types_differ_in_rows_without_partner);
  g_test_add_func ("/stream-join/a-record-within-grace-loses-no-pair", test_a_record_within_grace_loses_no_pair);
  g_test_add_func ("/stream-join/late-records-are-counted", test_late_records_are_counted);
  g_test_add_func ("/stream-join/very-late-records-have-their-row", test_very_late_records_have_their_row);
  g_test_add_func ("/stream-join/held-rows-past-the-memory", test_held_rows_past_the_memory);
  g_test_add_func ("/stream-join/a-broken-clock-closes-nothing", test_a_broken_clock_closes_nothing);
  g_test_add_func ("/stream-join/every-partition-holds-until-it-is-done-or-idle",
                   test_every_partition_holds_until_it_is_done_or_idle);
  g_test_add_func ("/stream-join/ordered-rows-wait-for-their-turn", test_ordered_rows_wait_for_their_turn);
  g_test_add_func ("/stream-join/memory-has-a-bound", test_memory_has_a_bound);
  g_test_add_func ("/stream-join/ordered-rows-go-early-before-records-are-forgotten",
                   test_ordered_rows_go_early_before_records_are_forgotten);
  g_test_add_func ("/stream-join/the-same-record-twice-is-two", test_the_same_record_twice_is_two);
  g_test_add_func ("/stream-join/texts-outlive-their-record", test_texts_outlive_their_record);
  g_test_add_func ("/stream-join/spans-that-cannot-be", test_spans_that_cannot_be);

  return g_test_run ();
}
