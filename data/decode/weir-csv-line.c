#include "config.h"

#include "data/decode/weir-csv-line.h"

#include <string.h>

/* Takes the doubled quotes out. Returns the byte behind the closing one, NULL if there is none. */
static char *
unquote (char        *cursor,
         char        *end,
         WeirCsvCell *cell)
{
  char *out = cursor;

  cell->text = cursor;
  cell->quoted = TRUE;

  for (; cursor < end; cursor++)
    {
      if (*cursor == '"')
        {
          if (cursor + 1 == end || cursor[1] != '"')
            {
              cell->length = out - cell->text;
              return cursor + 1;
            }
          cursor++;
        }
      *out++ = *cursor;
    }

  return NULL;
}

/**
 * weir_csv_line_split:
 * @line: (array length=length): one record, with room for a NUL behind it; changed
 * @length: bytes in @line
 * @separator: what parts cells
 * @cells: (element-type WeirCsvCell): emptied and filled; they point into @line
 * @problem: (out): a static sentence, with %FALSE
 *
 * Splits a record of CSV (RFC 4180): cells in quotes may hold separators, line
 * breaks and doubled quotes; a line end at the end is dropped. A quote inside
 * an unquoted cell is taken as it is. Any thread.
 *
 * Returns: %FALSE if a quote is not closed, or text follows a closing one
 */
gboolean
weir_csv_line_split (char        *line,
                     gsize        length,
                     char         separator,
                     GArray      *cells,
                     const char **problem)
{
  char *cursor = line;
  char *end = line + length;

  g_array_set_size (cells, 0);
  if (end > line && end[-1] == '\n')
    end--;
  if (end > line && end[-1] == '\r')
    end--;

  for (;;)
    {
      WeirCsvCell cell = { .text = cursor };
      char *after;

      if (cursor < end && *cursor == '"')
        {
          after = unquote (cursor + 1, end, &cell);
          *problem = after == NULL ? "expected '\"' to end a quoted cell" : "expected a separator behind a quoted cell";
          if (after == NULL || (after < end && *after != separator))
            return FALSE;
        }
      else
        {
          after = memchr (cursor, separator, end - cursor);
          if (after == NULL)
            after = end;
          cell.length = after - cursor;
        }

      g_array_append_val (cells, cell);
      cell.text[cell.length] = '\0';
      if (after == end)
        return TRUE;
      cursor = after + 1;
    }
}
