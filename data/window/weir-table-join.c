#include "config.h"

#include "data/window/weir-table-join.h"

#include "data/window/weir-key-table.h"
#include "data/window/weir-value-copy.h"

#define DEFAULT_MAX_BYTES (256u * 1024 * 1024)

/* What the table has of a key. A removed one keeps its position, so that an older record does not bring it back. */
typedef struct
{
  WeirJoinRecord record;     /* key borrowed from the keys, values behind the struct */
  gboolean       removed;
  gsize          size_bytes;
} WeirTableEntry;

struct _WeirTableJoin
{
  WeirJoinType          type;
  WeirBudget            budget;
  WeirKeyTable          keys;
  GPtrArray            *entries;    /* owned; by key id */
  WeirTableJoinCounters counters;
  WeirJoinRowFunc       func;
  gpointer              user_data;
};

/**
 * weir_table_join_new:
 * @type: %WEIR_JOIN_INNER gives nothing for a key the table has not, %WEIR_JOIN_LEFT a row without right side
 * @max_bytes: memory for the table; 0: 256 MiB
 *
 * Makes a join of a stream with a table. Each stream record gives at most one
 * row, at once, with what the table then has of its key; a table record gives
 * none. Of a key's table records the one with the largest offset counts,
 * whatever their times and in whatever order they come; where a key lies in
 * several partitions, against Kafka's custom, the later by (event time, topic,
 * partition, offset).
 *
 * Since a row depends on what the table has by then, a run is reproducible
 * when the table is read to its end first and the stream after; live, the
 * moment a table record arrives decides.
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
  self->entries = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * weir_table_join_free:
 * @self: a join
 */
void
weir_table_join_free (WeirTableJoin *self)
{
  g_return_if_fail (self != NULL);

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
 * weir_table_join_add_stream(). It must not call the join.
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
  *entry = (WeirTableEntry){ .removed = values == NULL, .size_bytes = size_bytes };
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

  if (old != NULL)
    weir_budget_release (&self->budget, old->size_bytes);
  weir_budget_charge (&self->budget, size_bytes);
  g_free (old);
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

/**
 * weir_table_join_add_stream:
 * @self: a join
 * @record: a record of the stream; borrowed for the call
 *
 * Gives out the row of @record and of what the table has of its key.
 */
void
weir_table_join_add_stream (WeirTableJoin    *self,
                            const WeirRecord *record)
{
  WeirKeySlot *slot;
  const WeirTableEntry *entry = NULL;
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
  if (self->func != NULL)
    {
      const WeirJoinRow row = { .time_usec = record->time_usec, .key = record->key, .key_length = record->key_length,
                                .left = &left, .right = entry != NULL ? &entry->record : NULL };

      self->func (&row, self->user_data);
    }
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
