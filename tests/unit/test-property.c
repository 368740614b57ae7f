#include "config.h"

#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/source/weir-property.h"

/* librdkafka's own table of properties. */
static GStrv
dup_table (void)
{
  g_autofree char *text = NULL;
  char *buffer = NULL;
  size_t length;
  FILE *file = open_memstream (&buffer, &length);

  g_assert_nonnull (file);
  rd_kafka_conf_properties_show (file);
  fclose (file);
  text = g_strdup (buffer);
  free (buffer);

  return g_strsplit (text, "\n", -1);
}

/* A new librdkafka with a new alias must not open a second way to a property. */
static void
test_property_every_alias_of_librdkafka_is_known (void)
{
  g_auto(GStrv) lines = dup_table ();
  guint n_aliases = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *alias = strstr (lines[i], "Alias for `");
      g_autofree char *name = g_strndup (lines[i], strcspn (lines[i], " |"));
      g_autofree char *target = NULL;

      if (alias == NULL)
        continue;
      alias += strlen ("Alias for `");
      target = g_strndup (alias, strcspn (alias, "`"));
      g_assert_cmpstr (weir_property_get_canonical (name), ==, weir_property_get_canonical (target));
      n_aliases++;
    }

  g_assert_cmpuint (n_aliases, >=, 12);
}

static void
test_property_topic_prefix_is_kcats (void)
{
  g_assert_cmpstr (weir_property_get_canonical ("topic.acks"), ==, "request.required.acks");
  g_assert_cmpstr (weir_property_get_canonical ("topic.topic.sasl.password"), ==, "sasl.password");
  g_assert_cmpstr (weir_property_get_canonical ("topic.metadata.refresh.interval.ms"), ==,
                   "topic.metadata.refresh.interval.ms");
  g_assert_cmpstr (weir_property_get_canonical ("topic.blacklist"), ==, "topic.blacklist");
}

static void
test_property_secrets_by_every_name (void)
{
  static const char * const secrets[] = {
    "sasl.password", "topic.sasl.password", "SASL.PASSWORD", "ssl.key.password", "ssl.key.pem", "ssl_key",
    "ssl.keystore.password", "ssl.keystore.key", "ssl.truststore.password", "sasl.jaas.config", "sasl.oauthbearer.config",
    "sasl.oauthbearer.client.secret", "sasl.oauthbearer.client.credentials.client.secret",
    "sasl.oauthbearer.assertion.private.key.passphrase", "sasl.oauthbearer.assertion.private.key.pem",
    "basic.auth.user.info", "schema.registry.basic.auth.user.info", "bearer.auth.token",
  };
  static const char * const others[] = {
    "sasl.username", "ssl.key.location", "ssl.ca.location", "sasl.oauthbearer.assertion.private.key.file", "client.id",
    "sasl.oauthbearer.client.credentials.client.id", "sasl.oauthbearer.token.endpoint.url", "security.protocol",
  };

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (!weir_property_is_secret (secrets[i]))
      g_error ("%s is a secret", secrets[i]);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (weir_property_is_secret (others[i]))
      g_error ("%s is no secret", others[i]);
}

