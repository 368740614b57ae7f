#include "config.h"

#include "data/lag/weir-broker-connection.h"

#include "data/lag/weir-broker-login.h"
#include "data/lag/weir-broker-tls.h"
#include "data/lag/weir-wire-reader.h"
#include "data/lag/weir-wire-writer.h"
#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>

#define CLIENT_ID        "weir"
#define ANSWER_MAX_BYTES (32 << 20)
#define CHUNK_BYTES      16384

struct _WeirBrokerConnection
{
  GSocketConnection *stream;        /* owned */
  GCancellable      *cancellable;   /* borrowed, nullable */
  SSL               *ssl;           /* owned, nullable: plain */
  char              *address;       /* owned: "HOST:PORT" */
  gint64             deadline_usec; /* monotonic */
  gint32             correlation;   /* of the last question */
};

/* -- bytes over the socket -- */

static gboolean
wait_for (WeirBrokerConnection *self,
          GIOCondition          condition,
          GError              **error)
{
  gint64 left_usec = MAX (self->deadline_usec - g_get_monotonic_time (), 1);

  return g_socket_condition_timed_wait (g_socket_connection_get_socket (self->stream), condition, left_usec,
                                        self->cancellable, error);
}

static gboolean
send_bytes (WeirBrokerConnection *self,
            const guint8         *data,
            gsize                 length,
            GError              **error)
{
  GSocket *socket = g_socket_connection_get_socket (self->stream);

  while (length > 0)
    {
      gssize n;

      if (!wait_for (self, G_IO_OUT, error))
        return FALSE;
      n = g_socket_send_with_blocking (socket, (const char *) data, length, FALSE, self->cancellable, error);
      if (n < 0 && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          g_clear_error (error);
          continue;
        }
      if (n < 0)
        return FALSE;
      data += n;
      length -= (gsize) n;
    }

  return TRUE;
}

/* At least one byte; 0 with @error set where there are no more. */
static gsize
receive_bytes (WeirBrokerConnection *self,
               guint8               *data,
               gsize                 length,
               GError              **error)
{
  GSocket *socket = g_socket_connection_get_socket (self->stream);

  while (wait_for (self, G_IO_IN, error))
    {
      gssize n = g_socket_receive_with_blocking (socket, (char *) data, length, FALSE, self->cancellable, error);

      if (n > 0)
        return (gsize) n;
      if (n == 0)
        {
          g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED, _("%s ended the connection"), self->address);
          return 0;
        }
      if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return 0;
      g_clear_error (error);
    }

  return 0;
}

/* -- bytes inside TLS -- */

static gboolean
flush_tls (WeirBrokerConnection *self,
           GError              **error)
{
  guint8 buffer[CHUNK_BYTES];
  int n;

  while ((n = BIO_read (SSL_get_wbio (self->ssl), buffer, sizeof buffer)) > 0)
    if (!send_bytes (self, buffer, (gsize) n, error))
      return FALSE;

  return TRUE;
}

/* Whether what gave @result is to be done again: OpenSSL had to speak or to hear first. */
static gboolean
is_tls_waiting (WeirBrokerConnection *self,
                int                   result,
                GError              **error)
{
  guint8 buffer[CHUNK_BYTES];
  int wanted = SSL_get_error (self->ssl, result);
  gsize n;

  if (wanted != SSL_ERROR_WANT_READ && wanted != SSL_ERROR_WANT_WRITE)
    {
      weir_broker_tls_set_error (error, self->ssl, self->address);
      return FALSE;
    }
  if (!flush_tls (self, error))
    return FALSE;
  if (wanted == SSL_ERROR_WANT_WRITE)
    return TRUE;

  n = receive_bytes (self, buffer, sizeof buffer, error);

  return n > 0 && BIO_write (SSL_get_rbio (self->ssl), buffer, (int) n) == (int) n;
}

