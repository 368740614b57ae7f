#include "config.h"

#include "data/view/weir-stream-view-private.h"

/* Candles a key keeps, whatever the retention. */
#define MIN_CANDLES 64
#define MAX_CANDLES 3000

G_DEFINE_FINAL_TYPE (WeirStreamView, weir_stream_view, G_TYPE_OBJECT)

enum
{
  KEYS_CHANGED,
  MESSAGES_CHANGED,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
weir_stream_view_finalize (GObject *object)
{
  WeirStreamView *self = WEIR_STREAM_VIEW (object);

  g_clear_pointer (&self->unread, g_hash_table_unref);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->views);
  g_ptr_array_unref (self->touched);
  g_ptr_array_unref (self->window_views);
  g_object_unref (self->keys);
  g_clear_pointer (&self->stores, g_ptr_array_unref);
  g_object_unref (self->record_series);
  g_clear_pointer (&self->partitions, weir_stream_partitions_free);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->letters);
  g_array_unref (self->late);
  g_array_unref (self->delays);
  g_array_unref (self->gaps);
  weir_offset_index_free (self->offsets);
  g_clear_pointer (&self->field_notices, g_ptr_array_unref);
  g_clear_pointer (&self->topics, g_ptr_array_unref);
  g_clear_pointer (&self->ranking, weir_ranking_unref);
  g_clear_pointer (&self->final_ranking, weir_ranking_unref);
  g_clear_pointer (&self->schema, weir_stream_schema_unref);

  G_OBJECT_CLASS (weir_stream_view_parent_class)->finalize (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, WEIR_TYPE_STREAM_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_stream_view_class_init (WeirStreamViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_stream_view_finalize;

  /**
   * WeirStreamView::keys-changed:
   * @self: the stream
   *
   * A key appeared. Emitted at most once a take.
   */
  signals[KEYS_CHANGED] = add_signal ("keys-changed");

  /**
   * WeirStreamView::messages-changed:
   * @self: the stream
   *
   * The live tail has newer messages. Emitted at most once a take.
   */
  signals[MESSAGES_CHANGED] = add_signal ("messages-changed");

  /**
   * WeirStreamView::changed:
   * @self: the stream
   *
   * Anything changed: values, counters, lists. Emitted at most once a take.
   */
  signals[CHANGED] = add_signal ("changed");
}

static void
weir_stream_view_init (WeirStreamView *self)
{
  self->keys = g_list_store_new (WEIR_TYPE_KEY_VIEW);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->views = g_ptr_array_new ();
  self->touched = g_ptr_array_new ();
  self->window_views = g_ptr_array_new ();
  self->record_series = weir_series_new ();
  self->partitions = weir_stream_partitions_new ();
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_tail_message_unref);
  self->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_dead_letter_unref);
  self->late = g_array_new (FALSE, FALSE, sizeof (WeirLateRecord));
  self->delays = g_array_new (FALSE, FALSE, sizeof (WeirDelayBucket));
  self->gaps = g_array_new (FALSE, FALSE, sizeof (WeirStreamGap));
  self->offsets = weir_offset_index_new ();
  self->counters.stream_time_usec = WEIR_NO_TIME;
  self->counters.watermark_usec = WEIR_NO_TIME;
}

static guint
candles_of (const WeirStreamConfig *config)
{
  const WeirWindowSpec *spec;
  gint64 step_usec;

  if (config->windows->len == 0)
    return 1;

  spec = &weir_stream_config_get_window (config, 0)->spec;
  step_usec = spec->kind == WEIR_WINDOW_HOPPING ? spec->advance_usec : spec->size_usec;
  if (step_usec <= 0 || config->retention_usec <= 0)
    return MAX_CANDLES;

  return CLAMP (config->retention_usec / step_usec, MIN_CANDLES, MAX_CANDLES);
}

/*< private >
 * weir_stream_view_new:
 * @schema: the stream's
 * @max_bytes: its share of the memory for what the screen reads; half of it for rows of windows
 *
 * Returns: (transfer full): an empty view
 */
WeirStreamView *
weir_stream_view_new (WeirStreamSchema *schema,
                      gsize           max_bytes)
{
  WeirStreamView *self = g_object_new (WEIR_TYPE_STREAM_VIEW, NULL);
  guint n_windows = schema->config->windows->len;

  self->schema = weir_stream_schema_ref (schema);
  self->max_bytes = max_bytes;
  self->limit_bytes = max_bytes;
  self->n_candles = candles_of (schema->config);
  self->stores = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_row_store_free);
  for (guint i = 0; i < n_windows; i++)
    g_ptr_array_add (self->stores, weir_row_store_new (weir_stream_schema_get_row (schema, i)->n_values, schema->config->retention_usec,
                                                       max_bytes / 2 / n_windows));

  return self;
}

/*< private >
 * weir_stream_view_emit:
 * @self: a stream
 *
 * Emits what changed since the last call, once each.
 */
