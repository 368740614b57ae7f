#include "config.h"

#include "data/view/weir-stream-view-private.h"

/*
 * A stream that is read again from further back: the view takes what the other reading found, and its keys, series and
 * lists stay the objects that the screen holds.
 */

/* One number for a partition of an interned topic. */
static gint64
number_of (const WeirTailMessage *message)
{
  return (gint64) ((guint64) g_str_hash (message->topic) << 32 | (guint32) message->partition);
}

/*< private >
 * weir_stream_view_has_seen:
 * @self: a stream
 * @message: a message
 *
 * To be asked of each message once, in the order of a partition's offsets.
 *
 * Returns: whether it was in the tail before the reading changed
 */
gboolean
weir_stream_view_has_seen (WeirStreamView        *self,
                           const WeirTailMessage *message)
{
  const gint64 *last = NULL;
  gint64 number;

  if (self->seen == NULL || message->topic == NULL)
    return FALSE;

  number = number_of (message);
  last = g_hash_table_lookup (self->seen, &number);
  if (last != NULL && message->offset <= *last)
    return TRUE;

  /* From here on all are new, offsets that start anew too. */
  g_hash_table_remove (self->seen, &number);

  return FALSE;
}

static void
note_seen (WeirStreamView *self)
{
  g_clear_pointer (&self->seen, g_hash_table_unref);
  self->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  for (guint i = 0; i < self->messages->len; i++)
    {
      const WeirTailMessage *message = g_ptr_array_index (self->messages, i);
      gint64 number, *last;

      if (message->topic == NULL)
        continue;
      number = number_of (message);
      last = g_hash_table_lookup (self->seen, &number);
      if (last == NULL)
        g_hash_table_insert (self->seen, g_memdup2 (&number, sizeof number), g_memdup2 (&message->offset, sizeof (gint64)));
      else
        *last = MAX (*last, message->offset);
    }
}

/* What is in the tail stays there, with what the other reading has beyond it. */
static void
take_messages (WeirStreamView *self,
               WeirStreamView *newer)
{
  g_autoptr(GPtrArray) known = self->messages;
  guint n;

  if (self->schema->config->derived != NULL)
    {
      self->messages = g_ptr_array_ref (newer->messages);
      self->messages_changed = TRUE;
      return;
    }

  note_seen (self);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_tail_message_unref);
  for (guint i = 0; i < known->len; i++)
    g_ptr_array_add (self->messages, weir_tail_message_ref (g_ptr_array_index (known, i)));
  for (guint i = 0; i < newer->messages->len; i++)
    if (!weir_stream_view_has_seen (self, g_ptr_array_index (newer->messages, i)))
      g_ptr_array_add (self->messages, weir_tail_message_ref (g_ptr_array_index (newer->messages, i)));

  n = self->messages->len;
  if (n > WEIR_STREAM_UPDATE_MAX_MESSAGES)
    g_ptr_array_remove_range (self->messages, 0, n - WEIR_STREAM_UPDATE_MAX_MESSAGES);
  self->messages_changed = TRUE;
}

static void
append_key (WeirStreamView *self,
            WeirKeyView    *view)
{
  g_list_store_append (self->keys, view);
  g_hash_table_insert (self->by_name, (char *) weir_key_view_get_key (view), view);
}

/* The view that stands for @newer from now on. */
static WeirKeyView *
take_key (WeirStreamView *self,
          WeirKeyView    *newer)
{
  WeirKeyView *view = g_hash_table_lookup (self->unread, weir_key_view_get_key (newer));

  if (view == NULL)
    {
      append_key (self, newer);
      return newer;
    }

  g_hash_table_remove (self->unread, weir_key_view_get_key (newer));
  weir_key_view_take_over (view, newer);

  return view;
}

static void
take_other (WeirStreamView *self,
            WeirStreamView *newer)
{
  if (newer->other == NULL)
    return;

  if (self->other == NULL)
    {
      self->other = newer->other;
      g_list_store_append (self->keys, self->other);
      return;
    }
  weir_key_view_set_n_records (self->other, weir_key_view_get_n_records (newer->other));
  weir_candles_take_over (weir_key_view_get_candles (self->other), weir_key_view_get_candles (newer->other));
}

