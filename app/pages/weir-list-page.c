#include "config.h"

#include "app/pages/weir-list-page.h"

#include "app/common/weir-accessible.h"
#include "app/common/weir-table.h"

typedef struct
{
  GtkStack       *stack;
  AdwStatusPage  *empty_page;
  GtkSearchEntry *search_entry;
  GtkLabel       *summary_label;
  GtkLabel       *note_label;
  GtkColumnView  *view;

  GtkSorter      *order;    /* the sorted list's, nullable */
} WeirListPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (WeirListPage, weir_list_page, WEIR_TYPE_PAGE)

static void
on_activate (WeirListPage *self,
             guint         position)
{
  WeirListPagePrivate *priv = weir_list_page_get_instance_private (self);
  g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (priv->view)), position);

  if (item != NULL && WEIR_LIST_PAGE_GET_CLASS (self)->activated != NULL)
    WEIR_LIST_PAGE_GET_CLASS (self)->activated (self, item);
}

static void
weir_list_page_class_init (WeirListPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-list-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, WeirListPage, stack);
  gtk_widget_class_bind_template_child_private (widget_class, WeirListPage, empty_page);
  gtk_widget_class_bind_template_child_private (widget_class, WeirListPage, search_entry);
  gtk_widget_class_bind_template_child_private (widget_class, WeirListPage, summary_label);
  gtk_widget_class_bind_template_child_private (widget_class, WeirListPage, note_label);
  gtk_widget_class_bind_template_child_private (widget_class, WeirListPage, view);
}

static void
weir_list_page_init (WeirListPage *self)
{
  WeirListPagePrivate *priv = weir_list_page_get_instance_private (self);

  gtk_widget_init_template (GTK_WIDGET (self));
  weir_page_set_search_entry (WEIR_PAGE (self), priv->search_entry, GTK_WIDGET (priv->view));
  g_signal_connect_object (priv->view, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
}

void
weir_list_page_set_up (WeirListPage     *self,
                       const char       *name,
                       const char       *placeholder,
                       GCompareDataFunc  order)
{
  WeirListPagePrivate *priv = weir_list_page_get_instance_private (self);
  g_autoptr(GtkMultiSorter) sorter = gtk_multi_sorter_new ();
  GtkSortListModel *sorted;
  GtkSingleSelection *selection;

  g_return_if_fail (WEIR_IS_LIST_PAGE (self));

  weir_accessible_set_name (GTK_WIDGET (priv->view), name);
  weir_accessible_set_name (GTK_WIDGET (priv->search_entry), placeholder);
  g_object_set (priv->search_entry, "placeholder-text", placeholder, NULL);

  gtk_multi_sorter_append (sorter, g_object_ref (gtk_column_view_get_sorter (priv->view)));
  if (order != NULL)
    {
      priv->order = GTK_SORTER (gtk_custom_sorter_new (order, NULL, NULL));
      gtk_multi_sorter_append (sorter, priv->order);
    }
  sorted = gtk_sort_list_model_new (g_object_ref (weir_page_get_listed (WEIR_PAGE (self))), GTK_SORTER (g_steal_pointer (&sorter)));
  selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_column_view_set_model (priv->view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  weir_table_stay_at_top (priv->view);
  gtk_column_view_set_single_click_activate (priv->view, WEIR_LIST_PAGE_GET_CLASS (self)->activated != NULL);
}

GtkColumnView *
weir_list_page_get_view (WeirListPage *self)
{
  WeirListPagePrivate *priv = weir_list_page_get_instance_private (self);

  g_return_val_if_fail (WEIR_IS_LIST_PAGE (self), NULL);

  return priv->view;
}

void
weir_list_page_show_list (WeirListPage *self)
{
  WeirListPagePrivate *priv = weir_list_page_get_instance_private (self);

  g_return_if_fail (WEIR_IS_LIST_PAGE (self));

  gtk_stack_set_visible_child_name (priv->stack, "list");
}

void
weir_list_page_show_empty (WeirListPage *self,
                           const char   *title,
                           const char   *description)
{
  WeirListPagePrivate *priv = weir_list_page_get_instance_private (self);
  g_autofree char *escaped = g_markup_escape_text (description, -1);

  g_return_if_fail (WEIR_IS_LIST_PAGE (self));

  adw_status_page_set_title (priv->empty_page, title);
  adw_status_page_set_description (priv->empty_page, escaped);
  gtk_stack_set_visible_child_name (priv->stack, "empty");
}

void
weir_list_page_set_summary (WeirListPage *self,
                            const char   *text)
{
  WeirListPagePrivate *priv = weir_list_page_get_instance_private (self);

  g_return_if_fail (WEIR_IS_LIST_PAGE (self));

  gtk_label_set_label (priv->summary_label, text);
}

void
weir_list_page_set_note (WeirListPage *self,
                         const char   *text,
                         gboolean      is_problem)
{
  WeirListPagePrivate *priv = weir_list_page_get_instance_private (self);
  g_autofree char *shown = g_strconcat (is_problem ? "▲ " : "", text, NULL);

  g_return_if_fail (WEIR_IS_LIST_PAGE (self));

  if (g_str_equal (gtk_label_get_label (priv->note_label), shown))
    return;

  gtk_label_set_label (priv->note_label, shown);
  if (is_problem)
    gtk_widget_add_css_class (GTK_WIDGET (priv->note_label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (priv->note_label), "warning");
}

void
weir_list_page_refresh (WeirListPage *self,
                        gboolean      resort)
{
  WeirListPagePrivate *priv = weir_list_page_get_instance_private (self);

  g_return_if_fail (WEIR_IS_LIST_PAGE (self));

  weir_table_fit (priv->view);
  weir_table_refresh (priv->view);
  if (!resort)
    return;

  gtk_sorter_changed (gtk_column_view_get_sorter (priv->view), GTK_SORTER_CHANGE_DIFFERENT);
  if (priv->order != NULL)
    gtk_sorter_changed (priv->order, GTK_SORTER_CHANGE_DIFFERENT);
}
