#pragma once

#include "data/store/weir-exporter.h"

G_BEGIN_DECLS

/**
 * WeirCliOutput:
 *
 * Where a verb's rows go: text to standard output, or a file that is there
 * whole or not at all. One thread at a time.
 */
typedef struct _WeirCliOutput WeirCliOutput;

/* What --output and -O together say: @word is "csv", "json" or "parquet", or NULL: by the ending of @path, CSV if it has
 * none. @path NULL: standard output. */
gboolean       weir_cli_output_find_format (const char         *word,
                                        const char             *path,
                                        WeirExportFormat       *format,
                                        GError                **error);
WeirCliOutput *weir_cli_output_new     (const char             *format,
                                        const char             *path,
                                        const WeirExportColumn *columns,
                                        guint                   n_columns,
                                        gboolean                raw,
                                        GError                **error);
gboolean       weir_cli_output_add_row (WeirCliOutput          *self,
                                        const WeirValue        *values,
                                        GError                **error);
/* What was added shows on standard output; a file is not affected. */
gboolean       weir_cli_output_flush   (WeirCliOutput          *self,
                                        GError                **error);
/* A column is asked for by its name, so that there cannot be two. @remedy: what to do, translated. */
gboolean       weir_cli_output_check_names (const WeirExportColumn *columns,
                                        guint                   n_columns,
                                        const char             *remedy,
                                        GError                **error);
/* Provenance, see weir_exporter_set_note(). */
void           weir_cli_output_set_note (WeirCliOutput         *self,
                                        const char             *name,
                                        const char             *value);
/* Completes a file; an interruption meanwhile leaves none. On another thread than that which hears signals. */
gboolean       weir_cli_output_finish  (WeirCliOutput          *self,
                                        GError                **error);
void           weir_cli_output_free    (WeirCliOutput          *self);

/* A run's counters, compressed if @path ends in ".gz". */
gboolean       weir_cli_output_save_summary (const char        *path,
                                        const GString          *json,
                                        GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliOutput, weir_cli_output_free)

G_END_DECLS
