#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirCsvCell:
 * @text: the cell without its quotes, NUL-terminated
 * @length: bytes in @text
 * @quoted: whether it stood in quotes: a quoted nothing is a text, an unquoted one is not
 */
typedef struct
{
  char    *text;
  guint32  length;
  guint32  quoted;
} WeirCsvCell;

gboolean weir_csv_line_split (char        *line,
                              gsize        length,
                              char         separator,
                              GArray      *cells,
                              const char **problem);

G_END_DECLS
