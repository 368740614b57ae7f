#include "config.h"

#include "app/dialogs/weir-fields-form.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "data/workspace/weir-field-config.h"
#include "data/workspace/weir-workspace-edit.h"

/* An order book has hundreds; what is further behind is seldom wanted, and can be added in the stream's form. */
#define FIELDS_MAX     64
#define EXAMPLES_CHARS 26
#define UNIT_CHARS     6

enum
{
  COLUMN_USE,
  COLUMN_NAME,
  COLUMN_EXAMPLES,
  COLUMN_TYPE,
  COLUMN_UNIT,
};

/* One field; the widgets are the grid's. */
typedef struct
{
  const char     *path;   /* the sample's */
  GtkCheckButton *use;
  GtkDropDown    *type;
  GtkEntry       *unit;
} Row;

struct _WeirFieldsForm
{
  GtkWidget        parent_instance;

  GtkGrid         *grid;       /* child */
  WeirTopicSample *sample;     /* owned reference */
  JsonObject      *stream;     /* borrowed */
  GArray          *rows;       /* of Row */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirFieldsForm, weir_fields_form, GTK_TYPE_WIDGET)

static void
weir_fields_form_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);

  G_OBJECT_CLASS (weir_fields_form_parent_class)->dispose (object);
}

static void
weir_fields_form_finalize (GObject *object)
{
  WeirFieldsForm *self = WEIR_FIELDS_FORM (object);

  g_clear_pointer (&self->sample, weir_topic_sample_unref);
  g_array_unref (self->rows);

  G_OBJECT_CLASS (weir_fields_form_parent_class)->finalize (object);
}

static void
weir_fields_form_class_init (WeirFieldsFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_fields_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_fields_form_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
weir_fields_form_init (WeirFieldsForm *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_grid_set_row_spacing (self->grid, 4);
  gtk_widget_set_parent (GTK_WIDGET (self->grid), GTK_WIDGET (self));
}

static JsonObject *
create_field (const Row *row)
{
  JsonObject *field = json_object_new ();
  g_autofree char *unit = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row->unit))));

  json_object_set_string_member (field, "name", row->path);
  json_object_set_string_member (field, "path", row->path);
  json_object_set_string_member (field, "type", weir_field_type_get_word (gtk_drop_down_get_selected (row->type)));
  if (*unit != '\0')
    json_object_set_string_member (field, "unit", unit);

  return field;
}

static void
on_changed (WeirFieldsForm *self)
{
  JsonArray *fields = json_array_new ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);
      gboolean used = gtk_check_button_get_active (row->use);

      gtk_widget_set_sensitive (GTK_WIDGET (row->type), used);
      gtk_widget_set_sensitive (GTK_WIDGET (row->unit), used);
      if (used)
        json_array_add_object_element (fields, create_field (row));
    }
  json_object_set_array_member (self->stream, "fields", fields);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
create_text (const char *text,
             const char *style_class,
             int         max_chars)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), max_chars);
  gtk_widget_set_tooltip_text (label, text);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);

  return label;
}

/* What a screen reader calls a control of a field. */
static void
name_control (GtkWidget  *widget,
              const char *field,
              const char *what)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", field, what);

  weir_accessible_set_name (widget, name);
}

static GtkWidget *
create_types (guint chosen)
{
  g_autoptr(GtkStringList) words = gtk_string_list_new (NULL);
  GtkWidget *types;

  for (guint i = 0; weir_field_type_get_word (i) != NULL; i++)
    gtk_string_list_append (words, weir_field_type_get_word (i));
  types = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (words)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (types), chosen);

  return types;
}

/* What the values are if the user does not say. */
static guint
guess_type (const WeirInferredField *field)
{
  if (field->n_booleans > 0 && field->n_texts + field->n_numbers == 0)
    return WEIR_FIELD_FLAG;

  return field->n_texts + field->n_booleans == 0 && field->n_numbers > 0 ? WEIR_FIELD_NUMBER : WEIR_FIELD_TEXT;
}

static char *
dup_examples (const WeirInferredField *field)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < field->n_examples; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", field->examples[i]);

  return g_string_free (text, FALSE);
}

