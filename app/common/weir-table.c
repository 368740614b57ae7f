#include "config.h"

#include "app/common/weir-table.h"

#include <math.h>

/* A table that needs less than a ROOMYth of its room spreads its columns. */
#define ROOMY              1.6
#define RUNNING_TEXT_CHARS 40
/* What a column that takes room asks for at most, for the longest of its texts. */
#define WHOLE_TEXT_CHARS   80
/* For so many of them less important columns give way. */
#define READABLE_CHARS     32

typedef struct
{
  WeirTableColumn  spec;        /* its title is not kept */
  GPtrArray       *bound;       /* of GtkListItem, not owned */
  GPtrArray       *siblings;    /* all columns of the view; the view's */
  GtkColumnViewColumn *column; /* the view's */
  int              width_px;    /* what it needs, as last measured; 0: not known */
  int              whole_chars; /* of the longest text it has shown */
  gboolean         unwanted;
  gboolean         first;
} Column;

static void
column_free (gpointer data)
{
  Column *column = data;

  g_ptr_array_unref (column->bound);
  g_free (column);
}

static void
fill_text (Column        *column,
           GtkInscription *cell,
           gpointer        item)
{
  const char *style_class = NULL;
  g_autofree char *text = column->spec.text (item, &style_class);
  const char *classes[] = { column->spec.xalign > 0.0f ? "number" : "text", style_class, NULL };

  if (g_strcmp0 (gtk_inscription_get_text (cell), text) != 0)
    {
      gtk_inscription_set_text (cell, text);
      gtk_widget_set_tooltip_text (GTK_WIDGET (cell), column->spec.expand ? text : NULL);
    }
  gtk_widget_set_css_classes (GTK_WIDGET (cell), classes);
}

static void
fill (Column      *column,
      GtkListItem *list_item)
{
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  gpointer item = gtk_list_item_get_item (list_item);

  if (column->spec.text != NULL)
    fill_text (column, GTK_INSCRIPTION (cell), item);
  else
    column->spec.update (cell, item, column->spec.user_data);
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          Column                   *column)
{
  GtkWidget *cell;

  if (column->spec.text == NULL)
    {
      gtk_list_item_set_child (list_item, column->spec.create (column->spec.user_data));
      return;
    }

  cell = gtk_inscription_new (NULL);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), column->spec.xalign);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  /* One line: where the row is higher, the rest of a long text would go into a second. */
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (cell), 1);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (cell), 1);
  gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
  gtk_list_item_set_child (list_item, cell);
}

/* A row says its cells' texts; it is not renamed while they change, which would be read out again and again. */
static void
name_row (Column      *column,
          GtkListItem *list_item)
{
  GtkWidget *cell = gtk_widget_get_parent (gtk_list_item_get_child (list_item));
  GtkWidget *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;
  g_autoptr(GString) name = g_string_new (NULL);

  for (guint i = 0; i < column->siblings->len; i++)
    {
      Column *sibling = g_ptr_array_index (column->siblings, i);
      const char *style_class = NULL;
      g_autofree char *text = NULL;

      if (sibling->spec.text == NULL)
        continue;
      text = sibling->spec.text (gtk_list_item_get_item (list_item), &style_class);
      g_string_append_printf (name, "%s%s", name->len > 0 ? ", " : "", text != NULL ? text : "");
    }

  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str, -1);
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         Column                   *column)
{
  g_ptr_array_add (column->bound, list_item);
  if (column->spec.text != NULL)
    {
      GtkInscription *cell = GTK_INSCRIPTION (gtk_list_item_get_child (list_item));

      gtk_inscription_set_min_chars (cell, column->spec.chars);
      gtk_inscription_set_nat_chars (cell, MAX (column->spec.chars, column->whole_chars));
    }
  fill (column, list_item);
  if (column->first)
    name_row (column, list_item);
}

static void
on_unbind (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item,
           Column                   *column)
{
  g_ptr_array_remove_fast (column->bound, list_item);
}

static gboolean
on_fit_tick (GtkWidget     *view,
             GdkFrameClock *clock,
             gpointer       user_data)
{
  weir_table_fit (GTK_COLUMN_VIEW (view));

  return G_SOURCE_REMOVE;
}

/* Columns change in the next frame: not while the view is being allocated. */
static void
on_width_changed (GtkWidget *view)
{
  gtk_widget_add_tick_callback (view, on_fit_tick, NULL, NULL);
}

static void
on_adjustment (GtkWidget *view)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view));

  if (adjustment != NULL)
    g_signal_connect_object (adjustment, "notify::page-size", G_CALLBACK (on_width_changed), view, G_CONNECT_SWAPPED);
}

static GPtrArray *
get_columns (GtkColumnView *view)
{
  GPtrArray *columns = g_object_get_data (G_OBJECT (view), "weir-columns");

  if (columns == NULL)
    {
      columns = g_ptr_array_new ();
      g_object_set_data_full (G_OBJECT (view), "weir-columns", columns, (GDestroyNotify) g_ptr_array_unref);
      g_signal_connect (view, "notify::hadjustment", G_CALLBACK (on_adjustment), NULL);
      on_adjustment (GTK_WIDGET (view));
    }

  return columns;
}

