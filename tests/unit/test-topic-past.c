#include "data/lag/weir-lag-past.h"
#include "data/lag/weir-topic-past.h"

#include <glib/gstdio.h>
#include <math.h>

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define BEGIN  (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

/* How far the topics of a cluster were, and which rates follow. */

static void
take (WeirTopicPast *past,
      const char    *topic,
      gint64         time_usec,
      gint64         ends)
{
  g_autoptr(WeirCluster) cluster = weir_cluster_new ();
  WeirClusterPartition *partition = weir_cluster_add_partition (weir_cluster_add_topic (cluster, topic), 0);

  partition->low = 0;
  partition->end = ends;
  cluster->time_usec = time_usec;
  weir_topic_past_take (past, cluster);
}

static double
rate_at (WeirTopicPast *past,
         const char    *topic,
         gint64         time_usec)
{
  g_autoptr(WeirSeries) rates = weir_series_new ();

  weir_topic_past_fill (past, topic, rates);

  return weir_series_get_value_at (rates, time_usec, MINUTE / 2);
}

static void
test_a_rate_is_the_mean_between_two_points (void)
{
  g_autoptr(WeirTopicPast) past = weir_topic_past_new ();

  take (past, "orders", BEGIN, 100);
  g_assert_false (weir_topic_past_has (past, "orders"));
  /* Within the minute: no point, and nothing is missing from the next. */
  take (past, "orders", BEGIN + 5 * G_USEC_PER_SEC, 130);
  g_assert_false (weir_topic_past_has (past, "orders"));
  take (past, "orders", BEGIN + MINUTE, 700);
  g_assert_true (weir_topic_past_has (past, "orders"));
  g_assert_cmpfloat (rate_at (past, "orders", BEGIN + MINUTE), ==, 10);
  g_assert_false (weir_topic_past_has (past, "payments"));
}

static void
test_what_came_between_two_runs_is_a_mean_all_along (void)
{
  g_autoptr(WeirTopicPast) past = weir_topic_past_new ();

  take (past, "orders", BEGIN, 0);
  take (past, "orders", BEGIN + 60 * MINUTE, 7200);
  g_assert_cmpfloat (rate_at (past, "orders", BEGIN + MINUTE), ==, 2);
  g_assert_cmpfloat (rate_at (past, "orders", BEGIN + 60 * MINUTE), ==, 2);
}

static void
test_a_topic_made_anew_has_no_rate_across (void)
{
  g_autoptr(WeirTopicPast) past = weir_topic_past_new ();

  take (past, "orders", BEGIN, 5000);
  take (past, "orders", BEGIN + MINUTE, 60);
  take (past, "orders", BEGIN + 2 * MINUTE, 120);
  g_assert_true (isnan (rate_at (past, "orders", BEGIN + MINUTE)));
  g_assert_cmpfloat (rate_at (past, "orders", BEGIN + 2 * MINUTE), ==, 1);
}

static void
test_a_day_is_kept_of_so_many_topics (void)
{
  g_autoptr(WeirTopicPast) past = weir_topic_past_new ();
  const guint n = WEIR_LAG_PAST_N_POINTS + 10;

  for (guint i = 0; i < n; i++)
    take (past, "orders", BEGIN + i * MINUTE, i * 60);
  g_assert_true (isnan (rate_at (past, "orders", BEGIN + 10 * MINUTE)));
  g_assert_cmpfloat (rate_at (past, "orders", BEGIN + 11 * MINUTE), ==, 1);

  for (guint i = 0; i < WEIR_TOPIC_PAST_N_TOPICS; i++)
    {
      g_autofree char *name = g_strdup_printf ("topic-%u", i);

      take (past, name, BEGIN + n * MINUTE, 0);
      take (past, name, BEGIN + (n + 1) * MINUTE, 60);
    }
  g_assert_true (weir_topic_past_has (past, "topic-0"));
  g_assert_true (weir_topic_past_has (past, "topic-498"));
  g_assert_false (weir_topic_past_has (past, "topic-499"));

  /* What was not told of for a day makes room. */
  take (past, "late", BEGIN + 3 * G_TIME_SPAN_DAY, 0);
  g_assert_false (weir_topic_past_has (past, "orders"));
}

static void
test_it_is_the_same_after_a_restart (void)
{
  g_autoptr(WeirTopicPast) past = weir_topic_past_new ();
  g_autoptr(WeirTopicPast) later = weir_topic_past_new ();
  g_autoptr(WeirTopicPast) again = NULL;
  g_autoptr(WeirTopicPast) over = NULL;
  g_autoptr(GBytes) bytes = NULL;

  take (past, "orders", BEGIN, 100);
  take (past, "orders", BEGIN + MINUTE, 700);
  take (past, "payments", BEGIN + MINUTE, 1);
  bytes = weir_topic_past_save (past);
  again = weir_topic_past_restore (bytes, BEGIN + 5 * MINUTE);
  g_assert_nonnull (again);
  g_assert_cmpfloat (rate_at (again, "orders", BEGIN + MINUTE), ==, 10);

  /* The first look of the next run tells what came in between. */
  take (later, "orders", BEGIN + 11 * MINUTE, 1300);
  weir_topic_past_put_before (later, again);
  g_assert_cmpfloat (rate_at (later, "orders", BEGIN + 11 * MINUTE), ==, 1);

  over = weir_topic_past_restore (bytes, BEGIN + 2 * G_TIME_SPAN_DAY);
  g_assert_false (weir_topic_past_has (over, "orders"));

  for (gsize length = 0; length < g_bytes_get_size (bytes); length++)
    {
      g_autoptr(GBytes) cut = g_bytes_new_from_bytes (bytes, 0, length);
      WeirTopicPast *none = weir_topic_past_restore (cut, BEGIN);

      g_assert_null (none);
    }
}

static void
test_a_file_that_is_none_is_an_error (void)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-topic-past-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "below", "topics", NULL);
  g_autofree char *below = g_path_get_dirname (path);
  g_autoptr(WeirTopicPast) past = weir_topic_past_new ();
  g_autoptr(WeirTopicPast) again = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  gint64 now_usec = g_get_real_time ();

  again = weir_topic_past_read_file (path, &error);
  g_assert_no_error (error);
  g_assert_false (weir_topic_past_has (again, "orders"));
  weir_topic_past_free (g_steal_pointer (&again));

  take (past, "orders", now_usec - MINUTE, 0);
  take (past, "orders", now_usec, 60);
  bytes = weir_topic_past_save (past);
  weir_topic_past_write_file (path, bytes, &error);
  g_assert_no_error (error);
  again = weir_topic_past_read_file (path, &error);
  g_assert_no_error (error);
  g_assert_true (weir_topic_past_has (again, "orders"));

  g_assert_true (g_file_set_contents (path, "something else", -1, NULL));
  g_assert_null (weir_topic_past_read_file (path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_unlink (path);
  g_rmdir (below);
  g_rmdir (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/topic-past/a-rate-is-the-mean-between-two-points", test_a_rate_is_the_mean_between_two_points);
  g_test_add_func ("/topic-past/what-came-between-two-runs-is-a-mean-all-along", test_what_came_between_two_runs_is_a_mean_all_along);
  g_test_add_func ("/topic-past/a-topic-made-anew-has-no-rate-across", test_a_topic_made_anew_has_no_rate_across);
  g_test_add_func ("/topic-past/a-day-is-kept-of-so-many-topics", test_a_day_is_kept_of_so_many_topics);
  g_test_add_func ("/topic-past/it-is-the-same-after-a-restart", test_it_is_the_same_after_a_restart);
  g_test_add_func ("/topic-past/a-file-that-is-none-is-an-error", test_a_file_that_is_none_is_an_error);

  return g_test_run ();
}
