#pragma once

#include "data/window/weir-budget.h"
#include "data/window/weir-hash.h"

G_BEGIN_DECLS

#define WEIR_KEY_NONE G_MAXUINT32
#define WEIR_KEY_FREE G_MAXUINT32

/*
 * One place of the table, half a cache line: keys of at most 16 bytes are compared without leaving it. @partition and
 * @local remember under which number the partition that saw the key last knows it.
 */
typedef struct
{
  guint64 a;   /* the key's first words, or a longer key's hash */
  union
  {
    guint64     b;
    const char *bytes;
  };
  guint32 length;   /* WEIR_KEY_FREE: no key is here */
  guint32 id;
  guint32 partition;
  guint32 local;
} WeirKeySlot;

typedef struct
{
  const char *bytes;
  gsize       length;
} WeirKey;

/**
 * WeirKeyTable:
 *
 * Gives each distinct key a dense number, in order of appearance, for life.
 * Used by one thread.
 */
typedef struct
{
  WeirKeySlot *slots;         /* owned */
  gsize        mask;
  guint        n_keys;
  guint        n_hashed;      /* keys in slots: all but the "other" key */
  guint        capacity;
  guint64      seed;
  WeirKey     *keys;          /* owned, by id */
  GPtrArray   *blocks;        /* owned; the bytes of all keys */
  gsize        block_left;
  gsize        limit_bytes;   /* the table's share of the budget */
  gsize        used_bytes;
  WeirBudget  *budget;        /* borrowed */

  guint32 *ranks;      /* owned; place of each of the first n_ranked ids in bytewise order */
  guint32 *order;      /* owned; ids in bytewise order */
  guint    n_ranked;
} WeirKeyTable;

void weir_key_table_init (WeirKeyTable *self,
                          WeirBudget   *budget,
                          gsize         limit_bytes);
void weir_key_table_clear (WeirKeyTable *self);
WeirKeySlot *weir_key_table_insert (WeirKeyTable *self,
                                    const char   *bytes,
                                    gsize         length);
WeirKeySlot *weir_key_table_find_long (const WeirKeyTable *self,
                                       const char         *bytes,
                                       gsize               length);
guint32 weir_key_table_add_unnamed (WeirKeyTable *self,
                                    const char   *bytes,
                                    gsize         length);
int weir_key_table_compare (const WeirKeyTable *self,
                            guint32             a,
                            guint32             b);
gboolean weir_key_table_rank_for (WeirKeyTable *self,
                                  guint         n_keys);

/* The slot of a key of at most 16 bytes by its words, NULL for a new one; @hash is theirs. */
static inline WeirKeySlot *
weir_key_table_find_packed (const WeirKeyTable *self,
                            guint64             hash,
                            guint64             a,
                            guint64             b,
                            gsize               length)
{
  for (gsize i = hash & self->mask;; i = (i + 1) & self->mask)
    {
      WeirKeySlot *slot = &self->slots[i];

      if (G_LIKELY (slot->a == a && slot->b == b && slot->length == length))
        return slot;
      if (slot->length == WEIR_KEY_FREE)
        return NULL;
    }
}

/* The slot of a key seen before; NULL for a new one. */
static inline WeirKeySlot *
weir_key_table_find (const WeirKeyTable *self,
                     const char         *bytes,
                     gsize               length)
{
  guint64 a;
  guint64 b;

  if (G_UNLIKELY (length > 16))
    return weir_key_table_find_long (self, bytes, length);

  weir_hash_pack (bytes, length, &a, &b);
  return weir_key_table_find_packed (self, weir_hash_words (a, b, length, self->seed), a, b, length);
}

G_END_DECLS
