#include "data/decode/weir-json-tree.h"

#include <string.h>

static void
append (GString            *text,
        const WeirJsonNode *node)
{
  g_string_append_printf (text, "%s=%s", node->name != NULL ? node->name : "", node->text);
  if (node->children == NULL)
    return;

  g_string_append_c (text, '[');
  for (guint i = 0; i < node->children->len; i++)
    {
      g_string_append (text, i > 0 ? " " : "");
      append (text, g_ptr_array_index (node->children, i));
    }
  g_string_append_c (text, ']');
}

static void
assert_tree (const char *json,
             gsize       length,
             const char *wanted,
             gboolean    wanted_whole)
{
  gboolean whole;
  g_autoptr(WeirJsonNode) root = weir_json_tree_new (json, length, &whole);
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_cmpint (whole, ==, wanted_whole);
  if (root != NULL)
    append (text, root);
  g_assert_cmpstr (root != NULL ? text->str : NULL, ==, wanted);
}

static void
test_values_are_as_they_stand_there (void)
{
  static const char json[] = "{\"a\": 9007199254740993, \"b\": [1e400, null, {\"c\": \"x\\ny\"}], \"d\": {}, \"\\u202ee\": true}";

  assert_tree (json, strlen (json),
               "=(4)[a=9007199254740993 b=(3)[0=1e400 1=null 2=(1)[c=\"x\\ny\"]] d=(0)[] \\xe2\\x80\\xaee=true]", TRUE);
}

/* As far as it goes. */
static void
test_a_beginning_is_read (void)
{
  static const char json[] = "{\"a\": 1, \"b\": {\"c\": 2, \"d\": \"cut he";

  assert_tree (json, strlen (json), "=(2)[a=1 b=(1)[c=2]]", FALSE);
}

static void
test_other_payloads_have_none (void)
{
  assert_tree ("12.5", 4, NULL, TRUE);
  assert_tree ("hello", 5, NULL, FALSE);
  assert_tree ("\xff\x00", 2, NULL, FALSE);
  assert_tree ("", 0, NULL, FALSE);
}

static guint
count (const WeirJsonNode *node)
{
  guint n = 1;

  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    n += count (g_ptr_array_index (node->children, i));

  return n;
}

static void
test_it_is_bounded (void)
{
  g_autoptr(GString) wide = g_string_new ("[");
  g_autofree char *deep = g_strnfill (100000, '[');
  gboolean whole;
  WeirJsonNode *root;

  for (guint i = 0; i < 100000; i++)
    g_string_append (wide, "{\"a\": 1}, ");
  g_string_append (wide, "1]");
  root = weir_json_tree_new (wide->str, wide->len, &whole);
  g_assert_false (whole);
  g_assert_cmpuint (count (root), <=, WEIR_JSON_TREE_MAX_NODES + 2);
  weir_json_node_free (root);

  root = weir_json_tree_new (deep, 100000, &whole);
  g_assert_false (whole);
  g_assert_cmpuint (count (root), <=, 65);
  weir_json_node_free (root);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json-tree/values-are-as-they-stand-there", test_values_are_as_they_stand_there);
  g_test_add_func ("/json-tree/a-beginning-is-read", test_a_beginning_is_read);
  g_test_add_func ("/json-tree/other-payloads-have-none", test_other_payloads_have_none);
  g_test_add_func ("/json-tree/it-is-bounded", test_it_is_bounded);

  return g_test_run ();
}
