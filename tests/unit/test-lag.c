#include "data/lag/weir-lag-book.h"
#include "data/lag/weir-lag-row.h"
#include "data/lag/weir-lag-table.h"
#include "data/lag/weir-lag-tracker.h"

#include <math.h>

#define SECOND G_USEC_PER_SEC

/* Commits one second apart, the first at 1 s. */
typedef struct
{
  const char  *name;
  guint        n;
  gint64       offsets[WEIR_LAG_N_SAMPLES + 2];
  gint64       ends[WEIR_LAG_N_SAMPLES + 2];
  gint64       now_second;
  gint64       end;
  gint64       allowed;
  WeirLagState state;
} Case;

static const Case cases[] = {
  { "nothing committed", 0, { 0 }, { 0 }, 5, 100, 0, WEIR_LAG_UNKNOWN },
  { "caught up", 1, { 100 }, { 100 }, 2, 100, 0, WEIR_LAG_OK },
  { "allowed now", 3, { 10, 20, 30 }, { 100, 100, 100 }, 4, 40, 10, WEIR_LAG_OK },
  { "too few", 2, { 10, 20 }, { 100, 100 }, 3, 100, 0, WEIR_LAG_INCOMPLETE },
  { "stopped, the end moved on", 4, { 10, 20, 30, 40 }, { 50, 60, 70, 80 }, 8, 90, 0, WEIR_LAG_STOP },
  { "not yet stopped", 4, { 10, 20, 30, 40 }, { 50, 60, 70, 80 }, 7, 90, 0, WEIR_LAG_WARN },
  { "stopped, and so did the end", 4, { 10, 20, 30, 40 }, { 80, 80, 80, 80 }, 60, 80, 0, WEIR_LAG_STOP },
  { "went back", 4, { 50, 60, 20, 30 }, { 100, 100, 100, 100 }, 5, 100, 0, WEIR_LAG_REWIND },
  { "went back and recovered", 4, { 50, 60, 20, 60 }, { 100, 110, 120, 130 }, 5, 130, 0, WEIR_LAG_OK },
  { "went back and fell behind its way", 5, { 50, 60, 20, 59, 40 }, { 100, 100, 100, 100, 100 }, 6, 100, 0, WEIR_LAG_REWIND },
  { "was within once", 4, { 100, 100, 100, 100 }, { 100, 150, 160, 170 }, 5, 180, 0, WEIR_LAG_OK },
  { "never moved", 4, { 10, 10, 10, 10 }, { 20, 20, 20, 20 }, 5, 20, 0, WEIR_LAG_STALL },
  { "never fell", 4, { 10, 20, 30, 40 }, { 20, 30, 41, 55 }, 5, 55, 0, WEIR_LAG_WARN },
  { "fell once", 4, { 10, 20, 30, 40 }, { 50, 50, 70, 90 }, 5, 90, 0, WEIR_LAG_OK },
  { "only the last ten count", 12, { 900, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110 },
    { 900, 950, 951, 952, 953, 954, 955, 956, 957, 958, 959, 960 }, 13, 960, 0, WEIR_LAG_OK },
};

static void
test_states_follow_the_last_commits (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      WeirLagTracker tracker = { .n_samples = 0 };

      g_test_message ("%s", c->name);
      for (guint j = 0; j < c->n; j++)
        weir_lag_tracker_add (&tracker, &(WeirLagSample) { (j + 1) * SECOND, c->offsets[j], c->ends[j] });
      g_assert_cmpint (weir_lag_tracker_get_state (&tracker, c->now_second * SECOND, c->end, c->allowed), ==, c->state);
    }
}

/* Commits 10 s apart, the first at 10 s; the lags each of them had. */
typedef struct
{
  const char  *name;
  guint        n;
  gint64       offsets[5];
  gint64       lags[5];
  gint64       now_second;
  gint64       end;
  gint64       oldest_end;
  WeirLagState state;
} Sequence;

