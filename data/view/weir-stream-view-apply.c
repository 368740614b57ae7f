#include "config.h"

#include "data/decode/weir-escape.h"
#include "data/view/weir-stream-view-private.h"

#include <math.h>

/* Dead letters the screen keeps, by number and by bytes. */
#define MAX_LETTERS      1000
#define MAX_LETTER_BYTES (16 * 1024 * 1024)

static void
touch_key (WeirStreamView *self,
           WeirKeyView    *view)
{
  if (weir_key_view_mark (view))
    g_ptr_array_add (self->touched, view);
}

/* A key that was shown before the reading changed stays the same object. */
static WeirKeyView *
find_unread (WeirStreamView *self,
             const char     *key)
{
  g_autofree char *shown = NULL;
  WeirKeyView *view;

  if (self->unread == NULL)
    return NULL;

  shown = weir_escape_dup (key, g_ref_string_length ((char *) key), WEIR_ESCAPE_KEY_MAX);
  view = g_hash_table_lookup (self->unread, shown);
  if (view != NULL)
    g_hash_table_remove (self->unread, shown);

  return view;
}

static void
add_keys (WeirStreamView *self,
          GPtrArray      *keys)
{
  g_autoptr(GPtrArray) views = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < keys->len; i++)
    {
      char *key = g_ptr_array_index (keys, i);
      WeirKeyView *view = find_unread (self, key);

      if (view == NULL)
        {
          view = weir_key_view_new (key, g_ref_string_length (key), self->views->len, self->schema->n_fields,
                                    self->n_candles);
          g_ptr_array_add (views, view);
        }
      g_ptr_array_add (self->views, view);
      g_hash_table_insert (self->by_name, (char *) weir_key_view_get_key (view), view);
    }

  if (views->len > 0)
    {
      g_list_store_splice (self->keys, g_list_model_get_n_items (G_LIST_MODEL (self->keys)), 0,
                           views->pdata, views->len);
      self->keys_changed = TRUE;
    }
}

static void
add_window_keys (WeirStreamView   *self,
                 WeirStreamUpdate *update,
                 guint             window)
{
  GPtrArray *keys = update->windows[window].keys;

  for (guint i = 0; i < keys->len; i++)
    {
      char *key = g_ptr_array_index (keys, i);
      g_autofree char *shown = window == 0 ? weir_escape_dup (key, g_ref_string_length (key), WEIR_ESCAPE_KEY_MAX) : NULL;

      weir_row_store_add_key (g_ptr_array_index (self->stores, window), g_ref_string_acquire (key));
      if (shown != NULL)
        g_ptr_array_add (self->window_views, g_hash_table_lookup (self->by_name, shown));
    }
}

/* Keys without room are one entry of the list, once there are any. */
static void
put_other (WeirStreamView   *self,
           WeirStreamUpdate *update)
{
  guint64 n_records = MAX (update->counters.n_other_records, update->counters.n_unlisted_records);

  if (n_records == 0)
    return;

  if (self->other == NULL)
    {
      self->other = weir_key_view_new_other (self->n_candles);
      weir_key_view_set_n_records (self->other, n_records);
      g_list_store_append (self->keys, self->other);
      g_object_unref (self->other);
      self->keys_changed = TRUE;
    }
  weir_key_view_set_n_records (self->other, n_records);
  if (update->other_key < self->window_views->len)
    self->window_views->pdata[update->other_key] = self->other;
}

static void
put_lasts (WeirStreamView   *self,
           WeirStreamUpdate *update)
{
  for (guint i = 0; i < update->key_deltas->len; i++)
    {
      const WeirKeyDelta *delta = &g_array_index (update->key_deltas, WeirKeyDelta, i);
      WeirKeyView *view = g_ptr_array_index (self->views, delta->key_id);

      weir_key_view_set_last (view, delta->n_records,
                              (const WeirLast *) update->lasts->data + (gsize) i * self->schema->n_fields);
      touch_key (self, view);
    }
}

