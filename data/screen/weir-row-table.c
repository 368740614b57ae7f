#include "config.h"

#include "data/screen/weir-row-table.h"

#include <string.h>

/*< private >
 * weir_row_table_init:
 * @self: uninitialised
 * @n_values: how many values each row has
 *
 * Makes an empty table.
 */
void
weir_row_table_init (WeirRowTable *self,
                     guint         n_values)
{
  self->n_values = n_values;
  self->heads = g_array_new (FALSE, FALSE, sizeof (WeirRowHead));
  self->values = g_array_new (FALSE, FALSE, sizeof (WeirValue));
  weir_dense_index_init (&self->index);
}

/*< private >
 * weir_row_table_clear:
 * @self: a table
 *
 * Frees what the table owns; the structure itself is the caller's.
 */
void
weir_row_table_clear (WeirRowTable *self)
{
  g_clear_pointer (&self->heads, g_array_unref);
  g_clear_pointer (&self->values, g_array_unref);
  weir_dense_index_clear (&self->index);
}

static gboolean
is_final (WeirWindowState state)
{
  return state != WEIR_WINDOW_OPEN;
}

/*< private >
 * weir_row_table_put:
 * @self: a table
 * @head: a row's key, window and state; copied
 * @values: (array): its values; copied
 *
 * Adds a row, or replaces that of the same window. An early row never takes the
 * place of a final one, in whatever order they are merged.
 */
void
weir_row_table_put (WeirRowTable      *self,
                    const WeirRowHead *head,
                    const WeirValue   *values)
{
  guint i = weir_dense_index_find (&self->index, head->start_usec, head->key_id);

  if (i == WEIR_DENSE_INDEX_NONE)
    {
      weir_dense_index_add (&self->index, head->start_usec, head->key_id);
      g_array_append_vals (self->heads, head, 1);
      if (self->n_values > 0)
        g_array_append_vals (self->values, values, self->n_values);
      return;
    }

  if (is_final (weir_row_table_get_head (self, i)->state) && !is_final (head->state)
      && weir_row_table_get_head (self, i)->state != WEIR_WINDOW_RETRACTED)
    return;

  g_array_index (self->heads, WeirRowHead, i) = *head;
  if (self->n_values > 0)
    memcpy (&g_array_index (self->values, WeirValue, (gsize) i * self->n_values), values,
            self->n_values * sizeof *values);
}

/*< private >
 * weir_row_table_get_head:
 * @self: a table
 * @i: which row
 *
 * Returns: (transfer none): its key, window and state, valid until a row is put
 */
const WeirRowHead *
weir_row_table_get_head (const WeirRowTable *self,
                         guint               i)
{
  return &g_array_index (self->heads, WeirRowHead, i);
}

/*< private >
 * weir_row_table_get_values:
 * @self: a table
 * @i: which row
 *
 * Returns: (transfer none) (nullable): its values, valid until a row is put; %NULL
 *   where rows have none
 */
const WeirValue *
weir_row_table_get_values (const WeirRowTable *self,
                           guint               i)
{
  return self->n_values > 0 ? &g_array_index (self->values, WeirValue, (gsize) i * self->n_values) : NULL;
}

/*< private >
 * weir_row_table_get_n_bytes:
 * @self: a table
 *
 * Returns: the memory in use, in bytes
 */
gsize
weir_row_table_get_n_bytes (const WeirRowTable *self)
{
  return self->heads->len * (sizeof (WeirRowHead) + self->n_values * sizeof (WeirValue))
         + weir_dense_index_get_n_bytes (&self->index);
}