/* What Burrow decides, of sequences of our own. */
static const Sequence sequences[] = {
  { "no lag once", 5, { 70, 140, 210, 280, 350 }, { 0, 3, 6, 9, 12 }, 60, 362, 362, WEIR_LAG_OK },
  { "silent just as long as they span", 5, { 70, 140, 210, 280, 350 }, { 0, 3, 6, 9, 12 }, 90, 362, 362, WEIR_LAG_OK },
  { "silent for longer", 5, { 70, 140, 210, 280, 350 }, { 0, 3, 6, 9, 12 }, 91, 362, 362, WEIR_LAG_STOP },
  { "silent for longer, always a lag", 5, { 70, 140, 210, 280, 350 }, { 2, 4, 6, 8, 10 }, 95, 360, 360, WEIR_LAG_STOP },
  { "does not move, no lag once", 5, { 70, 70, 70, 70, 70 }, { 0, 3, 6, 9, 12 }, 60, 82, 82, WEIR_LAG_OK },
  { "does not move", 5, { 70, 70, 70, 70, 70 }, { 1, 4, 7, 10, 13 }, 60, 83, 83, WEIR_LAG_STALL },
  { "does not move, nor does the end", 5, { 70, 70, 70, 70, 70 }, { 5, 5, 5, 5, 5 }, 60, 75, 75, WEIR_LAG_STALL },
  { "goes back", 5, { 70, 140, 210, 90, 130 }, { 5, 10, 15, 160, 140 }, 60, 270, 270, WEIR_LAG_REWIND },
  { "no lag now, however silent", 5, { 70, 140, 210, 280, 350 }, { 2, 4, 6, 8, 0 }, 500, 350, 350, WEIR_LAG_OK },
  { "never had a lag, then silent", 5, { 70, 71, 72, 73, 74 }, { 0, 0, 0, 0, 0 }, 100, 900, 500, WEIR_LAG_STOP },
  { "one new record after a long silence", 5, { 70, 71, 72, 73, 74 }, { 0, 0, 0, 0, 0 }, 100, 75, 74, WEIR_LAG_OK },
  { "moves, and falls behind", 5, { 70, 140, 210, 280, 350 }, { 2, 4, 4, 8, 10 }, 60, 360, 360, WEIR_LAG_WARN },
  { "moves, and came nearer once", 5, { 70, 140, 210, 280, 350 }, { 2, 4, 3, 8, 10 }, 60, 360, 360, WEIR_LAG_OK },
};

static void
test_sequences_are_classified_as_burrow_does (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sequences); i++)
    {
      const Sequence *s = &sequences[i];
      WeirLagTracker tracker = { .n_samples = 0 };
      WeirLagReason reason;

      g_test_message ("%s", s->name);
      for (guint j = 0; j < s->n; j++)
        weir_lag_tracker_add (&tracker, &(WeirLagSample) { (j + 1) * 10 * SECOND, s->offsets[j], s->offsets[j] + s->lags[j] });
      g_assert_cmpint (weir_lag_tracker_classify (&tracker, s->now_second * SECOND, s->end, s->oldest_end, 0, &reason), ==,
                       s->state);
    }
}

static void
test_rates_are_those_of_the_samples (void)
{
  WeirLagTracker tracker = { .n_samples = 0 };

  g_assert_true (isnan (weir_lag_tracker_get_in_rate (&tracker)));
  weir_lag_tracker_add (&tracker, &(WeirLagSample) { 0, 100, 1000 });
  g_assert_true (isnan (weir_lag_tracker_get_out_rate (&tracker)));
  weir_lag_tracker_add (&tracker, &(WeirLagSample) { 2 * SECOND, 120, 1500 });
  g_assert_cmpfloat (weir_lag_tracker_get_in_rate (&tracker), ==, 250.0);
  g_assert_cmpfloat (weir_lag_tracker_get_out_rate (&tracker), ==, 10.0);
}

