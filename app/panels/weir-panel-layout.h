#pragma once

#include <gtk/gtk.h>

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirPanelLayout:
 *
 * Places the cards of a dashboard by their row, column, width and height.
 * Cards that stand over each other in one column share its height: lists take
 * what their rows need and leave the rest to their neighbours. Where there is
 * no room for columns, all cards stand in one.
 */
#define WEIR_TYPE_PANEL_LAYOUT (weir_panel_layout_get_type ())
G_DECLARE_FINAL_TYPE (WeirPanelLayout, weir_panel_layout, WEIR, PANEL_LAYOUT, GtkLayoutManager)

/*
 * While a dashboard is edited all cells of the grid are equally large, so that what
 * is dragged lands where the pointer is.
 */
void weir_panel_layout_set_editing (WeirPanelLayout *self,
                                    gboolean         editing);
/* Columns and rows that a distance is, while it is edited, on a parent of that size. */
void weir_panel_layout_get_cells   (WeirPanelLayout *self,
                                    GtkWidget       *parent,
                                    double           x_px,
                                    double           y_px,
                                    int             *columns,
                                    int             *rows);

#define WEIR_PANEL_SPACING_PX 12
#define WEIR_PANEL_NARROW_PX  1000

G_END_DECLS
