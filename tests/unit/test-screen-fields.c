#include "topology-fixture.h"

#include "data/view/weir-stream-view-private.h"

/* What the screen is told of fields that no record has. */

#define STREAM "\"streams\": [ { \"name\": \"s\", \"connection\": \"c\", \"topics\": [\"s\"], \"key\": \"kk\"," \
               " \"fields\": [ { \"name\": \"price\" }, { \"name\": \"prize\" } ] } ]"

static char *
dup_notices (WeirStreamUpdate *update)
{
  GString *text = g_string_new (update->field_notices == NULL ? "none" : "");

  for (guint i = 0; update->field_notices != NULL && i < update->field_notices->len; i++)
    {
      const WeirFieldNotice *notice = g_ptr_array_index (update->field_notices, i);

      g_string_append_printf (text, "%d %u %s;", (int) notice->role, notice->field, notice->text);
    }

  return g_string_free (text, FALSE);
}

static void
assert_notices (TopologyFixture *fixture,
                const char      *expected)
{
  g_autofree char *text = dup_notices (topology_fixture_look (fixture, "s"));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_a_field_no_record_has_is_told (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (STREAM);

  assert_notices (fixture, "none");
  topology_fixture_send (fixture, "s", 0, 0, NULL, "{\"k\": \"a\", \"price\": 1}");
  assert_notices (fixture, "0 1 No record has the field “prize”; did you mean “price”?;"
                           "1 2 No record has the field “kk”; did you mean “k”?;");
  /* Records that have them end it. */
  topology_fixture_send (fixture, "s", 0, 1, NULL, "{\"kk\": \"a\", \"price\": 1}");
  assert_notices (fixture, "0 1 No record has the field “prize”; did you mean “price”?;");
  topology_fixture_send (fixture, "s", 0, 2, NULL, "{\"kk\": \"a\", \"prize\": 1}");
  assert_notices (fixture, "");
}

/* A better name is told when it shows up, and only then is anything said again. */
static void
test_what_did_not_change_is_not_told_again (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (STREAM);
  g_autoptr(WeirStreamView) view = NULL;
  WeirStreamUpdate *update;
  GPtrArray *first;
  guint n_items = 1000;

  topology_fixture_send (fixture, "s", 0, 0, NULL, "{\"kk\": \"a\", \"price\": 1}");
  update = topology_fixture_look (fixture, "s");
  first = update->field_notices;
  view = weir_stream_view_new (update->schema, 1024 * 1024);
  weir_stream_view_apply (view, update, &n_items);
  g_assert_true (weir_stream_view_get_field_notices (view) == first);

  topology_fixture_send (fixture, "s", 0, 1, NULL, "{\"kk\": \"a\", \"price\": 1}");
  g_assert_true (topology_fixture_look (fixture, "s")->field_notices == first);
  topology_fixture_send (fixture, "s", 0, 2, NULL, "{\"kk\": \"a\", \"price\": 1, \"prizes\": 1}");
  assert_notices (fixture, "0 1 No record has the field “prize”; did you mean “price” or “prizes”?;");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/screen-fields/a-field-no-record-has-is-told", test_a_field_no_record_has_is_told);
  g_test_add_func ("/screen-fields/what-did-not-change-is-not-told-again", test_what_did_not_change_is_not_told_again);

  return g_test_run ();
}
