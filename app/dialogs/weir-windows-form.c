#include "config.h"

#include "app/dialogs/weir-windows-form.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/dialogs/weir-object-form.h"
#include "data/workspace/weir-window-config.h"
#include "data/workspace/weir-workspace-edit.h"

/* One window of the form; its widgets are in @row. */
typedef struct
{
  GtkWidget *row;          /* an expander */
  GtkWidget *grace;        /* an entry */
  GtkWidget *suggestion;   /* a row with a text */
  GtkWidget *take;         /* its button */
  char      *offered;      /* owned, nullable: a grace */
} Window;

struct _WeirWindowsForm
{
  AdwPreferencesGroup parent_instance;

  JsonObject *stream;      /* borrowed */
  GPtrArray  *windows;     /* of Window */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirWindowsForm, weir_windows_form, ADW_TYPE_PREFERENCES_GROUP)

static void show_windows (WeirWindowsForm *self);

static void
window_free (gpointer data)
{
  Window *window = data;

  g_free (window->offered);
  g_free (window);
}

static void
emit_changed (WeirWindowsForm *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_removed (GtkWidget       *button,
            WeirWindowsForm *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));

  json_array_remove_element (weir_workspace_edit_get_list (self->stream, "windows"), i);
  show_windows (self);
  emit_changed (self);
}

static void
on_added (WeirWindowsForm *self)
{
  JsonObject *window = json_object_new ();

  json_object_set_string_member (window, "kind", weir_window_kind_get_word (WEIR_WINDOW_TUMBLING));
  json_object_set_string_member (window, "size", "1m");
  json_object_set_string_member (window, "grace", "5s");
  json_array_add_object_element (weir_workspace_edit_get_list (self->stream, "windows"), window);
  show_windows (self);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (((Window *) g_ptr_array_index (self->windows, self->windows->len - 1))->row),
                                 TRUE);
  emit_changed (self);
}

static void
on_taken (GtkWidget       *button,
          WeirWindowsForm *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));
  Window *window = g_ptr_array_index (self->windows, i);

  if (window->offered != NULL)
    gtk_editable_set_text (GTK_EDITABLE (window->grace), window->offered);
}

static char *
dup_title (JsonObject *window)
{
  static const char *const members[] = { "name", "size", "gap", "kind" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (window, members[i]))
      return g_strdup (json_object_get_string_member (window, members[i]));

  return g_strdup (_("Windows"));
}

static GtkWidget *
create_button (WeirWindowsForm *self,
               const char      *icon,
               const char      *name,
               guint            i,
               GCallback        on_clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  weir_accessible_set_name (button, name);
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (i));
  if (on_clicked != NULL)
    g_signal_connect (button, "clicked", on_clicked, self);

  return button;
}

static void
add_entries (WeirWindowsForm *self,
             Window          *window,
             JsonObject      *object)
{
  const struct
  {
    const char *member;
    const char *title;
    gboolean    is_list;
  } entries[] = {
    { "size", _("Size, as 1m"), FALSE },
    { "advance", _("Advance (hopping), as 10s"), FALSE },
    { "gap", _("Gap (session), as 30s"), FALSE },
    { "grace", _("Grace, as 5s"), FALSE },
    { "zone", _("Zone (calendar), as Europe/Berlin"), FALSE },
    { "name", _("Name (absent: after kind and size)"), FALSE },
    { "aggregates", _("Aggregates, as sum, p99(latency)"), TRUE },
    { "indicators", _("Indicators, as sma(price_mean,5)"), TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      GtkWidget *entry = (entries[i].is_list ? weir_object_form_create_list
                                             : weir_object_form_create_entry) (object, entries[i].member, entries[i].title);

      g_signal_connect_swapped (entry, "changed", G_CALLBACK (emit_changed), self);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (window->row), entry);
      if (g_str_equal (entries[i].member, "grace"))
        {
          window->grace = entry;
          adw_expander_row_add_row (ADW_EXPANDER_ROW (window->row), window->suggestion);
        }
    }
}

static void
add_window (WeirWindowsForm *self,
            guint            i)
{
  JsonObject *object = json_array_get_object_element (weir_workspace_edit_get_list (self->stream, "windows"), i);
  Window *window = g_new0 (Window, 1);
  g_autofree char *title = dup_title (object);
  g_autofree char *kind = g_markup_escape_text (json_object_get_string_member_with_default (object, "kind", ""), -1);
  GtkWidget *choice;

  window->row = adw_expander_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (window->row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (window->row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (window->row), kind);
  window->suggestion = adw_action_row_new ();
  gtk_widget_set_visible (window->suggestion, FALSE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (window->suggestion), FALSE);
  window->take = gtk_button_new_with_mnemonic (_("_Take It"));
  gtk_widget_set_valign (window->take, GTK_ALIGN_CENTER);
  weir_accessible_use_label (window->take);
  g_object_set_data (G_OBJECT (window->take), "index", GUINT_TO_POINTER (i));
  g_signal_connect (window->take, "clicked", G_CALLBACK (on_taken), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (window->suggestion), window->take);

  choice = weir_object_form_create_choice (object, "kind", _("Kind"), weir_window_kind_get_word, 0);
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (emit_changed), self);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (window->row), choice);
  add_entries (self, window, object);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (window->row),
                               create_button (self, "user-trash-symbolic", _("Remove these windows"), i,
                                              G_CALLBACK (on_removed)));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), window->row);
  g_ptr_array_add (self->windows, window);
}

static void
show_windows (WeirWindowsForm *self)
{
  guint n = json_object_has_member (self->stream, "windows")
              ? json_array_get_length (json_object_get_array_member (self->stream, "windows")) : 0;

  for (guint i = 0; i < self->windows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), ((Window *) g_ptr_array_index (self->windows, i))->row);
  g_ptr_array_set_size (self->windows, 0);
  for (guint i = 0; i < n; i++)
    add_window (self, i);
}

static void
weir_windows_form_finalize (GObject *object)
{
  g_ptr_array_unref (WEIR_WINDOWS_FORM (object)->windows);

  G_OBJECT_CLASS (weir_windows_form_parent_class)->finalize (object);
}

static void
weir_windows_form_class_init (WeirWindowsFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_windows_form_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
weir_windows_form_init (WeirWindowsForm *self)
{
  GtkWidget *add = create_button (self, "list-add-symbolic", _("Add windows"), 0, NULL);

  self->windows = g_ptr_array_new_with_free_func (window_free);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Windows"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), _("The first of them makes the candles."));
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (on_added), self);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), add);
}

GtkWidget *
weir_windows_form_new (JsonObject *stream)
{
  WeirWindowsForm *self = g_object_new (WEIR_TYPE_WINDOWS_FORM, NULL);

  self->stream = stream;
  show_windows (self);

  return GTK_WIDGET (self);
}

void
weir_windows_form_suggest (WeirWindowsForm *self,
                           guint            window,
                           const char      *text,
                           const char      *grace)
{
  Window *shown;

  g_return_if_fail (WEIR_IS_WINDOWS_FORM (self));

  if (window >= self->windows->len)
    return;

  shown = g_ptr_array_index (self->windows, window);
  g_free (shown->offered);
  shown->offered = g_strdup (grace);
  gtk_widget_set_visible (shown->suggestion, text != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (shown->suggestion), text != NULL ? text : "");
  gtk_widget_set_visible (shown->take, grace != NULL);
}
