#include "config.h"

#include "data/window/weir-row-buffer.h"

/**
 * weir_row_buffer_init:
 * @self: memory to fill
 * @engine: whose rows, outliving @self
 *
 * Makes an empty buffer. Clear with weir_row_buffer_clear().
 */
void
weir_row_buffer_init (WeirRowBuffer    *self,
                      WeirWindowEngine *engine)
{
  self->engine = engine;
  self->rows = g_array_new (FALSE, FALSE, sizeof (WeirBufferedRow));
}

/**
 * weir_row_buffer_clear:
 * @self: a buffer, flushed
 */
void
weir_row_buffer_clear (WeirRowBuffer *self)
{
  g_clear_pointer (&self->rows, g_array_unref);
}

/**
 * weir_row_buffer_add:
 * @self: a buffer
 * @key: its key
 * @state: its state
 * @start_usec: its window's start
 * @end_usec: its window's end
 *
 * Appends a row. Rows are sorted only when they are given out.
 *
 * Returns: (transfer none): the row's cell, zeroed, for the caller to fill
 */
WeirCellWord *
weir_row_buffer_add (WeirRowBuffer  *self,
                     guint32         key,
                     WeirWindowState state,
                     gint64          start_usec,
                     gint64          end_usec)
{
  WeirBufferedRow row = { key, state, start_usec, end_usec, g_malloc0 (self->engine->layout.stride_bytes) };

  g_array_append_val (self->rows, row);
  return row.cell;
}

/**
 * weir_row_buffer_drop:
 * @self: a buffer
 *
 * Takes the row added last back.
 */
void
weir_row_buffer_drop (WeirRowBuffer *self)
{
  WeirBufferedRow *row = &g_array_index (self->rows, WeirBufferedRow, self->rows->len - 1);

  weir_cell_clear (&self->engine->layout, row->cell);
  g_free (row->cell);
  g_array_set_size (self->rows, self->rows->len - 1);
}

static int
weir_buffered_row_compare_key (const WeirBufferedRow *left,
                               const WeirBufferedRow *right,
                               const WeirKeyTable    *keys)
{
  if (left->key != right->key)
    return weir_key_table_compare (keys, left->key, right->key);

  return left->end_usec < right->end_usec ? -1 : left->end_usec > right->end_usec;
}

/* Voided rows go before those that take their place. */
static int
weir_buffered_row_compare_state (const WeirBufferedRow *left,
                                 const WeirBufferedRow *right)
{
  return (right->state == WEIR_WINDOW_RETRACTED) - (left->state == WEIR_WINDOW_RETRACTED);
}

static int
weir_buffered_row_compare_start (gconstpointer a,
                                 gconstpointer b,
                                 gpointer      keys)
{
  const WeirBufferedRow *left = a;
  const WeirBufferedRow *right = b;

  if (weir_buffered_row_compare_state (left, right) != 0)
    return weir_buffered_row_compare_state (left, right);
  if (left->start_usec != right->start_usec)
    return left->start_usec < right->start_usec ? -1 : 1;

  return weir_buffered_row_compare_key (left, right, keys);
}

static int
weir_buffered_row_compare_end (gconstpointer a,
                               gconstpointer b,
                               gpointer      keys)
{
  const WeirBufferedRow *left = a;
  const WeirBufferedRow *right = b;

  if (weir_buffered_row_compare_state (left, right) != 0)
    return weir_buffered_row_compare_state (left, right);
  if (left->end_usec != right->end_usec)
    return left->end_usec < right->end_usec ? -1 : 1;

  return weir_buffered_row_compare_key (left, right, keys);
}

/**
 * weir_row_buffer_flush:
 * @self: a buffer
 * @func: (scope call) (nullable): called for each row
 * @user_data: for @func
 *
 * Gives the rows out, by (start, key) at the end of input and for early
 * values, else by (end, key), the order they closed in; and empties @self.
 */
void
weir_row_buffer_flush (WeirRowBuffer    *self,
                       WeirWindowRowFunc func,
                       gpointer          user_data)
{
  WeirWindowEngine *engine = self->engine;
  gboolean by_start = engine->finishing || func != engine->func;

  weir_key_table_rank_for (&engine->keys, self->rows->len);
  g_array_sort_with_data (self->rows, by_start ? weir_buffered_row_compare_start : weir_buffered_row_compare_end,
                          &engine->keys);

  for (guint i = 0; i < self->rows->len; i++)
    {
      WeirBufferedRow *row = &g_array_index (self->rows, WeirBufferedRow, i);

      weir_window_engine_emit (engine, func, user_data, row->key, row->state, row->start_usec, row->end_usec,
                               row->cell);
      weir_cell_clear (&engine->layout, row->cell);
      g_free (row->cell);
    }

  g_array_set_size (self->rows, 0);
}
