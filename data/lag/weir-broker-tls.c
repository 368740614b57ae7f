#include "config.h"

#include "data/lag/weir-broker-tls.h"

#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>
#include <string.h>

/* The properties of TLS as librdkafka takes them, for connections that it has no call for. */

typedef X509 Certificate;
typedef EVP_PKEY Key;
typedef BIO Memory;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Certificate, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Key, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Memory, BIO_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS12, PKCS12_free)

/*< private >
 * weir_broker_conf_dup:
 * @conf: of a client
 * @name: a property
 *
 * Returns: (transfer full) (nullable): its value; %NULL where it is not set, or librdkafka does not know it
 */
char *
weir_broker_conf_dup (const rd_kafka_conf_t *conf,
                      const char            *name)
{
  gsize length = 0;
  char *value;

  if (rd_kafka_conf_get (conf, name, NULL, &length) != RD_KAFKA_CONF_OK || length <= 1)
    return NULL;

  value = g_malloc0 (length);
  rd_kafka_conf_get (conf, name, value, &length);

  return value;
}

/*< private >
 * weir_broker_tls_set_error:
 * @error: return location for the error
 * @ssl: (nullable): a connection, which may tell of a certificate
 * @what: property or address that it is about
 *
 * Sets @error to what OpenSSL says.
 */
void
weir_broker_tls_set_error (GError     **error,
                           const SSL   *ssl,
                           const char  *what)
{
  unsigned long code = ERR_get_error ();
  long verified = ssl != NULL ? SSL_get_verify_result (ssl) : X509_V_OK;
  const char *reason = verified != X509_V_OK ? X509_verify_cert_error_string (verified)
                       : code != 0           ? ERR_reason_error_string (code)
                                             : NULL;

  ERR_clear_error ();
  /* Translators: a property or an address, and OpenSSL's words */
  g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED, _("TLS: %s: %s"), what,
               reason != NULL ? reason : _("the connection ended"));
}

static gboolean
fail (GError     **error,
      const char  *property)
{
  weir_broker_tls_set_error (error, NULL, property);

  return FALSE;
}

static Memory *
memory_of (const char *text)
{
  return BIO_new_mem_buf (text, -1);
}

/* -- whom we trust -- */

static gboolean
add_authorities_of_text (SSL_CTX    *context,
                         const char *text)
{
  g_autoptr(Memory) memory = memory_of (text);
  X509_STORE *store = SSL_CTX_get_cert_store (context);
  guint n = 0;
  X509 *certificate;

  while ((certificate = PEM_read_bio_X509 (memory, NULL, NULL, NULL)) != NULL)
    {
      n += X509_STORE_add_cert (store, certificate) == 1 ? 1 : 0;
      X509_free (certificate);
    }
  /* That there are no more is an error, too. */
  if (n > 0)
    ERR_clear_error ();

  return n > 0;
}

static gboolean
load_authorities (SSL_CTX                *context,
                  const rd_kafka_conf_t  *conf,
                  GError                **error)
{
  g_autofree char *location = weir_broker_conf_dup (conf, "ssl.ca.location");
  g_autofree char *text = weir_broker_conf_dup (conf, "ssl.ca.pem");
  g_autofree char *revoked = weir_broker_conf_dup (conf, "ssl.crl.location");
  gboolean is_folder = location != NULL && g_file_test (location, G_FILE_TEST_IS_DIR);

  if (text != NULL && !add_authorities_of_text (context, text))
    return fail (error, "ssl.ca.pem");
  if (text == NULL && (location == NULL || g_str_equal (location, "probe")))
    SSL_CTX_set_default_verify_paths (context);
  else if (text == NULL
           && SSL_CTX_load_verify_locations (context, is_folder ? NULL : location, is_folder ? location : NULL) != 1)
    return fail (error, "ssl.ca.location");

  if (revoked == NULL)
    return TRUE;
  if (SSL_CTX_load_verify_locations (context, revoked, NULL) != 1)
    return fail (error, "ssl.crl.location");
  X509_STORE_set_flags (SSL_CTX_get_cert_store (context), X509_V_FLAG_CRL_CHECK);

  return TRUE;
}

/* -- who we are -- */

static int
give_password (char *buffer,
               int   size,
               int   is_writing,
               void *user_data)
{
  const char *password = user_data;
  gsize length = password != NULL ? strlen (password) : 0;

  if (length == 0 || length > (gsize) size)
    return -1;
  memcpy (buffer, password, length);

  return (int) length;
}

/* The first is ours, those behind it sign it. */
static gboolean
use_certificates_of_text (SSL_CTX    *context,
                          const char *text)
{
  g_autoptr(Memory) memory = memory_of (text);
  g_autoptr(Certificate) own = PEM_read_bio_X509 (memory, NULL, NULL, NULL);
  X509 *further;

  if (own == NULL || SSL_CTX_use_certificate (context, own) != 1)
    return FALSE;
  while ((further = PEM_read_bio_X509 (memory, NULL, NULL, NULL)) != NULL)
    if (SSL_CTX_add0_chain_cert (context, further) != 1)
      {
        X509_free (further);
        return FALSE;
      }
  ERR_clear_error ();

  return TRUE;
}

static gboolean
use_key_of_text (SSL_CTX    *context,
                 const char *text,
                 char       *password)
{
  g_autoptr(Memory) memory = memory_of (text);
  g_autoptr(Key) key = PEM_read_bio_PrivateKey (memory, NULL, give_password, password);

  return key != NULL && SSL_CTX_use_PrivateKey (context, key) == 1;
}

