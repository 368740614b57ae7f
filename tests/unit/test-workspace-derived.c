#include "config.h"

#include <string.h>

#include "data/workspace/weir-workspace.h"

/* Lines 1 to 6; a test's own streams begin on line 7. */
#define HEAD                                                                                                  \
  "{ \"weir\": 1,\n"                                                                                          \
  "  \"connections\": [{ \"name\": \"k\", \"bootstrap\": \"b:1\" }, { \"name\": \"o\", \"bootstrap\": \"b:2\" }],\n" \
  "  \"streams\": [\n"                                                                                        \
  "    { \"name\": \"a\", \"connection\": \"k\", \"topics\": [\"a\"], \"fields\": [{ \"name\": \"p\", \"unit\": \"USD\" }]," \
  " \"windows\": [{ \"size\": \"1m\" }, { \"kind\": \"session\", \"gap\": \"1m\" }] },\n"                     \
  "    { \"name\": \"b\", \"connection\": \"k\", \"topics\": [\"b\"], \"fields\": [{ \"name\": \"f\", \"type\": \"flag\" }] },\n" \
  "    { \"name\": \"z\", \"connection\": \"o\", \"topics\": [\"z\"] },\n"

#define TOP(members) HEAD "    { \"name\": \"s\", \"derived\": { \"kind\": \"top\",\n" members " } }\n] }\n"
#define JOIN(members) HEAD "    { \"name\": \"s\", \"derived\": { \"kind\": \"join\",\n" members " } }\n] }\n"

static void
assert_errors (const char *text,
               const char *wanted)
{
  g_autoptr(GPtrArray) errors = weir_workspace_validate (text, -1, "w");
  g_autoptr(GError) error = NULL;
  g_autofree char *list = NULL;

  g_ptr_array_add (errors, NULL);
  list = g_strjoinv ("\n", (char **) errors->pdata);
  g_assert_cmpstr (list, ==, wanted);
  g_assert_null (weir_workspace_new_from_data (text, -1, "w", &error));
  g_assert_cmpstr (error->message, ==, errors->pdata[0]);
}

static void
test_tops_are_refused_by_line_and_member (void)
{
  assert_errors (TOP ("\"stream\": \"y\", \"by\": \"count\""),
                 "w: line 8: streams[3].derived.stream: nothing is called “y”; there is \"a\", \"b\", \"z\", \"s\"");
  assert_errors (TOP ("\"stream\": \"a\",\n\"by\": \"p_median\""),
                 "w: line 9: streams[3].derived.by: “a” has no column “p_median” to rank by; there are count, p_count, p_sum, "
                 "p_mean, p_min, p_max, p_first, p_last, p_stddev, p_change_percent");
  assert_errors (TOP ("\"stream\": \"a\", \"by\": \"rank\""),
                 "w: line 8: streams[3].derived.by: “a” has no column “rank” to rank by; there are count, p_count, p_sum, "
                 "p_mean, p_min, p_max, p_first, p_last, p_stddev, p_change_percent");
  assert_errors (TOP ("\"stream\": \"a\", \"by\": \"count\",\n\"window\": 2"),
                 "w: line 9: streams[3].derived.window: “a” has no window 2; write a number from 0 to 1");
  assert_errors (TOP ("\"stream\": \"a\", \"by\": \"count\", \"window\": 1"),
                 "w: line 8: streams[3].derived.window: the keys of “a” share no windows there; choose a window that is "
                 "tumbling, hopping, calendar_day or calendar_week");
  assert_errors (TOP ("\"stream\": \"b\", \"by\": \"count\""),
                 "w: line 8: streams[3].derived.stream: “b” has no windows whose keys could be ranked; give it one");
  assert_errors (TOP ("\"stream\": \"a\", \"n\": 0"),
                 "w: line 8: streams[3].derived.n: must be a whole number from 1 to 1000\n"
                 "w: line 7: streams[3].derived.by: is missing; add it, as in \"by\": \"volume_sum\"");
}

