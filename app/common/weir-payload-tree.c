#include "config.h"

#include "app/common/weir-payload-tree.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-item.h"
#include "data/decode/weir-json-tree.h"

#define MIN_PX 120
#define MAX_PX 260

struct _WeirPayloadTree
{
  GtkBox        parent_instance;

  GtkListView  *view;
  GtkLabel     *cut_label;
  WeirJsonNode *root;         /* owned, nullable: the rows borrow from it */
};

G_DEFINE_FINAL_TYPE (WeirPayloadTree, weir_payload_tree, GTK_TYPE_BOX)

/* A row: a node, borrowed from the tree, which outlives the rows. */
static GListModel *
create_children (const WeirJsonNode *node)
{
  GListStore *rows = weir_item_store_new ();

  weir_item_store_set (rows, (const gconstpointer *) node->children->pdata, node->children->len);

  return G_LIST_MODEL (rows);
}

static GListModel *
on_create_children (gpointer item,
                    gpointer user_data)
{
  const WeirJsonNode *node = weir_item_get (item);

  return node->children != NULL && node->children->len > 0 ? create_children (node) : NULL;
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "number");
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), label);
  gtk_list_item_set_child (list_item, expander);
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  g_autoptr(GObject) item = gtk_tree_list_row_get_item (row);
  const WeirJsonNode *node = weir_item_get (WEIR_ITEM (item));
  g_autofree char *text = g_strdup_printf ("%s: %s", node->name, node->text);
  GtkWidget *line = gtk_widget_get_parent (GTK_WIDGET (expander));

  gtk_tree_expander_set_list_row (expander, row);
  gtk_label_set_label (GTK_LABEL (gtk_tree_expander_get_child (expander)), text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (expander), text);
  if (line != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
weir_payload_tree_dispose (GObject *object)
{
  WeirPayloadTree *self = WEIR_PAYLOAD_TREE (object);

  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  self->view = NULL;
  G_OBJECT_CLASS (weir_payload_tree_parent_class)->dispose (object);
  g_clear_pointer (&self->root, weir_json_node_free);
}

static void
weir_payload_tree_class_init (WeirPayloadTreeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_payload_tree_dispose;
}

static void
weir_payload_tree_init (WeirPayloadTree *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *window = gtk_scrolled_window_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "weir-tree");
  weir_accessible_set_name (GTK_WIDGET (self->view), _("Members of the payload"));
  self->cut_label = GTK_LABEL (gtk_label_new (_("The rest is cut, or no JSON.")));
  gtk_label_set_xalign (self->cut_label, 0.0f);
  gtk_widget_add_css_class (GTK_WIDGET (self->cut_label), "warning");
  gtk_widget_add_css_class (GTK_WIDGET (self->cut_label), "weir-detail");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (window), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (window), MIN_PX);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (window), MAX_PX);
  gtk_box_append (GTK_BOX (self), window);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->cut_label));
}

GtkWidget *
weir_payload_tree_new (void)
{
  return g_object_new (WEIR_TYPE_PAYLOAD_TREE, NULL);
}

gboolean
weir_payload_tree_set (WeirPayloadTree *self,
                       const char      *bytes,
                       gsize            length)
{
  g_autoptr(GtkSingleSelection) selection = NULL;
  gboolean whole = TRUE;
  WeirJsonNode *root;

  g_return_val_if_fail (WEIR_IS_PAYLOAD_TREE (self), FALSE);

  root = weir_json_tree_new (bytes, length, &whole);
  if (root != NULL)
    selection = gtk_single_selection_new (G_LIST_MODEL (gtk_tree_list_model_new (create_children (root), FALSE, FALSE,
                                                                                 on_create_children, NULL, NULL)));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_clear_pointer (&self->root, weir_json_node_free);
  self->root = root;
  gtk_widget_set_visible (GTK_WIDGET (self->cut_label), root != NULL && !whole);

  return root != NULL;
}
