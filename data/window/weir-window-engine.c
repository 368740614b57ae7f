#include "config.h"

#include "data/window/weir-aggregate-table.h"
#include "data/window/weir-window-engine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DEFAULT_MAX_BYTES (256u * 1024 * 1024)

static gboolean
weir_window_engine_check_aggregates (const WeirWindowSpec *spec,
                                     const WeirAggregate  *aggregates,
                                     guint                 n_aggregates,
                                     GError              **error)
{
  if (!weir_window_spec_check (spec, error))
    return FALSE;

  for (guint i = 0; i < n_aggregates; i++)
    if (aggregates[i].kind >= WEIR_AGGREGATE_N_KINDS
        || (aggregates[i].kind == WEIR_AGGREGATE_QUANTILE
            && !(aggregates[i].parameter > 0.0 && aggregates[i].parameter < 1.0)))
      {
        g_set_error (error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_AGGREGATE,
                     _("Aggregate %u of the window does not exist, or its quantile is not between 0 and 1"), i + 1);
        return FALSE;
      }

  return TRUE;
}

static const WeirWindowMethods *
weir_window_engine_choose_methods (WeirWindowKind kind)
{
  switch (kind)
    {
    case WEIR_WINDOW_SESSION:
      return &weir_session_window_methods;
    case WEIR_WINDOW_SLIDING:
    case WEIR_WINDOW_TRAILING:
      return &weir_record_window_methods;
    case WEIR_WINDOW_TUMBLING:
    case WEIR_WINDOW_HOPPING:
    case WEIR_WINDOW_CALENDAR_DAY:
    case WEIR_WINDOW_CALENDAR_WEEK:
    default:
      return &weir_grid_window_methods;
    }
}

/**
 * weir_window_engine_new:
 * @spec: the window; copied
 * @aggregates: (array length=n_aggregates): what each row shall have; copied
 * @n_aggregates: how many; 0 gives rows with a count alone
 * @error: return location
 *
 * Makes an engine. It belongs to one thread, any one.
 *
 * For results that do not depend on how partitions interleave, name all of a
 * stream's partitions with weir_window_engine_set_partition() before the first
 * record, each inactive as soon as it has no more.
 *
 * Returns: (transfer full) (nullable): an engine, or %NULL with
 *   %WEIR_WINDOW_ERROR_SPEC or %WEIR_WINDOW_ERROR_AGGREGATE
 */
WeirWindowEngine *
weir_window_engine_new (const WeirWindowSpec *spec,
                        const WeirAggregate  *aggregates,
                        guint                 n_aggregates,
                        GError              **error)
{
  WeirWindowEngine *self;

  g_return_val_if_fail (spec != NULL, NULL);
  g_return_val_if_fail (aggregates != NULL || n_aggregates == 0, NULL);

  if (!weir_window_engine_check_aggregates (spec, aggregates, n_aggregates, error))
    return NULL;

  self = g_new0 (WeirWindowEngine, 1);
  if (!weir_cell_layout_init (&self->layout, aggregates, n_aggregates, &self->budget, error))
    {
      weir_cell_layout_clear (&self->layout);
      g_free (self);
      return NULL;
    }

  self->spec = *spec;
  self->budget.limit_bytes = spec->max_bytes > 0 ? spec->max_bytes : DEFAULT_MAX_BYTES;
  if (self->spec.max_ahead_usec == 0)
    self->spec.max_ahead_usec = WEIR_MAX_AHEAD_DEFAULT_USEC;
  if (self->spec.idle_after_usec == 0)
    self->spec.idle_after_usec = WEIR_IDLE_AFTER_DEFAULT_USEC;

  /* Keys are for life: panes keep the other half. */
  weir_key_table_init (&self->keys, &self->budget, self->budget.limit_bytes / 2);
  weir_chunk_pool_init (&self->pool, &self->layout, &self->budget);
  weir_window_gather_init (&self->gather, &self->layout, &self->keys);
  weir_late_list_init (&self->late);
  self->methods = weir_window_engine_choose_methods (spec->kind);
  self->partitions = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_window_partition_free);
  self->ordered = g_ptr_array_new ();
  self->values = g_new0 (WeirValue, MAX (n_aggregates, 1));
  self->previous = g_array_new (FALSE, TRUE, sizeof (WeirValue));
  self->now_usec = WEIR_NO_TIME;
  self->next_close_usec = G_MAXINT64;
  self->known_usec = G_MININT64;
  self->next_window = G_MAXINT64;
  self->final_window = G_MININT64;
  self->other_key = WEIR_KEY_NONE;
  self->methods->init (self);
  return self;
}

