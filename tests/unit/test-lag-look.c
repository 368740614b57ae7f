#include "data/lag/weir-cluster.h"
#include "data/lag/weir-lag-overview.h"

#include <glib/gstdio.h>
#include <math.h>

#define SECOND G_USEC_PER_SEC
#define MINUTE (G_GINT64_CONSTANT (60) * SECOND)

/* A look at groups as the brokers tell them, and what is remembered and shown of it. */

static WeirLagGroup *
add_group (WeirLagSnapshot *snapshot,
           const char      *name,
           const char      *state)
{
  WeirLagGroup *group = weir_lag_group_new (name, "classic", state);

  g_ptr_array_add (snapshot->groups, group);

  return group;
}

static void
add_member (WeirLagGroup *group,
            const char   *id,
            const char   *assignment)
{
  WeirLagMember *member = weir_lag_member_new ();

  member->consumer_id = g_strdup (id);
  member->client_id = g_strdup ("client");
  member->host = g_strdup ("/10.0.0.1");
  member->assignment = g_strdup (assignment);
  g_ptr_array_add (group->members, member);
}

static WeirGroupLag *
add_lag (WeirLagSnapshot *snapshot,
         const char      *group,
         const char      *topic,
         gint32           partition,
         gint64           committed,
         gint64           end)
{
  WeirGroupLag *lag = weir_group_lag_new (group, topic, partition);

  lag->committed = committed;
  lag->low = 0;
  lag->end = end;
  lag->lag = committed >= 0 && end >= 0 ? MAX (end - committed, 0) : -1;
  lag->lag_usec = lag->lag == 0 ? 0 : 10 * SECOND;
  g_ptr_array_add (snapshot->lags, lag);

  return lag;
}

/* Two groups, one of two topics, one that has read all of one. */
static WeirLagSnapshot *
make_snapshot (gint64 time_usec,
               gint64 end)
{
  WeirLagSnapshot *snapshot = weir_lag_snapshot_new ();

  snapshot->time_usec = time_usec;
  add_group (snapshot, "billing", "Stable");
  add_group (snapshot, "audit", "Empty");
  add_group (snapshot, "share", "Unknown")->problem = g_strdup ("not a consumer group");
  add_lag (snapshot, "billing", "orders", 1, 40, end);
  add_lag (snapshot, "billing", "orders", 0, 60, end);
  add_lag (snapshot, "billing", "payments", 0, 10, 10);
  add_lag (snapshot, "audit", "orders", 0, 100, 100);
  weir_lag_snapshot_sort (snapshot);

  return snapshot;
}

static void
test_sums_are_of_groups_and_their_topics (void)
{
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  g_autoptr(WeirLagLook) look = weir_lag_look_new (make_snapshot (100 * SECOND, 100), book, TRUE);
  const WeirLagSum *billing = weir_lag_look_find (look, "billing");
  const WeirLagSum *share = weir_lag_look_find (look, "share");
  g_autofree char *reason = weir_lag_look_dup_sum_reason (look, share, FALSE);

  g_assert_cmpuint (look->sums->len, ==, 3);
  g_assert_cmpuint (look->topics->len, ==, 3);
  g_assert_cmpuint (billing->n_rows, ==, 3);
  g_assert_cmpint (billing->numbers.lag, ==, 100);
  g_assert_cmpfloat (billing->numbers.lag_seconds, ==, 10.0);
  g_assert_cmpstr (g_array_index (look->topics, WeirLagSum, 1).topic, ==, "orders");
  g_assert_cmpint (g_array_index (look->topics, WeirLagSum, 1).numbers.lag, ==, 100);
  g_assert_cmpint (g_array_index (look->topics, WeirLagSum, 2).numbers.lag, ==, 0);
  g_assert_cmpint (weir_lag_look_find (look, "audit")->numbers.lag, ==, 0);
  g_assert_null (weir_lag_look_find (look, "nothing"));

  /* A group of which nothing is known has no 0. */
  g_assert_cmpuint (share->n_rows, ==, 0);
  g_assert_cmpint (share->numbers.lag, ==, -1);
  g_assert_true (isnan (share->numbers.velocity));
  g_assert_cmpstr (reason, ==, "not a consumer group");
}

