#include "config.h"

#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/source/weir-certificate.h"

G_DEFINE_QUARK (weir-source-error-quark, weir_source_error)

/**
 * weir_source_error_code:
 * @native: what librdkafka or the broker reported
 *
 * Which of our few reasons a librdkafka error belongs to. Any thread.
 *
 * Returns: the reason
 */
WeirSourceError
weir_source_error_code (rd_kafka_resp_err_t native)
{
  switch ((int) native)
    {
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_ID:
    /* A broker answered, but the partition asked about has no leader there. */
    case RD_KAFKA_RESP_ERR__NOENT:
      return WEIR_SOURCE_ERROR_UNKNOWN_TOPIC;

    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
    case RD_KAFKA_RESP_ERR_UNRELEASED_INSTANCE_ID:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_ASSIGNOR:
      return WEIR_SOURCE_ERROR_FORBIDDEN;

    case RD_KAFKA_RESP_ERR__INVALID_ARG:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PROTOCOL:
      return WEIR_SOURCE_ERROR_SETTINGS;

    default:
      return weir_source_error_is_down (native) ? WEIR_SOURCE_ERROR_UNREACHABLE
                                                : WEIR_SOURCE_ERROR_FAILED;
    }
}

/**
 * weir_source_error_is_down:
 * @native: what librdkafka reported
 *
 * Whether @native says that brokers cannot be reached, which librdkafka goes
 * on retrying by itself. Any thread.
 *
 * Returns: %TRUE if so
 */
