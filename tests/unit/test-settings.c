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

  assert_conf (settings, FALSE, "fetch.max.bytes", "1048576");
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

  weir_settings_set (settings, "ssl.key.password.of.other", "canary");
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
    { "sasl.login.class=com.example.Login\n", "sasl.login.class" },
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

/* Every name of ConsumerConfig, ProducerConfig and AdminClientConfig of Kafka 4.1.1, with a value as people have it. */
static const struct
{
  const char *name;
  const char *value;
  gboolean    refused;
} java_names[] = {
  { "acks", "all", FALSE },
  { "allow.auto.create.topics", "true", FALSE },
  { "auto.commit.interval.ms", "1000", FALSE },
  { "auto.offset.reset", "earliest", FALSE },
  { "batch.size", "16384", FALSE },
  { "bootstrap.controllers", "localhost:9093", FALSE },
  { "bootstrap.servers", "localhost:9092", FALSE },
  { "buffer.memory", "33554432", FALSE },
  { "check.crcs", "true", FALSE },
  { "client.dns.lookup", "use_all_dns_ips", FALSE },
  { "client.id", "x", FALSE },
  { "client.rack", "x", FALSE },
  { "compression.gzip.level", "-1", FALSE },
  { "compression.lz4.level", "9", FALSE },
  { "compression.type", "lz4", FALSE },
  { "compression.zstd.level", "3", FALSE },
  { "connections.max.idle.ms", "-1", FALSE },
  { "default.api.timeout.ms", "1000", FALSE },
  { "delivery.timeout.ms", "120000", FALSE },
  { "enable.auto.commit", "true", FALSE },
  { "enable.idempotence", "true", FALSE },
  { "enable.metrics.push", "true", FALSE },
  { "exclude.internal.topics", "true", FALSE },
  { "fetch.max.bytes", "52428800", FALSE },
  { "fetch.max.wait.ms", "1000", FALSE },
  { "fetch.min.bytes", "1000", FALSE },
  { "group.id", "g", FALSE },
  { "group.instance.id", "i", FALSE },
  { "group.protocol", "classic", FALSE },
  { "group.remote.assignor", "uniform", FALSE },
  { "heartbeat.interval.ms", "3000", FALSE },
  { "interceptor.classes", "a.b.C", FALSE },
  { "internal.leave.group.on.close", "true", FALSE },
  { "internal.throw.on.fetch.stable.offset.unsupported", "true", FALSE },
  { "isolation.level", "read_committed", FALSE },
  { "key.deserializer", "a.b.C", FALSE },
  { "key.serializer", "a.b.C", FALSE },
  { "linger.ms", "1000", FALSE },
  { "max.block.ms", "1000", FALSE },
  { "max.in.flight.requests.per.connection", "5", FALSE },
  { "max.partition.fetch.bytes", "1048576", FALSE },
  { "max.poll.interval.ms", "300000", FALSE },
  { "max.poll.records", "1000", FALSE },
  { "max.request.size", "1048576", FALSE },
  { "metadata.max.age.ms", "300000", FALSE },
  { "metadata.max.idle.ms", "1000", FALSE },
  { "metadata.recovery.rebootstrap.trigger.ms", "1000", FALSE },
  { "metadata.recovery.strategy", "rebootstrap", FALSE },
  { "metric.reporters", "a.b.C", FALSE },
  { "metrics.num.samples", "1000", FALSE },
  { "metrics.recording.level", "INFO", FALSE },
  { "metrics.sample.window.ms", "1000", FALSE },
  { "partition.assignment.strategy", "org.apache.kafka.clients.consumer.RangeAssignor,org.apache.kafka.clients.consumer.CooperativeStickyAssignor", FALSE },
  { "partitioner.adaptive.partitioning.enable", "true", FALSE },
  { "partitioner.availability.timeout.ms", "1000", FALSE },
  { "partitioner.class", "a.b.C", FALSE },
  { "partitioner.ignore.keys", "true", FALSE },
  { "receive.buffer.bytes", "-1", FALSE },
  { "reconnect.backoff.max.ms", "1000", FALSE },
  { "reconnect.backoff.ms", "1000", FALSE },
  { "request.timeout.ms", "30000", FALSE },
  { "retries", "2147483647", FALSE },
  { "retry.backoff.max.ms", "1000", FALSE },
  { "retry.backoff.ms", "1000", FALSE },
  { "sasl.client.callback.handler.class", "a.b.C", TRUE },
  { "sasl.jaas.config", "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"p\";", FALSE },
  { "sasl.kerberos.kinit.cmd", "/usr/bin/kinit", FALSE },
  { "sasl.kerberos.min.time.before.relogin", "1000", FALSE },
  { "sasl.kerberos.service.name", "kafka", FALSE },
  { "sasl.kerberos.ticket.renew.jitter", "0.05", FALSE },
  { "sasl.kerberos.ticket.renew.window.factor", "0.8", FALSE },
  { "sasl.login.callback.handler.class", "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler", FALSE },
  { "sasl.login.class", "a.b.C", TRUE },
  { "sasl.login.connect.timeout.ms", "1000", FALSE },
  { "sasl.login.read.timeout.ms", "1000", FALSE },
  { "sasl.login.refresh.buffer.seconds", "1000", FALSE },
  { "sasl.login.refresh.min.period.seconds", "1000", FALSE },
  { "sasl.login.refresh.window.factor", "1000", FALSE },
  { "sasl.login.refresh.window.jitter", "1000", FALSE },
  { "sasl.login.retry.backoff.max.ms", "1000", FALSE },
  { "sasl.login.retry.backoff.ms", "1000", FALSE },
  { "sasl.mechanism", "SCRAM-SHA-256", FALSE },
  { "sasl.oauthbearer.assertion.algorithm", "RS256", FALSE },
  { "sasl.oauthbearer.assertion.claim.aud", "x", FALSE },
  { "sasl.oauthbearer.assertion.claim.exp.seconds", "1000", FALSE },
  { "sasl.oauthbearer.assertion.claim.iss", "x", FALSE },
  { "sasl.oauthbearer.assertion.claim.jti.include", "true", FALSE },
  { "sasl.oauthbearer.assertion.claim.nbf.seconds", "1000", FALSE },
  { "sasl.oauthbearer.assertion.claim.sub", "x", FALSE },
  { "sasl.oauthbearer.assertion.file", "x", FALSE },
  { "sasl.oauthbearer.assertion.private.key.file", "x", FALSE },
  { "sasl.oauthbearer.assertion.private.key.passphrase", "x", FALSE },
  { "sasl.oauthbearer.assertion.template.file", "x", FALSE },
  { "sasl.oauthbearer.client.credentials.client.id", "x", FALSE },
  { "sasl.oauthbearer.client.credentials.client.secret", "x", FALSE },
  { "sasl.oauthbearer.clock.skew.seconds", "1000", FALSE },
  { "sasl.oauthbearer.expected.audience", "x", FALSE },
  { "sasl.oauthbearer.expected.issuer", "x", FALSE },
  { "sasl.oauthbearer.header.urlencode", "true", FALSE },
  { "sasl.oauthbearer.jwks.endpoint.refresh.ms", "1000", FALSE },
  { "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", "1000", FALSE },
  { "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", "1000", FALSE },
  { "sasl.oauthbearer.jwks.endpoint.url", "x", FALSE },
  { "sasl.oauthbearer.jwt.retriever.class", "org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever", FALSE },
  { "sasl.oauthbearer.jwt.validator.class", "x", FALSE },
  { "sasl.oauthbearer.scope", "x", FALSE },
  { "sasl.oauthbearer.scope.claim.name", "x", FALSE },
  { "sasl.oauthbearer.sub.claim.name", "x", FALSE },
  { "sasl.oauthbearer.token.endpoint.url", "https://localhost/token", FALSE },
  { "security.protocol", "SASL_SSL", FALSE },
  { "security.providers", "a.b.C", FALSE },
  { "send.buffer.bytes", "-1", FALSE },
  { "session.timeout.ms", "45000", FALSE },
  { "share.acknowledgement.mode", "implicit", FALSE },
  { "socket.connection.setup.timeout.max.ms", "1000", FALSE },
  { "socket.connection.setup.timeout.ms", "10000", FALSE },
  { "ssl.cipher.suites", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", FALSE },
  { "ssl.enabled.protocols", "TLSv1.2,TLSv1.3", FALSE },
  { "ssl.endpoint.identification.algorithm", "", FALSE },
  { "ssl.engine.factory.class", "a.b.C", TRUE },
  { "ssl.key.password", "x", FALSE },
  { "ssl.keymanager.algorithm", "x", FALSE },
  { "ssl.keystore.certificate.chain", "x", FALSE },
  { "ssl.keystore.key", "x", FALSE },
  { "ssl.keystore.location", "/k.p12", FALSE },
  { "ssl.keystore.password", "x", FALSE },
  { "ssl.keystore.type", "PEM", FALSE },
  { "ssl.protocol", "TLSv1.3", FALSE },
  { "ssl.provider", "x", FALSE },
  { "ssl.secure.random.implementation", "x", FALSE },
  { "ssl.trustmanager.algorithm", "x", FALSE },
  { "ssl.truststore.certificates", "x", FALSE },
  { "ssl.truststore.location", "/t.jks", TRUE },
  { "ssl.truststore.password", "x", FALSE },
  { "ssl.truststore.type", "PEM", FALSE },
  { "transaction.timeout.ms", "1000", FALSE },
  { "transaction.two.phase.commit.enable", "true", FALSE },
  { "transactional.id", "t", FALSE },
  { "value.deserializer", "a.b.C", FALSE },
  { "value.serializer", "a.b.C", FALSE },
};

static void
test_settings_every_java_name_is_known (void)
{
  guint n_refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (java_names); i++)
    {
      g_autofree char *text = g_strdup_printf ("%s=%s\n", java_names[i].name, java_names[i].value);
      g_autoptr(GError) error = NULL;
      g_autoptr(WeirSettings) settings = load ("client.properties", text, &error);

      if (java_names[i].refused)
        {
          g_assert_null (settings);
          g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
          g_assert_nonnull (strstr (error->message, java_names[i].name));
          n_refused++;
          continue;
        }
      for (guint producer = 0; producer < 2; producer++)
        {
          rd_kafka_conf_t *conf = settings != NULL ? weir_settings_build_conf (settings, producer, &error) : NULL;

          if (conf == NULL)
            g_error ("%s: %s", java_names[i].name, error->message);
          rd_kafka_conf_destroy (conf);
        }
    }

  g_assert_cmpuint (G_N_ELEMENTS (java_names), ==, 140);
  g_assert_cmpuint (n_refused, ==, 4);
}