static void
test_a_sum_is_as_bad_as_its_worst_partition (void)
{
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  WeirLagSnapshot *snapshot = make_snapshot (100 * SECOND, 100);
  g_autoptr(WeirLagLook) look = NULL;
  g_autofree char *reason = NULL;
  const WeirLagSum *sum;

  /* orders/1 lost records, and what is lost of one is unknown of none. */
  ((WeirGroupLag *) g_ptr_array_index (snapshot->lags, 2))->low = 50;
  look = weir_lag_look_new (snapshot, book, TRUE);
  sum = weir_lag_look_find (look, "billing");
  reason = weir_lag_look_dup_sum_reason (look, sum, FALSE);
  g_assert_cmpint (sum->numbers.state, ==, WEIR_LAG_LOST);
  g_assert_cmpint (sum->numbers.lost, ==, 10);
  g_assert_true (g_str_has_prefix (reason, "orders/1: "));
  g_assert_cmpint (weir_lag_look_get_worst (look), ==, WEIR_LAG_LOST);
}

static void
test_one_unknown_lag_makes_the_sum_unknown (void)
{
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  WeirLagSnapshot *snapshot = make_snapshot (100 * SECOND, 100);
  g_autoptr(WeirLagLook) look = NULL;

  ((WeirGroupLag *) g_ptr_array_index (snapshot->lags, 2))->committed = -1;
  ((WeirGroupLag *) g_ptr_array_index (snapshot->lags, 2))->lag = -1;
  look = weir_lag_look_new (snapshot, book, TRUE);
  g_assert_cmpint (weir_lag_look_find (look, "billing")->numbers.lag, ==, -1);
}

/* The lag grew by 60 in 10 s, then shrank by 30 in 10 s. */
static void
test_a_sum_is_cleared_at_its_own_speed (void)
{
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  g_autoptr(WeirLagLook) first = weir_lag_look_new (make_snapshot (100 * SECOND, 100), book, TRUE);
  g_autoptr(WeirLagLook) second = weir_lag_look_new (make_snapshot (110 * SECOND, 85), book, TRUE);

  /* The ends went back: it was made anew, and nothing is known of its speed. */
  g_assert_true (isnan (weir_lag_look_find (second, "billing")->numbers.velocity));
  g_clear_pointer (&second, weir_lag_look_unref);
  second = weir_lag_look_new (make_snapshot (120 * SECOND, 100), book, TRUE);
  g_assert_cmpfloat (weir_lag_look_find (second, "billing")->numbers.velocity, ==, 3.0);
  g_assert_true (isnan (weir_lag_look_find (second, "billing")->numbers.clear_seconds));
}

/* -- over a restart -- */

static void
test_a_past_is_a_point_a_minute_of_a_day (void)
{
  WeirLagPast *past = weir_lag_past_new ("g", "");

  for (gint64 i = 0; i < 2 * 2 * WEIR_LAG_PAST_N_POINTS; i++)
    weir_lag_past_add (past, &(WeirLagPoint) { i * 30 * SECOND, i, 1.0 });
  g_assert_cmpuint (past->points->len, ==, WEIR_LAG_PAST_N_POINTS);
  g_assert_cmpint (g_array_index (past->points, WeirLagPoint, 0).lag, ==, 2 * WEIR_LAG_PAST_N_POINTS);
  g_assert_cmpint (g_array_index (past->points, WeirLagPoint, 1).lag, ==, 2 * WEIR_LAG_PAST_N_POINTS + 2);
  g_assert_false (weir_lag_past_is_over (past, 2 * WEIR_LAG_PAST_N_POINTS * MINUTE));
  g_assert_true (weir_lag_past_is_over (past, 4 * WEIR_LAG_PAST_N_POINTS * MINUTE));
  weir_lag_past_free (past);
}