static void
put_messages (WeirStreamView   *self,
              WeirStreamUpdate *update)
{
  g_autoptr(GPtrArray) newer = g_ptr_array_new ();
  GPtrArray *messages;
  guint n_old;

  for (guint i = 0; i < update->messages->len; i++)
    if (!weir_stream_view_has_seen (self, g_ptr_array_index (update->messages, i)))
      g_ptr_array_add (newer, g_ptr_array_index (update->messages, i));
  if (newer->len == 0)
    return;
  n_old = MIN (self->messages->len, WEIR_STREAM_UPDATE_MAX_MESSAGES - newer->len);

  /* A new array: who shows the old one may go on doing so. */
  messages = g_ptr_array_new_full (n_old + newer->len, (GDestroyNotify) weir_tail_message_unref);
  for (guint i = self->messages->len - n_old; i < self->messages->len; i++)
    g_ptr_array_add (messages, weir_tail_message_ref (g_ptr_array_index (self->messages, i)));
  for (guint i = 0; i < newer->len; i++)
    g_ptr_array_add (messages, weir_tail_message_ref (g_ptr_array_index (newer, i)));

  g_ptr_array_unref (self->messages);
  self->messages = messages;
  self->messages_changed = TRUE;
}

static gsize
letter_bytes (const WeirDeadLetter *letter)
{
  return (letter->payload != NULL ? g_bytes_get_size (letter->payload) : 0)
         + (letter->key != NULL ? g_bytes_get_size (letter->key) : 0);
}

static void
put_letters (WeirStreamView   *self,
             WeirStreamUpdate *update)
{
  gsize n_bytes = 0;
  guint first;

  if (update->letters->len == 0)
    return;

  for (guint i = 0; i < update->letters->len; i++)
    g_ptr_array_add (self->letters, weir_dead_letter_ref (g_ptr_array_index (update->letters, i)));

  for (first = self->letters->len; first > 0 && self->letters->len - first < MAX_LETTERS; first--)
    {
      n_bytes += letter_bytes (g_ptr_array_index (self->letters, first - 1));
      if (n_bytes > MAX_LETTER_BYTES)
        break;
    }
  if (first > 0)
    g_ptr_array_remove_range (self->letters, 0, first);
}

static void
put_ranking (WeirRanking **known,
             WeirRanking  *newer)
{
  if (newer == NULL)
    return;

  g_clear_pointer (known, weir_ranking_unref);
  *known = weir_ranking_ref (newer);
}

static void
put_list (GPtrArray **known,
          GPtrArray  *newer)
{
  if (newer == NULL)
    return;

  g_clear_pointer (known, g_ptr_array_unref);
  *known = g_ptr_array_ref (newer);
}

/* All of an update that is bounded and small. */
static void
begin_update (WeirStreamView   *self,
              WeirStreamUpdate *update)
{
  double rate = self->counters.records_per_second;

  update->begun = TRUE;
  self->counters = update->counters;
  self->counters.records_per_second = rate;
  self->n_fired = update->n_fired;
  self->n_shed += update->n_shed;

  add_keys (self, update->keys);
  weir_stream_partitions_add (self->partitions, update->partitions);
  for (guint i = 0; i < update->n_windows_specs; i++)
    add_window_keys (self, update, i);
  put_other (self, update);
  put_lasts (self, update);
  put_messages (self, update);
  put_letters (self, update);

  put_ranking (&self->ranking, update->ranking);
  put_ranking (&self->final_ranking, update->final_ranking);

  if (update->late != NULL)
    {
      g_array_unref (self->late);
      self->late = g_array_ref (update->late);
    }
  if (update->delays != NULL)
    {
      g_array_unref (self->delays);
      self->delays = g_array_ref (update->delays);
    }
  if (update->gaps != NULL)
    {
      g_array_unref (self->gaps);
      self->gaps = g_array_ref (update->gaps);
    }
  weir_offset_index_merge (self->offsets, update->offsets);
  put_list (&self->field_notices, update->field_notices);
  put_list (&self->topics, update->topics);
  self->changed = TRUE;
}