static void
test_lag_is_never_negative_nor_zero_for_unknown (void)
{
  g_assert_cmpint (weir_lag_get_lag (10, 30), ==, 20);
  g_assert_cmpint (weir_lag_get_lag (31, 30), ==, 0);
  g_assert_cmpint (weir_lag_get_lag (-1, 30), ==, -1);
  g_assert_cmpint (weir_lag_get_lag (10, -1), ==, -1);
  g_assert_cmpint (weir_lag_get_lost (10, 30), ==, 20);
  g_assert_cmpint (weir_lag_get_lost (30, 30), ==, 0);
  g_assert_cmpint (weir_lag_get_lost (-1, 30), ==, 0);
}

static void
put_status (WeirLagTable *table,
            const char   *topic,
            gint32        partition,
            gint64        position,
            gint64        high)
{
  const WeirPartitionStatus status = {
    .topic = topic,
    .partition = partition,
    .low = 0,
    .high = high,
    .position = position,
    .committed = -1,
    .n_records = position,
    .last_time_usec = 97 * SECOND,
  };

  weir_lag_table_put_status (table, 0, NULL, &status, 100 * SECOND);
}

static WeirLagRow *
row_at (WeirLagTable *table,
        guint         i)
{
  g_autoptr(WeirLagRow) row = g_list_model_get_item (G_LIST_MODEL (table), i);

  return row;
}

static void
count_changes (WeirLagTable *table,
               guint         position,
               guint         n_removed,
               guint         n_added,
               guint        *n_changes)
{
  (*n_changes)++;
}

static void
test_topics_sum_their_partitions (void)
{
  g_autoptr(WeirLagTable) table = weir_lag_table_new ();
  guint n_changes = 0;

  g_signal_connect (table, "items-changed", G_CALLBACK (count_changes), &n_changes);
  put_status (table, "ticks", 1, 40, 50);
  put_status (table, "ticks", 0, 60, 60);
  put_status (table, "alerts", 0, 5, 7);
  weir_lag_table_commit (table);
  weir_lag_table_commit (table);

  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (table)), ==, 5);
  g_assert_cmpstr (weir_lag_row_get_topic (row_at (table, 0)), ==, "alerts");
  g_assert_cmpint (weir_lag_row_get_partition (row_at (table, 0)), ==, -1);
  g_assert_cmpint (weir_lag_row_get_partition (row_at (table, 1)), ==, 0);
  g_assert_cmpint (weir_lag_row_get_lag (row_at (table, 2)), ==, 10);
  g_assert_cmpint (weir_lag_row_get_end (row_at (table, 2)), ==, 110);
  g_assert_cmpint (weir_lag_row_get_committed (row_at (table, 2)), ==, -1);
  g_assert_cmpint (weir_lag_row_get_lag (row_at (table, 3)), ==, 0);
  g_assert_cmpfloat (weir_lag_row_get_lag_seconds (row_at (table, 3)), ==, 0.0);
  g_assert_cmpint (weir_lag_row_get_lag (row_at (table, 4)), ==, 10);
  g_assert_cmpfloat (weir_lag_row_get_lag_seconds (row_at (table, 4)), ==, 3.0);
  g_assert_cmpint (weir_lag_table_get_own_lag (table), ==, 12);
}

/* In the table, with what the book of it computes. */
static WeirLagRow *
put (WeirLagTable       *table,
     const WeirGroupLag *lag,
     gint64              now_usec)
{
  WeirLagBook *book = g_object_get_data (G_OBJECT (table), "book");
  WeirLagNumbers numbers;

  if (book == NULL)
    {
      book = weir_lag_book_new ();
      g_object_set_data_full (G_OBJECT (table), "book", book, (GDestroyNotify) weir_lag_book_free);
    }
  weir_lag_book_put (book, lag, now_usec, &numbers);
  weir_lag_table_put_group (table, 0, lag, &numbers, now_usec);
  weir_lag_table_commit (table);

  return row_at (table, g_list_model_get_n_items (G_LIST_MODEL (table)) - 1);
}

