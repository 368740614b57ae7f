#include "config.h"

#include "data/stream/weir-stream-keys.h"

#include <math.h>
#include <string.h>

typedef struct
{
  char     *bytes;        /* ref-counted string, owned; of a key looked for, borrowed */
  gsize     length;
  guint     id;
  guint64   n_records;
  gboolean  dirty;
  WeirLast *lasts;        /* owned, one a field */
} Key;

struct _WeirStreamKeys
{
  WeirStreamSchema *plan;         /* owned reference */
  GHashTable     *table;        /* owned: Key → itself */
  GPtrArray      *keys;         /* borrowed, by id */
  GPtrArray      *dirty;        /* borrowed */
  guint           n_published;
  guint64         n_other;
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

  g_ref_string_release (key->bytes);
  g_free (key->lasts);
  g_free (key);
}

/*< private >
 * weir_stream_keys_new:
 * @plan: the stream's
 *
 * Returns: (transfer full): no keys yet
 */
WeirStreamKeys *
weir_stream_keys_new (WeirStreamSchema *plan)
{
  WeirStreamKeys *self = g_new0 (WeirStreamKeys, 1);

  self->plan = weir_stream_schema_ref (plan);
  self->table = g_hash_table_new_full (key_hash, key_equal, key_free, NULL);
  self->keys = g_ptr_array_new ();
  self->dirty = g_ptr_array_new ();

  return self;
}

/*< private >
 * weir_stream_keys_free:
 * @self: (transfer full): keys
 */
void
weir_stream_keys_free (WeirStreamKeys *self)
{
  g_hash_table_unref (self->table);
  g_ptr_array_unref (self->keys);
  g_ptr_array_unref (self->dirty);
  weir_stream_schema_unref (self->plan);
  g_free (self);
}

static Key *
ensure_key (WeirStreamKeys   *self,
            const WeirRecord *record)
{
  const Key wanted = { .bytes = (char *) record->key, .length = record->key_length };
  Key *key = g_hash_table_lookup (self->table, &wanted);

  if (key != NULL || self->keys->len >= WEIR_STREAM_MAX_KEYS)
    return key;

  key = g_new0 (Key, 1);
  key->bytes = g_ref_string_new_len (record->key, record->key_length);
  key->length = record->key_length;
  key->id = self->keys->len;
  key->lasts = g_new (WeirLast, self->plan->n_fields);
  for (guint i = 0; i < self->plan->n_fields; i++)
    key->lasts[i] = (WeirLast) { NAN, WEIR_NO_TIME };
  g_hash_table_add (self->table, key);
  g_ptr_array_add (self->keys, key);

  return key;
}

/*< private >
 * weir_stream_keys_add:
 * @self: keys
 * @record: a record
 * @future: its event time is not to be believed, so it has no say in what is newest
 *
 * Counts a record.
 *
 * Returns: its key's number, %G_MAXUINT past the number of keys that are listed
 */
guint
weir_stream_keys_add (WeirStreamKeys   *self,
                      const WeirRecord *record,
                      gboolean          future)
{
  Key *key = ensure_key (self, record);

  if (key == NULL)
    {
      self->n_other++;
      return G_MAXUINT;
    }

  key->n_records++;
  for (guint i = 0; i < record->n_values && !future; i++)
    if (weir_value_is_number (&record->values[i]) && record->time_usec >= key->lasts[i].time_usec)
      key->lasts[i] = (WeirLast) { weir_value_get_double (&record->values[i]), record->time_usec };

  if (!key->dirty)
    g_ptr_array_add (self->dirty, key);
  key->dirty = TRUE;

  return key->id;
}

/*< private >
 * weir_stream_keys_publish:
 * @self: keys
 * @update: gets new keys and those that had records since the last call
 */
void
weir_stream_keys_publish (WeirStreamKeys   *self,
                          WeirStreamUpdate *update)
{
  for (; self->n_published < self->keys->len; self->n_published++)
    {
      const Key *key = g_ptr_array_index (self->keys, self->n_published);

      g_ptr_array_add (update->keys, g_ref_string_acquire (key->bytes));
    }

  for (guint i = 0; i < self->dirty->len; i++)
    {
      Key *key = g_ptr_array_index (self->dirty, i);

      weir_stream_update_put_key (update, key->id, key->n_records, key->lasts);
      key->dirty = FALSE;
    }
  g_ptr_array_set_size (self->dirty, 0);
  update->counters.n_unlisted_records = self->n_other;
}
