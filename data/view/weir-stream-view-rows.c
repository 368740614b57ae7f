#include "config.h"

#include "data/view/weir-stream-view-private.h"

/* The rows of windows that are kept of a stream. */

/**
 * weir_stream_view_foreach_row:
 * @self: a stream
 * @window: index of a window spec in its config
 * @begin_usec: first window start
 * @end_usec: past the last window start
 * @final_only: leave open windows out
 * @func: gets each row, ordered by start and then by key, bytewise
 * @user_data: for @func
 *
 * Walks over the rows that are kept, on this thread.
 */
void
weir_stream_view_foreach_row (WeirStreamView    *self,
                              guint              window,
                              gint64             begin_usec,
                              gint64             end_usec,
                              gboolean           final_only,
                              WeirWindowRowFunc  func,
                              gpointer           user_data)
{
  g_return_if_fail (WEIR_IS_STREAM_VIEW (self));
  g_return_if_fail (window < self->stores->len);
  g_return_if_fail (func != NULL);

  weir_row_store_foreach (g_ptr_array_index (self->stores, window), begin_usec, end_usec, final_only,
                          func, user_data);
}

/**
 * weir_stream_view_visit_rows:
 * @self: a stream
 * @window: index of a window spec in its config
 * @begin_usec: first window start
 * @end_usec: past the last window start
 * @func: gets each row, open ones included, by start, of one start in any order
 * @user_data: for @func
 *
 * As weir_stream_view_foreach_row(), without what it costs to sort the keys.
 */
void
weir_stream_view_visit_rows (WeirStreamView    *self,
                             guint              window,
                             gint64             begin_usec,
                             gint64             end_usec,
                             WeirWindowRowFunc  func,
                             gpointer           user_data)
{
  g_return_if_fail (WEIR_IS_STREAM_VIEW (self) && window < self->stores->len && func != NULL);

  weir_row_store_visit (g_ptr_array_index (self->stores, window), begin_usec, end_usec, func, user_data);
}

/**
 * weir_stream_view_count_rows:
 * @self: a stream
 * @window: index of a window spec in its config
 * @begin_usec: first window start
 * @end_usec: past the last window start
 *
 * Returns: how many rows are kept there
 */
guint64
weir_stream_view_count_rows (WeirStreamView *self,
                             guint           window,
                             gint64          begin_usec,
                             gint64          end_usec)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self) && window < self->stores->len, 0);

  return weir_row_store_count_rows (g_ptr_array_index (self->stores, window), begin_usec, end_usec);
}

/**
 * weir_stream_view_foreach_row_of_key:
 * @self: a stream
 * @window: index of a window spec in its config
 * @key: a key as weir_key_view_get_key() shows it
 * @begin_usec: first window start
 * @end_usec: past the last window start
 * @func: gets each row of @key, open ones included, by window start
 * @user_data: for @func
 *
 * Walks over the rows of one key that are kept, on this thread.
 */
void
weir_stream_view_foreach_row_of_key (WeirStreamView    *self,
                                     guint              window,
                                     const char        *key,
                                     gint64             begin_usec,
                                     gint64             end_usec,
                                     WeirWindowRowFunc  func,
                                     gpointer           user_data)
{
  g_return_if_fail (WEIR_IS_STREAM_VIEW (self));
  g_return_if_fail (window < self->stores->len);
  g_return_if_fail (key != NULL && func != NULL);

  weir_row_store_foreach_of_key (g_ptr_array_index (self->stores, window), key, begin_usec, end_usec, func, user_data);
}

/**
 * weir_stream_view_get_row_schema:
 * @self: a stream
 * @window: index of one of its windows
 *
 * Returns: (transfer none): what the rows of that window hold
 */
WeirRowSchema *
weir_stream_view_get_row_schema (WeirStreamView *self,
                                 guint           window)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return weir_stream_schema_get_row (self->schema, window);
}