/* (nullable): the series that @bucket belongs to, if it has one. */
static WeirSeries *
find_series (WeirStreamView   *self,
             const WeirBucket *bucket)
{
  WeirKeyView *view;

  if (bucket->key_id == WEIR_BUCKETS_ALL_KEYS)
    return self->record_series;
  if (bucket->key_id == WEIR_BUCKETS_PARTITIONS)
    return weir_stream_partitions_get_series (self->partitions, bucket->field);

  view = g_ptr_array_index (self->views, bucket->key_id);
  if (!weir_key_view_has_series (view))
    {
      /* Which keys get series is decided once, or their charts would come and go. */
      if (weir_key_view_was_dropped (view) || self->n_with_series >= WEIR_STREAM_MAX_SERIES_KEYS
          || self->n_view_bytes > self->limit_bytes)
        return NULL;
      self->n_with_series++;
    }
  touch_key (self, view);

  return weir_key_view_ensure_series (view, bucket->field);
}

static void
put_bucket (WeirStreamView   *self,
            const WeirBucket *bucket)
{
  WeirSeries *series = find_series (self, bucket);
  WeirColumn column = bucket->column;

  if (series == NULL)
    return;

  column.first_offset_usec = (guint32) (bucket->first_usec - bucket->start_usec);
  column.last_offset_usec = (guint32) (bucket->last_usec - bucket->start_usec);
  weir_series_merge_bucket (series, bucket->start_usec, &column);
}

static double
column_value (const WeirValue *values,
              guint            column)
{
  return column != WEIR_STREAM_NO_FIELD ? weir_value_get_double (&values[column]) : NAN;
}

static void
put_candle (WeirStreamView    *self,
            const WeirRowHead *head,
            const WeirValue   *values)
{
  const WeirRowSchema *row = weir_stream_schema_get_row (self->schema, 0);
  WeirKeyView *view = g_ptr_array_index (self->window_views, head->key_id);
  WeirCandle candle;

  if (view == NULL || !weir_row_schema_has_candles (row) || head->state == WEIR_WINDOW_RETRACTED)
    return;

  candle = (WeirCandle) {
    .start_usec = head->start_usec,
    .end_usec = head->end_usec,
    .open = column_value (values, row->open),
    .high = column_value (values, row->high),
    .low = column_value (values, row->low),
    .close = column_value (values, row->close),
    .volume = column_value (values, row->volume_sum),
    .vwap = column_value (values, row->vwap),
    .count = head->count,
    .final = head->state != WEIR_WINDOW_OPEN,
  };
  /* A window of records without the field has no price to draw. */
  if (isnan (candle.open))
    return;

  weir_candles_put (weir_key_view_get_candles (view), &candle);
  touch_key (self, view);
}

static void
put_rows (WeirStreamView   *self,
          WeirStreamUpdate *update,
          guint            *n_items)
{
  while (*n_items > 0 && update->next_window < update->n_windows_specs)
    {
      const WeirRowTable *rows = &update->windows[update->next_window].rows;
      WeirRowStore *store = g_ptr_array_index (self->stores, update->next_window);

      for (; *n_items > 0 && update->next_row < rows->heads->len; update->next_row++)
        {
          const WeirRowHead *head = weir_row_table_get_head (rows, update->next_row);
          const WeirValue *values = weir_row_table_get_values (rows, update->next_row);

          weir_row_store_put (store, head, values);
          if (update->next_window == 0)
            put_candle (self, head, values);
          *n_items -= 1;
        }
      weir_row_store_trim (store);

      if (update->next_row < rows->heads->len)
        return;
      update->next_window++;
      update->next_row = 0;
    }
}

/*< private >
 * weir_stream_view_apply:
 * @self: a stream
 * @update: what happened to it
 * @n_items: (inout): how many buckets and rows may still be taken over in this frame
 *
 * Takes over @update, as much of it as fits.
 *
 * Returns: whether all of it was taken over
 */
gboolean
weir_stream_view_apply (WeirStreamView   *self,
                        WeirStreamUpdate *update,
                        guint            *n_items)
{
  const GArray *buckets = update->buckets.buckets;

  if (!update->begun)
    begin_update (self, update);

  while (*n_items > 0 && update->next_bucket < buckets->len)
    {
      put_bucket (self, &g_array_index (buckets, WeirBucket, update->next_bucket));
      update->next_bucket++;
      *n_items -= 1;
    }
  put_rows (self, update, n_items);
  self->changed = TRUE;

  return update->next_bucket == buckets->len && update->next_window == update->n_windows_specs;
}
