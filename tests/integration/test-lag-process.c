#include "data/lag/weir-group-watch.h"
#include "data/lag/weir-lag-exchange.h"
#include "data/lag/weir-lag-process.h"
#include "data/source/weir-source.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Groups are asked about in another process of this program; main() is both. */

#define DIE "WEIR_TEST_DIE"

static WeirLagSnapshot *
read_of (WeirSettings  *settings,
         guint          timeout_msec,
         GCancellable  *cancellable,
         GError       **error)
{
  return weir_lag_process_read (settings, NULL, NULL, NULL, timeout_msec, cancellable, error);
}

/* As librdkafka does where an answer is damaged. */
static void
test_a_process_that_aborts_is_a_failed_read (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("127.0.0.1:1");
  g_autoptr(GError) error = NULL;

  g_setenv (DIE, "abort", TRUE);
  g_assert_null (read_of (settings, 5000, NULL, &error));
  g_unsetenv (DIE);
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, g_strsignal (SIGABRT)));
}

static void
test_half_an_answer_is_a_failed_read (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("127.0.0.1:1");
  g_autoptr(GError) error = NULL;

  g_setenv (DIE, "half", TRUE);
  g_assert_null (read_of (settings, 5000, NULL, &error));
  g_unsetenv (DIE);
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED);
}

/* What the other process says is what the reader said: domain, code, words. */
static void
test_errors_come_through (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("127.0.0.1:1");
  g_autoptr(GError) expected = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (read_of (settings, 300, NULL, &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "127.0.0.1:1 "));

  weir_settings_set (settings, "no.such.property", "1");
  g_clear_error (&error);
  g_assert_null (weir_lag_reader_read (settings, NULL, NULL, NULL, 300, NULL, &expected));
  g_assert_null (read_of (settings, 300, NULL, &error));
  g_assert_error (error, expected->domain, expected->code);
  g_assert_cmpstr (error->message, ==, expected->message);
}

static gpointer
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return NULL;
}