static gboolean
use_store (SSL_CTX    *context,
           const char *path,
           const char *password)
{
  g_autoptr(Memory) file = BIO_new_file (path, "rb");
  g_autoptr(PKCS12) store = file != NULL ? d2i_PKCS12_bio (file, NULL) : NULL;
  g_autoptr(Certificate) certificate = NULL;
  g_autoptr(Key) key = NULL;
  STACK_OF (X509) *further = NULL;
  gboolean done = store != NULL && PKCS12_parse (store, password, &key, &certificate, &further) == 1
                  && SSL_CTX_use_cert_and_key (context, certificate, key, further, 1) == 1;

  sk_X509_pop_free (further, X509_free);

  return done;
}

static gboolean
load_identity (SSL_CTX                *context,
               const rd_kafka_conf_t  *conf,
               GError                **error)
{
  g_autofree char *certificate = weir_broker_conf_dup (conf, "ssl.certificate.location");
  g_autofree char *certificate_text = weir_broker_conf_dup (conf, "ssl.certificate.pem");
  g_autofree char *key = weir_broker_conf_dup (conf, "ssl.key.location");
  g_autofree char *key_text = weir_broker_conf_dup (conf, "ssl.key.pem");
  g_autofree char *key_password = weir_broker_conf_dup (conf, "ssl.key.password");
  g_autofree char *store = weir_broker_conf_dup (conf, "ssl.keystore.location");
  g_autofree char *store_password = weir_broker_conf_dup (conf, "ssl.keystore.password");

  if (certificate != NULL && SSL_CTX_use_certificate_chain_file (context, certificate) != 1)
    return fail (error, "ssl.certificate.location");
  if (certificate_text != NULL && !use_certificates_of_text (context, certificate_text))
    return fail (error, "ssl.certificate.pem");

  SSL_CTX_set_default_passwd_cb (context, give_password);
  SSL_CTX_set_default_passwd_cb_userdata (context, key_password);
  if (key != NULL && SSL_CTX_use_PrivateKey_file (context, key, SSL_FILETYPE_PEM) != 1)
    return fail (error, "ssl.key.location");
  /* It goes with this function. */
  SSL_CTX_set_default_passwd_cb_userdata (context, NULL);
  if (key_text != NULL && !use_key_of_text (context, key_text, key_password))
    return fail (error, "ssl.key.pem");
  if (store != NULL && !use_store (context, store, store_password))
    return fail (error, "ssl.keystore.location");

  return TRUE;
}

/* -- how we speak -- */

static gboolean
load_choices (SSL_CTX                *context,
              const rd_kafka_conf_t  *conf,
              GError                **error)
{
  g_autofree char *ciphers = weir_broker_conf_dup (conf, "ssl.cipher.suites");
  g_autofree char *curves = weir_broker_conf_dup (conf, "ssl.curves.list");
  g_autofree char *signatures = weir_broker_conf_dup (conf, "ssl.sigalgs.list");

  if (ciphers != NULL && SSL_CTX_set_cipher_list (context, ciphers) != 1)
    return fail (error, "ssl.cipher.suites");
  if (curves != NULL && SSL_CTX_set1_curves_list (context, curves) != 1)
    return fail (error, "ssl.curves.list");
  if (signatures != NULL && SSL_CTX_set1_sigalgs_list (context, signatures) != 1)
    return fail (error, "ssl.sigalgs.list");

  return TRUE;
}

/*< private >
 * weir_broker_tls_new:
 * @conf: of a client
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what all connections that @conf describes have in common
 */
SSL_CTX *
weir_broker_tls_new (const rd_kafka_conf_t  *conf,
                     GError                **error)
{
  g_autoptr(SSL_CTX) context = SSL_CTX_new (TLS_client_method ());
  g_autofree char *verifies = weir_broker_conf_dup (conf, "enable.ssl.certificate.verification");

  ERR_clear_error ();
  if (context == NULL || !load_choices (context, conf, error) || !load_authorities (context, conf, error)
      || !load_identity (context, conf, error))
    return NULL;
  SSL_CTX_set_verify (context, g_strcmp0 (verifies, "false") == 0 ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, NULL);

  return g_steal_pointer (&context);
}

/*< private >
 * weir_broker_tls_begin:
 * @context: see weir_broker_tls_new()
 * @conf: of a client
 * @host: of a broker
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a connection that will speak through memory
 */
SSL *
weir_broker_tls_begin (SSL_CTX                *context,
                       const rd_kafka_conf_t  *conf,
                       const char             *host,
                       GError                **error)
{
  g_autoptr(SSL) ssl = SSL_new (context);
  g_autofree char *identified = weir_broker_conf_dup (conf, "ssl.endpoint.identification.algorithm");
  gboolean is_address = g_hostname_is_ip_address (host);

  if (ssl == NULL || (!is_address && SSL_set_tlsext_host_name (ssl, host) != 1))
    {
      fail (error, host);
      return NULL;
    }
  if (g_strcmp0 (identified, "none") != 0
      && (is_address ? X509_VERIFY_PARAM_set1_ip_asc (SSL_get0_param (ssl), host) : SSL_set1_host (ssl, host)) != 1)
    {
      fail (error, host);
      return NULL;
    }
  SSL_set_bio (ssl, BIO_new (BIO_s_mem ()), BIO_new (BIO_s_mem ()));
  SSL_set_connect_state (ssl);

  return g_steal_pointer (&ssl);
}
