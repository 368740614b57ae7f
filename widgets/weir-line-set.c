#include "config.h"

#include "widgets/weir-line-set.h"

/* A silence this many times the usual interval breaks a line. */
#define SILENCE_FACTOR 5
/* With fewer intervals in view, the usual interval is unknown. */
#define MIN_INTERVALS  10

/*< private >
 * weir_line_find_max_join:
 * @columns: (array length=n_columns): what is drawn
 * @n_columns: how many
 *
 * Where a line breaks because its source was silent: past five times the
 * interval, in columns, that nine of ten neighbouring values keep, rounded up to
 * a power of two so that it rarely changes while time moves on. What comes at
 * random times keeps its line too: of such intervals nine of ten are below 2.3
 * times the mean, and one in 100 000 is above five times that.
 *
 * Returns: the most columns from one value to the next that are joined; 0 where
 *   there are too few intervals to tell
 */
int
weir_line_find_max_join (const WeirColumn *columns,
                         int               n_columns)
{
  g_autofree guint *n_of_length = g_new0 (guint, n_columns + 1);
  guint n_intervals = 0, n_below = 0;
  int before = -1, usual = 0, limit = 1;

  for (int x = 0; x < n_columns; x++)
    {
      if (columns[x].count == 0)
        continue;
      if (before >= 0)
        {
          n_of_length[x - before]++;
          n_intervals++;
        }
      before = x;
    }

  if (n_intervals < MIN_INTERVALS)
    return 0;

  while ((guint64) n_below * 10 < (guint64) n_intervals * 9)
    n_below += n_of_length[++usual];
  while (limit < SILENCE_FACTOR * usual)
    limit *= 2;

  return limit;
}

/*< private >
 * weir_line_set_joins:
 * @self: lines
 * @line: one of them
 * @from_column: a column with a value
 * @to_column: the next column with a value
 *
 * Returns: whether the line runs on between the two columns: unless a gap in the
 *   intake, or a silence of its own, lies between
 */
gboolean
weir_line_set_joins (const WeirLineSet *self,
                     const WeirLine    *line,
                     int                from_column,
                     int                to_column)
{
  gint64 from_usec = self->plot.begin_usec + (from_column + 1) * self->plot.column_usec;
  gint64 to_usec = self->plot.begin_usec + to_column * self->plot.column_usec;

  if (line->max_join > 0 && to_column - from_column > line->max_join)
    return FALSE;

  for (guint i = 0; i < self->n_gaps; i++)
    if (self->gaps[i].begin_usec <= to_usec && self->gaps[i].end_usec > from_usec
        && self->gaps[i].end_usec - self->gaps[i].begin_usec > self->plot.column_usec)
      return FALSE;

  return TRUE;
}

/*< private >
 * weir_line_previous:
 * @self: a line
 * @column: a column
 *
 * Returns: the nearest column before @column that holds a value, -1 if none does
 */
int
weir_line_previous (const WeirLine *self,
                    int             column)
{
  do
    column--;
  while (column >= 0 && self->columns[column].count == 0);

  return column;
}

/*< private >
 * weir_line_next:
 * @self: a line
 * @column: a column
 * @n_columns: how many there are
 *
 * Returns: the nearest column after @column that holds a value, @n_columns if
 *   none does
 */
int
weir_line_next (const WeirLine *self,
                int             column,
                int             n_columns)
{
  do
    column++;
  while (column < n_columns && self->columns[column].count == 0);

  return column;
}
