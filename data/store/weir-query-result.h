#pragma once

#include "data/store/weir-exporter.h"

G_BEGIN_DECLS

/**
 * WeirQueryResult:
 *
 * Rows in memory, filled by one thread and then read by any: what a statement
 * gave, or a table that it may read. As a list model its items are
 * WeirQueryRow, made when they are asked for, so that a million rows are no
 * million objects.
 */
#define WEIR_TYPE_QUERY_RESULT (weir_query_result_get_type ())
G_DECLARE_FINAL_TYPE (WeirQueryResult, weir_query_result, WEIR, QUERY_RESULT, GObject)

/**
 * WeirQueryRow: one row of a result.
 */
#define WEIR_TYPE_QUERY_ROW (weir_query_row_get_type ())
G_DECLARE_FINAL_TYPE (WeirQueryRow, weir_query_row, WEIR, QUERY_ROW, GObject)

WeirQueryResult        *weir_query_result_new         (const WeirExportColumn *columns,
                                                       guint                   n_columns);
gboolean                weir_query_result_add         (WeirQueryResult        *self,
                                                       const WeirValue        *values);
void                    weir_query_result_add_warning (WeirQueryResult        *self,
                                                       const char             *text);
const WeirExportColumn *weir_query_result_get_columns (WeirQueryResult        *self,
                                                       guint                  *n_columns);
guint                   weir_query_result_get_n_rows  (WeirQueryResult        *self);
gboolean                weir_query_result_is_cut      (WeirQueryResult        *self);
const GPtrArray        *weir_query_result_get_warnings (WeirQueryResult       *self);
const WeirValue        *weir_query_result_get_row     (WeirQueryResult        *self,
                                                       guint                   row);
gboolean                weir_query_result_save        (WeirQueryResult        *self,
                                                       const char             *path,
                                                       WeirExportFormat        format,
                                                       GCancellable           *cancellable,
                                                       GError                **error);
void                    weir_query_result_save_async  (WeirQueryResult        *self,
                                                       const char             *path,
                                                       WeirExportFormat        format,
                                                       GCancellable           *cancellable,
                                                       GAsyncReadyCallback     callback,
                                                       gpointer                user_data);
gboolean                weir_query_result_save_finish (GAsyncResult           *result,
                                                       GError                **error);
char                   *weir_query_row_dup_text       (WeirQueryRow           *self,
                                                       guint                   column);

G_END_DECLS
