#include "config.h"

#include "app/dialogs/weir-object-dialog.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"
#include "app/dialogs/weir-derived-form.h"
#include "app/dialogs/weir-object-form.h"
#include "app/dialogs/weir-windows-form.h"
#include "data/workspace/weir-object-edit.h"

struct _WeirObjectDialog
{
  AdwWindow             parent_instance;

  WeirWorkspaceHistory *history;    /* owned */
  const char           *list;       /* "streams" or "connections" */
  char                 *name;       /* nullable: a new one */
  JsonNode             *node;       /* owned: what is being described */
  AdwPreferencesPage   *page;       /* child */
  GtkLabel             *message;    /* child */
};

G_DEFINE_FINAL_TYPE (WeirObjectDialog, weir_object_dialog, ADW_TYPE_WINDOW)

static JsonObject *
get_object (WeirObjectDialog *self)
{
  return json_node_get_object (self->node);
}

static void
show_error (WeirObjectDialog *self,
            const GError     *error)
{
  g_autofree char *sentence = error != NULL ? weir_dup_sentence (error->message) : g_strdup ("");

  gtk_label_set_label (self->message, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->message), error != NULL);
}

/* What the history calls a change of this list. */
static const char *
get_label (WeirObjectDialog *self,
           gboolean          removes)
{
  const struct
  {
    const char *list;
    const char *add;
    const char *change;
    const char *remove;
  } labels[] = {
    { "streams", _("Add Stream"), _("Change Stream"), _("Remove Stream") },
    { "connections", _("Add Connection"), _("Change Connection"), _("Remove Connection") },
  };
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (labels) && !g_str_equal (labels[i].list, self->list))
    i++;

  return removes ? labels[i].remove : self->name != NULL ? labels[i].change : labels[i].add;
}

/* Passwords that stand in no text go with the connection, wherever it leads: the user has written that in person. */
static gboolean
keep_settings (WeirObjectDialog  *self,
               WeirWorkspace     *next,
               GError           **error)
{
  GPtrArray *before = weir_workspace_get_connections (weir_workspace_history_get_workspace (self->history));
  GPtrArray *after = weir_workspace_get_connections (next);

  if (!weir_workspace_consent (next, error))
    return FALSE;

  for (guint i = 0; i < MIN (before->len, after->len); i++)
    {
      WeirConnectionConfig *old = g_ptr_array_index (before, i);
      WeirConnectionConfig *config = g_ptr_array_index (after, i);
      g_autoptr(WeirSettings) settings = NULL;

      if (g_strcmp0 (config->name, self->name) != 0 || config->file != NULL || old->file != NULL)
        continue;
      settings = weir_settings_new (NULL);
      weir_settings_add (settings, old->settings);
      weir_settings_add (settings, config->settings);
      weir_settings_set_embedded (settings, weir_settings_is_embedded (config->settings));
      weir_workspace_set_settings (next, i, settings);
    }

  return TRUE;
}

static void
on_apply_clicked (WeirObjectDialog *self)
{
  g_autoptr(WeirWorkspace) next = NULL;
  g_autoptr(GError) error = NULL;

  next = weir_object_edit_set (weir_workspace_history_get_workspace (self->history), self->list, self->name, self->node,
                               &error);
  if (next == NULL || (g_str_equal (self->list, "connections") && !keep_settings (self, next, &error)))
    {
      show_error (self, error);
      return;
    }

  weir_workspace_history_push (self->history, next, get_label (self, FALSE));
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_remove_clicked (WeirObjectDialog *self)
{
  g_autoptr(WeirWorkspace) next = NULL;
  g_autoptr(GError) error = NULL;

  next = weir_object_edit_remove (weir_workspace_history_get_workspace (self->history), self->list, self->name, &error);
  if (next == NULL)
    {
      show_error (self, error);
      return;
    }

  weir_workspace_history_push (self->history, next, get_label (self, TRUE));
  gtk_window_close (GTK_WINDOW (self));
}

static AdwPreferencesGroup *
add_group (WeirObjectDialog *self,
           const char       *title,
           const char       *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *title_markup = g_markup_escape_text (title != NULL ? title : "", -1);
  g_autofree char *markup = g_markup_escape_text (description != NULL ? description : "", -1);

  adw_preferences_group_set_title (group, title_markup);
  adw_preferences_group_set_description (group, markup);
  adw_preferences_page_add (self->page, group);

  return group;
}

/* An empty list of fields is another thing than none: a derived stream has its sources' then. */
static guint
count_elements (JsonObject *object,
                const char *name)
{
  return json_object_has_member (object, name) ? json_array_get_length (json_object_get_array_member (object, name)) : 0;
}

static void
add_field (AdwPreferencesGroup *group,
           JsonObject          *field)
{
  GtkWidget *row = adw_expander_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 json_object_get_string_member_with_default (field, "name", ""));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), weir_object_form_create_entry (field, "path", _("Path (absent: the name)")));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                            weir_object_form_create_choice (field, "type", _("Type"), weir_field_type_get_word, 0));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), weir_object_form_create_entry (field, "unit", _("Unit, as °C")));
  adw_preferences_group_add (group, row);
}

