#include "config.h"

#include "data/view/weir-series-reader.h"

#include <math.h>

#include "data/view/weir-completeness.h"
#include "data/view/weir-series-cut.h"

/* The number of records of a row, which is none of its values. */
#define COUNT (WEIR_STREAM_NO_FIELD - 1)

struct _WeirSeriesReader
{
  WeirStreamView   *stream;     /* owned */
  WeirSeriesConfig *config;     /* owned */
  guint             window;     /* WEIR_STREAM_NO_FIELD: the records */
  guint             field;      /* of the records */
  guint             first;      /* values of a row; the same one four times where it is no band and no candle */
  guint             low;
  guint             high;
  guint             last;
  WeirSeriesCut     cut;        /* windows of another length, of the field's buckets */
  gint64            width_usec; /* of these; 0: the windows as the stream has them */
};

/* Where rows go. */
typedef struct
{
  const WeirSeriesReader *reader;
  gint64                  begin_usec;
  GArray                 *points;
  GHashTable             *totals;   /* key → double; of a search for the largest */
} Target;

static guint
find_window (WeirSeriesReader *self)
{
  GPtrArray *windows = weir_stream_view_get_config (self->stream)->windows;

  for (guint i = 0; i < windows->len && self->config->window != NULL; i++)
    if (g_strcmp0 (((const WeirWindowConfig *) g_ptr_array_index (windows, i))->name, self->config->window) == 0)
      return i;

  return WEIR_STREAM_NO_FIELD;
}

static guint
find_column (const WeirRowSchema *schema,
             const char          *name)
{
  return g_strcmp0 (name, "count") == 0 ? COUNT : weir_row_schema_find_value (schema, name);
}

static void
find_columns (WeirSeriesReader *self)
{
  const WeirRowSchema *schema = weir_stream_view_get_row_schema (self->stream, self->window);

  if (self->config->style == WEIR_SERIES_CANDLES)
    {
      self->first = schema->open;
      self->high = schema->high;
      self->low = schema->low;
      self->last = schema->close;
      return;
    }

  self->first = self->low = self->high = self->last = find_column (schema, self->config->value);
  if (self->config->style == WEIR_SERIES_BAND)
    self->high = find_column (schema, self->config->upper);
}

static void
find_field (WeirSeriesReader *self)
{
  GPtrArray *fields = weir_stream_view_get_config (self->stream)->fields;

  for (guint i = 0; i < fields->len; i++)
    if (g_strcmp0 (((const WeirFieldConfig *) g_ptr_array_index (fields, i))->name, self->config->value) == 0)
      self->field = i;
}

/**
 * weir_series_reader_new:
 * @stream: the stream that @config names
 * @config: a series of a panel; copied
 *
 * Returns: (transfer full) (nullable): a reader; %NULL if @stream has no such
 *   windows, columns or field
 */
WeirSeriesReader *
weir_series_reader_new (WeirStreamView         *stream,
                        const WeirSeriesConfig *config)
{
  g_autoptr(WeirSeriesReader) self = g_new0 (WeirSeriesReader, 1);

  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (stream), NULL);
  g_return_val_if_fail (config != NULL, NULL);

  self->stream = g_object_ref (stream);
  self->config = weir_series_config_copy (config);
  self->window = find_window (self);
  self->field = WEIR_STREAM_NO_FIELD;
  if (self->window != WEIR_STREAM_NO_FIELD)
    find_columns (self);
  else if (config->window == NULL)
    find_field (self);

  if (self->window == WEIR_STREAM_NO_FIELD && self->field == WEIR_STREAM_NO_FIELD)
    return NULL;
  if (self->window != WEIR_STREAM_NO_FIELD
      && (self->first == WEIR_STREAM_NO_FIELD || self->low == WEIR_STREAM_NO_FIELD
          || self->high == WEIR_STREAM_NO_FIELD || self->last == WEIR_STREAM_NO_FIELD))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * weir_series_reader_free:
 * @self: (transfer full): a reader
 */
void
weir_series_reader_free (WeirSeriesReader *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->stream);
  weir_series_config_free (self->config);
  g_free (self);
}

/* NaN where the window has no such value. */
static double
get_value (const WeirWindowRow *row,
           guint                column)
{
  if (column == COUNT)
    return (double) row->count;
  if (row->values[column].type == WEIR_VALUE_INT)
    return (double) row->values[column].as_int;

  return row->values[column].type == WEIR_VALUE_DOUBLE ? row->values[column].as_double : NAN;
}

/* Late records are listed for the first windows of a stream. */
static guint
count_late (const WeirSeriesReader *self,
            const WeirWindowRow    *row)
{
  GArray *late = weir_stream_view_get_late (self->stream);
  guint n_late = 0;

  for (guint i = 0; self->window == 0 && i < late->len; i++)
    {
      const WeirLateRecord *record = &g_array_index (late, WeirLateRecord, i);

      n_late += !record->future && record->time_usec >= row->start_usec && record->time_usec < row->end_usec
                && g_str_equal (record->key, row->key);
    }

  return n_late;
}

