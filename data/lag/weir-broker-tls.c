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
  gboolean is_folder = location != NULL && g_file_test (location, G_FILE_TEST_IS_DIR);

  if (text != NULL)
    return add_authorities_of_text (context, text) || fail (error, "ssl.ca.pem");
  if (location == NULL || g_str_equal (location, "probe"))
    {
      SSL_CTX_set_default_verify_paths (context);
      return TRUE;
    }

  return SSL_CTX_load_verify_locations (context, is_folder ? NULL : location, is_folder ? location : NULL) == 1
         || fail (error, "ssl.ca.location");
}

static gboolean
use_revoked (SSL_CTX    *context,
             const char *path,
             char       *password)
{
  X509_STORE_set_flags (SSL_CTX_get_cert_store (context), X509_V_FLAG_CRL_CHECK);

  return SSL_CTX_load_verify_locations (context, path, NULL) == 1;
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
use_certificates (SSL_CTX *context,
                  Memory  *memory)
{
  g_autoptr(Certificate) own = memory != NULL ? PEM_read_bio_X509 (memory, NULL, NULL, NULL) : NULL;
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
use_certificates_of_file (SSL_CTX    *context,
                          const char *path,
                          char       *password)
{
  g_autoptr(Memory) file = BIO_new_file (path, "rb");

  return use_certificates (context, file);
}

static gboolean
use_certificates_of_text (SSL_CTX    *context,
                          const char *text,
                          char       *password)
{
  g_autoptr(Memory) memory = memory_of (text);

  return use_certificates (context, memory);
}

static gboolean
use_key (SSL_CTX *context,
         Memory  *memory,
         char    *password)
{
  g_autoptr(Key) key = memory != NULL ? PEM_read_bio_PrivateKey (memory, NULL, give_password, password) : NULL;

  return key != NULL && SSL_CTX_use_PrivateKey (context, key) == 1;
}

static gboolean
use_key_of_file (SSL_CTX    *context,
                 const char *path,
                 char       *password)
{
  g_autoptr(Memory) file = BIO_new_file (path, "rb");

  return use_key (context, file, password);
}

static gboolean
use_key_of_text (SSL_CTX    *context,
                 const char *text,
                 char       *password)
{
  g_autoptr(Memory) memory = memory_of (text);

  return use_key (context, memory, password);
}

static gboolean
use_store (SSL_CTX    *context,
           const char *path,
           char       *password)
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

/* -- how we speak -- */

static gboolean
use_ciphers (SSL_CTX    *context,
             const char *names,
             char       *password)
{
  return SSL_CTX_set_cipher_list (context, names) == 1;
}

static gboolean
use_curves (SSL_CTX    *context,
            const char *names,
            char       *password)
{
  return SSL_CTX_set1_curves_list (context, names) == 1;
}

static gboolean
use_signatures (SSL_CTX    *context,
                const char *names,
                char       *password)
{
  return SSL_CTX_set1_sigalgs_list (context, names) == 1;
}

/* Properties in the order in which they are used. */
static const struct
{
  const char *property;
  const char *password;   /* nullable: the property that goes with it */
  gboolean  (*use) (SSL_CTX *context, const char *value, char *password);
} uses[] = {
  { "ssl.cipher.suites", NULL, use_ciphers },
  { "ssl.curves.list", NULL, use_curves },
  { "ssl.sigalgs.list", NULL, use_signatures },
  { "ssl.crl.location", NULL, use_revoked },
  { "ssl.certificate.location", NULL, use_certificates_of_file },
  { "ssl.certificate.pem", NULL, use_certificates_of_text },
  { "ssl.key.location", "ssl.key.password", use_key_of_file },
  { "ssl.key.pem", "ssl.key.password", use_key_of_text },
  { "ssl.keystore.location", "ssl.keystore.password", use_store },
};

static gboolean
load_properties (SSL_CTX                *context,
                 const rd_kafka_conf_t  *conf,
                 GError                **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    {
      g_autofree char *value = weir_broker_conf_dup (conf, uses[i].property);
      g_autofree char *password = uses[i].password != NULL ? weir_broker_conf_dup (conf, uses[i].password) : NULL;

      if (value != NULL && !uses[i].use (context, value, password))
        return fail (error, uses[i].property);
    }

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
  if (context == NULL || !load_authorities (context, conf, error) || !load_properties (context, conf, error))
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