/* Those that @self can be made of. */
static GStrv
dup_sources (WeirObjectDialog *self)
{
  GPtrArray *streams = weir_workspace_get_streams (weir_workspace_history_get_workspace (self->history));
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < streams->len; i++)
    {
      const WeirStreamConfig *stream = g_ptr_array_index (streams, i);

      if (g_strcmp0 (stream->name, self->name) != 0)
        g_strv_builder_add (builder, stream->name);
    }

  return g_strv_builder_end (builder);
}

static void
add_derived_rows (WeirObjectDialog *self)
{
  g_auto(GStrv) sources = dup_sources (self);

  if (sources[0] != NULL)
    adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (weir_derived_form_new (get_object (self),
                                                                                        (const char * const *) sources)));
}

static void
add_connection_rows (WeirObjectDialog *self)
{
  JsonObject *object = get_object (self);
  AdwPreferencesGroup *group = add_group (self, self->name, NULL);

  if (json_object_has_member (object, "file"))
    {
      adw_preferences_group_add (group, weir_object_form_create_entry (object, "file", _("File or Folder of a Recording")));
      return;
    }

  adw_preferences_group_add (group, weir_object_form_create_entry (object, "bootstrap", _("Bootstrap servers, host:port")));
  if (json_object_has_member (object, "lag"))
    adw_preferences_group_add (group, weir_object_form_create_entry (object, "lag", _("Lag Asked for Every, as 5s")));
  else
    adw_preferences_group_add (group, weir_object_form_create_entry (object, "group", _("Consumer group (not needed to look)")));
  group = add_group (self, _("Security"), _("Passwords do not stand in a workspace; those you gave when connecting stay in memory."));
  adw_preferences_group_add (group, weir_object_form_create_entry (object, "properties/security.protocol",
                                                                   "security.protocol"));
  adw_preferences_group_add (group, weir_object_form_create_entry (object, "properties/sasl.mechanisms", "sasl.mechanisms"));
  adw_preferences_group_add (group, weir_object_form_create_entry (object, "properties/sasl.username", "sasl.username"));
}

static void
add_stream_rows (WeirObjectDialog *self)
{
  JsonObject *object = get_object (self);
  AdwPreferencesGroup *group = add_group (self, self->name, NULL);

  if (self->name == NULL)
    adw_preferences_group_add (group, weir_object_form_create_entry (object, "name", _("Name of the Stream")));
  adw_preferences_group_add (group, weir_object_form_create_entry (object, "title", _("Title")));
  if (self->name == NULL || json_object_has_member (object, "derived"))
    add_derived_rows (self);
  else
    {
      adw_preferences_group_add (group, weir_object_form_create_entry (object, "key", _("Key (empty: the record’s key)")));
      adw_preferences_group_add (group, weir_object_form_create_choice (object, "time.basis", _("Time From"),
                                                                        weir_time_basis_get_word,
                                                                        json_object_has_member (object, "time")
                                                                          ? WEIR_TIME_BASIS_FIELD : WEIR_TIME_BASIS_RECORD));
      adw_preferences_group_add (group, weir_object_form_create_entry (object, "time.field", _("Time Field")));
      adw_preferences_group_add (group, weir_object_form_create_choice (object, "time.unit", _("Time Unit"),
                                                                        weir_time_unit_get_word, 0));
      adw_preferences_group_add (group, weir_object_form_create_entry (object, "time.zone",
                                                                       _("Zone of Times Without One")));
      group = add_group (self, _("Fields"), NULL);
      for (guint i = 0; i < count_elements (object, "fields"); i++)
        add_field (group, json_array_get_object_element (json_object_get_array_member (object, "fields"), i));
    }
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (weir_windows_form_new (object)));
}