static void
add_row (const WeirWindowRow *row,
         gpointer             user_data)
{
  const Target *target = user_data;
  const WeirSeriesReader *self = target->reader;
  WeirSeriesPoint point = {
    .start_usec = row->start_usec + self->config->previous_usec,
    .end_usec = row->end_usec + self->config->previous_usec,
    .first = get_value (row, self->first),
    .low = get_value (row, self->low),
    .high = get_value (row, self->high),
    .last = get_value (row, self->last),
    .count = row->count,
    .final = row->state != WEIR_WINDOW_OPEN,
  };

  if (row->end_usec <= target->begin_usec)
    return;
  if (!point.final)
    point.complete = weir_completeness_of_view (self->stream, row->start_usec, row->end_usec);
  point.n_late = count_late (self, row);
  if (isfinite (point.first) && isfinite (point.low) && isfinite (point.high) && isfinite (point.last))
    g_array_append_val (target->points, point);
}

static void
read_records (WeirSeriesReader *self,
              WeirKeyView      *view,
              gint64            begin_usec,
              gint64            end_usec,
              gint64            column_usec,
              GArray           *points)
{
  WeirSeries *series = view != NULL ? weir_key_view_get_series (view, self->field) : NULL;
  guint n_columns = (guint) ((end_usec - begin_usec) / column_usec);
  g_autofree WeirColumn *columns = g_new (WeirColumn, MAX (n_columns, 1));

  if (series == NULL || n_columns == 0)
    return;

  weir_series_decimate (series, begin_usec, begin_usec + n_columns * column_usec, columns, n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      const WeirColumn *column = &columns[i];
      gint64 start_usec = begin_usec + i * column_usec + self->config->previous_usec;
      const WeirSeriesPoint point = {
        start_usec, start_usec + column_usec, column->first, column->min, column->max, column->last, column->count, TRUE,
      };

      if (column->count > 0)
        g_array_append_val (points, point);
    }
}

/**
 * weir_series_reader_read:
 * @self: a reader
 * @key: a key of the stream, as it is shown
 * @begin_usec: where what is shown begins
 * @end_usec: where it ends, exclusive
 * @column_usec: a pixel column, by which records are gathered; windows are not
 * @points: (element-type WeirSeriesPoint): appended to, ascending by start
 *
 * Reads all windows that lie at least partly in the range, or its records.
 * With `previous` these are those of so long before, moved to the range.
 */
void
weir_series_reader_read (WeirSeriesReader *self,
                         const char       *key,
                         gint64            begin_usec,
                         gint64            end_usec,
                         gint64            column_usec,
                         GArray           *points)
{
  gint64 previous_usec;
  Target target;

  g_return_if_fail (self != NULL && key != NULL && points != NULL);
  g_return_if_fail (column_usec > 0 && begin_usec <= end_usec);

  previous_usec = self->config->previous_usec;
  target = (Target) { .reader = self, .begin_usec = begin_usec - previous_usec, .points = points };
  if (self->width_usec > 0)
    weir_series_cut_read (&self->cut, self->stream, key, target.begin_usec, end_usec - previous_usec, self->width_usec,
                          previous_usec, points);
  else if (self->window == WEIR_STREAM_NO_FIELD)
    read_records (self, weir_stream_view_find_key (self->stream, key), begin_usec - previous_usec,
                  end_usec - previous_usec, column_usec, points);
  else
    weir_stream_view_foreach_row_of_key (self->stream, self->window, key,
                                         target.begin_usec - weir_series_reader_get_window_usec (self),
                                         end_usec - previous_usec, add_row, &target);
}

static void
add_total (const WeirWindowRow *row,
           gpointer             user_data)
{
  const Target *target = user_data;
  double value = fabs (get_value (row, target->reader->last));
  double *total = g_hash_table_lookup (target->totals, row->key);

  if (total == NULL)
    {
      total = g_new0 (double, 1);
      g_hash_table_insert (target->totals, g_strdup (row->key), total);
    }
  if (isfinite (value))
    *total += value;
}

static void
add_records (WeirSeriesReader *self,
             gint64            begin_usec,
             gint64            end_usec,
             GHashTable       *totals)
{
  GListModel *keys = weir_stream_view_get_keys (self->stream);

  for (guint i = 0; i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr(WeirKeyView) view = g_list_model_get_item (keys, i);
      WeirSeries *series = weir_key_view_get_series (view, self->field);
      WeirRangeSummary summary;

      if (series == NULL)
        continue;
      weir_series_summarise (series, begin_usec, end_usec, &summary);
      if (summary.count > 0)
        g_hash_table_insert (totals, g_strdup (weir_key_view_get_key (view)),
                             g_memdup2 (&(double) { fabs (summary.last) }, sizeof (double)));
    }
}

