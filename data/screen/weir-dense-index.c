#include "config.h"

#include "data/screen/weir-dense-index.h"

#define FIRST_SLOTS 16

static guint
slot_of (const WeirDenseIndex *self,
         gint64                time_usec,
         guint64               number)
{
  /* Two odd constants of 64 bits (2^64 / golden ratio, and one of splitmix64): the top bits are well mixed. */
  guint64 hash = (guint64) time_usec * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  hash = (hash ^ (hash >> 29) ^ number) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);

  return (hash >> 32) & (self->n_slots - 1);
}

/*< private >
 * weir_dense_index_init:
 * @self: uninitialised
 *
 * Makes an empty index.
 */
void
weir_dense_index_init (WeirDenseIndex *self)
{
  self->keys = g_array_new (FALSE, FALSE, sizeof (WeirDenseKey));
  self->n_slots = FIRST_SLOTS;
  self->slots = g_new0 (guint32, self->n_slots);
}

/*< private >
 * weir_dense_index_clear:
 * @self: an index
 *
 * Frees what the index owns; the structure itself is the caller's.
 */
void
weir_dense_index_clear (WeirDenseIndex *self)
{
  g_clear_pointer (&self->keys, g_array_unref);
  g_clear_pointer (&self->slots, g_free);
}

static guint
find_slot (const WeirDenseIndex *self,
           gint64                time_usec,
           guint64               number)
{
  guint slot = slot_of (self, time_usec, number);

  for (; self->slots[slot] != 0; slot = (slot + 1) & (self->n_slots - 1))
    {
      const WeirDenseKey *key = &g_array_index (self->keys, WeirDenseKey, self->slots[slot] - 1);

      if (key->time_usec == time_usec && key->number == number)
        break;
    }

  return slot;
}

/*< private >
 * weir_dense_index_find:
 * @self: an index
 * @time_usec: of a pair
 * @number: of a pair
 *
 * Returns: the place of the pair, %WEIR_DENSE_INDEX_NONE if it has none
 */
guint
weir_dense_index_find (const WeirDenseIndex *self,
                       gint64                time_usec,
                       guint64               number)
{
  return self->slots[find_slot (self, time_usec, number)] - 1;
}

static void
grow (WeirDenseIndex *self)
{
  self->n_slots *= 2;
  g_free (self->slots);
  self->slots = g_new0 (guint32, self->n_slots);

  for (guint i = 0; i < self->keys->len; i++)
    {
      const WeirDenseKey *key = &g_array_index (self->keys, WeirDenseKey, i);

      self->slots[find_slot (self, key->time_usec, key->number)] = i + 1;
    }
}

/*< private >
 * weir_dense_index_add:
 * @self: an index
 * @time_usec: of a pair that has no place
 * @number: of a pair that has no place
 *
 * Returns: the place of the pair, the next one
 */
guint
weir_dense_index_add (WeirDenseIndex *self,
                      gint64          time_usec,
                      guint64         number)
{
  const WeirDenseKey key = { time_usec, number };

  if ((self->keys->len + 1) * 2 > self->n_slots)
    grow (self);

  g_array_append_val (self->keys, key);
  self->slots[find_slot (self, time_usec, number)] = self->keys->len;

  return self->keys->len - 1;
}

/*< private >
 * weir_dense_index_get_n_bytes:
 * @self: an index
 *
 * Returns: the memory in use, in bytes
 */
gsize
weir_dense_index_get_n_bytes (const WeirDenseIndex *self)
{
  return self->keys->len * sizeof (WeirDenseKey) + self->n_slots * sizeof (guint32);
}
