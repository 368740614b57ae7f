#include "config.h"

#include "app/panels/weir-value-list.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/panels/weir-value-item.h"

#define WIDTH_PX 320

struct _WeirValueList
{
  AdwBin              parent_instance;

  GtkWidget          *search;
  GtkWidget          *view;
  GListStore         *values;      /* owned, of WeirValueItem */
  GtkCustomFilter    *filter;      /* owned by the view's model */
  GtkSingleSelection *selection;   /* owned by the view */
  GStrv               words;       /* owned: what is searched for */
};

enum
{
  CHOSEN,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirValueList, weir_value_list, ADW_TYPE_BIN)

static void
weir_value_list_finalize (GObject *object)
{
  WeirValueList *self = WEIR_VALUE_LIST (object);

  g_clear_object (&self->values);
  g_strfreev (self->words);

  G_OBJECT_CLASS (weir_value_list_parent_class)->finalize (object);
}

static void
choose (WeirValueList *self,
        guint          position,
        gboolean       alone)
{
  g_autoptr(WeirValueItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, weir_value_item_get_config (item), alone);
}

static gboolean
on_alone_key (GtkWidget *widget,
              GVariant  *arguments,
              gpointer   user_data)
{
  WeirValueList *self = WEIR_VALUE_LIST (widget);

  choose (self, gtk_single_selection_get_selected (self->selection), TRUE);

  return GDK_EVENT_STOP;
}

static void
emit_closed (WeirValueList *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

static gboolean
on_close_key (GtkWidget *widget,
              GVariant  *arguments,
              gpointer   user_data)
{
  emit_closed (WEIR_VALUE_LIST (widget));

  return GDK_EVENT_STOP;
}

static void
weir_value_list_class_init (WeirValueListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = weir_value_list_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, WEIR_TYPE_SERIES_CONFIG, G_TYPE_BOOLEAN);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, on_alone_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_close_key, NULL);
}

static gboolean
is_wanted (gpointer item,
           gpointer user_data)
{
  WeirValueList *self = user_data;

  return self->words == NULL || weir_value_item_matches (item, (const char * const *) self->words);
}

static void
on_search_changed (WeirValueList *self)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  g_strfreev (self->words);
  self->words = g_strsplit (folded, " ", -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source,
                 double         x,
                 double         y,
                 GtkListItem   *row)
{
  WeirValueItem *item = gtk_list_item_get_item (row);

  if (item == NULL)
    return NULL;

  return gdk_content_provider_new_typed (WEIR_TYPE_SERIES_CONFIG, weir_value_item_get_config (item));
}

/* What is dragged looks like what it was. */
static void
on_drag_begin (GtkDragSource *source,
               GdkDrag       *drag)
{
  GtkWidget *box = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr(GdkPaintable) icon = gtk_widget_paintable_new (box);

  gtk_drag_source_set_icon (source, icon, 0, 0);
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkDragSource *source = gtk_drag_source_new ();

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "secondary");
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "small");
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect_object (source, "prepare", G_CALLBACK (on_drag_prepare), row, 0);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_drag_begin), NULL);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (source));
  gtk_list_item_set_child (row, box);
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *row)
{
  WeirValueItem *item = gtk_list_item_get_item (row);
  GtkWidget *box = gtk_list_item_get_child (row);
  g_autofree char *place = weir_value_item_dup_place (item);
  const char *value = weir_value_item_get_config (item)->value;
  g_autofree char *name = g_strdup_printf ("%s, %s", value, place);

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (box)), value);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)), place);
  gtk_widget_set_tooltip_text (box, name);
  /* The list's own row has the focus. */
  weir_accessible_set_name (gtk_widget_get_parent (box), name);
}

static void
on_activate (WeirValueList *self,
             guint          position)
{
  choose (self, position, FALSE);
}