static gboolean
shake_hands (WeirBrokerConnection   *self,
             const rd_kafka_conf_t  *conf,
             const char             *host,
             GError                **error)
{
  g_autoptr(SSL_CTX) context = weir_broker_tls_new (conf, error);
  int result;

  if (context == NULL)
    return FALSE;
  self->ssl = weir_broker_tls_begin (context, conf, host, error);
  if (self->ssl == NULL)
    return FALSE;

  while ((result = SSL_do_handshake (self->ssl)) != 1)
    if (!is_tls_waiting (self, result, error))
      return FALSE;

  return flush_tls (self, error);
}

/* -- questions -- */

static gboolean
write_all (WeirBrokerConnection *self,
           const GByteArray     *bytes,
           GError              **error)
{
  int result;

  if (self->ssl == NULL)
    return send_bytes (self, bytes->data, bytes->len, error);

  /* Into memory, so all of it at once. */
  while ((result = SSL_write (self->ssl, bytes->data, (int) bytes->len)) <= 0)
    if (!is_tls_waiting (self, result, error))
      return FALSE;

  return flush_tls (self, error);
}

static gboolean
read_all (WeirBrokerConnection *self,
          guint8               *data,
          gsize                 length,
          GError              **error)
{
  while (length > 0)
    {
      gsize n;

      if (self->ssl == NULL)
        {
          n = receive_bytes (self, data, length, error);
          if (n == 0)
            return FALSE;
        }
      else
        {
          int result = SSL_read (self->ssl, data, (int) MIN (length, CHUNK_BYTES));

          if (result <= 0 && !is_tls_waiting (self, result, error))
            return FALSE;
          n = (gsize) MAX (result, 0);
        }
      data += n;
      length -= n;
    }

  return TRUE;
}

static GByteArray *
make_request (WeirBrokerConnection *self,
              gint16                key,
              gint16                version,
              gboolean              is_flexible,
              const GByteArray     *body)
{
  g_autoptr(GByteArray) inner = g_byte_array_new ();
  GByteArray *request = g_byte_array_new ();

  weir_wire_append_number (inner, key, 2);
  weir_wire_append_number (inner, version, 2);
  weir_wire_append_number (inner, ++self->correlation, 4);
  weir_wire_append_text (inner, CLIENT_ID);
  if (is_flexible)
    weir_wire_append_varint (inner, 0);
  if (body != NULL)
    g_byte_array_append (inner, body->data, body->len);
  weir_wire_append_number (request, inner->len, 4);
  g_byte_array_append (request, inner->data, inner->len);

  return request;
}

/*< private >
 * weir_broker_connection_refuse:
 * @self: a connection
 * @error: return location for an error
 *
 * Sets @error to that the broker's answer is none.
 *
 * Returns: %FALSE
 */
gboolean
weir_broker_connection_refuse (WeirBrokerConnection  *self,
                               GError               **error)
{
  g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
               _("%s gave an answer that is none; ask again, or see what listens there"), self->address);

  return FALSE;
}

/*< private >
 * weir_broker_connection_ask:
 * @self: a connection
 * @key: of the question
 * @version: of the question
 * @is_flexible: whether questions and answers of @version have tagged fields
 * @body: (nullable): of the question
 * @error: (nullable): return location for an error
 *
 * Blocks, until the deadline at most.
 *
 * Returns: (transfer full) (nullable): the body of the answer
 */
