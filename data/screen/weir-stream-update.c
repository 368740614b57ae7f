#include "config.h"

#include "data/screen/weir-stream-update.h"

#include <string.h>

static GPtrArray *
key_array_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);
}

/* Alerts are told apart by their rule and key, whose bytes may be any. */
static guint
alert_hash (gconstpointer data)
{
  const WeirAlertEvent *event = data;
  guint32 hash = 2166136261u ^ event->rule;
  gsize length = g_ref_string_length (event->key);

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guchar) event->key[i]) * 16777619u;

  return hash;
}

static gboolean
alert_equal (gconstpointer a,
             gconstpointer b)
{
  const WeirAlertEvent *x = a;
  const WeirAlertEvent *y = b;
  gsize length = g_ref_string_length (x->key);

  return x->rule == y->rule && g_ref_string_length (y->key) == length && memcmp (x->key, y->key, length) == 0;
}

/*< private >
 * weir_stream_update_new:
 * @schema: the stream's
 *
 * Returns: (transfer full): an update that says nothing
 */
WeirStreamUpdate *
weir_stream_update_new (WeirStreamSchema *schema)
{
  WeirStreamUpdate *self = g_new0 (WeirStreamUpdate, 1);

  self->schema = weir_stream_schema_ref (schema);
  self->other_key = G_MAXUINT;
  self->newest_usec = WEIR_NO_TIME;
  self->counters.stream_time_usec = WEIR_NO_TIME;
  self->counters.watermark_usec = WEIR_NO_TIME;
  self->keys = key_array_new ();
  self->partitions = g_array_new (FALSE, FALSE, sizeof (WeirPartitionRef));
  self->key_deltas = g_array_new (FALSE, FALSE, sizeof (WeirKeyDelta));
  self->lasts = g_array_new (FALSE, FALSE, sizeof (WeirLast));
  weir_dense_index_init (&self->delta_index);
  weir_buckets_init (&self->buckets);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_tail_message_unref);
  self->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_dead_letter_unref);
  self->offsets = weir_offset_index_new ();
  self->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_alert_event_free);

  self->alert_index = g_hash_table_new (alert_hash, alert_equal);
  self->n_windows_specs = schema->config->windows->len;
  self->windows = g_new0 (WeirWindowUpdate, self->n_windows_specs);
  for (guint i = 0; i < self->n_windows_specs; i++)
    {
      self->windows[i].keys = key_array_new ();
      weir_row_table_init (&self->windows[i].rows, weir_stream_schema_get_row (schema, i)->n_values);
    }

  return self;
}

/*< private >
 * weir_stream_update_free:
 * @self: (transfer full): an update
 */
void
weir_stream_update_free (WeirStreamUpdate *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->n_windows_specs; i++)
    {
      g_ptr_array_unref (self->windows[i].keys);
      weir_row_table_clear (&self->windows[i].rows);
    }
  g_free (self->windows);
  g_ptr_array_unref (self->keys);
  g_array_unref (self->partitions);
  g_array_unref (self->key_deltas);
  g_array_unref (self->lasts);
  weir_dense_index_clear (&self->delta_index);
  weir_buckets_clear (&self->buckets);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->letters);
  weir_offset_index_free (self->offsets);
  g_clear_pointer (&self->late, g_array_unref);
  g_clear_pointer (&self->delays, g_array_unref);
  g_clear_pointer (&self->gaps, g_array_unref);
  g_clear_pointer (&self->field_notices, g_ptr_array_unref);
  g_clear_pointer (&self->topics, g_ptr_array_unref);
  g_hash_table_unref (self->alert_index);
  g_ptr_array_unref (self->alerts);
  g_clear_pointer (&self->ranking, weir_ranking_unref);
  g_clear_pointer (&self->final_ranking, weir_ranking_unref);
  weir_stream_schema_unref (self->schema);
  g_free (self);
}

/*< private >
 * weir_stream_update_put_key:
 * @self: an update
 * @key_id: the stream's number of a key
 * @n_records: how many records it had in all
 * @lasts: (array): the last value of each field
 *
 * Says how a key stands, in the place of what was said before.
 */
void
weir_stream_update_put_key (WeirStreamUpdate *self,
                            guint             key_id,
                            guint64           n_records,
                            const WeirLast   *lasts)
{
  const WeirKeyDelta delta = { key_id, n_records };
  guint n_fields = self->schema->n_fields;
  guint i = weir_dense_index_find (&self->delta_index, 0, key_id);

  if (i == WEIR_DENSE_INDEX_NONE)
    {
      weir_dense_index_add (&self->delta_index, 0, key_id);
      g_array_append_val (self->key_deltas, delta);
      g_array_append_vals (self->lasts, lasts, n_fields);
      return;
    }

  g_array_index (self->key_deltas, WeirKeyDelta, i) = delta;
  if (n_fields > 0)
    memcpy (&g_array_index (self->lasts, WeirLast, (gsize) i * n_fields), lasts, n_fields * sizeof *lasts);
}

static void
append_keys (GPtrArray *keys,
             GPtrArray *newer)
{
  g_ptr_array_extend_and_steal (keys, g_ptr_array_ref (newer));
}

