#include "config.h"

#include "data/window/weir-join-entry.h"

#include <string.h>

#include "data/window/weir-hash.h"
#include "data/window/weir-value-copy.h"

#define FIRST_ITEMS 4

static guint
weir_join_key_hash (gconstpointer key)
{
  return (guint) ((const WeirJoinKey *) key)->hash;
}

static gboolean
weir_join_key_equal (gconstpointer a,
                     gconstpointer b)
{
  const WeirJoinKey *key_a = a;
  const WeirJoinKey *key_b = b;

  return key_a->hash == key_b->hash && key_a->length == key_b->length &&
         memcmp (key_a->bytes, key_b->bytes, key_a->length) == 0;
}

/**
 * weir_join_keys_init:
 * @self: memory to fill
 *
 * Makes an empty set. Clear with weir_join_keys_clear().
 */
void
weir_join_keys_init (WeirJoinKeys *self)
{
  /* Keys that collide in one process do not in the next; no result depends on the order of the set. */
  *self = (WeirJoinKeys){ .seed = (guint64) g_random_int () << 32 | g_random_int () };
  self->table = g_hash_table_new (weir_join_key_hash, weir_join_key_equal);
}

/**
 * weir_join_keys_clear:
 * @self: a set all of whose entries are unreferenced
 */
void
weir_join_keys_clear (WeirJoinKeys *self)
{
  g_clear_pointer (&self->table, g_hash_table_unref);
}

static gsize
weir_join_key_get_size (const WeirJoinKey *self)
{
  /* The set itself takes about two words a key. */
  return sizeof *self + self->length + 2 * sizeof (gpointer);
}

static WeirJoinKey *
weir_join_keys_get (WeirJoinKeys *self,
                    const char   *bytes,
                    gsize         length)
{
  WeirJoinKey wanted = { .hash = weir_hash_bytes (bytes, length, self->seed), .bytes = bytes, .length = length };
  WeirJoinKey *key = g_hash_table_lookup (self->table, &wanted);
  char *copy;

  if (key != NULL)
    return key;

  key = g_malloc (sizeof *key + length);
  copy = (char *) (key + 1);
  memcpy (copy, bytes, length);
  *key = wanted;
  key->bytes = copy;
  g_hash_table_add (self->table, key);
  self->n_bytes += weir_join_key_get_size (key);
  return key;
}

static void
weir_join_keys_drop (WeirJoinKeys *self,
                     WeirJoinKey  *key)
{
  g_hash_table_remove (self->table, key);
  self->n_bytes -= weir_join_key_get_size (key);
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    {
      self->n_bytes -= key->sides[side].capacity * sizeof (gpointer);
      g_free (key->sides[side].items);
    }
  g_free (key);
}

/**
 * weir_join_keys_add:
 * @self: the keys
 * @record: a record; copied
 * @side: its side
 * @stream_usec: stream time of its partition, the record included
 *
 * Returns: (transfer full): an entry to give back with weir_join_keys_unref()
 */
WeirJoinEntry *
weir_join_keys_add (WeirJoinKeys     *self,
                    const WeirRecord *record,
                    WeirJoinSide      side,
                    gint64            stream_usec)
{
  gsize size_bytes = sizeof (WeirJoinEntry) + weir_values_get_size (record->values, record->n_values);
  WeirJoinEntry *entry = g_malloc (size_bytes);
  WeirJoinKey *key = weir_join_keys_get (self, record->key, record->key_length);
  WeirValue *values = (WeirValue *) (entry + 1);

  weir_values_copy (record->values, record->n_values, values);
  *entry = (WeirJoinEntry){ .key = key, .side = side, .stream_usec = stream_usec, .n_refs = 1 };
  /* The heap it waits in points to it. */
  entry->size_bytes = size_bytes + sizeof (gpointer);
  entry->record = (WeirJoinRecord){
    .topic_index = record->message->topic_index,
    .partition = record->message->partition,
    .offset = record->message->offset,
    .time_usec = record->time_usec,
    .key = key->bytes,
    .key_length = key->length,
    .values = values,
    .n_values = record->n_values,
  };
  key->n_entries++;
  self->n_bytes += entry->size_bytes;
  return entry;
}

/**
 * weir_join_entry_ref:
 * @self: an entry
 *
 * Returns: (transfer full): @self
 */
