#include "config.h"

#include "app/common/weir-cells-view.h"

#include "app/common/weir-accessible.h"

#define CELL_CHARS  12
/* What the rows go by, as a time. */
#define FIRST_CHARS 16

/* A row as a list model needs it. */
#define WEIR_TYPE_CELLS_ROW (weir_cells_row_get_type ())
G_DECLARE_FINAL_TYPE (WeirCellsRow, weir_cells_row, WEIR, CELLS_ROW, GObject)

struct _WeirCellsRow
{
  GObject parent_instance;

  GStrv   cells;   /* owned */
};

G_DEFINE_FINAL_TYPE (WeirCellsRow, weir_cells_row, G_TYPE_OBJECT)

struct _WeirCellsView
{
  GtkWidget      parent_instance;

  GtkColumnView *view;      /* inside the child */
  GListStore    *rows;      /* owned, of WeirCellsRow */
  GStrv          titles;    /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (WeirCellsView, weir_cells_view, GTK_TYPE_WIDGET)

static void
weir_cells_row_finalize (GObject *object)
{
  g_strfreev (WEIR_CELLS_ROW (object)->cells);

  G_OBJECT_CLASS (weir_cells_row_parent_class)->finalize (object);
}

static void
weir_cells_row_class_init (WeirCellsRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_cells_row_finalize;
}

static void
weir_cells_row_init (WeirCellsRow *self)
{
}

static void
weir_cells_view_dispose (GObject *object)
{
  WeirCellsView *self = WEIR_CELLS_VIEW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->rows);

  G_OBJECT_CLASS (weir_cells_view_parent_class)->dispose (object);
}

static void
weir_cells_view_finalize (GObject *object)
{
  g_strfreev (WEIR_CELLS_VIEW (object)->titles);

  G_OBJECT_CLASS (weir_cells_view_parent_class)->finalize (object);
}

static void
weir_cells_view_class_init (WeirCellsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_cells_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_cells_view_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
weir_cells_view_init (WeirCellsView *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkNoSelection *selection;

  self->rows = g_list_store_new (WEIR_TYPE_CELLS_ROW);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (selection)));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "weir-table");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}

GtkWidget *
weir_cells_view_new (const char *name)
{
  WeirCellsView *self = g_object_new (WEIR_TYPE_CELLS_VIEW, NULL);

  weir_accessible_set_name (GTK_WIDGET (self->view), name);

  return GTK_WIDGET (self);
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  is_number)
{
  GtkWidget *cell = gtk_inscription_new (NULL);
  guint chars = g_object_get_data (G_OBJECT (factory), "column") == NULL ? FIRST_CHARS : CELL_CHARS;

  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), GPOINTER_TO_INT (is_number) ? 1.0f : 0.0f);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), chars);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (cell), 1);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (cell), 1);
  gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (cell, GPOINTER_TO_INT (is_number) ? "number" : "text");
  gtk_list_item_set_child (item, cell);
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  user_data)
{
  WeirCellsRow *row = gtk_list_item_get_item (item);
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
  GtkWidget *cell = gtk_list_item_get_child (item);
  GtkWidget *row_widget = gtk_widget_get_parent (gtk_widget_get_parent (cell));

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), column < g_strv_length (row->cells) ? row->cells[column] : "");
  gtk_widget_set_tooltip_text (cell, gtk_inscription_get_text (GTK_INSCRIPTION (cell)));
  if (column == 0 && row_widget != NULL)
    {
      g_autofree char *name = g_strjoinv (", ", row->cells);

      gtk_accessible_update_property (GTK_ACCESSIBLE (row_widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
}

static void
add_column (WeirCellsView *self,
            const char    *title,
            guint          column,
            gboolean       is_number)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *added;

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (column));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), GINT_TO_POINTER (is_number));
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  added = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_append_column (self->view, added);
  g_object_unref (added);
}

void
weir_cells_view_set_columns (WeirCellsView      *self,
                             const char * const *titles,
                             const gboolean     *are_numbers)
{
  GListModel *columns;

  g_return_if_fail (WEIR_IS_CELLS_VIEW (self) && titles != NULL);

  if (self->titles != NULL && g_strv_equal (titles, (const char * const *) self->titles))
    return;

  g_list_store_remove_all (self->rows);
  g_strfreev (self->titles);
  self->titles = g_strdupv ((char **) titles);
  columns = gtk_column_view_get_columns (self->view);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->view, column);
    }
  for (guint i = 0; titles[i] != NULL; i++)
    add_column (self, titles[i], i, are_numbers != NULL && are_numbers[i]);
}

void
weir_cells_view_take_rows (WeirCellsView *self,
                           GPtrArray     *rows)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (WEIR_IS_CELLS_VIEW (self) && rows != NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      WeirCellsRow *row = g_object_new (WEIR_TYPE_CELLS_ROW, NULL);

      row->cells = g_ptr_array_index (rows, i);
      g_ptr_array_add (items, row);
    }
  g_list_store_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)), items->pdata, items->len);
  g_ptr_array_set_free_func (rows, NULL);
  g_ptr_array_unref (rows);
}

guint
weir_cells_view_get_n_rows (WeirCellsView *self)
{
  g_return_val_if_fail (WEIR_IS_CELLS_VIEW (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->rows));
}

const char *
weir_cells_view_get_text (WeirCellsView *self,
                          guint          row,
                          guint          column)
{
  g_autoptr(WeirCellsRow) found = NULL;

  g_return_val_if_fail (WEIR_IS_CELLS_VIEW (self), NULL);

  found = g_list_model_get_item (G_LIST_MODEL (self->rows), row);

  return found != NULL && column < g_strv_length (found->cells) ? found->cells[column] : NULL;
}