void
weir_stream_view_emit (WeirStreamView *self)
{
  gboolean keys_changed = self->keys_changed;
  gboolean messages_changed = self->messages_changed;
  gboolean changed = self->changed;

  self->keys_changed = FALSE;
  self->messages_changed = FALSE;
  self->changed = FALSE;

  for (guint i = 0; i < self->touched->len; i++)
    weir_key_view_emit_changed (g_ptr_array_index (self->touched, i));
  g_ptr_array_set_size (self->touched, 0);
  weir_series_emit_changed (self->record_series);

  if (keys_changed)
    g_signal_emit (self, signals[KEYS_CHANGED], 0);
  if (messages_changed)
    g_signal_emit (self, signals[MESSAGES_CHANGED], 0);
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* What @held_bytes may be: the stream's share at least, and what the others leave, up to the stream's own limit. */
static gsize
find_limit (WeirStreamView *self,
            gsize           held_bytes,
            gint64          spare_bytes)
{
  gint64 own_bytes = (gint64) self->schema->config->max_bytes - (gint64) self->counters.n_bytes;
  gint64 limit_bytes = MIN ((gint64) held_bytes + spare_bytes, own_bytes);

  return (gsize) MAX (limit_bytes, (gint64) self->max_bytes);
}

/* Rows of windows may take what is free now, but for an eighth: they could not give that back in time. */
static void
share_spare (WeirStreamView *self,
             gsize           held_bytes)
{
  gsize least_bytes = self->max_bytes / 2 / MAX (self->stores->len, 1);
  gsize used_bytes = held_bytes + self->limit_bytes / 8;
  gsize spare_bytes = self->limit_bytes > used_bytes ? (self->limit_bytes - used_bytes) / MAX (self->stores->len, 1) : 0;

  for (guint i = 0; i < self->stores->len; i++)
    {
      WeirRowStore *store = g_ptr_array_index (self->stores, i);

      weir_row_store_set_max_bytes (store, MAX (least_bytes, weir_row_store_get_n_bytes (store) + spare_bytes));
    }
}

/* Sums the memory; past the budget the keys that came last lose their series first. */
static void
weigh (WeirStreamView *self,
       gint64          spare_bytes)
{
  GListModel *keys = G_LIST_MODEL (self->keys);
  gsize series_bytes = weir_series_get_n_bytes (self->record_series)
                       + weir_stream_partitions_get_n_bytes (self->partitions);
  gsize row_bytes = 0;

  for (guint i = 0; i < self->stores->len; i++)
    row_bytes += weir_row_store_get_n_bytes (g_ptr_array_index (self->stores, i));
  for (guint i = 0; i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr(WeirKeyView) view = g_list_model_get_item (keys, i);

      series_bytes += weir_key_view_get_n_bytes (view);
    }

  self->limit_bytes = find_limit (self, series_bytes + row_bytes, spare_bytes);
  for (guint i = g_list_model_get_n_items (keys); i > 0 && series_bytes + row_bytes > self->limit_bytes; i--)
    {
      g_autoptr(WeirKeyView) view = g_list_model_get_item (keys, i - 1);

      if (!weir_key_view_has_series (view))
        continue;
      series_bytes -= weir_key_view_get_n_bytes (view);
      weir_key_view_drop_series (view);
      self->n_with_series--;
      self->n_dropped_charts++;
    }

  self->n_view_bytes = series_bytes + row_bytes;
  share_spare (self, self->n_view_bytes);
}

/*< private >
 * weir_stream_view_advance:
 * @self: a stream
 * @monotonic_usec: now
 * @spare_bytes: what all streams leave of the whole budget; negative: what they took beyond it
 *
 * Once a take: the rate, and about once a second the memory.
 */
void
weir_stream_view_advance (WeirStreamView *self,
                          gint64          monotonic_usec,
                          gint64          spare_bytes)
{
  self->counters.records_per_second = weir_rate_update (&self->rate, self->counters.n_records, monotonic_usec);

  if (monotonic_usec < self->next_weigh_usec)
    return;

  self->next_weigh_usec = monotonic_usec + G_USEC_PER_SEC;
  weigh (self, spare_bytes);
}

guint64
weir_stream_view_get_n_fired (WeirStreamView *self)
{
  return self->n_fired;
}

guint64
weir_stream_view_get_n_windows (WeirStreamView *self)
{
  return self->counters.n_windows;
}

/**
 * weir_stream_view_get_config:
 * @self: a stream
 *
 * Returns: (transfer none): its part of the workspace
 */
const WeirStreamConfig *
weir_stream_view_get_config (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return self->schema->config;
}

/**
 * weir_stream_view_get_schema:
 * @self: a stream
 *
 * Returns: (transfer none): what its records hold; immutable, any thread may
 *   keep a reference
 */
WeirStreamSchema *
weir_stream_view_get_schema (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return self->schema;
}

/**
 * weir_stream_view_get_keys:
 * @self: a stream
 *
 * Returns: (transfer none): list model of [class@KeyView], in order of appearance
 */
GListModel *
weir_stream_view_get_keys (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return G_LIST_MODEL (self->keys);
}

/**
 * weir_stream_view_find_key:
 * @self: a stream
 * @key: a key as weir_key_view_get_key() shows it
 *
 * Returns: (transfer none) (nullable): its view
 */
WeirKeyView *
weir_stream_view_find_key (WeirStreamView *self,
                           const char     *key)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return g_hash_table_lookup (self->by_name, key);
}

