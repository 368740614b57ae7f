#include "config.h"

#include "data/stream/weir-derivation.h"

/*< private >
 * weir_derivation_init:
 * @self: memory to fill, zeroed
 * @methods: what it does
 * @target: the stream it makes records for
 * @schema: of @target
 */
void
weir_derivation_init (WeirDerivation              *self,
                      const WeirDerivationMethods *methods,
                      WeirStream                  *target,
                      WeirStreamSchema              *schema)
{
  self->methods = methods;
  self->target = target;
  self->schema = weir_stream_schema_ref (schema);
  self->config = schema->config->derived;
  self->values = g_new0 (WeirValue, schema->n_fields + 1);
  self->name = g_intern_string (schema->config->name);
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    self->topics[side] = g_ptr_array_new ();
}

/*< private >
 * weir_derivation_clear:
 * @self: what weir_derivation_init() filled
 */
void
weir_derivation_clear (WeirDerivation *self)
{
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    g_clear_pointer (&self->topics[side], g_ptr_array_unref);
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->schema, weir_stream_schema_unref);
}

/*< private >
 * weir_derivation_free:
 * @self: (transfer full): a derivation
 */
void
weir_derivation_free (WeirDerivation *self)
{
  self->methods->free (self);
}

/*< private >
 * weir_derivation_set_partition:
 * @self: a derivation that takes records
 * @side: which source
 * @topic_index: the topic's number in the intake
 * @partition: a partition of it
 * @active: whether records will come from it
 *
 * A partition of a source comes or goes.
 */
void
weir_derivation_set_partition (WeirDerivation *self,
                               WeirJoinSide    side,
                               guint           topic_index,
                               gint32          partition,
                               gboolean        active)
{
  if (!self->methods->follows)
    self->methods->set_partition (self, side, topic_index, partition, active);
  else if (side == WEIR_JOIN_SIDE_LEFT)
    weir_stream_set_partition (self->target, topic_index, partition, active);
}

/*< private >
 * weir_derivation_keep_partition:
 * @self: a derivation that takes records
 * @side: which source
 * @topic_index: the topic's number in the intake
 * @partition: a partition of it
 * @now_usec: wall time
 *
 * A partition of a source is not idle though it had no record.
 */
void
weir_derivation_keep_partition (WeirDerivation *self,
                                WeirJoinSide    side,
                                guint           topic_index,
                                gint32          partition,
                                gint64          now_usec)
{
  if (!self->methods->follows)
    self->methods->keep_partition (self, side, topic_index, partition, now_usec);
  else if (side == WEIR_JOIN_SIDE_LEFT)
    weir_stream_keep_partition (self->target, topic_index, partition, now_usec);
}

/*< private >
 * weir_derivation_see_topic:
 * @self: a derivation
 * @side: where @message comes from
 * @message: a message
 *
 * Remembers the names of the topics whose records a join keeps: the records only
 * have their numbers.
 */
void
weir_derivation_see_topic (WeirDerivation    *self,
                           WeirJoinSide       side,
                           const WeirMessage *message)
{
  GPtrArray *topics = self->topics[side];

  if (G_UNLIKELY (message->topic_index >= topics->len))
    g_ptr_array_set_size (topics, message->topic_index + 1);
  if (G_UNLIKELY (topics->pdata[message->topic_index] == NULL))
    topics->pdata[message->topic_index] = (gpointer) g_intern_string (message->topic);
}

static WeirTrailStep
step_of (WeirDerivation       *self,
         WeirJoinSide          side,
         const WeirJoinRecord *record)
{
  if (record == NULL)
    return (WeirTrailStep) { .topic = NULL };

  return (WeirTrailStep) {
    .topic = g_ptr_array_index (self->topics[side], record->topic_index),
    .partition = record->partition,
    .offset = record->offset,
    .time_usec = record->time_usec,
  };
}

static void
pick_values (WeirDerivation    *self,
             const WeirJoinRow *row)
{
  const WeirJoinRecord *sides[] = { row->left, row->right };
  const WeirDerivedPick *picks = (const WeirDerivedPick *) self->config->picks->data;

  for (guint i = 0; i < self->schema->n_fields; i++)
    {
      const WeirJoinRecord *record = sides[picks[i].side];

      if (record != NULL && picks[i].index < record->n_values)
        self->values[i] = record->values[picks[i].index];
      else
        self->values[i] = (WeirValue) { .type = WEIR_VALUE_NULL };
    }
}

/*< private >
 * weir_derivation_give_pair:
 * @self: a derivation
 * @row: a joined row
 * @message: the place in the derived stream it takes
 *
 * Makes a record of @row and gives it to the derived stream.
 */
void
weir_derivation_give_pair (WeirDerivation    *self,
                           const WeirJoinRow *row,
                           const WeirMessage *message)
{
  const WeirRecord record = {
    .message = message,
    .time_usec = row->time_usec,
    .key = row->key,
    .key_length = row->key_length,
    .values = self->values,
    .n_values = self->schema->n_fields,
  };
  const WeirTrail trail = {
    .sides = { step_of (self, WEIR_JOIN_SIDE_LEFT, row->left), step_of (self, WEIR_JOIN_SIDE_RIGHT, row->right) },
  };

  pick_values (self, row);
  weir_stream_add_row (self->target, &record, &trail);
}
