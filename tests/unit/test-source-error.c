#include "config.h"

#include <string.h>

#include "data/source/weir-source-error.h"

/* "The broker does not answer" would send its reader to the wrong place. */
static void
test_source_error_deleted_topic_is_not_a_dead_broker (void)
{
  g_assert_cmpint (weir_source_error_code (RD_KAFKA_RESP_ERR__NOENT), ==, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC);
  g_assert_cmpint (weir_source_error_code (RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART), ==, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC);
  g_assert_cmpint (weir_source_error_code (RD_KAFKA_RESP_ERR__TIMED_OUT), ==, WEIR_SOURCE_ERROR_UNREACHABLE);
}

static void
test_source_error_book_keeping_is_left_out (void)
{
  static const struct
  {
    const char *words;
    const char *expected;
  } cases[] = {
    { "h:9092/bootstrap: Connect to ipv4#10.0.0.1:9092 failed: Connection refused (after 2ms in state CONNECT)",
      "Connect to 10.0.0.1:9092 failed: Connection refused" },
    { "sasl_ssl://h:9093/1: Connect to ipv6#[::1]:9093 failed: timed out (after 9ms in state CONNECT, 1 identical error(s))",
      "Connect to [::1]:9093 failed: timed out" },
    { "Failed to resolve 'h:9092': Name or service not known (after 1ms in state CONNECT)",
      "Failed to resolve 'h:9092': Name or service not known" },
    { "a/b c: d", "a/b c: d" },
    { "h:1/bootstrap:", "h:1/bootstrap:" },
    { "1/1 brokers are down", "1/1 brokers are down" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *reason = weir_source_error_dup_reason (cases[i].words);

      g_assert_cmpstr (reason, ==, cases[i].expected);
    }
}

static void
test_source_error_says_what_where_and_what_to_do (void)
{
  g_autoptr(GError) deleted = weir_source_error_new (RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, "topic “%s” partition %d", "t", 3);
  g_autoptr(GError) refused = weir_source_error_new_unreachable ("h:1", "Connection refused");
  g_autoptr(GError) silent = weir_source_error_new_unreachable ("h:1", NULL);

  g_assert_error (deleted, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC);
  g_assert_cmpstr (deleted->message, ==,
                   "topic “t” partition 3: there is no such partition; check its number, or whether the topic was deleted");
  g_assert_error (refused, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
  g_assert_cmpstr (refused->message, ==,
                   "no broker at h:1 answers (Connection refused); check the address, that a broker runs there, and that "
                   "security.protocol is the one of that port");
  g_assert_nonnull (strstr (silent->message, "(nothing came in time)"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/source-error/deleted-topic-is-not-a-dead-broker", test_source_error_deleted_topic_is_not_a_dead_broker);
  g_test_add_func ("/source-error/book-keeping-is-left-out", test_source_error_book_keeping_is_left_out);
  g_test_add_func ("/source-error/says-what-where-and-what-to-do", test_source_error_says_what_where_and_what_to_do);

  return g_test_run ();
}
