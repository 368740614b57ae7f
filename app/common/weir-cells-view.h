#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WeirCellsView:
 *
 * A table of texts whose columns are known only once it is filled. Its rows say
 * their cells to a screen reader.
 */
#define WEIR_TYPE_CELLS_VIEW (weir_cells_view_get_type ())
G_DECLARE_FINAL_TYPE (WeirCellsView, weir_cells_view, WEIR, CELLS_VIEW, GtkWidget)

/* @name: what a screen reader calls the table. */
GtkWidget *weir_cells_view_new  (const char         *name);
/* Columns of these titles, anew only where they differ from those that are there; texts of numbers stand at the right. */
void       weir_cells_view_set_columns (WeirCellsView      *self,
                                        const char * const *titles,
                                        const gboolean     *are_numbers);
/* Takes @rows, each a GStrv with a text a column, in one step. (element-type GStrv) */
void       weir_cells_view_take_rows   (WeirCellsView      *self,
                                        GPtrArray          *rows);
guint      weir_cells_view_get_n_rows  (WeirCellsView      *self);
/* (transfer none) (nullable) */
const char *weir_cells_view_get_text   (WeirCellsView      *self,
                                        guint               row,
                                        guint               column);

G_END_DECLS
