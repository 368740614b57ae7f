#include "config.h"

#include "app/panels/weir-panel-layout.h"

#include <math.h>

#define CHART_MIN_HEIGHT_PX 190
#define LIST_MIN_HEIGHT_PX  120
/* In one column, which scrolls, each card has its natural height. */
#define CHART_ALONE_HEIGHT_PX 320
#define LIST_ALONE_HEIGHT_PX  420
/* While it is edited: of one row, and rows kept free below the lowest card. */
#define ROW_MIN_HEIGHT_PX     56
#define EDITED_ROWS_MIN       8

struct _WeirPanelLayout
{
  GtkLayoutManager parent_instance;

  gboolean         editing;
};

G_DEFINE_FINAL_TYPE (WeirPanelLayout, weir_panel_layout, GTK_TYPE_LAYOUT_MANAGER)

/* One card with its place in units of the grid. */
typedef struct
{
  WeirCard *card;
  int       left;
  int       right;
  int       row;
  int       weight;
  int       min_px;
  int       natural_px;
  int       height_px;
} Cell;

/* All cards; a group is a run of them whose columns overlap. */
typedef struct
{
  GArray *cells;       /* of Cell, by column, then row */
  int     n_columns;
} Grid;

static int
compare_cells (gconstpointer a,
               gconstpointer b)
{
  const Cell *left = a;
  const Cell *right = b;

  return left->left != right->left ? left->left - right->left : left->row - right->row;
}

static void
grid_init (Grid      *grid,
           GtkWidget *widget)
{
  grid->cells = g_array_new (FALSE, TRUE, sizeof (Cell));
  grid->n_columns = 1;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      const WeirPanelPlace *place = weir_card_get_place (WEIR_CARD (child));
      Cell cell = {
        .card = WEIR_CARD (child),
        .left = MAX (place->column, 0),
        .right = MAX (place->column, 0) + MAX (place->width, 1),
        .row = place->row,
        .weight = MAX (place->height, 1),
      };

      grid->n_columns = MAX (grid->n_columns, cell.right);
      g_array_append_val (grid->cells, cell);
    }
}

/* One column for all, in reading order. */
static void
grid_make_narrow (Grid *grid)
{
  for (guint i = 0; i < grid->cells->len; i++)
    {
      Cell *cell = &g_array_index (grid->cells, Cell, i);

      cell->row = cell->row * (grid->n_columns + 1) + cell->left;
      cell->left = 0;
      cell->right = 1;
    }

  grid->n_columns = 1;
}

/* Large text needs as much more room. */
static gboolean
is_narrow (GtkWidget *widget,
           int        width)
{
  int dpi = -1;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);

  return width < (dpi > 0 ? WEIR_PANEL_NARROW_PX * MAX (dpi / (96.0 * 1024.0), 1.0) : WEIR_PANEL_NARROW_PX);
}

static int
grid_x (const Grid *grid,
        int         column,
        int         width)
{
  return column * (width + WEIR_PANEL_SPACING_PX) / grid->n_columns;
}

static void
cell_measure (Cell    *cell,
              int      width,
              gboolean alone)
{
  int chart_px = alone ? CHART_ALONE_HEIGHT_PX : CHART_MIN_HEIGHT_PX;
  int list_px = alone ? LIST_ALONE_HEIGHT_PX : LIST_MIN_HEIGHT_PX;

  gtk_widget_measure (GTK_WIDGET (cell->card), GTK_ORIENTATION_VERTICAL, width,
                      &cell->min_px, &cell->natural_px, NULL, NULL);
  cell->min_px = MAX (cell->min_px, weir_card_get_is_list (cell->card) ? MIN (list_px, cell->natural_px) : chart_px);
  cell->natural_px = MAX (cell->natural_px, cell->min_px);
}

static guint
find_group_end (const Grid *grid,
                guint       begin)
{
  int right = g_array_index (grid->cells, Cell, begin).right;
  guint end = begin + 1;

  for (; end < grid->cells->len && g_array_index (grid->cells, Cell, end).left < right; end++)
    right = MAX (right, g_array_index (grid->cells, Cell, end).right);

  return end;
}