GBytes *
weir_broker_connection_ask (WeirBrokerConnection  *self,
                            gint16                 key,
                            gint16                 version,
                            gboolean               is_flexible,
                            GByteArray            *body,
                            GError               **error)
{
  g_autoptr(GByteArray) request = make_request (self, key, version, is_flexible, body);
  g_autoptr(GError) problem = NULL;
  g_autofree guint8 *answer = NULL;
  WeirWireReader reader = { 0 };
  guint8 head[8];
  gint64 length;

  if (!write_all (self, request, &problem) || !read_all (self, head, sizeof head, &problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }

  reader.data = head;
  reader.length = sizeof head;
  length = weir_wire_reader_read_number (&reader, 4) - 4;
  if (weir_wire_reader_read_number (&reader, 4) != self->correlation || length < 0 || length > ANSWER_MAX_BYTES)
    {
      weir_broker_connection_refuse (self, error);
      return NULL;
    }

  answer = g_malloc ((gsize) length + 1);
  if (!read_all (self, answer, (gsize) length, &problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  reader = (WeirWireReader) { .data = answer, .length = (gsize) length };
  if (is_flexible)
    weir_wire_reader_skip_tags (&reader);
  if (reader.failed)
    {
      weir_broker_connection_refuse (self, error);
      return NULL;
    }

  return g_bytes_new (answer + reader.at, reader.length - reader.at);
}

/* -- open and close -- */

static char *
dup_protocol (const rd_kafka_conf_t *conf)
{
  g_autofree char *protocol = weir_broker_conf_dup (conf, "security.protocol");

  return g_ascii_strdown (protocol != NULL ? protocol : "plaintext", -1);
}

static gboolean
connect_to (WeirBrokerConnection  *self,
            const char            *host,
            guint16                port,
            GError               **error)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  gint64 left_usec = self->deadline_usec - g_get_monotonic_time ();

  g_socket_client_set_timeout (client, (guint) MAX (left_usec / G_USEC_PER_SEC, 1));
  g_socket_client_set_enable_proxy (client, FALSE);
  self->stream = g_socket_client_connect_to_host (client, host, port, self->cancellable, error);

  return self->stream != NULL;
}

/*< private >
 * weir_broker_connection_check:
 * @conf: of a client
 * @error: (nullable): return location for an error, which says what is unknown for it
 *
 * Returns: whether @conf describes connections of a kind that there is here: not SASL with Kerberos or OAuth
 */
gboolean
weir_broker_connection_check (const rd_kafka_conf_t  *conf,
                              GError                **error)
{
  g_autofree char *protocol = dup_protocol (conf);
  g_autofree char *mechanism = weir_broker_conf_dup (conf, "sasl.mechanisms");

  if (!g_str_has_prefix (protocol, "sasl_") || weir_broker_login_can (conf))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               /* Translators: a mechanism of SASL, as "OAUTHBEARER" */
               _("sizes, releases, share groups and epochs need SASL PLAIN, SCRAM or no SASL: Weir cannot ask for them over %s"),
               mechanism != NULL ? mechanism : "SASL");

  return FALSE;
}

/*< private >
 * weir_broker_connection_open:
 * @conf: of a client
 * @host: of a broker
 * @port: of it
 * @deadline_usec: monotonic, for all that is asked over it
 * @cancellable: (nullable): ends it early
 * @error: return location for an error
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): a connection over which questions may be asked
 */
WeirBrokerConnection *
weir_broker_connection_open (const rd_kafka_conf_t  *conf,
                             const char             *host,
                             guint16                 port,
                             gint64                  deadline_usec,
                             GCancellable           *cancellable,
                             GError                **error)
{
  g_autoptr(WeirBrokerConnection) self = g_new0 (WeirBrokerConnection, 1);
  g_autofree char *protocol = dup_protocol (conf);
  g_autoptr(GError) problem = NULL;

  self->address = g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host, port);
  self->deadline_usec = deadline_usec;
  self->cancellable = cancellable;
  if (connect_to (self, host, port, &problem)
      && (!g_str_has_suffix (protocol, "ssl") || shake_hands (self, conf, host, &problem))
      && (!g_str_has_prefix (protocol, "sasl_") || weir_broker_login (self, conf, &problem)))
    return g_steal_pointer (&self);

  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

/*< private >
 * weir_broker_connection_free:
 * @self: (transfer full): a connection
 *
 * Ends it.
 */
void
weir_broker_connection_free (WeirBrokerConnection *self)
{
  g_clear_pointer (&self->ssl, SSL_free);
  g_clear_object (&self->stream);
  g_free (self->address);
  g_free (self);
}

/*< private >
 * weir_broker_connection_get_address:
 * @self: a connection
 *
 * Returns: (transfer none): "HOST:PORT"
 */
const char *
weir_broker_connection_get_address (WeirBrokerConnection *self)
{
  return self->address;
}
