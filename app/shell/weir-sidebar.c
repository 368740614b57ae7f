#include "config.h"

#include "app/shell/weir-sidebar.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"

/* What stands in the second list stays in sight, however many dashboards there are. */
#define N_LISTS 2

struct _WeirSidebar
{
  GtkWidget   parent_instance;

  GtkWidget  *scrolled;       /* child: around the first list, which may be long */
  GtkListBox *lists[N_LISTS]; /* the dashboards, and below them the pages of all streams */
  gboolean    quiet;          /* selecting by program */
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
unselect_others (WeirSidebar *self,
                 GtkListBox  *list)
{
  self->quiet = TRUE;
  for (guint i = 0; i < N_LISTS; i++)
    if (self->lists[i] != list)
      gtk_list_box_select_row (self->lists[i], NULL);
  self->quiet = FALSE;
}

/* All rows, or only the one of the page shown, which is where the focus enters: any other would be chosen by that. */
static void
set_focusable (WeirSidebar *self,
               gboolean     all)
{
  GtkListBoxRow *row;

  for (guint i = 0; i < N_LISTS; i++)
    for (int n = 0; (row = gtk_list_box_get_row_at_index (self->lists[i], n)) != NULL; n++)
      gtk_widget_set_focusable (GTK_WIDGET (row), all || gtk_list_box_row_is_selected (row)
                                                  || gtk_widget_has_focus (GTK_WIDGET (row)));
}

static void
on_row_selected (GtkListBox    *list,
                 GtkListBoxRow *row,
                 WeirSidebar   *self)
{
  if (row == NULL || self->quiet)
    return;

  unselect_others (self, list);
  set_focusable (self, gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL);
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

/* The @n-th row of all lists. */
static GtkListBoxRow *
row_at (WeirSidebar *self,
        guint        n)
{
  for (guint i = 0; i < N_LISTS; i++)
    {
      int n_rows = 0;

      while (gtk_list_box_get_row_at_index (self->lists[i], n_rows) != NULL)
        n_rows++;
      if (n < (guint) n_rows)
        return gtk_list_box_get_row_at_index (self->lists[i], (int) n);
      n -= (guint) n_rows;
    }

  return NULL;
}

static GtkListBoxRow *
find_row (WeirSidebar *self,
          const char  *name)
{
  GtkListBoxRow *row;

  for (guint i = 0; (row = row_at (self, i)) != NULL; i++)
    {
      if (g_strcmp0 (row_get_data (row, "page"), name) == 0)
        return row;
    }

  return NULL;
}

static GtkListBox *
list_of (GtkListBoxRow *row)
{
  return GTK_LIST_BOX (gtk_widget_get_parent (GTK_WIDGET (row)));
}

static void
weir_sidebar_dispose (GObject *object)
{
  WeirSidebar *self = WEIR_SIDEBAR (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  if (self->lists[1] != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->lists[1]));
  self->lists[0] = self->lists[1] = NULL;

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

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

/* Tab goes on past the lists, arrow keys go from row to row: there may be hundreds of them. */
static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                WeirSidebar           *self)
{
  set_focusable (self, keyval != GDK_KEY_Tab && keyval != GDK_KEY_ISO_Left_Tab);

  return GDK_EVENT_PROPAGATE;
}

static void
on_focus_left (WeirSidebar *self)
{
  set_focusable (self, FALSE);
}

static void
add_controllers (WeirSidebar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_focus_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

static GtkListBox *
create_list (WeirSidebar *self,
             const char  *name)
{
  GtkListBox *list = GTK_LIST_BOX (gtk_list_box_new ());

  gtk_list_box_set_selection_mode (list, GTK_SELECTION_BROWSE);
  gtk_list_box_set_header_func (list, update_header, NULL, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (list), "navigation-sidebar");
  weir_accessible_set_name (GTK_WIDGET (list), name);
  g_signal_connect (list, "row-selected", G_CALLBACK (on_row_selected), self);

  return list;
}

static void
weir_sidebar_init (WeirSidebar *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  add_controllers (self);
  self->lists[0] = create_list (self, _("Dashboards"));
  self->lists[1] = create_list (self, _("Pages"));

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->lists[0]));
  gtk_widget_set_focusable (self->scrolled, FALSE);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->lists[1]), GTK_WIDGET (self));
}

void
weir_sidebar_clear (WeirSidebar *self)
{
  GtkListBoxRow *row;

  g_return_if_fail (WEIR_IS_SIDEBAR (self));

  self->quiet = TRUE;
  while ((row = row_at (self, 0)) != NULL)
    gtk_list_box_remove (list_of (row), GTK_WIDGET (row));
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
                  const char  *icon_name,
                  gboolean     pinned)
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
  gtk_list_box_append (self->lists[pinned ? 1 : 0], row);
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
    {
      gtk_list_box_select_row (list_of (row), row);
      unselect_others (self, list_of (row));
      set_focusable (self, FALSE);
    }
  self->quiet = FALSE;
}

void
weir_sidebar_focus (WeirSidebar *self)
{
  g_return_if_fail (WEIR_IS_SIDEBAR (self));

  for (guint i = 0; i < N_LISTS; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_selected_row (self->lists[i]);

      if (row != NULL)
        gtk_widget_grab_focus (GTK_WIDGET (row));
    }
}

guint
weir_sidebar_get_n_pages (WeirSidebar *self)
{
  guint n = 0;

  g_return_val_if_fail (WEIR_IS_SIDEBAR (self), 0);

  while (row_at (self, n) != NULL)
    n++;

  return n;
}

const char *
weir_sidebar_get_page (WeirSidebar *self,
                       guint        i)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (WEIR_IS_SIDEBAR (self), NULL);

  row = row_at (self, i);

  return row != NULL ? row_get_data (row, "page") : NULL;
}
