#include "config.h"

#include "app/dialogs/weir-object-form.h"

#include <string.h>

#include "app/common/weir-accessible.h"
#include "data/window/weir-aggregate.h"

/* Where a row writes. */
typedef struct
{
  JsonObject *object;   /* borrowed */
  char       *outer;    /* nullable: the object inside it stands in this member */
  char       *name;
} Target;

static Target *
target_new (JsonObject *object,
            const char *member)
{
  Target *target = g_new0 (Target, 1);
  /* A slash where the inner name has dots itself. */
  const char *slash = strchr (member, '/');
  const char *dot = slash != NULL ? slash : strchr (member, '.');

  target->object = object;
  if (dot != NULL)
    target->outer = g_strndup (member, (gsize) (dot - member));
  target->name = g_strdup (dot != NULL ? dot + 1 : member);

  return target;
}

static void
target_free (gpointer  data,
             GClosure *closure)
{
  Target *target = data;

  g_free (target->outer);
  g_free (target->name);
  g_free (target);
}

/* The object that has the member; NULL if it is not there and not to be made. */
static JsonObject *
target_get_object (const Target *self,
                   gboolean      make)
{
  if (self->outer == NULL)
    return self->object;

  if (!json_object_has_member (self->object, self->outer))
    {
      if (!make)
        return NULL;
      json_object_set_object_member (self->object, self->outer, json_object_new ());
    }

  return json_object_get_object_member (self->object, self->outer);
}

static JsonNode *
target_get (const Target *self)
{
  JsonObject *object = target_get_object (self, FALSE);

  return object != NULL ? json_object_get_member (object, self->name) : NULL;
}

static void
target_remove (const Target *self)
{
  JsonObject *object = target_get_object (self, FALSE);

  if (object == NULL || !json_object_has_member (object, self->name))
    return;

  json_object_remove_member (object, self->name);
  if (self->outer != NULL && json_object_get_size (object) == 0)
    json_object_remove_member (self->object, self->outer);
}

static const char *
target_get_text (const Target *self)
{
  JsonNode *node = target_get (self);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "";
}

static void
target_set_text (const Target *self,
                 const char   *text)
{
  if (*text == '\0')
    target_remove (self);
  else if (g_strcmp0 (target_get_text (self), text) != 0)
    json_object_set_string_member (target_get_object (self, TRUE), self->name, text);
}

static void
on_entry_changed (GtkEditable *row,
                  Target      *target)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (row)));

  target_set_text (target, text);
}

static GtkWidget *
create_entry (const char *title,
              const char *text)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), text);

  return row;
}

GtkWidget *
weir_object_form_create_entry (JsonObject *object,
                               const char *member,
                               const char *title)
{
  Target *target = target_new (object, member);
  GtkWidget *row = create_entry (title, target_get_text (target));

  g_signal_connect_data (row, "changed", G_CALLBACK (on_entry_changed), target, target_free, 0);

  return row;
}

static void
on_number_changed (GtkEditable *row,
                   Target      *target)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (row)));
  gint64 number;

  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    json_object_set_int_member (target_get_object (target, TRUE), target->name, number);
  else
    {
      target_remove (target);
      target_set_text (target, text);
    }
}

GtkWidget *
weir_object_form_create_number (JsonObject *object,
                                const char *member,
                                const char *title)
{
  Target *target = target_new (object, member);
  JsonNode *node = target_get (target);
  g_autofree char *text = node != NULL && json_node_get_value_type (node) == G_TYPE_INT64
                            ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node)) : g_strdup ("");
  GtkWidget *row = create_entry (title, text);

  g_signal_connect_data (row, "changed", G_CALLBACK (on_number_changed), target, target_free, 0);

  return row;
}

static char *
dup_list_text (const Target *target)
{
  JsonNode *node = target_get (target);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", json_array_get_string_element (array, i));

  return g_string_free (text, FALSE);
}

static JsonArray *
split_list (const char *text)
{
  JsonArray *array = json_array_new ();
  g_auto(GStrv) words = weir_aggregates_split (text);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      json_array_add_string_element (array, words[i]);

  return array;
}

static void
on_list_changed (GtkEditable *row,
                 Target      *target)
{
  g_autoptr(JsonArray) array = split_list (gtk_editable_get_text (row));

  if (json_array_get_length (array) == 0)
    target_remove (target);
  else
    json_object_set_array_member (target_get_object (target, TRUE), target->name, g_steal_pointer (&array));
}

GtkWidget *
weir_object_form_create_list (JsonObject *object,
                              const char *member,
                              const char *title)
{
  Target *target = target_new (object, member);
  g_autofree char *text = dup_list_text (target);
  GtkWidget *row = create_entry (title, text);

  g_signal_connect_data (row, "changed", G_CALLBACK (on_list_changed), target, target_free, 0);

  return row;
}

static void
on_selected (AdwComboRow *row,
             GParamSpec  *pspec,
             Target      *target)
{
  GtkStringObject *item = adw_combo_row_get_selected_item (row);

  if (item != NULL)
    target_set_text (target, gtk_string_object_get_string (item));
}

/* Takes @names; @chosen is one of them. */
static GtkWidget *
create_combo (JsonObject *object,
              const char *member,
              const char *title,
              GStrv       names,
              const char *fallback)
{
  Target *target = target_new (object, member);
  const char *chosen = *target_get_text (target) != '\0' ? target_get_text (target) : fallback;
  g_autoptr(GtkStringList) list = gtk_string_list_new ((const char * const *) names);
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  weir_accessible_set_name (row, title);
  for (guint i = 0; names[i] != NULL; i++)
    if (g_strcmp0 (names[i], chosen) == 0)
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
  /* After that: what was not chosen is not written. */
  g_signal_connect_data (row, "notify::selected", G_CALLBACK (on_selected), target, target_free, 0);

  return row;
}

GtkWidget *
weir_object_form_create_choice (JsonObject   *object,
                                const char   *member,
                                const char   *title,
                                WeirWordFunc  get_word,
                                guint         fallback)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) words = NULL;

  for (guint i = 0; get_word (i) != NULL; i++)
    g_strv_builder_add (builder, get_word (i));
  words = g_strv_builder_end (builder);

  return create_combo (object, member, title, words, get_word (fallback));
}

GtkWidget *
weir_object_form_create_names (JsonObject *object,
                               const char *member,
                               const char *title,
                               GStrv       names)
{
  return create_combo (object, member, title, names, names[0]);
}
