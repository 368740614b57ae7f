#include "config.h"

#include "data/window/weir-top.h"

#include <math.h>
#include <string.h>

#include "data/window/weir-value-copy.h"

#define DEFAULT_MAX_BYTES (64u * 1024 * 1024)

/* A key's row of one window, in one piece of memory with its values, their texts and the key. */
typedef struct
{
  WeirWindowRow row;
  WeirValue     number;       /* ranked by */
  GSequenceIter *place;
  gsize         size_bytes;
} WeirTopEntry;

typedef struct
{
  gint64      start_usec;
  gint64      end_usec;
  GHashTable *keys;        /* owned set of borrowed WeirTopEntry, by key; only with updates */
  GSequence  *ranking;     /* owned; of owned WeirTopEntry, the best first */
  guint64     n_ranked;
  gboolean    final;
  gboolean    changed;
} WeirTopWindow;

struct _WeirTop
{
  WeirTopSpec     spec;
  GSequence      *windows;    /* owned; of owned WeirTopWindow, by (start, end) */
  WeirTopWindow  *window;     /* borrowed (nullable): of the last row */
  WeirTopCounters counters;
};

static void
weir_top_window_free (gpointer data)
{
  WeirTopWindow *self = data;

  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_clear_pointer (&self->ranking, g_sequence_free);
  g_free (self);
}

/**
 * weir_top_new:
 * @spec: what to rank by; copied
 *
 * Makes the global stage behind a window engine: it takes the rows of all keys
 * and gives out, per window, the best of them. Equal ones are ranked by
 * key, bytewise ascending, so that ranks are the same in every run. A row
 * without a number to rank by is counted and not ranked; integers are compared
 * exactly, beyond 2^53 too. Belongs to one thread, any one.
 *
 * With @updates a later row of a key and window takes the place of the
 * earlier, and all keys are kept, for any may move up; without, no more than
 * @n_ranks a window.
 *
 * Returns: (transfer full): a ranking
 */
WeirTop *
weir_top_new (const WeirTopSpec *spec)
{
  WeirTop *self;

  g_return_val_if_fail (spec != NULL && spec->n_ranks > 0, NULL);

  self = g_new0 (WeirTop, 1);
  self->spec = *spec;
  if (self->spec.max_bytes == 0)
    self->spec.max_bytes = DEFAULT_MAX_BYTES;
  self->windows = g_sequence_new (weir_top_window_free);
  return self;
}

/**
 * weir_top_free:
 * @self: a ranking
 */
void
weir_top_free (WeirTop *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->windows, g_sequence_free);
  g_free (self);
}

static int
weir_top_window_compare (gconstpointer a,
                         gconstpointer b,
                         gpointer      user_data)
{
  const WeirTopWindow *window_a = a;
  const WeirTopWindow *window_b = b;

  if (window_a->start_usec != window_b->start_usec)
    return window_a->start_usec < window_b->start_usec ? -1 : 1;

  return (window_a->end_usec > window_b->end_usec) - (window_a->end_usec < window_b->end_usec);
}

static guint
weir_top_entry_hash (gconstpointer data)
{
  const WeirTopEntry *entry = data;

  return entry->row.key_id;
}

static gboolean
weir_top_entry_equal (gconstpointer a,
                      gconstpointer b)
{
  return ((const WeirTopEntry *) a)->row.key_id == ((const WeirTopEntry *) b)->row.key_id;
}

static WeirTopWindow *
weir_top_get_window (WeirTop             *self,
                     const WeirWindowRow *row)
{
  WeirTopWindow wanted = { .start_usec = row->start_usec, .end_usec = row->end_usec };
  GSequenceIter *place;

  if (self->window != NULL && weir_top_window_compare (self->window, &wanted, NULL) == 0)
    return self->window;

  place = g_sequence_lookup (self->windows, &wanted, weir_top_window_compare, NULL);
  if (place == NULL)
    {
      WeirTopWindow *window = g_new (WeirTopWindow, 1);

      *window = wanted;
      window->ranking = g_sequence_new (g_free);
      if (self->spec.updates)
        window->keys = g_hash_table_new (weir_top_entry_hash, weir_top_entry_equal);
      place = g_sequence_insert_sorted (self->windows, window, weir_top_window_compare, NULL);
    }

  return self->window = g_sequence_get (place);
}

