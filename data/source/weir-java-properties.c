#include "config.h"

#include "data/source/weir-java-properties.h"

#include "data/base/weir-bounded-file.h"
#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a key or trust store that is looked into. */
#define STORE_MAX_BYTES (4 << 20)

/* What becomes of a name of Kafka's Java clients that librdkafka does not know, or knows with another meaning. */
typedef enum
{
  RENAME,      /* librdkafka has it under another name */
  LEAVE_OUT,   /* means nothing outside Java, or Weir decides it: left out, and said */
  REFUSE,      /* Java code that the connection cannot do without */
} Fate;

typedef struct
{
  const char *java;
  Fate        fate;
  const char *native;
} Translation;

/* Of the names that ConsumerConfig, ProducerConfig and AdminClientConfig of Kafka 4.1 have. Those that stand in none of
 * these lines librdkafka knows by the same name; stores, JAAS and a few others have code of their own below. */
static const Translation translations[] = {
  { "fetch.max.wait.ms", RENAME, "fetch.wait.max.ms" },
  { "receive.buffer.bytes", RENAME, "socket.receive.buffer.bytes" },
  { "send.buffer.bytes", RENAME, "socket.send.buffer.bytes" },
  { "ssl.keystore.key", RENAME, "ssl.key.pem" },
  { "ssl.keystore.certificate.chain", RENAME, "ssl.certificate.pem" },
  { "ssl.truststore.certificates", RENAME, "ssl.ca.pem" },
  { "max.request.size", RENAME, "message.max.bytes" },
  { "sasl.oauthbearer.assertion.template.file", RENAME, "sasl.oauthbearer.assertion.jwt.template.file" },
  /* Weir reads, samples and commits by rules of its own. */
  { "auto.offset.reset", LEAVE_OUT, NULL },
  { "auto.commit.interval.ms", LEAVE_OUT, NULL },
  { "enable.auto.commit", LEAVE_OUT, NULL },
  { "key.deserializer", LEAVE_OUT, NULL },
  { "value.deserializer", LEAVE_OUT, NULL },
  { "key.serializer", LEAVE_OUT, NULL },
  { "value.serializer", LEAVE_OUT, NULL },
  { "max.poll.records", LEAVE_OUT, NULL },
  { "default.api.timeout.ms", LEAVE_OUT, NULL },
  { "exclude.internal.topics", LEAVE_OUT, NULL },
  { "bootstrap.controllers", LEAVE_OUT, NULL },
  { "interceptor.classes", LEAVE_OUT, NULL },
  { "max.block.ms", LEAVE_OUT, NULL },
  { "metadata.max.idle.ms", LEAVE_OUT, NULL },
  { "metric.reporters", LEAVE_OUT, NULL },
  { "metrics.num.samples", LEAVE_OUT, NULL },
  { "metrics.recording.level", LEAVE_OUT, NULL },
  { "metrics.sample.window.ms", LEAVE_OUT, NULL },
  { "partitioner.adaptive.partitioning.enable", LEAVE_OUT, NULL },
  { "partitioner.availability.timeout.ms", LEAVE_OUT, NULL },
  { "partitioner.class", LEAVE_OUT, NULL },
  { "partitioner.ignore.keys", LEAVE_OUT, NULL },
  { "sasl.kerberos.ticket.renew.jitter", LEAVE_OUT, NULL },
  { "sasl.kerberos.ticket.renew.window.factor", LEAVE_OUT, NULL },
  { "sasl.login.connect.timeout.ms", LEAVE_OUT, NULL },
  { "sasl.login.read.timeout.ms", LEAVE_OUT, NULL },
  { "sasl.login.refresh.buffer.seconds", LEAVE_OUT, NULL },
  { "sasl.login.refresh.min.period.seconds", LEAVE_OUT, NULL },
  { "sasl.login.refresh.window.factor", LEAVE_OUT, NULL },
  { "sasl.login.refresh.window.jitter", LEAVE_OUT, NULL },
  { "sasl.login.retry.backoff.max.ms", LEAVE_OUT, NULL },
  { "sasl.login.retry.backoff.ms", LEAVE_OUT, NULL },
  { "sasl.oauthbearer.clock.skew.seconds", LEAVE_OUT, NULL },
  { "sasl.oauthbearer.expected.audience", LEAVE_OUT, NULL },
  { "sasl.oauthbearer.expected.issuer", LEAVE_OUT, NULL },
  { "sasl.oauthbearer.header.urlencode", LEAVE_OUT, NULL },
  { "sasl.oauthbearer.jwks.endpoint.refresh.ms", LEAVE_OUT, NULL },
  { "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", LEAVE_OUT, NULL },
  { "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", LEAVE_OUT, NULL },
  { "sasl.oauthbearer.jwks.endpoint.url", LEAVE_OUT, NULL },
  { "sasl.oauthbearer.jwt.validator.class", LEAVE_OUT, NULL },
  { "sasl.oauthbearer.scope.claim.name", LEAVE_OUT, NULL },
  { "security.providers", LEAVE_OUT, NULL },
  { "socket.connection.setup.timeout.max.ms", LEAVE_OUT, NULL },
  { "ssl.enabled.protocols", LEAVE_OUT, NULL },
  { "ssl.keymanager.algorithm", LEAVE_OUT, NULL },
  { "ssl.protocol", LEAVE_OUT, NULL },
  { "ssl.provider", LEAVE_OUT, NULL },
  { "ssl.secure.random.implementation", LEAVE_OUT, NULL },
  { "ssl.trustmanager.algorithm", LEAVE_OUT, NULL },
  { "transaction.two.phase.commit.enable", LEAVE_OUT, NULL },
  { "sasl.client.callback.handler.class", REFUSE, NULL },
  { "sasl.login.class", REFUSE, NULL },
  { "ssl.engine.factory.class", REFUSE, NULL },
};

