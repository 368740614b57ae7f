#include "data/source/weir-settings.h"
#include "data/source/weir-source.h"

#include <glib/gstdio.h>
#include <librdkafka/rdkafka.h>
#include <string.h>

static char *
conf_get (WeirSettings *settings,
          gboolean      producer,
          const char   *name)
{
  g_autoptr(GError) error = NULL;
  rd_kafka_conf_t *conf = weir_settings_build_conf (settings, producer, &error);
  char value[256];
  gsize size = sizeof value;

  g_assert_no_error (error);
  g_assert_cmpint (rd_kafka_conf_get (conf, name, value, &size), ==, RD_KAFKA_CONF_OK);
  rd_kafka_conf_destroy (conf);

  return g_strdup (value);
}

static void
assert_conf (WeirSettings *settings,
             gboolean      producer,
             const char   *name,
             const char   *expected)
{
  g_autofree char *value = conf_get (settings, producer, name);

  g_assert_cmpstr (value, ==, expected);
}

/* Settings from a file of this name and content. */
static WeirSettings *
load (const char  *name,
      const char  *content,
      GError     **error)
{
  g_autoptr(GError) write_error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("weir-settings-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(WeirSettings) settings = weir_settings_new ("localhost:9092");
  gboolean ok;

  g_file_set_contents (path, content, -1, &write_error);
  g_assert_no_error (write_error);
  ok = weir_settings_load_file (settings, path, error);
  g_remove (path);
  g_rmdir (folder);

  return ok ? g_steal_pointer (&settings) : NULL;
}

static void
test_settings_rules_cannot_be_changed (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("localhost:9092");

  weir_settings_set (settings, "enable.auto.commit", "true");
  weir_settings_set (settings, "auto.offset.reset", "earliest");
  weir_settings_set (settings, "enable.partition.eof", "false");

  assert_conf (settings, FALSE, "enable.auto.commit", "false");
  assert_conf (settings, FALSE, "enable.auto.offset.store", "false");
  assert_conf (settings, FALSE, "auto.offset.reset", "error");
  assert_conf (settings, FALSE, "enable.partition.eof", "true");
}

static void
test_settings_user_properties_win_over_defaults (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("localhost:9092");

  assert_conf (settings, FALSE, "client.id", "weir");
  assert_conf (settings, FALSE, "partition.assignment.strategy", "range");
  assert_conf (settings, FALSE, "socket.nagle.disable", "true");
  weir_settings_set (settings, "client.id", "mine");
  weir_settings_set (settings, "fetch.wait.max.ms", "77");
  assert_conf (settings, FALSE, "client.id", "mine");
  assert_conf (settings, FALSE, "fetch.wait.max.ms", "77");
  assert_conf (settings, TRUE, "client.id", "mine");
  assert_conf (settings, TRUE, "enable.idempotence", "true");
}

static void
test_settings_embedded_broker_is_asked_often (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("localhost:9092");

  assert_conf (settings, FALSE, "fetch.wait.max.ms", "500");
  weir_settings_set_embedded (settings, TRUE);
  assert_conf (settings, FALSE, "fetch.wait.max.ms", "10");
  g_assert_true (weir_settings_is_embedded (settings));
}

/* librdkafka refuses answers that were set smaller than a record may be. */
static void
test_settings_answers_are_small_unless_records_may_be_large (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("localhost:9092");

  assert_conf (settings, FALSE, "fetch.max.bytes", "2097152");
  weir_settings_set (settings, "message.max.bytes", "10000000");
  assert_conf (settings, FALSE, "fetch.max.bytes", "52428800");
  weir_settings_set (settings, "fetch.max.bytes", "20000000");
  assert_conf (settings, FALSE, "fetch.max.bytes", "20000000");
}

static void
test_settings_pair (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new (NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_settings_get_bootstrap (settings));
  g_assert_true (weir_settings_set_pair (settings, "metadata.broker.list=a:1,b:2", &error));
  g_assert_cmpstr (weir_settings_get_bootstrap (settings), ==, "a:1,b:2");
  g_assert_true (weir_settings_set_pair (settings, "sasl.password=a=b ", &error));
  g_assert_cmpstr (weir_settings_get (settings, "sasl.password"), ==, "a=b ");
  g_assert_no_error (error);

  g_assert_false (weir_settings_set_pair (settings, "nothing", &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
}

static void
test_settings_unknown_property_is_named (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("localhost:9092");
  g_autoptr(GError) error = NULL;

  weir_settings_set (settings, "no.such.thing", "1");
  g_assert_null (weir_settings_build_conf (settings, FALSE, &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
  g_assert_nonnull (strstr (error->message, "no.such.thing"));
}

static void
test_settings_without_broker_are_refused (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new (NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_settings_build_conf (settings, FALSE, &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
}

static void
test_settings_describe_hides_secrets (void)
{
  static const char * const secrets[] = {
    "sasl.password", "ssl.key.password", "ssl.keystore.password", "ssl.key.pem",
    "sasl.oauthbearer.client.secret", "sasl.oauthbearer.config", "sasl.jaas.config",
    "sasl.oauthbearer.assertion.private.key.passphrase",
  };
  g_autoptr(WeirSettings) settings = weir_settings_new ("localhost:9092");
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    weir_settings_set (settings, secrets[i], "canary");
  weir_settings_set (settings, "sasl.username", "alice");
  text = weir_settings_describe (settings);

  g_assert_null (strstr (text, "canary"));
  g_assert_nonnull (strstr (text, "sasl.password=[hidden]\n"));
  g_assert_nonnull (strstr (text, "sasl.username=alice\n"));
  g_assert_true (g_str_has_prefix (text, "bootstrap.servers=localhost:9092\n"));
}

static void
test_settings_refused_secret_is_not_repeated (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("localhost:9092");
  g_autoptr(GError) error = NULL;

  weir_settings_set (settings, "ssl.key.password.of.nobody", "canary");
  g_assert_null (weir_settings_build_conf (settings, FALSE, &error));
  g_assert_null (strstr (error->message, "canary"));
}

static void
test_settings_plain_password_wants_tls_or_consent (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("localhost:9092");
  g_autoptr(GError) error = NULL;

  weir_settings_set (settings, "security.protocol", "SASL_PLAINTEXT");
  weir_settings_set (settings, "sasl.mechanisms", "PLAIN");
  weir_settings_set (settings, "sasl.username", "alice");
  weir_settings_set (settings, "sasl.password", "secret");
  g_assert_null (weir_settings_build_conf (settings, FALSE, &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);

  weir_settings_set (settings, "weir.allow.plaintext.password", "true");
  assert_conf (settings, FALSE, "security.protocol", "sasl_plaintext");

  weir_settings_set (settings, "weir.allow.plaintext.password", "false");
  weir_settings_set (settings, "security.protocol", "sasl_ssl");
  assert_conf (settings, TRUE, "sasl.mechanisms", "PLAIN");
}

static void
test_settings_file_of_kcat (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = NULL;

  settings = load ("kcat.conf",
                   "# my cluster\n"
                   "\n"
                   "bootstrap.servers=other:9093\r\n"
                   "  sasl.password = back\\slash=too  \n"
                   "topic.request.timeout.ms=1234\n", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (weir_settings_get_bootstrap (settings), ==, "other:9093");
  g_assert_cmpstr (weir_settings_get (settings, "sasl.password"), ==, "back\\slash=too");
  assert_conf (settings, TRUE, "bootstrap.servers", "other:9093");
}

static void
test_settings_file_error_names_line (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (load ("kcat.conf", "client.id=x\n\nwhat is this\n", &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
  g_assert_nonnull (strstr (error->message, "kcat.conf:3: "));
}

static void
test_settings_file_of_java_client (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = NULL;

  settings = load ("client.properties",
                   "! written by an administrator\n"
                   "security.protocol=SASL_SSL\n"
                   "sasl.mechanism: SCRAM-SHA-512\n"
                   "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\\n"
                   "    username=\"alice\" \\\n"
                   "    password=\"p\\\\\"w;d\";\n"
                   "ssl.truststore.type=PEM\n"
                   "ssl.truststore.location=/etc/kafka/ca.pem\n"
                   "ssl.endpoint.identification.algorithm=\n"
                   "key.deserializer=org.apache.kafka.common.serialization.StringDeserializer\n", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (weir_settings_get (settings, "sasl.mechanisms"), ==, "SCRAM-SHA-512");
  g_assert_cmpstr (weir_settings_get (settings, "sasl.username"), ==, "alice");
  g_assert_cmpstr (weir_settings_get (settings, "sasl.password"), ==, "p\"w;d");
  g_assert_cmpstr (weir_settings_get (settings, "ssl.ca.location"), ==, "/etc/kafka/ca.pem");
  g_assert_null (weir_settings_get (settings, "sasl.jaas.config"));
  g_assert_null (weir_settings_get (settings, "key.deserializer"));
  assert_conf (settings, FALSE, "security.protocol", "sasl_ssl");
  assert_conf (settings, FALSE, "ssl.endpoint.identification.algorithm", "none");
}

static void
test_settings_pem_keystore_is_key_and_certificate (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = NULL;

  settings = load ("client.properties",
                   "security.protocol=SSL\n"
                   "ssl.keystore.location=/etc/kafka/me.pem\n"
                   "ssl.keystore.type=PEM\n"
                   "ssl.key.password=secret\n", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (weir_settings_get (settings, "ssl.key.location"), ==, "/etc/kafka/me.pem");
  g_assert_cmpstr (weir_settings_get (settings, "ssl.certificate.location"), ==, "/etc/kafka/me.pem");
  g_assert_cmpstr (weir_settings_get (settings, "ssl.key.password"), ==, "secret");
}

static void
test_settings_java_only_things_are_refused_with_reason (void)
{
  static const struct
  {
    const char *line;
    const char *word;
  } cases[] = {
    { "ssl.truststore.location=/etc/kafka/trust.jks\n", "keytool" },
    { "ssl.keystore.location=/etc/kafka/key.jks\nssl.keystore.type=jks\n", "PKCS12" },
    { "interceptor.classes=com.example.Spy\n", "interceptor.classes" },
    { "sasl.jaas.config=com.sun.security.auth.module.Krb5LoginModule required;\n", "sasl.mechanisms" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (load ("client.properties", cases[i].line, &error));
      g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
      g_assert_nonnull (strstr (error->message, cases[i].word));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settings/rules-cannot-be-changed", test_settings_rules_cannot_be_changed);
  g_test_add_func ("/settings/user-properties-win-over-defaults",
                   test_settings_user_properties_win_over_defaults);
  g_test_add_func ("/settings/embedded-broker-is-asked-often",
                   test_settings_embedded_broker_is_asked_often);
  g_test_add_func ("/settings/answers-are-small-unless-records-may-be-large",
                   test_settings_answers_are_small_unless_records_may_be_large);
  g_test_add_func ("/settings/pair", test_settings_pair);
  g_test_add_func ("/settings/unknown-property-is-named", test_settings_unknown_property_is_named);
  g_test_add_func ("/settings/without-broker-are-refused", test_settings_without_broker_are_refused);
  g_test_add_func ("/settings/describe-hides-secrets", test_settings_describe_hides_secrets);
  g_test_add_func ("/settings/refused-secret-is-not-repeated",
                   test_settings_refused_secret_is_not_repeated);
  g_test_add_func ("/settings/plain-password-wants-tls-or-consent",
                   test_settings_plain_password_wants_tls_or_consent);
  g_test_add_func ("/settings/file-of-kcat", test_settings_file_of_kcat);
  g_test_add_func ("/settings/file-error-names-line", test_settings_file_error_names_line);
  g_test_add_func ("/settings/file-of-java-client", test_settings_file_of_java_client);
  g_test_add_func ("/settings/pem-keystore-is-key-and-certificate",
                   test_settings_pem_keystore_is_key_and_certificate);
  g_test_add_func ("/settings/java-only-things-are-refused-with-reason",
                   test_settings_java_only_things_are_refused_with_reason);

  return g_test_run ();
}