/**
 * weir_stream_view_get_other:
 * @self: a stream
 *
 * Returns: (transfer none) (nullable): the entry of the list of keys that stands
 *   for all keys that had no room, %NULL while each has a place of its own
 */
WeirKeyView *
weir_stream_view_get_other (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return self->other;
}

/**
 * weir_stream_view_get_counters:
 * @self: a stream
 * @counters: (out caller-allocates): how it stands as of the last take
 */
void
weir_stream_view_get_counters (WeirStreamView     *self,
                               WeirStreamCounters *counters)
{
  g_return_if_fail (WEIR_IS_STREAM_VIEW (self));
  g_return_if_fail (counters != NULL);

  *counters = self->counters;
  counters->n_bytes += self->n_view_bytes;
  for (guint i = 0; i < self->stores->len; i++)
    counters->n_evicted_rows += weir_row_store_get_n_evicted (g_ptr_array_index (self->stores, i));
  counters->n_shed_samples = self->n_shed;
  counters->n_dropped_charts = self->n_dropped_charts;
  /* The engine has as much again. */
  counters->budget_bytes = MAX (self->schema->config->max_bytes, 2 * self->max_bytes);
}

/**
 * weir_stream_view_get_messages:
 * @self: a stream
 *
 * Returns: (transfer none) (element-type WeirTailMessage): the live tail,
 *   newest last; reference it to keep it while newer ones come
 */
GPtrArray *
weir_stream_view_get_messages (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return self->messages;
}

/**
 * weir_stream_view_get_dead_letters:
 * @self: a stream
 *
 * Returns: (transfer none) (element-type WeirDeadLetter): records that did not
 *   decode, oldest first; valid until the next take
 */
GPtrArray *
weir_stream_view_get_dead_letters (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return self->letters;
}

/**
 * weir_stream_view_get_late:
 * @self: a stream
 *
 * Returns: (transfer none) (element-type WeirLateRecord): the late list of the
 *   first window spec, oldest first; valid until the next take
 */
GArray *
weir_stream_view_get_late (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return self->late;
}

/**
 * weir_stream_view_get_delays:
 * @self: a stream
 *
 * Returns: (transfer none) (element-type WeirDelayBucket): how far behind
 *   their partition's stream time records came that were out of order, of the
 *   first window spec, ascending, without empty buckets; valid until the next take
 */
GArray *
weir_stream_view_get_delays (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return self->delays;
}

/**
 * weir_stream_view_get_gaps:
 * @self: a stream
 *
 * Returns: (transfer none) (element-type WeirStreamGap): losses in the intake,
 *   oldest first; valid until the next take
 */
GArray *
weir_stream_view_get_gaps (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return self->gaps;
}

/**
 * weir_stream_view_get_field_notices:
 * @self: a stream
 *
 * Returns: (transfer none) (nullable) (element-type WeirFieldNotice): the fields that no
 *   record had until now; valid until the next take
 */
GPtrArray *
weir_stream_view_get_field_notices (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return self->field_notices;
}

/**
 * weir_stream_view_get_ranking:
 * @self: a stream
 *
 * A derived stream of kind "top" ranks the keys of its source's windows. Open
 * windows are looked at about twenty times a second.
 *
 * Returns: (transfer none) (nullable): the ranking of its newest window, open or
 *   final; %NULL before the first, and of other streams; valid until the next take
 */
WeirRanking *
weir_stream_view_get_ranking (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return self->ranking;
}

/**
 * weir_stream_view_get_final_ranking:
 * @self: a stream
 *
 * Returns: (transfer none) (nullable): the ranking of the newest window that is
 *   final, which does not change any more; %NULL before the first, and of
 *   streams that are no top; valid until the next take
 */
WeirRanking *
weir_stream_view_get_final_ranking (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return self->final_ranking;
}

/**
 * weir_stream_view_get_volume_field:
 * @self: a stream
 *
 * Returns: index in its config of the field that says how much was traded,
 *   moved or sold at the first field's value; -1 if there is none
 */
int
weir_stream_view_get_volume_field (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), -1);

  return self->schema->volume != WEIR_STREAM_NO_FIELD ? (int) self->schema->volume : -1;
}

/**
 * weir_stream_view_get_record_series:
 * @self: a stream
 *
 * A series with a 1 at the time of each record that could be decoded, whatever
 * its key: what weir_series_summarise() counts in a range, divided by the range
 * it names, is the rate of records there.
 *
 * Returns: (transfer none): the series, the same as long as the view is
 */
WeirSeries *
weir_stream_view_get_record_series (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return self->record_series;
}

/**
 * weir_stream_view_get_partitions:
 * @self: a stream
 *
 * Returns: (transfer none): the partitions that its records came from, none of a derived stream
 */
WeirStreamPartitions *
weir_stream_view_get_partitions (WeirStreamView *self)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return self->partitions;
}