/* All cards of the group are equally wide and stand over each other. */
static gboolean
group_is_stack (const Grid *grid,
                guint       begin,
                guint       end)
{
  const Cell *first = &g_array_index (grid->cells, Cell, begin);

  for (guint i = begin + 1; i < end; i++)
    {
      const Cell *cell = &g_array_index (grid->cells, Cell, i);

      if (cell->left != first->left || cell->right != first->right)
        return FALSE;
    }

  return TRUE;
}

/* Rows of a group that is no stack: they are all equally high. */
static int
group_count_rows (const Grid *grid,
                  guint       begin,
                  guint       end)
{
  int n_rows = 1;

  for (guint i = begin; i < end; i++)
    {
      const Cell *cell = &g_array_index (grid->cells, Cell, i);

      n_rows = MAX (n_rows, cell->row + cell->weight);
    }

  return n_rows;
}

/* Sorted and measured for @width. */
static void
grid_prepare (Grid      *grid,
              GtkWidget *widget,
              int        width)
{
  gboolean narrow = is_narrow (widget, width);

  grid_init (grid, widget);
  if (narrow)
    grid_make_narrow (grid);
  g_array_sort (grid->cells, compare_cells);

  for (guint i = 0; i < grid->cells->len; i++)
    {
      Cell *cell = &g_array_index (grid->cells, Cell, i);

      cell_measure (cell, grid_x (grid, cell->right, width) - grid_x (grid, cell->left, width) - WEIR_PANEL_SPACING_PX,
                    narrow);
    }
}

static int
group_min_height (const Grid *grid,
                  guint       begin,
                  guint       end)
{
  gboolean stack = group_is_stack (grid, begin, end);
  int n_rows = group_count_rows (grid, begin, end);
  int height = stack ? ((int) (end - begin) - 1) * WEIR_PANEL_SPACING_PX : 0;

  for (guint i = begin; i < end; i++)
    {
      const Cell *cell = &g_array_index (grid->cells, Cell, i);

      if (stack)
        height += cell->min_px;
      else
        height = MAX (height, n_rows * (cell->min_px + WEIR_PANEL_SPACING_PX) / cell->weight - WEIR_PANEL_SPACING_PX);
    }

  return height;
}

/* Gives @room to the cells of one kind by weight, a list only up to its natural height; returns what is left. */
static int
distribute (Grid     *grid,
            guint     begin,
            guint     end,
            gboolean  lists,
            int       room)
{
  int weight = 0;

  for (guint i = begin; i < end; i++)
    {
      Cell *cell = &g_array_index (grid->cells, Cell, i);

      if (weir_card_get_is_list (cell->card) == lists)
        weight += cell->weight;
    }

  for (guint i = begin; i < end; i++)
    {
      Cell *cell = &g_array_index (grid->cells, Cell, i);
      int share;

      if (weir_card_get_is_list (cell->card) != lists)
        continue;

      share = room * cell->weight / weight;
      if (lists)
        share = MIN (share, cell->natural_px - cell->height_px);
      cell->height_px += share;
      room -= share;
      weight -= cell->weight;
    }

  return room;
}

/* Of several lists, the shortest is shown whole if that leaves the others enough. */
static int
grant_shortest (Grid  *grid,
                guint  begin,
                guint  end,
                int    room)
{
  Cell *shortest = NULL;
  int extra;

  for (guint i = begin; i < end; i++)
    {
      Cell *cell = &g_array_index (grid->cells, Cell, i);

      if (weir_card_get_is_list (cell->card) && (shortest == NULL || cell->natural_px < shortest->natural_px))
        shortest = cell;
    }

  if (shortest == NULL)
    return room;

  extra = shortest->natural_px - shortest->height_px;
  if (extra > room * 6 / 10)
    return room;

  shortest->height_px += extra;

  return room - extra;
}

