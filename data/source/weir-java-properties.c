#include "config.h"

#include "data/source/weir-java-properties.h"

#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *java;
  const char *native;  /* NULL: means nothing to a librdkafka client, left out */
} Translation;

static const Translation translations[] = {
  { "sasl.mechanism", "sasl.mechanisms" },
  { "fetch.max.wait.ms", "fetch.wait.max.ms" },
  { "max.partition.fetch.bytes", "fetch.message.max.bytes" },
  { "receive.buffer.bytes", "socket.receive.buffer.bytes" },
  { "send.buffer.bytes", "socket.send.buffer.bytes" },
  { "ssl.keystore.key", "ssl.key.pem" },
  { "ssl.keystore.certificate.chain", "ssl.certificate.pem" },
  { "ssl.truststore.certificates", "ssl.ca.pem" },
  { "key.deserializer", NULL },
  { "value.deserializer", NULL },
  { "key.serializer", NULL },
  { "value.serializer", NULL },
  { "max.poll.records", NULL },
  { "default.api.timeout.ms", NULL },
  { "exclude.internal.topics", NULL },
  { "metric.reporters", NULL },
  { "metrics.num.samples", NULL },
  { "metrics.recording.level", NULL },
  { "metrics.sample.window.ms", NULL },
  { "ssl.enabled.protocols", NULL },
  { "ssl.protocol", NULL },
  { "ssl.secure.random.implementation", NULL },
};

/* Java code of the client's own, which no C program can run. */
static const char * const java_only[] = {
  "interceptor.classes",
  "sasl.client.callback.handler.class",
  "sasl.login.callback.handler.class",
  "sasl.login.class",
  "security.providers",
  "ssl.engine.factory.class",
  "ssl.provider",
};

static void
properties_move (GHashTable *properties,
                 const char *from,
                 const char *to)
{
  const char *value = g_hash_table_lookup (properties, from);

  if (value == NULL)
    return;
  if (to != NULL)
    g_hash_table_insert (properties, g_strdup (to), g_strdup (value));
  g_hash_table_remove (properties, from);
}

/* What a key or trust store holds: the stated type, else what the file looks like. */
static char *
store_type (GHashTable *properties,
            const char *type_name,
            const char *path)
{
  const char *stated = g_hash_table_lookup (properties, type_name);
  g_autofree char *content = NULL;
  gsize length = 0;

  if (stated != NULL)
    return g_ascii_strup (stated, -1);
  if (g_file_get_contents (path, &content, &length, NULL)
      && g_strstr_len (content, (gssize) length, "-----BEGIN ") != NULL)
    return g_strdup ("PEM");
  if (g_str_has_suffix (path, ".p12") || g_str_has_suffix (path, ".pfx"))
    return g_strdup ("PKCS12");

  return g_strdup ("JKS");
}

static gboolean
translate_truststore (GHashTable  *properties,
                      GError     **error)
{
  const char *path = g_hash_table_lookup (properties, "ssl.truststore.location");
  g_autofree char *type = NULL;

  if (path != NULL)
    {
      type = store_type (properties, "ssl.truststore.type", path);
      if (!g_str_equal (type, "PEM"))
        {
          g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
                       _("ssl.truststore.location: “%s” is a %s store, which only Java reads; "
                         "export its certificates as PEM (keytool -exportcert -rfc) and set "
                         "ssl.ca.location to that file"), path, type);
          return FALSE;
        }
      properties_move (properties, "ssl.truststore.location", "ssl.ca.location");
    }

  g_hash_table_remove (properties, "ssl.truststore.type");
  g_hash_table_remove (properties, "ssl.truststore.password");
  return TRUE;
}

static gboolean
translate_keystore (GHashTable  *properties,
                    GError     **error)
{
  const char *path = g_hash_table_lookup (properties, "ssl.keystore.location");
  g_autofree char *type = NULL;

  if (path != NULL)
    {
      type = store_type (properties, "ssl.keystore.type", path);
      if (g_str_equal (type, "PEM"))
        {
          g_hash_table_insert (properties, g_strdup ("ssl.certificate.location"), g_strdup (path));
          properties_move (properties, "ssl.keystore.location", "ssl.key.location");
          g_hash_table_remove (properties, "ssl.keystore.password");
        }
      else if (!g_str_equal (type, "PKCS12"))
        {
          g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
                       _("ssl.keystore.location: “%s” is a %s store, which only Java reads; "
                         "convert it (keytool -importkeystore -deststoretype PKCS12) and set "
                         "ssl.keystore.location to the new file"), path, type);
          return FALSE;
        }
    }

  g_hash_table_remove (properties, "ssl.keystore.type");
  return TRUE;
}