/* By total, the largest first; of equals bytewise. */
static int
compare_totals (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  GHashTable *totals = user_data;
  const char *left = *(const char *const *) a;
  const char *right = *(const char *const *) b;
  double left_total = *(const double *) g_hash_table_lookup (totals, left);
  double right_total = *(const double *) g_hash_table_lookup (totals, right);

  if (left_total != right_total)
    return left_total > right_total ? -1 : 1;

  return g_strcmp0 (left, right);
}

/**
 * weir_series_reader_dup_largest:
 * @self: a reader
 * @begin_usec: start of a range
 * @end_usec: its end, exclusive
 * @max: how many keys at most
 * @n_all: (out): how many keys have values in the range
 *
 * Finds the keys that a panel without a chosen key shows: those whose values of
 * the windows in the range sum up to most, by amount; of records those whose
 * last value is largest.
 *
 * Returns: (transfer full) (array zero-terminated=1): keys, the largest first
 */
GStrv
weir_series_reader_dup_largest (WeirSeriesReader *self,
                                gint64            begin_usec,
                                gint64            end_usec,
                                guint             max,
                                guint            *n_all)
{
  g_autoptr(GHashTable) totals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree gpointer *keys = NULL;
  Target target = { .reader = self, .totals = totals };
  GStrv largest;

  g_return_val_if_fail (self != NULL && n_all != NULL, NULL);

  if (self->window == WEIR_STREAM_NO_FIELD)
    add_records (self, begin_usec, end_usec, totals);
  else
    weir_stream_view_foreach_row (self->stream, self->window, begin_usec, end_usec, FALSE, add_total, &target);

  keys = g_hash_table_get_keys_as_array (totals, n_all);
  g_qsort_with_data (keys, (int) *n_all, sizeof *keys, compare_totals, totals);
  largest = g_new0 (char *, MIN (*n_all, max) + 1);
  for (guint i = 0; i < MIN (*n_all, max); i++)
    largest[i] = g_strdup (keys[i]);

  return largest;
}

/**
 * weir_series_reader_can_be_cut:
 * @self: a reader
 *
 * Returns: whether what it reads can be had of windows of any length: candles,
 *   counts, sums, means, first, last, smallest and largest values of a field can
 */
gboolean
weir_series_reader_can_be_cut (WeirSeriesReader *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->window != WEIR_STREAM_NO_FIELD && weir_series_cut_init (&self->cut, self->stream, self->config, self->window);
}

/**
 * weir_series_reader_cut:
 * @self: a reader that can be cut
 * @width_usec: how long the windows shall be, from a second; 0: as the stream has them
 *
 * Cuts the time anew into windows, merged from the buckets that the screen
 * keeps: nothing is read again. Where they are kept no finer than that, windows
 * are as long as it takes.
 */
void
weir_series_reader_cut (WeirSeriesReader *self,
                        gint64            width_usec)
{
  g_return_if_fail (self != NULL && width_usec >= 0);

  if (weir_series_reader_can_be_cut (self))
    self->width_usec = width_usec;
}

/**
 * weir_series_reader_get_unit:
 * @self: a reader
 *
 * Returns: (transfer none): the unit of its values, "" if they have none
 */
const char *
weir_series_reader_get_unit (WeirSeriesReader *self)
{
  const WeirFieldConfig *field;

  g_return_val_if_fail (self != NULL, "");

  if (self->window != WEIR_STREAM_NO_FIELD)
    return self->last == COUNT ? ""
                               : weir_stream_view_get_row_schema (self->stream, self->window)->units[WEIR_ROW_N_FIXED + self->last];

  field = g_ptr_array_index (weir_stream_view_get_config (self->stream)->fields, self->field);

  return field->unit != NULL ? field->unit : "";
}

/**
 * weir_series_reader_get_window_usec:
 * @self: a reader
 *
 * Returns: how long its windows are at most, as far as their kind says; 0 of records
 */
gint64
weir_series_reader_get_window_usec (WeirSeriesReader *self)
{
  const WeirWindowSpec *spec;

  g_return_val_if_fail (self != NULL, 0);

  if (self->window == WEIR_STREAM_NO_FIELD)
    return 0;

  if (self->width_usec > 0)
    return self->width_usec;

  spec = &weir_stream_config_get_window (weir_stream_view_get_config (self->stream), self->window)->spec;
  if (spec->kind == WEIR_WINDOW_CALENDAR_DAY)
    return 25 * G_TIME_SPAN_HOUR;
  if (spec->kind == WEIR_WINDOW_CALENDAR_WEEK)
    return 7 * G_TIME_SPAN_DAY + G_TIME_SPAN_HOUR;

  return spec->size_usec;
}