/* Charts share what lists do not need; a column of lists alone leaves its rest empty. */
static void
group_set_heights (Grid  *grid,
                   guint  begin,
                   guint  end,
                   int    height)
{
  int room = height - group_min_height (grid, begin, end);
  gboolean any_chart = FALSE;

  for (guint i = begin; i < end; i++)
    {
      Cell *cell = &g_array_index (grid->cells, Cell, i);

      cell->height_px = cell->min_px;
      any_chart |= !weir_card_get_is_list (cell->card);
    }

  if (room <= 0)
    return;

  if (!any_chart)
    room = grant_shortest (grid, begin, end, room);

  /* Lists first, but half of the height of a column is for its charts. */
  room = (any_chart ? room - room / 2 : 0) + distribute (grid, begin, end, TRUE, any_chart ? room / 2 : room);
  if (any_chart)
    distribute (grid, begin, end, FALSE, room);
  else
    distribute (grid, begin, end, TRUE, room);
}

static int
count_edited_rows (const Grid *grid)
{
  int n_rows = EDITED_ROWS_MIN;

  for (guint i = 0; i < grid->cells->len; i++)
    {
      const Cell *cell = &g_array_index (grid->cells, Cell, i);

      n_rows = MAX (n_rows, cell->row + cell->weight);
    }

  return n_rows;
}

static int
edited_min_height (GtkWidget *widget)
{
  Grid grid;
  int n_rows;

  grid_init (&grid, widget);
  n_rows = count_edited_rows (&grid);
  g_array_unref (grid.cells);

  return n_rows * (ROW_MIN_HEIGHT_PX + WEIR_PANEL_SPACING_PX) - WEIR_PANEL_SPACING_PX;
}

static void
allocate_edited (GtkWidget *widget,
                 int        width,
                 int        height)
{
  Grid grid;
  int n_rows;

  grid_init (&grid, widget);
  grid.n_columns = MAX (grid.n_columns, WEIR_PANEL_GRID_COLUMNS);
  n_rows = count_edited_rows (&grid);
  for (guint i = 0; i < grid.cells->len; i++)
    {
      const Cell *cell = &g_array_index (grid.cells, Cell, i);
      int x = grid_x (&grid, cell->left, width);
      int y = cell->row * (height + WEIR_PANEL_SPACING_PX) / n_rows;
      GtkAllocation allocation = {
        x, y,
        grid_x (&grid, cell->right, width) - x - WEIR_PANEL_SPACING_PX,
        (cell->row + cell->weight) * (height + WEIR_PANEL_SPACING_PX) / n_rows - y - WEIR_PANEL_SPACING_PX,
      };
      int min_width_px, min_height_px;

      gtk_widget_measure (GTK_WIDGET (cell->card), GTK_ORIENTATION_HORIZONTAL, -1, &min_width_px, NULL, NULL, NULL);
      allocation.width = MAX (allocation.width, min_width_px);
      gtk_widget_measure (GTK_WIDGET (cell->card), GTK_ORIENTATION_VERTICAL, allocation.width, &min_height_px, NULL,
                          NULL, NULL);
      allocation.height = MAX (allocation.height, min_height_px);
      gtk_widget_size_allocate (GTK_WIDGET (cell->card), &allocation, -1);
    }
  g_array_unref (grid.cells);
}

