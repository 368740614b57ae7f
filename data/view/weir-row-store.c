#include "config.h"

#include "data/view/weir-row-store.h"

#include <string.h>

/* All windows that start at one time. */
typedef struct
{
  gint64       start_usec;
  gsize        n_bytes;     /* as counted in the store */
  GPtrArray   *keys;        /* owned reference: what the key ids of its rows mean */
  WeirRowTable rows;
} Pane;

struct _WeirRowStore
{
  guint      n_values;
  gint64     retention_usec;
  gsize      max_bytes;
  GPtrArray *panes;         /* owned, of Pane, ascending by start */
  GPtrArray *keys;          /* owned: key id → ref-counted string */
  gsize      n_key_bytes;
  gsize      n_bytes;       /* of the panes */
  guint64    n_forgotten;
  guint64    n_evicted;     /* of these: within retention */
};

static void
pane_free (gpointer data)
{
  Pane *pane = data;

  weir_row_table_clear (&pane->rows);
  g_ptr_array_unref (pane->keys);
  g_free (pane);
}

/**
 * weir_row_store_new:
 * @n_values: values a row
 * @retention_usec: how far behind the newest window rows are kept; 0: no limit
 * @max_bytes: memory for rows
 *
 * Returns: (transfer full): an empty store
 */
WeirRowStore *
weir_row_store_new (guint  n_values,
                    gint64 retention_usec,
                    gsize  max_bytes)
{
  WeirRowStore *self = g_new0 (WeirRowStore, 1);

  self->n_values = n_values;
  self->retention_usec = retention_usec;
  self->max_bytes = max_bytes;
  self->panes = g_ptr_array_new_with_free_func (pane_free);
  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);

  return self;
}

/**
 * weir_row_store_free:
 * @self: (transfer full): a store
 */
void
weir_row_store_free (WeirRowStore *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->panes);
  g_ptr_array_unref (self->keys);
  g_free (self);
}

/**
 * weir_row_store_add_key:
 * @self: a store
 * @key: (transfer full): the key of the next id, a ref-counted string
 */
void
weir_row_store_add_key (WeirRowStore *self,
                        char         *key)
{
  g_ptr_array_add (self->keys, key);
  self->n_key_bytes += g_ref_string_length (key) + 32;
}

/**
 * weir_row_store_get_key:
 * @self: a store
 * @key_id: a key that was added
 *
 * Returns: (transfer none): it, a ref-counted string
 */
const char *
weir_row_store_get_key (WeirRowStore *self,
                        guint         key_id)
{
  g_return_val_if_fail (key_id < self->keys->len, NULL);

  return g_ptr_array_index (self->keys, key_id);
}

