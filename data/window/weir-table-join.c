#include "config.h"

#include "data/window/weir-table-join.h"

#include <string.h>

#include "data/window/weir-heap.h"
#include "data/window/weir-join-entry.h"
#include "data/window/weir-key-table.h"
#include "data/window/weir-value-copy.h"

#define DEFAULT_MAX_BYTES (256u * 1024 * 1024)

/* What the table has of a key. A removed one keeps its position, so that an older record does not bring it back. */
typedef struct
{
  WeirJoinRecord record;     /* key borrowed from the keys, values behind the struct */
  gboolean       removed;
  guint          n_refs;     /* the table's and those of rows that wait */
  gsize          size_bytes;
} WeirTableEntry;

/* A row that waits for the end of input. */
typedef struct
{
  WeirJoinRecord  left;       /* key and values behind the struct */
  WeirTableEntry *entry;      /* owned reference (nullable) */
  gsize           size_bytes;
} WeirTableRow;

struct _WeirTableJoin
{
  WeirJoinType          type;
  WeirBudget            budget;
  WeirKeyTable          keys;
  GPtrArray            *entries;    /* owned array of owned references, by key id */
  WeirHeap              rows;       /* of owned WeirTableRow */
  WeirTableRow         *last;       /* owned (nullable): of the held rows given out the last in order */
  gboolean              hold;
  WeirTableJoinCounters counters;
  WeirJoinRowFunc       func;
  gpointer              user_data;
};

/* By (time, key bytewise, position). */
static int
weir_table_row_compare (gconstpointer a,
                        gconstpointer b)
{
  const WeirJoinRecord *left = &((const WeirTableRow *) a)->left;
  const WeirJoinRecord *right = &((const WeirTableRow *) b)->left;
  int order;

  if (left->time_usec != right->time_usec)
    return left->time_usec < right->time_usec ? -1 : 1;

  order = memcmp (left->key, right->key, MIN (left->key_length, right->key_length));
  if (order != 0)
    return order;
  if (left->key_length != right->key_length)
    return left->key_length < right->key_length ? -1 : 1;

  return weir_join_record_compare (left, right);
}

/**
 * weir_table_join_new:
 * @type: %WEIR_JOIN_INNER gives nothing for a key the table has not, %WEIR_JOIN_LEFT a row without right side
 * @max_bytes: memory for the table; 0: 256 MiB
 *
 * Makes a join of a stream with a table. Each stream record gives at most one
 * row, with what the table has of its key when the record comes; a table record
 * gives none. Of a key's table records the one with the largest offset counts,
 * whatever their times and in whatever order they come; where a key lies in
 * several partitions, against Kafka's custom, the later by (event time, topic,
 * partition, offset).
 *
 * Since a row depends on what the table has by then, a run is reproducible
 * when the table is read to its end first and the stream after, and its rows
 * are held to be put in order; live, the moment a table record arrives decides.
 *
 * Past the memory budget records of keys the table has not are refused and
 * counted; those of keys it has are always taken. A join belongs to one
 * thread, any one.
 *
 * Returns: (transfer full): a join
 */
WeirTableJoin *
weir_table_join_new (WeirJoinType type,
                     gsize        max_bytes)
{
  WeirTableJoin *self;

  g_return_val_if_fail (type == WEIR_JOIN_INNER || type == WEIR_JOIN_LEFT, NULL);

  self = g_new0 (WeirTableJoin, 1);
  self->type = type;
  self->budget.limit_bytes = max_bytes > 0 ? max_bytes : DEFAULT_MAX_BYTES;
  weir_key_table_init (&self->keys, &self->budget, self->budget.limit_bytes);
  self->entries = g_ptr_array_new ();
  weir_heap_init (&self->rows, weir_table_row_compare);
  return self;
}

static void
weir_table_join_unref_entry (WeirTableJoin  *self,
                             WeirTableEntry *entry)
{
  if (entry == NULL || --entry->n_refs > 0)
    return;

  weir_budget_release (&self->budget, entry->size_bytes);
  g_free (entry);
}

static void
weir_table_join_free_row (WeirTableJoin *self,
                          WeirTableRow  *row)
{
  weir_table_join_unref_entry (self, row->entry);
  weir_budget_release (&self->budget, row->size_bytes);
  g_free (row);
}

/**
 * weir_table_join_free:
 * @self: a join
 */
void
weir_table_join_free (WeirTableJoin *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->rows.items->len; i++)
    weir_table_join_free_row (self, g_ptr_array_index (self->rows.items, i));
  if (self->last != NULL)
    weir_table_join_free_row (self, self->last);
  weir_heap_clear (&self->rows);
  for (guint i = 0; i < self->entries->len; i++)
    weir_table_join_unref_entry (self, g_ptr_array_index (self->entries, i));
  g_ptr_array_unref (self->entries);
  weir_key_table_clear (&self->keys);
  g_free (self);
}

