#include "config.h"

#include "data/source/weir-property.h"

#include <string.h>

typedef struct
{
  const char *alias;
  const char *name;
} Alias;

typedef struct
{
  const char       *name;
  WeirPropertyRisk  risk;
} Risk;

/* A property that a file of another user may set. */
typedef struct
{
  const char *name;
  const char *values;   /* nullable: the harmless ones, with '|' around each */
  gint64      max;      /* 0: any */
} Open;

/* Two names of librdkafka's for one property; the second is the one kept. */
static const Alias aliases[] = {
  { "metadata.broker.list", "bootstrap.servers" },
  { "max.in.flight", "max.in.flight.requests.per.connection" },
  { "sasl.mechanism", "sasl.mechanisms" },
  { "sasl.oauthbearer.client.credentials.client.id", "sasl.oauthbearer.client.id" },
  { "sasl.oauthbearer.client.credentials.client.secret", "sasl.oauthbearer.client.secret" },
  { "max.partition.fetch.bytes", "fetch.message.max.bytes" },
  { "linger.ms", "queue.buffering.max.ms" },
  { "retries", "message.send.max.retries" },
  { "compression.type", "compression.codec" },
  { "acks", "request.required.acks" },
  { "delivery.timeout.ms", "message.timeout.ms" },
  { "auto.commit.enable", "enable.auto.commit" },
};

/* Parts of names whose values are secrets, of librdkafka, of Java clients and of schema registries. A name unknown to
 * us that looks like one is taken for one. */
static const char * const secret_parts[] = {
  "password", "passphrase", "passwd", "secret", "jaas", "private.key.pem", "ssl.key.pem", "ssl_key", "ssl.keystore.key",
  "user.info", "auth.token", "sasl.oauthbearer.config",
};

/* By the beginning of the name; the first that fits decides. */
static const Risk risks[] = {
  { "plugin.library.paths", WEIR_PROPERTY_RISK_RUNS },
  { "interceptors", WEIR_PROPERTY_RISK_RUNS },
  { "ssl.engine.", WEIR_PROPERTY_RISK_RUNS },
  { "ssl.providers", WEIR_PROPERTY_RISK_RUNS },
  /* All of them are put into the command that fetches a ticket. */
  { "sasl.kerberos.", WEIR_PROPERTY_RISK_RUNS },
  { "sasl.mechanisms", WEIR_PROPERTY_RISK_RUNS },
  { "security.protocol", WEIR_PROPERTY_RISK_TRUST },
  { "enable.ssl.certificate.verification", WEIR_PROPERTY_RISK_TRUST },
  { "ssl.endpoint.identification.algorithm", WEIR_PROPERTY_RISK_TRUST },
  { "enable.sasl.oauthbearer.unsecure.jwt", WEIR_PROPERTY_RISK_TRUST },
  { "ssl.cipher.suites", WEIR_PROPERTY_RISK_TRUST },
  { "ssl.curves.list", WEIR_PROPERTY_RISK_TRUST },
  { "ssl.sigalgs.list", WEIR_PROPERTY_RISK_TRUST },
  { "ssl.ca.", WEIR_PROPERTY_RISK_TRUST },
  { "https.ca.", WEIR_PROPERTY_RISK_TRUST },
  { "sasl.oauthbearer.", WEIR_PROPERTY_RISK_SENDS },
  { "fetch.", WEIR_PROPERTY_RISK_MEMORY },
  { "message.max.bytes", WEIR_PROPERTY_RISK_MEMORY },
  { "receive.message.max.bytes", WEIR_PROPERTY_RISK_MEMORY },
  { "queued.", WEIR_PROPERTY_RISK_MEMORY },
};

