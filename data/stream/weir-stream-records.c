#include "config.h"

#include "data/stream/weir-stream-private.h"
#include "data/window/weir-future.h"

/*
 * The way of a record through a stream, and of the gaps between records.
 */

/* The end of the year 9999. */
#define MAX_TIME_SECONDS G_GINT64_CONSTANT (253402300799)

static void
add_dead (WeirStream        *self,
          const WeirMessage *message,
          WeirDecodeError    reason)
{
  const char *detail = weir_decoder_get_detail (self->decoder);

  self->n_dead++;
  for (guint i = 0; i < self->sinks.dead_letters->len; i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks.dead_letters, i);

      sink->methods->dead_letter (sink, self->index, message, reason, detail);
    }
}

/* By the window engine's rule; a time no calendar writes in four digits is as little to be believed. */
static gboolean
is_future (WeirStream       *self,
           const WeirRecord *record)
{
  return ABS (record->time_usec / G_USEC_PER_SEC) > MAX_TIME_SECONDS
    || weir_record_is_future (record, self->max_ahead_usec);
}

static void
give_to_sinks (WeirStream           *self,
               const WeirSinkRecord *given)
{
  for (guint i = 0; i < self->sinks.records->len; i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks.records, i);

      sink->methods->record (sink, given);
    }
}

static void
give_to_readers (WeirStream       *self,
                 const WeirRecord *record)
{
  for (guint i = 0; i < self->record_readers->len; i++)
    {
      const WeirStreamReader *reader = &g_array_index (self->record_readers, WeirStreamReader, i);

      reader->derivation->methods->add_record (reader->derivation, reader->side, record);
    }
}

/* A record from the future must neither fire an alert nor move stream time. */
static void
evaluate_rules (WeirStream           *self,
       const WeirSinkRecord *given)
{
  if (given->future)
    {
      self->n_future++;
      return;
    }

  self->stream_time_usec = MAX (self->stream_time_usec, given->record->time_usec);
  for (guint i = 0; i < self->rules->len; i++)
    weir_rule_add_record (g_ptr_array_index (self->rules, i), given->record, given->key_id);
}

static G_GNUC_NO_INLINE void
add_record (WeirStream       *self,
            const WeirRecord *record,
            const WeirTrail  *trail)
{
  WeirSinkRecord given = {
    .stream = self->index,
    .message = record->message,
    .record = record,
    .trail = trail,
    .key_id = WEIR_SINK_NO_KEY,
  };

  given.future = is_future (self, record);
  if (self->keys != NULL)
    given.key_id = weir_key_numbers_add (self->keys, record->key, record->key_length);
  evaluate_rules (self, &given);
  give_to_sinks (self, &given);
  weir_stream_add_to_windows (self, record);
  if (!given.future)
    give_to_readers (self, record);
}

/* A tombstone takes its key out of a table; which key, only the message's own can tell. */
static void
remove_from_tables (WeirStream        *self,
                    const WeirMessage *message)
{
  if (message->key == NULL && self->schema->config->key_path != NULL)
    return;

  for (guint i = 0; i < self->record_readers->len; i++)
    {
      const WeirStreamReader *reader = &g_array_index (self->record_readers, WeirStreamReader, i);
      const WeirDerivationMethods *methods = reader->derivation->methods;

      if (methods->remove == NULL || reader->side != WEIR_JOIN_SIDE_RIGHT)
        continue;
      methods->remove (reader->derivation, message);
    }
}

/* It says that there is no value any more: nothing to decode, and nothing that went wrong. */
static void
add_tombstone (WeirStream        *self,
               const WeirMessage *message)
{
  const WeirSinkRecord removed = { .stream = self->index, .message = message, .key_id = WEIR_SINK_NO_KEY };

  self->n_tombstones++;
  remove_from_tables (self, message);
  give_to_sinks (self, &removed);
}

static void
count_record (WeirStream        *self,
              const WeirMessage *message)
{
  self->n_records++;
  self->arrival_usec = message->arrival_usec;
  self->alive_usec = message->arrival_usec;
  self->now_usec = message->arrival_usec;
}