gboolean
weir_source_error_is_down (rd_kafka_resp_err_t native)
{
  switch ((int) native)
    {
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR__WAIT_COORD:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * weir_source_error_passes:
 * @native: what librdkafka or the broker reported
 *
 * Whether @native passes by itself as a rule: an election, a broker that
 * starts, a network that comes back. Any thread.
 *
 * Returns: %TRUE if so
 */
gboolean
weir_source_error_passes (rd_kafka_resp_err_t native)
{
  switch ((int) native)
    {
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
      return TRUE;
    default:
      return weir_source_error_is_down (native);
    }
}

/**
 * weir_source_error_new:
 * @native: what librdkafka or the broker reported
 * @format: printf format of the message; what weir_source_error_explain() says is put after it
 * @...: its arguments
 *
 * Makes an error of %WEIR_SOURCE_ERROR. Any thread.
 *
 * Returns: (transfer full): the error
 */
GError *
weir_source_error_new (rd_kafka_resp_err_t  native,
                       const char          *format,
                       ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return g_error_new (WEIR_SOURCE_ERROR, weir_source_error_code (native),
                      "%s: %s", what, weir_source_error_explain (native));
}

/**
 * weir_source_error_new_unreachable:
 * @bootstrap: where brokers were looked for
 * @reason: (nullable): why the last attempt failed, as weir_source_error_dup_reason() says it
 *
 * Makes an error of %WEIR_SOURCE_ERROR_UNREACHABLE. Any thread.
 *
 * Returns: (transfer full): the error
 */
GError *
weir_source_error_new_unreachable (const char *bootstrap,
                                   const char *reason)
{
  /* It says already what to do. */
  if (reason != NULL && (g_str_has_prefix (reason, "TLS: ") || g_str_has_prefix (reason, "SASL: ")))
    return g_error_new (WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE, _("no connection to %s. %s"), bootstrap, reason);

  return g_error_new (WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE,
                      /* Translators: addresses, and why */
                      _("no broker at %s answers (%s); check the address, that a broker runs there, and that "
                        "security.protocol is the one of that port"),
                      bootstrap, reason != NULL ? reason : _("nothing came in time"));
}

/**
 * weir_source_error_explain:
 * @native: what librdkafka or the broker reported
 *
 * What @native means and what to do, where we know it; else librdkafka's own
 * words. Any thread.
 *
 * Returns: (transfer none): the text, in the user's language
 */
const char *
weir_source_error_explain (rd_kafka_resp_err_t native)
{
  switch ((int) native)
    {
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_ID:
      return _("the broker does not know it; check its name, or whether it was deleted");
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      return _("there is no such partition; check its number, or whether the topic was deleted");
    case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
      return _("its members share partitions out in another way; set partition.assignment.strategy and group.protocol "
               "as they do, or take another group");
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
    case RD_KAFKA_RESP_ERR_UNRELEASED_INSTANCE_ID:
      return _("another member has the same group.instance.id; give each its own");
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return _("the broker does not allow it; ask for the right to it");
    default:
      return rd_kafka_err2str (native);
    }
}

/* The "HOST:PORT/NAME: " in front of some messages of librdkafka's; 0: none. */
static gsize
get_broker_length (const char *words)
{
  gsize length = strcspn (words, " ");

  return length > 1 && words[length] == ' ' && words[length - 1] == ':' && memchr (words, '/', length) != NULL
           ? length + 1 : 0;
}

/* What librdkafka hints at in the middle of a message, and which layer it is. What only a guess tells, is told of a
 * cluster that never answered: one that did has the right protocol. */
static const struct
{
  const char *part;
  gboolean    guess;
  const char *text;
} hints[] = {
  { "SSL connection closed by peer", TRUE,
    N_("TLS: what answers at %s seems to speak no TLS; take its port for TLS, or security.protocol plaintext or sasl_plaintext") },
  { "connecting to a SSL listener", TRUE,
    N_("TLS: what answers at %s wants TLS; take security.protocol ssl or sasl_ssl, or its port without TLS") },
  { "alert certificate required", FALSE,
    N_("TLS: %s wants a certificate of ours; set ssl.certificate.location and ssl.key.location, or a keystore") },
  { "alert bad certificate", FALSE,
    N_("TLS: %s does not accept our certificate; ask for one that it trusts") },
  { "supported mechanisms:  ", FALSE,
    N_("SASL: %s wants no login at that port; take security.protocol plaintext or ssl") },
  { "supported mechanisms:", FALSE,
    N_("SASL: %s does not know our mechanism; set sasl.mechanisms to one of:") },
  { "brokers are down", TRUE,
    N_("every connection was closed at once, or gave no answer; the port may want another security.protocol") },
};

static gsize
get_list_length (const char *list)
{
  const char *end = g_strrstr (list, " (after ");

  return end != NULL ? (gsize) (end - list) : strlen (list);
}

/* NULL: librdkafka's own words are good enough. */
static char *
dup_hint (const char *words,
          const char *broker,
          gboolean    answered)
{
  if (strstr (words, "certificate verify failed") != NULL)
    return weir_certificate_dup_reason (broker);

  for (guint i = 0; i < G_N_ELEMENTS (hints); i++)
    if (strstr (words, hints[i].part) != NULL)
      {
        GString *text;

        if (hints[i].guess && answered)
          return g_strdup (_("the connection was closed; it is tried again"));

        text = g_string_new (_(hints[i].text));
        g_string_replace (text, "%s", broker, 1);
        /* What stands behind such a colon is a list of the broker's. */
        if (text->str[text->len - 1] == ':')
          g_string_append_len (text, strstr (words, hints[i].part) + strlen (hints[i].part),
                               (gssize) get_list_length (strstr (words, hints[i].part) + strlen (hints[i].part)));
        return g_string_free (text, FALSE);
      }

  return NULL;
}

/* "host:port" of the "ssl://host:port/bootstrap: " in front of @words. */
static char *
dup_broker (const char *words)
{
  g_autofree char *name = g_strndup (words, get_broker_length (words));
  const char *begin = strstr (name, "://");

  begin = begin != NULL ? begin + 3 : name;

  return g_strndup (begin, strcspn (begin, "/"));
}

/**
 * weir_source_error_dup_reason:
 * @words: librdkafka's words for a failed connection, as
 *   `h:9092/bootstrap: Connect to ipv4#1.2.3.4:9092 failed: Connection refused (after 2ms in state CONNECT)`
 * @answered: whether the cluster has answered before
 *
 * Leaves out its book-keeping; of TLS and SASL it says the layer, what is wrong
 * there and what to do. Any thread.
 *
 * Returns: (transfer full): what a person needs of @words
 */
char *
weir_source_error_dup_reason (const char *words,
                              gboolean    answered)
{
  const char *begin = words + get_broker_length (words);
  const char *end = g_strrstr (begin, " (after ");
  GString *text = g_string_new_len (begin, end != NULL ? end - begin : -1);
  g_autofree char *broker = dup_broker (words);
  char *hint = dup_hint (words, broker, answered);

  if (hint != NULL)
    {
      g_string_free (text, TRUE);
      return hint;
    }

  g_string_replace (text, "ipv4#", "", 0);
  g_string_replace (text, "ipv6#", "", 0);

  return g_string_free (text, FALSE);
}
