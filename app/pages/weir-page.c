#include "config.h"

#include "app/pages/weir-page.h"

typedef struct
{
  WeirScope          *scope;          /* owned */
  GtkSearchEntry     *search_entry;   /* of the kind's template, as the next */
  GtkWidget          *view;           /* what is listed */
  GtkFilter          *filter;         /* owned by listed */
  GtkFilterListModel *listed;         /* owned */
} WeirPagePrivate;

enum
{
  PROP_0,
  PROP_SCOPE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (WeirPage, weir_page, ADW_TYPE_BIN)

static const char *
get_wanted (WeirPage *self)
{
  WeirPagePrivate *priv = weir_page_get_instance_private (self);

  return gtk_editable_get_text (GTK_EDITABLE (priv->search_entry));
}

static gboolean
filter_item (gpointer item,
             gpointer user_data)
{
  return WEIR_PAGE_GET_CLASS (user_data)->shows (user_data, item, get_wanted (user_data));
}

static void
on_pulse (WeirPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    WEIR_PAGE_GET_CLASS (self)->pulse (self);
}

static void
on_monitor_changed (WeirPage *self)
{
  WeirPagePrivate *priv = weir_page_get_instance_private (self);

  WEIR_PAGE_GET_CLASS (self)->monitor_changed (self, weir_scope_get_monitor (priv->scope));
}

static void
find_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  WeirPagePrivate *priv = weir_page_get_instance_private (WEIR_PAGE (widget));

  gtk_widget_grab_focus (GTK_WIDGET (priv->search_entry));
}

static void
weir_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (weir_page_parent_class)->map (widget);
  on_pulse (WEIR_PAGE (widget));
}

static void
weir_page_constructed (GObject *object)
{
  WeirPage *self = WEIR_PAGE (object);
  WeirPagePrivate *priv = weir_page_get_instance_private (self);

  G_OBJECT_CLASS (weir_page_parent_class)->constructed (object);

  g_signal_connect_object (priv->scope, "pulse", G_CALLBACK (on_pulse), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->scope, "monitor-changed", G_CALLBACK (on_monitor_changed), self, G_CONNECT_SWAPPED);
  on_monitor_changed (self);
}

static void
weir_page_dispose (GObject *object)
{
  WeirPagePrivate *priv = weir_page_get_instance_private (WEIR_PAGE (object));

  if (priv->scope != NULL)
    g_signal_handlers_disconnect_by_data (priv->scope, object);
  g_clear_object (&priv->scope);
  g_clear_object (&priv->listed);

  G_OBJECT_CLASS (weir_page_parent_class)->dispose (object);
}

static void
weir_page_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  WeirPagePrivate *priv = weir_page_get_instance_private (WEIR_PAGE (object));

  switch (prop_id)
    {
    case PROP_SCOPE:
      priv->scope = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
weir_page_class_init (WeirPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = weir_page_constructed;
  object_class->dispose = weir_page_dispose;
  object_class->set_property = weir_page_set_property;
  widget_class->map = weir_page_map;

  properties[PROP_SCOPE] =
    g_param_spec_object ("scope", NULL, NULL, WEIR_TYPE_SCOPE,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "page.find", NULL, find_action);
}

static void
weir_page_init (WeirPage *self)
{
  WeirPagePrivate *priv = weir_page_get_instance_private (self);

  priv->filter = GTK_FILTER (gtk_custom_filter_new (filter_item, self, NULL));
  priv->listed = gtk_filter_list_model_new (NULL, priv->filter);
}

/* Escape, which a search entry keeps to itself: first what is written goes, then the keyboard goes to what is listed. */
static void
on_stop_search (WeirPage *self)
{
  WeirPagePrivate *priv = weir_page_get_instance_private (self);

  if (weir_page_is_searching (self))
    weir_page_clear_search (self);
  else
    gtk_widget_grab_focus (priv->view);
}

void
weir_page_set_search_entry (WeirPage       *self,
                            GtkSearchEntry *search_entry,
                            GtkWidget      *view)
{
  WeirPagePrivate *priv = weir_page_get_instance_private (self);

  g_return_if_fail (WEIR_IS_PAGE (self));
  g_return_if_fail (priv->search_entry == NULL);

  priv->search_entry = search_entry;
  priv->view = view;
  g_signal_connect_swapped (search_entry, "search-changed", G_CALLBACK (weir_page_filter), self);
  g_signal_connect_swapped (search_entry, "stop-search", G_CALLBACK (on_stop_search), self);
}

void
weir_page_set_items (WeirPage   *self,
                     GListModel *items)
{
  WeirPagePrivate *priv = weir_page_get_instance_private (self);

  g_return_if_fail (WEIR_IS_PAGE (self));

  gtk_filter_list_model_set_model (priv->listed, items);
}

GListModel *
weir_page_get_listed (WeirPage *self)
{
  WeirPagePrivate *priv = weir_page_get_instance_private (self);

  g_return_val_if_fail (WEIR_IS_PAGE (self), NULL);

  return G_LIST_MODEL (priv->listed);
}

GtkSingleSelection *
weir_page_select_in (WeirPage      *self,
                     GtkColumnView *view)
{
  g_autoptr(GtkSingleSelection) selection = NULL;

  g_return_val_if_fail (WEIR_IS_PAGE (self), NULL);

  selection = gtk_single_selection_new (g_object_ref (weir_page_get_listed (self)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (selection));

  return selection;
}

WeirScope *
weir_page_get_scope (WeirPage *self)
{
  WeirPagePrivate *priv = weir_page_get_instance_private (self);

  g_return_val_if_fail (WEIR_IS_PAGE (self), NULL);

  return priv->scope;
}

gboolean
weir_page_is_searching (WeirPage *self)
{
  g_return_val_if_fail (WEIR_IS_PAGE (self), FALSE);

  return *get_wanted (self) != '\0';
}

void
weir_page_clear_search (WeirPage *self)
{
  WeirPagePrivate *priv = weir_page_get_instance_private (self);

  g_return_if_fail (WEIR_IS_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (priv->search_entry), "");
}

void
weir_page_filter (WeirPage *self)
{
  WeirPagePrivate *priv = weir_page_get_instance_private (self);

  g_return_if_fail (WEIR_IS_PAGE (self));

  gtk_filter_changed (priv->filter, GTK_FILTER_CHANGE_DIFFERENT);
  WEIR_PAGE_GET_CLASS (self)->update (self);
}