/* Moves all of @newer behind what is there, keeping the newest @max. */
static guint
append_newest (GPtrArray *array,
               GPtrArray *newer,
               guint      max)
{
  guint n_shed;

  append_keys (array, newer);
  n_shed = array->len > max ? array->len - max : 0;
  if (n_shed > 0)
    g_ptr_array_remove_range (array, 0, n_shed);

  return n_shed;
}

static void
merge_key_deltas (WeirStreamUpdate *self,
                  WeirStreamUpdate *newer)
{
  for (guint i = 0; i < newer->key_deltas->len; i++)
    {
      const WeirKeyDelta *delta = &g_array_index (newer->key_deltas, WeirKeyDelta, i);

      weir_stream_update_put_key (self, delta->key_id, delta->n_records,
                                  (const WeirLast *) newer->lasts->data + (gsize) i * self->schema->n_fields);
    }
}

/* All rows of the older update are dropped, so that the newest stay. */
static void
merge_rows (WeirStreamUpdate *self,
            WeirWindowUpdate *window,
            WeirWindowUpdate *newer)
{
  append_keys (window->keys, newer->keys);

  if (window->rows.heads->len + newer->rows.heads->len > WEIR_STREAM_UPDATE_MAX_ROWS)
    {
      guint n_values = window->rows.n_values;

      self->n_shed += window->rows.heads->len;
      weir_row_table_clear (&window->rows);
      weir_row_table_init (&window->rows, n_values);
    }

  for (guint i = 0; i < newer->rows.heads->len; i++)
    weir_row_table_put (&window->rows, weir_row_table_get_head (&newer->rows, i),
                        weir_row_table_get_values (&newer->rows, i));
}

/*< private >
 * weir_stream_update_put_alert:
 * @self: an update
 * @event: (transfer full): what changed about an alert, after all that @self says of it
 */
void
weir_stream_update_put_alert (WeirStreamUpdate *self,
                              WeirAlertEvent   *event)
{
  WeirAlertEvent *known = g_hash_table_lookup (self->alert_index, event);

  if (known != NULL)
    {
      weir_alert_event_merge (known, event);
      return;
    }

  g_ptr_array_add (self->alerts, event);
  g_hash_table_add (self->alert_index, event);
}

static void
merge_alerts (WeirStreamUpdate *self,
              WeirStreamUpdate *newer)
{
  for (guint i = 0; i < newer->alerts->len; i++)
    weir_stream_update_put_alert (self, g_ptr_array_index (newer->alerts, i));
  g_ptr_array_set_free_func (newer->alerts, NULL);
}

static void
take_newer (GArray **array,
            GArray **newer)
{
  if (*newer == NULL)
    return;

  g_clear_pointer (array, g_array_unref);
  *array = g_steal_pointer (newer);
}

static void
take_newer_list (GPtrArray **list,
                 GPtrArray **newer)
{
  if (*newer == NULL)
    return;

  g_clear_pointer (list, g_ptr_array_unref);
  *list = g_steal_pointer (newer);
}

static void
take_newer_ranking (WeirRanking **ranking,
                    WeirRanking **newer)
{
  if (*newer == NULL)
    return;

  g_clear_pointer (ranking, weir_ranking_unref);
  *ranking = g_steal_pointer (newer);
}

/*< private >
 * weir_stream_update_merge:
 * @self: an update that was not taken
 * @newer: (transfer full): what happened after it
 *
 * Merges @newer into @self. Bounded: past the limits above the oldest is dropped
 * and counted; alerts, counters and keys never are.
 */
void
weir_stream_update_merge (WeirStreamUpdate *self,
                          WeirStreamUpdate *newer)
{
  self->counters = newer->counters;
  self->n_fired = newer->n_fired;
  self->other_key = newer->other_key;
  self->n_shed += newer->n_shed;
  if (newer->newest_usec != WEIR_NO_TIME)
    self->newest_usec = newer->newest_usec;

  append_keys (self->keys, newer->keys);
  g_array_append_vals (self->partitions, newer->partitions->data, newer->partitions->len);
  merge_key_deltas (self, newer);
  self->n_shed += weir_buckets_merge (&self->buckets, &newer->buckets, WEIR_STREAM_UPDATE_MAX_BUCKETS);
  for (guint i = 0; i < self->n_windows_specs; i++)
    merge_rows (self, &self->windows[i], &newer->windows[i]);
  append_newest (self->messages, newer->messages, WEIR_STREAM_UPDATE_MAX_MESSAGES);
  append_newest (self->letters, newer->letters, WEIR_STREAM_UPDATE_MAX_LETTERS);
  weir_offset_index_merge (self->offsets, newer->offsets);
  take_newer (&self->late, &newer->late);
  take_newer (&self->delays, &newer->delays);
  take_newer (&self->gaps, &newer->gaps);
  take_newer_list (&self->field_notices, &newer->field_notices);
  take_newer_list (&self->topics, &newer->topics);
  merge_alerts (self, newer);
  take_newer_ranking (&self->ranking, &newer->ranking);
  take_newer_ranking (&self->final_ranking, &newer->final_ranking);

  weir_stream_update_free (newer);
}