static void
weir_object_dialog_finalize (GObject *object)
{
  WeirObjectDialog *self = WEIR_OBJECT_DIALOG (object);

  g_clear_object (&self->history);
  g_clear_pointer (&self->node, json_node_unref);
  g_free (self->name);

  G_OBJECT_CLASS (weir_object_dialog_parent_class)->finalize (object);
}

static void
weir_object_dialog_class_init (WeirObjectDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_object_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_object_dialog_init (WeirObjectDialog *self)
{
}

static GtkWidget *
create_button (WeirObjectDialog *self,
               const char       *label,
               const char       *style_class,
               GCallback         on_clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  if (style_class != NULL)
    gtk_widget_add_css_class (button, style_class);
  weir_accessible_use_label (button);
  g_signal_connect_swapped (button, "clicked", on_clicked, self);

  return button;
}

static void
build (WeirObjectDialog *self,
       gboolean          removable)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *note = gtk_label_new (_("What is changed here is read again from the topics, as far back as the range."));

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), create_button (self, _("_Cancel"), NULL, G_CALLBACK (gtk_window_close)));
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), create_button (self, self->name != NULL ? _("_Change") : _("_Add"),
                                                                "suggested-action", G_CALLBACK (on_apply_clicked)));
  if (removable)
    adw_header_bar_pack_end (ADW_HEADER_BAR (bar), create_button (self, _("_Remove"), "destructive-action",
                                                                  G_CALLBACK (on_remove_clicked)));

  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->page), TRUE);
  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->message, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "form-note");
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_widget_add_css_class (note, "secondary");
  gtk_widget_add_css_class (note, "form-note");

  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->message));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->page));
  gtk_box_append (GTK_BOX (box), note);
  adw_window_set_content (ADW_WINDOW (self), box);
}

static WeirObjectDialog *
create (GtkWindow            *parent,
        WeirWorkspaceHistory *history,
        const char           *title,
        const char           *list,
        const char           *name)
{
  WeirObjectDialog *self = g_object_new (WEIR_TYPE_OBJECT_DIALOG, "transient-for", parent, "modal", TRUE,
                                         "destroy-with-parent", TRUE, "default-width", 560, "default-height", 680,
                                         "title", title, "application", gtk_window_get_application (parent), NULL);
  WeirWorkspace *workspace = weir_workspace_history_get_workspace (history);

  self->history = g_object_ref (history);
  self->list = list;
  self->name = g_strdup (name);
  self->node = name != NULL ? weir_object_edit_dup (workspace, list, name) : NULL;
  if (self->node == NULL)
    {
      g_clear_pointer (&self->name, g_free);
      self->node = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (self->node, json_object_new ());
    }

  return self;
}

GtkWidget *
weir_object_dialog_new_stream (GtkWindow            *parent,
                               WeirWorkspaceHistory *history,
                               const char           *name)
{
  WeirObjectDialog *self = create (parent, history, _("Stream"), "streams", name);

  build (self, self->name != NULL);
  add_stream_rows (self);

  return GTK_WIDGET (self);
}

GtkWidget *
weir_object_dialog_new_connection (GtkWindow            *parent,
                                   WeirWorkspaceHistory *history,
                                   const char           *name)
{
  WeirObjectDialog *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = create (parent, history, _("Connection"), "connections", name);
  build (self, self->name != NULL);
  add_connection_rows (self);

  return GTK_WIDGET (self);
}
