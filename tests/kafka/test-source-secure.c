#include "kafka-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define BASE_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

static char *
tls_file (const char *name)
{
  return g_build_filename (g_getenv ("WEIR_TEST_KAFKA_TLS"), name, NULL);
}

static WeirSettings *
sasl_settings (const char *mechanism,
               const char *user,
               const char *password)
{
  WeirSettings *settings = weir_settings_new (g_getenv ("WEIR_TEST_KAFKA_SASL_SSL"));
  g_autofree char *authority = tls_file ("ca.pem");

  weir_settings_set (settings, "security.protocol", "sasl_ssl");
  weir_settings_set (settings, "ssl.ca.location", authority);
  weir_settings_set (settings, "sasl.mechanisms", mechanism);
  weir_settings_set (settings, "sasl.username", user);
  weir_settings_set (settings, "sasl.password", password);
  return settings;
}

/* What a bounded read of a topic of ten records ends with; %NULL: all ten came. */
static GError *
try_reading (WeirSettings *settings,
             const char   *group)
{
  g_autoptr(WeirSettings) plain = kafka_test_settings ();
  g_autofree char *topic = kafka_test_topic (1);
  const char *topics[] = { topic, NULL };
  WeirSourceSpec spec = collector_spec (settings, topics);
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;
  GError *error;

  produce_numbers (plain, topic, 0, 0, 10, BASE_USEC);
  spec.group = group;
  spec.stop.kind = WEIR_POSITION_END;
  spec.deadline_msec = 4000;
  collector = collector_new (&spec);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  weir_intake_join (collector_get_source (collector));
  error = event->error != NULL ? g_error_copy (event->error) : NULL;
  g_assert_cmpuint (collector_count_records (collector), ==, error == NULL ? 10 : 0);
  if (error != NULL)
    g_test_message ("%s", error->message);
  kafka_test_delete_topic (topic);

  return error;
}

static void
test_secure_right_password_reads (gconstpointer mechanism)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA_SASL_SSL"))
    return;

  settings = sasl_settings (mechanism, "weir", "weir-secret");
  error = try_reading (settings, NULL);
  g_assert_no_error (error);
}

static void
test_secure_wrong_password_is_forbidden (gconstpointer mechanism)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA_SASL_SSL"))
    return;

  settings = sasl_settings (mechanism, "weir", "canary");
  error = try_reading (settings, NULL);
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN);
  g_assert_null (strstr (error->message, "canary"));
}

static void
test_secure_topic_without_right_is_forbidden (void)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA_SASL_SSL"))
    return;

  settings = sasl_settings ("SCRAM-SHA-512", "guest", "guest-secret");
  error = try_reading (settings, NULL);
  g_assert_true (g_error_matches (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN));
}

static void
test_secure_group_without_right_is_forbidden (void)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA_SASL_SSL"))
    return;

  settings = sasl_settings ("SCRAM-SHA-512", "guest", "guest-secret");
  error = try_reading (settings, "group-without-rights");
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN);
}

static void
test_secure_unknown_authority_is_refused (void)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA_SASL_SSL"))
    return;

  settings = weir_settings_new (g_getenv ("WEIR_TEST_KAFKA_SASL_SSL"));
  weir_settings_set (settings, "security.protocol", "sasl_ssl");
  weir_settings_set (settings, "sasl.mechanisms", "PLAIN");
  weir_settings_set (settings, "sasl.username", "weir");
  weir_settings_set (settings, "sasl.password", "weir-secret");
  error = try_reading (settings, NULL);
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "certificate"));
}

static void
test_secure_plain_text_to_a_tls_port_is_said (void)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA_SASL_SSL"))
    return;

  settings = weir_settings_new (g_getenv ("WEIR_TEST_KAFKA_SASL_SSL"));
  error = try_reading (settings, NULL);
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
}

/* The same by a Java client's properties, as an administrator hands them out. */
static void
test_secure_java_properties_work (void)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *authority = NULL;
  g_autofree char *content = NULL;
  g_autofree char *path = NULL;
  int descriptor;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA_SASL_SSL"))
    return;

  authority = tls_file ("ca.pem");
  content = g_strdup_printf ("security.protocol=SASL_SSL\n"
                             "sasl.mechanism=SCRAM-SHA-512\n"
                             "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule "
                             "required username=\"weir\" password=\"weir-secret\";\n"
                             "ssl.truststore.type=PEM\n"
                             "ssl.truststore.location=%s\n", authority);
  descriptor = g_file_open_tmp ("weir-XXXXXX.properties", &path, &error);
  g_assert_no_error (error);
  g_close (descriptor, NULL);
  g_file_set_contents (path, content, -1, &error);
  settings = weir_settings_new (g_getenv ("WEIR_TEST_KAFKA_SASL_SSL"));
  weir_settings_load_file (settings, path, &error);
  g_unlink (path);
  g_assert_no_error (error);

  error = try_reading (settings, NULL);
  g_assert_no_error (error);
}

/* A certificate that the broker knows, but with no right to any topic. */
static void
test_secure_client_certificate_logs_in (void)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *authority = NULL;
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA_SSL"))
    return;

  authority = tls_file ("ca.pem");
  certificate = tls_file ("client.pem");
  key = tls_file ("client.key");
  settings = weir_settings_new (g_getenv ("WEIR_TEST_KAFKA_SSL"));
  weir_settings_set (settings, "security.protocol", "ssl");
  weir_settings_set (settings, "ssl.ca.location", authority);
  weir_settings_set (settings, "ssl.certificate.location", certificate);
  weir_settings_set (settings, "ssl.key.location", key);
  error = try_reading (settings, NULL);
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN);
}

int
main (int    argc,
      char **argv)
{
  static const char * const mechanisms[] = { "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512" };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      g_autofree char *right = g_strconcat ("/secure/right-password-reads/", mechanisms[i], NULL);
      g_autofree char *wrong = g_strconcat ("/secure/wrong-password-is-forbidden/", mechanisms[i], NULL);

      g_test_add_data_func (right, mechanisms[i], test_secure_right_password_reads);
      g_test_add_data_func (wrong, mechanisms[i], test_secure_wrong_password_is_forbidden);
    }
  g_test_add_func ("/secure/topic-without-right-is-forbidden",
                   test_secure_topic_without_right_is_forbidden);
  g_test_add_func ("/secure/group-without-right-is-forbidden",
                   test_secure_group_without_right_is_forbidden);
  g_test_add_func ("/secure/unknown-authority-is-refused", test_secure_unknown_authority_is_refused);
  g_test_add_func ("/secure/plain-text-to-a-tls-port-is-said",
                   test_secure_plain_text_to_a_tls_port_is_said);
  g_test_add_func ("/secure/java-properties-work", test_secure_java_properties_work);
  g_test_add_func ("/secure/client-certificate-logs-in", test_secure_client_certificate_logs_in);

  return g_test_run ();
}