static void
test_joins_are_refused_by_line_and_member (void)
{
  assert_errors (JOIN ("\"left\": \"a\""),
                 "w: line 7: streams[3].derived.right: is missing; add it, as in \"right\": \"trades\"");
  assert_errors (JOIN ("\"left\": \"a\",\n\"right\": \"z\""),
                 "w: line 9: streams[3].derived.right: “z” is read from connection “o”, but “a” from “k”; a stream is made of "
                 "streams of one connection");
  assert_errors (JOIN ("\"left\": \"a\", \"right\": \"b\", \"type\": \"full\""),
                 "w: line 8: streams[3].derived.type: “full” is not known; write one of \"inner\", \"left\", \"outer\"");
  assert_errors (JOIN ("\"left\": \"a\", \"right\": \"b\", \"after\": \"20000w\", \"before\": \"600000w\""),
                 "w: line 7: streams[3].derived: how far apart joined records may be must be 0 or more and at most 10 000 years");
  assert_errors (HEAD "{ \"name\": \"s\", \"derived\": { \"kind\": \"table\", \"stream\": \"a\", \"table\": \"b\",\n"
                      "\"type\": \"outer\" } }] }",
                 "w: line 8: streams[3].derived.type: “outer” is not known; write one of \"inner\", \"left\"");
  assert_errors (HEAD "{ \"name\": \"s\", \"derived\": [] }] }",
                 "w: line 7: streams[3].derived: must be an object: { … }");
  assert_errors (HEAD "{ \"name\": \"s\", \"derived\": { \"kind\": \"mix\", \"stream\": \"a\", \"by\": \"count\" } }] }",
                 "w: line 7: streams[3].derived.kind: “mix” is not known; write one of \"top\", \"join\", \"table\"");
}

static void
test_what_only_topics_have_is_refused (void)
{
  assert_errors (HEAD "{ \"name\": \"s\", \"derived\": { \"kind\": \"join\", \"left\": \"a\", \"right\": \"b\" },\n"
                      "\"connection\": \"k\",\n\"topics\": [\"t\"],\n\"format\": \"json\",\n\"key\": \"x\",\n"
                      "\"time\": {},\n\"columns\": [] }] }",
                 "w: line 8: streams[3].connection: does not go with “derived”: the records come from other streams; take it away\n"
                 "w: line 9: streams[3].topics: does not go with “derived”: the records come from other streams; take it away\n"
                 "w: line 10: streams[3].format: does not go with “derived”: the records come from other streams; take it away\n"
                 "w: line 11: streams[3].key: does not go with “derived”: the records come from other streams; take it away\n"
                 "w: line 12: streams[3].time: does not go with “derived”: the records come from other streams; take it away\n"
                 "w: line 13: streams[3].columns: does not go with “derived”: the records come from other streams; take it away");
}

static void
test_circles_are_refused (void)
{
  assert_errors (JOIN ("\"left\": \"a\", \"right\": \"s\""),
                 "w: line 8: streams[3].derived.right: “s” is itself made of “s”; a stream cannot read itself, so name another");
  assert_errors (HEAD "{ \"name\": \"s\", \"derived\": { \"kind\": \"join\", \"left\": \"a\", \"right\": \"t\" } },\n"
                      "{ \"name\": \"t\", \"derived\": { \"kind\": \"table\", \"stream\": \"u\", \"table\": \"a\" } },\n"
                      "{ \"name\": \"u\", \"derived\": { \"kind\": \"join\", \"left\": \"s\", \"right\": \"a\" } }] }",
                 "w: line 9: streams[5].derived.left: “s” is itself made of “u”; a stream cannot read itself, so name another");
}

