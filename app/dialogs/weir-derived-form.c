#include "config.h"

#include "app/dialogs/weir-derived-form.h"

#include <glib/gi18n.h>

#include "app/dialogs/weir-object-form.h"
#include "data/workspace/weir-derived-config.h"

struct _WeirDerivedForm
{
  AdwPreferencesGroup parent_instance;

  JsonObject *stream;    /* borrowed */
  GStrv       streams;   /* owned */
  GtkWidget  *kind;      /* child */
  GPtrArray  *rows;      /* of GtkWidget, children: those of the kind */
};

G_DEFINE_FINAL_TYPE (WeirDerivedForm, weir_derived_form, ADW_TYPE_PREFERENCES_GROUP)

static const char *
get_order_word (guint order)
{
  static const char *const words[] = { "largest", "smallest", NULL };

  return order < G_N_ELEMENTS (words) ? words[order] : NULL;
}

/* A row of the table has no partner that is missing on its side. */
static const char *
get_table_type_word (guint type)
{
  return type <= WEIR_JOIN_LEFT ? weir_join_type_get_word (type) : NULL;
}

static void
weir_derived_form_finalize (GObject *object)
{
  WeirDerivedForm *self = WEIR_DERIVED_FORM (object);

  g_strfreev (self->streams);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (weir_derived_form_parent_class)->finalize (object);
}

static void
weir_derived_form_class_init (WeirDerivedFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_derived_form_finalize;
}

static void
weir_derived_form_init (WeirDerivedForm *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Made Of"));
}

static JsonObject *
get_derived (WeirDerivedForm *self)
{
  return json_object_get_object_member (self->stream, "derived");
}

static WeirDerivedKind
get_kind (WeirDerivedForm *self)
{
  const char *word = json_object_get_string_member_with_default (get_derived (self), "kind", "");

  for (guint kind = 0; weir_derived_kind_get_word (kind) != NULL; kind++)
    if (g_str_equal (weir_derived_kind_get_word (kind), word))
      return kind;

  return WEIR_DERIVED_TOP;
}

static void
add (WeirDerivedForm *self,
     GtkWidget       *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
add_source (WeirDerivedForm *self,
            const char      *member,
            const char      *title)
{
  add (self, weir_object_form_create_names (self->stream, member, title, self->streams));
}

static void
add_entry (WeirDerivedForm *self,
           const char      *member,
           const char      *title)
{
  add (self, weir_object_form_create_entry (self->stream, member, title));
}

static void
show_kind (WeirDerivedForm *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  switch (get_kind (self))
    {
    case WEIR_DERIVED_JOIN:
      add_source (self, "derived.left", _("Left Stream"));
      add_source (self, "derived.right", _("Right Stream"));
      add (self, weir_object_form_create_choice (self->stream, "derived.type", _("Rows Without Partner"),
                                                 weir_join_type_get_word, WEIR_JOIN_INNER));
      add_entry (self, "derived.before", _("Right Earlier by up to, as 10s"));
      add_entry (self, "derived.after", _("Right Later by up to, as 10s"));
      add_entry (self, "derived.grace", _("Grace, as 5s"));
      break;
    case WEIR_DERIVED_TABLE:
      add_source (self, "derived.stream", _("Stream"));
      add_source (self, "derived.table", _("Table (its newest record of the key counts)"));
      add (self, weir_object_form_create_choice (self->stream, "derived.type", _("Rows Without Partner"),
                                                 get_table_type_word, WEIR_JOIN_INNER));
      break;
    case WEIR_DERIVED_TOP:
    default:
      add_source (self, "derived.stream", _("Stream"));
      add_entry (self, "derived.window", _("Windows, by Name (empty: the first)"));
      add (self, weir_object_form_create_number (self->stream, "derived.n", _("Keys of a Window")));
      add_entry (self, "derived.by", _("Ranked by, as count or volume_sum"));
      add (self, weir_object_form_create_choice (self->stream, "derived.order", _("First Come the"), get_order_word, 0));
      break;
    }
}

/* What a form shows at first is what is written. */
static JsonObject *
create_default (WeirDerivedForm *self,
                WeirDerivedKind  kind)
{
  JsonObject *derived = json_object_new ();
  const char *first = self->streams[0];
  const char *second = self->streams[1] != NULL ? self->streams[1] : first;

  json_object_set_string_member (derived, "kind", weir_derived_kind_get_word (kind));
  json_object_set_string_member (derived, kind == WEIR_DERIVED_JOIN ? "left" : "stream", first);
  if (kind == WEIR_DERIVED_JOIN)
    {
      json_object_set_string_member (derived, "right", second);
      json_object_set_string_member (derived, "before", "1m");
      json_object_set_string_member (derived, "after", "1m");
      json_object_set_string_member (derived, "grace", "5s");
    }
  else if (kind == WEIR_DERIVED_TABLE)
    json_object_set_string_member (derived, "table", second);
  else
    {
      json_object_set_int_member (derived, "n", 10);
      json_object_set_string_member (derived, "by", "count");
    }

  return derived;
}

static void
on_kind_selected (WeirDerivedForm *self)
{
  /* Members of one kind mean nothing to another. */
  json_object_set_object_member (self->stream, "derived", create_default (self, get_kind (self)));
  show_kind (self);
}

GtkWidget *
weir_derived_form_new (JsonObject         *stream,
                       const char * const *streams)
{
  WeirDerivedForm *self = g_object_new (WEIR_TYPE_DERIVED_FORM, NULL);

  self->stream = stream;
  self->streams = g_strdupv ((char **) streams);
  if (!json_object_has_member (stream, "derived"))
    json_object_set_object_member (stream, "derived", create_default (self, WEIR_DERIVED_TOP));
  self->kind = weir_object_form_create_choice (stream, "derived.kind", _("Kind"), weir_derived_kind_get_word, WEIR_DERIVED_TOP);
  g_signal_connect_swapped (self->kind, "notify::selected", G_CALLBACK (on_kind_selected), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->kind);
  show_kind (self);

  return GTK_WIDGET (self);
}
