#include "config.h"

#include "data/view/weir-density-reader.h"

#include <math.h>

/* As far as a line of records is drawn across what is missing: five times the usual distance. */
#define JOIN_WINDOWS 5
/* Points far out of the range are dropped once there are so many ranges of them. */
#define MAX_RANGES   3

struct _WeirDensityReader
{
  WeirStreamView *stream;       /* owned */
  guint           window;
  guint           column;       /* of its rows */
  char           *value;        /* owned */
  gint64          window_usec;
  WeirDensity    *density;      /* owned */
  GHashTable     *lines;        /* owned: key (owned) → line + 1 */
  GHashTable     *known;        /* owned: key as the store has it (borrowed, compared by address) → line + 1 */

  /* What was read. */
  gint64          begin_usec;   /* G_MAXINT64: nothing yet */
  gint64          open_usec;    /* windows from here on may still change */
  gint64          last_usec;    /* start of the latest window */
  guint64         n_rows;       /* that began before open_usec */
};

/* The mean of a window says most of it; where the stream has none, its last or its largest value. */
static const char *const aggregates[] = { "mean", "last", "max" };

static gboolean
find_column (WeirDensityReader     *self,
             const WeirFieldConfig *field)
{
  GPtrArray *windows = weir_stream_view_get_config (self->stream)->windows;

  self->window_usec = G_MAXINT64;
  for (guint i = 0; i < windows->len; i++)
    {
      const WeirWindowSpec *spec = &((const WeirWindowConfig *) g_ptr_array_index (windows, i))->spec;
      const WeirRowSchema *schema = weir_stream_view_get_row_schema (self->stream, i);

      for (guint k = 0; k < G_N_ELEMENTS (aggregates) && spec->kind == WEIR_WINDOW_TUMBLING && spec->size_usec < self->window_usec; k++)
        {
          g_autofree char *name = g_strdup_printf ("%s_%s", field->name, aggregates[k]);
          guint column = weir_row_schema_find_value (schema, name);

          if (column == WEIR_STREAM_NO_FIELD)
            continue;
          self->window = i;
          self->column = column;
          self->window_usec = spec->size_usec;
          g_free (self->value);
          self->value = g_steal_pointer (&name);
        }
    }

  return self->value != NULL;
}

/**
 * weir_density_reader_new:
 * @stream: a stream
 * @field: index of one of its fields
 *
 * Returns: (transfer full) (nullable): a reader; %NULL if the stream has no
 *   tumbling windows with a mean, last or largest value of @field
 */
WeirDensityReader *
weir_density_reader_new (WeirStreamView *stream,
                         guint           field)
{
  g_autoptr(WeirDensityReader) self = g_new0 (WeirDensityReader, 1);
  GPtrArray *fields;

  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (stream), NULL);

  fields = weir_stream_view_get_config (stream)->fields;
  g_return_val_if_fail (field < fields->len, NULL);

  self->stream = g_object_ref (stream);
  self->begin_usec = G_MAXINT64;
  if (!find_column (self, g_ptr_array_index (fields, field)))
    return NULL;

  self->density = weir_density_new (JOIN_WINDOWS * self->window_usec);
  self->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->known = g_hash_table_new (NULL, NULL);

  return g_steal_pointer (&self);
}

/**
 * weir_density_reader_free:
 * @self: (transfer full): a reader
 *
 * Frees the reader and its lines.
 */
void
weir_density_reader_free (WeirDensityReader *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->stream);
  g_free (self->value);
  g_clear_pointer (&self->density, weir_density_free);
  g_clear_pointer (&self->lines, g_hash_table_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_free (self);
}

/**
 * weir_density_reader_get_density:
 * @self: a reader
 *
 * Returns: (transfer none): the lines that it reads, the same as long as it is
 */
WeirDensity *
weir_density_reader_get_density (WeirDensityReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->density;
}

/**
 * weir_density_reader_get_value:
 * @self: a reader
 *
 * Returns: (transfer none): the column of windows that it reads, as `price_mean`
 */
const char *
weir_density_reader_get_value (WeirDensityReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->value;
}

/**
 * weir_density_reader_get_window_usec:
 * @self: a reader
 *
 * Returns: how long these windows are
 */
gint64
weir_density_reader_get_window_usec (WeirDensityReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->window_usec;
}

static guint
find_line (WeirDensityReader *self,
           const char        *key)
{
  guint line = GPOINTER_TO_UINT (g_hash_table_lookup (self->known, key));

  if (line == 0)
    line = GPOINTER_TO_UINT (g_hash_table_lookup (self->lines, key));
  if (line == 0)
    {
      line = weir_density_add_line (self->density, key) + 1;
      g_hash_table_insert (self->lines, g_strdup (key), GUINT_TO_POINTER (line));
    }
  g_hash_table_insert (self->known, (gpointer) key, GUINT_TO_POINTER (line));

  return line - 1;
}

static void
add_row (const WeirWindowRow *row,
         gpointer             user_data)
{
  WeirDensityReader *self = user_data;
  const WeirValue *value = &row->values[self->column];

  self->last_usec = MAX (self->last_usec, row->start_usec);
  if (row->state == WEIR_WINDOW_OPEN)
    self->open_usec = MIN (self->open_usec, row->start_usec);
  if (value->type == WEIR_VALUE_DOUBLE || value->type == WEIR_VALUE_INT)
    weir_density_add_point (self->density, find_line (self, row->key), row->start_usec + (row->end_usec - row->start_usec) / 2,
                            value->type == WEIR_VALUE_INT ? (double) value->as_int : value->as_double);
}

/* What was read is still there, and reaches as far back. */
static gboolean
is_valid (WeirDensityReader *self,
          gint64             begin_usec,
          gint64             end_usec)
{
  return self->begin_usec <= begin_usec && self->open_usec - self->begin_usec <= MAX_RANGES * (end_usec - begin_usec)
         && weir_stream_view_count_rows (self->stream, self->window, self->begin_usec, self->open_usec) == self->n_rows;
}

/**
 * weir_density_reader_read:
 * @self: a reader
 * @begin_usec: start of what is shown
 * @end_usec: its end, exclusive
 *
 * Brings the lines up to date: mostly by the windows that were open the last
 * time, and all anew where the range begins earlier or others came or went.
 *
 * Returns: whether anything was read
 */
gboolean
weir_density_reader_read (WeirDensityReader *self,
                          gint64             begin_usec,
                          gint64             end_usec)
{
  gint64 from_usec;

  g_return_val_if_fail (self != NULL && begin_usec < end_usec, FALSE);

  begin_usec -= JOIN_WINDOWS * self->window_usec;
  if (!is_valid (self, begin_usec, end_usec))
    {
      weir_density_clear (self->density);
      g_hash_table_remove_all (self->lines);
      self->begin_usec = self->open_usec = begin_usec - (end_usec - begin_usec) / 2;
    }
  else if (weir_stream_view_count_rows (self->stream, self->window, self->open_usec, G_MAXINT64) == 0)
    {
      return FALSE;
    }

  from_usec = self->open_usec;
  self->open_usec = G_MAXINT64;
  self->last_usec = from_usec;
  /* The store frees the names of keys that it drops. */
  g_hash_table_remove_all (self->known);
  weir_density_cut (self->density, from_usec);
  weir_stream_view_visit_rows (self->stream, self->window, from_usec, G_MAXINT64, add_row, self);
  if (self->open_usec == G_MAXINT64)
    self->open_usec = self->last_usec;
  self->n_rows = weir_stream_view_count_rows (self->stream, self->window, self->begin_usec, self->open_usec);

  return TRUE;
}
