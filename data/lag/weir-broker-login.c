#include "config.h"

#include "data/lag/weir-broker-login.h"

#include "data/lag/weir-broker-tls.h"
#include "data/lag/weir-scram.h"
#include "data/lag/weir-wire-reader.h"
#include "data/lag/weir-wire-writer.h"
#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>
#include <openssl/rand.h>
#include <string.h>

#define API_SASL_HANDSHAKE    17
#define API_SASL_AUTHENTICATE 36
#define NONCE_BYTES           24

/*< private >
 * weir_broker_login_can:
 * @conf: of a client
 *
 * Returns: whether its SASL mechanism is PLAIN or SCRAM
 */
gboolean
weir_broker_login_can (const rd_kafka_conf_t *conf)
{
  static const char *const known[] = { "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", NULL };
  g_autofree char *mechanism = weir_broker_conf_dup (conf, "sasl.mechanisms");

  return mechanism != NULL && g_strv_contains (known, mechanism);
}

static gboolean
refuse (WeirBrokerConnection *connection,
        const char           *reason,
        GError              **error)
{
  g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN,
               /* Translators: addresses, and why */
               _("%s refuses the login (%s); check user, password and sasl.mechanisms"),
               weir_broker_connection_get_address (connection), reason);

  return FALSE;
}

static gboolean
choose (WeirBrokerConnection *connection,
        const char           *mechanism,
        GError              **error)
{
  g_autoptr(GByteArray) question = g_byte_array_new ();
  g_autoptr(GBytes) answer = NULL;
  WeirWireReader reader;
  gint64 problem;

  weir_wire_append_text (question, mechanism);
  answer = weir_broker_connection_ask (connection, API_SASL_HANDSHAKE, 1, FALSE, question, error);
  if (answer == NULL)
    return FALSE;

  weir_wire_reader_init (&reader, answer);
  problem = weir_wire_reader_read_number (&reader, 2);
  if (reader.failed)
    return weir_broker_connection_refuse (connection, error);

  return problem == 0 || refuse (connection, mechanism, error);
}

/* The broker's words to @length bytes of ours. (transfer full) (nullable) */
static char *
say (WeirBrokerConnection *connection,
     const char           *text,
     gsize                 length,
     GError              **error)
{
  g_autoptr(GByteArray) question = g_byte_array_new ();
  g_autoptr(GBytes) answer = NULL;
  g_autofree char *words = NULL;
  WeirWireReader reader;
  gint64 problem, n;

  weir_wire_append_number (question, (gint64) length, 4);
  g_byte_array_append (question, (const guint8 *) text, (guint) length);
  answer = weir_broker_connection_ask (connection, API_SASL_AUTHENTICATE, 0, FALSE, question, error);
  if (answer == NULL)
    return NULL;

  weir_wire_reader_init (&reader, answer);
  problem = weir_wire_reader_read_number (&reader, 2);
  words = weir_wire_reader_read_text (&reader);
  n = weir_wire_reader_read_number (&reader, 4);
  if (reader.failed || n < 0 || (gsize) n > reader.length - reader.at)
    {
      weir_broker_connection_refuse (connection, error);
      return NULL;
    }
  if (problem != 0)
    {
      refuse (connection, words != NULL ? words : rd_kafka_err2str ((rd_kafka_resp_err_t) problem), error);
      return NULL;
    }

  return g_strndup ((const char *) reader.data + reader.at, (gsize) n);
}

static gboolean
log_in_plain (WeirBrokerConnection *connection,
              const char           *user,
              const char           *password,
              GError              **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *answer = NULL;

  g_string_append_c (text, '\0');
  g_string_append (text, user);
  g_string_append_c (text, '\0');
  g_string_append (text, password);
  answer = say (connection, text->str, text->len, error);
  memset (text->str, 0, text->len);

  return answer != NULL;
}

static gboolean
log_in_scram (WeirBrokerConnection *connection,
              const char           *mechanism,
              const char           *user,
              const char           *password,
              GError              **error)
{
  g_autoptr(WeirScram) scram = NULL;
  g_autofree char *nonce = NULL;
  g_autofree char *first = NULL;
  g_autofree char *challenge = NULL;
  g_autofree char *proof = NULL;
  g_autofree char *verdict = NULL;
  guint8 random[NONCE_BYTES];

  if (RAND_bytes (random, sizeof random) != 1)
    return refuse (connection, mechanism, error);
  nonce = g_base64_encode (random, sizeof random);
  scram = weir_scram_new (mechanism, user, password, nonce);
  if (scram == NULL)
    return refuse (connection, mechanism, error);

  first = weir_scram_begin (scram);
  challenge = say (connection, first, strlen (first), error);
  if (challenge == NULL)
    return FALSE;
  proof = weir_scram_answer (scram, challenge);
  if (proof == NULL)
    return weir_broker_connection_refuse (connection, error);
  verdict = say (connection, proof, strlen (proof), error);
  if (verdict == NULL)
    return FALSE;

  return weir_scram_check (scram, verdict) || weir_broker_connection_refuse (connection, error);
}

/*< private >
 * weir_broker_login:
 * @connection: over which nothing was asked yet
 * @conf: of a client
 * @error: return location for an error
 *
 * Logs in by SASL, as @conf has it. Blocks.
 *
 * Returns: whether the broker took it
 */
gboolean
weir_broker_login (WeirBrokerConnection   *connection,
                   const rd_kafka_conf_t  *conf,
                   GError                **error)
{
  g_autofree char *mechanism = weir_broker_conf_dup (conf, "sasl.mechanisms");
  g_autofree char *user = weir_broker_conf_dup (conf, "sasl.username");
  g_autofree char *password = weir_broker_conf_dup (conf, "sasl.password");

  if (mechanism == NULL || user == NULL || password == NULL)
    return refuse (connection, mechanism != NULL ? mechanism : "SASL", error);
  if (!choose (connection, mechanism, error))
    return FALSE;

  return g_str_equal (mechanism, "PLAIN") ? log_in_plain (connection, user, password, error)
                                          : log_in_scram (connection, mechanism, user, password, error);
}
