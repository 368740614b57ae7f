#pragma once

#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

/**
 * WeirCliRowSorter:
 *
 * Puts window rows into the order (start, key bytewise), for windows that do
 * not close in it. Keeps all rows until the flush. One thread.
 */
typedef struct _WeirCliRowSorter WeirCliRowSorter;

WeirCliRowSorter *weir_cli_row_sorter_new   (guint                n_values,
                                             WeirWindowRowFunc    func,
                                             gpointer             user_data);
void              weir_cli_row_sorter_add   (WeirCliRowSorter    *self,
                                             const WeirWindowRow *row);
/* Hands on everything. */
void              weir_cli_row_sorter_flush (WeirCliRowSorter    *self);
void              weir_cli_row_sorter_free  (WeirCliRowSorter    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliRowSorter, weir_cli_row_sorter_free)

G_END_DECLS