static void
test_it_can_be_cancelled (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("127.0.0.1:1");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GThread) thread = g_thread_new ("cancel", cancel, cancellable);

  g_assert_null (read_of (settings, 600000, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (g_steal_pointer (&thread));
}

static WeirLagSnapshot *
snapshot_new (void)
{
  WeirLagSnapshot *snapshot = weir_lag_snapshot_new ();
  WeirLagGroup *group = weir_lag_group_new ("g\n\xff", "consumer", "Stable");
  WeirLagMember *member = weir_lag_member_new ();
  WeirGroupLag *lag = g_new0 (WeirGroupLag, 1);

  *member = (WeirLagMember) {
    .consumer_id = g_strdup ("m"), .client_id = g_strdup ("c"), .host = g_strdup ("/h"), .assignment = g_strdup ("t:7"),
    .n_partitions = 1, .epoch = 17,
  };
  g_ptr_array_add (group->members, member);
  group->coordinator = g_strdup ("b:1");
  group->coordinator_id = 3;
  group->epoch = 18;
  group->assignment_epoch = 19;
  g_ptr_array_add (snapshot->groups, group);
  *lag = (WeirGroupLag) {
    .group = g_strdup ("g\n\xff"), .topic = g_strdup ("t"), .partition = 7, .committed = 1, .low = 2, .end = 3, .lag = 4,
    .past_end = 5, .held = 6, .leader_epoch = 7, .metadata = g_strdup ("m\xff"), .host = g_strdup ("h"),
    .group_state = g_strdup ("Stable"), .lag_usec = 8, .record_usec = 9, .read_usec = 10, .retention_usec = 11,
  };
  g_ptr_array_add (snapshot->lags, lag);
  snapshot->time_usec = 12;
  snapshot->others_usec = 13;
  snapshot->topics_usec = 14;

  return snapshot;
}

static void
assert_group (const WeirLagGroup *group)
{
  const WeirLagMember *member;

  g_assert_nonnull (group);
  g_assert_cmpstr (group->type, ==, "consumer");
  g_assert_cmpstr (group->state, ==, "Stable");
  g_assert_null (group->assignor);
  g_assert_cmpstr (group->coordinator, ==, "b:1");
  g_assert_cmpint (group->coordinator_id, ==, 3);
  g_assert_cmpint (group->epoch, ==, 18);
  g_assert_cmpint (group->assignment_epoch, ==, 19);
  g_assert_null (group->problem);
  g_assert_cmpuint (group->members->len, ==, 1);
  member = g_ptr_array_index (group->members, 0);
  g_assert_cmpstr (member->consumer_id, ==, "m");
  g_assert_null (member->instance_id);
  g_assert_cmpstr (member->client_id, ==, "c");
  g_assert_cmpstr (member->host, ==, "/h");
  g_assert_cmpstr (member->assignment, ==, "t:7");
  g_assert_cmpuint (member->n_partitions, ==, 1);
  g_assert_cmpint (member->epoch, ==, 17);
}

static void
assert_snapshot (const WeirLagSnapshot *read)
{
  const WeirGroupLag *lag;

  assert_group (weir_lag_snapshot_find_group (read, "g\n\xff"));
  g_assert_cmpuint (read->lags->len, ==, 1);
  lag = g_ptr_array_index (read->lags, 0);
  g_assert_cmpstr (lag->group, ==, "g\n\xff");
  g_assert_cmpstr (lag->topic, ==, "t");
  g_assert_cmpint (lag->partition, ==, 7);
  g_assert_cmpint (lag->committed, ==, 1);
  g_assert_cmpint (lag->low, ==, 2);
  g_assert_cmpint (lag->end, ==, 3);
  g_assert_cmpint (lag->lag, ==, 4);
  g_assert_cmpint (lag->past_end, ==, 5);
  g_assert_cmpint (lag->held, ==, 6);
  g_assert_cmpint (lag->leader_epoch, ==, 7);
  g_assert_cmpstr (lag->metadata, ==, "m\xff");
  g_assert_null (lag->consumer_id);
  g_assert_null (lag->instance_id);
  g_assert_cmpstr (lag->host, ==, "h");
  g_assert_null (lag->client_id);
  g_assert_cmpstr (lag->group_state, ==, "Stable");
  g_assert_cmpint (lag->lag_usec, ==, 8);
  g_assert_cmpint (lag->record_usec, ==, 9);
  g_assert_cmpint (lag->read_usec, ==, 10);
  g_assert_cmpint (lag->retention_usec, ==, 11);
  g_assert_null (lag->problem);
  g_assert_cmpint (read->time_usec, ==, 12);
  g_assert_cmpint (read->others_usec, ==, 13);
  g_assert_cmpint (read->topics_usec, ==, 14);
}

static void
test_an_answer_comes_through (void)
{
  g_autoptr(WeirLagSnapshot) snapshot = snapshot_new ();
  g_autoptr(WeirLagSnapshot) read = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  bytes = weir_lag_answer_write (snapshot, NULL);
  read = weir_lag_answer_read (bytes, &error);
  g_assert_no_error (error);
  assert_snapshot (read);
}

static void
test_a_question_comes_through (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("a:1");
  g_autoptr(WeirLagSnapshot) previous = snapshot_new ();
  const char *const topics[] = { "x", "y", NULL };
  WeirLagQuestion read;
  g_autoptr(GBytes) bytes = NULL;

  weir_settings_set (settings, "sasl.password", "\xff\"secret");
  weir_settings_set_embedded (settings, TRUE);
  bytes = weir_lag_question_write (settings, "g\xff", topics, previous, 9);
  g_assert_true (weir_lag_question_read (&read, bytes));
  g_assert_cmpstr (weir_settings_get (read.settings, "sasl.password"), ==, "\xff\"secret");
  g_assert_cmpstr (weir_settings_get_bootstrap (read.settings), ==, "a:1");
  g_assert_true (weir_settings_is_embedded (read.settings));
  g_assert_cmpstr (read.group, ==, "g\xff");
  g_assert_cmpstrv (read.topics, topics);
  assert_snapshot (read.previous);
  g_assert_cmpuint (read.timeout_msec, ==, 9);
  weir_lag_question_clear (&read);
}

/* The screen says why groups are missing. */
static void
test_a_watch_tells_its_problem (void)
{
  const char *const topics[] = { "t", NULL };
  g_autoptr(WeirSettings) settings = weir_settings_new ("127.0.0.1:1");
  g_autoptr(WeirLagTable) table = weir_lag_table_new ();
  g_autoptr(WeirLagOverview) overview = weir_lag_overview_new ();
  g_autoptr(WeirGroupWatch) watch = weir_group_watch_new (settings, 0, NULL, topics, table, overview, NULL);

  g_setenv (DIE, "abort", TRUE);
  g_assert_null (weir_group_watch_get_problem (watch));
  while (weir_group_watch_get_problem (watch) == NULL)
    {
      weir_group_watch_look (watch);
      g_thread_yield ();
    }
  g_unsetenv (DIE);
  g_assert_nonnull (strstr (weir_group_watch_get_problem (watch), g_strsignal (SIGABRT)));
}

int
main (int   argc,
      char *argv[])
{
  const char *die = g_getenv (DIE);
  int status;

  if (die != NULL && g_str_equal (die, "abort"))
    {
      signal (SIGABRT, SIG_DFL);
      abort ();
    }
  if (die != NULL)
    return printf ("half") > 0 ? 0 : 1;
  if (weir_lag_process_serve (argv, &status))
    return status;

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lag-process/a-process-that-aborts-is-a-failed-read", test_a_process_that_aborts_is_a_failed_read);
  g_test_add_func ("/lag-process/half-an-answer-is-a-failed-read", test_half_an_answer_is_a_failed_read);
  g_test_add_func ("/lag-process/errors-come-through", test_errors_come_through);
  g_test_add_func ("/lag-process/it-can-be-cancelled", test_it_can_be_cancelled);
  g_test_add_func ("/lag-process/an-answer-comes-through", test_an_answer_comes_through);
  g_test_add_func ("/lag-process/a-question-comes-through", test_a_question_comes_through);
  g_test_add_func ("/lag-process/a-watch-tells-its-problem", test_a_watch_tells_its_problem);

  return g_test_run ();
}