static void
test_a_book_is_the_same_after_a_restart (void)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-lag-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "history", NULL);
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  g_autoptr(WeirLagBook) after = weir_lag_book_new ();
  g_autoptr(WeirLagBook) none = weir_lag_book_new ();
  g_autoptr(GPtrArray) pasts = NULL;
  g_autoptr(GError) error = NULL;
  gint64 now_usec = g_get_real_time ();

  /* Nothing is there yet, which is no error. */
  g_assert_true (weir_lag_book_restore_file (book, path, NULL));
  for (guint i = 0; i < 3; i++)
    weir_lag_look_unref (weir_lag_look_new (make_snapshot (now_usec + i * MINUTE, 100 + i), book, TRUE));
  g_assert_true (weir_lag_book_save_file (book, path, NULL));
  g_assert_true (weir_lag_book_restore_file (after, path, NULL));

  /* Two groups and their three topics; a group without partitions has no line. */
  pasts = weir_lag_book_list_pasts (after);
  g_assert_cmpuint (pasts->len, ==, 5);
  for (guint i = 0; i < pasts->len; i++)
    {
      const WeirLagPast *past = g_ptr_array_index (pasts, i);

      g_assert_cmpuint (past->points->len, ==, 3);
      if (g_str_equal (past->group, "billing") && *past->topic == '\0')
        g_assert_cmpint (g_array_index (past->points, WeirLagPoint, 2).lag, ==, 104);
    }

  g_assert_true (g_file_set_contents (path, "something else", -1, NULL));
  g_assert_false (weir_lag_book_restore_file (none, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_remove (path);
  g_rmdir (folder);
}

static void
test_a_book_has_so_many_lines_at_most (void)
{
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  const WeirLagPoint point = { SECOND, 1, 1.0 };
  g_autoptr(GPtrArray) pasts = NULL;

  for (guint i = 0; i < WEIR_LAG_PAST_N_LINES + 10; i++)
    {
      g_autofree char *group = g_strdup_printf ("g%u", i);

      weir_lag_book_add_point (book, group, "", &point);
    }
  pasts = weir_lag_book_list_pasts (book);
  g_assert_cmpuint (pasts->len, ==, WEIR_LAG_PAST_N_LINES);
}

/* -- the rebalance log -- */

static char *
dup_change (GListStore *log,
            guint       i)
{
  g_autoptr(WeirLagChange) change = g_list_model_get_item (G_LIST_MODEL (log), i);

  return weir_lag_change_dup_text (change);
}

static void
test_two_looks_tell_what_changed (void)
{
  g_autoptr(GListStore) log = g_list_store_new (WEIR_TYPE_LAG_CHANGE);
  g_autoptr(WeirLagGroup) before = weir_lag_group_new ("g", "classic", "Stable");
  g_autoptr(WeirLagGroup) after = weir_lag_group_new ("g", "classic", "PreparingRebalance");
  const char *const wanted[] = {
    "state Stable → PreparingRebalance",
    "client /10.0.0.1 joined, reads t:1",
    "client /10.0.0.1 reads t:0,1 → t:0",
    "client /10.0.0.1 left, had read t:2",
    "coordinator a:1 → b:2",
    "seen for the first time, Stable",
  };

  before->coordinator = g_strdup ("a:1");
  after->coordinator = g_strdup ("b:2");
  add_member (before, "m1", "t:0,1");
  add_member (before, "m2", "t:2");
  add_member (after, "m1", "t:0");
  add_member (after, "m3", "t:1");
  weir_lag_change_log (log, NULL, before, SECOND);
  weir_lag_change_log (log, before, before, 2 * SECOND);
  weir_lag_change_log (log, before, after, 3 * SECOND);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autofree char *text = dup_change (log, i);

      g_assert_cmpstr (text, ==, wanted[i]);
    }

  /* A look at which it could not be asked says nothing; and the log does not grow without end. */
  after->problem = g_strdup ("timed out");
  weir_lag_change_log (log, before, after, 4 * SECOND);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < 2 * WEIR_LAG_CHANGE_LOG_MAX; i++)
    weir_lag_change_log (log, NULL, before, 5 * SECOND);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, WEIR_LAG_CHANGE_LOG_MAX);
}

