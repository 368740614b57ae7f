#include "config.h"

#include "app/common/weir-table-private.h"

#include <math.h>

static void
column_free (gpointer data)
{
  WeirTableSlot *column = data;

  g_ptr_array_unref (column->bound);
  g_free (column);
}

static void
fill_text (WeirTableSlot        *column,
           GtkInscription *cell,
           gpointer        item)
{
  const char *style_class = NULL;
  g_autofree char *text = column->spec.text (item, &style_class);
  const char *classes[] = { column->spec.xalign > 0.0f ? "number" : "text", style_class, NULL };

  if (g_strcmp0 (gtk_inscription_get_text (cell), text) != 0)
    gtk_inscription_set_text (cell, text);
  gtk_widget_set_css_classes (GTK_WIDGET (cell), classes);
}

static void
fill (WeirTableSlot      *column,
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
          WeirTableSlot                   *column)
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
  gtk_widget_set_has_tooltip (cell, TRUE);
  g_signal_connect (cell, "query-tooltip", G_CALLBACK (weir_table_query_tooltip), column);
  gtk_list_item_set_child (list_item, cell);
}

/* The widget that holds the cells of a row. (nullable) */
static GtkWidget *
get_row (GtkListItem *list_item)
{
  GtkWidget *cell = gtk_widget_get_parent (gtk_list_item_get_child (list_item));

  return cell != NULL ? gtk_widget_get_parent (cell) : NULL;
}

/* A row says its cells' texts. */
static void
name_row (WeirTableSlot      *column,
          GtkListItem *list_item)
{
  GtkWidget *row = get_row (list_item);
  g_autoptr(GString) name = g_string_new (NULL);

  for (guint i = 0; i < column->siblings->len; i++)
    {
      WeirTableSlot *sibling = g_ptr_array_index (column->siblings, i);
      const char *style_class = NULL;
      g_autofree char *text = NULL;

      if (sibling->spec.text == NULL || sibling->unwanted)
        continue;
      text = sibling->spec.text (gtk_list_item_get_item (list_item), &style_class);
      g_string_append_printf (name, "%s%s", name->len > 0 ? ", " : "", text != NULL ? text : "");
    }

  if (row == NULL || g_strcmp0 (g_object_get_data (G_OBJECT (row), "weir-name"), name->str) == 0)
    return;

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str, -1);
  g_object_set_data_full (G_OBJECT (row), "weir-name", g_strdup (name->str), g_free);
}

/* All but the one that has the keyboard: what changes there is read out, again and again. */
static void
rename_rows (WeirTableSlot *column)
{
  for (guint i = 0; i < column->bound->len; i++)
    {
      GtkListItem *list_item = g_ptr_array_index (column->bound, i);
      GtkWidget *row = get_row (list_item);

      if (row != NULL && (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_FOCUS_WITHIN) == 0)
        name_row (column, list_item);
    }
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         WeirTableSlot                   *column)
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
           WeirTableSlot                   *column)
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

GPtrArray *
weir_table_get_slots (GtkColumnView *view)
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
  const WeirTableSlot *column = user_data;
  double left = column->spec.key ((gpointer) a);
  double right = column->spec.key ((gpointer) b);

  if (isnan (left) || isnan (right))
    return isnan (right) - isnan (left);

  return (left > right) - (left < right);
}

/* NULL: not sorted by this column. (transfer full) */
static GtkSorter *
create_sorter (WeirTableSlot *column)
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
  WeirTableSlot *column;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), NULL);
  g_return_val_if_fail (spec->text != NULL || (spec->create != NULL && spec->update != NULL), NULL);

  factory = gtk_signal_list_item_factory_new ();
  column = g_new0 (WeirTableSlot, 1);
  column->spec = *spec;
  column->bound = g_ptr_array_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), column);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), column);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), column);
  g_object_set_data_full (G_OBJECT (factory), "weir-column", column, column_free);
  column->siblings = weir_table_get_slots (view);
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

  columns = weir_table_get_slots (view);
  for (guint i = 0; i < columns->len; i++)
    {
      WeirTableSlot *column = g_ptr_array_index (columns, i);

      for (guint j = 0; j < column->bound->len; j++)
        fill (column, g_ptr_array_index (column->bound, j));
    }

  if (columns->len > 0)
    rename_rows (g_ptr_array_index (columns, 0));
}

static WeirTableSlot *
find_column (GtkColumnView       *view,
             GtkColumnViewColumn *wanted)
{
  GPtrArray *columns = weir_table_get_slots (view);

  for (guint i = 0; i < columns->len; i++)
    if (((WeirTableSlot *) g_ptr_array_index (columns, i))->column == wanted)
      return g_ptr_array_index (columns, i);

  return NULL;
}

void
weir_table_set_wanted (GtkColumnView       *view,
                       GtkColumnViewColumn *column,
                       gboolean             wanted)
{
  WeirTableSlot *found;

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
  WeirTableSlot *found;

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

/*
 * GTK 4.8 has no API for it: the label is found inside the title's button, and beside it the arrow of a column that can be
 * sorted, which has its room even where it does not point: it goes before the label.
 */
static void
align_label (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    {
      GtkWidget *box = gtk_widget_get_parent (widget);
      GtkWidget *arrow = gtk_widget_get_next_sibling (widget);

      if (arrow != NULL && gtk_widget_get_visible (arrow))
        {
          gtk_widget_insert_before (arrow, box, widget);
          gtk_widget_set_hexpand (arrow, TRUE);
          gtk_widget_set_halign (arrow, GTK_ALIGN_END);
        }
      else if (gtk_widget_get_prev_sibling (widget) == NULL)
        {
          gtk_widget_set_hexpand (widget, TRUE);
        }
      gtk_label_set_xalign (GTK_LABEL (widget), 1.0);
      return;
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

  columns = weir_table_get_slots (view);
  title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (view)));
  for (guint i = 0; i < columns->len && title != NULL; i++, title = gtk_widget_get_next_sibling (title))
    {
      WeirTableSlot *column = g_ptr_array_index (columns, i);

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
