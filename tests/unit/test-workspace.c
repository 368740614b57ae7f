#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/workspace/weir-trust.h"
#include "data/workspace/weir-workspace.h"

#define HEAD "{\n  \"weir\": 1,\n"
#define CONNECTIONS "  \"connections\": [{ \"name\": \"k\", \"bootstrap\": \"localhost:9092\" }],\n"

/* Line 4 is the stream's. */
#define STREAM(members) HEAD CONNECTIONS "  \"streams\": [{ \"name\": \"s\", \"connection\": \"k\", \"topics\": [\"t\"]" members " }]\n}\n"

/* A panel of series; @list is what is in it. */
#define SERIES(list) STREAM (", \"fields\": [{ \"name\": \"x\" }], \"windows\": [{ \"size\": \"1m\", \"aggregates\": [\"mean\"] }] }],\n" \
                             "\"dashboards\": [{ \"name\": \"d\", \"panels\": [\n{ \"kind\": \"series\", \"series\": [" list "] }]")

static void
assert_error (const char         *text,
              WeirWorkspaceError  code,
              const char         *message)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_data (text, -1, "w.json", &error);

  g_assert_null (workspace);
  g_assert_error (error, WEIR_WORKSPACE_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_demo_is_whole (void)
{
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_demo ("127.0.0.1:4711");
  WeirConnectionConfig *connection = g_ptr_array_index (weir_workspace_get_connections (workspace), 0);
  GPtrArray *streams = weir_workspace_get_streams (workspace);
  WeirStreamConfig *stocks = g_ptr_array_index (streams, 0);
  WeirStreamConfig *bare = g_ptr_array_index (streams, 4);
  WeirFieldConfig *price = g_ptr_array_index (stocks->fields, 0);
  WeirRuleConfig *hot = g_ptr_array_index (weir_workspace_get_rules (workspace), 0);
  WeirRuleConfig *silent = g_ptr_array_index (weir_workspace_get_rules (workspace), 5);
  WeirDashboardConfig *sensors = g_ptr_array_index (weir_workspace_get_dashboards (workspace), 1);
  WeirPanelConfig *lines = g_ptr_array_index (sensors->panels, 0);
  const WeirWindowSpec *hop = &weir_stream_config_get_window (stocks, 1)->spec;

  g_assert_cmpstr (connection->name, ==, "demo");
  g_assert_cmpstr (weir_settings_get_bootstrap (connection->settings), ==, "127.0.0.1:4711");
  g_assert_null (connection->group);

  g_assert_cmpuint (streams->len, ==, 11);
  g_assert_cmpstr (stocks->name, ==, "stock-prices");
  g_assert_cmpstr (stocks->topics[0], ==, "stock-prices");
  g_assert_cmpint (stocks->format, ==, WEIR_FORMAT_JSON);
  g_assert_cmpstr (stocks->key_path, ==, "symbol");
  g_assert_cmpint (stocks->time_basis, ==, WEIR_TIME_BASIS_FIELD);
  g_assert_cmpstr (stocks->time_path, ==, "timestamp");
  g_assert_cmpint (stocks->time_unit, ==, WEIR_TIME_UNIT_MS);
  g_assert_cmpstr (price->path, ==, "price");
  g_assert_cmpstr (price->unit, ==, "USD");
  g_assert_cmpint (price->type, ==, WEIR_FIELD_NUMBER);
  g_assert_cmpint (hop->kind, ==, WEIR_WINDOW_HOPPING);
  g_assert_cmpint (hop->size_usec, ==, 5 * G_TIME_SPAN_MINUTE);
  g_assert_cmpint (hop->advance_usec, ==, G_TIME_SPAN_MINUTE);
  g_assert_cmpint (hop->grace_usec, ==, 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (stocks->retention_usec, ==, 24 * G_TIME_SPAN_HOUR);

  g_assert_cmpint (bare->format, ==, WEIR_FORMAT_NUMBER);
  g_assert_null (bare->key_path);
  g_assert_cmpint (bare->time_basis, ==, WEIR_TIME_BASIS_RECORD);

  g_assert_cmpint (hot->kind, ==, WEIR_RULE_RECORD);
  g_assert_cmpstr (hot->fire, ==, "temperature > 40");
  g_assert_cmpstr (hot->clear, ==, "temperature < 39");
  g_assert_cmpint (hot->severity, ==, WEIR_SEVERITY_CRITICAL);
  g_assert_cmpint (silent->silence_usec, ==, G_TIME_SPAN_MINUTE);

  g_assert_cmpint (lines->kind, ==, WEIR_PANEL_LINES);
  g_assert_cmpuint (lines->thresholds->len, ==, 1);
  g_assert_cmpfloat (g_array_index (lines->thresholds, double, 0), ==, 40.0);
}

static void
test_unknown_members_survive (void)
{
  const char *text = "{\n"
                     "  \"weir\": 1,\n"
                     "  \"note\": {\n"
                     "    \"é\": [\n"
                     "      0.1,\n"
                     "      2.0,\n"
                     "      9007199254740993,\n"
                     "      true,\n"
                     "      null,\n"
                     "      \"a\\\"b\\n\"\n"
                     "    ]\n"
                     "  },\n"
                     "  \"streams\": [\n"
                     "\n"
                     "  ]\n"
                     "}\n";
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_data (text, -1, "w.json", &error);
  g_autoptr(WeirWorkspace) again = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "weir-test-workspace.json", NULL);
  g_autofree char *written = NULL;
  g_autofree char *second = NULL;

  g_assert_no_error (error);
  written = weir_workspace_to_text (workspace);
  g_assert_cmpstr (written, ==, text);

  g_assert_true (weir_workspace_save (workspace, path, &error));
  again = weir_workspace_new_from_file (path, &error);
  g_assert_no_error (error);
  second = weir_workspace_to_text (again);
  g_assert_cmpstr (second, ==, text);
  g_unlink (path);
}

/* As every file that Weir writes: see tests/unit/test-output-file.c. */
static void
test_saving_keeps_link_and_mode (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_data (HEAD CONNECTIONS "  \"streams\": []\n}", -1, "w.json", &error);
  g_autofree char *folder = g_dir_make_tmp ("weir-workspace-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "plant.json", NULL);
  g_autofree char *link = g_build_filename (folder, "link.json", NULL);
  GStatBuf status;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents_full (path, "old", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_assert_cmpint (symlink ("plant.json", link), ==, 0);
  weir_workspace_save (workspace, link, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);

  g_assert_false (weir_workspace_save (workspace, "/dev/full", &error));
  g_assert_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_FILE);
  g_assert_cmpint (g_stat ("/dev/full", &status), ==, 0);
  g_assert_true (S_ISCHR (status.st_mode));

  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_errors_name_line_and_member (void)
{
  const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "[]", "w.json: line 1: : a workspace is one object: { \"weir\": 1, … }" },
    { "{}", "w.json: line 1: weir: is missing; add the version of the format: \"weir\": 1" },
    { "{\n\"weir\": 2}", "w.json: line 2: weir: must be a whole number from 1 to 1" },
    { HEAD "  \"streams\": {}\n}", "w.json: line 3: streams: must be a list: [ … ]" },
    { HEAD "  \"streams\": [\n1]\n}", "w.json: line 4: streams[0]: must be an object: { … }" },
    { HEAD "  \"connections\": [\n{}]\n}",
      "w.json: line 4: connections[0].bootstrap: is missing; add it, as in \"bootstrap\": \"localhost:9092\"" },
    { HEAD "  \"connections\": [{ \"bootstrap\": \"a\", \"name\": \"x\" },\n{ \"bootstrap\": \"a\",\n\"name\": \"x\" }]\n}",
      "w.json: line 5: connections[1].name: “x” is taken already; choose another name" },
    { HEAD CONNECTIONS "  \"streams\": [{ \"name\": \"s\", \"connection\":\n\"kk\", \"topics\": [\"t\"] }]\n}",
      "w.json: line 5: streams[0].connection: nothing is called “kk”; there is \"k\"" },
    { HEAD "  \"connections\": [{ \"name\": \"f\", \"file\": \"a.csv\",\n\"bootstrap\": \"b:1\" }]\n}",
      "w.json: line 4: connections[0].bootstrap: is of a Kafka cluster, and this connection is a file; leave one of them out" },
    { HEAD "  \"connections\": [{ \"name\": \"f\", \"file\": \"\" }]\n}",
      "w.json: line 3: connections[0].file: names no file; write e.g. \"prices.csv\"" },
    { STREAM (", \"format\": \"xml\""),
      "w.json: line 4: streams[0].format: “xml” is not known; write one of \"json\", \"number\", \"csv\", \"raw\"" },
    { STREAM (", \"format\": \"csv\""),
      "w.json: line 4: streams[0].columns: is missing; name the columns of a line, as in [\"time\", \"price\"]" },
    { STREAM (", \"windows\": [{ \"size\": \"1x\" }]"),
      "w.json: line 4: streams[0].windows[0].size: “1x” is no length of time; write e.g. \"250ms\", \"10s\", \"1m30s\" or "
      "\"1d\"" },
    { STREAM (", \"time\": { \"basis\": \"field\" }"),
      "w.json: line 4: streams[0].time.field: is missing; add it, as in \"field\": \"timestamp\"" },
    { STREAM (", \"time\": { \"field\": \"t\", \"zone\": \"Europe/Nowhere\" }"),
      "w.json: line 4: streams[0].time.zone: “Europe/Nowhere” is no zone; write e.g. \"Europe/Berlin\"" },
    { STREAM (", \"fields\": [{ \"name\": \"x\" }] }],\n  \"rules\": [{ \"name\": \"r\", \"kind\": \"record\", \"stream\": \"s\",\n"
              "\"condition\": { \"fire\": \"y > 1\" }"),
      "w.json: line 6: rules[0].condition.fire: column 1 of “y > 1”: there is no field “y”; there are: x; text stands between "
      "quotes; did you mean “x”?" },
    { STREAM ("}],\n  \"dashboards\": [{ \"name\": \"d\", \"panels\": [{ \"kind\": \"ranking\",\n\"stream\": \"s\" }]"),
      "w.json: line 6: dashboards[0].panels[0].stream: “s” ranks nothing; name a stream that is derived as \"top\"" },
    { HEAD CONNECTIONS "  \"rules\": [{ \"name\": \"r\", \"kind\": \"record\", \"stream\": \"s\" }]\n}",
      "w.json: line 4: rules[0].stream: nothing is called “s”; describe it first" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_error (cases[i].text, WEIR_WORKSPACE_ERROR_MEMBER, cases[i].message);
}

static void
test_series_name_what_there_is (void)
{
  const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { SERIES (""), "w.json: line 6: dashboards[0].panels[0].series: is missing; list what the panel shows, as "
                   "[{ \"stream\": …, \"window\": \"1m\", \"value\": \"count\" }]" },
    { SERIES ("{ \"stream\": \"s\" }"),
      "w.json: line 6: dashboards[0].panels[0].series[0].value: is missing; name a column of the windows, as \"price_mean\", "
      "or a field of the records" },
    { SERIES ("{ \"stream\": \"s\", \"value\": \"y\" }"),
      "w.json: line 6: dashboards[0].panels[0].series[0].value: nothing is called “y”; there is \"x\"" },
    { SERIES ("{ \"stream\": \"s\", \"window\": \"2m\", \"value\": \"x_mean\" }"),
      "w.json: line 6: dashboards[0].panels[0].series[0].window: nothing is called “2m”; there is \"1m\"" },
    { SERIES ("{ \"stream\": \"s\", \"window\": \"1m\", \"value\": \"x_median\" }"),
      "w.json: line 6: dashboards[0].panels[0].series[0].value: “x_median” is no column of the windows “1m” of “s”; they have: "
      "count, x_mean" },
    { SERIES ("{ \"stream\": \"s\", \"window\": \"1m\", \"value\": \"x_mean\", \"style\": \"band\" }"),
      "w.json: line 6: dashboards[0].panels[0].series[0].upper: is missing; a band goes from \"value\" to \"upper\", as "
      "\"price_p95\"" },
    { SERIES ("{ \"stream\": \"s\", \"value\": \"x\", \"upper\": \"x\" }"),
      "w.json: line 6: dashboards[0].panels[0].series[0].upper: is for the style \"band\" only" },
    { SERIES ("{ \"stream\": \"s\", \"style\": \"candles\" }"),
      "w.json: line 6: dashboards[0].panels[0].series[0].window: is missing; name windows of the stream, as \"1m\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_error (cases[i].text, WEIR_WORKSPACE_ERROR_MEMBER, cases[i].message);
}

static void
test_syntax_errors_name_the_line (void)
{
  g_autofree char *brackets = g_strnfill (75000, '[');

  assert_error ("{\n\"weir\": 1,\n\"weir\": 1 }", WEIR_WORKSPACE_ERROR_SYNTAX,
                "w.json: line 3: the member “weir” stands here twice, first on line 2");
  assert_error ("{\n\n\"weir\": 9223372036854775808 }", WEIR_WORKSPACE_ERROR_SYNTAX,
                "w.json: line 3: the integer 9223372036854775808 does not fit in 64 bits");
  assert_error ("{\n\"weir\": 1e400 }", WEIR_WORKSPACE_ERROR_SYNTAX, "w.json: line 2: the number 1e400 is too large");
  assert_error (brackets, WEIR_WORKSPACE_ERROR_SYNTAX, "w.json: line 1: nested deeper than 64 levels");
}

/* Every way of cutting the file short is an error, and none a crash. */
static void
test_cut_files_are_errors (void)
{
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_demo ("127.0.0.1:1");
  g_autofree char *text = weir_workspace_to_text (workspace);
  gsize length = strlen (text);

  /* The last two bytes are the closing brace and the line end. */
  for (gsize i = 0; i < length - 2; i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (weir_workspace_new_from_data (text, i, "w.json", &error));
      g_assert_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_SYNTAX);
    }
}

static void
test_validate_reports_everything (void)
{
  g_autoptr(GPtrArray) errors = weir_workspace_validate (
      STREAM (", \"format\": 1, \"retention\": \"soon\", \"fields\": [{ \"type\": \"float\" }]"), -1, "w.json");

  g_assert_cmpuint (errors->len, ==, 4);
  g_assert_cmpstr (errors->pdata[0], ==, "w.json: line 4: streams[0].format: must be a text in quotes");
  g_assert_cmpstr (errors->pdata[1], ==, "w.json: line 4: streams[0].fields[0].type: “float” is not known; write one of "
                                         "\"number\", \"text\", \"flag\"");
  g_assert_cmpstr (errors->pdata[2], ==, "w.json: line 4: streams[0].fields[0].name: is missing; add it, as in "
                                         "\"name\": \"price\"");
}

#define PROPERTIES(members) \
  HEAD "  \"connections\": [{ \"name\": \"k\", \"bootstrap\": \"b:1\", \"properties\": {\n" members " } }]\n}"

static WeirWorkspace *
load (const char *text)
{
  g_autoptr(GError) error = NULL;
  WeirWorkspace *workspace = weir_workspace_new_from_data (text, -1, "w.json", &error);

  g_assert_no_error (error);

  return workspace;
}

static WeirSettings *
get_settings (WeirWorkspace *workspace)
{
  return ((WeirConnectionConfig *) g_ptr_array_index (weir_workspace_get_connections (workspace), 0))->settings;
}

/* Of each what is asked for and why, one line each. */
static char *
dup_consents (WeirWorkspace *workspace)
{
  GPtrArray *consents = weir_workspace_get_consents (workspace);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < consents->len; i++)
    {
      const WeirConsent *consent = g_ptr_array_index (consents, i);
      g_autofree char *line = weir_consent_dup_text (consent);

      g_string_append_printf (text, "%s: %s\n", line, weir_consent_get_reason (consent));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_secrets_come_from_the_environment_with_consent (void)
{
  const char *text = PROPERTIES ("    \"security.protocol\": \"sasl_ssl\", \"socket.timeout.ms\": 1000, \"check.crcs\": true,\n"
                                 "    \"sasl.password\": { \"env\": \"WEIR_TEST_SECRET\" }");
  g_autoptr(WeirWorkspace) workspace = load (text);
  g_autoptr(GPtrArray) errors = weir_workspace_validate (text, -1, "w.json");
  g_autoptr(GError) error = NULL;
  g_autofree char *consents = dup_consents (workspace);
  g_autofree char *written = NULL;
  WeirSettings *settings = get_settings (workspace);

  g_assert_cmpuint (errors->len, ==, 0);
  g_assert_cmpstr (consents, ==, "sasl.password = the environment variable WEIR_TEST_SECRET, sent to b:1: "
                                 "sends a secret of yours to these brokers\n");

  g_unsetenv ("WEIR_TEST_SECRET");
  g_assert_false (weir_workspace_consent (workspace, &error));
  g_assert_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER);
  g_assert_cmpstr (error->message, ==, "w.json: line 5: connections[0].properties.sasl.password: the environment variable "
                                       "WEIR_TEST_SECRET is not set; set it before starting Weir");
  g_clear_error (&error);

  g_setenv ("WEIR_TEST_SECRET", "canary", TRUE);
  g_assert_null (weir_settings_get (settings, "sasl.password"));
  g_assert_true (weir_workspace_consent (workspace, &error));
  g_assert_cmpuint (weir_workspace_get_consents (workspace)->len, ==, 0);
  g_assert_cmpstr (weir_settings_get (settings, "sasl.password"), ==, "canary");
  g_assert_cmpstr (weir_settings_get (settings, "socket.timeout.ms"), ==, "1000");
  g_assert_cmpstr (weir_settings_get (settings, "check.crcs"), ==, "true");
  written = weir_workspace_to_text (workspace);
  g_assert_null (strstr (written, "canary"));
  g_unsetenv ("WEIR_TEST_SECRET");
}

static void
test_a_file_sets_only_what_is_harmless (void)
{
  g_autoptr(WeirWorkspace) workspace = load (PROPERTIES (
      "\"client.id\": \"me\", \"ssl.ca.location\": \"/ca\\u001b[2J.pem\", \"topic.plugin.library.paths\": \"./evil.so\",\n"
      "\"sasl.mechanism\": \"GSSAPI\", \"sasl.kerberos.kinit.cmd\": \"touch /tmp/x\", \"debug\": \"all\""));
  g_autofree char *consents = dup_consents (workspace);
  g_autoptr(WeirSettings) own = weir_settings_new (NULL);
  WeirSettings *settings = get_settings (workspace);
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (consents, ==,
                   "topic.plugin.library.paths = ./evil.so: can run a program or load a library\n"
                   "sasl.mechanism = GSSAPI: can run a program or load a library\n"
                   "sasl.kerberos.kinit.cmd = touch /tmp/x: can run a program or load a library\n"
                   "ssl.ca.location = /ca\\x1b[2J.pem: decides whom the connection trusts\n"
                   "debug = all: is not known to be harmless\n");
  g_assert_cmpstr (weir_settings_get (settings, "client.id"), ==, "me");
  g_assert_null (weir_settings_get (settings, "plugin.library.paths"));
  g_assert_null (weir_settings_get (settings, "sasl.mechanisms"));
  g_assert_null (weir_settings_get (settings, "sasl.kerberos.kinit.cmd"));
  g_assert_null (weir_settings_get (settings, "ssl.ca.location"));

  /* A property that the user sets is not taken from the file. */
  weir_settings_set (own, "plugin.library.paths", "mine.so");
  weir_settings_set (own, "sasl.mechanisms", "PLAIN");
  weir_workspace_weigh_own (workspace, own);
  g_assert_cmpuint (weir_workspace_get_consents (workspace)->len, ==, 3);
  g_assert_true (weir_workspace_consent (workspace, &error));
  g_assert_null (weir_settings_get (settings, "sasl.mechanisms"));
  g_assert_cmpstr (weir_settings_get (settings, "debug"), ==, "all");
}

static void
test_only_secrets_come_from_the_environment (void)
{
  assert_error (PROPERTIES ("\"client.id\": { \"env\": \"AWS_SECRET_ACCESS_KEY\" }"), WEIR_WORKSPACE_ERROR_MEMBER,
                "w.json: line 4: connections[0].properties.client.id: is no secret, and only secrets are taken from the "
                "environment; write its value");
}

static void
test_a_file_gives_no_consent_of_its_own (void)
{
  assert_error (PROPERTIES ("\"weir.allow.plaintext.password\": true"), WEIR_WORKSPACE_ERROR_MEMBER,
                "w.json: line 4: connections[0].properties.weir.allow.plaintext.password: is not for a file to say; put it in "
                "your own properties: -X, -F or kcat.conf");
  assert_error (PROPERTIES ("\"topic.weir.allow.plaintext.password\": { \"env\": \"HOME\" }"), WEIR_WORKSPACE_ERROR_MEMBER,
                "w.json: line 4: connections[0].properties.topic.weir.allow.plaintext.password: is not for a file to say; put "
                "it in your own properties: -X, -F or kcat.conf");
}

static void
test_trust_is_of_one_content (void)
{
  const char *text = PROPERTIES ("\"debug\": \"all\"");
  g_autofree char *changed = g_strconcat (text, " ", NULL);
  g_autoptr(WeirWorkspace) workspace = load (text);
  g_autoptr(WeirWorkspace) other = load (changed);
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "weir", "trusted-workspaces", NULL);
  g_autoptr(GError) error = NULL;
  GStatBuf status;

  g_assert_false (weir_trust_contains (weir_workspace_get_digest (workspace)));
  g_assert_true (weir_trust_add (weir_workspace_get_digest (workspace), &error));
  g_assert_true (weir_trust_add (weir_workspace_get_digest (workspace), &error));
  g_assert_true (weir_trust_contains (weir_workspace_get_digest (workspace)));
  g_assert_false (weir_trust_contains (weir_workspace_get_digest (other)));
  g_assert_true (weir_trust_add (weir_workspace_get_digest (other), &error));
  g_assert_true (weir_trust_contains (weir_workspace_get_digest (workspace)));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_size, ==, 2 * 65);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static void
test_secrets_in_the_file_are_refused (void)
{
  assert_error (HEAD "  \"connections\": [{ \"name\": \"k\", \"bootstrap\": \"b:1\", \"properties\": {\n"
                     "    \"ssl.key.password\": \"canary\" } }]\n}",
                WEIR_WORKSPACE_ERROR_MEMBER,
                "w.json: line 4: connections[0].properties.ssl.key.password: a secret must not stand in the file; write "
                "{\"env\": \"NAME\"} and put it in the environment variable NAME");
  assert_error (HEAD "  \"connections\": [{ \"name\": \"k\", \"bootstrap\": \"b:1\", \"properties\": {\n"
                     "    \"ssl.key.password\": { \"secret\": \"id\" } } }]\n}",
                WEIR_WORKSPACE_ERROR_MEMBER,
                "w.json: line 4: connections[0].properties.ssl.key.password: this version of Weir does not reach the Secret "
                "Service; write {\"env\": \"NAME\"}");
}

/* Each of these slipped through a list of its own once. */
static void
test_secrets_have_many_names (void)
{
  static const char * const names[] = {
    "sasl.oauthbearer.config", "sasl.oauthbearer.assertion.private.key.passphrase", "topic.sasl.password",
    "sasl.oauthbearer.client.credentials.client.secret", "sasl.jaas.config", "ssl.truststore.password",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = g_strdup_printf (PROPERTIES ("\"%s\": \"canary\""), names[i]);
      g_autofree char *message = g_strdup_printf (
          "w.json: line 4: connections[0].properties.%s: a secret must not stand in the file; write {\"env\": \"NAME\"} and "
          "put it in the environment variable NAME", names[i]);

      assert_error (text, WEIR_WORKSPACE_ERROR_MEMBER, message);
    }
}

static void
test_a_byte_order_mark_is_passed_over (void)
{
  g_autoptr(WeirWorkspace) workspace = load ("\xef\xbb\xbf" HEAD CONNECTIONS "  \"streams\": [] }");
  g_autofree char *written = weir_workspace_to_text (workspace);

  g_assert_cmpuint (weir_workspace_get_connections (workspace)->len, ==, 1);
  g_assert_true (g_str_has_prefix (written, "{"));
  assert_error ("\xef\xbb\xbf{\n\"weir\": 2}", WEIR_WORKSPACE_ERROR_MEMBER,
                "w.json: line 2: weir: must be a whole number from 1 to 1");
}

static void
assert_unreadable (const char *path,
                   const char *part)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_workspace_new_from_file (path, &error));
  g_assert_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_only_bounded_regular_files_are_read (void)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-XXXXXX", NULL);
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);
  g_autofree char *large = g_build_filename (folder, "large", NULL);
  g_autofree char *spaces = g_strnfill (WEIR_WORKSPACE_MAX_BYTES + 1, ' ');

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_true (g_file_set_contents (large, spaces, -1, NULL));
  assert_unreadable (fifo, "no regular file");
  assert_unreadable ("/dev/zero", "no regular file");
  assert_unreadable (folder, "no regular file");
  assert_unreadable (large, "more than 1048576 bytes");
  g_unlink (fifo);
  g_unlink (large);
  g_rmdir (folder);
}

