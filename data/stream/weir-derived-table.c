#include "config.h"

#include "data/window/weir-table-join.h"
#include "data/stream/weir-derivation.h"

/* A stream, with what a table last had of its key. */
typedef struct
{
  WeirDerivation     base;
  WeirTableJoin     *join;      /* owned */
  const WeirMessage *message;   /* borrowed (nullable): of the stream's record that is just being joined */
  gboolean           given;     /* it gave a row */
} WeirDerivedTable;

/* A row stands where the stream's record does: the windows over it then depend on each partition alone. */
static void
on_row (const WeirJoinRow *row,
        gpointer           user_data)
{
  WeirDerivedTable *self = user_data;
  WeirMessage message = {
    .topic = g_ptr_array_index (self->base.topics[WEIR_JOIN_SIDE_LEFT], row->left->topic_index),
    .topic_index = row->left->topic_index,
    .partition = row->left->partition,
    .offset = row->left->offset,
  };

  /* A row that was held comes when its record is gone. */
  if (self->message != NULL)
    message = *self->message;
  message.time_usec = row->time_usec;
  message.payload = NULL;
  message.payload_length = 0;
  self->given = TRUE;
  self->base.n_rows++;
  weir_derivation_give_pair (&self->base, row, &message);
}

static void
add_record (WeirDerivation   *base,
            WeirJoinSide      side,
            const WeirRecord *record)
{
  WeirDerivedTable *self = (WeirDerivedTable *) base;
  const WeirMessage *message = record->message;

  weir_derivation_see_topic (base, side, message);
  if (side == WEIR_JOIN_SIDE_RIGHT)
    {
      weir_table_join_add_table (self->join, record);
      return;
    }

  self->message = message;
  self->given = FALSE;
  weir_table_join_add_stream (self->join, record);
  self->message = NULL;
  /* Its partition is not silent only because the table knows none of its keys. */
  if (!self->given)
    weir_stream_keep_partition (base->target, message->topic_index, message->partition, message->arrival_usec);
}

static void
remove_key (WeirDerivation    *base,
            const WeirMessage *message)
{
  const char *key = message->key != NULL ? message->key : "";

  weir_table_join_remove (((WeirDerivedTable *) base)->join, message, key, message->key_length);
}

static void
finish (WeirDerivation *base)
{
  weir_table_join_finish (((WeirDerivedTable *) base)->join);
}

static void
get_counters (WeirDerivation      *base,
              WeirDerivedCounters *counters)
{
  WeirTableJoinCounters join;

  weir_table_join_get_counters (((WeirDerivedTable *) base)->join, &join);
  counters->n_table = join.n_table;
  counters->n_missing = join.n_missing;
  counters->n_refused = join.n_refused;
  counters->n_unordered = join.n_unordered;
  counters->n_bytes = join.n_bytes;
}

static void
table_free (WeirDerivation *base)
{
  WeirDerivedTable *self = (WeirDerivedTable *) base;

  g_clear_pointer (&self->join, weir_table_join_free);
  weir_derivation_clear (base);
  g_free (self);
}

static const WeirDerivationMethods methods = {
  .follows = TRUE,
  .add_record = add_record,
  .remove = remove_key,
  .finish = finish,
  .get_counters = get_counters,
  .free = table_free,
};

/*< private >
 * weir_derived_table_new:
 * @target: the stream that is made
 * @schema: of @target
 * @max_bytes: memory for the table
 *
 * A row comes with each record of the stream, at its place: topic, partition
 * and offset of a row are those of its left record.
 *
 * Returns: (transfer full): a join of a stream with a table
 */
WeirDerivation *
weir_derived_table_new (WeirStream     *target,
                        WeirStreamSchema *schema,
                        gsize           max_bytes)
{
  WeirDerivedTable *self = g_new0 (WeirDerivedTable, 1);

  weir_derivation_init (&self->base, &methods, target, schema);
  self->join = weir_table_join_new (schema->config->derived->type, max_bytes);
  weir_table_join_set_row_func (self->join, on_row, self);
  weir_table_join_set_hold_until_finish (self->join, schema->config->derived->hold);

  return &self->base;
}