/**
 * weir_table_join_set_row_func:
 * @self: a join
 * @func: (scope notified) (nullable): called for each row
 * @user_data: for @func
 *
 * @func is called in the join's thread, from within
 * weir_table_join_add_stream() and weir_table_join_finish(). It must not call
 * the join.
 */
void
weir_table_join_set_row_func (WeirTableJoin  *self,
                              WeirJoinRowFunc func,
                              gpointer        user_data)
{
  g_return_if_fail (self != NULL);

  self->func = func;
  self->user_data = user_data;
}

/**
 * weir_table_join_set_hold_until_finish:
 * @self: a join
 * @hold: whether rows wait for weir_table_join_finish()
 *
 * A bounded run that holds gets its rows in one order, whatever that of its
 * partitions: by time, key bytewise, topic, partition and offset of the stream's
 * record. Past the memory budget the earliest ones go out before the end, and
 * those that then are behind a later one are counted. Set it before the first
 * record.
 */
void
weir_table_join_set_hold_until_finish (WeirTableJoin *self,
                                       gboolean       hold)
{
  g_return_if_fail (self != NULL);

  self->hold = hold;
}

/* Whether a record, of @message, takes the place of @old. */
static gboolean
weir_table_entry_is_older (const WeirTableEntry *old,
                           const WeirMessage    *message,
                           gint64                time_usec)
{
  const WeirJoinRecord *record = &old->record;

  if (record->topic_index == message->topic_index && record->partition == message->partition)
    return record->offset < message->offset;
  if (record->time_usec != time_usec)
    return record->time_usec < time_usec;
  if (record->topic_index != message->topic_index)
    return record->topic_index < message->topic_index;

  return record->partition < message->partition;
}

/* The place of a key, made if there is room; WEIR_KEY_NONE when there is none. */
static guint32
weir_table_join_get_key (WeirTableJoin *self,
                         const char    *key,
                         gsize          key_length)
{
  WeirKeySlot *slot = weir_key_table_find (&self->keys, key, key_length);

  if (slot == NULL && weir_budget_allows (&self->budget, sizeof (WeirTableEntry)))
    slot = weir_key_table_insert (&self->keys, key, key_length);
  if (slot == NULL)
    {
      self->counters.n_refused++;
      return WEIR_KEY_NONE;
    }

  if (slot->id >= self->entries->len)
    {
      g_ptr_array_add (self->entries, NULL);
      weir_budget_charge (&self->budget, sizeof (gpointer));
    }
  return slot->id;
}

/* Takes over what the table shall have of a key; @values NULL: nothing. */
static void
weir_table_join_put (WeirTableJoin     *self,
                     const WeirMessage *message,
                     gint64             time_usec,
                     const char        *key,
                     gsize              key_length,
                     const WeirValue   *values,
                     guint              n_values)
{
  guint32 id = weir_table_join_get_key (self, key, key_length);
  WeirTableEntry *old = id != WEIR_KEY_NONE ? g_ptr_array_index (self->entries, id) : NULL;
  gsize size_bytes = sizeof (WeirTableEntry) + weir_values_get_size (values, n_values);
  WeirTableEntry *entry;

  if (id == WEIR_KEY_NONE)
    return;
  if (old != NULL && !weir_table_entry_is_older (old, message, time_usec))
    {
      self->counters.n_stale++;
      return;
    }

  entry = g_malloc (size_bytes);
  *entry = (WeirTableEntry){ .removed = values == NULL, .n_refs = 1, .size_bytes = size_bytes };
  entry->record = (WeirJoinRecord){
    .topic_index = message->topic_index,
    .partition = message->partition,
    .offset = message->offset,
    .time_usec = time_usec,
    .key = self->keys.keys[id].bytes,
    .key_length = self->keys.keys[id].length,
    .values = (WeirValue *) (entry + 1),
    .n_values = n_values,
  };
  weir_values_copy (values, n_values, (WeirValue *) (entry + 1));

  weir_table_join_unref_entry (self, old);
  weir_budget_charge (&self->budget, size_bytes);
  g_ptr_array_index (self->entries, id) = entry;
}

/**
 * weir_table_join_add_table:
 * @self: a join
 * @record: a record of the table's topic; borrowed for the call
 *
 * Replaces what the table has of the record's key, unless that has a larger
 * offset.
 */
void
weir_table_join_add_table (WeirTableJoin    *self,
                           const WeirRecord *record)
{
  /* A record without values is there all the same. */
  static const WeirValue none = { .type = WEIR_VALUE_NULL };

  g_return_if_fail (self != NULL && record != NULL);

  self->counters.n_table++;
  weir_table_join_put (self, record->message, record->time_usec, record->key, record->key_length,
                       record->n_values > 0 ? record->values : &none, record->n_values);
}