static void
test_other_groups_come_and_go (void)
{
  g_autoptr(WeirLagTable) table = weir_lag_table_new ();
  WeirGroupLag lag = {
    .group = (char *) "billing",
    .topic = (char *) "ticks",
    .committed = 10,
    .low = 15,
    .end = 50,
    .lag = 40,
    .lag_usec = 2 * SECOND,
  };

  put_status (table, "ticks", 0, 50, 50);
  put (table, &lag, 100 * SECOND);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (table)), ==, 4);
  g_assert_null (weir_lag_row_get_group (row_at (table, 0)));
  g_assert_cmpstr (weir_lag_row_get_group (row_at (table, 3)), ==, "billing");
  g_assert_cmpint (weir_lag_row_get_lost (row_at (table, 3)), ==, 5);
  g_assert_cmpint (weir_lag_row_get_position (row_at (table, 3)), ==, -1);
  g_assert_cmpfloat (weir_lag_row_get_lag_seconds (row_at (table, 3)), ==, 2.0);
  g_assert_cmpint (weir_lag_row_get_state (row_at (table, 3)), ==, WEIR_LAG_LOST);

  weir_lag_table_drop_groups (table, 0, 101 * SECOND);
  weir_lag_table_commit (table);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (table)), ==, 2);
}

static void
put_group (WeirLagTable *table,
           gint64        committed,
           gint64        end,
           gint64        age_usec,
           const char   *member,
           gint64        now_usec)
{
  const WeirGroupLag lag = {
    .group = (char *) "billing",
    .topic = (char *) "ticks",
    .committed = committed,
    .low = 0,
    .end = end,
    .lag = MAX (end - committed, 0),
    .lag_usec = age_usec,
    .consumer_id = (char *) member,
  };

  put (table, &lag, now_usec);
}

/* The group's partition, behind its topic's sum. */
static WeirLagState
group_state (WeirLagTable *table)
{
  g_assert_cmpint (weir_lag_row_get_state (row_at (table, 0)), ==, weir_lag_row_get_state (row_at (table, 1)));

  return weir_lag_row_get_state (row_at (table, 1));
}

static void
test_a_group_that_had_stopped_is_told_at_once (void)
{
  g_autoptr(WeirLagTable) stopped = weir_lag_table_new ();
  g_autoptr(WeirLagTable) young = weir_lag_table_new ();
  g_autoptr(WeirLagTable) quiet = weir_lag_table_new ();
  g_autoptr(WeirLagTable) unread = weir_lag_table_new ();

  put_group (stopped, 168, 10000, 750 * SECOND, NULL, 100 * SECOND);
  g_assert_cmpint (group_state (stopped), ==, WEIR_LAG_STOP);
  g_assert_cmpfloat (weir_lag_row_get_out_rate (row_at (stopped, 1)), ==, 0.0);

  /* It may just be starting anew, or have a member that has not committed yet. */
  put_group (young, 168, 200, 10 * SECOND, NULL, 100 * SECOND);
  g_assert_cmpint (group_state (young), ==, WEIR_LAG_INCOMPLETE);
  put_group (young, 168, 200, 750 * SECOND, "member", 101 * SECOND);
  g_assert_cmpint (group_state (young), !=, WEIR_LAG_STOP);

  /* Nothing to read is no stop. */
  put_group (quiet, 168, 168, 0, NULL, 100 * SECOND);
  g_assert_cmpint (group_state (quiet), ==, WEIR_LAG_OK);

  /* Its record cannot be read: then it is told by watching. */
  put_group (unread, 168, 200, -1, NULL, 100 * SECOND);
  g_assert_cmpint (group_state (unread), ==, WEIR_LAG_INCOMPLETE);
  put_group (unread, 168, 200, -1, NULL, 140 * SECOND);
  g_assert_cmpint (group_state (unread), ==, WEIR_LAG_STOP);
}