static void
test_property_only_harmless_ones_are_free (void)
{
  static const struct
  {
    const char      *name;
    const char      *value;
    WeirPropertyRisk risk;
  } cases[] = {
    { "client.id", "x", WEIR_PROPERTY_RISK_NONE },
    { "security.protocol", "sasl_ssl", WEIR_PROPERTY_RISK_NONE },
    { "sasl.mechanisms", "SCRAM-SHA-512", WEIR_PROPERTY_RISK_NONE },
    { "sasl.mechanism", "PLAIN", WEIR_PROPERTY_RISK_NONE },
    { "sasl.mechanism", "GSSAPI", WEIR_PROPERTY_RISK_RUNS },
    { "topic.sasl.mechanisms", "GSSAPI", WEIR_PROPERTY_RISK_RUNS },
    { "sasl.mechanisms", "PLAIN|SCRAM-SHA-256", WEIR_PROPERTY_RISK_RUNS },
    { "sasl.mechanisms", "", WEIR_PROPERTY_RISK_RUNS },
    { "sasl.kerberos.kinit.cmd", "touch /tmp/x", WEIR_PROPERTY_RISK_RUNS },
    { "sasl.kerberos.principal", "x; touch /tmp/x", WEIR_PROPERTY_RISK_RUNS },
    { "plugin.library.paths", "./evil.so", WEIR_PROPERTY_RISK_RUNS },
    { "topic.plugin.library.paths", "./evil.so", WEIR_PROPERTY_RISK_RUNS },
    { "ssl.engine.location", "./evil.so", WEIR_PROPERTY_RISK_RUNS },
    { "ssl.providers", "evil", WEIR_PROPERTY_RISK_RUNS },
    { "ssl.ca.location", "/ca.pem", WEIR_PROPERTY_RISK_TRUST },
    { "ssl.ca.pem", "x", WEIR_PROPERTY_RISK_TRUST },
    { "enable.ssl.certificate.verification", "true", WEIR_PROPERTY_RISK_NONE },
    { "enable.ssl.certificate.verification", "false", WEIR_PROPERTY_RISK_TRUST },
    { "ssl.endpoint.identification.algorithm", "none", WEIR_PROPERTY_RISK_TRUST },
    { "ssl.certificate.location", "/dev/zero", WEIR_PROPERTY_RISK_READS },
    { "sasl.oauthbearer.assertion.private.key.file", "/key", WEIR_PROPERTY_RISK_SENDS },
    { "sasl.oauthbearer.token.endpoint.url", "http://x", WEIR_PROPERTY_RISK_SENDS },
    { "offset.store.path", "/x", WEIR_PROPERTY_RISK_READS },
    { "queued.max.messages.kbytes", "65536", WEIR_PROPERTY_RISK_NONE },
    { "queued.max.messages.kbytes", "65537", WEIR_PROPERTY_RISK_MEMORY },
    { "max.partition.fetch.bytes", "1000000000", WEIR_PROPERTY_RISK_MEMORY },
    { "fetch.max.bytes", "0x7fffffff", WEIR_PROPERTY_RISK_MEMORY },
    { "debug", "all", WEIR_PROPERTY_RISK_OTHER },
    { "no.such.thing", "1", WEIR_PROPERTY_RISK_OTHER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (weir_property_get_risk (cases[i].name, cases[i].value) != cases[i].risk)
      g_error ("%s=%s: %d", cases[i].name, cases[i].value, weir_property_get_risk (cases[i].name, cases[i].value));
}

/* Nothing that librdkafka learns later is free by accident: what is not named here needs consent. */
static void
test_property_most_of_librdkafka_needs_consent (void)
{
  g_auto(GStrv) lines = dup_table ();
  guint n_free = 0, n_asked = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *name = g_strndup (lines[i], strcspn (lines[i], " |"));

      if (strstr (lines[i], "| ") == NULL || g_str_equal (name, "Property"))
        continue;
      if (weir_property_get_risk (name, "1") == WEIR_PROPERTY_RISK_NONE)
        n_free++;
      else
        n_asked++;
      g_assert_false (weir_property_is_secret (name) && weir_property_get_risk (name, "1") == WEIR_PROPERTY_RISK_NONE);
    }

  g_assert_cmpuint (n_free, ==, 48);
  g_assert_cmpuint (n_asked, >, 100);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/property/every-alias-of-librdkafka-is-known", test_property_every_alias_of_librdkafka_is_known);
  g_test_add_func ("/property/topic-prefix-is-kcats", test_property_topic_prefix_is_kcats);
  g_test_add_func ("/property/secrets-by-every-name", test_property_secrets_by_every_name);
  g_test_add_func ("/property/only-harmless-ones-are-free", test_property_only_harmless_ones_are_free);
  g_test_add_func ("/property/most-of-librdkafka-needs-consent", test_property_most_of_librdkafka_needs_consent);

  return g_test_run ();
}
