#pragma once

#include "data/store/weir-exporter.h"

G_BEGIN_DECLS

/* The text forms of a row, each with its newline; what files and standard output share. */

/**
 * WeirCsvFlags:
 * @WEIR_CSV_RAW: no apostrophe before a text that a spreadsheet would calculate
 * @WEIR_CSV_SHOWN: for a terminal: a text is what weir_escape_append() makes of it
 */
typedef enum
{
  WEIR_CSV_RAW = 1 << 0,
  WEIR_CSV_SHOWN = 1 << 1,
} WeirCsvFlags;

void weir_export_append_csv_header  (GString                *text,
                                     const WeirExportColumn *columns,
                                     guint                   n_columns,
                                     WeirCsvFlags            flags);
void weir_export_append_csv_row     (GString                *text,
                                     const WeirExportColumn *columns,
                                     guint                   n_columns,
                                     const WeirValue        *values,
                                     WeirCsvFlags            flags);
void weir_export_append_json_row    (GString                *text,
                                     const WeirExportColumn *columns,
                                     guint                   n_columns,
                                     const WeirValue        *values);
void weir_export_append_json_text   (GString                *text,
                                     const char             *bytes,
                                     gsize                   length);
void weir_export_append_json_member (GString                *text,
                                     const char             *name,
                                     const char             *bytes,
                                     gsize                   length);

G_END_DECLS