static int
compare_keys (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const Column *column = user_data;
  double left = column->spec.key ((gpointer) a);
  double right = column->spec.key ((gpointer) b);

  if (isnan (left) || isnan (right))
    return isnan (right) - isnan (left);

  return (left > right) - (left < right);
}

/* NULL: not sorted by this column. (transfer full) */
static GtkSorter *
create_sorter (Column *column)
{
  if (column->spec.key != NULL)
    return GTK_SORTER (gtk_custom_sorter_new (compare_keys, column, NULL));
  if (column->spec.compare != NULL)
    return GTK_SORTER (gtk_custom_sorter_new (column->spec.compare, NULL, NULL));

  return NULL;
}

GtkColumnViewColumn *
weir_table_add_column (GtkColumnView         *view,
                       const WeirTableColumn *spec)
{
  g_autoptr(GtkColumnViewColumn) result = NULL;
  g_autoptr(GtkSorter) sorter = NULL;
  GtkListItemFactory *factory;
  Column *column;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), NULL);
  g_return_val_if_fail (spec->text != NULL || (spec->create != NULL && spec->update != NULL), NULL);

  factory = gtk_signal_list_item_factory_new ();
  column = g_new0 (Column, 1);
  column->spec = *spec;
  column->bound = g_ptr_array_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), column);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), column);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), column);
  g_object_set_data_full (G_OBJECT (factory), "weir-column", column, column_free);
  column->siblings = get_columns (view);
  column->first = column->siblings->len == 0;
  g_ptr_array_add (column->siblings, column);

  result = gtk_column_view_column_new (spec->title, factory);
  gtk_column_view_column_set_expand (result, spec->expand);
  gtk_column_view_column_set_resizable (result, TRUE);
  sorter = create_sorter (column);
  gtk_column_view_column_set_sorter (result, sorter);
  gtk_column_view_append_column (view, result);
  column->column = result;

  return result;
}

void
weir_table_set_list (GtkColumnView *view,
                     GListModel    *model)
{
  g_autoptr(GtkSingleSelection) selection = NULL;
  GtkSorter *sorter;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));
  g_return_if_fail (G_IS_LIST_MODEL (model));

  sorter = g_object_ref (gtk_column_view_get_sorter (view));
  selection = gtk_single_selection_new (G_LIST_MODEL (gtk_sort_list_model_new (g_object_ref (model), sorter)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (selection));
}

void
weir_table_refresh (GtkColumnView *view)
{
  GPtrArray *columns;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  columns = get_columns (view);
  for (guint i = 0; i < columns->len; i++)
    {
      Column *column = g_ptr_array_index (columns, i);

      for (guint j = 0; j < column->bound->len; j++)
        fill (column, g_ptr_array_index (column->bound, j));
    }
}

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
measure_column (Column    *column,
                GtkWidget *title)
{
  GtkListItem *list_item = column->bound->len > 0 ? g_ptr_array_index (column->bound, 0) : NULL;
  GtkWidget *child = list_item != NULL ? gtk_list_item_get_child (list_item) : NULL;

  if (!gtk_column_view_column_get_visible (column->column) || child == NULL)
    return;

  column->width_px = MAX (minimum_width (title), minimum_width (gtk_widget_get_parent (child)));
}

static gboolean
is_hidden (const Column *column,
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
      const Column *column = g_ptr_array_index (columns, i);

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
      const Column *column = g_ptr_array_index (columns, i);
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
    limit = MAX (limit, ((const Column *) g_ptr_array_index (columns, i))->spec.gives_way + 1);

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
      const Column *column = g_ptr_array_index (columns, i);

      if (column->spec.expand && column->spec.chars >= RUNNING_TEXT_CHARS)
        return TRUE;
    }

  return FALSE;
}

/*
 * Of two columns that share the room, the one with longer texts has more of it. It only
 * grows: a column that follows each text would never stand still.
 */
static void
ask_for_whole_texts (Column *column)
{
  int chars = column->whole_chars;

  if (!column->spec.expand || column->spec.text == NULL)
    return;

  for (guint i = 0; i < column->bound->len; i++)
    {
      GtkWidget *cell = gtk_list_item_get_child (g_ptr_array_index (column->bound, i));
      const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (cell));

      chars = MAX (chars, text != NULL ? (int) MIN (g_utf8_strlen (text, -1), WHOLE_TEXT_CHARS) : 0);
    }

  if (chars == column->whole_chars)
    return;

  column->whole_chars = chars;
  for (guint i = 0; i < column->bound->len; i++)
    gtk_inscription_set_nat_chars (GTK_INSCRIPTION (gtk_list_item_get_child (g_ptr_array_index (column->bound, i))),
                                   MAX (column->spec.chars, chars));
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
      const Column *column = g_ptr_array_index (columns, i);

      for (guint j = 0; j < column->bound->len; j++)
        gtk_widget_queue_resize (gtk_list_item_get_child (g_ptr_array_index (column->bound, j)));
    }
}

