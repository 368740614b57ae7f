#include "config.h"

#include "data/screen/weir-screen-stream.h"

#include "data/screen/weir-row-tail.h"
#include "data/screen/weir-screen-fields.h"
#include "data/screen/weir-screen-gaps.h"
#include "data/screen/weir-screen-keys.h"
#include "data/screen/weir-screen-partitions.h"
#include "data/screen/weir-stream-late.h"
#include "data/screen/weir-tail.h"

/* Early rows, messages and the late list are looked at this often; values and counters at every publish. */
#define SLOW_USEC (50 * G_TIME_SPAN_MILLISECOND)

/* Taking early rows may use one part in so many of the consumer thread. */
#define SLOW_SHARE 20

/* One of the stream's window specs. */
typedef struct
{
  GArray *key_ids;    /* owned, of guint: engine's key id → ours + 1, in order of first row; 0: none yet */
  guint   n_keys;
} Window;

struct _WeirScreenStream
{
  WeirStream       *stream;         /* borrowed */
  WeirStreamSchema   *schema;           /* owned reference */
  WeirScreenKeys   *keys;           /* owned */
  WeirScreenPartitions *partitions; /* owned */
  WeirTail         *tail;           /* owned; NULL: derived */
  WeirRowTail      *row_tail;       /* owned; NULL: not derived */
  WeirScreenGaps   *gaps;           /* owned */
  WeirScreenFields  fields;
  GArray           *windows;        /* owned, of Window */
  WeirStreamLate    late;
  GPtrArray        *topics;         /* owned, of interned strings, nullable elements: those of its records, by number */
  gboolean          topics_changed;
  WeirStreamUpdate *update;         /* owned: what goes out next */
  gint64            next_slow_usec; /* monotonic */
  gboolean          dirty;          /* something came since the last publish */
  gboolean          slow_dirty;     /* and since the last slow look */
};

static void
window_clear (gpointer data)
{
  g_array_unref (((Window *) data)->key_ids);
}

/*< private >
 * weir_screen_stream_new:
 * @stream: a stream; must live as long
 *
 * Returns: (transfer full): nothing gathered yet
 */
WeirScreenStream *
weir_screen_stream_new (WeirStream *stream)
{
  WeirScreenStream *self = g_new0 (WeirScreenStream, 1);
  WeirStreamSchema *schema = weir_stream_get_schema (stream);
  WeirDecoderSpec spec;

  self->stream = stream;
  self->schema = weir_stream_schema_ref (schema);
  self->keys = weir_screen_keys_new (schema->n_fields);
  self->partitions = weir_screen_partitions_new ();
  self->gaps = weir_screen_gaps_new ();
  self->topics = g_ptr_array_new ();
  self->windows = g_array_new (FALSE, TRUE, sizeof (Window));
  g_array_set_clear_func (self->windows, window_clear);
  for (guint i = 0; i < schema->config->windows->len; i++)
    {
      const Window window = { g_array_new (FALSE, TRUE, sizeof (guint)), 0 };

      g_array_append_val (self->windows, window);
    }

  weir_stream_fill_decoder_spec (schema, &spec);
  if (schema->config->derived == NULL)
    self->tail = weir_tail_new (schema, &spec);
  else
    self->row_tail = weir_row_tail_new (schema);
  self->update = weir_stream_update_new (schema);

  return self;
}

/*< private >
 * weir_screen_stream_free:
 * @self: (transfer full): what was gathered
 */
void
weir_screen_stream_free (WeirScreenStream *self)
{
  g_clear_pointer (&self->keys, weir_screen_keys_free);
  g_clear_pointer (&self->partitions, weir_screen_partitions_free);
  g_clear_pointer (&self->tail, weir_tail_free);
  g_clear_pointer (&self->row_tail, weir_row_tail_free);
  g_clear_pointer (&self->gaps, weir_screen_gaps_free);
  g_clear_pointer (&self->topics, g_ptr_array_unref);
  g_clear_pointer (&self->windows, g_array_unref);
  g_clear_pointer (&self->update, weir_stream_update_free);
  g_clear_pointer (&self->schema, weir_stream_schema_unref);
  g_free (self);
}

