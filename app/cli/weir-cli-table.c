#include "config.h"

#include "app/cli/weir-cli-table.h"

#include <string.h>

#include "app/cli/weir-cli-stdout.h"
#include "data/decode/weir-escape.h"
#include "data/decode/weir-time.h"

#define ROWS_MEASURED 1000
#define WIDTH_MAX     60
#define BUFFER_BYTES  65536

struct _WeirCliTable
{
  WeirExportColumn *columns;   /* owned, names too */
  guint             n_columns;
  guint            *widths;    /* owned, in cells of a terminal */
  GPtrArray        *cells;     /* owned, of texts: rows that wait until the widths are known */
  gboolean          begun;     /* the header was written */
  GString          *text;      /* owned */
};

WeirCliTable *
weir_cli_table_new (const WeirExportColumn *columns,
                    guint                   n_columns)
{
  WeirCliTable *self = g_new0 (WeirCliTable, 1);

  self->columns = g_new0 (WeirExportColumn, n_columns);
  self->n_columns = n_columns;
  self->widths = g_new0 (guint, n_columns);
  for (guint i = 0; i < n_columns; i++)
    self->columns[i] = (WeirExportColumn) { weir_escape_dup (columns[i].name, strlen (columns[i].name), G_MAXUINT), columns[i].type };
  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->text = g_string_new (NULL);

  return self;
}

/* Cells of a terminal that it takes. */
static guint
get_width (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }

  return width;
}

static char *
dup_cell (const WeirExportColumn *column,
          const WeirValue        *value)
{
  GString *text;

  if (value->type == WEIR_VALUE_NULL || value->type == WEIR_VALUE_MISSING)
    return g_strdup ("");

  text = g_string_new (NULL);
  if (column->type == WEIR_EXPORT_TIME)
    {
      char buffer[32];

      weir_time_format_iso (value->as_int, buffer);
      g_string_append (text, buffer);
    }
  else if (value->type == WEIR_VALUE_TEXT)
    weir_escape_append (text, value->as_text, value->length);
  else if (value->type == WEIR_VALUE_BOOL)
    g_string_append (text, value->as_int != 0 ? "true" : "false");
  else
    weir_value_append_text (value, text);

  return g_string_free (text, FALSE);
}

static gboolean
is_right (const WeirExportColumn *column)
{
  return column->type == WEIR_EXPORT_INTEGER || column->type == WEIR_EXPORT_DOUBLE;
}

static void
append_cell (WeirCliTable *self,
             guint         column,
             const char   *cell)
{
  guint width = get_width (cell);
  guint padding = self->widths[column] > width ? self->widths[column] - width : 0;
  gboolean right = is_right (&self->columns[column]);

  if (column > 0)
    g_string_append (self->text, "  ");
  if (right)
    g_string_append_printf (self->text, "%*s", (int) padding, "");
  g_string_append (self->text, cell);
  if (!right && column + 1 < self->n_columns)
    g_string_append_printf (self->text, "%*s", (int) padding, "");
}

static void
append_header (WeirCliTable *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    append_cell (self, i, self->columns[i].name);
  g_string_append_c (self->text, '\n');
  for (guint i = 0; i < self->n_columns; i++)
    {
      if (i > 0)
        g_string_append (self->text, "  ");
      for (guint j = 0; j < self->widths[i]; j++)
        g_string_append (self->text, "─");
    }
  g_string_append_c (self->text, '\n');
}

static gboolean
flush (WeirCliTable  *self,
       gsize          above,
       GError       **error)
{
  if (self->text->len <= above)
    return TRUE;
  if (!weir_cli_stdout_write (self->text->str, self->text->len, error))
    return FALSE;

  g_string_truncate (self->text, 0);

  return TRUE;
}

static void
begin (WeirCliTable *self)
{
  if (self->begun)
    return;

  self->begun = TRUE;
  for (guint i = 0; i < self->n_columns; i++)
    self->widths[i] = get_width (self->columns[i].name);
  for (guint i = 0; i < self->cells->len; i++)
    self->widths[i % self->n_columns] = MAX (self->widths[i % self->n_columns],
                                             MIN (get_width (g_ptr_array_index (self->cells, i)), WIDTH_MAX));
  append_header (self);
}

/* What waits is written once the widths are known. */
static void
append_rows (WeirCliTable *self)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      append_cell (self, i % self->n_columns, g_ptr_array_index (self->cells, i));
      if ((i + 1) % self->n_columns == 0)
        g_string_append_c (self->text, '\n');
    }
  g_ptr_array_set_size (self->cells, 0);
}

gboolean
weir_cli_table_add_row (WeirCliTable     *self,
                        const WeirValue  *values,
                        GError          **error)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_ptr_array_add (self->cells, dup_cell (&self->columns[i], &values[i]));
  if (!self->begun && self->cells->len < ROWS_MEASURED * self->n_columns)
    return TRUE;

  begin (self);
  append_rows (self);

  return flush (self, BUFFER_BYTES, error);
}

gboolean
weir_cli_table_finish (WeirCliTable  *self,
                       GError       **error)
{
  begin (self);
  append_rows (self);

  return flush (self, 0, error);
}

void
weir_cli_table_free (WeirCliTable *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_columns; i++)
    g_free ((char *) self->columns[i].name);
  g_free (self->columns);
  g_free (self->widths);
  g_ptr_array_unref (self->cells);
  g_string_free (self->text, TRUE);
  g_free (self);
}