static GtkWidget *
create_view (WeirValueList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkFilterListModel *filtered;

  self->values = g_list_store_new (WEIR_TYPE_VALUE_ITEM);
  self->filter = gtk_custom_filter_new (is_wanted, self, NULL);
  filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->values)), GTK_FILTER (self->filter));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  self->view = gtk_list_view_new (GTK_SELECTION_MODEL (self->selection), factory);
  gtk_widget_add_css_class (self->view, "navigation-sidebar");
  weir_accessible_set_name (self->view, _("Values of all streams"));
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (on_activate), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->view);
  gtk_widget_set_vexpand (scrolled, TRUE);

  return scrolled;
}

static GtkWidget *
create_head (WeirValueList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (_("Values"));
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_add_css_class (close, "circular");
  gtk_widget_set_tooltip_text (close, _("Close the List"));
  weir_accessible_set_name (close, _("Close the List"));
  g_signal_connect_swapped (close, "clicked", G_CALLBACK (emit_closed), self);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), close);

  return box;
}

static void
weir_value_list_init (WeirValueList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *hint = gtk_label_new (_("Drag a value onto a chart, or into empty space. Enter adds it to the panel that "
                                     "had the focus last, Ctrl+Enter makes a panel of it."));

  self->search = gtk_search_entry_new ();
  weir_accessible_set_name (self->search, _("Search values"));
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search_changed), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (emit_closed), self);
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_xalign (GTK_LABEL (hint), 0.0f);
  gtk_widget_add_css_class (hint, "secondary");
  gtk_widget_add_css_class (hint, "small");
  gtk_widget_add_css_class (box, "panel-sheet");
  gtk_widget_set_size_request (box, WIDTH_PX, -1);
  gtk_box_append (GTK_BOX (box), create_head (self));
  gtk_box_append (GTK_BOX (box), hint);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), create_view (self));
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
weir_value_list_new (void)
{
  return g_object_new (WEIR_TYPE_VALUE_LIST, NULL);
}

static void
add_value (GPtrArray              *items,
           const WeirStreamConfig *stream,
           const char             *window,
           const char             *value)
{
  g_ptr_array_add (items, weir_value_item_new (stream->name, window, value));
}

static void
add_stream (GPtrArray              *items,
            const WeirStreamConfig *stream)
{
  for (guint i = 0; i < stream->fields->len; i++)
    {
      const WeirFieldConfig *field = g_ptr_array_index (stream->fields, i);

      if (field->type != WEIR_FIELD_TEXT)
        add_value (items, stream, NULL, field->name);
    }
  for (guint i = 0; i < stream->windows->len; i++)
    {
      const WeirWindowConfig *window = weir_stream_config_get_window (stream, i);
      g_auto(GStrv) columns = weir_window_config_dup_columns (window, stream->fields);

      for (guint j = 0; columns[j] != NULL; j++)
        add_value (items, stream, window->name, columns[j]);
      add_value (items, stream, window->name, "count");
    }
}

/* Most changes leave them as they are, and so one's place in the list. */
static gboolean
are_listed (WeirValueList *self,
            GPtrArray     *items)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->values)) != items->len)
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr(WeirValueItem) listed = g_list_model_get_item (G_LIST_MODEL (self->values), i);

      if (!weir_series_config_equal (weir_value_item_get_config (listed), weir_value_item_get_config (items->pdata[i])))
        return FALSE;
    }

  return TRUE;
}

void
weir_value_list_show (WeirValueList *self,
                      WeirWorkspace *workspace)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *streams;

  g_return_if_fail (WEIR_IS_VALUE_LIST (self) && WEIR_IS_WORKSPACE (workspace));

  streams = weir_workspace_get_streams (workspace);
  for (guint i = 0; i < streams->len; i++)
    add_stream (items, g_ptr_array_index (streams, i));
  if (!are_listed (self, items))
    g_list_store_splice (self->values, 0, g_list_model_get_n_items (G_LIST_MODEL (self->values)), items->pdata,
                         items->len);
}