/* What its time follows from, without key and fields. NULL: there is no such decoder, which the stream would have refused. */
static WeirDecoder *
get_time_decoder (WeirStream *self)
{
  static const char * const no_paths[] = { NULL };
  WeirDecoderSpec spec;

  if (self->time_decoder == NULL)
    {
      weir_stream_fill_decoder_spec (self->schema, &spec);
      spec.key_path = NULL;
      spec.field_paths = no_paths;
      self->time_decoder = weir_decoder_new (&spec, NULL);
    }

  return self->time_decoder;
}

/*< private >
 * weir_stream_peek_time:
 * @self: a stream of topics
 * @message: a record of one of them, which it has not been given
 *
 * Consumer thread.
 *
 * Returns: the event time that it will have; the record's own if that is earlier, as
 *   of a device whose clock is fast, or if it will not decode; %WEIR_NO_TIME: it has none
 */
gint64
weir_stream_peek_time (WeirStream        *self,
                       const WeirMessage *message)
{
  WeirDecodeError reason;
  WeirRecord record;

  if (self->schema->config->time_basis != WEIR_TIME_BASIS_FIELD || message->payload == NULL
      || get_time_decoder (self) == NULL || !weir_decoder_decode (self->time_decoder, message, &record, &reason))
    return message->time_usec;

  return message->time_usec != WEIR_NO_TIME ? MIN (record.time_usec, message->time_usec) : record.time_usec;
}

/*< private >
 * weir_stream_set_times:
 * @self: a stream
 * @first_usec: event time of the first records that count
 * @end_usec: event time of the first that do not any more
 *
 * Concerns records of topics, not rows of other streams. Before the first record.
 */
void
weir_stream_set_times (WeirStream *self,
                       gint64      first_usec,
                       gint64      end_usec)
{
  self->first_usec = first_usec;
  self->end_usec = end_usec;
}

/*< private >
 * weir_stream_add_message:
 * @self: a stream
 * @message: a record of one of its topics
 *
 * Consumer thread.
 */
void
weir_stream_add_message (WeirStream        *self,
                         const WeirMessage *message)
{
  WeirDecodeError reason;
  WeirRecord record;

  count_record (self, message);
  if (G_UNLIKELY (message->payload == NULL && self->schema->config->format != WEIR_FORMAT_RAW))
    {
      add_tombstone (self, message);
      return;
    }

  if (!weir_decoder_decode (self->decoder, message, &record, &reason))
    {
      add_dead (self, message, reason);
      return;
    }

  if (G_UNLIKELY (record.time_usec < self->first_usec || record.time_usec >= self->end_usec))
    return;

  if (G_LIKELY (self->only_engine != NULL))
    weir_window_engine_add (self->only_engine, &record);
  else
    add_record (self, &record, NULL);
}

/*< private >
 * weir_stream_add_row:
 * @self: a derived stream
 * @record: a row of what it is made of; borrowed for the call
 * @trail: the way back
 *
 * From here on a row is a record as any other. Consumer thread, from within a
 * call of its source.
 */
void
weir_stream_add_row (WeirStream       *self,
                     const WeirRecord *record,
                     const WeirTrail  *trail)
{
  count_record (self, record->message);
  add_record (self, record, trail);
}

/* Rows of a table stand where the stream's records do, others in the one partition of their stream. */
static void
spread_gap_to_reader (const WeirStreamReader *reader,
                      const WeirSinkGap      *gap)
{
  gboolean alike = reader->derivation->config->kind == WEIR_DERIVED_TABLE && reader->side == WEIR_JOIN_SIDE_LEFT;
  WeirSinkGap spread = *gap;

  if (!alike)
    spread.row_partition = spread.row_topic_index = 0;
  weir_stream_add_gap (reader->derivation->target, &spread);
}

/*< private >
 * weir_stream_add_gap:
 * @self: a stream
 * @gap: what was lost
 *
 * Tells the sinks of a loss, those of the streams that are made of this one too:
 * what a source lost is missing there. Consumer thread.
 */
void
weir_stream_add_gap (WeirStream        *self,
                     const WeirSinkGap *gap)
{
  for (guint i = 0; i < self->sinks.gaps->len; i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks.gaps, i);

      sink->methods->gap (sink, self->index, gap);
    }

  for (guint i = 0; i < self->record_readers->len; i++)
    spread_gap_to_reader (&g_array_index (self->record_readers, WeirStreamReader, i), gap);
  for (guint i = 0; i < self->row_readers->len; i++)
    spread_gap_to_reader (&g_array_index (self->row_readers, WeirStreamReader, i), gap);
}