static void
test_a_dead_group_reads_nothing (void)
{
  g_autoptr(WeirLagTable) table = weir_lag_table_new ();

  for (guint i = 0; i < 10; i++)
    put_group (table, i * 120, 10000, 5 * SECOND, "member", (100 + 5 * i) * SECOND);
  g_assert_cmpfloat (weir_lag_row_get_out_rate (row_at (table, 1)), ==, 24.0);

  /* The member is gone, the offset stays; records go on coming. */
  for (guint i = 0; i < 10; i++)
    put_group (table, 1080, 10000 + 50 * (gint64) i, 60 * SECOND, NULL, (150 + 5 * i) * SECOND);
  g_assert_cmpint (group_state (table), ==, WEIR_LAG_STOP);
  g_assert_cmpfloat (weir_lag_row_get_out_rate (row_at (table, 1)), ==, 0.0);
  g_assert_cmpfloat (weir_lag_row_get_in_rate (row_at (table, 1)), ==, 10.0);
}

static void
test_past_the_end_is_a_state_of_its_own (void)
{
  g_autoptr(WeirLagTable) table = weir_lag_table_new ();

  put_group (table, 15000, 3, 0, NULL, 100 * SECOND);
  g_assert_cmpint (group_state (table), ==, WEIR_LAG_PAST_END);
  g_assert_cmpint (weir_lag_row_get_committed (row_at (table, 1)), ==, 15000);
}

static void
test_how_far_past_the_end_is_a_number (void)
{
  g_assert_cmpint (weir_lag_get_past_end (15000, 3), ==, 14997);
  g_assert_cmpint (weir_lag_get_past_end (3, 3), ==, 0);
  g_assert_cmpint (weir_lag_get_past_end (-1, 3), ==, 0);
  g_assert_cmpint (weir_lag_get_past_end (3, -1), ==, 0);
}

/* Its topic was deleted: nothing says that it has caught up. */
static void
test_a_group_without_an_end_is_not_ok (void)
{
  g_autoptr(WeirLagTable) table = weir_lag_table_new ();

  put_group (table, 10, 10, 0, NULL, 100 * SECOND);
  g_assert_cmpint (group_state (table), ==, WEIR_LAG_OK);
  put_group (table, 10, -1, -1, NULL, 105 * SECOND);
  g_assert_cmpint (group_state (table), ==, WEIR_LAG_UNKNOWN);
}

static void
test_unreachable_readers_are_not_ok (void)
{
  g_autoptr(WeirLagTable) table = weir_lag_table_new ();

  put_status (table, "ticks", 0, 60, 60);
  weir_lag_table_commit (table);
  g_assert_cmpint (group_state (table), ==, WEIR_LAG_OK);

  weir_lag_table_set_reachable (table, 0, FALSE);
  weir_lag_table_commit (table);
  g_assert_cmpint (group_state (table), ==, WEIR_LAG_UNREACHABLE);

  /* Another connection's state is its own; and back again. */
  weir_lag_table_set_reachable (table, 0, TRUE);
  weir_lag_table_set_reachable (table, 1, FALSE);
  put_status (table, "ticks", 0, 60, 60);
  weir_lag_table_commit (table);
  g_assert_cmpint (group_state (table), ==, WEIR_LAG_OK);

  /* The topic was deleted. */
  weir_lag_table_put_unreadable (table, 0, NULL, "ticks", 0);
  weir_lag_table_commit (table);
  g_assert_cmpint (group_state (table), ==, WEIR_LAG_UNREACHABLE);
}

/* -- reasons -- */

static char *
dup_text (const WeirLagReason *reason)
{
  return weir_lag_reason_dup_text (reason, FALSE);
}

