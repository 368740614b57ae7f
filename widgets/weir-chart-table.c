#include "config.h"

#include <string.h>

#include "data/decode/weir-time.h"
#include "data/decode/weir-value.h"
#include "widgets/weir-chart-private.h"

/* What a chart shows as a table, tab-separated, for a spreadsheet. */

#define MAX_ROWS 20000

/*< private >
 * weir_chart_table_append_text:
 * @table: a table
 * @text: a cell
 *
 * Appends a text as a cell. What a spreadsheet would calculate gets an apostrophe
 * (OWASP, “CSV Injection”); what would end the cell becomes a space.
 */
void
weir_chart_table_append_text (GString    *table,
                              const char *text)
{
  g_autofree char *cell = g_strdup (text);

  g_strdelimit (cell, "\t\r\n", ' ');
  if (*cell != '\0' && strchr ("=+-@", *cell) != NULL)
    g_string_append_c (table, '\'');
  g_string_append (table, cell);
}

/*< private >
 * weir_chart_table_append_time:
 * @table: a table
 * @time_usec: a cell
 *
 * Appends a time, ISO 8601 in UTC.
 */
void
weir_chart_table_append_time (GString *table,
                              gint64   time_usec)
{
  char text[32];

  g_string_append_len (table, text, (gssize) weir_time_format_iso (time_usec, text));
}

/*< private >
 * weir_chart_table_append_number:
 * @table: a table
 * @number: a cell; one that is not finite is empty
 *
 * Appends a tab and a number, as exactly as it is, in the C locale.
 */
void
weir_chart_table_append_number (GString *table,
                                double   number)
{
  const WeirValue value = { .type = WEIR_VALUE_DOUBLE, .as_double = number };

  g_string_append_c (table, '\t');
  if (isfinite (number))
    weir_value_append_text (&value, table);
}

static gboolean
append_values (WeirChart      *self,
               const WeirPlot *plot,
               gint64          time_usec,
               GString        *table)
{
  gboolean has_any = FALSE;

  for (guint i = 0; i < weir_chart_get_n_items (self); i++)
    {
      WeirChartItem item;
      double value;

      weir_chart_get_item (self, i, &item);
      if (item.hidden)
        continue;
      value = WEIR_CHART_GET_CLASS (self)->value_at (self, plot, i, time_usec);
      weir_chart_table_append_number (table, value);
      has_any |= isfinite (value);
    }

  return has_any;
}

/*< private >
 * weir_chart_append_series:
 * @self: a chart that lists its series
 * @plot: as it was last laid out
 * @table: appended to
 *
 * A row for each step in the range at which a series has a value, a column for
 * each series that is shown.
 */
void
weir_chart_append_series (WeirChart      *self,
                          const WeirPlot *plot,
                          GString        *table)
{
  gint64 step_usec = WEIR_CHART_GET_CLASS (self)->step_usec (self, plot);
  guint n_rows = 0;

  g_string_append (table, "time");
  for (guint i = 0; i < weir_chart_get_n_items (self); i++)
    {
      WeirChartItem item;

      weir_chart_get_item (self, i, &item);
      if (item.hidden)
        continue;
      g_string_append_c (table, '\t');
      weir_chart_table_append_text (table, item.name);
    }
  g_string_append_c (table, '\n');

  for (gint64 t = (plot->begin_usec + step_usec - 1) / step_usec * step_usec; t < weir_plot_end (plot) && n_rows < MAX_ROWS; t += step_usec)
    {
      gsize length = table->len;

      weir_chart_table_append_time (table, t);
      if (append_values (self, plot, t, table))
        {
          g_string_append_c (table, '\n');
          n_rows++;
        }
      else
        {
          g_string_truncate (table, length);
        }
    }
}

/**
 * weir_chart_dup_table:
 * @self: a chart that was drawn on the screen
 *
 * What it shows as text with a header: cells end with a tab, rows with a newline,
 * times are ISO 8601 in UTC, numbers as exact as they are.
 *
 * Returns: (transfer full) (nullable): the table; %NULL of a chart that has none
 */
char *
weir_chart_dup_table (WeirChart *self)
{
  WeirChartClass *klass;
  const WeirPlot *plot;
  GString *table;

  g_return_val_if_fail (WEIR_IS_CHART (self), NULL);

  klass = WEIR_CHART_GET_CLASS (self);
  plot = weir_chart_get_plot (self);
  if (plot->n_columns == 0 || klass->append_table == NULL)
    return NULL;

  table = g_string_new (NULL);
  klass->append_table (self, plot, table);

  return g_string_free (table, FALSE);
}
