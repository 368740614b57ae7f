#include "config.h"

#include <string.h>

#include "app/cli/weir-cli-lag-look.h"
#include "data/decode/weir-escape.h"
#include "data/store/weir-export-text.h"

/* -- all rows of a view -- */

typedef void (*WeirCliLagTell) (const WeirLagColumn *columns,
                                guint n_columns,
                                const WeirValue *values,
                                gpointer user_data);

static guint
weir_cli_lag_count_rows (const WeirCliLagLook *look,
                         WeirLagView        view)
{
  return view == WEIR_LAG_VIEW_PARTITIONS ? look->rows->len : look->sums->len;
}

/* Of members, @index is that of their group. */
static void
weir_cli_lag_tell_row (const WeirCliLagLook *look,
                       WeirLagView        view,
                       guint                 index,
                       gboolean              translated,
                       WeirCliLagTell        tell,
                       gpointer              user_data)
{
  guint n_columns;
  const WeirLagColumn *columns = weir_lag_columns_get (view, &n_columns);
  g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  WeirLagCells cells = { .strings = strings };
  const WeirLagGroup *group;

  if (view == WEIR_LAG_VIEW_MEMBERS)
    {
      group = g_array_index (look->sums, WeirLagSum, index).group;
      for (guint i = 0; i < group->members->len; i++)
        {
          cells.n = 0;
          weir_lag_cells_fill_member (&cells, group, g_ptr_array_index (group->members, i));
          tell (columns, n_columns, cells.values, user_data);
        }
      return;
    }

  if (view == WEIR_LAG_VIEW_GROUPS)
    weir_lag_cells_fill_group (&cells, look->look, &g_array_index (look->sums, WeirLagSum, index), translated);
  else
    weir_lag_cells_fill_partition (&cells, look->look, &g_array_index (look->rows, WeirLagLookRow, index), translated);
  g_assert (cells.n == n_columns);
  tell (columns, n_columns, cells.values, user_data);
}

static void
weir_cli_lag_tell (const WeirCliLagLook *look,
                   WeirLagView        view,
                   gboolean              translated,
                   WeirCliLagTell        tell,
                   gpointer              user_data)
{
  for (guint i = 0; i < weir_cli_lag_count_rows (look, view); i++)
    weir_cli_lag_tell_row (look, view, i, translated, tell, user_data);
}

/* -- JSON and CSV -- */

typedef struct
{
  GString          *text;      /* borrowed */
  WeirExportColumn  columns[32];
  gboolean          csv;
  WeirCsvFlags      flags;
} WeirCliLagExport;

static void
weir_cli_lag_export_row (const WeirLagColumn *columns,
                         guint                   n_columns,
                         const WeirValue        *values,
                         gpointer                user_data)
{
  WeirCliLagExport *export = user_data;

  if (export->csv)
    weir_export_append_csv_row (export->text, export->columns, n_columns, values, export->flags);
  else
    weir_export_append_json_row (export->text, export->columns, n_columns, values);
}

static guint
weir_cli_lag_fill_export (WeirCliLagExport *export,
                          WeirLagView    view)
{
  guint n_columns;
  const WeirLagColumn *columns = weir_lag_columns_get (view, &n_columns);

  for (guint i = 0; i < n_columns; i++)
    export->columns[i] = (WeirExportColumn) { columns[i].name, columns[i].type };

  return n_columns;
}

void
weir_cli_lag_append_json (const WeirCliLagLook *self,
                          WeirLagView        view,
                          GString              *text)
{
  WeirCliLagExport export = { .text = text };

  weir_cli_lag_fill_export (&export, view);
  weir_cli_lag_tell (self, view, FALSE, weir_cli_lag_export_row, &export);
}

void
weir_cli_lag_append_csv (const WeirCliLagLook *self,
                         WeirLagView        view,
                         gboolean              header,
                         gboolean              shown,
                         GString              *text)
{
  WeirCliLagExport export = { .text = text, .csv = TRUE, .flags = shown ? WEIR_CSV_SHOWN : 0 };
  guint n_columns = weir_cli_lag_fill_export (&export, view);

  if (header)
    weir_export_append_csv_header (text, export.columns, n_columns, export.flags);
  weir_cli_lag_tell (self, view, FALSE, weir_cli_lag_export_row, &export);
}