static void
touch (WeirScreenStream *self)
{
  self->dirty = TRUE;
  self->slow_dirty = TRUE;
}

static void
add_value (WeirScreenStream *self,
           guint             key_id,
           guint             field,
           gint64            time_usec,
           double            value)
{
  WeirBuckets *buckets = &self->update->buckets;

  /* A good part at once, so that making room stays rare. */
  if (buckets->buckets->len >= WEIR_STREAM_UPDATE_MAX_BUCKETS)
    self->update->n_shed += weir_buckets_make_room (buckets, WEIR_STREAM_UPDATE_MAX_BUCKETS / 4 * 3);
  weir_buckets_add (buckets, key_id, field, time_usec, value);
}

static void
add_values (WeirScreenStream *self,
            const WeirRecord *record,
            guint             key_id)
{
  if (key_id == WEIR_SINK_NO_KEY)
    return;

  for (guint i = 0; i < record->n_values; i++)
    if (self->schema->is_number[i] && weir_value_is_number (&record->values[i]))
      add_value (self, key_id, i, record->time_usec, weir_value_get_double (&record->values[i]));
}

/* Late records are known by their topic's number; one that a pattern matches has its name from nowhere else. */
static void
note_topic (WeirScreenStream  *self,
            const WeirMessage *message)
{
  if (G_LIKELY (message->topic_index < self->topics->len && self->topics->pdata[message->topic_index] != NULL)
      || message->topic == NULL)
    return;

  if (message->topic_index >= self->topics->len)
    g_ptr_array_set_size (self->topics, (gint) message->topic_index + 1);
  self->topics->pdata[message->topic_index] = (gpointer) g_intern_string (message->topic);
  self->topics_changed = TRUE;
}

static void
add_to_tail (WeirScreenStream     *self,
             const WeirSinkRecord *given)
{
  const WeirMessage *message = given->message;

  if (self->row_tail != NULL)
    {
      weir_row_tail_add (self->row_tail, given->record, given->trail);
      return;
    }

  self->update->newest_usec = message->time_usec != WEIR_NO_TIME ? message->time_usec : message->arrival_usec;
  weir_tail_add (self->tail, message, given->record != NULL ? given->record->time_usec : message->time_usec, NULL);
}

/* Where records of a time are read again; rows of a derived stream stand in no topic. */
static void
add_offset (WeirScreenStream     *self,
            const WeirSinkRecord *given)
{
  const WeirMessage *message = given->message;

  if (self->tail == NULL || message->topic_index >= self->topics->len)
    return;

  weir_offset_index_add (self->update->offsets, g_ptr_array_index (self->topics, message->topic_index), message->partition,
                         message->offset, given->record->time_usec);
}

/* A partition that records are late in is seen; rows of a derived stream come from none. */
static void
add_delay (WeirScreenStream     *self,
           const WeirSinkRecord *given)
{
  gint64 delay_usec;
  guint partition;

  if (self->tail == NULL)
    return;

  partition = weir_screen_partitions_add (self->partitions, given->message, given->record->time_usec, &delay_usec);
  if (partition != WEIR_SCREEN_NO_PARTITION)
    add_value (self, WEIR_BUCKETS_PARTITIONS, partition, given->record->time_usec, (double) delay_usec / G_USEC_PER_SEC);
}

/*< private >
 * weir_screen_stream_add_record:
 * @self: what was gathered
 * @given: a record of the stream
 */