/* Value of `name="value"` among a login module's options. */
static const char *
jaas_option (char       **words,
             const char  *name)
{
  gsize length = strlen (name);

  for (guint i = 0; words[i] != NULL; i++)
    if (strncmp (words[i], name, length) == 0 && words[i][length] == '=')
      return words[i] + length + 1;

  return NULL;
}

static gboolean
translate_jaas (GHashTable  *properties,
                GError     **error)
{
  const char *config = g_hash_table_lookup (properties, "sasl.jaas.config");
  g_autofree char *text = NULL;
  g_auto(GStrv) words = NULL;
  const char *user;
  const char *password;
  gboolean plain;

  if (config == NULL)
    return TRUE;

  text = g_strchomp (g_strdup (config));
  if (g_str_has_suffix (text, ";"))
    text[strlen (text) - 1] = '\0';
  if (!g_shell_parse_argv (text, NULL, &words, NULL))
    words = g_new0 (char *, 1);

  plain = words[0] != NULL && g_str_has_suffix (words[0], ".PlainLoginModule");
  user = jaas_option (words, "username");
  password = jaas_option (words, "password");
  if ((!plain && (words[0] == NULL || !g_str_has_suffix (words[0], ".ScramLoginModule")))
      || user == NULL || password == NULL)
    {
      g_set_error_literal (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
                           _("sasl.jaas.config: only PlainLoginModule and ScramLoginModule with "
                             "username and password can be translated; set sasl.mechanisms and "
                             "librdkafka's own sasl.* properties instead"));
      return FALSE;
    }

  g_hash_table_insert (properties, g_strdup ("sasl.username"), g_strdup (user));
  g_hash_table_insert (properties, g_strdup ("sasl.password"), g_strdup (password));
  if (plain && !g_hash_table_contains (properties, "sasl.mechanisms"))
    g_hash_table_insert (properties, g_strdup ("sasl.mechanisms"), g_strdup ("PLAIN"));
  g_hash_table_remove (properties, "sasl.jaas.config");

  return TRUE;
}

static void
translate_host_check (GHashTable *properties)
{
  const char *algorithm = g_hash_table_lookup (properties, "ssl.endpoint.identification.algorithm");

  /* Java switches the check of the host name off by an empty value. */
  if (algorithm != NULL && *algorithm == '\0')
    g_hash_table_insert (properties, g_strdup ("ssl.endpoint.identification.algorithm"),
                         g_strdup ("none"));
}

static void
translate_assignor (GHashTable *properties)
{
  const char *strategy = g_hash_table_lookup (properties, "partition.assignment.strategy");

  if (strategy != NULL && strstr (strategy, "org.apache.kafka.") != NULL)
    g_hash_table_remove (properties, "partition.assignment.strategy");
}

/**
 * weir_java_properties_translate:
 * @properties: (element-type utf8 utf8): names and values of one whole file, changed in place
 * @error: return location of a %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Turns the names of Kafka's Java clients into librdkafka's. What is
 * librdkafka's already stays; what has no meaning outside Java (serialisers,
 * metrics) is left out; what cannot be honoured (JKS stores, Java classes) is
 * refused with the reason. A whole file at a time, because a store's type may
 * stand after its location. Any thread.
 *
 * Returns: %FALSE with @error set if a property cannot be honoured
 */
gboolean
weir_java_properties_translate (GHashTable  *properties,
                                GError     **error)
{
  g_return_val_if_fail (properties != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (java_only); i++)
    if (g_hash_table_contains (properties, java_only[i]))
      {
        g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
                     _("%s names a Java class, which only a Java client can load; remove it"),
                     java_only[i]);
        return FALSE;
      }

  for (guint i = 0; i < G_N_ELEMENTS (translations); i++)
    properties_move (properties, translations[i].java, translations[i].native);
  translate_host_check (properties);
  translate_assignor (properties);

  return translate_truststore (properties, error)
         && translate_keystore (properties, error)
         && translate_jaas (properties, error);
}