static void
test_settings_what_means_nothing_is_left_out_and_said (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = NULL;

  settings = load ("client.properties",
                   "schema.registry.url=http://localhost:8081\n"
                   "basic.auth.credentials.source=USER_INFO\n"
                   "basic.auth.user.info=me:canary\n"
                   "value.deserializer=io.confluent.kafka.serializers.KafkaAvroDeserializer\n"
                   "client.id=x\n", &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (weir_settings_get_notes (settings),
                            "client.properties: left out, as they mean nothing here: basic.auth.credentials.source, "
                            "basic.auth.user.info, schema.registry.url, value.deserializer"));
  g_assert_null (strstr (weir_settings_get_notes (settings), "canary"));
  assert_conf (settings, FALSE, "client.id", "x");
}

static void
test_settings_java_values_are_translated (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = NULL;

  settings = load ("client.properties",
                   "buffer.memory=33554432\nreceive.buffer.bytes=-1\nmax.request.size=2000000\n"
                   "sasl.mechanism=OAUTHBEARER\nsasl.oauthbearer.token.endpoint.url=https://localhost/token\n"
                   "sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler\n"
                   "sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required \\\n"
                   "  clientId=\"me\" clientSecret=\"canary\" scope=\"all\";\n", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (weir_settings_get (settings, "queue.buffering.max.kbytes"), ==, "32768");
  g_assert_cmpstr (weir_settings_get (settings, "socket.receive.buffer.bytes"), ==, "0");
  g_assert_cmpstr (weir_settings_get (settings, "message.max.bytes"), ==, "2000000");
  g_assert_cmpstr (weir_settings_get (settings, "sasl.oauthbearer.method"), ==, "oidc");
  g_assert_cmpstr (weir_settings_get (settings, "sasl.oauthbearer.client.id"), ==, "me");
  g_assert_cmpstr (weir_settings_get (settings, "sasl.oauthbearer.client.secret"), ==, "canary");
  g_assert_cmpstr (weir_settings_get (settings, "sasl.oauthbearer.scope"), ==, "all");
}

/* As Java reads it: mark, separators, escapes; and Latin-1, of which nothing may be lost. */
static void
test_settings_java_syntax (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(WeirSettings) latin = NULL;

  settings = load ("client.properties",
                   "\xef\xbb\xbfsecurity.protocol SASL_SSL\n"
                   "client.id\t:  a\\u00e4b\\uD83D\\uDE00 c\\=d\n"
                   "sasl.pass\\u0077ord=\\u0070\\u00e4ss\\\\\n"
                   "client.rack\n", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (weir_settings_get (settings, "security.protocol"), ==, "SASL_SSL");
  g_assert_cmpstr (weir_settings_get (settings, "client.id"), ==, "aäb😀 c=d");
  g_assert_cmpstr (weir_settings_get (settings, "sasl.password"), ==, "päss\\");
  g_assert_cmpstr (weir_settings_get (settings, "client.rack"), ==, "");

  latin = load ("client.properties", "sasl.password=p\xe4ss\n", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (weir_settings_get (latin, "sasl.password"), ==, "päss");

  g_assert_null (load ("client.properties", "a=1\nsasl.password=\\u00g1\n", &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
  g_assert_nonnull (strstr (error->message, "client.properties:2: "));
  g_clear_error (&error);
  g_assert_null (load ("client.properties", "sasl.password=\\u12", &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
}

static void
test_settings_kcat_file_with_mark_and_spaces (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = NULL;

  settings = load ("kcat.conf", "\xef\xbb\xbf" "bootstrap.servers=other:9093\nsecurity.protocol SSL\nclient.id = a = b\n", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (weir_settings_get_bootstrap (settings), ==, "other:9093");
  g_assert_cmpstr (weir_settings_get (settings, "security.protocol"), ==, "SSL");
  g_assert_cmpstr (weir_settings_get (settings, "client.id"), ==, "a = b");
}

/* Of two names for one property the last wins, and the one that is asked about is the one that is used. */
static void
test_settings_aliases_are_one_property (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("localhost:9092");
  g_autoptr(WeirSettings) loaded = NULL;
  g_autoptr(GError) error = NULL;

  weir_settings_set (settings, "sasl.mechanisms", "SCRAM-SHA-256");
  weir_settings_set (settings, "topic.sasl.mechanism", "PLAIN");
  weir_settings_set (settings, "security.protocol", "sasl_plaintext");
  g_assert_cmpstr (weir_settings_get (settings, "sasl.mechanisms"), ==, "PLAIN");
  g_assert_null (weir_settings_build_conf (settings, FALSE, &error));
  g_assert_nonnull (strstr (error->message, "SASL PLAIN without TLS"));
  g_clear_error (&error);

  loaded = load ("kcat.conf", "linger.ms=7\nqueue.buffering.max.ms=8\nlinger.ms=9\n", &error);
  g_assert_no_error (error);
  assert_conf (loaded, TRUE, "queue.buffering.max.ms", "9");
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
  g_test_add_func ("/settings/every-java-name-is-known", test_settings_every_java_name_is_known);
  g_test_add_func ("/settings/what-means-nothing-is-left-out-and-said", test_settings_what_means_nothing_is_left_out_and_said);
  g_test_add_func ("/settings/java-values-are-translated", test_settings_java_values_are_translated);
  g_test_add_func ("/settings/java-syntax", test_settings_java_syntax);
  g_test_add_func ("/settings/kcat-file-with-mark-and-spaces", test_settings_kcat_file_with_mark_and_spaces);
  g_test_add_func ("/settings/aliases-are-one-property", test_settings_aliases_are_one_property);

  return g_test_run ();
}