WeirJoinEntry *
weir_join_entry_ref (WeirJoinEntry *self)
{
  self->n_refs++;
  return self;
}

/**
 * weir_join_keys_unref:
 * @self: the keys
 * @entry: (transfer full): an entry
 *
 * Gives back @entry, and with a key's last one the key.
 */
void
weir_join_keys_unref (WeirJoinKeys  *self,
                      WeirJoinEntry *entry)
{
  if (--entry->n_refs > 0)
    return;

  self->n_bytes -= entry->size_bytes;
  if (--entry->key->n_entries == 0)
    weir_join_keys_drop (self, entry->key);
  g_free (entry);
}

#define COMPARE(a, b) ((a) < (b) ? -1 : (a) > (b))

/**
 * weir_join_record_compare:
 * @a: a record
 * @b: another
 *
 * Orders records by position: topic, partition, offset.
 *
 * Returns: less than, equal to or greater than 0
 */
int
weir_join_record_compare (const WeirJoinRecord *a,
                          const WeirJoinRecord *b)
{
  if (a->topic_index != b->topic_index)
    return COMPARE (a->topic_index, b->topic_index);
  if (a->partition != b->partition)
    return COMPARE (a->partition, b->partition);

  return COMPARE (a->offset, b->offset);
}

/**
 * weir_join_entry_compare:
 * @a: a #WeirJoinEntry
 * @b: another
 *
 * Orders entries by event time, then by position.
 *
 * Returns: less than, equal to or greater than 0
 */
int
weir_join_entry_compare (gconstpointer a,
                         gconstpointer b)
{
  const WeirJoinRecord *record_a = &((const WeirJoinEntry *) a)->record;
  const WeirJoinRecord *record_b = &((const WeirJoinEntry *) b)->record;

  if (record_a->time_usec != record_b->time_usec)
    return COMPARE (record_a->time_usec, record_b->time_usec);

  return weir_join_record_compare (record_a, record_b);
}

/* Makes room at the end: by moving to the front what the front has lost, or else by taking more. */
static void
weir_join_sequence_make_room (WeirJoinKeys     *keys,
                              WeirJoinSequence *self)
{
  guint length = self->end - self->first;
  guint capacity = MAX (self->capacity * 2, FIRST_ITEMS);

  if (self->end < self->capacity)
    return;

  if (self->first > self->capacity / 2)
    memmove (self->items, self->items + self->first, length * sizeof *self->items);
  else
    {
      WeirJoinEntry **items = g_new (WeirJoinEntry *, capacity);

      if (length > 0)
        memcpy (items, self->items + self->first, length * sizeof *items);
      g_free (self->items);
      self->items = items;
      keys->n_bytes += (capacity - self->capacity) * sizeof *items;
      self->capacity = capacity;
    }

  self->first = 0;
  self->end = length;
}

/**
 * weir_join_sequence_insert:
 * @keys: the keys
 * @entry: an entry, put into its key's sequence of its side; borrowed
 *
 * Constant time where records come in order of time.
 */
void
weir_join_sequence_insert (WeirJoinKeys  *keys,
                           WeirJoinEntry *entry)
{
  WeirJoinSequence *self = &entry->key->sides[entry->side];
  guint place;

  weir_join_sequence_make_room (keys, self);
  place = self->end++;
  while (place > self->first && weir_join_entry_compare (entry, self->items[place - 1]) < 0)
    {
      self->items[place] = self->items[place - 1];
      place--;
    }
  self->items[place] = entry;
}

/**
 * weir_join_sequence_remove:
 * @entry: an entry that none of its key's sequence of its side is before
 */
void
weir_join_sequence_remove (WeirJoinEntry *entry)
{
  WeirJoinSequence *self = &entry->key->sides[entry->side];
  guint place = self->first;

  /* The same record, read twice, is twice the first. */
  while (self->items[place] != entry)
    place++;
  self->items[place] = self->items[self->first++];
}

/**
 * weir_join_sequence_find:
 * @self: a sequence
 * @time_usec: a time
 *
 * Returns: the place of the first entry at or after @time_usec
 */
guint
weir_join_sequence_find (const WeirJoinSequence *self,
                         gint64                  time_usec)
{
  guint low = self->first;
  guint high = self->end;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->items[middle]->record.time_usec < time_usec)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}