/* Exact beyond 2^53 too, where @number is no longer every integer. */
static int
weir_int_compare_double (gint64 integer,
                         double number)
{
  double whole = trunc (number);

  if (number >= 0x1p63)
    return -1;
  if (number < -0x1p63)
    return 1;
  if (integer != (gint64) whole)
    return integer < (gint64) whole ? -1 : 1;

  return (whole > number) - (whole < number);
}

static int
weir_number_compare (const WeirValue *a,
                     const WeirValue *b)
{
  if (a->type == WEIR_VALUE_INT && b->type == WEIR_VALUE_INT)
    return (a->as_int > b->as_int) - (a->as_int < b->as_int);
  if (a->type == WEIR_VALUE_INT)
    return weir_int_compare_double (a->as_int, b->as_double);
  if (b->type == WEIR_VALUE_INT)
    return -weir_int_compare_double (b->as_int, a->as_double);

  return (a->as_double > b->as_double) - (a->as_double < b->as_double);
}

/* The best first; equal ones by key, bytewise. */
static int
weir_top_entry_compare (gconstpointer a,
                        gconstpointer b,
                        gpointer      user_data)
{
  const WeirTop *self = user_data;
  const WeirTopEntry *entry_a = a;
  const WeirTopEntry *entry_b = b;
  gsize length_a = entry_a->row.key_length;
  gsize length_b = entry_b->row.key_length;
  int order = weir_number_compare (&entry_b->number, &entry_a->number);

  if (order != 0)
    return self->spec.smallest ? -order : order;

  order = memcmp (entry_a->row.key, entry_b->row.key, MIN (length_a, length_b));
  return order != 0 ? order : (length_a > length_b) - (length_a < length_b);
}

/* FALSE where there is no number. */
static gboolean
weir_top_get_number (const WeirTop       *self,
                     const WeirWindowRow *row,
                     WeirValue           *number)
{
  if (self->spec.column == WEIR_TOP_COUNT)
    {
      *number = (WeirValue){ .type = WEIR_VALUE_INT, .as_int = (gint64) row->count };
      return TRUE;
    }

  if (self->spec.column >= row->n_values)
    return FALSE;

  *number = row->values[self->spec.column];
  return weir_value_is_number (number) && !isnan (weir_value_get_double (number));
}

static WeirTopEntry *
weir_top_entry_new (const WeirWindowRow *row,
                    const WeirValue     *number)
{
  gsize size_bytes = sizeof (WeirTopEntry) + weir_values_get_size (row->values, row->n_values) + row->key_length;
  WeirTopEntry *entry = g_malloc (size_bytes);
  WeirValue *values = (WeirValue *) (entry + 1);
  char *key = weir_values_copy (row->values, row->n_values, values);

  *entry = (WeirTopEntry){ .row = *row, .number = *number, .size_bytes = size_bytes };
  memcpy (key, row->key, row->key_length);
  entry->row.key = key;
  entry->row.values = values;
  return entry;
}

static void
weir_top_drop (WeirTop       *self,
               WeirTopWindow *window,
               WeirTopEntry  *entry)
{
  self->counters.n_bytes -= entry->size_bytes;
  if (window->keys != NULL)
    g_hash_table_remove (window->keys, entry);
  g_sequence_remove (entry->place);
}

/* What the key had before in this window goes first. */
static void
weir_top_subtract (WeirTop             *self,
                   WeirTopWindow       *window,
                   const WeirWindowRow *row)
{
  const WeirTopEntry wanted = { .row = { .key_id = row->key_id } };
  WeirTopEntry *old = window->keys != NULL ? g_hash_table_lookup (window->keys, &wanted) : NULL;

  if (old == NULL)
    return;

  weir_top_drop (self, window, old);
  window->n_ranked--;
  window->changed = TRUE;
}

