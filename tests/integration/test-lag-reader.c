#include "data/lag/weir-lag-admin.h"
#include "data/lag/weir-lag-reader.h"
#include "data/source/weir-broker.h"
#include "data/source/weir-source.h"

static void
test_the_embedded_broker_cannot_tell (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirBroker) broker = weir_broker_new (1, &error);
  g_autoptr(WeirSettings) settings = NULL;

  g_assert_no_error (error);
  settings = weir_broker_create_settings (broker);
  g_assert_null (weir_lag_reader_read (settings, NULL, NULL, NULL, 10000, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
test_no_broker_is_unreachable (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("127.0.0.1:1");
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_lag_reader_read (settings, NULL, NULL, NULL, 300, NULL, &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "127.0.0.1:1 "));
  g_assert_null (strstr (error->message, "Local:"));
}

static void
test_it_can_be_cancelled (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("127.0.0.1:1");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (weir_lag_reader_read (settings, "g", NULL, NULL, 600000, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_wrong_settings_are_refused (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("127.0.0.1:1");
  g_autoptr(GError) error = NULL;

  weir_settings_set (settings, "no.such.property", "1");
  g_assert_null (weir_lag_reader_read (settings, NULL, NULL, NULL, 1000, NULL, &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
}

/* As just after a broker was restarted. */
static void
test_a_coordinator_that_moves_is_told (void)
{
  rd_kafka_event_t *event;
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirBroker) broker = weir_broker_new (1, &error);
  g_autoptr(WeirSettings) settings = NULL;
  WeirLagAdmin admin;

  g_assert_no_error (error);
  settings = weir_broker_create_settings (broker);
  weir_broker_fail_requests (broker, WEIR_BROKER_REQUEST_OFFSET_FETCH, RD_KAFKA_RESP_ERR_NOT_COORDINATOR, 1);
  g_assert_true (weir_lag_admin_init (&admin, settings, 20000, NULL, &error));
  weir_lag_admin_ask_committed (&admin, "billing", &admin);
  event = weir_lag_admin_next (&admin, RD_KAFKA_EVENT_LISTCONSUMERGROUPOFFSETS_RESULT, &error);
  g_assert_no_error (error);
  g_assert_cmpint (rd_kafka_event_error (event), ==, RD_KAFKA_RESP_ERR_NOT_COORDINATOR);
  g_assert_true (rd_kafka_event_opaque (event) == &admin);
  rd_kafka_event_destroy (event);
  weir_lag_admin_clear (&admin);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lag-reader/the-embedded-broker-cannot-tell", test_the_embedded_broker_cannot_tell);
  g_test_add_func ("/lag-reader/no-broker-is-unreachable", test_no_broker_is_unreachable);
  g_test_add_func ("/lag-reader/it-can-be-cancelled", test_it_can_be_cancelled);
  g_test_add_func ("/lag-reader/wrong-settings-are-refused", test_wrong_settings_are_refused);

  g_test_add_func ("/lag-reader/a-coordinator-that-moves-is-told", test_a_coordinator_that_moves_is_told);

  return g_test_run ();
}
