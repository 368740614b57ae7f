#include "config.h"

#include "data/source/weir-certificate.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <string.h>

/* librdkafka says "certificate verify failed" for every reason. Its callback gets OpenSSL's number, on another thread
 * and before the error; so the numbers of the last few brokers are kept here, by "host:port". */

#define KEPT 32

typedef struct
{
  char *broker;
  int   error;
} Failure;

/* OpenSSL's x509_vfy.h, whose numbers never change. */
enum
{
  ERROR_NO_ISSUER = 2,
  ERROR_NOT_YET_VALID = 9,
  ERROR_EXPIRED = 10,
  ERROR_SELF_SIGNED = 18,
  ERROR_SELF_SIGNED_IN_CHAIN = 19,
  ERROR_NO_LOCAL_ISSUER = 20,
  ERROR_UNVERIFIED_LEAF = 21,
  ERROR_HOST_MISMATCH = 62,
  ERROR_ADDRESS_MISMATCH = 64,
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static Failure failures[KEPT];    /* guarded by mutex */
static guint next_failure;        /* guarded by mutex */

static void
keep (const char *broker,
      int         error)
{
  Failure *failure = NULL;

  pthread_mutex_lock (&mutex);
  for (guint i = 0; i < KEPT && failure == NULL; i++)
    if (g_strcmp0 (failures[i].broker, broker) == 0)
      failure = &failures[i];
  if (failure == NULL)
    {
      failure = &failures[next_failure];
      next_failure = (next_failure + 1) % KEPT;
      g_free (failure->broker);
      failure->broker = g_strdup (broker);
    }
  failure->error = error;
  pthread_mutex_unlock (&mutex);
}

/* Notes the reason. OpenSSL's decision stands. */
static int
on_certificate (rd_kafka_t *rk,
                const char *broker_name,
                int32_t     broker_id,
                int        *x509_error,
                int         depth,
                const char *bytes,
                size_t      n_bytes,
                char       *errstr,
                size_t      errstr_size,
                void       *opaque)
{
  if (*x509_error == 0)
    return 1;

  keep (broker_name, *x509_error);
  g_strlcpy (errstr, "not verified", errstr_size);

  return 0;
}

/**
 * weir_certificate_watch:
 * @conf: of a client to be
 *
 * Keeps the reason why certificates of brokers are refused. Any thread.
 */
void
weir_certificate_watch (rd_kafka_conf_t *conf)
{
  rd_kafka_conf_set_ssl_cert_verify_cb (conf, on_certificate);
}

/**
 * weir_certificate_dup_reason:
 * @broker: host:port
 *
 * Why the certificate of @broker was refused last, and what to do. Any thread.
 *
 * Returns: (transfer full): the text, in the user's language
 */
char *
weir_certificate_dup_reason (const char *broker)
{
  g_autofree char *host = g_strndup (broker, strlen (broker) - (strrchr (broker, ':') != NULL ? strlen (strrchr (broker, ':')) : 0));
  int error = 0;

  pthread_mutex_lock (&mutex);
  for (guint i = 0; i < KEPT; i++)
    if (g_strcmp0 (failures[i].broker, broker) == 0)
      error = failures[i].error;
  pthread_mutex_unlock (&mutex);

  switch (error)
    {
    case ERROR_HOST_MISMATCH:
    case ERROR_ADDRESS_MISMATCH:
      return g_strdup_printf (_("TLS: the certificate at %s is for another host than “%s”; use a name that stands in it"),
                              broker, host);
    case ERROR_EXPIRED:
      return g_strdup_printf (_("TLS: the certificate at %s has expired; it must be renewed on the broker"), broker);
    case ERROR_NOT_YET_VALID:
      return g_strdup_printf (_("TLS: the certificate at %s is not valid yet; check the clocks here and there"), broker);
    case ERROR_NO_ISSUER:
    case ERROR_SELF_SIGNED:
    case ERROR_SELF_SIGNED_IN_CHAIN:
    case ERROR_NO_LOCAL_ISSUER:
    case ERROR_UNVERIFIED_LEAF:
      return g_strdup_printf (_("TLS: the certificate at %s is not signed by a trusted authority; set ssl.ca.location to "
                                "the certificate of the authority that signed it"), broker);
    default:
      return g_strdup_printf (_("TLS: the certificate at %s cannot be verified (OpenSSL's error %d)"), broker, error);
    }
}