static GtkSizeRequestMode
weir_panel_layout_get_request_mode (GtkLayoutManager *manager,
                                    GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
weir_panel_layout_measure (GtkLayoutManager *manager,
                           GtkWidget        *widget,
                           GtkOrientation    orientation,
                           int               for_size,
                           int              *minimum,
                           int              *natural,
                           int              *minimum_baseline,
                           int              *natural_baseline)
{
  Grid grid;

  *minimum = 0;
  *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
        {
          int child_min;

          gtk_widget_measure (child, orientation, -1, &child_min, NULL, NULL, NULL);
          *minimum = MAX (*minimum, child_min);
        }
      *natural = MAX (*minimum, 2 * WEIR_PANEL_NARROW_PX);
      return;
    }

  if (WEIR_PANEL_LAYOUT (manager)->editing)
    {
      *minimum = *natural = edited_min_height (widget);
      return;
    }

  grid_prepare (&grid, widget, for_size < 0 ? 2 * WEIR_PANEL_NARROW_PX : for_size);
  for (guint begin = 0, end; begin < grid.cells->len; begin = end)
    {
      end = find_group_end (&grid, begin);
      *minimum = MAX (*minimum, group_min_height (&grid, begin, end));
    }
  *natural = *minimum;
  g_array_unref (grid.cells);
}

static void
cell_allocate (const Cell *cell,
               const Grid *grid,
               int         width,
               int         y,
               int         height)
{
  int x = grid_x (grid, cell->left, width);
  GtkAllocation allocation = { x, y, grid_x (grid, cell->right, width) - x - WEIR_PANEL_SPACING_PX, height };

  gtk_widget_size_allocate (GTK_WIDGET (cell->card), &allocation, -1);
}

static void
group_allocate (Grid  *grid,
                guint  begin,
                guint  end,
                int    width,
                int    height)
{
  gboolean stack = group_is_stack (grid, begin, end);
  int n_rows = group_count_rows (grid, begin, end);
  int y = 0;

  if (stack)
    group_set_heights (grid, begin, end, height);

  for (guint i = begin; i < end; i++)
    {
      Cell *cell = &g_array_index (grid->cells, Cell, i);

      if (!stack)
        {
          y = cell->row * (height + WEIR_PANEL_SPACING_PX) / n_rows;
          cell->height_px = (cell->row + cell->weight) * (height + WEIR_PANEL_SPACING_PX) / n_rows
                            - y - WEIR_PANEL_SPACING_PX;
        }
      cell_allocate (cell, grid, width, y, cell->height_px);
      y += cell->height_px + WEIR_PANEL_SPACING_PX;
    }
}

static void
weir_panel_layout_allocate (GtkLayoutManager *manager,
                            GtkWidget        *widget,
                            int               width,
                            int               height,
                            int               baseline)
{
  Grid grid;

  if (WEIR_PANEL_LAYOUT (manager)->editing)
    {
      allocate_edited (widget, width, height);
      return;
    }

  grid_prepare (&grid, widget, width);
  for (guint begin = 0, end; begin < grid.cells->len; begin = end)
    {
      end = find_group_end (&grid, begin);
      group_allocate (&grid, begin, end, width, height);
    }
  g_array_unref (grid.cells);
}

static void
weir_panel_layout_class_init (WeirPanelLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = weir_panel_layout_get_request_mode;
  layout_class->measure = weir_panel_layout_measure;
  layout_class->allocate = weir_panel_layout_allocate;
}

static void
weir_panel_layout_init (WeirPanelLayout *self)
{
}

void
weir_panel_layout_set_editing (WeirPanelLayout *self,
                               gboolean         editing)
{
  g_return_if_fail (WEIR_IS_PANEL_LAYOUT (self));

  self->editing = editing;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

void
weir_panel_layout_get_cells (WeirPanelLayout *self,
                             GtkWidget       *parent,
                             double           x_px,
                             double           y_px,
                             int             *columns,
                             int             *rows)
{
  Grid grid;
  double width_px, height_px;

  g_return_if_fail (WEIR_IS_PANEL_LAYOUT (self));

  grid_init (&grid, parent);
  width_px = (double) (gtk_widget_get_width (parent) + WEIR_PANEL_SPACING_PX)
             / MAX (grid.n_columns, WEIR_PANEL_GRID_COLUMNS);
  height_px = (double) (gtk_widget_get_height (parent) + WEIR_PANEL_SPACING_PX) / count_edited_rows (&grid);
  *columns = (int) round (x_px / width_px);
  *rows = (int) round (y_px / height_px);
  g_array_unref (grid.cells);
}
