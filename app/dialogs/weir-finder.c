#include "config.h"

#include "app/dialogs/weir-finder.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/common/weir-accessible.h"

/* More lines are not read: one types on. */
#define LINES_MAX 40

/* What can be found. */
typedef struct
{
  const char *icon;      /* static */
  char       *title;
  char       *folded;    /* its title and kind, for a comparison */
  char       *kind;
  const char *action;    /* static */
  GVariant   *target;    /* owned, nullable */
} Entry;

struct _WeirFinder
{
  AdwWindow       parent_instance;

  GtkSearchEntry *search;    /* child, as those below */
  GtkListBox     *list;
  GtkLabel       *empty;
  GPtrArray      *entries;   /* owned, of Entry */
  guint           source;
};

G_DEFINE_FINAL_TYPE (WeirFinder, weir_finder, ADW_TYPE_WINDOW)

static void
entry_free (gpointer data)
{
  Entry *self = data;

  g_free (self->title);
  g_free (self->folded);
  g_free (self->kind);
  g_clear_pointer (&self->target, g_variant_unref);
  g_free (self);
}

static void
weir_finder_dispose (GObject *object)
{
  g_clear_handle_id (&WEIR_FINDER (object)->source, g_source_remove);

  G_OBJECT_CLASS (weir_finder_parent_class)->dispose (object);
}

static void
weir_finder_finalize (GObject *object)
{
  g_ptr_array_unref (WEIR_FINDER (object)->entries);

  G_OBJECT_CLASS (weir_finder_parent_class)->finalize (object);
}

static void
weir_finder_class_init (WeirFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_finder_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_finder_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
create_line (const Entry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *kind = gtk_label_new (entry->kind);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), entry->title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (entry->icon));
  gtk_widget_add_css_class (kind, "secondary");
  gtk_widget_add_css_class (kind, "small");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), kind);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "entry", (gpointer) entry);

  return row;
}

/* Every word of what is typed is somewhere in it. */
static gboolean
matches (const Entry *entry,
         GStrv        words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (entry->folded, words[i]) == NULL)
      return FALSE;

  return TRUE;
}

static void
list_matches (WeirFinder *self)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_auto(GStrv) words = g_strsplit (folded, " ", -1);
  GtkListBoxRow *row;
  guint n = 0;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < self->entries->len && n < LINES_MAX; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (!matches (entry, words))
        continue;
      gtk_list_box_append (self->list, create_line (entry));
      n++;
    }
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  gtk_widget_set_visible (GTK_WIDGET (self->empty), n == 0);
}

static void
on_row_activated (WeirFinder    *self,
                  GtkListBoxRow *row)
{
  const Entry *entry = g_object_get_data (G_OBJECT (row), "entry");
  g_autoptr(GtkWindow) parent = g_object_ref (gtk_window_get_transient_for (GTK_WINDOW (self)));
  g_autoptr(GVariant) target = entry->target != NULL ? g_variant_ref (entry->target) : NULL;
  const char *action = entry->action;

  /* First, so that what the action opens is not under it. */
  gtk_window_close (GTK_WINDOW (self));
  gtk_widget_activate_action_variant (GTK_WIDGET (parent), action, target);
}

static void
on_activate (WeirFinder *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL)
    on_row_activated (self, row);
}

/* The arrow keys choose while one types. */
static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                WeirFinder            *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int step = keyval == GDK_KEY_Down ? 1 : keyval == GDK_KEY_Up ? -1 : 0;

  if (step == 0 || row == NULL)
    return GDK_EVENT_PROPAGATE;

  row = gtk_list_box_get_row_at_index (self->list, gtk_list_box_row_get_index (row) + step);
  if (row != NULL)
    gtk_list_box_select_row (self->list, row);

  return GDK_EVENT_STOP;
}

static GtkWidget *
create_list (WeirFinder *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_activate_on_single_click (self->list, TRUE);
  weir_accessible_set_name (GTK_WIDGET (self->list), _("Found"));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
  self->empty = GTK_LABEL (gtk_label_new (_("Nothing of that name.")));
  gtk_widget_add_css_class (GTK_WIDGET (self->empty), "secondary");
  gtk_widget_set_margin_top (GTK_WIDGET (self->empty), 24);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->empty));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_widget_set_vexpand (scroller, TRUE);

  return scroller;
}

static void
weir_finder_init (WeirFinder *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->search, "placeholder-text", _("Dashboard, panel, topic, key, alert or command"), NULL);
  weir_accessible_set_name (GTK_WIDGET (self->search), _("Find"));
  gtk_widget_set_margin_top (GTK_WIDGET (self->search), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->search), 12);
  gtk_widget_set_margin_start (GTK_WIDGET (self->search), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->search), 12);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (list_matches), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (on_activate), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (gtk_window_close), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));
  gtk_box_append (GTK_BOX (box), create_list (self));
  adw_window_set_content (ADW_WINDOW (self), box);
}

GtkWidget *
weir_finder_new (GtkWindow *parent)
{
  WeirFinder *self = g_object_new (WEIR_TYPE_FINDER, "transient-for", parent, "modal", TRUE, "destroy-with-parent", TRUE,
                                   "default-width", 560, "default-height", 480, "title", _("Find"),
                                   "application", gtk_window_get_application (parent), NULL);

  gtk_widget_grab_focus (GTK_WIDGET (self->search));

  return GTK_WIDGET (self);
}

static gboolean
on_filled (gpointer user_data)
{
  WeirFinder *self = user_data;

  self->source = 0;
  list_matches (self);

  return G_SOURCE_REMOVE;
}

void
weir_finder_add (WeirFinder *self,
                 const char *icon,
                 const char *title,
                 const char *kind,
                 const char *action,
                 GVariant   *target)
{
  Entry *entry;
  g_autofree char *both = NULL;

  g_return_if_fail (WEIR_IS_FINDER (self) && title != NULL && kind != NULL && action != NULL);

  both = g_strconcat (title, " ", kind, NULL);
  entry = g_new0 (Entry, 1);
  entry->icon = icon;
  entry->title = g_strdup (title);
  entry->kind = g_strdup (kind);
  entry->folded = g_utf8_casefold (both, -1);
  entry->action = action;
  entry->target = target != NULL ? g_variant_ref_sink (target) : NULL;
  g_ptr_array_add (self->entries, entry);
  /* Once for all that are added now. */
  if (self->source == 0)
    self->source = g_idle_add (on_filled, self);
}
