#pragma once

#include "app/cli/weir-cli-output.h"

G_BEGIN_DECLS

/**
 * WeirCliTable:
 *
 * Rows as a table for people, on standard output: columns as wide as what the
 * first thousand rows have in them. One thread.
 */
typedef struct _WeirCliTable WeirCliTable;

WeirCliTable *weir_cli_table_new     (const WeirExportColumn *columns,
                                      guint                   n_columns);
gboolean      weir_cli_table_add_row (WeirCliTable           *self,
                                      const WeirValue        *values,
                                      GError                **error);
gboolean      weir_cli_table_finish  (WeirCliTable           *self,
                                      GError                **error);
void          weir_cli_table_free    (WeirCliTable           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliTable, weir_cli_table_free)

G_END_DECLS
