#include "config.h"

#include "data/window/weir-key-table.h"

#define FIRST_SLOTS 64
#define FIRST_KEYS 32
#define BLOCK_BYTES (64 * 1024)

/* Fewer keys than this part of all are sorted by their bytes rather than by ranks brought up to date. */
#define RANK_SHARE 16

static void
weir_key_table_charge (WeirKeyTable *self,
                       gsize         size_bytes)
{
  self->used_bytes += size_bytes;
  weir_budget_charge (self->budget, size_bytes);
}

static gboolean
weir_key_table_allows (const WeirKeyTable *self,
                       gsize               size_bytes)
{
  return self->used_bytes + size_bytes <= self->limit_bytes && weir_budget_allows (self->budget, size_bytes);
}

static WeirKeySlot *
weir_key_table_new_slots (gsize n_slots)
{
  WeirKeySlot *slots = g_new0 (WeirKeySlot, n_slots);

  for (gsize i = 0; i < n_slots; i++)
    slots[i].length = WEIR_KEY_FREE;

  return slots;
}

/**
 * weir_key_table_init:
 * @self: memory to fill
 * @budget: the account to charge, outliving @self
 * @limit_bytes: the most the table may take of it
 *
 * Makes an empty table. Clear with weir_key_table_clear().
 */
void
weir_key_table_init (WeirKeyTable *self,
                     WeirBudget   *budget,
                     gsize         limit_bytes)
{
  *self = (WeirKeyTable){ .mask = FIRST_SLOTS - 1, .capacity = FIRST_KEYS,
                          .limit_bytes = limit_bytes, .budget = budget };
  self->seed = (guint64) g_random_int () << 32 | g_random_int ();
  self->slots = weir_key_table_new_slots (FIRST_SLOTS);
  self->keys = g_new0 (WeirKey, FIRST_KEYS);
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  weir_key_table_charge (self, FIRST_SLOTS * sizeof (WeirKeySlot) + FIRST_KEYS * sizeof (WeirKey));
}

/**
 * weir_key_table_clear:
 * @self: a table
 *
 * Frees all keys.
 */
void
weir_key_table_clear (WeirKeyTable *self)
{
  weir_budget_release (self->budget, self->used_bytes);
  g_clear_pointer (&self->slots, g_free);
  g_clear_pointer (&self->keys, g_free);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer (&self->ranks, g_free);
  g_clear_pointer (&self->order, g_free);
}

static guint64
weir_key_slot_hash (const WeirKeySlot *slot,
                    guint64            seed)
{
  return slot->length <= 16 ? weir_hash_words (slot->a, slot->b, slot->length, seed) : slot->a;
}

static WeirKeySlot *
weir_key_table_place (WeirKeyTable      *self,
                      const WeirKeySlot *slot)
{
  gsize i = weir_key_slot_hash (slot, self->seed) & self->mask;

  while (self->slots[i].length != WEIR_KEY_FREE)
    i = (i + 1) & self->mask;

  self->slots[i] = *slot;
  return &self->slots[i];
}

/* Linear probing stays short up to five eighths full. */
static gboolean
weir_key_table_make_room (WeirKeyTable *self)
{
  WeirKeySlot *old = self->slots;
  gsize n_old = self->mask + 1;

  if ((gsize) self->n_hashed + 1 <= n_old / 8 * 5)
    return TRUE;
  /* Old and new stand side by side for a moment. */
  if (!weir_key_table_allows (self, 2 * n_old * sizeof (WeirKeySlot)))
    return FALSE;

  self->slots = weir_key_table_new_slots (2 * n_old);
  self->mask = 2 * n_old - 1;
  for (gsize i = 0; i < n_old; i++)
    if (old[i].length != WEIR_KEY_FREE)
      weir_key_table_place (self, &old[i]);

  g_free (old);
  weir_key_table_charge (self, n_old * sizeof (WeirKeySlot));
  return TRUE;
}

/* Room for one more id; ranks and order will want their share too. */
static gboolean
weir_key_table_make_id (WeirKeyTable *self,
                        gboolean      force)
{
  gsize each = sizeof (WeirKey) + 2 * sizeof (guint32);

  if (self->n_keys < self->capacity)
    return TRUE;
  if (!force && !weir_key_table_allows (self, self->capacity * each))
    return FALSE;

  weir_key_table_charge (self, self->capacity * each);
  self->capacity *= 2;
  self->keys = g_renew (WeirKey, self->keys, self->capacity);
  return TRUE;
}

static char *
weir_key_table_store (WeirKeyTable *self,
                      const char   *bytes,
                      gsize         length)
{
  char *copy;

  if (length > BLOCK_BYTES / 8)
    {
      copy = g_memdup2 (bytes, length);
      /* Before the block in use, which stays last. */
      g_ptr_array_insert (self->blocks, 0, copy);
      weir_key_table_charge (self, length);
      return copy;
    }
  if (length > self->block_left)
    {
      g_ptr_array_add (self->blocks, g_malloc (BLOCK_BYTES));
      weir_key_table_charge (self, BLOCK_BYTES);
      self->block_left = BLOCK_BYTES;
    }

  if (length == 0)
    return (char *) "";
  copy = (char *) g_ptr_array_index (self->blocks, self->blocks->len - 1) + BLOCK_BYTES - self->block_left;
  self->block_left -= length;
  memcpy (copy, bytes, length);
  return copy;
}

static guint32
weir_key_table_add (WeirKeyTable *self,
                    const char   *bytes,
                    gsize         length)
{
  self->keys[self->n_keys] = (WeirKey){ weir_key_table_store (self, bytes, length), length };

  return self->n_keys++;
}

