#include "kafka-test.h"

#include "data/lag/weir-cluster-reader.h"
#include "data/source/weir-producer.h"

#include <string.h>

#define PATIENCE_MSEC 20000

/* Versions and sizes, which librdkafka has no call for, over each kind of connection. */

static void
set_file (WeirSettings *settings,
          const char   *property,
          const char   *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("WEIR_TEST_KAFKA_TLS"), name, NULL);

  weir_settings_set (settings, property, path);
}

static void
set_text (WeirSettings *settings,
          const char   *property,
          const char   *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("WEIR_TEST_KAFKA_TLS"), name, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  weir_settings_set (settings, property, text);
}

static WeirSettings *
sasl_settings (const char *mechanism,
               const char *user,
               const char *password)
{
  WeirSettings *settings = weir_settings_new (g_getenv ("WEIR_TEST_KAFKA_SASL_SSL"));

  weir_settings_set (settings, "security.protocol", "SASL_SSL");
  set_file (settings, "ssl.ca.location", "ca.pem");
  weir_settings_set (settings, "sasl.mechanisms", mechanism);
  weir_settings_set (settings, "sasl.username", user);
  weir_settings_set (settings, "sasl.password", password);

  return settings;
}

static WeirCluster *
look (WeirSettings *settings)
{
  g_autoptr(GError) error = NULL;
  WeirCluster *cluster = weir_cluster_reader_read (settings, NULL, NULL, PATIENCE_MSEC, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (cluster->brokers->len, ==, 1);

  return cluster;
}

/* The size of @fixture's topic is that which the plain listener tells. */
static void
assert_told (KafkaTestFixture *fixture,
             WeirSettings     *settings)
{
  g_autoptr(WeirCluster) plain = look (fixture->settings);
  g_autoptr(WeirCluster) cluster = look (settings);
  const WeirClusterBroker *broker = g_ptr_array_index (cluster->brokers, 0);
  const WeirClusterTopic *topic = weir_cluster_find_topic (cluster, fixture->topic);

  g_assert_cmpstr (broker->sizes_problem, ==, NULL);
  g_assert_cmpstr (broker->version, ==, ((const WeirClusterBroker *) g_ptr_array_index (plain->brokers, 0))->version);
  g_assert_nonnull (broker->version);
  g_assert_cmpint (broker->size_bytes, >, 0);
  g_assert_nonnull (topic);
  g_assert_cmpint (weir_cluster_sum_bytes (topic), >, 0);
  g_assert_cmpint (weir_cluster_sum_bytes (topic), ==,
                   weir_cluster_sum_bytes (weir_cluster_find_topic (plain, fixture->topic)));
}

static void
produce (KafkaTestFixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirProducer) producer = weir_producer_new (fixture->settings, &error);
  g_autofree char *payload = g_strnfill (1000, 'x');
  const WeirMessage message = { .topic = fixture->topic, .partition = 0, .payload = payload, .payload_length = 1000 };

  g_assert_no_error (error);
  weir_producer_send (producer, &message, TRUE, &error);
  g_assert_no_error (error);
  weir_producer_flush (producer, PATIENCE_MSEC, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_sizes_come_with_a_password (KafkaTestFixture *fixture,
                                 gconstpointer     user_data)
{
  const char *const mechanisms[] = { "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512" };

  if (!kafka_test_begin ("WEIR_TEST_KAFKA_SASL_SSL"))
    return;

  produce (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      g_autoptr(WeirSettings) settings = sasl_settings (mechanisms[i], "admin", "admin-secret");

      assert_told (fixture, settings);
    }
}

static void
test_sizes_come_with_a_certificate (KafkaTestFixture *fixture,
                                    gconstpointer     user_data)
{
  g_autoptr(WeirSettings) by_file = NULL;
  g_autoptr(WeirSettings) by_text = NULL;
  g_autoptr(WeirSettings) without = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA_SSL"))
    return;

  /* Whoever comes with a certificate has no rights but those of a name. */
  by_file = weir_settings_new (g_getenv ("WEIR_TEST_KAFKA_SSL"));
  weir_settings_set (by_file, "security.protocol", "ssl");
  set_file (by_file, "ssl.ca.location", "ca.pem");
  set_file (by_file, "ssl.certificate.location", "client.pem");
  set_file (by_file, "ssl.key.location", "client.key");
  by_text = weir_settings_new (g_getenv ("WEIR_TEST_KAFKA_SSL"));
  weir_settings_set (by_text, "security.protocol", "ssl");
  set_text (by_text, "ssl.ca.pem", "ca.pem");
  set_text (by_text, "ssl.certificate.pem", "client.pem");
  set_text (by_text, "ssl.key.pem", "client.key");

  produce (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(WeirCluster) cluster = look (i == 0 ? by_file : by_text);
      const WeirClusterBroker *broker = g_ptr_array_index (cluster->brokers, 0);

      g_test_message ("%s", broker->sizes_problem);
      g_assert_cmpstr (broker->version, ==, "4.1");
      g_assert_cmpint (broker->size_bytes, ==, -1);
      g_assert_nonnull (strstr (broker->sizes_problem, "the right to describe the cluster"));
    }
}

static void
test_a_user_without_the_right_is_told_so (KafkaTestFixture *fixture,
                                          gconstpointer     user_data)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(WeirCluster) cluster = NULL;
  const WeirClusterBroker *broker;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA_SASL_SSL"))
    return;

  settings = sasl_settings ("SCRAM-SHA-256", "guest", "guest-secret");
  cluster = look (settings);
  broker = g_ptr_array_index (cluster->brokers, 0);
  g_assert_cmpint (broker->size_bytes, ==, -1);
  g_assert_nonnull (strstr (broker->sizes_problem, "the right to describe the cluster"));
}

static void
test_what_is_not_asked_over_oauth_is_said (KafkaTestFixture *fixture,
                                           gconstpointer     user_data)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(WeirCluster) cluster = NULL;
  const WeirClusterBroker *broker;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA_SASL_SSL"))
    return;

  produce (fixture);
  settings = weir_settings_new (g_getenv ("WEIR_TEST_KAFKA_SASL_SSL"));
  weir_settings_set (settings, "security.protocol", "SASL_SSL");
  set_file (settings, "ssl.ca.location", "ca.pem");
  weir_settings_set (settings, "sasl.mechanisms", "OAUTHBEARER");
  weir_settings_set (settings, "enable.sasl.oauthbearer.unsecure.jwt", "true");
  weir_settings_set (settings, "sasl.oauthbearer.config", "principal=admin");
  cluster = look (settings);
  broker = g_ptr_array_index (cluster->brokers, 0);
  g_assert_cmpint (broker->size_bytes, ==, -1);
  g_assert_null (broker->version);
  g_assert_cmpstr (broker->sizes_problem, ==,
                   "sizes, releases, share groups and epochs need SASL PLAIN, SCRAM or no SASL: Weir cannot ask for them over "
                   "OAUTHBEARER");
  /* What librdkafka asks for is there. */
  g_assert_cmpint (weir_cluster_count_records (weir_cluster_find_topic (cluster, fixture->topic)), ==, 1);
}

#define ADD(name, func)                                                                                                        \
  g_test_add ("/lag-secure/" name, KafkaTestFixture, GUINT_TO_POINTER (1), kafka_test_fixture_set_up, func,                      \
              kafka_test_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("sizes-come-with-a-password", test_sizes_come_with_a_password);
  ADD ("sizes-come-with-a-certificate", test_sizes_come_with_a_certificate);
  ADD ("a-user-without-the-right-is-told-so", test_a_user_without_the_right_is_told_so);
  ADD ("what-is-not-asked-over-oauth-is-said", test_what_is_not_asked_over_oauth_is_said);

  return g_test_run ();
}
