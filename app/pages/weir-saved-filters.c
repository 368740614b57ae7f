#include "config.h"

#include "app/pages/weir-saved-filters.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"
#include "data/workspace/weir-object-edit.h"
#include "data/workspace/weir-workspace-load.h"

#define LIST           "alert_filters"
#define NAME_CHARS     24
#define LIST_HEIGHT_PX 280

struct _WeirSavedFilters
{
  AdwBin                parent_instance;

  WeirWorkspaceHistory *history;       /* owned, nullable */
  WeirAlertFilter      *filter;        /* borrowed: beside the button, as the entry */
  GtkEditable          *search;
  GtkMenuButton        *button;        /* child, as those below */
  GtkListBox           *list;
  GtkEntry             *name_entry;
  GtkButton            *save_button;
  GtkLabel             *problem_label;
};

G_DEFINE_FINAL_TYPE (WeirSavedFilters, weir_saved_filters, ADW_TYPE_BIN)

static GPtrArray *
get_filters (WeirSavedFilters *self)
{
  return self->history != NULL ? weir_workspace_get_alert_filters (weir_workspace_history_get_workspace (self->history)) : NULL;
}

/* Takes @next, which is NULL if it went wrong. */
static void
change (WeirSavedFilters *self,
        WeirWorkspace    *next,
        const char       *label,
        const GError     *error)
{
  g_autoptr(WeirWorkspace) owned = next;
  g_autofree char *sentence = error != NULL ? weir_dup_sentence (error->message) : NULL;

  gtk_label_set_label (self->problem_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), sentence != NULL);
  if (owned != NULL)
    weir_workspace_history_push (self->history, owned, label);
}

void
weir_saved_filters_use (WeirSavedFilters *self,
                        const char       *name)
{
  GPtrArray *filters = get_filters (self);
  const WeirAlertFilterConfig *config = filters != NULL ? weir_workspace_find_named (filters, name) : NULL;

  g_return_if_fail (WEIR_IS_SAVED_FILTERS (self));

  if (config == NULL)
    return;

  gtk_editable_set_text (self->search, config->text != NULL ? config->text : "");
  weir_alert_filter_apply (self->filter, config);
  gtk_menu_button_popdown (self->button);
}

static void
on_chosen (WeirSavedFilters *self,
           GtkListBoxRow    *row)
{
  g_autofree char *name = g_strdup (g_object_get_data (G_OBJECT (row), "name"));

  weir_saved_filters_use (self, name);
}

static void
on_removed (WeirSavedFilters *self,
            GtkButton        *button)
{
  const char *name = g_object_get_data (G_OBJECT (button), "name");
  g_autofree char *label = g_strdup_printf (_("Remove the filter “%s”"), name);
  g_autoptr(GError) error = NULL;

  change (self, weir_object_edit_remove (weir_workspace_history_get_workspace (self->history), LIST, name, &error), label, error);
}

static void
append_row (WeirSavedFilters            *self,
            const WeirAlertFilterConfig *config)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *spoken = g_strdup_printf (_("Remove “%s”"), config->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), config->name);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, spoken);
  weir_accessible_set_name (remove, spoken);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  g_object_set_data_full (G_OBJECT (row), "name", g_strdup (config->name), g_free);
  g_object_set_data_full (G_OBJECT (remove), "name", g_strdup (config->name), g_free);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (on_removed), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, row);
}

static void
fill (WeirSavedFilters *self)
{
  GPtrArray *filters = get_filters (self);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; filters != NULL && i < filters->len; i++)
    append_row (self, g_ptr_array_index (filters, i));
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), self->history != NULL);
}