static void
test_reasons_are_sentences (void)
{
  g_autofree char *stopped = dup_text (&(WeirLagReason) { WEIR_LAG_REASON_STOPPED, 4 * 60 * SECOND, 12300 });
  g_autofree char *one = dup_text (&(WeirLagReason) { WEIR_LAG_REASON_STOPPED, 61 * SECOND, 1 });
  g_autofree char *stalled = dup_text (&(WeirLagReason) { WEIR_LAG_REASON_STALLED, 5 * SECOND, 7, .from = 1234567 });
  g_autofree char *rewound = dup_text (&(WeirLagReason) { WEIR_LAG_REASON_REWOUND, .from = 9000, .to = 20 });
  g_autofree char *old = dup_text (&(WeirLagReason) { WEIR_LAG_REASON_ABSENT, 49 * 3600 * (gint64) SECOND });
  g_autofree char *hours = dup_text (&(WeirLagReason) { WEIR_LAG_REASON_ABSENT, 90 * 60 * (gint64) SECOND });
  g_autofree char *said = dup_text (&(WeirLagReason) { WEIR_LAG_REASON_PROBLEM, .detail = "100% refused" });
  const WeirLagReason none = { WEIR_LAG_REASON_NONE };

  g_assert_cmpstr (stopped, ==, "has not committed for 4 min while 12\u202f300 records arrived");
  g_assert_cmpstr (one, ==, "has not committed for 1 min 1 s while a record arrived");
  g_assert_cmpstr (stalled, ==, "has stayed at offset 1\u202f234\u202f567 for 5 s while 7 records arrived");
  g_assert_cmpstr (rewound, ==, "went back from offset 9000 to 20");
  g_assert_cmpstr (old, ==, "has no members, and its next record is 2 days old");
  g_assert_cmpstr (hours, ==, "has no members, and its next record is 1 h 30 min old");
  g_assert_cmpstr (said, ==, "100% refused");
  g_assert_null (dup_text (&none));
}

/* -- the course of a partition -- */

static WeirLagRow *
put_look (WeirLagTable *table,
          gint64        committed,
          gint64        end,
          gint64        age_usec,
          const char   *member,
          gint64        now_usec)
{
  put_group (table, committed, end, age_usec, member, now_usec);

  return row_at (table, 1);
}

static void
test_velocity_tells_when_there_is_no_lag (void)
{
  g_autoptr(WeirLagTable) table = weir_lag_table_new ();
  WeirLagRow *row = put_look (table, 0, 1000, SECOND, "member", 100 * SECOND);

  g_assert_cmpint (weir_lag_row_get_trend (row), ==, WEIR_LAG_TREND_UNKNOWN);
  g_assert_true (isnan (weir_lag_row_get_velocity (row)));

  /* 100/s read, 20/s written. */
  row = put_look (table, 1000, 1200, SECOND, "member", 110 * SECOND);
  g_assert_cmpint (weir_lag_row_get_trend (row), ==, WEIR_LAG_TREND_DRAINING);
  g_assert_cmpfloat (weir_lag_row_get_velocity (row), ==, -80.0);
  g_assert_cmpfloat (weir_lag_row_get_clear_seconds (row), ==, 2.5);

  row = put_look (table, 1001, 4001, SECOND, "member", 120 * SECOND);
  g_assert_cmpint (weir_lag_row_get_trend (row), ==, WEIR_LAG_TREND_GROWING);
  g_assert_cmpfloat (weir_lag_row_get_velocity (row), ==, 100.0);
  g_assert_true (isnan (weir_lag_row_get_clear_seconds (row)));
}

static void
test_a_partition_made_anew_begins_anew (void)
{
  g_autoptr(WeirLagTable) table = weir_lag_table_new ();
  WeirLagRow *row = put_look (table, 500, 1000, SECOND, "member", 100 * SECOND);

  row = put_look (table, 600, 1000, SECOND, "member", 105 * SECOND);
  g_assert_cmpfloat (weir_lag_row_get_out_rate (row), ==, 20.0);
  /* The topic was deleted and made again: less than was read is no going back. */
  row = put_look (table, 5, 10, SECOND, "member", 110 * SECOND);
  g_assert_true (isnan (weir_lag_row_get_out_rate (row)));
  row = put_look (table, 6, 11, SECOND, "member", 115 * SECOND);
  row = put_look (table, 7, 12, SECOND, "member", 120 * SECOND);
  g_assert_cmpint (weir_lag_row_get_state (row), ==, WEIR_LAG_WARN);
  g_assert_cmpfloat (weir_lag_row_get_out_rate (row), ==, 0.2);
}

