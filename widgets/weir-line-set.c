#include "config.h"

#include "widgets/weir-line-set.h"

/* Whether a line runs on between two columns: it does unless a gap lies between them. */
gboolean
weir_line_set_joins (const WeirLineSet *self,
                     int                from_column,
                     int                to_column)
{
  gint64 from_usec = self->plot.begin_usec + (from_column + 1) * self->plot.column_usec;
  gint64 to_usec = self->plot.begin_usec + to_column * self->plot.column_usec;

  for (guint i = 0; i < self->n_gaps; i++)
    if (self->gaps[i].begin_usec <= to_usec && self->gaps[i].end_usec > from_usec
        && self->gaps[i].end_usec - self->gaps[i].begin_usec > self->plot.column_usec)
      return FALSE;

  return TRUE;
}

/* The nearest column before @column that holds something, -1 if there is none. */
int
weir_line_previous (const WeirLine *self,
                    int             column)
{
  do
    column--;
  while (column >= 0 && self->columns[column].count == 0);

  return column;
}

/* The nearest column after @column that holds something, @n_columns if there is none. */
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
