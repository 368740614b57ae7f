#include "data/source/weir-source.h"
#include "data/source/weir-topic-filter.h"
#include "topology-fixture.h"

#include <string.h>

/* Topics that a pattern names, and who reads them. */

static void
test_a_pattern_is_a_posix_expression (void)
{
  static const struct
  {
    const char *pattern;
    const char *topic;
    gboolean    matches;
  } cases[] = {
    { "^quotes-", "quotes-1", TRUE }, { "^quotes-", "my-quotes-1", FALSE }, { "^quotes-[12]$", "quotes-12", FALSE },
    { "^quotes-[12]$", "quotes-2", TRUE }, { "^a|b", "xb", TRUE }, { "^a{2,3}$", "aaa", TRUE }, { "^a{2,3}$", "aaaa", FALSE },
    { "^a\\.b", "a.b", TRUE }, { "^a\\.b", "axb", FALSE }, { "^(x|y)+[[:digit:]]$", "xyx7", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(WeirTopicPattern) pattern = weir_topic_pattern_new (cases[i].pattern, &error);

      g_assert_no_error (error);
      g_assert_cmpint (weir_topic_pattern_matches (pattern, cases[i].topic), ==, cases[i].matches);
    }
  g_assert_true (weir_topic_is_pattern ("^a"));
  g_assert_false (weir_topic_is_pattern ("a^"));
  g_assert_false (weir_topic_is_pattern (""));
}

static void
test_what_is_none_or_costs_too_much_is_refused (void)
{
  g_autofree char *endless = g_strnfill (WEIR_TOPIC_PATTERN_MAX_BYTES + 1, '^');
  const char *refused[] = { "^[", "^(", "^(a)\\1", "^((a{1,100}){1,100}){1,100}", "^a{1001}", "^(a{99999999999999999999})", endless };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (weir_topic_pattern_new (refused[i], &error));
      g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
    }
}

static void
test_a_filter_has_names_and_patterns (void)
{
  const char *topics[] = { "a.b", "^q-", NULL };
  const char *wrong[] = { "a", "^(", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirTopicFilter) filter = weir_topic_filter_new (topics, &error);
  g_autoptr(WeirTopicFilter) all = weir_topic_filter_new (NULL, &error);

  g_assert_no_error (error);
  g_assert_true (weir_topic_filter_has (filter, "a.b"));
  g_assert_false (weir_topic_filter_has (filter, "axb"));
  g_assert_true (weir_topic_filter_has (filter, "q-7"));
  g_assert_true (weir_topic_filter_has (all, "axb"));
  g_assert_null (weir_topic_filter_new (wrong, &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
}

static void
find_topic (TopologyFixture *fixture,
            const char      *topic,
            guint            topic_index,
            guint            pattern_index)
{
  const WeirIntakeEvent event = {
    .kind = WEIR_INTAKE_EVENT_TOPIC_FOUND,
    .topic = topic,
    .topic_index = topic_index,
    .pattern_index = pattern_index,
    .partition = -1,
  };

  weir_topology_add_event (fixture->topology, &event);
}

static void
send (TopologyFixture *fixture,
      const char      *topic,
      guint            topic_index)
{
  const WeirMessage message = {
    .topic = topic, .topic_index = topic_index, .payload = "{\"v\": 1}", .payload_length = strlen ("{\"v\": 1}"),
    .time_usec = fixture->now_usec, .arrival_usec = fixture->now_usec,
  };

  weir_topology_add_message (fixture->topology, &message);
}

static guint64
count (TopologyFixture *fixture,
       const char      *stream)
{
  WeirStreamCounters counters;

  weir_stream_get_counters (topology_fixture_find (fixture, stream), &counters);

  return counters.n_records;
}

/* Topics: a is number 0, ^q number 1, ^q-1 number 2; those that are found come behind. */
static void
test_a_found_topic_goes_to_who_reads_the_pattern (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (
    "\"streams\": [ { \"name\": \"a\", \"connection\": \"c\", \"topics\": [\"a\", \"^q\"] },"
    " { \"name\": \"b\", \"connection\": \"c\", \"topics\": [\"^q-1\"] } ]");
  const char * const *topics = weir_topology_get_topics (fixture->topology);

  g_assert_cmpuint (g_strv_length ((GStrv) topics), ==, 3);
  find_topic (fixture, "q-1", 3, 1);
  find_topic (fixture, "q-1", 3, 2);
  find_topic (fixture, "q-1", 3, 1);
  find_topic (fixture, "q-2", 5, 1);
  send (fixture, "a", 0);
  send (fixture, "q-1", 3);
  send (fixture, "q-2", 5);
  g_assert_cmpuint (count (fixture, "a"), ==, 3);
  g_assert_cmpuint (count (fixture, "b"), ==, 1);
  g_assert_cmpstr (topology_fixture_look (fixture, "a")->topics->pdata[5], ==, "q-2");
  g_assert_cmpuint (topology_fixture_look (fixture, "b")->topics->len, ==, 4);
}

static void
test_a_workspace_names_a_pattern_that_is_none (void)
{
  static const char text[] =
    "{ \"weir\": 1, \"connections\": [{ \"name\": \"c\", \"bootstrap\": \"b:1\" }],\n"
    "\"streams\": [ { \"name\": \"a\", \"connection\": \"c\",\n \"topics\": [\"a\", \"^(q\"] } ] }";
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_workspace_new_from_data (text, -1, "test", &error));
  g_assert_nonnull (strstr (error->message, "line 3: streams[0].topics: “^(q” is no pattern for topics"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/topic-pattern/a-pattern-is-a-posix-expression", test_a_pattern_is_a_posix_expression);
  g_test_add_func ("/topic-pattern/what-is-none-or-costs-too-much-is-refused", test_what_is_none_or_costs_too_much_is_refused);
  g_test_add_func ("/topic-pattern/a-filter-has-names-and-patterns", test_a_filter_has_names_and_patterns);
  g_test_add_func ("/topic-pattern/a-found-topic-goes-to-who-reads-the-pattern", test_a_found_topic_goes_to_who_reads_the_pattern);
  g_test_add_func ("/topic-pattern/a-workspace-names-a-pattern-that-is-none", test_a_workspace_names_a_pattern_that_is_none);

  return g_test_run ();
}