/* A file that is made to exhaust the stack. */
static void
test_chains_are_bounded (void)
{
  g_autoptr(GString) text = g_string_new (HEAD);
  g_autoptr(GPtrArray) errors = NULL;

  for (guint i = 0; i < 40; i++)
    g_string_append_printf (text, "{ \"name\": \"s%u\", \"derived\": { \"kind\": \"join\", \"left\": \"s%u\", \"right\": \"a\" } },\n",
                            i, i + 1);
  g_string_append (text, "{ \"name\": \"s40\", \"connection\": \"k\", \"topics\": [\"t\"] }] }");

  errors = weir_workspace_validate (text->str, -1, "w");
  g_assert_cmpuint (errors->len, ==, 1);
  g_assert_cmpstr (errors->pdata[0], ==, "w: line 39: streams[35].derived: is made of streams of streams more than 32 deep; "
                                         "read an earlier one");
}

static void
test_fields_are_refused_by_line_and_member (void)
{
  assert_errors (HEAD "{ \"name\": \"s\", \"derived\": { \"kind\": \"join\", \"left\": \"a\", \"right\": \"b\" }, \"fields\": [\n"
                      "{ \"name\": \"x\", \"path\": \"left.p\" },\n{ \"name\": \"y\",\n\"path\": \"left.f\" },\n"
                      "{ \"name\": \"right\" }] }] }",
                 "w: line 10: streams[3].fields[1].path: “left.f” is nothing this stream is made of; its fields may be taken from: "
                 "left.p, right.f\n"
                 "w: line 11: streams[3].fields[2].name: “right” is nothing this stream is made of; its fields may be taken from: "
                 "left.p, right.f");
  assert_errors (HEAD "{ \"name\": \"s\", \"derived\": { \"kind\": \"top\", \"stream\": \"a\", \"by\": \"count\" }, \"fields\": [\n"
                      "{ \"name\": \"p\" }] }] }",
                 "w: line 8: streams[3].fields[0].name: “p” is nothing this stream is made of; its fields may be taken from: rank, "
                 "count, p_count, p_sum, p_mean, p_min, p_max, p_first, p_last, p_stddev, p_change_percent");
}

static void
assert_field (const WeirStreamConfig *stream,
              guint                   i,
              const char             *name,
              const char             *path,
              const char             *unit,
              const char             *type)
{
  const WeirFieldConfig *field = g_ptr_array_index (stream->fields, i);

  g_assert_cmpstr (field->name, ==, name);
  g_assert_cmpstr (field->path, ==, path);
  g_assert_cmpstr (field->unit, ==, unit);
  g_assert_cmpstr (weir_field_type_get_word (field->type), ==, type);
}

static const char chain[] =
  "{ \"weir\": 1, \"connections\": [{ \"name\": \"k\", \"bootstrap\": \"b:1\" }], \"streams\": [\n"
  "{ \"name\": \"top\", \"derived\": { \"kind\": \"top\", \"stream\": \"j\", \"by\": \"left_p_max\", \"order\": \"smallest\","
  " \"n\": 3, \"extra\": [1] } },\n"
  "{ \"name\": \"some\", \"derived\": { \"kind\": \"table\", \"stream\": \"a\", \"table\": \"b\", \"type\": \"left\" }, \"fields\":"
  " [{ \"name\": \"x\", \"path\": \"left.p\" }, { \"name\": \"right.f\" }, { \"name\": \"y\", \"path\": \"left.p\","
  " \"unit\": \"EUR\" }] },\n"
  "{ \"name\": \"j\", \"derived\": { \"kind\": \"join\", \"left\": \"a\", \"right\": \"b\", \"before\": \"1s\", \"after\": \"2s\","
  " \"grace\": \"3s\" }, \"windows\": [{ \"size\": \"1m\" }] },\n"
  "{ \"name\": \"a\", \"connection\": \"k\", \"topics\": [\"a\"], \"fields\": [{ \"name\": \"p\", \"unit\": \"USD\" }] },\n"
  "{ \"name\": \"b\", \"connection\": \"k\", \"topics\": [\"b\"], \"fields\": [{ \"name\": \"f\", \"type\": \"flag\" }] }],\n"
  "\"rules\": [{ \"name\": \"r\", \"stream\": \"j\", \"kind\": \"record\", \"condition\": { \"fire\": \"left_p > 1\" } }],\n"
  "\"dashboards\": [{ \"name\": \"d\", \"panels\": [{ \"kind\": \"lines\", \"stream\": \"top\", \"fields\": [\"rank\"] }] }] }\n";