static const Open open_properties[] = {
  { "bootstrap.servers", NULL, 0 },
  { "client.id", NULL, 0 },
  { "client.rack", NULL, 0 },
  { "client.dns.lookup", NULL, 0 },
  { "security.protocol", NULL, 0 },
  /* Not GSSAPI: librdkafka runs kinit for it. */
  { "sasl.mechanisms", "|PLAIN|SCRAM-SHA-256|SCRAM-SHA-512|OAUTHBEARER|", 0 },
  { "sasl.username", NULL, 0 },
  { "enable.ssl.certificate.verification", "|true|", 0 },
  { "ssl.endpoint.identification.algorithm", "|https|", 0 },
  { "isolation.level", NULL, 0 },
  { "check.crcs", NULL, 0 },
  { "broker.address.family", NULL, 0 },
  { "broker.address.ttl", NULL, 0 },
  { "connections.max.idle.ms", NULL, 0 },
  { "socket.timeout.ms", NULL, 0 },
  { "socket.connection.setup.timeout.ms", NULL, 0 },
  { "socket.keepalive.enable", NULL, 0 },
  { "socket.nagle.disable", NULL, 0 },
  { "socket.send.buffer.bytes", NULL, 0 },
  { "socket.receive.buffer.bytes", NULL, 0 },
  { "metadata.max.age.ms", NULL, 0 },
  { "metadata.recovery.strategy", NULL, 0 },
  { "metadata.recovery.rebootstrap.trigger.ms", NULL, 0 },
  { "topic.metadata.refresh.interval.ms", NULL, 0 },
  { "topic.metadata.refresh.fast.interval.ms", NULL, 0 },
  { "topic.metadata.propagation.max.ms", NULL, 0 },
  { "fetch.wait.max.ms", NULL, 0 },
  { "fetch.min.bytes", NULL, 0 },
  { "fetch.error.backoff.ms", NULL, 0 },
  { "fetch.queue.backoff.ms", NULL, 0 },
  { "fetch.message.max.bytes", NULL, 64 << 20 },
  { "fetch.max.bytes", NULL, 64 << 20 },
  { "message.max.bytes", NULL, 64 << 20 },
  { "receive.message.max.bytes", NULL, 100000000 },
  { "queued.max.messages.kbytes", NULL, 64 << 10 },
  { "queued.min.messages", NULL, 1000000 },
  { "session.timeout.ms", NULL, 0 },
  { "heartbeat.interval.ms", NULL, 0 },
  { "max.poll.interval.ms", NULL, 0 },
  { "group.protocol", NULL, 0 },
  { "group.remote.assignor", NULL, 0 },
  { "partition.assignment.strategy", NULL, 0 },
  { "enable.metrics.push", NULL, 0 },
  /* Weir's rules set these anyway. */
  { "enable.auto.commit", NULL, 0 },
  { "enable.auto.offset.store", NULL, 0 },
  { "enable.partition.eof", NULL, 0 },
  { "auto.offset.reset", NULL, 0 },
};

/**
 * weir_property_get_canonical:
 * @name: a property as it was written
 *
 * librdkafka knows some properties by two names, and kcat those of a topic
 * with `topic.` before them. Everything here compares the one name that this
 * returns. Any thread.
 *
 * Returns: (transfer none): that name, which lives as long as @name does
 */
const char *
weir_property_get_canonical (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  while (g_str_has_prefix (name, "topic.") && !g_str_has_prefix (name, "topic.metadata.")
         && !g_str_equal (name, "topic.blacklist"))
    name += strlen ("topic.");

  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_str_equal (name, aliases[i].alias))
      return aliases[i].name;

  return name;
}

/**
 * weir_property_is_secret:
 * @name: a property, by any of its names
 *
 * Whether its value is a secret: it never stands in a workspace file, in a log
 * or in an error, and a warning says where it should not be written. Any thread.
 *
 * Returns: %TRUE if so
 */
gboolean
weir_property_is_secret (const char *name)
{
  g_autofree char *lower = NULL;

  g_return_val_if_fail (name != NULL, TRUE);

  lower = g_ascii_strdown (weir_property_get_canonical (name), -1);
  for (guint i = 0; i < G_N_ELEMENTS (secret_parts); i++)
    if (strstr (lower, secret_parts[i]) != NULL && !g_str_has_suffix (lower, ".location"))
      return TRUE;

  return FALSE;
}

/**
 * weir_property_is_ours:
 * @name: a property, by any of its names
 *
 * Whether Weir itself reads it and librdkafka never sees it. A workspace file
 * never sets one: only the user does. Any thread.
 *
 * Returns: %TRUE if so
 */
gboolean
weir_property_is_ours (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  return g_str_has_prefix (weir_property_get_canonical (name), "weir.");
}

static gboolean
is_harmless (const Open *open,
             const char *value)
{
  g_autofree char *word = open->values != NULL ? g_strconcat ("|", value, "|", NULL) : NULL;
  gint64 number;

  if (word != NULL && strchr (value, '|') == NULL && strstr (open->values, word) != NULL)
    return TRUE;
  if (open->values != NULL)
    return FALSE;

  return open->max == 0
         || (g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, &number, NULL) && number <= open->max);
}

static WeirPropertyRisk
find_risk (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (risks); i++)
    if (g_str_has_prefix (name, risks[i].name))
      return risks[i].risk;

  if (g_str_has_suffix (name, ".location") || g_str_has_suffix (name, ".file") || g_str_has_suffix (name, ".path"))
    return WEIR_PROPERTY_RISK_READS;

  return WEIR_PROPERTY_RISK_OTHER;
}

/**
 * weir_property_get_risk:
 * @name: a property, by any of its names
 * @value: the value it is to have
 *
 * What could come of it where the user did not write it. Any thread.
 *
 * Returns: %WEIR_PROPERTY_RISK_NONE where any file may set it
 */
WeirPropertyRisk
weir_property_get_risk (const char *name,
                        const char *value)
{
  const char *canonical;

  g_return_val_if_fail (name != NULL && value != NULL, WEIR_PROPERTY_RISK_OTHER);

  canonical = weir_property_get_canonical (name);
  for (guint i = 0; i < G_N_ELEMENTS (open_properties); i++)
    if (g_str_equal (canonical, open_properties[i].name) && is_harmless (&open_properties[i], value))
      return WEIR_PROPERTY_RISK_NONE;

  return find_risk (canonical);
}
