#include "config.h"

#include "data/lag/weir-scram.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

/* Fewer would be guessed, and a broker that wants more would keep us busy. */
#define ROUNDS_MIN 4096
#define ROUNDS_MAX 1000000

struct _WeirScram
{
  const EVP_MD *digest;
  char         *password;   /* owned */
  char         *nonce;      /* owned */
  char         *first;      /* owned: the first message without its head */
  guint8        signature[EVP_MAX_MD_SIZE];     /* what the other side must prove */
  gboolean      is_answered;
};

/*< private >
 * weir_scram_new:
 * @mechanism: "SCRAM-SHA-256" or "SCRAM-SHA-512"
 * @user: who logs in
 * @password: of @user
 * @nonce: printable, without a comma, and never twice the same
 *
 * Returns: (transfer full) (nullable): a login; %NULL for another @mechanism
 */
WeirScram *
weir_scram_new (const char *mechanism,
                const char *user,
                const char *password,
                const char *nonce)
{
  const EVP_MD *digest = g_str_equal (mechanism, "SCRAM-SHA-256")   ? EVP_sha256 ()
                         : g_str_equal (mechanism, "SCRAM-SHA-512") ? EVP_sha512 ()
                                                                    : NULL;
  g_autoptr(GString) name = g_string_new (user);
  WeirScram *self;

  if (digest == NULL)
    return NULL;

  g_string_replace (name, "=", "=3D", 0);
  g_string_replace (name, ",", "=2C", 0);
  self = g_new0 (WeirScram, 1);
  self->digest = digest;
  self->password = g_strdup (password);
  self->nonce = g_strdup (nonce);
  self->first = g_strdup_printf ("n=%s,r=%s", name->str, nonce);

  return self;
}

/*< private >
 * weir_scram_free:
 * @self: (transfer full): a login
 */
void
weir_scram_free (WeirScram *self)
{
  OPENSSL_cleanse (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self->nonce);
  g_free (self->first);
  g_free (self);
}

/*< private >
 * weir_scram_begin:
 * @self: a login
 *
 * Returns: (transfer full): the first message
 */
char *
weir_scram_begin (WeirScram *self)
{
  return g_strconcat ("n,,", self->first, NULL);
}

static void
sign (WeirScram    *self,
      const guint8 *key,
      const char   *text,
      guint8       *signature)
{
  HMAC (self->digest, key, EVP_MD_get_size (self->digest), (const guint8 *) text, strlen (text), signature, NULL);
}

/* The proof that we have the password, and what the other side must show. */
static char *
make_proof (WeirScram    *self,
            const guint8 *salt,
            gsize         salt_length,
            int           n_rounds,
            const char   *spoken)
{
  int size = EVP_MD_get_size (self->digest);
  guint8 salted[EVP_MAX_MD_SIZE], key[EVP_MAX_MD_SIZE], stored[EVP_MAX_MD_SIZE], signature[EVP_MAX_MD_SIZE];
  char *proof = NULL;

  if (PKCS5_PBKDF2_HMAC (self->password, (int) strlen (self->password), salt, (int) salt_length, n_rounds, self->digest, size,
                         salted)
      == 1)
    {
      sign (self, salted, "Client Key", key);
      EVP_Digest (key, (gsize) size, stored, NULL, self->digest, NULL);
      sign (self, stored, spoken, signature);
      for (int i = 0; i < size; i++)
        signature[i] ^= key[i];
      proof = g_base64_encode (signature, (gsize) size);

      sign (self, salted, "Server Key", key);
      sign (self, key, spoken, self->signature);
      self->is_answered = TRUE;
    }
  OPENSSL_cleanse (salted, sizeof salted);
  OPENSSL_cleanse (key, sizeof key);

  return proof;
}

/*< private >
 * weir_scram_answer:
 * @self: a login that was begun
 * @challenge: the other side's first message
 *
 * Returns: (transfer full) (nullable): the second message; %NULL for a @challenge that is none
 */
char *
weir_scram_answer (WeirScram  *self,
                   const char *challenge)
{
  g_auto(GStrv) parts = g_strsplit (challenge, ",", 4);
  g_autofree guint8 *salt = NULL;
  g_autofree char *last = NULL;
  g_autofree char *spoken = NULL;
  g_autofree char *proof = NULL;
  gint64 n_rounds;
  gsize salt_length;

  if (g_strv_length (parts) < 3 || !g_str_has_prefix (parts[0], "r=") || !g_str_has_prefix (parts[1], "s=")
      || !g_str_has_prefix (parts[2], "i=")
      /* The other side adds its own to our nonce. */
      || !g_str_has_prefix (parts[0] + 2, self->nonce) || strlen (parts[0] + 2) == strlen (self->nonce))
    return NULL;

  n_rounds = g_ascii_strtoll (parts[2] + 2, NULL, 10);
  salt = g_base64_decode (parts[1] + 2, &salt_length);
  if (n_rounds < ROUNDS_MIN || n_rounds > ROUNDS_MAX || salt_length == 0)
    return NULL;

  last = g_strconcat ("c=biws,", parts[0], NULL);
  spoken = g_strjoin (",", self->first, challenge, last, NULL);
  proof = make_proof (self, salt, salt_length, (int) n_rounds, spoken);

  return proof != NULL ? g_strconcat (last, ",p=", proof, NULL) : NULL;
}

/*< private >
 * weir_scram_check:
 * @self: a login that was answered
 * @verdict: the other side's last message
 *
 * Returns: whether the other side knows the password, too
 */
gboolean
weir_scram_check (WeirScram  *self,
                  const char *verdict)
{
  g_auto(GStrv) parts = g_strsplit (verdict, ",", 2);
  g_autofree guint8 *signature = NULL;
  gsize length;

  if (!self->is_answered || parts[0] == NULL || !g_str_has_prefix (parts[0], "v="))
    return FALSE;

  signature = g_base64_decode (parts[0] + 2, &length);

  return length == (gsize) EVP_MD_get_size (self->digest) && CRYPTO_memcmp (signature, self->signature, length) == 0;
}
