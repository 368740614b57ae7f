#include "config.h"

#include "app/cli/weir-cli-row-sorter.h"

#include <string.h>

struct _WeirCliRowSorter
{
  guint              n_values;
  WeirWindowRowFunc  func;
  gpointer           user_data;
  GArray            *rows;      /* of WeirWindowRow whose key and values live in chunk */
  GStringChunk      *keys;
  GPtrArray         *values;    /* of arrays of n_values WeirValue, one a row */
};

WeirCliRowSorter *
weir_cli_row_sorter_new (guint             n_values,
                         WeirWindowRowFunc func,
                         gpointer          user_data)
{
  WeirCliRowSorter *self = g_new0 (WeirCliRowSorter, 1);

  self->n_values = n_values;
  self->func = func;
  self->user_data = user_data;
  self->rows = g_array_new (FALSE, FALSE, sizeof (WeirWindowRow));
  self->keys = g_string_chunk_new (64 * 1024);
  self->values = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
weir_cli_row_sorter_add (WeirCliRowSorter    *self,
                         const WeirWindowRow *row)
{
  WeirWindowRow copy = *row;

  copy.key = g_string_chunk_insert_len (self->keys, row->key, row->key_length);
  copy.values = g_memdup2 (row->values, self->n_values * sizeof (WeirValue));
  g_ptr_array_add (self->values, (gpointer) copy.values);
  g_array_append_val (self->rows, copy);
}

static int
weir_window_row_compare (gconstpointer a,
                         gconstpointer b)
{
  const WeirWindowRow *left = a;
  const WeirWindowRow *right = b;
  int order;

  if (left->start_usec != right->start_usec)
    return left->start_usec < right->start_usec ? -1 : 1;

  order = memcmp (left->key, right->key, MIN (left->key_length, right->key_length));
  if (order != 0)
    return order;
  if (left->key_length != right->key_length)
    return left->key_length < right->key_length ? -1 : 1;

  /* Sliding windows of one key may share a start only by ending apart. */
  return (left->end_usec > right->end_usec) - (left->end_usec < right->end_usec);
}

void
weir_cli_row_sorter_flush (WeirCliRowSorter *self)
{
  g_array_sort (self->rows, weir_window_row_compare);
  for (guint i = 0; i < self->rows->len; i++)
    self->func (&g_array_index (self->rows, WeirWindowRow, i), self->user_data);

  g_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->values, 0);
  g_string_chunk_clear (self->keys);
}

void
weir_cli_row_sorter_free (WeirCliRowSorter *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->rows);
  g_ptr_array_unref (self->values);
  g_string_chunk_free (self->keys);
  g_free (self);
}