/**
 * weir_window_engine_free:
 * @self: an engine
 *
 * Frees @self; what is open is not given out.
 */
void
weir_window_engine_free (WeirWindowEngine *self)
{
  g_return_if_fail (self != NULL);

  self->methods->clear (self);
  weir_window_gather_clear (&self->gather);
  g_clear_pointer (&self->ordered, g_ptr_array_unref);
  g_clear_pointer (&self->partitions, g_ptr_array_unref);
  g_clear_pointer (&self->previous, g_array_unref);
  g_clear_pointer (&self->values, g_free);
  weir_chunk_pool_clear (&self->pool);
  weir_key_table_clear (&self->keys);
  weir_late_list_clear (&self->late);
  weir_cell_layout_clear (&self->layout);
  g_free (self);
}

/**
 * weir_window_engine_set_row_func:
 * @self: an engine
 * @func: (scope notified) (nullable): called for each row
 * @user_data: for @func
 *
 * @func is called in the engine's thread, from within add, advance,
 * set_partition and finish. It must not call the engine.
 */
void
weir_window_engine_set_row_func (WeirWindowEngine *self,
                                 WeirWindowRowFunc func,
                                 gpointer          user_data)
{
  g_return_if_fail (self != NULL);

  self->func = func;
  self->user_data = user_data;
}

/**
 * weir_window_engine_set_emit_updates:
 * @self: an engine
 * @emit_updates: whether each change of a window is a row too
 *
 * Set it before the first record.
 */
void
weir_window_engine_set_emit_updates (WeirWindowEngine *self,
                                     gboolean          emit_updates)
{
  g_return_if_fail (self != NULL);

  self->emit_updates = emit_updates;
}

/**
 * weir_window_engine_set_hold_until_finish:
 * @self: an engine
 * @hold: whether final rows wait for weir_window_engine_finish()
 *
 * A bounded run that holds gets all its rows ordered by (start, key) at the
 * end, at the price of keeping all windows. Which records are late does not
 * change. Set it before the first record.
 */
void
weir_window_engine_set_hold_until_finish (WeirWindowEngine *self,
                                          gboolean          hold)
{
  g_return_if_fail (self != NULL);

  self->hold = hold;
}

/**
 * weir_window_engine_get_other_key:
 * @self: an engine
 *
 * Returns: the id of the key that takes what the memory budget has no room for
 */
guint32
weir_window_engine_get_other_key (WeirWindowEngine *self)
{
  if (self->other_key == WEIR_KEY_NONE)
    self->other_key = weir_key_table_add_unnamed (&self->keys, WEIR_OTHER_KEY, strlen (WEIR_OTHER_KEY));

  return self->other_key;
}

guint32
weir_window_engine_find_key (WeirWindowEngine *self,
                             const WeirRecord *record)
{
  WeirKeySlot *slot = weir_key_table_find (&self->keys, record->key, record->key_length);

  if (slot == NULL)
    slot = weir_key_table_insert (&self->keys, record->key, record->key_length);
  if (slot != NULL)
    return slot->id;

  self->counters.n_other_records++;
  return weir_window_engine_get_other_key (self);
}

/**
 * weir_window_engine_get_counters:
 * @self: an engine
 * @counters: (out): its counters now
 */
void
weir_window_engine_get_counters (WeirWindowEngine   *self,
                                 WeirWindowCounters *counters)
{
  g_return_if_fail (self != NULL && counters != NULL);

  weir_window_engine_flush (self);
  *counters = self->counters;
  counters->n_disordered = self->late.n_delayed;
  counters->n_refused_values = self->layout.n_refused;
  counters->n_keys = self->keys.n_keys;
  counters->n_bytes = self->budget.used_bytes;
}

/**
 * weir_window_engine_get_stream_time:
 * @self: an engine
 *
 * Returns: the largest event time seen in any partition, or %WEIR_NO_TIME
 */
gint64
weir_window_engine_get_stream_time (WeirWindowEngine *self)
{
  gint64 stream_usec = WEIR_NO_TIME;

  g_return_val_if_fail (self != NULL, WEIR_NO_TIME);

  for (guint i = 0; i < self->partitions->len; i++)
    stream_usec = MAX (stream_usec, ((WeirWindowPartition *) g_ptr_array_index (self->partitions, i))->stream_usec);

  return stream_usec;
}