/**
 * weir_key_table_insert:
 * @self: a table
 * @bytes: a key that weir_key_table_find() does not know
 * @length: bytes in it
 *
 * Numbers a new key.
 *
 * Returns: (nullable): its slot, valid until the next insertion; %NULL when
 *   the table's share of the budget is used up
 */
WeirKeySlot *
weir_key_table_insert (WeirKeyTable *self,
                       const char   *bytes,
                       gsize         length)
{
  WeirKeySlot slot = { .length = length, .partition = G_MAXUINT32 };
  gsize wanted = length > self->block_left ? MAX (length, BLOCK_BYTES) : 0;

  g_return_val_if_fail (length < G_MAXUINT32, NULL);

  if (!weir_key_table_allows (self, wanted) || !weir_key_table_make_id (self, FALSE)
      || !weir_key_table_make_room (self))
    return NULL;

  slot.id = weir_key_table_add (self, bytes, length);
  if (length <= 16)
    weir_hash_pack (bytes, length, &slot.a, &slot.b);
  else
    {
      slot.a = weir_hash_bytes (bytes, length, self->seed);
      slot.bytes = self->keys[slot.id].bytes;
    }

  self->n_hashed++;
  return weir_key_table_place (self, &slot);
}

/**
 * weir_key_table_find_long:
 * @self: a table
 * @bytes: a key
 * @length: bytes in it, more than 16
 *
 * Returns: (nullable): its slot, valid until the next insertion; %NULL for a new key
 */
WeirKeySlot *
weir_key_table_find_long (const WeirKeyTable *self,
                          const char         *bytes,
                          gsize               length)
{
  guint64 hash = weir_hash_bytes (bytes, length, self->seed);

  for (gsize i = hash & self->mask;; i = (i + 1) & self->mask)
    {
      WeirKeySlot *slot = &self->slots[i];

      if (slot->length == WEIR_KEY_FREE)
        return NULL;
      if (slot->a == hash && slot->length == length && memcmp (slot->bytes, bytes, length) == 0)
        return slot;
    }
}

/**
 * weir_key_table_add_unnamed:
 * @self: a table
 * @bytes: a text to show for it
 * @length: bytes in it
 *
 * Numbers a key that no record's key equals, whatever its bytes: the "other"
 * key. Never refused.
 *
 * Returns: its id
 */
guint32
weir_key_table_add_unnamed (WeirKeyTable *self,
                            const char   *bytes,
                            gsize         length)
{
  weir_key_table_make_id (self, TRUE);

  return weir_key_table_add (self, bytes, length);
}

/**
 * weir_key_table_compare:
 * @self: a table
 * @a: a key's id
 * @b: a key's id
 *
 * Orders keys by their bytes, and equal ones by id.
 *
 * Returns: below, above or equal to 0
 */
int
weir_key_table_compare (const WeirKeyTable *self,
                        guint32             a,
                        guint32             b)
{
  const WeirKey *key_a = &self->keys[a];
  const WeirKey *key_b = &self->keys[b];
  int order;

  if (a < self->n_ranked && b < self->n_ranked)
    return self->ranks[a] < self->ranks[b] ? -1 : self->ranks[a] > self->ranks[b];

  order = memcmp (key_a->bytes, key_b->bytes, MIN (key_a->length, key_b->length));
  if (order != 0)
    return order;
  if (key_a->length != key_b->length)
    return key_a->length < key_b->length ? -1 : 1;

  return a < b ? -1 : a > b;
}

static int
weir_key_table_compare_ids (gconstpointer a,
                            gconstpointer b,
                            gpointer      user_data)
{
  return weir_key_table_compare (user_data, *(const guint32 *) a, *(const guint32 *) b);
}

/* Brings ranks and order up to date: new keys are sorted and merged in. */
static void
weir_key_table_rank (WeirKeyTable *self)
{
  guint n_new = self->n_keys - self->n_ranked;
  guint32 *fresh;
  guint i = self->n_ranked;
  guint j = n_new;

  self->order = g_renew (guint32, self->order, self->n_keys);
  self->ranks = g_renew (guint32, self->ranks, self->n_keys);
  fresh = g_new (guint32, n_new);
  for (guint k = 0; k < n_new; k++)
    fresh[k] = self->n_ranked + k;
  g_qsort_with_data (fresh, n_new, sizeof (guint32), weir_key_table_compare_ids, self);

  /* From the back, so that the old order is read before it is overwritten. */
  for (guint k = self->n_keys; k-- > 0;)
    {
      gboolean take_old = j == 0 || (i > 0 && weir_key_table_compare (self, self->order[i - 1], fresh[j - 1]) > 0);

      self->order[k] = take_old ? self->order[--i] : fresh[--j];
      self->ranks[self->order[k]] = k;
    }

  self->n_ranked = self->n_keys;
  g_free (fresh);
}

/**
 * weir_key_table_rank_for:
 * @self: a table
 * @n_keys: how many keys are to be sorted
 *
 * Brings @ranks and @order up to date where that is cheaper than comparing the
 * bytes of @n_keys keys. It walks all keys that were ever seen: doing so for
 * every session or trailing window that closes alone, each with a new key,
 * would take time by the square of the keys.
 *
 * Returns: whether they are up to date; weir_key_table_compare() holds anyway
 */
gboolean
weir_key_table_rank_for (WeirKeyTable *self,
                         guint         n_keys)
{
  if (self->n_ranked < self->n_keys && n_keys >= self->n_keys / RANK_SHARE)
    weir_key_table_rank (self);

  return self->n_ranked == self->n_keys;
}
