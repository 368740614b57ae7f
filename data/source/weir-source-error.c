#include "config.h"

#include "data/source/weir-source-error.h"

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
 * weir_source_error_new:
 * @native: what librdkafka or the broker reported
 * @format: printf format of the message; librdkafka's own words are put after it
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
                      "%s: %s", what, rd_kafka_err2str (native));
}