/* Longer than the samples reach back. */
static void
test_a_stall_tells_since_when (void)
{
  g_autoptr(WeirLagTable) table = weir_lag_table_new ();
  g_autofree char *reason = NULL;
  WeirLagRow *row = NULL;

  for (guint i = 0; i <= 60; i++)
    row = put_look (table, 500, 1000 + 10 * (gint64) i, SECOND, "member", (100 + 5 * i) * SECOND);
  reason = weir_lag_row_dup_reason (row, FALSE);
  g_assert_cmpint (weir_lag_row_get_state (row), ==, WEIR_LAG_STALL);
  g_assert_cmpint (weir_lag_row_get_trend (row), ==, WEIR_LAG_TREND_STALLED);
  g_assert_cmpstr (reason, ==, "has stayed at offset 500 for 5 min while 600 records arrived");
}

static void
test_marks_of_transactions_are_no_lag (void)
{
  g_autoptr(WeirLagTable) table = weir_lag_table_new ();
  WeirGroupLag lag = { .group = (char *) "g", .topic = (char *) "t", .committed = 9, .end = 10, .retention_usec = -1 };
  g_autofree char *reason = NULL;
  g_autofree char *held = NULL;
  WeirLagRow *row = put (table, &lag, 100 * SECOND);

  reason = weir_lag_row_dup_reason (row, FALSE);
  g_assert_cmpint (weir_lag_row_get_state (row), ==, WEIR_LAG_OK);
  g_assert_cmpint (weir_lag_row_get_lag (row), ==, 0);
  g_assert_cmpstr (reason, ==, "has read every record; the last offset is a mark of a transaction");
  for (gint64 time = 105; time < 160; time += 5)
    row = put (table, &lag, time * SECOND);
  g_assert_cmpint (weir_lag_row_get_numbers (row)->trend, ==, WEIR_LAG_TREND_STEADY);

  /* Records that may not be read yet. */
  lag = (WeirGroupLag) { .group = (char *) "g", .topic = (char *) "t", .committed = 10, .end = 15, .lag = 5, .held = 5,
                         .lag_usec = -1, .retention_usec = -1 };
  row = put (table, &lag, 165 * SECOND);
  held = weir_lag_row_dup_reason (row, FALSE);
  g_assert_cmpint (weir_lag_row_get_state (row), ==, WEIR_LAG_OK);
  g_assert_cmpstr (held, ==, "has read what may be read; an open transaction holds back 5 offsets");
}

/* 1000 records of the last 100 s; they are deleted when they are 200 s old. */
static void
test_records_at_risk_are_those_retention_overtakes (void)
{
  const struct
  {
    gint64 retention_usec;
    gint64 out_per_second;
    gint64 at_risk;
  } cases_of_risk[] = {
    /* Record k is due at 100 + k/10 s and read at k/5 s: from k = 1000 on it would be too late. */
    { 200 * SECOND, 5, 0 },
    /* Read at k/2 s: too late from k = 250 on. */
    { 200 * SECOND, 2, 750 },
    { 200 * SECOND, 0, 1000 },
    { 200 * SECOND, 20, 0 },
    { G_MAXINT64, 0, 0 },
    { -1, 2, -1 },
    /* Half of them are due; read at k/20 s, due at k/10 − 50 s: those up to k = 1000 are too late. */
    { 50 * SECOND, 20, 1000 },
    { 50 * SECOND, 40, 666 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases_of_risk); i++)
    {
      g_autoptr(WeirLagTable) table = weir_lag_table_new ();
      WeirGroupLag lag = {
        .group = (char *) "g", .topic = (char *) "t", .committed = 0, .end = 1000, .lag = 1000, .lag_usec = 100 * SECOND,
        .retention_usec = cases_of_risk[i].retention_usec, .consumer_id = (char *) "member",
      };
      WeirLagRow *row = put (table, &lag, 100 * SECOND);

      g_assert_cmpint (weir_lag_row_get_at_risk (row), ==, -1);
      lag.committed += cases_of_risk[i].out_per_second * 10;
      lag.end += cases_of_risk[i].out_per_second * 10;
      row = put (table, &lag, 110 * SECOND);
      g_assert_cmpint (weir_lag_row_get_at_risk (row), ==, cases_of_risk[i].at_risk);
    }
}

