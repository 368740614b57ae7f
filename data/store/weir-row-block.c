#include "config.h"

#include "data/store/weir-row-block.h"

#include <string.h>

#define TEXTS_BYTES (64 * 1024)
/* Few rows of long texts are a block, too. */
#define FULL_BYTES  (1024 * 1024)

/*< private >
 * weir_row_block_new:
 * @n_columns: values of a row
 *
 * Returns: (transfer full): a block without rows
 */
WeirRowBlock *
weir_row_block_new (guint n_columns)
{
  WeirRowBlock *self = g_new0 (WeirRowBlock, 1);

  self->n_columns = n_columns;
  self->values = g_new (WeirValue, (gsize) n_columns * WEIR_ROW_BLOCK_ROWS);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->n_refs = 1;

  return self;
}

/*< private >
 * weir_row_block_ref:
 * @self: a block
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
WeirRowBlock *
weir_row_block_ref (WeirRowBlock *self)
{
  g_atomic_int_inc (&self->n_refs);

  return self;
}

/*< private >
 * weir_row_block_unref:
 * @self: (transfer full): a block
 *
 * Any thread.
 */
void
weir_row_block_unref (WeirRowBlock *self)
{
  if (!g_atomic_int_dec_and_test (&self->n_refs))
    return;

  g_ptr_array_unref (self->texts);
  g_free (self->values);
  g_free (self);
}

static const char *
keep_text (WeirRowBlock *self,
           const char   *text,
           gsize         length)
{
  char *kept;

  if (length == 0)
    return "";

  if (length > self->n_room)
    {
      gsize size = MAX (length, TEXTS_BYTES);

      self->room = g_malloc (size);
      self->n_room = size;
      g_ptr_array_add (self->texts, self->room);
    }

  kept = self->room;
  memcpy (kept, text, length);
  self->room += length;
  self->n_room -= length;
  self->n_bytes += length;

  return kept;
}

/*< private >
 * weir_row_block_add:
 * @self: a block that is not full
 * @values: (array): a row; copied, with its texts
 */
void
weir_row_block_add (WeirRowBlock    *self,
                    const WeirValue *values)
{
  WeirValue *row = &self->values[(gsize) self->n_rows * self->n_columns];

  for (guint i = 0; i < self->n_columns; i++)
    {
      row[i] = values[i];
      if (values[i].type == WEIR_VALUE_TEXT)
        row[i].as_text = keep_text (self, values[i].as_text, values[i].length);
    }
  self->n_rows++;
}

/*< private >
 * weir_row_block_is_full:
 * @self: a block
 *
 * Returns: whether it takes no more rows
 */
gboolean
weir_row_block_is_full (const WeirRowBlock *self)
{
  return self->n_rows == WEIR_ROW_BLOCK_ROWS || self->n_bytes >= FULL_BYTES;
}
