#include "config.h"

#include "app/common/weir-result-table.h"

static void
on_cell_setup (GtkSignalListItemFactory *factory,
               GtkListItem              *item,
               gpointer                  column)
{
  GtkWidget *label = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (label), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (label), 16);
  gtk_list_item_set_child (item, label);
}

/* Nothing is not an empty text. */
static void
on_cell_bind (GtkSignalListItemFactory *factory,
              GtkListItem              *item,
              gpointer                  column)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  g_autofree char *text = weir_query_row_dup_text (gtk_list_item_get_item (item), GPOINTER_TO_UINT (column));

  gtk_inscription_set_text (GTK_INSCRIPTION (label), text != NULL ? text : "∅");
  if (text == NULL)
    gtk_widget_add_css_class (label, "secondary");
  else
    gtk_widget_remove_css_class (label, "secondary");
}

static void
add_column (GtkColumnView          *view,
            guint                   i,
            const WeirExportColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *shown = gtk_column_view_column_new (column->name, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (on_cell_setup), GUINT_TO_POINTER (i));
  g_signal_connect (factory, "bind", G_CALLBACK (on_cell_bind), GUINT_TO_POINTER (i));
  gtk_column_view_column_set_resizable (shown, TRUE);
  gtk_column_view_column_set_expand (shown, TRUE);
  gtk_column_view_append_column (view, shown);
  g_object_unref (shown);
}

void
weir_result_table_show (GtkColumnView   *view,
                        WeirQueryResult *result)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  g_autoptr(GtkSelectionModel) selection = NULL;
  const WeirExportColumn *shown;
  guint n_columns;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view) && WEIR_IS_QUERY_RESULT (result));

  gtk_column_view_set_model (view, NULL);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (view, column);
    }

  shown = weir_query_result_get_columns (result, &n_columns);
  for (guint i = 0; i < n_columns; i++)
    add_column (view, i, &shown[i]);
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (result))));
  gtk_column_view_set_model (view, selection);
}