/* Index of the first pane that starts at or after @start_usec. */
static guint
lower_bound (WeirRowStore *self,
             gint64        start_usec)
{
  guint low = 0;
  guint high = self->panes->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const Pane *pane = g_ptr_array_index (self->panes, middle);

      if (pane->start_usec < start_usec)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static Pane *
ensure_pane (WeirRowStore *self,
             gint64        start_usec)
{
  guint i = lower_bound (self, start_usec);
  Pane *pane;

  if (i < self->panes->len)
    {
      pane = g_ptr_array_index (self->panes, i);
      if (pane->start_usec == start_usec)
        return pane;
    }

  pane = g_new0 (Pane, 1);
  pane->start_usec = start_usec;
  pane->keys = g_ptr_array_ref (self->keys);
  weir_row_table_init (&pane->rows, self->n_values);
  g_ptr_array_insert (self->panes, i, pane);

  return pane;
}

/**
 * weir_row_store_put:
 * @self: a store
 * @head: a row of a key that was added
 * @values: (array): its values
 *
 * Adds a row, or puts it in the place of an earlier one of that window. Call
 * weir_row_store_trim() after a batch.
 */
void
weir_row_store_put (WeirRowStore      *self,
                    const WeirRowHead *head,
                    const WeirValue   *values)
{
  Pane *pane = ensure_pane (self, head->start_usec);

  weir_row_table_put (&pane->rows, head, values);
  self->n_bytes -= pane->n_bytes;
  pane->n_bytes = sizeof *pane + weir_row_table_get_n_bytes (&pane->rows);
  self->n_bytes += pane->n_bytes;
}

/**
 * weir_row_store_set_max_bytes:
 * @self: a store
 * @max_bytes: memory for rows, from the next weir_row_store_trim() on
 */
void
weir_row_store_set_max_bytes (WeirRowStore *self,
                              gsize         max_bytes)
{
  self->max_bytes = max_bytes;
}

/**
 * weir_row_store_trim:
 * @self: a store
 *
 * Forgets windows past retention and budget, oldest first. The newest pane stays.
 */
void
weir_row_store_trim (WeirRowStore *self)
{
  guint n = 0;
  gint64 oldest_usec = G_MININT64;

  if (self->panes->len == 0)
    return;

  if (self->retention_usec > 0)
    oldest_usec = ((Pane *) g_ptr_array_index (self->panes, self->panes->len - 1))->start_usec - self->retention_usec;

  for (; n + 1 < self->panes->len; n++)
    {
      const Pane *pane = g_ptr_array_index (self->panes, n);

      if (pane->start_usec >= oldest_usec && self->n_bytes <= self->max_bytes)
        break;
      self->n_bytes -= pane->n_bytes;
      self->n_forgotten += pane->rows.heads->len;
      self->n_evicted += pane->start_usec >= oldest_usec ? pane->rows.heads->len : 0;
    }

  if (n > 0)
    g_ptr_array_remove_range (self->panes, 0, n);
}

static int
compare_keys (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const Pane *pane = user_data;
  const char *x = g_ptr_array_index (pane->keys, weir_row_table_get_head (&pane->rows, *(const guint *) a)->key_id);
  const char *y = g_ptr_array_index (pane->keys, weir_row_table_get_head (&pane->rows, *(const guint *) b)->key_id);
  gsize x_length = g_ref_string_length ((char *) x);
  gsize y_length = g_ref_string_length ((char *) y);
  int result = memcmp (x, y, MIN (x_length, y_length));

  return result != 0 ? result : (x_length > y_length) - (x_length < y_length);
}

static void
give_row (const Pane        *pane,
          guint              i,
          WeirWindowRowFunc  func,
          gpointer           user_data)
{
  const WeirRowHead *head = weir_row_table_get_head (&pane->rows, i);
  char *key = g_ptr_array_index (pane->keys, head->key_id);
  const WeirWindowRow row = {
    .key_id = head->key_id,
    .state = head->state,
    .key = key,
    .key_length = g_ref_string_length (key),
    .start_usec = head->start_usec,
    .end_usec = head->end_usec,
    .count = head->count,
    .values = weir_row_table_get_values (&pane->rows, i),
    .n_values = pane->rows.n_values,
  };

  func (&row, user_data);
}

static void
give_pane (Pane              *pane,
           gboolean           final_only,
           WeirWindowRowFunc  func,
           gpointer           user_data)
{
  g_autoptr(GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < pane->rows.heads->len; i++)
    {
      WeirWindowState state = weir_row_table_get_head (&pane->rows, i)->state;

      if (state != WEIR_WINDOW_RETRACTED && (!final_only || state != WEIR_WINDOW_OPEN))
        g_array_append_val (places, i);
    }
  g_array_sort_with_data (places, compare_keys, pane);

  for (guint i = 0; i < places->len; i++)
    give_row (pane, g_array_index (places, guint, i), func, user_data);
}

/**
 * weir_row_store_foreach:
 * @self: a store
 * @begin_usec: first window start
 * @end_usec: past the last window start
 * @final_only: leave open windows out
 * @func: gets each row, ordered by start and then by key, bytewise
 * @user_data: for @func
 */
void
weir_row_store_foreach (WeirRowStore      *self,
                        gint64             begin_usec,
                        gint64             end_usec,
                        gboolean           final_only,
                        WeirWindowRowFunc  func,
                        gpointer           user_data)
{
  for (guint i = lower_bound (self, begin_usec); i < self->panes->len; i++)
    {
      Pane *pane = g_ptr_array_index (self->panes, i);

      if (pane->start_usec >= end_usec)
        break;
      give_pane (pane, final_only, func, user_data);
    }
}

/**
 * weir_row_store_visit:
 * @self: a store
 * @begin_usec: first window start
 * @end_usec: past the last window start
 * @func: gets each row that is not retracted, by start, of one start in any order
 * @user_data: for @func
 *
 * As weir_row_store_foreach(), without what it costs to sort the keys.
 */
void
weir_row_store_visit (WeirRowStore      *self,
                      gint64             begin_usec,
                      gint64             end_usec,
                      WeirWindowRowFunc  func,
                      gpointer           user_data)
{
  for (guint i = lower_bound (self, begin_usec); i < self->panes->len; i++)
    {
      const Pane *pane = g_ptr_array_index (self->panes, i);

      if (pane->start_usec >= end_usec)
        break;
      for (guint k = 0; k < pane->rows.heads->len; k++)
        if (weir_row_table_get_head (&pane->rows, k)->state != WEIR_WINDOW_RETRACTED)
          give_row (pane, k, func, user_data);
    }
}

/**
 * weir_row_store_count_rows:
 * @self: a store
 * @begin_usec: first window start
 * @end_usec: past the last window start
 *
 * Returns: how many rows it has there
 */
guint64
weir_row_store_count_rows (WeirRowStore *self,
                           gint64        begin_usec,
                           gint64        end_usec)
{
  guint64 n_rows = 0;

  for (guint i = lower_bound (self, begin_usec); i < self->panes->len; i++)
    {
      const Pane *pane = g_ptr_array_index (self->panes, i);

      if (pane->start_usec >= end_usec)
        break;
      n_rows += pane->rows.heads->len;
    }

  return n_rows;
}

/* What @key is called in the panes of @keys; those of a take-over have other ids. */
static guint
find_key_id (GPtrArray  *keys,
             const char *key)
{
  for (guint i = 0; i < keys->len; i++)
    if (strcmp (g_ptr_array_index (keys, i), key) == 0)
      return i;

  return G_MAXUINT;
}

/**
 * weir_row_store_foreach_of_key:
 * @self: a store
 * @key: a key
 * @begin_usec: first window start
 * @end_usec: past the last window start
 * @func: gets each row of @key that is not retracted, by window start
 * @user_data: for @func
 *
 * Costs as much as there are windows in the range, however many keys they have.
 */
void
weir_row_store_foreach_of_key (WeirRowStore      *self,
                               const char        *key,
                               gint64             begin_usec,
                               gint64             end_usec,
                               WeirWindowRowFunc  func,
                               gpointer           user_data)
{
  GPtrArray *keys = NULL;
  guint key_id = G_MAXUINT;

  for (guint i = lower_bound (self, begin_usec); i < self->panes->len; i++)
    {
      const Pane *pane = g_ptr_array_index (self->panes, i);
      guint row;

      if (pane->start_usec >= end_usec)
        break;
      if (pane->keys != keys)
        key_id = find_key_id (pane->keys, key);
      keys = pane->keys;
      row = key_id != G_MAXUINT ? weir_dense_index_find (&pane->rows.index, pane->start_usec, key_id) : WEIR_DENSE_INDEX_NONE;
      if (row != WEIR_DENSE_INDEX_NONE && weir_row_table_get_head (&pane->rows, row)->state != WEIR_WINDOW_RETRACTED)
        give_row (pane, row, func, user_data);
    }
}

static guint64
count_records (const Pane *pane)
{
  guint64 n_records = 0;

  for (guint i = 0; i < pane->rows.heads->len; i++)
    n_records += weir_row_table_get_head (&pane->rows, i)->count;

  return n_records;
}

/* Panes from before the first one of @newer; that one, too, if @newer misses records that the broker has deleted since. */
static guint
count_older (WeirRowStore *self,
             WeirRowStore *newer)
{
  const Pane *first = g_ptr_array_index (newer->panes, 0);
  guint n = lower_bound (self, first->start_usec);

  if (n < self->panes->len)
    {
      const Pane *pane = g_ptr_array_index (self->panes, n);

      if (pane->start_usec == first->start_usec && count_records (pane) > count_records (first))
        {
          g_ptr_array_remove_index (newer->panes, 0);
          n++;
        }
    }

  return n;
}

static void
swap_keys (WeirRowStore *self,
           WeirRowStore *newer)
{
  GPtrArray *keys = self->keys;
  gsize n_key_bytes = self->n_key_bytes;

  self->keys = newer->keys;
  self->n_key_bytes = newer->n_key_bytes;
  newer->keys = keys;
  newer->n_key_bytes = n_key_bytes;
}

/**
 * weir_row_store_take_over:
 * @self: a store
 * @newer: one of the same windows, read again from further back; its rows are gone afterwards
 *
 * Takes the rows of @newer and what its key ids mean. Rows of @self from
 * before them stay.
 */
void
weir_row_store_take_over (WeirRowStore *self,
                          WeirRowStore *newer)
{
  swap_keys (self, newer);
  if (newer->panes->len > 0)
    {
      guint n_older = count_older (self, newer);

      g_ptr_array_remove_range (self->panes, n_older, self->panes->len - n_older);
      g_ptr_array_extend_and_steal (self->panes, newer->panes);
      newer->panes = g_ptr_array_new_with_free_func (pane_free);
    }

  newer->n_bytes = 0;
  self->n_bytes = 0;
  for (guint i = 0; i < self->panes->len; i++)
    self->n_bytes += ((Pane *) g_ptr_array_index (self->panes, i))->n_bytes;
  self->n_forgotten = newer->n_forgotten;
  self->n_evicted = newer->n_evicted;
}

/**
 * weir_row_store_get_n_bytes:
 * @self: a store
 *
 * Returns: the memory of rows and keys
 */
gsize
weir_row_store_get_n_bytes (WeirRowStore *self)
{
  return self->n_bytes + self->n_key_bytes;
}

/**
 * weir_row_store_get_n_forgotten:
 * @self: a store
 *
 * Returns: rows dropped, for age or for memory
 */
guint64
weir_row_store_get_n_forgotten (WeirRowStore *self)
{
  return self->n_forgotten;
}

/**
 * weir_row_store_get_n_evicted:
 * @self: a store
 *
 * Returns: how many rows were dropped for the budget, before their retention was over
 */
guint64
weir_row_store_get_n_evicted (WeirRowStore *self)
{
  return self->n_evicted;
}