/**
 * weir_table_join_remove:
 * @self: a join
 * @message: a tombstone: a record without a value
 * @key: the key it is for
 * @key_length: bytes in @key
 *
 * Removes a key, by the same rules. Of a message without a timestamp the
 * arrival counts as its time.
 */
void
weir_table_join_remove (WeirTableJoin     *self,
                        const WeirMessage *message,
                        const char        *key,
                        gsize              key_length)
{
  gint64 time_usec = message->time_usec != WEIR_NO_TIME ? message->time_usec : message->arrival_usec;

  g_return_if_fail (self != NULL && key != NULL);

  self->counters.n_table++;
  weir_table_join_put (self, message, time_usec, key, key_length, NULL, 0);
}

static void
weir_table_join_give (WeirTableJoin        *self,
                      const WeirJoinRecord *left,
                      const WeirTableEntry *entry)
{
  const WeirJoinRow row = { .time_usec = left->time_usec, .key = left->key, .key_length = left->key_length,
                            .left = left, .right = entry != NULL ? &entry->record : NULL };

  if (self->func != NULL)
    self->func (&row, self->user_data);
}

static void
weir_table_join_release_row (WeirTableJoin *self)
{
  WeirTableRow *row = weir_heap_pop (&self->rows);

  weir_table_join_give (self, &row->left, row->entry);
  if (self->last != NULL && weir_table_row_compare (row, self->last) < 0)
    {
      self->counters.n_unordered++;
      weir_table_join_free_row (self, row);
      return;
    }

  if (self->last != NULL)
    weir_table_join_free_row (self, self->last);
  self->last = row;
}

/* Keeps a copy of the row for the end of input, and gives out the earliest ones where there is no room. */
static void
weir_table_join_hold_row (WeirTableJoin        *self,
                          const WeirJoinRecord *left,
                          WeirTableEntry       *entry)
{
  gsize values_bytes = weir_values_get_size (left->values, left->n_values);
  gsize size_bytes = sizeof (WeirTableRow) + values_bytes + left->key_length;
  WeirTableRow *row = g_malloc (size_bytes);
  WeirValue *values = (WeirValue *) (row + 1);
  char *key = (char *) values + values_bytes;

  weir_values_copy (left->values, left->n_values, values);
  if (left->key_length > 0)
    memcpy (key, left->key, left->key_length);
  *row = (WeirTableRow){ .left = *left, .entry = entry, .size_bytes = size_bytes + sizeof (gpointer) };
  row->left.key = key;
  row->left.values = values;
  if (entry != NULL)
    entry->n_refs++;
  weir_budget_charge (&self->budget, row->size_bytes);
  weir_heap_push (&self->rows, row);

  while (self->budget.used_bytes > self->budget.limit_bytes && weir_heap_peek (&self->rows) != NULL)
    weir_table_join_release_row (self);
}

/**
 * weir_table_join_finish:
 * @self: a join
 *
 * The end of input: gives out the rows that were held, in order.
 */
void
weir_table_join_finish (WeirTableJoin *self)
{
  g_return_if_fail (self != NULL);

  while (weir_heap_peek (&self->rows) != NULL)
    weir_table_join_release_row (self);
}

/**
 * weir_table_join_add_stream:
 * @self: a join
 * @record: a record of the stream; borrowed for the call
 *
 * Gives out, or holds, the row of @record and of what the table has of its key.
 */
void
weir_table_join_add_stream (WeirTableJoin    *self,
                            const WeirRecord *record)
{
  WeirKeySlot *slot;
  WeirTableEntry *entry = NULL;
  WeirJoinRecord left;

  g_return_if_fail (self != NULL && record != NULL);

  self->counters.n_stream++;
  slot = weir_key_table_find (&self->keys, record->key, record->key_length);
  if (slot != NULL)
    entry = g_ptr_array_index (self->entries, slot->id);
  if (entry != NULL && entry->removed)
    entry = NULL;

  self->counters.n_missing += entry == NULL;
  if (entry == NULL && self->type == WEIR_JOIN_INNER)
    return;

  left = (WeirJoinRecord){
    .topic_index = record->message->topic_index,
    .partition = record->message->partition,
    .offset = record->message->offset,
    .time_usec = record->time_usec,
    .key = record->key,
    .key_length = record->key_length,
    .values = record->values,
    .n_values = record->n_values,
  };
  self->counters.n_rows++;
  if (self->hold)
    weir_table_join_hold_row (self, &left, entry);
  else
    weir_table_join_give (self, &left, entry);
}

/**
 * weir_table_join_get_counters:
 * @self: a join
 * @counters: (out): its counters now
 */
void
weir_table_join_get_counters (WeirTableJoin         *self,
                              WeirTableJoinCounters *counters)
{
  g_return_if_fail (self != NULL && counters != NULL);

  *counters = self->counters;
  counters->n_keys = self->keys.n_keys;
  counters->n_bytes = self->budget.used_bytes;
}
