#pragma once

#include "data/store/weir-provenance.h"

G_BEGIN_DECLS

/**
 * WeirCliOutput:
 *
 * Where a verb's rows go: text to standard output, or a file that is there
 * whole or not at all. One thread at a time.
 */
typedef struct _WeirCliOutput WeirCliOutput;

/**
 * WeirCliOutputSpec:
 * @format: (nullable): what --output says: "csv", "json" or "parquet"; %NULL: what the ending of @path does
 * @path: (nullable): the file; %NULL: standard output
 * @otherwise: the format if neither says one
 * @csv_raw: no apostrophe before texts that a spreadsheet would calculate
 * @outlives_interrupt: an interruption completes the file with what there is, in place of leaving none
 * @provenance: (nullable): where the rows come from, for a file
 */
typedef struct
{
  const char       *format;
  const char       *path;
  WeirExportFormat  otherwise;
  gboolean          csv_raw;
  gboolean          outlives_interrupt;
  WeirProvenance   *provenance;
} WeirCliOutputSpec;

gboolean       weir_cli_output_find_format (const WeirCliOutputSpec *spec,
                                            WeirExportFormat        *format,
                                            GError                 **error);
WeirCliOutput *weir_cli_output_new     (const WeirCliOutputSpec *spec,
                                        const WeirExportColumn  *columns,
                                        guint                    n_columns,
                                        GError                 **error);
/* Lines of text to standard output. */
WeirCliOutput *weir_cli_output_new_lines (void);
/* Where the next line is appended; of lines of text only. */
GString       *weir_cli_output_get_text (WeirCliOutput          *self);
/* Writes what was appended, sooner or later. */
gboolean       weir_cli_output_end_line (WeirCliOutput          *self,
                                        GError                **error);
/* Nothing is left to be shown; of a file: never. */
gboolean       weir_cli_output_is_flushed (WeirCliOutput        *self);
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliOutput, weir_cli_output_free)

G_END_DECLS