/* A program that was started again classifies as if it had not ended. */
static void
test_a_history_goes_on (void)
{
  g_autoptr(WeirLagTable) before = weir_lag_table_new ();
  g_autoptr(WeirLagTable) after = weir_lag_table_new ();
  WeirLagBook *book = weir_lag_book_new ();
  g_autoptr(GBytes) history = NULL;
  g_autoptr(GBytes) cut = NULL;
  WeirLagRow *row = NULL;

  for (guint i = 0; i < 4; i++)
    put_look (before, 10 * (gint64) i, 100 + 20 * (gint64) i, SECOND, NULL, (100 + 5 * i) * SECOND);
  history = weir_lag_book_save (g_object_get_data (G_OBJECT (before), "book"));
  g_object_set_data_full (G_OBJECT (after), "book", book, (GDestroyNotify) weir_lag_book_free);
  g_assert_true (weir_lag_book_restore (book, history, 120 * SECOND));
  row = put_look (after, 40, 180, SECOND, NULL, 120 * SECOND);
  g_assert_cmpint (weir_lag_row_get_state (row), ==, WEIR_LAG_WARN);
  g_assert_cmpfloat (weir_lag_row_get_out_rate (row), ==, 2.0);
  g_assert_cmpfloat (weir_lag_row_get_in_rate (row), ==, 4.0);

  cut = g_bytes_new_from_bytes (history, 0, g_bytes_get_size (history) - 1);
  g_assert_false (weir_lag_book_restore (book, cut, 120 * SECOND));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lag/states-follow-the-last-commits", test_states_follow_the_last_commits);
  g_test_add_func ("/lag/sequences-are-classified-as-burrow-does", test_sequences_are_classified_as_burrow_does);
  g_test_add_func ("/lag/rates-are-those-of-the-samples", test_rates_are_those_of_the_samples);
  g_test_add_func ("/lag/lag-is-never-negative-nor-zero-for-unknown", test_lag_is_never_negative_nor_zero_for_unknown);
  g_test_add_func ("/lag/topics-sum-their-partitions", test_topics_sum_their_partitions);
  g_test_add_func ("/lag/other-groups-come-and-go", test_other_groups_come_and_go);
  g_test_add_func ("/lag/a-group-that-had-stopped-is-told-at-once", test_a_group_that_had_stopped_is_told_at_once);
  g_test_add_func ("/lag/a-dead-group-reads-nothing", test_a_dead_group_reads_nothing);
  g_test_add_func ("/lag/past-the-end-is-a-state-of-its-own", test_past_the_end_is_a_state_of_its_own);
  g_test_add_func ("/lag/how-far-past-the-end-is-a-number", test_how_far_past_the_end_is_a_number);
  g_test_add_func ("/lag/a-group-without-an-end-is-not-ok", test_a_group_without_an_end_is_not_ok);
  g_test_add_func ("/lag/unreachable-readers-are-not-ok", test_unreachable_readers_are_not_ok);
  g_test_add_func ("/lag/reasons-are-sentences", test_reasons_are_sentences);
  g_test_add_func ("/lag/velocity-tells-when-there-is-no-lag", test_velocity_tells_when_there_is_no_lag);
  g_test_add_func ("/lag/a-partition-made-anew-begins-anew", test_a_partition_made_anew_begins_anew);
  g_test_add_func ("/lag/a-stall-tells-since-when", test_a_stall_tells_since_when);
  g_test_add_func ("/lag/marks-of-transactions-are-no-lag", test_marks_of_transactions_are_no_lag);
  g_test_add_func ("/lag/records-at-risk-are-those-retention-overtakes", test_records_at_risk_are_those_retention_overtakes);
  g_test_add_func ("/lag/a-history-goes-on", test_a_history_goes_on);

  return g_test_run ();
}
