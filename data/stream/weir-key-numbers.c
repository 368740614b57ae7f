#include "config.h"

#include "data/stream/weir-key-numbers.h"

#include <string.h>

typedef struct
{
  const char *bytes;    /* ref-counted string, owned; of a key looked for, borrowed */
  gsize       length;
  guint       number;
} Key;

struct _WeirKeyNumbers
{
  GHashTable *table;    /* owned: Key → itself */
  GPtrArray  *keys;     /* borrowed, by number */
};

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;
  guint32 hash = 2166136261u;

  /* FNV-1a. */
  for (gsize i = 0; i < key->length; i++)
    hash = (hash ^ (guchar) key->bytes[i]) * 16777619u;

  return hash;
}

static gboolean
key_equal (gconstpointer a,
           gconstpointer b)
{
  const Key *x = a;
  const Key *y = b;

  return x->length == y->length && memcmp (x->bytes, y->bytes, x->length) == 0;
}

static void
key_free (gpointer data)
{
  Key *key = data;

  g_ref_string_release ((char *) key->bytes);
  g_free (key);
}

/**
 * weir_key_numbers_new:
 *
 * Returns: (transfer full): no keys yet
 */
WeirKeyNumbers *
weir_key_numbers_new (void)
{
  WeirKeyNumbers *self = g_new0 (WeirKeyNumbers, 1);

  self->table = g_hash_table_new_full (key_hash, key_equal, key_free, NULL);
  self->keys = g_ptr_array_new ();

  return self;
}

/**
 * weir_key_numbers_free:
 * @self: (transfer full): numbered keys
 */
void
weir_key_numbers_free (WeirKeyNumbers *self)
{
  g_hash_table_unref (self->table);
  g_ptr_array_unref (self->keys);
  g_free (self);
}

/**
 * weir_key_numbers_add:
 * @self: numbered keys
 * @key: (array length=length): bytes
 * @length: how many
 *
 * Finds the number of a key, giving it one if it has none.
 *
 * Returns: the number, %G_MAXUINT past %WEIR_KEY_NUMBERS_MAX keys
 */
guint
weir_key_numbers_add (WeirKeyNumbers *self,
                      const char     *key,
                      gsize           length)
{
  const Key wanted = { .bytes = key, .length = length };
  Key *known = g_hash_table_lookup (self->table, &wanted);

  if (known != NULL)
    return known->number;
  if (self->keys->len >= WEIR_KEY_NUMBERS_MAX)
    return G_MAXUINT;

  known = g_new0 (Key, 1);
  known->bytes = g_ref_string_new_len (key, (gssize) length);
  known->length = length;
  known->number = self->keys->len;
  g_hash_table_add (self->table, known);
  g_ptr_array_add (self->keys, known);

  return known->number;
}

/**
 * weir_key_numbers_get_n:
 * @self: numbered keys
 *
 * Returns: how many keys have a number
 */
guint
weir_key_numbers_get_n (WeirKeyNumbers *self)
{
  return self->keys->len;
}

/**
 * weir_key_numbers_get:
 * @self: numbered keys
 * @number: less than weir_key_numbers_get_n()
 *
 * Returns: (transfer none): the key, a ref-counted string
 */
const char *
weir_key_numbers_get (WeirKeyNumbers *self,
                      guint           number)
{
  return ((const Key *) g_ptr_array_index (self->keys, number))->bytes;
}
