#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Columns of a dashboard; rows are as many as it needs, up to WEIR_PANEL_GRID_MAX. */
#define WEIR_PANEL_GRID_COLUMNS 12
#define WEIR_PANEL_GRID_MAX     64

/**
 * WeirPanelPlace:
 * @row: of its upper edge, from 0
 * @column: of its left edge, from 0
 * @width: in columns
 * @height: in rows
 *
 * Where a panel stands on its dashboard.
 */
typedef struct
{
  int row;
  int column;
  int width;
  int height;
} WeirPanelPlace;

void           weir_panel_grid_settle    (WeirPanelPlace       *places,
                                          guint                 n_places,
                                          guint                 moved);
WeirPanelPlace weir_panel_grid_find_room (const WeirPanelPlace *places,
                                          guint                 n_places,
                                          int                   width,
                                          int                   height);

G_END_DECLS