/**
 * weir_window_engine_get_open_usec:
 * @self: an engine
 *
 * Tells what still depends on records that came: those of an earlier event time
 * are in final rows alone. Sessions and sliding windows do not know where the
 * earliest of theirs begins, so while any is open the answer is %G_MININT64.
 *
 * Returns: the start of the earliest window that is not final, in µs; %G_MAXINT64
 *   if there is none
 */
gint64
weir_window_engine_get_open_usec (WeirWindowEngine *self)
{
  gint64 start_usec;
  gint64 end_usec;

  g_return_val_if_fail (self != NULL, G_MININT64);

  if (self->spec.kind == WEIR_WINDOW_TRAILING)
    return G_MAXINT64;
  if (self->methods != &weir_grid_window_methods)
    return self->next_close_usec == G_MAXINT64 ? G_MAXINT64 : G_MININT64;
  if (self->next_window == G_MAXINT64)
    return G_MAXINT64;

  weir_window_grid_get_window_bounds (&self->grid, self->next_window, &start_usec, &end_usec);

  return start_usec;
}

/**
 * weir_window_engine_get_watermark:
 * @self: an engine
 *
 * Returns: the smallest stream time over the partitions that hold results back
 *   (the largest of all where none does): what closes at or before it is
 *   final. %WEIR_NO_TIME while one of them has had no record.
 */
gint64
weir_window_engine_get_watermark (WeirWindowEngine *self)
{
  gint64 watermark = G_MAXINT64;

  g_return_val_if_fail (self != NULL, WEIR_NO_TIME);

  for (guint i = 0; i < self->partitions->len; i++)
    {
      const WeirWindowPartition *partition = g_ptr_array_index (self->partitions, i);

      if (weir_window_partition_is_holding (partition))
        watermark = MIN (watermark, partition->stream_usec);
    }

  return watermark == G_MAXINT64 ? weir_window_engine_get_stream_time (self) : watermark;
}

/**
 * weir_window_engine_copy_late:
 * @self: an engine
 * @records: (out caller-allocates) (array length=max): where to
 * @max: room in @records
 * @n_forgotten: (out) (optional): how many the bounded list has forgotten
 *
 * Copies the last @max records that a window refused, oldest first.
 *
 * Returns: how many
 */
guint
weir_window_engine_copy_late (WeirWindowEngine *self,
                              WeirLateRecord   *records,
                              guint             max,
                              guint64          *n_forgotten)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (records != NULL || max == 0, 0);

  return weir_late_list_copy (&self->late, records, max, n_forgotten);
}

/**
 * weir_window_engine_set_late_func:
 * @self: an engine
 * @func: (scope notified) (nullable): called for each record that a window
 *   refused or that came from the future
 * @user_data: for @func
 *
 * The late list forgets; this is how to keep all of it. @func is called in the
 * engine's thread, from within add, and must not call the engine. Set it
 * before the first record.
 */
void
weir_window_engine_set_late_func (WeirWindowEngine *self,
                                  WeirLateFunc      func,
                                  gpointer          user_data)
{
  g_return_if_fail (self != NULL);

  self->late_func = func;
  self->late_data = user_data;
}

/**
 * weir_window_engine_dup_delays:
 * @self: an engine
 *
 * How far behind their partition's stream time records were that came out of
 * order, whether a window refused them or not, in buckets at most 4 % wide.
 *
 * Returns: (transfer full) (element-type WeirDelayBucket): the buckets that
 *   are not empty, ascending
 */
GArray *
weir_window_engine_dup_delays (WeirWindowEngine *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return weir_late_list_dup_delays (&self->late);
}

/**
 * weir_window_engine_suggest_grace:
 * @self: an engine
 * @share: 0 to 1, as 0.999
 *
 * Returns: the smallest grace (µs, rounded up by at most 4 %) with which
 *   @share of all records so far would have been in time for every window
 */
gint64
weir_window_engine_suggest_grace (WeirWindowEngine *self,
                                  double            share)
{
  g_return_val_if_fail (self != NULL, 0);

  return weir_late_list_suggest_grace (&self->late, self->n_seen, share);
}

/**
 * weir_window_engine_take_changed:
 * @self: an engine
 * @func: (scope call): called for each early value
 * @user_data: for @func
 *
 * Gives the early value of each open (key, window) that changed since the last
 * call, ascending by start.
 */
void
weir_window_engine_take_changed (WeirWindowEngine *self,
                                 WeirWindowRowFunc func,
                                 gpointer          user_data)
{
  g_return_if_fail (self != NULL && func != NULL);

  weir_window_engine_flush (self);
  self->methods->take_changed (self, func, user_data);
}