static void
test_missing_file_is_said (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_workspace_new_from_file ("/no/such/file.json", &error));
  g_assert_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "/no/such/file.json"));
}

int
main (int    argc,
      char **argv)
{
  /* Folders of its own: what is trusted stands in one. */
  g_autofree char *home = g_dir_make_tmp ("weir-workspace-XXXXXX", NULL);
  const char *clean_up[] = { "rm", "-r", home, NULL };
  int status;

  /* GLib's own way to set these aside, for each case anew, leaks them. */
  g_assert_nonnull (home);
  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workspace/demo-is-whole", test_demo_is_whole);
  g_test_add_func ("/workspace/unknown-members-survive", test_unknown_members_survive);
  g_test_add_func ("/workspace/saving-keeps-link-and-mode", test_saving_keeps_link_and_mode);
  g_test_add_func ("/workspace/errors-name-line-and-member", test_errors_name_line_and_member);
  g_test_add_func ("/workspace/series-name-what-there-is", test_series_name_what_there_is);
  g_test_add_func ("/workspace/syntax-errors-name-the-line", test_syntax_errors_name_the_line);
  g_test_add_func ("/workspace/cut-files-are-errors", test_cut_files_are_errors);
  g_test_add_func ("/workspace/validate-reports-everything", test_validate_reports_everything);
  g_test_add_func ("/workspace/secrets-come-from-the-environment-with-consent",
                   test_secrets_come_from_the_environment_with_consent);
  g_test_add_func ("/workspace/a-file-sets-only-what-is-harmless", test_a_file_sets_only_what_is_harmless);
  g_test_add_func ("/workspace/only-secrets-come-from-the-environment", test_only_secrets_come_from_the_environment);
  g_test_add_func ("/workspace/a-file-gives-no-consent-of-its-own", test_a_file_gives_no_consent_of_its_own);
  g_test_add_func ("/workspace/trust-is-of-one-content", test_trust_is_of_one_content);
  g_test_add_func ("/workspace/secrets-in-the-file-are-refused", test_secrets_in_the_file_are_refused);
  g_test_add_func ("/workspace/secrets-have-many-names", test_secrets_have_many_names);
  g_test_add_func ("/workspace/a-byte-order-mark-is-passed-over", test_a_byte_order_mark_is_passed_over);
  g_test_add_func ("/workspace/only-bounded-regular-files-are-read", test_only_bounded_regular_files_are_read);
  g_test_add_func ("/workspace/missing-file-is-said", test_missing_file_is_said);

  status = g_test_run ();
  g_spawn_sync (NULL, (char **) clean_up, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);

  return status;
}
