#pragma once

#include "data/screen/weir-row-table.h"

G_BEGIN_DECLS

/**
 * WeirRowStore:
 *
 * The rows of one window spec, open and final, as the screen and the export
 * see them: grouped by window start, bounded by retention and bytes, the
 * oldest out first and counted. Main thread only.
 */
typedef struct _WeirRowStore WeirRowStore;

WeirRowStore *weir_row_store_new             (guint               n_values,
                                              gint64              retention_usec,
                                              gsize               max_bytes);
void          weir_row_store_free            (WeirRowStore       *self);
void          weir_row_store_add_key         (WeirRowStore       *self,
                                              char               *key);
const char   *weir_row_store_get_key         (WeirRowStore       *self,
                                              guint               key_id);
void          weir_row_store_put             (WeirRowStore       *self,
                                              const WeirRowHead  *head,
                                              const WeirValue    *values);
void          weir_row_store_set_max_bytes   (WeirRowStore       *self,
                                              gsize               max_bytes);
void          weir_row_store_trim            (WeirRowStore       *self);
void          weir_row_store_foreach         (WeirRowStore       *self,
                                              gint64              begin_usec,
                                              gint64              end_usec,
                                              gboolean            final_only,
                                              WeirWindowRowFunc   func,
                                              gpointer            user_data);
void          weir_row_store_visit           (WeirRowStore       *self,
                                              gint64              begin_usec,
                                              gint64              end_usec,
                                              WeirWindowRowFunc   func,
                                              gpointer            user_data);
guint64       weir_row_store_count_rows (WeirRowStore *self,
                                         gint64        begin_usec,
                                         gint64        end_usec);
void          weir_row_store_foreach_of_key  (WeirRowStore       *self,
                                              const char         *key,
                                              gint64              begin_usec,
                                              gint64              end_usec,
                                              WeirWindowRowFunc   func,
                                              gpointer            user_data);
void          weir_row_store_take_over       (WeirRowStore       *self,
                                              WeirRowStore       *newer);
gsize         weir_row_store_get_n_bytes     (WeirRowStore       *self);
guint64       weir_row_store_get_n_forgotten (WeirRowStore       *self);
guint64       weir_row_store_get_n_evicted   (WeirRowStore       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRowStore, weir_row_store_free)

G_END_DECLS