/* Whole families: what clients of a schema registry, and Java's own inner switches, are told. */
static const char * const families[] = {
  "schema.registry.", "basic.auth.", "bearer.auth.", "confluent.", "internal.leave.", "internal.throw.", "auto.register.schemas", "use.latest.version",
  "specific.avro.reader", "specific.protobuf.value.type", "json.value.type", "key.subject.name.strategy",
  "value.subject.name.strategy", "avro.use.logical.type.converters", "compression.gzip.", "compression.lz4.",
  "compression.zstd.",
};

/* The classes of Kafka itself that do what librdkafka does too. */
static const char * const class_names[] = {
  "sasl.login.callback.handler.class", "sasl.oauthbearer.jwt.retriever.class",
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
  content = weir_bounded_file_read (path, STORE_MAX_BYTES, TRUE, &length, NULL);
  if (content != NULL
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

/* Login over HTTP: the client's name and secret are the login module's options. */
static void
translate_bearer (GHashTable *properties,
                  GStrv       words)
{
  static const struct
  {
    const char *option;
    const char *property;
  } options[] = {
    { "clientId", "sasl.oauthbearer.client.id" },
    { "clientSecret", "sasl.oauthbearer.client.secret" },
    { "scope", "sasl.oauthbearer.scope" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      const char *value = jaas_option (words, options[i].option);

      if (value != NULL)
        g_hash_table_insert (properties, g_strdup (options[i].property), g_strdup (value));
    }
  g_hash_table_remove (properties, "sasl.jaas.config");
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

  if (words[0] != NULL && g_str_has_suffix (words[0], ".OAuthBearerLoginModule"))
    {
      translate_bearer (properties, words);
      return TRUE;
    }

  plain = words[0] != NULL && g_str_has_suffix (words[0], ".PlainLoginModule");
  user = jaas_option (words, "username");
  password = jaas_option (words, "password");
  if ((!plain && (words[0] == NULL || !g_str_has_suffix (words[0], ".ScramLoginModule")))
      || user == NULL || password == NULL)
    {
      g_set_error_literal (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
                           _("sasl.jaas.config: only PlainLoginModule and ScramLoginModule with "
                             "username and password, and OAuthBearerLoginModule, can be translated; set "
                             "sasl.mechanisms and librdkafka's own sasl.* properties instead"));
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
leave_out (GHashTable *properties,
           GPtrArray  *left_out,
           const char *name)
{
  if (left_out != NULL)
    g_ptr_array_add (left_out, g_strdup (name));
  g_hash_table_remove (properties, name);
}

static void
translate_assignor (GHashTable *properties,
                    GPtrArray  *left_out)
{
  const char *strategy = g_hash_table_lookup (properties, "partition.assignment.strategy");

  if (strategy != NULL && strstr (strategy, "org.apache.kafka.") != NULL)
    leave_out (properties, left_out, "partition.assignment.strategy");
}

/* Names of cipher suites as Java has them say nothing to OpenSSL, and kinit's path is no command line. */
static void
translate_values (GHashTable *properties,
                  GPtrArray  *left_out)
{
  static const char * const sizes[] = { "socket.receive.buffer.bytes", "socket.send.buffer.bytes", "connections.max.idle.ms" };
  const char *suites = g_hash_table_lookup (properties, "ssl.cipher.suites");
  const char *kinit = g_hash_table_lookup (properties, "sasl.kerberos.kinit.cmd");

  if (suites != NULL && (*suites == '\0' || strstr (suites, "TLS_") != NULL))
    leave_out (properties, left_out, "ssl.cipher.suites");
  if (kinit != NULL && strchr (kinit, ' ') == NULL)
    leave_out (properties, left_out, "sasl.kerberos.kinit.cmd");
  /* What the system thinks best, or for ever: librdkafka writes 0. */
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (g_strcmp0 (g_hash_table_lookup (properties, sizes[i]), "-1") == 0)
      g_hash_table_insert (properties, g_strdup (sizes[i]), g_strdup ("0"));
}

static gboolean
translate_buffer (GHashTable  *properties,
                  GError     **error)
{
  const char *bytes = g_hash_table_lookup (properties, "buffer.memory");
  gint64 number;

  if (bytes == NULL)
    return TRUE;
  if (!g_ascii_string_to_signed (bytes, 10, 0, G_MAXINT64, &number, NULL))
    {
      g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS, _("buffer.memory: “%s” is no number of bytes"), bytes);
      return FALSE;
    }

  g_hash_table_insert (properties, g_strdup ("queue.buffering.max.kbytes"),
                       g_strdup_printf ("%" G_GINT64_FORMAT, MAX (number / 1024, 1)));
  g_hash_table_remove (properties, "buffer.memory");

  return TRUE;
}

static gboolean
refuse_class (const char  *name,
              GError     **error)
{
  g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
               _("%s names a Java class, which only a Java client can load; remove it"), name);
  return FALSE;
}

static gboolean
translate_classes (GHashTable  *properties,
                   GPtrArray   *left_out,
                   GError     **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (class_names); i++)
    {
      const char *value = g_hash_table_lookup (properties, class_names[i]);

      if (value == NULL)
        continue;
      if (*value != '\0' && !g_str_has_prefix (value, "org.apache.kafka."))
        return refuse_class (class_names[i], error);
      leave_out (properties, left_out, class_names[i]);
    }

  /* Kafka's own way to a token over HTTP. */
  if (g_hash_table_contains (properties, "sasl.oauthbearer.token.endpoint.url")
      && !g_hash_table_contains (properties, "sasl.oauthbearer.method"))
    g_hash_table_insert (properties, g_strdup ("sasl.oauthbearer.method"), g_strdup ("oidc"));

  return TRUE;
}

static gboolean
translate_names (GHashTable  *properties,
                 GPtrArray   *left_out,
                 GError     **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (translations); i++)
    {
      const Translation *row = &translations[i];

      if (!g_hash_table_contains (properties, row->java))
        continue;
      if (row->fate == REFUSE)
        return refuse_class (row->java, error);
      if (row->fate == RENAME)
        properties_move (properties, row->java, row->native);
      else
        leave_out (properties, left_out, row->java);
    }

  return TRUE;
}

static void
leave_out_families (GHashTable *properties,
                    GPtrArray  *left_out)
{
  g_autoptr(GList) names = g_hash_table_get_keys (properties);

  for (GList *l = names; l != NULL; l = l->next)
    for (guint i = 0; i < G_N_ELEMENTS (families); i++)
      if (g_str_has_prefix (l->data, families[i]))
        {
          leave_out (properties, left_out, l->data);
          break;
        }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

/**
 * weir_java_properties_translate:
 * @properties: (element-type utf8 utf8): names and values of one whole file, changed in place
 * @left_out: (element-type utf8) (nullable): where the names go that were left out, sorted
 * @error: return location of a %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Turns the names of Kafka's Java clients into librdkafka's. What is
 * librdkafka's already stays; what has no meaning outside Java (serialisers,
 * metrics, a schema registry) is left out; what cannot be honoured (JKS stores,
 * Java classes) is refused with the reason. A whole file at a time, because a
 * store's type may stand after its location. Any thread.
 *
 * Returns: %FALSE with @error set if a property cannot be honoured
 */
gboolean
weir_java_properties_translate (GHashTable  *properties,
                                GPtrArray   *left_out,
                                GError     **error)
{
  g_return_val_if_fail (properties != NULL, FALSE);

  leave_out_families (properties, left_out);
  translate_host_check (properties);
  translate_assignor (properties, left_out);
  if (!translate_names (properties, left_out, error))
    return FALSE;
  translate_values (properties, left_out);

  if (!translate_classes (properties, left_out, error) || !translate_buffer (properties, error)
      || !translate_truststore (properties, error) || !translate_keystore (properties, error)
      || !translate_jaas (properties, error))
    return FALSE;

  if (left_out != NULL)
    g_ptr_array_sort (left_out, compare_names);

  return TRUE;
}
