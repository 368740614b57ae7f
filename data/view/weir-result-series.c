#include "config.h"

#include "data/view/weir-result-series.h"

#include <math.h>
#include <string.h>

static WeirExportColumnType
get_type (WeirQueryResult *result,
          int              column)
{
  guint n_columns;
  const WeirExportColumn *columns = weir_query_result_get_columns (result, &n_columns);

  return column >= 0 && (guint) column < n_columns ? columns[column].type : WEIR_EXPORT_BLOB;
}

/**
 * weir_result_axes_is_time:
 * @result: a result
 * @column: one of its columns, or none
 *
 * Returns: whether @column has times
 */
gboolean
weir_result_axes_is_time (WeirQueryResult *result,
                          int              column)
{
  return get_type (result, column) == WEIR_EXPORT_TIME;
}

/**
 * weir_result_axes_is_number:
 * @result: a result
 * @column: one of its columns, or none
 *
 * Returns: whether @column has numbers
 */
gboolean
weir_result_axes_is_number (WeirQueryResult *result,
                            int              column)
{
  WeirExportColumnType type = get_type (result, column);

  return type == WEIR_EXPORT_INTEGER || type == WEIR_EXPORT_DOUBLE || type == WEIR_EXPORT_NUMBER;
}

static int
find_column (WeirQueryResult *result,
             gboolean        (*fits) (WeirQueryResult *result,
                                      int              column),
             int              but)
{
  guint n_columns;

  weir_query_result_get_columns (result, &n_columns);
  for (int i = 0; i < (int) n_columns; i++)
    if (i != but && fits (result, i))
      return i;

  return -1;
}

static gboolean
is_text (WeirQueryResult *result,
         int              column)
{
  return get_type (result, column) == WEIR_EXPORT_TEXT;
}

/**
 * weir_result_axes_guess:
 * @result: a result
 * @axes: (out): the first time, else the first text, else the first number; the first other number; by the first text, if
 *   there are times
 *
 * Returns: whether @result has columns for a chart
 */
gboolean
weir_result_axes_guess (WeirQueryResult *result,
                        WeirResultAxes  *axes)
{
  gboolean timed;

  axes->x = find_column (result, weir_result_axes_is_time, -1);
  timed = axes->x >= 0;
  if (!timed)
    axes->x = find_column (result, is_text, -1);
  if (axes->x < 0)
    axes->x = find_column (result, weir_result_axes_is_number, -1);
  axes->y = find_column (result, weir_result_axes_is_number, axes->x);
  axes->by = timed ? find_column (result, is_text, -1) : -1;

  return axes->x >= 0 && axes->y >= 0;
}

static void
series_free (gpointer data)
{
  WeirResultSeries *self = data;

  g_free (self->name);
  g_array_unref (self->samples);
  g_free (self);
}

static int
compare_samples (gconstpointer a,
                 gconstpointer b)
{
  gint64 first = ((const WeirResultSample *) a)->time_usec;
  gint64 second = ((const WeirResultSample *) b)->time_usec;

  return first < second ? -1 : first > second;
}

static const WeirResultSample *
get_sample (const WeirResultSeries *self,
            guint                   i)
{
  return &g_array_index (self->samples, WeirResultSample, i);
}

static void
order (WeirResultSeries *self)
{
  gboolean ordered = TRUE;

  for (guint i = 1; i < self->samples->len && ordered; i++)
    ordered = get_sample (self, i - 1)->time_usec <= get_sample (self, i)->time_usec;
  if (!ordered)
    g_array_sort (self->samples, compare_samples);

  for (guint i = 1; i < self->samples->len; i++)
    {
      gint64 step_usec = get_sample (self, i)->time_usec - get_sample (self, i - 1)->time_usec;

      if (step_usec > 0 && (self->step_usec == 0 || step_usec < self->step_usec))
        self->step_usec = step_usec;
    }
}

static char *
dup_name (WeirQueryResult *result,
          guint            row,
          int              column)
{
  g_autoptr(WeirQueryRow) item = NULL;

  if (column < 0)
    return g_strdup ("");

  item = g_list_model_get_item (G_LIST_MODEL (result), row);

  return weir_query_row_dup_text (item, (guint) column);
}