static void
test_groups_come_and_go (void)
{
  g_autoptr(WeirLagOverview) overview = weir_lag_overview_new ();
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  g_autoptr(WeirLagLook) look = weir_lag_look_new (make_snapshot (100 * SECOND, 100), book, TRUE);
  g_autoptr(GPtrArray) pasts = weir_lag_book_list_pasts (book);
  WeirLagSnapshot *snapshot = weir_lag_snapshot_new ();
  g_autoptr(WeirLagLook) later = NULL;
  g_autoptr(WeirLagGroupRow) billing = NULL;
  g_auto(GStrv) topics = NULL;
  gint64 time_usec;

  weir_lag_overview_take_look (overview, 0, look);
  weir_lag_overview_take_look (overview, 1, look);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (overview)), ==, 6);
  billing = g_object_ref (weir_lag_overview_find (overview, 0, "billing"));
  g_assert_cmpfloat (weir_series_get_last (weir_lag_group_row_get_series (billing, NULL), &time_usec), ==, 100.0);
  g_assert_cmpint (time_usec, ==, 100 * SECOND);
  topics = weir_lag_group_row_list_topics (billing);
  g_assert_cmpstr (topics[0], ==, "orders");
  g_assert_cmpstr (topics[1], ==, "payments");
  g_assert_null (topics[2]);
  weir_lag_overview_add_past (overview, 0, pasts);

  /* While the brokers do not answer, no state is known. */
  weir_lag_overview_set_reachable (overview, 0, FALSE);
  g_assert_cmpint (weir_lag_group_row_get_state (billing), ==, WEIR_LAG_UNREACHABLE);
  g_assert_cmpint (weir_lag_group_row_get_state (weir_lag_overview_find (overview, 1, "billing")), !=, WEIR_LAG_UNREACHABLE);
  weir_lag_overview_set_reachable (overview, 0, TRUE);

  snapshot->time_usec = 200 * SECOND;
  add_group (snapshot, "audit", "Empty");
  later = weir_lag_look_new (snapshot, book, TRUE);
  weir_lag_overview_take_look (overview, 0, later);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (overview)), ==, 4);
  g_assert_null (weir_lag_overview_find (overview, 0, "billing"));
  g_assert_null (weir_lag_group_row_get_sum (billing));
  g_assert_cmpint (weir_lag_group_row_get_state (billing), ==, WEIR_LAG_UNKNOWN);
}

/* -- brokers and topics -- */

static void
test_a_topic_is_known_or_unknown_as_a_whole (void)
{
  g_autoptr(WeirCluster) cluster = weir_cluster_new ();
  WeirClusterTopic *topic = weir_cluster_add_topic (cluster, "t");
  WeirClusterPartition *first = weir_cluster_add_partition (topic, 1);
  WeirClusterPartition *second = weir_cluster_add_partition (topic, 0);

  g_assert_cmpint (weir_cluster_count_records (topic), ==, -1);
  first->low = 5;
  first->end = 15;
  first->n_replicas = 3;
  first->n_isr = 2;
  second->low = 0;
  second->end = 7;
  second->size_bytes = 70;
  weir_cluster_sort (cluster);
  g_assert_cmpint (weir_cluster_count_records (topic), ==, 17);
  g_assert_cmpint (weir_cluster_sum_ends (topic), ==, 22);
  g_assert_cmpint (weir_cluster_sum_bytes (topic), ==, -1);
  first->size_bytes = 30;
  g_assert_cmpint (weir_cluster_sum_bytes (topic), ==, 100);
  g_assert_cmpuint (weir_cluster_count_under_replicated (topic), ==, 1);
  g_assert_true (weir_cluster_find_partition (topic, 0) == second);
  g_assert_null (weir_cluster_find_topic (cluster, "u"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lag-look/sums-are-of-groups-and-their-topics", test_sums_are_of_groups_and_their_topics);
  g_test_add_func ("/lag-look/a-sum-is-as-bad-as-its-worst-partition", test_a_sum_is_as_bad_as_its_worst_partition);
  g_test_add_func ("/lag-look/one-unknown-lag-makes-the-sum-unknown", test_one_unknown_lag_makes_the_sum_unknown);
  g_test_add_func ("/lag-look/a-sum-is-cleared-at-its-own-speed", test_a_sum_is_cleared_at_its_own_speed);
  g_test_add_func ("/lag-look/a-past-is-a-point-a-minute-of-a-day", test_a_past_is_a_point_a_minute_of_a_day);
  g_test_add_func ("/lag-look/a-book-is-the-same-after-a-restart", test_a_book_is_the_same_after_a_restart);
  g_test_add_func ("/lag-look/a-book-has-so-many-lines-at-most", test_a_book_has_so_many_lines_at_most);
  g_test_add_func ("/lag-look/two-looks-tell-what-changed", test_two_looks_tell_what_changed);
  g_test_add_func ("/lag-look/groups-come-and-go", test_groups_come_and_go);
  g_test_add_func ("/lag-look/a-topic-is-known-or-unknown-as-a-whole", test_a_topic_is_known_or_unknown_as_a_whole);

  return g_test_run ();
}