static void
add_row (WeirFieldsForm          *self,
         const WeirInferredField *field,
         JsonObject              *used)
{
  int y = (int) self->rows->len + 1;
  Row row = { .path = field->path };
  g_autofree char *examples = dup_examples (field);
  const char *type = used != NULL ? json_object_get_string_member_with_default (used, "type", NULL) : NULL;
  guint chosen = guess_type (field);

  for (guint i = 0; type != NULL && weir_field_type_get_word (i) != NULL; i++)
    if (g_str_equal (type, weir_field_type_get_word (i)))
      chosen = i;
  row.use = GTK_CHECK_BUTTON (gtk_check_button_new ());
  gtk_check_button_set_active (row.use, used != NULL);
  row.type = GTK_DROP_DOWN (create_types (chosen));
  row.unit = GTK_ENTRY (gtk_entry_new ());
  gtk_editable_set_width_chars (GTK_EDITABLE (row.unit), UNIT_CHARS);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (row.unit), UNIT_CHARS);
  if (used != NULL)
    gtk_editable_set_text (GTK_EDITABLE (row.unit), json_object_get_string_member_with_default (used, "unit", ""));
  gtk_widget_set_sensitive (GTK_WIDGET (row.type), used != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (row.unit), used != NULL);
  name_control (GTK_WIDGET (row.use), field->path, _("Read"));
  name_control (GTK_WIDGET (row.type), field->path, _("Type"));
  name_control (GTK_WIDGET (row.unit), field->path, _("Unit"));

  gtk_grid_attach (self->grid, GTK_WIDGET (row.use), COLUMN_USE, y, 1, 1);
  gtk_grid_attach (self->grid, create_text (field->path, NULL, 24), COLUMN_NAME, y, 1, 1);
  gtk_grid_attach (self->grid, create_text (examples, "secondary", EXAMPLES_CHARS), COLUMN_EXAMPLES, y, 1, 1);
  gtk_grid_attach (self->grid, GTK_WIDGET (row.type), COLUMN_TYPE, y, 1, 1);
  gtk_grid_attach (self->grid, GTK_WIDGET (row.unit), COLUMN_UNIT, y, 1, 1);
  g_signal_connect_swapped (row.use, "toggled", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (row.type, "notify::selected", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (row.unit, "changed", G_CALLBACK (on_changed), self);
  g_array_append_val (self->rows, row);
}

static void
add_heads (WeirFieldsForm *self)
{
  const struct
  {
    int         column;
    const char *title;
  } heads[] = {
    { COLUMN_NAME, _("Field") },
    { COLUMN_EXAMPLES, _("Examples") },
    { COLUMN_TYPE, _("Type") },
    { COLUMN_UNIT, _("Unit") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    gtk_grid_attach (self->grid, create_text (heads[i].title, "heading", -1), heads[i].column, 0, 1, 1);
}

GtkWidget *
weir_fields_form_new (WeirTopicSample *sample,
                      JsonObject      *stream)
{
  WeirFieldsForm *self = g_object_new (WEIR_TYPE_FIELDS_FORM, NULL);
  JsonArray *used = weir_workspace_edit_get_list (stream, "fields");
  GPtrArray *fields = sample->fields->fields;

  self->sample = weir_topic_sample_ref (sample);
  self->stream = stream;
  add_heads (self);
  /* Those that are proposed first, the most useful of them before all others. */
  for (guint i = 0; i < json_array_get_length (used); i++)
    {
      JsonObject *field = json_array_get_object_element (used, i);
      const WeirInferredField *seen = g_hash_table_lookup (sample->fields->by_path,
                                                           json_object_get_string_member (field, "path"));

      if (seen != NULL)
        add_row (self, seen, field);
    }
  for (guint i = 0; i < fields->len && self->rows->len < FIELDS_MAX; i++)
    {
      const WeirInferredField *field = g_ptr_array_index (fields, i);

      if (weir_workspace_edit_find_named (used, field->path, NULL) == NULL)
        add_row (self, field, NULL);
    }

  return GTK_WIDGET (self);
}
