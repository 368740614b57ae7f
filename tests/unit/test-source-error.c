#include "config.h"

#include <string.h>

#include "data/source/weir-source-error.h"

/* "The broker does not answer" would be misleading. */
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
    { "0/1 brokers are down",
      "every connection was closed at once, or gave no answer; the port may want another security.protocol" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *reason = weir_source_error_dup_reason (cases[i].words, FALSE);

      g_assert_cmpstr (reason, ==, cases[i].expected);
    }
}

/* The layer, and what to do there; the words are librdkafka's own, taken from real brokers. */
static void
test_source_error_names_layer_and_remedy (void)
{
  static const struct
  {
    const char *words;
    const char *expected;
  } cases[] = {
    { "ssl://h:9092/bootstrap: SSL handshake failed: Disconnected: SSL connection closed by peer: connecting to a PLAINTEXT "
      "broker listener? (after 4ms in state SSL_HANDSHAKE)",
      "TLS: what answers at h:9092 seems to speak no TLS; take its port for TLS, or security.protocol plaintext or sasl_plaintext" },
    { "h:9093/1: Disconnected while requesting ApiVersion: might be caused by incorrect security.protocol configuration "
      "(connecting to a SSL listener?) or broker version is < 0.10 (after 2ms in state APIVERSION_QUERY)",
      "TLS: what answers at h:9093 wants TLS; take security.protocol ssl or sasl_ssl, or its port without TLS" },
    { "ssl://h:9093/bootstrap: Receive failed: error:0A00045C:SSL routines::tlsv13 alert certificate required: SSL alert number "
      "116 (after 0ms in state APIVERSION_QUERY)",
      "TLS: h:9093 wants a certificate of ours; set ssl.certificate.location and ssl.key.location, or a keystore" },
    { "sasl_plaintext://h:9092/bootstrap: SASL PLAIN mechanism handshake failed: Broker: Request not valid in current SASL "
      "state: broker's supported mechanisms:  (after 1ms in state AUTH_HANDSHAKE)",
      "SASL: h:9092 wants no login at that port; take security.protocol plaintext or ssl" },
    { "sasl_ssl://h:9094/bootstrap: SASL PLAIN mechanism handshake failed: Broker: Unsupported SASL mechanism: broker's "
      "supported mechanisms: SCRAM-SHA-512 (after 1ms in state AUTH_HANDSHAKE)",
      "SASL: h:9094 does not know our mechanism; set sasl.mechanisms to one of: SCRAM-SHA-512" },
    { "ssl://[::1]:9093/2: SSL handshake failed: error:0A000086:SSL routines::certificate verify failed: broker certificate "
      "could not be verified (after 5ms in state SSL_HANDSHAKE)",
      "TLS: the certificate at [::1]:9093 cannot be verified (OpenSSL's error 0)" },
  };
  g_autoptr(GError) error = weir_source_error_new_unreachable ("h:9093", "TLS: it is so; do this");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *reason = weir_source_error_dup_reason (cases[i].words, FALSE);

      g_assert_cmpstr (reason, ==, cases[i].expected);
    }
  g_assert_cmpstr (error->message, ==, "no connection to h:9093. TLS: it is so; do this");
}

/* librdkafka guesses at a wrong protocol whenever a connection is closed early: so does a broker that is stopped. */
static void
test_source_error_guesses_only_before_an_answer (void)
{
  static const char * const closed[] = {
    "1/1 brokers are down",
    "h:9092/bootstrap: Disconnected while requesting ApiVersion: might be caused by incorrect security.protocol configuration "
    "(connecting to a SSL listener?) or broker version is < 0.10 (see api.version.request)",
  };
  g_autofree char *refused = weir_source_error_dup_reason ("h:9092/1: Connect to ipv4#1.2.3.4:9092 failed: Connection refused",
                                                           TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (closed); i++)
    {
      g_autofree char *first = weir_source_error_dup_reason (closed[i], FALSE);
      g_autofree char *later = weir_source_error_dup_reason (closed[i], TRUE);

      g_assert_nonnull (strstr (first, "security.protocol"));
      g_assert_cmpstr (later, ==, "the connection was closed; it is tried again");
    }
  g_assert_cmpstr (refused, ==, "Connect to 1.2.3.4:9092 failed: Connection refused");
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
  g_test_add_func ("/source-error/names-layer-and-remedy", test_source_error_names_layer_and_remedy);
  g_test_add_func ("/source-error/guesses-only-before-an-answer", test_source_error_guesses_only_before_an_answer);
  g_test_add_func ("/source-error/says-what-where-and-what-to-do", test_source_error_says_what_where_and_what_to_do);

  return g_test_run ();
}
