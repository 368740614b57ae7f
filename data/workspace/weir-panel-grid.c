#include "config.h"

#include "data/workspace/weir-panel-grid.h"

/* One panel on its way to its place. */
typedef struct
{
  WeirPanelPlace *place;
  gboolean        moved;
} Entry;

static gboolean
share_column (const WeirPanelPlace *a,
              const WeirPanelPlace *b)
{
  return a->column < b->column + b->width && b->column < a->column + a->width;
}

static gboolean
overlap (const WeirPanelPlace *a,
         const WeirPanelPlace *b)
{
  return share_column (a, b) && a->row < b->row + b->height && b->row < a->row + a->height;
}

/* Down the rows; in one row what was moved goes first, then from the left. */
static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const Entry *left = a;
  const Entry *right = b;

  if (left->place->row != right->place->row)
    return left->place->row - right->place->row;
  if (left->moved != right->moved)
    return left->moved ? -1 : 1;

  return left->place->column - right->place->column;
}

static void
fit (WeirPanelPlace *place)
{
  place->width = CLAMP (place->width, 1, WEIR_PANEL_GRID_COLUMNS);
  place->height = CLAMP (place->height, 1, WEIR_PANEL_GRID_MAX);
  place->column = CLAMP (place->column, 0, WEIR_PANEL_GRID_COLUMNS - place->width);
  place->row = MAX (place->row, 0);
}

/**
 * weir_panel_grid_settle:
 * @places: (array length=n_places) (inout): where the panels of a dashboard stand
 * @n_places: how many
 * @moved: which of them was put where it stands by hand; @n_places for none
 *
 * Makes room: no two panels overlap afterwards, none leaves the grid's columns,
 * and none could stand higher. What @moved covers goes below it. Pure; any thread.
 */
void
weir_panel_grid_settle (WeirPanelPlace *places,
                        guint           n_places,
                        guint           moved)
{
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  for (guint i = 0; i < n_places; i++)
    {
      const Entry entry = { &places[i], i == moved };

      fit (&places[i]);
      g_array_append_val (entries, entry);
    }
  g_array_sort (entries, compare_entries);

  for (guint i = 0; i < entries->len; i++)
    {
      WeirPanelPlace *place = g_array_index (entries, Entry, i).place;

      place->row = 0;
      for (guint above = 0; above < i; above++)
        {
          const WeirPanelPlace *other = g_array_index (entries, Entry, above).place;

          if (share_column (place, other))
            place->row = MAX (place->row, other->row + other->height);
        }
    }
}

static gboolean
is_free (const WeirPanelPlace *wanted,
         const WeirPanelPlace *places,
         guint                 n_places)
{
  for (guint i = 0; i < n_places; i++)
    if (overlap (wanted, &places[i]))
      return FALSE;

  return TRUE;
}

/**
 * weir_panel_grid_find_room:
 * @places: (array length=n_places): where the panels of a dashboard stand
 * @n_places: how many
 * @width: of another panel, in columns, at most %WEIR_PANEL_GRID_COLUMNS
 * @height: its height, in rows
 *
 * Finds the first free place, row by row from the upper left. Pure; any thread.
 *
 * Returns: the place
 */
WeirPanelPlace
weir_panel_grid_find_room (const WeirPanelPlace *places,
                           guint                 n_places,
                           int                   width,
                           int                   height)
{
  WeirPanelPlace wanted = { 0, 0, CLAMP (width, 1, WEIR_PANEL_GRID_COLUMNS), MAX (height, 1) };

  /* Ends below the lowest panel at the latest. */
  for (;; wanted.row++)
    for (wanted.column = 0; wanted.column + wanted.width <= WEIR_PANEL_GRID_COLUMNS; wanted.column++)
      if (is_free (&wanted, places, n_places))
        return wanted;
}
