#include "config.h"

#include "data/screen/weir-row-table.h"

#include <string.h>

void
weir_row_table_init (WeirRowTable *self,
                     guint         n_values)
{
  self->n_values = n_values;
  self->heads = g_array_new (FALSE, FALSE, sizeof (WeirRowHead));
  self->values = g_array_new (FALSE, FALSE, sizeof (WeirValue));
  weir_dense_index_init (&self->index);
}

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

/* An early value never takes the place of a final one, in whatever order they are merged. */
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

const WeirRowHead *
weir_row_table_get_head (const WeirRowTable *self,
                         guint               i)
{
  return &g_array_index (self->heads, WeirRowHead, i);
}

const WeirValue *
weir_row_table_get_values (const WeirRowTable *self,
                           guint               i)
{
  return self->n_values > 0 ? &g_array_index (self->values, WeirValue, (gsize) i * self->n_values) : NULL;
}

gsize
weir_row_table_get_n_bytes (const WeirRowTable *self)
{
  return self->heads->len * (sizeof (WeirRowHead) + self->n_values * sizeof (WeirValue))
         + weir_dense_index_get_n_bytes (&self->index);
}
