#include "config.h"

#include "app/common/weir-table-private.h"

/* Which columns a table shows, and how wide they are. */

/* A table that needs less than a ROOMYth of its room spreads its columns. */
#define ROOMY              1.6
#define RUNNING_TEXT_CHARS 40
/* What a column that takes room asks for at most, for the longest of its texts. */
#define WHOLE_TEXT_CHARS   80
/* For so many of them less important columns give way. */
#define READABLE_CHARS     32

static int
minimum_width (GtkWidget *widget)
{
  int minimum = 0;

  if (widget != NULL)
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

/* What a column needs, with its title: measured while it is shown, so that large text counts as it is. */
static void
measure_column (WeirTableSlot    *column,
                GtkWidget *title)
{
  GtkListItem *list_item = column->bound->len > 0 ? g_ptr_array_index (column->bound, 0) : NULL;
  GtkWidget *child = list_item != NULL ? gtk_list_item_get_child (list_item) : NULL;

  if (!gtk_column_view_column_get_visible (column->column) || child == NULL)
    return;

  column->width_px = MAX (minimum_width (title), minimum_width (gtk_widget_get_parent (child)));
}

static gboolean
is_hidden (const WeirTableSlot *column,
           guint         limit)
{
  return column->unwanted || (column->spec.gives_way > 0 && column->spec.gives_way >= limit);
}

static int
needed_width (GPtrArray *columns,
              guint      limit)
{
  int needed_px = 0;

  for (guint i = 0; i < columns->len; i++)
    {
      const WeirTableSlot *column = g_ptr_array_index (columns, i);

      needed_px += is_hidden (column, limit) ? 0 : column->width_px;
    }

  return needed_px;
}

/* How much more it takes to read the texts that would be cut. */
static int
missing_width (GPtrArray *columns,
               guint      limit)
{
  int missing_px = 0;

  for (guint i = 0; i < columns->len; i++)
    {
      const WeirTableSlot *column = g_ptr_array_index (columns, i);
      int chars = MIN (column->whole_chars, READABLE_CHARS) - column->spec.chars;

      if (!is_hidden (column, limit) && chars > 0)
        missing_px += column->width_px * chars / MAX (column->spec.chars, 1);
    }

  return missing_px;
}

/* The columns whose number is below it are shown: all that have room, and of the less important half those beside whole texts. */
static guint
find_limit (GPtrArray *columns,
            int        room_px)
{
  guint limit = 1, floor;

  for (guint i = 0; i < columns->len; i++)
    limit = MAX (limit, ((const WeirTableSlot *) g_ptr_array_index (columns, i))->spec.gives_way + 1);

  floor = limit / 2 + 1;
  while (limit > floor && needed_width (columns, limit) + missing_width (columns, limit) > room_px)
    limit--;
  while (limit > 1 && needed_width (columns, limit) > room_px)
    limit--;

  return limit;
}

/* A column of running text takes all the room there is. */
static gboolean
has_running_text (GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    {
      const WeirTableSlot *column = g_ptr_array_index (columns, i);

      if (column->spec.expand && column->spec.chars >= RUNNING_TEXT_CHARS)
        return TRUE;
    }

  return FALSE;
}

/*
 * Of two columns that share the room, the one with longer texts has more of it. It only
 * grows: a column that follows each text would never stand still.
 */
static gboolean
ask_for_whole_texts (WeirTableSlot *column)
{
  int chars = column->whole_chars;

  if (!column->spec.expand || column->spec.text == NULL)
    return FALSE;

  for (guint i = 0; i < column->bound->len; i++)
    {
      GtkWidget *cell = gtk_list_item_get_child (g_ptr_array_index (column->bound, i));
      const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (cell));

      chars = MAX (chars, text != NULL ? (int) MIN (g_utf8_strlen (text, -1), WHOLE_TEXT_CHARS) : 0);
    }

  if (chars == column->whole_chars)
    return FALSE;

  column->whole_chars = chars;
  for (guint i = 0; i < column->bound->len; i++)
    gtk_inscription_set_nat_chars (GTK_INSCRIPTION (gtk_list_item_get_child (g_ptr_array_index (column->bound, i))),
                                   MAX (column->spec.chars, chars));

  return TRUE;
}

/* GTK 4.8 leaves rows and titles that keep their own size with the columns of before. */
static void
queue_columns (GtkColumnView *view,
               GPtrArray     *columns)
{
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (view)));

  for (; title != NULL; title = gtk_widget_get_next_sibling (title))
    gtk_widget_queue_resize (title);

  for (guint i = 0; i < columns->len; i++)
    {
      const WeirTableSlot *column = g_ptr_array_index (columns, i);

      for (guint j = 0; j < column->bound->len; j++)
        gtk_widget_queue_resize (gtk_list_item_get_child (g_ptr_array_index (column->bound, j)));
    }
}

/*
 * Where there is much more room than a table needs, all columns share it: a value does not stand far from its key. Whether
 * anything changed.
 */
static gboolean
spread_columns (GPtrArray *columns,
                gboolean   roomy)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < columns->len; i++)
    {
      const WeirTableSlot *column = g_ptr_array_index (columns, i);
      gboolean expand = roomy || column->spec.expand;

      if (gtk_column_view_column_get_expand (column->column) == expand)
        continue;
      gtk_column_view_column_set_expand (column->column, expand);
      changed = TRUE;
    }

  return changed;
}

/* Whether any came or went. */
static gboolean
show_columns (GPtrArray *columns,
              guint      limit)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < columns->len; i++)
    {
      const WeirTableSlot *column = g_ptr_array_index (columns, i);

      if (gtk_column_view_column_get_visible (column->column) != is_hidden (column, limit))
        continue;
      gtk_column_view_column_set_visible (column->column, !is_hidden (column, limit));
      changed = TRUE;
    }

  return changed;
}

void
weir_table_fit (GtkColumnView *view)
{
  GPtrArray *columns;
  GtkWidget *title;
  gboolean changed = FALSE;
  guint limit;
  int room_px;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  columns = weir_table_get_slots (view);
  room_px = gtk_widget_get_width (GTK_WIDGET (view));
  if (room_px <= 0)
    return;

  title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (view)));
  for (guint i = 0; i < columns->len && title != NULL; i++, title = gtk_widget_get_next_sibling (title))
    {
      WeirTableSlot *column = g_ptr_array_index (columns, i);

      changed |= ask_for_whole_texts (column);
      measure_column (column, title);
    }

  limit = find_limit (columns, room_px);
  changed |= show_columns (columns, limit);
  changed |= spread_columns (columns, needed_width (columns, limit) * ROOMY < room_px && !has_running_text (columns));
  if (changed)
    queue_columns (view, columns);
}
