#pragma once

#include "app/cli/weir-cli-file.h"

G_BEGIN_DECLS

/**
 * WeirCliRows:
 *
 * Turns the records of a file into payloads: lines as they are, or rows of CSV
 * as JSON objects of their columns. One thread.
 */
typedef struct _WeirCliRows WeirCliRows;

typedef struct
{
  const char         *path;
  gboolean            csv;        /* else every line is a payload */
  gboolean            raw;        /* rows as they are */
  const char * const *columns;    /* nullable: the first row has them */
  char                separator;
} WeirCliRowsSpec;

WeirCliRows        *weir_cli_rows_new         (const WeirCliRowsSpec  *spec,
                                               GError                **error);
/* See weir_cli_file_set_waiting_func(). */
void                weir_cli_rows_set_waiting_func (WeirCliRows    *self,
                                                    WeirCliFileFunc func,
                                                    gpointer        user_data);
/* The next payload, borrowed until the next call; NULL at the end or with @error set. Rows that do not fit the columns
 * are counted, shown on standard error (the first ones) and left out. */
const GString      *weir_cli_rows_read        (WeirCliRows            *self,
                                               GError                **error);
/* NULL-terminated names of the columns, NULL for lines. */
const char * const *weir_cli_rows_get_columns (WeirCliRows            *self);
/* Of what was read last. */
guint64             weir_cli_rows_get_line    (WeirCliRows            *self);
guint64             weir_cli_rows_get_n_bad   (WeirCliRows            *self);
double              weir_cli_rows_get_share   (WeirCliRows            *self);
void                weir_cli_rows_free        (WeirCliRows            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliRows, weir_cli_rows_free)

G_END_DECLS