GArray *
weir_cli_lag_dup_columns (WeirLagView view)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (WeirExportColumn));
  WeirCliLagExport export = { 0 };
  guint n_columns = weir_cli_lag_fill_export (&export, view);

  return g_array_append_vals (columns, export.columns, n_columns);
}

typedef struct
{
  WeirCliOutput *output;   /* borrowed */
  GError        *error;
} WeirCliLagWriter;

static void
weir_cli_lag_write_row (const WeirLagColumn *columns,
                        guint                   n_columns,
                        const WeirValue        *values,
                        gpointer                user_data)
{
  WeirCliLagWriter *writer = user_data;

  if (writer->error == NULL)
    weir_cli_output_add_row (writer->output, values, &writer->error);
}

gboolean
weir_cli_lag_write (const WeirCliLagLook  *self,
                    WeirLagView         view,
                    WeirCliOutput         *output,
                    GError               **error)
{
  WeirCliLagWriter writer = { output };

  weir_cli_lag_tell (self, view, FALSE, weir_cli_lag_write_row, &writer);
  if (writer.error != NULL)
    g_propagate_error (error, writer.error);

  return writer.error == NULL;
}

/* -- the table -- */

static char *
weir_cli_lag_dup_cell (const WeirValue *value)
{
  g_autoptr(GString) text = NULL;

  switch (value->type)
    {
    case WEIR_VALUE_TEXT:
      return weir_escape_dup (value->as_text, value->length, G_MAXSIZE);
    case WEIR_VALUE_DOUBLE:
      return g_strdup_printf ("%.1f", value->as_double);
    case WEIR_VALUE_INT:
      text = g_string_new (NULL);
      weir_value_append_text (value, text);
      return g_string_free (g_steal_pointer (&text), FALSE);
    default:
      return g_strdup ("–");
    }
}

static void
weir_cli_lag_tell_cells (const WeirLagColumn *columns,
                         guint                   n_columns,
                         const WeirValue        *values,
                         gpointer                user_data)
{
  GPtrArray *row = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_columns; i++)
    if (columns[i].title != NULL)
      g_ptr_array_add (row, weir_cli_lag_dup_cell (&values[i]));
  g_ptr_array_add (user_data, row);
}

static GPtrArray *
weir_cli_lag_make_titles (WeirLagView view)
{
  GPtrArray *titles = g_ptr_array_new_with_free_func (g_free);
  guint n_columns;
  const WeirLagColumn *columns = weir_lag_columns_get (view, &n_columns);

  for (guint i = 0; i < n_columns; i++)
    if (columns[i].title != NULL)
      g_ptr_array_add (titles, g_strdup (columns[i].title));

  return titles;
}

static void
weir_cli_lag_append_cells (GString   *text,
                           GPtrArray *row,
                           const int *widths)
{
  for (guint i = 0; i < row->len; i++)
    {
      const char *cell = g_ptr_array_index (row, i);
      int padding = i + 1 < row->len ? widths[i] - (int) g_utf8_strlen (cell, -1) + 1 : 0;

      g_string_append_printf (text, "%s%*s", cell, padding, "");
    }
  g_string_append_c (text, '\n');
}

void
weir_cli_lag_append_table (const WeirCliLagLook *self,
                           WeirLagView        view,
                           GString              *text)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  int widths[G_N_ELEMENTS (((WeirLagCells *) NULL)->values)] = { 0 };

  g_ptr_array_add (rows, weir_cli_lag_make_titles (view));
  weir_cli_lag_tell (self, view, TRUE, weir_cli_lag_tell_cells, rows);

  for (guint i = 0; i < rows->len; i++)
    {
      GPtrArray *row = g_ptr_array_index (rows, i);

      for (guint j = 0; j < row->len; j++)
        widths[j] = MAX (widths[j], (int) g_utf8_strlen (g_ptr_array_index (row, j), -1));
    }
  for (guint i = 0; i < rows->len; i++)
    weir_cli_lag_append_cells (text, g_ptr_array_index (rows, i), widths);
}