void
weir_screen_stream_add_record (WeirScreenStream     *self,
                               const WeirSinkRecord *given)
{
  touch (self);
  note_topic (self, given->message);
  add_to_tail (self, given);
  if (given->record == NULL)
    return;

  weir_screen_keys_add (self->keys, given->key_id, given->record, given->future);
  /* One broken clock must not move the charts ten years ahead. */
  if (given->future)
    return;

  add_offset (self, given);
  add_value (self, WEIR_BUCKETS_ALL_KEYS, 0, given->record->time_usec, 1.0);
  add_delay (self, given);
  add_values (self, given->record, given->key_id);
  weir_screen_gaps_add_record (self->gaps, given->record);
}

/*< private >
 * weir_screen_stream_add_dead_letter:
 * @self: what was gathered
 * @message: what did not decode
 * @reason: why
 * @detail: a sentence
 */
void
weir_screen_stream_add_dead_letter (WeirScreenStream  *self,
                                    const WeirMessage *message,
                                    WeirDecodeError    reason,
                                    const char        *detail)
{
  GPtrArray *letters = self->update->letters;
  g_autofree char *why = g_strdup_printf ("%s: %s", weir_decode_error_get_text (reason), detail);

  touch (self);
  self->update->newest_usec = message->time_usec != WEIR_NO_TIME ? message->time_usec : message->arrival_usec;
  if (letters->len >= WEIR_STREAM_UPDATE_MAX_LETTERS)
    g_ptr_array_remove_index (letters, 0);
  g_ptr_array_add (letters, weir_dead_letter_new (message, reason, detail));
  weir_tail_add (self->tail, message, message->time_usec, why);
}

/* Our number of the engine's key. */
static guint
number_key (WeirScreenStream    *self,
            guint                index,
            const WeirWindowRow *row)
{
  Window *window = &g_array_index (self->windows, Window, index);
  guint *id;

  if (row->key_id >= window->key_ids->len)
    g_array_set_size (window->key_ids, row->key_id + 1);
  id = &g_array_index (window->key_ids, guint, row->key_id);
  if (*id == 0)
    {
      *id = ++window->n_keys;
      g_ptr_array_add (self->update->windows[index].keys, g_ref_string_new_len (row->key, row->key_length));
    }

  return *id - 1;
}

/*< private >
 * weir_screen_stream_add_row:
 * @self: what was gathered
 * @window: one of the stream's window specs
 * @row: a row of it
 */
void
weir_screen_stream_add_row (WeirScreenStream    *self,
                            guint                window,
                            const WeirWindowRow *row)
{
  WeirRowTable *rows = &self->update->windows[window].rows;
  const WeirRowHead head = {
    .key_id = number_key (self, window, row),
    .state = row->state,
    .start_usec = row->start_usec,
    .end_usec = row->end_usec,
    .count = row->count,
  };

  if (rows->heads->len < WEIR_STREAM_UPDATE_MAX_ROWS)
    weir_row_table_put (rows, &head, row->values);
  else
    self->update->n_shed++;
  self->dirty = TRUE;
}

/*< private >
 * weir_screen_stream_add_alert:
 * @self: what was gathered
 * @event: what changed about an alert
 */
void
weir_screen_stream_add_alert (WeirScreenStream     *self,
                              const WeirAlertEvent *event)
{
  weir_stream_update_put_alert (self->update, weir_alert_event_copy (event));
  self->dirty = TRUE;
}

/*< private >
 * weir_screen_stream_add_gap:
 * @self: what was gathered
 * @gap: what was lost
 */
void
weir_screen_stream_add_gap (WeirScreenStream  *self,
                            const WeirSinkGap *gap)
{
  WeirStreamCounters counters;

  weir_stream_get_counters (self->stream, &counters);
  weir_screen_gaps_add (self->gaps, gap, counters.stream_time_usec);
  self->dirty = TRUE;
}

static void
take_late (WeirScreenStream *self)
{
  WeirWindowEngine *engine;
  WeirWindowCounters counters;

  if (self->windows->len == 0)
    return;

  engine = weir_stream_get_engine (self->stream, 0);
  weir_window_engine_get_counters (engine, &counters);
  weir_stream_late_tell (&self->late, engine, &counters, self->update);
}