/* NULL: it is one of those that are too many. */
static WeirResultSeries *
find_series (GPtrArray  *list,
             GHashTable *known,
             char       *name,
             guint       max_series)
{
  WeirResultSeries *series;

  if (list->len == max_series)
    {
      g_hash_table_insert (known, name, NULL);
      return NULL;
    }

  series = g_new0 (WeirResultSeries, 1);
  series->name = g_strdup (name);
  series->samples = g_array_new (FALSE, FALSE, sizeof (WeirResultSample));
  g_ptr_array_add (list, series);
  g_hash_table_insert (known, name, series);

  return series;
}

static void
add_row (WeirQueryResult      *result,
         guint                 row,
         const WeirResultAxes *axes,
         WeirResultSeries     *series)
{
  const WeirValue *values = weir_query_result_get_row (result, row);
  const WeirResultSample sample = { values[axes->x].as_int, weir_value_get_double (&values[axes->y]) };

  if (series != NULL && values[axes->x].type == WEIR_VALUE_INT && isfinite (sample.value))
    g_array_append_val (series->samples, sample);
}

static gboolean
is_same (const WeirValue *a,
         const WeirValue *b)
{
  return a->type == b->type && a->length == b->length &&
         (a->type == WEIR_VALUE_TEXT ? memcmp (a->as_text, b->as_text, a->length) == 0 : a->as_int == b->as_int);
}

/**
 * weir_result_series_list:
 * @result: a result
 * @axes: columns of it; @x has times
 * @max_series: how many are wanted at most
 * @n_all: (out): how many there are
 *
 * Rows without a time or a number are left out. Any thread; blocks for a
 * million rows some tenths of a second.
 *
 * Returns: (transfer full) (element-type WeirResultSeries): the series that come first in @result
 */
GPtrArray *
weir_result_series_list (WeirQueryResult      *result,
                         const WeirResultAxes *axes,
                         guint                 max_series,
                         guint                *n_all)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (series_free);
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  WeirResultSeries *series = NULL;
  guint n_rows = weir_query_result_get_n_rows (result);

  for (guint row = 0; row < n_rows; row++)
    {
      const WeirValue *values = weir_query_result_get_row (result, row);

      /* Rows of a series mostly follow one another. */
      if (row == 0 || (axes->by >= 0 && !is_same (&values[axes->by], &weir_query_result_get_row (result, row - 1)[axes->by])))
        {
          g_autofree char *name = dup_name (result, row, axes->by);
          gpointer found = NULL;

          if (name == NULL)
            name = g_strdup ("∅");
          if (!g_hash_table_lookup_extended (known, name, NULL, &found))
            found = find_series (list, known, g_steal_pointer (&name), max_series);
          series = found;
        }
      add_row (result, row, axes, series);
    }
  for (guint i = 0; i < list->len; i++)
    order (g_ptr_array_index (list, i));
  *n_all = g_hash_table_size (known);

  return list;
}

static guint
find_first (const WeirResultSeries *self,
            gint64                  begin_usec)
{
  guint low = 0;
  guint high = self->samples->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_sample (self, middle)->time_usec < begin_usec)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static gint64
floor_to (gint64 time_usec,
          gint64 column_usec)
{
  gint64 rest = time_usec % column_usec;

  return time_usec - (rest < 0 ? rest + column_usec : rest);
}

/**
 * weir_result_series_read:
 * @self: a series
 * @begin_usec: start of a range
 * @end_usec: its end, exclusive
 * @column_usec: of a pixel column
 * @points: (element-type WeirSeriesPoint): appended to: one for each pixel column that has values
 *
 * Any thread.
 */
void
weir_result_series_read (const WeirResultSeries *self,
                         gint64                  begin_usec,
                         gint64                  end_usec,
                         gint64                  column_usec,
                         GArray                 *points)
{
  WeirSeriesPoint *point = NULL;

  for (guint i = find_first (self, begin_usec); i < self->samples->len && get_sample (self, i)->time_usec < end_usec; i++)
    {
      const WeirResultSample *sample = get_sample (self, i);
      gint64 start_usec = self->step_usec >= column_usec ? sample->time_usec : floor_to (sample->time_usec, column_usec);

      if (point == NULL || point->start_usec != start_usec)
        {
          WeirSeriesPoint next = {
            .start_usec = start_usec, .end_usec = start_usec + MAX (self->step_usec, column_usec), .first = sample->value,
            .low = sample->value, .high = sample->value, .final = TRUE,
          };

          g_array_append_val (points, next);
          point = &g_array_index (points, WeirSeriesPoint, points->len - 1);
        }
      point->low = fmin (point->low, sample->value);
      point->high = fmax (point->high, sample->value);
      point->last = sample->value;
      point->count++;
    }
}
