#include "kafka-test.h"

#include "data/lag/weir-lag-reader.h"
#include "data/lag/weir-offset-reset.h"
#include "data/source/weir-producer.h"

#define PATIENCE_MSEC 20000

/* Records a second apart, the first at @first_usec. */
static void
produce (KafkaTestFixture *fixture,
         guint             count,
         gint64            first_usec)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirProducer) producer = weir_producer_new (fixture->settings, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < count; i++)
    {
      const WeirMessage message = {
        .topic = fixture->topic, .partition = 0, .time_usec = first_usec + i * G_TIME_SPAN_SECOND, .payload = "1",
        .payload_length = 1,
      };

      weir_producer_send (producer, &message, TRUE, &error);
      g_assert_no_error (error);
    }
  weir_producer_flush (producer, PATIENCE_MSEC, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
commit (KafkaTestFixture *fixture,
        gint64            offset)
{
  g_autoptr(GPtrArray) changes = weir_offset_changes_new ();
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (changes, weir_offset_change_new (fixture->topic, 0, -1, offset));
  weir_offset_reset_execute (fixture->settings, fixture->group, changes, PATIENCE_MSEC, NULL, &error);
  g_assert_no_error (error);
}

static WeirLagSnapshot *
look (KafkaTestFixture      *fixture,
      const WeirLagSnapshot *previous)
{
  g_autoptr(GError) error = NULL;
  WeirLagSnapshot *snapshot =
    weir_lag_reader_read (fixture->settings, fixture->group, NULL, previous, PATIENCE_MSEC, NULL, &error);

  g_assert_no_error (error);

  return snapshot;
}

static const WeirGroupLag *
only_lag (const WeirLagSnapshot *snapshot)
{
  g_assert_cmpuint (snapshot->lags->len, ==, 1);

  return g_ptr_array_index (snapshot->lags, 0);
}

/* Five records and a mark that they are committed; five and a mark that they are not. */
static void
test_transactions_leave_no_lag (KafkaTestFixture *fixture,
                                gconstpointer     user_data)
{
  const struct
  {
    gint64 committed;
    gint64 lag;
  } places[] = { { 12, 0 }, { 6, 0 }, { 5, 0 }, { 8, 0 }, { 4, 8 }, { 0, 12 } };

  kafka_test_transaction (fixture->topic, 5, TRUE);
  kafka_test_transaction (fixture->topic, 5, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr(WeirLagSnapshot) snapshot = NULL;
      const WeirGroupLag *lag;

      commit (fixture, places[i].committed);
      snapshot = look (fixture, NULL);
      lag = only_lag (snapshot);
      g_assert_cmpint (lag->end, ==, 12);
      g_assert_cmpint (lag->lag, ==, places[i].lag);
      if (places[i].lag == 0)
        g_assert_cmpint (lag->lag_usec, ==, 0);
      else
        g_assert_cmpint (lag->record_usec, >, 0);
    }
}

static void
test_deleted_records_are_counted (KafkaTestFixture *fixture,
                                  gconstpointer     user_data)
{
  gint64 first_usec = g_get_real_time () / G_USEC_PER_SEC * G_USEC_PER_SEC - 100 * G_TIME_SPAN_SECOND;
  g_autoptr(WeirLagSnapshot) snapshot = NULL;
  const WeirGroupLag *lag;

  produce (fixture, 10, first_usec);
  commit (fixture, 4);
  kafka_test_delete_records (fixture->topic, 0, 7);
  snapshot = look (fixture, NULL);
  lag = only_lag (snapshot);
  g_assert_cmpint (lag->committed, ==, 4);
  g_assert_cmpint (lag->low, ==, 7);
  g_assert_cmpint (lag->lag, ==, 6);
  /* The first that can still be read. */
  g_assert_cmpint (lag->record_usec, ==, first_usec + 7 * G_TIME_SPAN_SECOND);
}

static void
test_a_record_is_read_once (KafkaTestFixture *fixture,
                            gconstpointer     user_data)
{
  gint64 first_usec = g_get_real_time () / G_USEC_PER_SEC * G_USEC_PER_SEC - 100 * G_TIME_SPAN_SECOND;
  g_autoptr(WeirLagSnapshot) first = NULL;
  g_autoptr(WeirLagSnapshot) second = NULL;
  g_autoptr(WeirLagSnapshot) third = NULL;

  produce (fixture, 10, first_usec);
  commit (fixture, 4);
  first = look (fixture, NULL);
  produce (fixture, 5, first_usec + 10 * G_TIME_SPAN_SECOND);
  second = look (fixture, first);
  g_assert_cmpint (only_lag (first)->record_usec, ==, first_usec + 4 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (only_lag (second)->record_usec, ==, first_usec + 4 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (only_lag (second)->read_usec, ==, only_lag (first)->read_usec);
  g_assert_cmpint (only_lag (second)->lag, ==, 11);
  g_assert_cmpint (only_lag (second)->lag_usec, >=, only_lag (first)->lag_usec);

  commit (fixture, 5);
  third = look (fixture, second);
  g_assert_cmpint (only_lag (third)->record_usec, ==, first_usec + 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (only_lag (third)->read_usec, >, only_lag (second)->read_usec);
}

static void
test_partitions_that_were_added_are_reset_too (KafkaTestFixture *fixture,
                                               gconstpointer     user_data)
{
  g_autoptr(GPtrArray) scope = weir_offset_changes_new ();
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GError) error = NULL;
  WeirOffsetReset reset = { fixture->group, WEIR_OFFSET_RESET_TO_LATEST, 0, scope };

  produce (fixture, 3, g_get_real_time ());
  commit (fixture, 1);
  kafka_test_add_partitions (fixture->topic, 3);
  g_ptr_array_add (scope, weir_offset_change_new (fixture->topic, -1, -1, -1));
  /* The controller has them before every broker tells of them. */
  while (changes == NULL || changes->len < 3)
    {
      g_clear_pointer (&changes, g_ptr_array_unref);
      changes = weir_offset_reset_plan (fixture->settings, &reset, PATIENCE_MSEC, NULL, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpint (((WeirOffsetChange *) g_ptr_array_index (changes, 0))->before, ==, 1);
  g_assert_cmpint (((WeirOffsetChange *) g_ptr_array_index (changes, 0))->offset, ==, 3);
  g_assert_cmpint (((WeirOffsetChange *) g_ptr_array_index (changes, 2))->before, ==, -1);
  g_assert_cmpint (((WeirOffsetChange *) g_ptr_array_index (changes, 2))->offset, ==, 0);
}

/* Kafka forgets what was committed in a topic that is deleted. */
static void
test_a_topic_made_anew_has_nothing_of_before (KafkaTestFixture *fixture,
                                              gconstpointer     user_data)
{
  g_autoptr(WeirLagSnapshot) before = NULL;
  g_autoptr(WeirLagSnapshot) after = NULL;

  produce (fixture, 10, g_get_real_time () - 100 * G_TIME_SPAN_SECOND);
  commit (fixture, 8);
  before = look (fixture, NULL);
  g_assert_cmpint (only_lag (before)->lag, ==, 2);

  kafka_test_delete_topic (fixture->topic);
  kafka_test_create_topic (fixture->topic, 1);
  produce (fixture, 3, g_get_real_time ());
  commit (fixture, 1);
  after = look (fixture, before);
  g_assert_cmpint (only_lag (after)->end, ==, 3);
  g_assert_cmpint (only_lag (after)->lag, ==, 2);
  /* Read anew, not what lay at the place before. */
  g_assert_cmpint (only_lag (after)->record_usec, >, only_lag (before)->record_usec);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return 77;

#define ADD(name, function)                                                                                     \
  g_test_add ("/lag-topics/" name, KafkaTestFixture, GUINT_TO_POINTER (1), kafka_test_fixture_set_up, function, \
              kafka_test_fixture_tear_down)
  ADD ("transactions-leave-no-lag", test_transactions_leave_no_lag);
  ADD ("deleted-records-are-counted", test_deleted_records_are_counted);
  ADD ("a-record-is-read-once", test_a_record_is_read_once);
  ADD ("partitions-that-were-added-are-reset-too", test_partitions_that_were_added_are_reset_too);
  ADD ("a-topic-made-anew-has-nothing-of-before", test_a_topic_made_anew_has_nothing_of_before);
#undef ADD

  return g_test_run ();
}