static void
take_slow (WeirScreenStream *self)
{
  weir_stream_give_early_rows (self->stream);
  if (self->tail != NULL)
    weir_tail_take (self->tail, self->update->messages);
  if (self->row_tail != NULL)
    weir_row_tail_take (self->row_tail, self->update->messages);
  take_late (self);
  self->slow_dirty = FALSE;
}

/* What costs more than a frame should: not oftener than its share of the thread allows. */
static void
look_slowly (WeirScreenStream    *self,
             const WeirSinkClock *clock)
{
  gint64 spent_usec;

  take_slow (self);
  spent_usec = g_get_monotonic_time () - clock->monotonic_usec;
  self->next_slow_usec = clock->monotonic_usec + MAX (SLOW_USEC, spent_usec * SLOW_SHARE);
}

/* The number under which the first spec's rows name the key of those without room, if it has rows. */
static guint
find_other_key (WeirScreenStream *self)
{
  const Window *window = &g_array_index (self->windows, Window, 0);
  guint32 other = weir_window_engine_get_other_key (weir_stream_get_engine (self->stream, 0));
  guint id = other < window->key_ids->len ? g_array_index (window->key_ids, guint, other) : 0;

  return id > 0 ? id - 1 : G_MAXUINT;
}

/* Misspelt names need not show at once: this is called once a second. */
static void
take_fields (WeirScreenStream *self)
{
  GPtrArray *notices = weir_screen_fields_dup_if_changed (&self->fields, weir_stream_get_field_usage (self->stream));

  if (notices == NULL)
    return;

  g_clear_pointer (&self->update->field_notices, g_ptr_array_unref);
  self->update->field_notices = notices;
}

static void
take_topics (WeirScreenStream *self)
{
  if (!self->topics_changed)
    return;

  self->topics_changed = FALSE;
  self->update->topics = g_ptr_array_copy (self->topics, NULL, NULL);
}

static WeirStreamUpdate *
take_update (WeirScreenStream *self)
{
  WeirStreamUpdate *update = self->update;

  take_topics (self);
  weir_screen_partitions_take (self->partitions, update->partitions);
  weir_stream_get_counters (self->stream, &update->counters);
  update->n_fired = weir_stream_get_n_fired (self->stream);
  if (update->counters.windows.n_other_records > 0)
    update->other_key = find_other_key (self);
  weir_screen_keys_publish (self->keys, weir_stream_get_keys (self->stream), update);
  update->gaps = weir_screen_gaps_dup_if_changed (self->gaps);
  self->dirty = FALSE;
  self->update = weir_stream_update_new (self->schema);

  return update;
}

/*< private >
 * weir_screen_stream_publish:
 * @self: what was gathered
 * @clock: where time stands
 *
 * Gives what happened since the last call.
 *
 * Returns: (transfer full) (nullable): it; %NULL if nothing did
 */
WeirStreamUpdate *
weir_screen_stream_publish (WeirScreenStream    *self,
                            const WeirSinkClock *clock)
{
  if (weir_stream_take_rankings (self->stream, &self->update->ranking, &self->update->final_ranking))
    self->dirty = TRUE;
  if (self->slow_dirty && clock->monotonic_usec >= self->next_slow_usec)
    look_slowly (self, clock);
  if (!self->dirty && !clock->second)
    return NULL;
  if (clock->second)
    take_fields (self);

  return take_update (self);
}

/*< private >
 * weir_screen_stream_look:
 * @self: what was gathered
 *
 * Gives everything there is now, at whatever cost.
 *
 * Returns: (transfer full): it
 */
WeirStreamUpdate *
weir_screen_stream_look (WeirScreenStream *self)
{
  take_slow (self);
  take_fields (self);
  weir_stream_take_rankings (self->stream, &self->update->ranking, &self->update->final_ranking);

  return take_update (self);
}