/* Named before what it reads; panels and rules know its fields. */
static void
test_fields_come_from_the_sources (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_data (chain, -1, "w", &error);
  const WeirStreamConfig *top, *some, *join;

  g_assert_no_error (error);
  top = g_ptr_array_index (weir_workspace_get_streams (workspace), 0);
  some = g_ptr_array_index (weir_workspace_get_streams (workspace), 1);
  join = g_ptr_array_index (weir_workspace_get_streams (workspace), 2);

  g_assert_cmpstr (top->connection, ==, "k");
  g_assert_cmpuint (g_strv_length (top->topics), ==, 0);
  g_assert_cmpuint (top->fields->len, ==, 11);
  assert_field (top, 0, "rank", "rank", "", "number");
  assert_field (top, 1, "count", "count", "", "number");
  assert_field (top, 3, "left_p_sum", "left_p_sum", "USD", "number");
  assert_field (top, 10, "left_p_change_percent", "left_p_change_percent", "%", "number");
  g_assert_cmpuint (top->derived->column, ==, 4);
  g_assert_true (top->derived->smallest);
  g_assert_cmpuint (top->derived->n, ==, 3);

  g_assert_cmpuint (some->fields->len, ==, 3);
  assert_field (some, 0, "x", "left.p", "USD", "number");
  assert_field (some, 1, "right.f", "right.f", "", "flag");
  assert_field (some, 2, "y", "left.p", "EUR", "number");

  assert_field (join, 0, "left_p", "left.p", "USD", "number");
  assert_field (join, 1, "right_f", "right.f", "", "flag");
  g_assert_cmpint (join->derived->before_usec, ==, G_USEC_PER_SEC);
  g_assert_cmpint (join->derived->after_usec, ==, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (join->derived->grace_usec, ==, 3 * G_USEC_PER_SEC);
}

static void
test_round_trips_keep_everything (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_data (chain, -1, "w", &error);
  g_autoptr(WeirWorkspace) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *rewritten = NULL;

  g_assert_no_error (error);
  /* What is written is the file, not what followed from it. */
  written = weir_workspace_to_text (workspace);
  g_assert_null (strstr (written, "left_p_sum"));
  g_assert_nonnull (strstr (written, "\"extra\": [\n"));
  again = weir_workspace_new_from_data (written, -1, "w", &error);
  g_assert_no_error (error);
  rewritten = weir_workspace_to_text (again);
  g_assert_cmpstr (rewritten, ==, written);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workspace-derived/tops-are-refused-by-line-and-member", test_tops_are_refused_by_line_and_member);
  g_test_add_func ("/workspace-derived/joins-are-refused-by-line-and-member", test_joins_are_refused_by_line_and_member);
  g_test_add_func ("/workspace-derived/what-only-topics-have-is-refused", test_what_only_topics_have_is_refused);
  g_test_add_func ("/workspace-derived/circles-are-refused", test_circles_are_refused);
  g_test_add_func ("/workspace-derived/chains-are-bounded", test_chains_are_bounded);
  g_test_add_func ("/workspace-derived/fields-are-refused-by-line-and-member", test_fields_are_refused_by_line_and_member);
  g_test_add_func ("/workspace-derived/fields-come-from-the-sources", test_fields_come_from_the_sources);
  g_test_add_func ("/workspace-derived/round-trips-keep-everything", test_round_trips_keep_everything);

  return g_test_run ();
}
