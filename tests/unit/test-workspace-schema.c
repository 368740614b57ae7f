#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "data/decode/weir-duration.h"
#include "data/decode/weir-word.h"
#include "data/workspace/weir-workspace.h"

/* The schema that editors read, against the tables that the program reads. */

typedef struct
{
  const char  *path;
  WeirWordFunc get_word;
  gboolean   (*is_wanted) (guint value);   /* NULL: all */
} Words;

static const char *
get_order_word (guint smallest)
{
  return smallest == 0 ? "largest" : smallest == 1 ? "smallest" : NULL;
}

static gboolean
is_no_outer_join (guint type)
{
  return type != WEIR_JOIN_OUTER;
}

static gboolean
has_gap (guint kind)
{
  return g_strcmp0 (weir_window_kind_get_length (kind), "gap") == 0;
}

static gboolean
has_size (guint kind)
{
  return g_strcmp0 (weir_window_kind_get_length (kind), "size") == 0;
}

static gboolean
needs_condition (guint kind)
{
  return weir_rule_kind_get_condition (kind) == WEIR_RULE_CONDITION_NEEDED;
}

static gboolean
needs_no_fields (guint kind)
{
  return !weir_panel_kind_needs_fields (kind);
}

static gboolean
needs_no_stream (guint kind)
{
  return !weir_panel_kind_needs_stream (kind);
}

static gboolean
needs_window (guint style)
{
  return style == WEIR_SERIES_BAND || style == WEIR_SERIES_CANDLES;
}

static const Words words[] = {
  { ".stream.properties.format", weir_record_format_get_word, NULL },
  { ".stream.properties.time.properties.basis", weir_time_basis_get_word, NULL },
  { ".stream.properties.time.properties.unit", weir_time_unit_get_word, NULL },
  { ".derived.properties.kind", weir_derived_kind_get_word, NULL },
  { ".derived.properties.order", get_order_word, NULL },
  { ".derived.properties.type", weir_join_type_get_word, NULL },
  { ".derived.allOf.2.then.properties.type", weir_join_type_get_word, is_no_outer_join },
  { ".field.properties.type", weir_field_type_get_word, NULL },
  { ".window.properties.kind", weir_window_kind_get_word, NULL },
  { ".window.allOf.0.if.properties.kind", weir_window_kind_get_word, has_gap },
  { ".window.allOf.1.if.properties.kind", weir_window_kind_get_word, has_size },
  { ".alert_filter.properties.severity", weir_severity_get_word, NULL },
  { ".rule.properties.kind", weir_rule_kind_get_word, NULL },
  { ".rule.properties.severity", weir_severity_get_word, NULL },
  { ".rule.properties.trigger.properties.mode", weir_trigger_mode_get_word, NULL },
  { ".rule.allOf.0.if.properties.kind", weir_rule_kind_get_word, needs_condition },
  { ".panel.properties.kind", weir_panel_kind_get_word, NULL },
  { ".panel.allOf.0.if.properties.kind", weir_panel_kind_get_word, needs_no_stream },
  { ".panel.properties.form", weir_query_form_get_word, NULL },
  { ".series.properties.style", weir_series_style_get_word, NULL },
  { ".series.properties.scale", weir_series_scale_get_word, NULL },
  { ".series.allOf.1.if.properties.style", weir_series_style_get_word, needs_window },
  { ".panel.allOf.1.if.properties.kind", weir_panel_kind_get_word, needs_no_fields },
};

static JsonNode *
load_schema (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "workspace",
                                            "weir-workspace.schema.json", NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);

  return json_parser_steal_root (parser);
}

static char *
dup_words (const Words *wanted)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; wanted->get_word (i) != NULL; i++)
    if (wanted->is_wanted == NULL || wanted->is_wanted (i))
      g_string_append_printf (text, "%s ", wanted->get_word (i));

  return g_string_free (text, FALSE);
}

static char *
dup_enum (JsonArray *array)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (text, "%s ", json_array_get_string_element (array, i));

  return g_string_free (text, FALSE);
}

static void
check_enum (const char *path,
            JsonArray  *array,
            guint      *n_found)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].path, path))
      {
        g_autofree char *in_schema = dup_enum (array);
        g_autofree char *in_table = dup_words (&words[i]);

        g_test_message ("%s", path);
        g_assert_cmpstr (in_schema, ==, in_table);
        *n_found += 1;
        return;
      }

  g_test_message ("%s stands in the schema and is compared with no table", path);
  g_test_fail ();
}

static void
walk (JsonNode   *node,
      const char *path,
      guint      *n_found)
{
  g_autoptr(GList) names = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      {
        g_autofree char *below = g_strdup_printf ("%s.%u", path, i);

        walk (json_array_get_element (json_node_get_array (node), i), below, n_found);
      }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;

  names = json_object_get_members (json_node_get_object (node));
  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonNode *member = json_object_get_member (json_node_get_object (node), name->data);
      g_autofree char *below = g_strdup_printf ("%s.%s", path, (const char *) name->data);

      if (g_str_equal (name->data, "enum") && JSON_NODE_HOLDS_ARRAY (member))
        check_enum (path, json_node_get_array (member), n_found);
      else
        walk (member, below, n_found);
    }
}

static void
test_words_are_those_of_the_tables (void)
{
  g_autoptr(JsonNode) schema = load_schema ();
  guint n_found = 0;

  walk (json_object_get_member (json_node_get_object (schema), "$defs"), "", &n_found);
  g_assert_cmpuint (n_found, ==, G_N_ELEMENTS (words));
}

static void
test_durations_are_those_of_the_parser (void)
{
  static const char * const texts[] = {
    "1m", "1m30s", "250ms", "10us", "1w", "0s", "1d12h", "", "m", "1", "1.5s", "1 m", "1µs", "1y", "-1m", "1M", "1m30",
  };
  g_autoptr(JsonNode) schema = load_schema ();
  JsonObject *defs = json_object_get_object_member (json_node_get_object (schema), "$defs");
  const char *pattern = json_object_get_string_member (json_object_get_object_member (defs, "duration"), "pattern");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gint64 duration_usec;

      g_test_message ("“%s”", texts[i]);
      g_assert_cmpint (g_regex_match_simple (pattern, texts[i], 0, 0), ==,
                       weir_duration_parse (texts[i], &duration_usec, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workspace-schema/words", test_words_are_those_of_the_tables);
  g_test_add_func ("/workspace-schema/durations", test_durations_are_those_of_the_parser);

  return g_test_run ();
}