void
weir_saved_filters_save (WeirSavedFilters *self,
                         const char       *name)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  WeirWorkspace *workspace;
  gboolean known;
  g_autofree char *label = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (WEIR_IS_SAVED_FILTERS (self) && name != NULL && self->history != NULL);

  json_node_take_object (node, object);
  workspace = weir_workspace_history_get_workspace (self->history);
  known = weir_workspace_find_named (weir_workspace_get_alert_filters (workspace), name) != NULL;
  label = g_strdup_printf (_("Save the filter “%s”"), name);
  json_object_set_string_member (object, "name", name);
  if (*gtk_editable_get_text (self->search) != '\0')
    json_object_set_string_member (object, "text", gtk_editable_get_text (self->search));
  weir_alert_filter_describe (self->filter, object);
  /* Under a name that there is, it takes that one's place. */
  change (self, weir_object_edit_set (workspace, LIST, known ? name : NULL, node, &error), label, error);
  if (error == NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->name_entry), "");
}

static void
on_save (WeirSavedFilters *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_entry))));

  if (*name != '\0')
    weir_saved_filters_save (self, name);
}

static void
update_save (WeirSavedFilters *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), gtk_entry_get_text_length (self->name_entry) > 0);
}

static GtkWidget *
create_list (WeirSavedFilters *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_placeholder (self->list, gtk_label_new (_("The workspace keeps no filter yet")));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  weir_accessible_set_name (GTK_WIDGET (self->list), _("Saved filters"));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_chosen), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT_PX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));

  return scrolled;
}

static GtkWidget *
create_name_line (WeirSavedFilters *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->name_entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->name_entry, _("Name"));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->name_entry), NAME_CHARS);
  gtk_widget_set_hexpand (GTK_WIDGET (self->name_entry), TRUE);
  weir_accessible_set_name (GTK_WIDGET (self->name_entry), _("Name of the filter"));
  self->save_button = GTK_BUTTON (gtk_button_new_with_mnemonic (_("_Save")));
  weir_accessible_use_label (GTK_WIDGET (self->save_button));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->save_button), _("Keep what is chosen in the workspace under this name"));
  g_signal_connect_swapped (self->name_entry, "changed", G_CALLBACK (update_save), self);
  g_signal_connect_swapped (self->name_entry, "activate", G_CALLBACK (on_save), self);
  g_signal_connect_swapped (self->save_button, "clicked", G_CALLBACK (on_save), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->name_entry));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->save_button));

  return box;
}

static GtkWidget *
create_popover (WeirSavedFilters *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_box_append (GTK_BOX (box), create_list (self));
  gtk_box_append (GTK_BOX (box), create_name_line (self));
  self->problem_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->problem_label, TRUE);
  gtk_label_set_max_width_chars (self->problem_label, NAME_CHARS);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem_label), "critical");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->problem_label));
  gtk_popover_set_child (GTK_POPOVER (popover), box);

  return popover;
}

static void
weir_saved_filters_dispose (GObject *object)
{
  g_clear_object (&WEIR_SAVED_FILTERS (object)->history);

  G_OBJECT_CLASS (weir_saved_filters_parent_class)->dispose (object);
}

static void
weir_saved_filters_class_init (WeirSavedFiltersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_saved_filters_dispose;
}

static void
weir_saved_filters_init (WeirSavedFilters *self)
{
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_label (self->button, _("_Saved"));
  gtk_menu_button_set_use_underline (self->button, TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _("Filters that the workspace keeps"));
  gtk_menu_button_set_popover (self->button, create_popover (self));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
}

GtkWidget *
weir_saved_filters_new (WeirAlertFilter *filter,
                        GtkEditable     *search)
{
  WeirSavedFilters *self = g_object_new (WEIR_TYPE_SAVED_FILTERS, NULL);

  self->filter = filter;
  self->search = search;
  fill (self);
  update_save (self);

  return GTK_WIDGET (self);
}

void
weir_saved_filters_set_history (WeirSavedFilters     *self,
                                WeirWorkspaceHistory *history)
{
  g_return_if_fail (WEIR_IS_SAVED_FILTERS (self));

  if (self->history != NULL)
    g_signal_handlers_disconnect_by_func (self->history, fill, self);
  g_set_object (&self->history, history);
  if (history != NULL)
    g_signal_connect_object (history, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}