/* Where there is much more room than a table needs, all columns share it: a value does not stand far from its key. */
static void
spread_columns (GtkColumnView *view,
                GPtrArray     *columns,
                gboolean       roomy)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = g_ptr_array_index (columns, i);
      gboolean expand = roomy || column->spec.expand;

      if (gtk_column_view_column_get_expand (column->column) == expand)
        continue;
      gtk_column_view_column_set_expand (column->column, expand);
      changed = TRUE;
    }

  if (changed)
    queue_columns (view, columns);
}

void
weir_table_fit (GtkColumnView *view)
{
  GPtrArray *columns;
  GtkWidget *title;
  guint limit;
  int room_px;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  columns = get_columns (view);
  room_px = gtk_widget_get_width (GTK_WIDGET (view));
  if (room_px <= 0)
    return;

  title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (view)));
  for (guint i = 0; i < columns->len && title != NULL; i++, title = gtk_widget_get_next_sibling (title))
    {
      Column *column = g_ptr_array_index (columns, i);

      ask_for_whole_texts (column);
      measure_column (column, title);
    }

  limit = find_limit (columns, room_px);
  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = g_ptr_array_index (columns, i);

      if (gtk_column_view_column_get_visible (column->column) == is_hidden (column, limit))
        gtk_column_view_column_set_visible (column->column, !is_hidden (column, limit));
    }
  spread_columns (view, columns, needed_width (columns, limit) * ROOMY < room_px && !has_running_text (columns));
}

static Column *
find_column (GtkColumnView       *view,
             GtkColumnViewColumn *wanted)
{
  GPtrArray *columns = get_columns (view);

  for (guint i = 0; i < columns->len; i++)
    if (((Column *) g_ptr_array_index (columns, i))->column == wanted)
      return g_ptr_array_index (columns, i);

  return NULL;
}

void
weir_table_set_wanted (GtkColumnView       *view,
                       GtkColumnViewColumn *column,
                       gboolean             wanted)
{
  Column *found;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  found = find_column (view, column);
  g_return_if_fail (found != NULL);

  found->unwanted = !wanted;
}

void
weir_table_set_chars (GtkColumnView       *view,
                      GtkColumnViewColumn *column,
                      int                  chars)
{
  Column *found;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  found = find_column (view, column);
  g_return_if_fail (found != NULL && found->spec.text != NULL);

  if (found->spec.chars == chars)
    return;

  found->spec.chars = chars;
  for (guint i = 0; i < found->bound->len; i++)
    {
      GtkWidget *cell = gtk_list_item_get_child (g_ptr_array_index (found->bound, i));

      gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), chars);
      gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), MAX (chars, found->whole_chars));
    }
}

void
weir_table_scroll_to_top (GtkColumnView *view)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  if (g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (view))) > 0)
    gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (view)), "list.scroll-to-item", "u", 0);
}

void
weir_table_rename_rows (GtkColumnView *view)
{
  GPtrArray *columns;
  Column *first;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  columns = get_columns (view);
  first = columns->len > 0 ? g_ptr_array_index (columns, 0) : NULL;
  for (guint i = 0; first != NULL && i < first->bound->len; i++)
    name_row (first, g_ptr_array_index (first->bound, i));
}

/* GTK 4.8 has no API for it: the label is found inside the title's button. */
static void
align_label (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    {
      gtk_widget_set_hexpand (widget, TRUE);
      gtk_label_set_xalign (GTK_LABEL (widget), 1.0);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    align_label (child);
}

void
weir_table_align_titles (GtkColumnView *view)
{
  GPtrArray *columns;
  GtkWidget *title;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  columns = get_columns (view);
  title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (view)));
  for (guint i = 0; i < columns->len && title != NULL; i++, title = gtk_widget_get_next_sibling (title))
    {
      Column *column = g_ptr_array_index (columns, i);

      if (column->spec.xalign > 0.0f)
        align_label (title);
    }
}

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  GtkWidget  *view)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  GtkWidget *list = gtk_widget_get_last_child (view);

  /* The list moves only when it is allocated: this is still where the person left it. */
  if (adjustment == NULL || gtk_adjustment_get_value (adjustment) > 1.0 || g_list_model_get_n_items (model) == 0)
    return;

  gtk_widget_activate_action (list, "list.scroll-to-item", "u", 0);
}

void
weir_table_stay_at_top (GtkColumnView *view)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  g_signal_connect_object (gtk_column_view_get_model (view), "items-changed", G_CALLBACK (on_items_changed), view,
                           G_CONNECT_AFTER);
}

void
weir_table_add_columns (GtkColumnView         *view,
                        const WeirTableColumn *columns,
                        guint                  n_columns)
{
  for (guint i = 0; i < n_columns; i++)
    weir_table_add_column (view, &columns[i]);
  weir_table_align_titles (view);
}

void
weir_table_update (GtkColumnView *view)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (view)))
    return;

  weir_table_fit (view);
  weir_table_refresh (view);
}
