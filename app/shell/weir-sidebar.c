#include "config.h"

#include "app/shell/weir-sidebar.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
struct _WeirSidebar
{
  GtkWidget   parent_instance;

  GtkListBox *list;     /* child */
  gboolean    quiet;    /* selecting by program */
};

enum
{
  PAGE_SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirSidebar, weir_sidebar, GTK_TYPE_WIDGET)

static const char *
row_get_data (GtkListBoxRow *row,
              const char    *name)
{
  return g_object_get_data (G_OBJECT (row), name);
}

static void
on_row_selected (GtkListBox    *list,
                 GtkListBoxRow *row,
                 WeirSidebar   *self)
{
  if (row != NULL && !self->quiet)
    g_signal_emit (self, signals[PAGE_SELECTED], 0, row_get_data (row, "page"));
}

static void
update_header (GtkListBoxRow *row,
               GtkListBoxRow *before,
               gpointer       user_data)
{
  const char *group = row_get_data (row, "group");
  GtkWidget *label;

  if (before != NULL && g_strcmp0 (row_get_data (before, "group"), group) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  label = gtk_label_new (group);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_widget_add_css_class (label, "group");
  gtk_list_box_row_set_header (row, label);
}

static GtkListBoxRow *
find_row (WeirSidebar *self,
          const char  *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      if (g_strcmp0 (row_get_data (row, "page"), name) == 0)
        return row;
    }

  return NULL;
}

static void
weir_sidebar_dispose (GObject *object)
{
  WeirSidebar *self = WEIR_SIDEBAR (object);

  if (self->list != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->list));
  self->list = NULL;

  G_OBJECT_CLASS (weir_sidebar_parent_class)->dispose (object);
}

static void
weir_sidebar_class_init (WeirSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_sidebar_dispose;

  signals[PAGE_SELECTED] =
    g_signal_new ("page-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
weir_sidebar_init (WeirSidebar *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_list_box_set_header_func (self->list, update_header, NULL, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  weir_accessible_set_name (GTK_WIDGET (self->list), _("Pages"));
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
  g_signal_connect (self->list, "row-selected", G_CALLBACK (on_row_selected), self);
}

void
weir_sidebar_clear (WeirSidebar *self)
{
  GtkListBoxRow *row;

  g_return_if_fail (WEIR_IS_SIDEBAR (self));

  self->quiet = TRUE;
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  self->quiet = FALSE;
}

static GtkWidget *
create_content (const char  *title,
                const char  *icon_name,
                GtkWidget  **badge)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "name");

  *badge = gtk_label_new (NULL);
  gtk_widget_set_valign (*badge, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (*badge, FALSE);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon_name));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), *badge);

  return box;
}

void
weir_sidebar_add (WeirSidebar *self,
                  const char  *group,
                  const char  *name,
                  const char  *title,
                  const char  *icon_name)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *badge;

  g_return_if_fail (WEIR_IS_SIDEBAR (self));

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), create_content (title, icon_name, &badge));
  g_object_set_data_full (G_OBJECT (row), "group", g_strdup (group), g_free);
  g_object_set_data_full (G_OBJECT (row), "page", g_strdup (name), g_free);
  g_object_set_data_full (G_OBJECT (row), "title", g_strdup (title), g_free);
  g_object_set_data (G_OBJECT (row), "badge", badge);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_list_box_append (self->list, row);
}

void
weir_sidebar_set_badge (WeirSidebar *self,
                        const char  *name,
                        const char  *text,
                        const char  *style_class,
                        const char  *description)
{
  const char *classes[] = { "badge", "number", style_class, NULL };
  g_autofree char *spoken = NULL;
  GtkListBoxRow *row;
  GtkWidget *badge;

  g_return_if_fail (WEIR_IS_SIDEBAR (self));

  row = find_row (self, name);
  if (row == NULL)
    return;

  badge = g_object_get_data (G_OBJECT (row), "badge");
  gtk_widget_set_visible (badge, text != NULL && *text != '\0');
  if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (badge)), text != NULL ? text : "") == 0)
    return;

  gtk_label_set_label (GTK_LABEL (badge), text != NULL ? text : "");
  gtk_widget_set_css_classes (badge, classes);
  spoken = description != NULL ? g_strdup_printf ("%s, %s", row_get_data (row, "title"), description)
                               : g_strdup (row_get_data (row, "title"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

void
weir_sidebar_select (WeirSidebar *self,
                     const char  *name)
{
  GtkListBoxRow *row;

  g_return_if_fail (WEIR_IS_SIDEBAR (self));

  row = find_row (self, name);
  self->quiet = TRUE;
  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
  self->quiet = FALSE;
}

void
weir_sidebar_focus (WeirSidebar *self)
{
  GtkListBoxRow *row;

  g_return_if_fail (WEIR_IS_SIDEBAR (self));

  row = gtk_list_box_get_selected_row (self->list);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

guint
weir_sidebar_get_n_pages (WeirSidebar *self)
{
  guint n = 0;

  g_return_val_if_fail (WEIR_IS_SIDEBAR (self), 0);

  while (gtk_list_box_get_row_at_index (self->list, (int) n) != NULL)
    n++;

  return n;
}

const char *
weir_sidebar_get_page (WeirSidebar *self,
                       guint        i)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (WEIR_IS_SIDEBAR (self), NULL);

  row = gtk_list_box_get_row_at_index (self->list, (int) i);

  return row != NULL ? row_get_data (row, "page") : NULL;
}
