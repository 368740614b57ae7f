#include "config.h"

#include "data/window/weir-future.h"
#include "data/stream/weir-stream-private.h"

/*
 * The way of a record through a stream, and of the gaps between records.
 */

#define MAX_GAPS         256

/* The end of the year 9999. */
#define MAX_TIME_SECONDS G_GINT64_CONSTANT (253402300799)

static void
add_dead (WeirStream        *self,
          const WeirMessage *message,
          WeirDecodeError    reason)
{
  const char *detail = weir_decoder_get_detail (self->decoder);
  WeirDeadLetter *letter = weir_dead_letters_add (self->dead, message, reason, detail);
  GPtrArray *letters = self->update->letters;
  g_autofree char *why = g_strdup_printf ("%s: %s", weir_decode_error_get_text (reason), detail);

  if (letters->len >= WEIR_STREAM_UPDATE_MAX_LETTERS)
    g_ptr_array_remove_index (letters, 0);
  g_ptr_array_add (letters, weir_dead_letter_ref (letter));
  weir_tail_add (self->tail, message, message->time_usec, why);
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
add_values (WeirStream       *self,
            const WeirRecord *record,
            guint             key_id)
{
  WeirBuckets *buckets = &self->update->buckets;

  if (key_id == G_MAXUINT)
    return;

  for (guint i = 0; i < record->n_values; i++)
    {
      if (!self->plan->is_number[i] || !weir_value_is_number (&record->values[i]))
        continue;
      /* A good part at once, so that making room stays rare. */
      if (buckets->buckets->len >= WEIR_STREAM_UPDATE_MAX_BUCKETS)
        self->update->n_shed += weir_buckets_make_room (buckets, WEIR_STREAM_UPDATE_MAX_BUCKETS / 4 * 3);
      weir_buckets_add (buckets, key_id, i, record->time_usec, weir_value_get_double (&record->values[i]));
    }
}

/* The first record behind a gap is its far side. */
static void
close_gaps (WeirStream       *self,
            const WeirRecord *record)
{
  for (guint i = self->open_gaps->len; i > 0; i--)
    {
      const WeirStreamOpenGap *open = &g_array_index (self->open_gaps, WeirStreamOpenGap, i - 1);
      WeirStreamGap *gap = &g_array_index (self->gaps, WeirStreamGap, open->gap);

      if (open->topic_index != record->message->topic_index || open->partition != record->message->partition)
        continue;
      if (gap->begin_usec == WEIR_NO_TIME)
        gap->begin_usec = record->time_usec;
      gap->end_usec = MAX (gap->begin_usec, record->time_usec);
      g_array_remove_index_fast (self->open_gaps, i - 1);
      self->gaps_dirty = TRUE;
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

static void
add_record (WeirStream       *self,
            const WeirRecord *record)
{
  gboolean future = is_future (self, record);
  guint key_id = weir_stream_keys_add (self->keys, record, future);

  /* One broken clock must not move the charts, nor fire an alert, ten years from now. */
  if (future)
    {
      self->n_future++;
    }
  else
    {
      self->stream_time_usec = MAX (self->stream_time_usec, record->time_usec);
      add_values (self, record, key_id);
      for (guint i = 0; i < self->rules->len; i++)
        weir_rule_add_record (g_ptr_array_index (self->rules, i), record, key_id);
      if (self->open_gaps->len > 0)
        close_gaps (self, record);
    }

  weir_stream_feed_windows (self, record);
  if (!future)
    give_to_readers (self, record);
}

/* A tombstone takes its key out of a table; which key, only the message's own can tell. */
static gboolean
remove_from_tables (WeirStream        *self,
                    const WeirMessage *message)
{
  gboolean removed = FALSE;

  if (message->payload != NULL || (message->key == NULL && self->plan->config->key_path != NULL))
    return FALSE;

  for (guint i = 0; i < self->record_readers->len; i++)
    {
      const WeirStreamReader *reader = &g_array_index (self->record_readers, WeirStreamReader, i);
      const WeirDerivationMethods *methods = reader->derivation->methods;

      if (methods->remove == NULL || reader->side != WEIR_JOIN_SIDE_RIGHT)
        continue;
      methods->remove (reader->derivation, message);
      removed = TRUE;
    }

  return removed;
}

static void
count_record (WeirStream        *self,
              const WeirMessage *message)
{
  self->n_records++;
  self->arrival_usec = message->arrival_usec;
  self->alive_usec = message->arrival_usec;
  self->now_usec = message->arrival_usec;
  self->dirty = TRUE;
  self->slow_dirty = TRUE;
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
  self->update->newest_usec = message->time_usec != WEIR_NO_TIME ? message->time_usec : message->arrival_usec;

  if (remove_from_tables (self, message))
    {
      weir_tail_add (self->tail, message, message->time_usec, NULL);
      return;
    }

  if (!weir_decoder_decode (self->decoder, message, &record, &reason))
    {
      add_dead (self, message, reason);
      return;
    }

  weir_tail_add (self->tail, message, record.time_usec, NULL);
  if (self->record_func != NULL)
    self->record_func (&record, NULL, self->record_data);
  add_record (self, &record);
}

/*< private >
 * weir_stream_add_row:
 * @self: a derived stream
 * @record: a row of what it is made of; borrowed for the call
 * @trail: the way back
 *
 * From here on a row is a record as any other. Consumer thread, from within
 * what its sources are told.
 */
void
weir_stream_add_row (WeirStream       *self,
                     const WeirRecord *record,
                     const WeirTrail  *trail)
{
  count_record (self, record->message);
  weir_row_tail_add (self->row_tail, record, trail);
  if (self->record_func != NULL)
    self->record_func (record, trail, self->record_data);
  add_record (self, record);
}

/* A gap stays open until the next record of the partition that it is in here. */
static void
note_gap (WeirStream          *self,
          const WeirStreamGap *lost,
          guint                topic_index,
          gint32               partition)
{
  const WeirStreamGap gap = { self->stream_time_usec, self->stream_time_usec, lost->partition, lost->from, lost->to };
  WeirStreamOpenGap open = { self->gaps->len, topic_index, partition };

  if (self->gaps->len >= MAX_GAPS)
    {
      g_array_remove_index (self->gaps, 0);
      g_array_set_size (self->open_gaps, 0);
      open.gap--;
    }

  g_array_append_val (self->gaps, gap);
  g_array_append_val (self->open_gaps, open);
  self->gaps_dirty = TRUE;
}

static void spread_gap (WeirStream          *self,
                        const WeirStreamGap *lost,
                        guint                topic_index,
                        gint32               partition);

/* Rows of a table stand where the stream's records do, others in the one partition of their stream. */
static void
spread_gap_to_reader (const WeirStreamReader *reader,
                      const WeirStreamGap    *lost,
                      guint                   topic_index,
                      gint32                  partition)
{
  gboolean alike = reader->derivation->config->kind == WEIR_DERIVED_TABLE && reader->side == WEIR_JOIN_SIDE_LEFT;

  spread_gap (reader->derivation->target, lost, alike ? topic_index : 0, alike ? partition : 0);
}

/* What a source lost is missing in what is made of it. */
static void
spread_gap (WeirStream          *self,
            const WeirStreamGap *lost,
            guint                topic_index,
            gint32               partition)
{
  note_gap (self, lost, topic_index, partition);

  for (guint i = 0; i < self->record_readers->len; i++)
    spread_gap_to_reader (&g_array_index (self->record_readers, WeirStreamReader, i), lost, topic_index, partition);
  for (guint i = 0; i < self->row_readers->len; i++)
    spread_gap_to_reader (&g_array_index (self->row_readers, WeirStreamReader, i), lost, topic_index, partition);
}

/*< private >
 * weir_stream_add_gap:
 * @self: a stream
 * @topic_index: the topic's number in the source
 * @partition: a partition of it
 * @from: first offset lost
 * @to: first offset that is not
 *
 * Notes a loss, in the streams that are made of it too. Consumer thread.
 */
void
weir_stream_add_gap (WeirStream *self,
                     guint       topic_index,
                     gint32      partition,
                     gint64      from,
                     gint64      to)
{
  const WeirStreamGap lost = { .partition = partition, .from = from, .to = to };

  spread_gap (self, &lost, topic_index, partition);
}