static void
note_unread (WeirStreamView *self)
{
  GHashTableIter iter;
  gpointer key, view;

  g_clear_pointer (&self->unread, g_hash_table_unref);
  self->unread = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_iter_init (&iter, self->by_name);
  while (g_hash_table_iter_next (&iter, &key, &view))
    g_hash_table_insert (self->unread, key, view);
}

static void
touch_all (WeirStreamView *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->keys)); i++)
    {
      g_autoptr(WeirKeyView) view = g_list_model_get_item (G_LIST_MODEL (self->keys), i);

      if (weir_key_view_mark (view))
        g_ptr_array_add (self->touched, view);
    }
}

static void
take_keys (WeirStreamView *self,
           WeirStreamView *newer)
{
  g_autoptr(GHashTable) places = g_hash_table_new (NULL, NULL);

  note_unread (self);
  g_ptr_array_set_size (self->views, 0);
  self->n_with_series = 0;
  for (guint i = 0; i < newer->views->len; i++)
    {
      WeirKeyView *theirs = g_ptr_array_index (newer->views, i);
      WeirKeyView *view = take_key (self, theirs);

      g_ptr_array_add (self->views, view);
      g_hash_table_insert (places, theirs, view);
      self->n_with_series += weir_key_view_has_series (view);
    }
  take_other (self, newer);
  if (newer->other != NULL)
    g_hash_table_insert (places, newer->other, self->other);

  g_ptr_array_set_size (self->window_views, 0);
  for (guint i = 0; i < newer->window_views->len; i++)
    {
      gpointer theirs = g_ptr_array_index (newer->window_views, i);

      g_ptr_array_add (self->window_views, theirs != NULL ? g_hash_table_lookup (places, theirs) : NULL);
    }
  touch_all (self);
  self->keys_changed = TRUE;
}

static void
swap_array (GArray **array,
            GArray **newer)
{
  GArray *old = *array;

  *array = *newer;
  *newer = old;
}

static void
swap_ranking (WeirRanking **ranking,
              WeirRanking **newer)
{
  WeirRanking *old = *ranking;

  *ranking = *newer;
  *newer = old;
}

/*< private >
 * weir_stream_view_take_over:
 * @self: a stream
 * @newer: another view of the same stream, read from further back; of no use afterwards
 *
 * Takes what @newer holds and the numbers its consumer gives to keys: the next
 * updates are those of that consumer. What is older than all that @newer has,
 * because a broker has let it go since, stays. Nothing is emitted before
 * weir_stream_view_emit().
 */
void
weir_stream_view_take_over (WeirStreamView *self,
                            WeirStreamView *newer)
{
  GPtrArray *letters = self->letters;

  g_assert (self->stores->len == newer->stores->len);

  take_keys (self, newer);
  take_messages (self, newer);
  for (guint i = 0; i < self->stores->len; i++)
    weir_row_store_take_over (g_ptr_array_index (self->stores, i), g_ptr_array_index (newer->stores, i));

  self->letters = newer->letters;
  newer->letters = letters;
  swap_array (&self->late, &newer->late);
  swap_array (&self->delays, &newer->delays);
  swap_array (&self->gaps, &newer->gaps);
  /* What it has read again, and what only the older reading saw. */
  weir_offset_index_merge (self->offsets, newer->offsets);
  swap_ranking (&self->ranking, &newer->ranking);
  swap_ranking (&self->final_ranking, &newer->final_ranking);

  self->counters = newer->counters;
  self->rate = newer->rate;
  weir_series_take_over (self->record_series, newer->record_series);
  weir_stream_partitions_take_over (self->partitions, newer->partitions);
  self->n_fired = newer->n_fired;
  self->n_shed = newer->n_shed;
  self->n_dropped_charts = newer->n_dropped_charts;
  self->changed = TRUE;
}