static void
weir_top_insert (WeirTop             *self,
                 WeirTopWindow       *window,
                 const WeirWindowRow *row,
                 const WeirValue     *number)
{
  WeirTopEntry *entry = weir_top_entry_new (row, number);

  if (self->counters.n_bytes + entry->size_bytes > self->spec.max_bytes)
    {
      self->counters.n_refused++;
      g_free (entry);
      return;
    }

  self->counters.n_bytes += entry->size_bytes;
  entry->place = g_sequence_insert_sorted (window->ranking, entry, weir_top_entry_compare, self);
  window->n_ranked++;
  window->changed = TRUE;
  if (window->keys != NULL)
    g_hash_table_add (window->keys, entry);
  else if (window->n_ranked > self->spec.n_ranks)
    {
      GSequenceIter *last = g_sequence_iter_prev (g_sequence_get_end_iter (window->ranking));

      weir_top_drop (self, window, g_sequence_get (last));
    }
}

/**
 * weir_top_add:
 * @self: a ranking
 * @row: a row of the window engine; borrowed for the call
 *
 * Takes @row to its window's others. A retracted one only takes away what its
 * key had. Rows of open windows want @updates.
 */
void
weir_top_add (WeirTop             *self,
              const WeirWindowRow *row)
{
  WeirTopWindow *window;
  WeirValue number;

  g_return_if_fail (self != NULL && row != NULL);

  self->counters.n_rows++;
  window = weir_top_get_window (self, row);
  weir_top_subtract (self, window, row);
  if (row->state == WEIR_WINDOW_RETRACTED)
    return;

  window->final = row->state != WEIR_WINDOW_OPEN;
  if (weir_top_get_number (self, row, &number))
    weir_top_insert (self, window, row, &number);
  else
    self->counters.n_unranked++;
}

static void
weir_top_give (WeirTop             *self,
               const WeirTopWindow *window,
               WeirTopRowFunc       func,
               gpointer             user_data)
{
  GSequenceIter *place = g_sequence_get_begin_iter (window->ranking);
  WeirTopRow row = { .n_ranked = window->n_ranked };

  while (row.rank < self->spec.n_ranks && !g_sequence_iter_is_end (place))
    {
      const WeirTopEntry *entry = g_sequence_get (place);

      row.rank++;
      row.row = entry->row;
      func (&row, user_data);
      place = g_sequence_iter_next (place);
    }
}

static void
weir_top_forget (WeirTop       *self,
                 GSequenceIter *place)
{
  WeirTopWindow *window = g_sequence_get (place);

  while (!g_sequence_is_empty (window->ranking))
    weir_top_drop (self, window, g_sequence_get (g_sequence_get_begin_iter (window->ranking)));

  self->window = NULL;
  g_sequence_remove (place);
}

/**
 * weir_top_flush:
 * @self: a ranking
 * @func: (scope call): called for each ranked row, by (start, end, rank)
 * @user_data: for @func
 *
 * Gives out the ranking of each window that changed since the last call, and
 * forgets those that are final. Call it when the engine has given out all keys
 * of a window: after any of its functions returned. A window whose last key
 * was taken away has no rank left to give.
 */
void
weir_top_flush (WeirTop       *self,
                WeirTopRowFunc func,
                gpointer       user_data)
{
  GSequenceIter *place;

  g_return_if_fail (self != NULL && func != NULL);

  place = g_sequence_get_begin_iter (self->windows);
  while (!g_sequence_iter_is_end (place))
    {
      GSequenceIter *next = g_sequence_iter_next (place);
      WeirTopWindow *window = g_sequence_get (place);

      if (window->changed)
        weir_top_give (self, window, func, user_data);
      window->changed = FALSE;
      if (window->final || g_sequence_is_empty (window->ranking))
        weir_top_forget (self, place);
      place = next;
    }
}

/**
 * weir_top_get_counters:
 * @self: a ranking
 * @counters: (out): its counters now
 */
void
weir_top_get_counters (WeirTop         *self,
                       WeirTopCounters *counters)
{
  g_return_if_fail (self != NULL && counters != NULL);

  *counters = self->counters;
  counters->n_windows = g_sequence_get_length (self->windows);
}
