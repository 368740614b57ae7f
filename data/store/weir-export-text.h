#pragma once

#include "data/store/weir-exporter.h"

G_BEGIN_DECLS

/* The text forms of a row, each with its newline; what files and standard output share. */

void weir_export_append_csv_header (GString                *text,
                                    const WeirExportColumn *columns,
                                    guint                   n_columns,
                                    gboolean                raw);
void weir_export_append_csv_row    (GString                *text,
                                    const WeirExportColumn *columns,
                                    guint                   n_columns,
                                    const WeirValue        *values,
                                    gboolean                raw);
void weir_export_append_json_row   (GString                *text,
                                    const WeirExportColumn *columns,
                                    guint                   n_columns,
                                    const WeirValue        *values);
/* @bytes as a JSON string with its quotes; what is not UTF-8 as \xNN. */
void weir_export_append_json_text  (GString                *text,
                                    const char             *bytes,
                                    gsize                   length);
/* (transfer full): @bytes with what is not UTF-8 as \xNN, and NULs too if @escape_nul; NULL if @bytes are fine as they are. */
char *weir_export_escape_text      (const char             *bytes,
                                    gsize                   length,
                                    gboolean                escape_nul,
                                    gsize                  *escaped_length);

G_END_DECLS
