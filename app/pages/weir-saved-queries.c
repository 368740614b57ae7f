#include "config.h"

#include "app/pages/weir-saved-queries.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "data/workspace/weir-object-edit.h"

#define LIST         "queries"
#define LIST_HEIGHT_PX 320
#define NAME_CHARS   28

struct _WeirSavedQueries
{
  AdwBin                parent_instance;

  GtkMenuButton        *button;        /* child */
  GtkListBox           *list;          /* in the button's popover, as the next three */
  GtkEntry             *name_entry;
  GtkButton            *save_button;
  GtkLabel             *problem_label;

  WeirWorkspaceHistory *history;       /* owned */
  GtkTextBuffer        *buffer;        /* owned */
};

G_DEFINE_FINAL_TYPE (WeirSavedQueries, weir_saved_queries, ADW_TYPE_BIN)

/* Takes @workspace, which is NULL with an @error. */
static void
change (WeirSavedQueries *self,
        WeirWorkspace    *workspace,
        const char       *label,
        const GError     *error)
{
  gtk_label_set_label (self->problem_label, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), error != NULL);
  if (workspace == NULL)
    return;

  weir_workspace_history_push (self->history, workspace, label);
  g_object_unref (workspace);
}

static void
on_chosen (WeirSavedQueries *self,
           GtkListBoxRow    *row)
{
  gtk_text_buffer_set_text (self->buffer, g_object_get_data (G_OBJECT (row), "sql"), -1);
  gtk_menu_button_popdown (self->button);
}

static void
on_removed (WeirSavedQueries *self,
            GtkButton        *button)
{
  const char *name = g_object_get_data (G_OBJECT (button), "name");
  g_autofree char *label = g_strdup_printf (_("Remove the statement “%s”"), name);
  g_autoptr(GError) error = NULL;

  change (self, weir_object_edit_remove (weir_workspace_history_get_workspace (self->history), LIST, name, &error), label, error);
}

static void
append_row (WeirSavedQueries      *self,
            const WeirQueryConfig *query)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *line = g_strdelimit (g_strdup (query->sql), "\n\t", ' ');
  g_autofree char *title = g_markup_escape_text (query->name, -1);
  g_autofree char *subtitle = g_markup_escape_text (line, -1);
  g_autofree char *spoken = g_strdup_printf (_("Remove “%s”"), query->name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, spoken);
  weir_accessible_set_name (remove, spoken);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  g_object_set_data_full (G_OBJECT (row), "sql", g_strdup (query->sql), g_free);
  g_object_set_data_full (G_OBJECT (remove), "name", g_strdup (query->name), g_free);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (on_removed), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, row);
}

static void
fill (WeirSavedQueries *self)
{
  GPtrArray *queries = weir_workspace_get_queries (weir_workspace_history_get_workspace (self->history));
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < queries->len; i++)
    append_row (self, g_ptr_array_index (queries, i));
}

void
weir_saved_queries_save (WeirSavedQueries *self,
                         const char       *name)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  WeirWorkspace *workspace;
  g_autoptr(JsonNode) known = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *label = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (WEIR_IS_SAVED_QUERIES (self) && name != NULL);

  workspace = weir_workspace_history_get_workspace (self->history);
  known = weir_object_edit_dup (workspace, LIST, name);
  label = g_strdup_printf (_("Save the statement “%s”"), name);
  g_object_get (self->buffer, "text", &sql, NULL);
  json_node_take_object (node, json_object_new ());
  json_object_set_string_member (json_node_get_object (node), "name", name);
  json_object_set_string_member (json_node_get_object (node), "sql", sql);
  /* Under a name that there is, it takes that one's place. */
  change (self, weir_object_edit_set (workspace, LIST, known != NULL ? name : NULL, node, &error), label, error);
  if (error == NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->name_entry), "");
}

static void
on_save (WeirSavedQueries *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_entry))));

  if (*name != '\0')
    weir_saved_queries_save (self, name);
}

/* Nothing is saved without a name, and no empty statement. */
static void
update_save (WeirSavedQueries *self)
{
  gboolean named = gtk_entry_get_text_length (self->name_entry) > 0;

  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), named && gtk_text_buffer_get_char_count (self->buffer) > 0);
}

static GtkWidget *
create_list (WeirSavedQueries *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_placeholder (self->list, gtk_label_new (_("The workspace keeps no statement yet")));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  weir_accessible_set_name (GTK_WIDGET (self->list), _("Saved statements"));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_chosen), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT_PX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));

  return scrolled;
}

static GtkWidget *
create_name_line (WeirSavedQueries *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->name_entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->name_entry, _("Name"));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->name_entry), NAME_CHARS);
  gtk_widget_set_hexpand (GTK_WIDGET (self->name_entry), TRUE);
  weir_accessible_set_name (GTK_WIDGET (self->name_entry), _("Name of the statement"));
  self->save_button = GTK_BUTTON (gtk_button_new_with_mnemonic (_("_Save")));
  weir_accessible_use_label (GTK_WIDGET (self->save_button));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->save_button), _("Keep the statement in the workspace under this name"));
  g_signal_connect_swapped (self->name_entry, "changed", G_CALLBACK (update_save), self);
  g_signal_connect_swapped (self->name_entry, "activate", G_CALLBACK (on_save), self);
  g_signal_connect_swapped (self->save_button, "clicked", G_CALLBACK (on_save), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->name_entry));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->save_button));

  return box;
}

static GtkWidget *
create_popover (WeirSavedQueries *self)
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
weir_saved_queries_dispose (GObject *object)
{
  WeirSavedQueries *self = WEIR_SAVED_QUERIES (object);

  g_clear_object (&self->history);
  g_clear_object (&self->buffer);

  G_OBJECT_CLASS (weir_saved_queries_parent_class)->dispose (object);
}

static void
weir_saved_queries_class_init (WeirSavedQueriesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_saved_queries_dispose;
}

static void
weir_saved_queries_init (WeirSavedQueries *self)
{
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_label (self->button, _("_Saved"));
  gtk_menu_button_set_use_underline (self->button, TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _("Statements that the workspace keeps"));
  gtk_menu_button_set_popover (self->button, create_popover (self));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
}

GtkWidget *
weir_saved_queries_new (WeirWorkspaceHistory *history,
                        GtkTextBuffer        *buffer)
{
  WeirSavedQueries *self = g_object_new (WEIR_TYPE_SAVED_QUERIES, NULL);

  self->history = g_object_ref (history);
  self->buffer = g_object_ref (buffer);
  g_signal_connect_object (history, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (update_save), self, G_CONNECT_SWAPPED);
  fill (self);
  update_save (self);

  return GTK_WIDGET (self);
}
