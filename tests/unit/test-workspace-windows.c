#include "config.h"

#include <math.h>
#include <string.h>

#include "data/workspace/weir-row-layout.h"
#include "data/workspace/weir-workspace-load.h"

/* One stream, with the windows of a test; they begin on line 4. */
#define WORKSPACE(windows)                                                                                                     \
  "{ \"weir\": 1, \"connections\": [{ \"name\": \"k\", \"bootstrap\": \"b:1\" }], \"streams\": [\n"                            \
  "{ \"name\": \"s\", \"connection\": \"k\", \"topics\": [\"s\"], \"fields\": [ { \"name\": \"user\", \"type\": \"text\" },\n" \
  "  { \"name\": \"price\", \"unit\": \"USD\" }, { \"name\": \"size\" } ], \"windows\": [\n" windows " ] } ]"

static WeirWorkspace *
load (const char *text)
{
  g_autoptr(GError) error = NULL;
  WeirWorkspace *workspace = weir_workspace_new_from_data (text, -1, "w", &error);

  g_assert_no_error (error);

  return workspace;
}

static const WeirStreamConfig *
get_stream (WeirWorkspace *workspace,
            const char    *name)
{
  return weir_workspace_find_named (weir_workspace_get_streams (workspace), name);
}

static WeirRowSchema *
create_schema (const WeirStreamConfig *stream,
               guint                   window)
{
  return weir_row_schema_new (weir_stream_config_get_window (stream, window), stream);
}

/* "name:type:unit" of each column. */
static char *
dup_columns (const WeirRowSchema *schema)
{
  static const char * const types[] = { "text", "time", "integer", "double", "number" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < schema->n_columns; i++)
    g_string_append_printf (text, "%s%s:%s:%s", i > 0 ? " " : "", schema->columns[i].name, types[schema->columns[i].type],
                            schema->units[i]);

  return g_string_free (text, FALSE);
}

static void
assert_columns (const char *text,
                guint       window,
                const char *wanted)
{
  g_autoptr(WeirWorkspace) workspace = load (text);
  g_autoptr(WeirRowSchema) schema = create_schema (get_stream (workspace, "s"), window);
  g_autofree char *columns = dup_columns (schema);

  g_assert_cmpstr (columns, ==, wanted);
}

static void
assert_error (const char *text,
              const char *wanted)
{
  g_autoptr(GPtrArray) errors = weir_workspace_validate (text, -1, "w");
  g_autofree char *list = NULL;

  g_ptr_array_add (errors, NULL);
  list = g_strjoinv ("\n", (char **) errors->pdata);
  g_assert_cmpstr (list, ==, wanted);
}

static void
test_windows_compute_what_they_name (void)
{
  const char *text = WORKSPACE ("{ \"size\": \"1m\", \"aggregates\": [\"count\", \"p99(price)\", \"vwap(price, size)\","
                                " \"distinct(user)\", \"variance(price),rate(price)\"],"
                                " \"indicators\": [\"sma(price_p99,5)\", \"bollinger(count,20)\"] }") "}";

  assert_columns (text, 0,
                  "key:text: window_start:time: window_end:time: count:integer: user_distinct:integer: price_count:integer: "
                  "price_p99:double:USD price_vwap:double:USD price_variance:double:USD² price_rate:double:/s "
                  "size_count:integer: price_p99_sma5:double:USD count_bollinger20_lower:double: "
                  "count_bollinger20_middle:double: count_bollinger20_upper:double:");
}

static void
test_windows_that_name_nothing_have_what_the_screen_shows (void)
{
  assert_columns (WORKSPACE ("{ \"size\": \"1m\" }") "}", 0,
                  "key:text: window_start:time: window_end:time: count:integer: price_count:integer: price_sum:number:USD "
                  "price_mean:double:USD price_min:number:USD price_max:number:USD price_first:number:USD "
                  "price_last:number:USD price_stddev:double:USD price_change_percent:double:% size_count:integer: "
                  "size_sum:number: size_mean:double: size_min:number: size_max:number: size_first:number: "
                  "size_last:number: size_stddev:double: size_change_percent:double:% price_vwap:double:USD");
  assert_columns (WORKSPACE ("{ \"size\": \"1m\", \"aggregates\": [] }") "}", 0,
                  "key:text: window_start:time: window_end:time: count:integer:");
}

static void
test_candles_need_their_columns (void)
{
  g_autoptr(WeirWorkspace) workspace
    = load (WORKSPACE ("{ \"size\": \"1m\" }, { \"size\": \"5m\", \"aggregates\": [\"last\", \"max\", \"min\", \"first\"] },"
                       "{ \"size\": \"10m\", \"aggregates\": [\"first\", \"min\", \"max(size)\", \"last\"] }") "}");
  const WeirStreamConfig *stream = get_stream (workspace, "s");
  g_autoptr(WeirRowSchema) whole = create_schema (stream, 0);
  g_autoptr(WeirRowSchema) turned = create_schema (stream, 1);
  g_autoptr(WeirRowSchema) without_high = create_schema (stream, 2);

  g_assert_true (weir_row_schema_has_candles (whole));
  g_assert_cmpstr (whole->values[whole->vwap], ==, "price_vwap");
  g_assert_cmpstr (whole->values[whole->volume_sum], ==, "size_sum");

  g_assert_true (weir_row_schema_has_candles (turned));
  g_assert_cmpstr (turned->values[turned->open], ==, "price_first");
  g_assert_cmpstr (turned->values[turned->high], ==, "price_max");
  g_assert_cmpstr (turned->values[turned->low], ==, "price_min");
  g_assert_cmpstr (turned->values[turned->close], ==, "price_last");
  g_assert_cmpuint (turned->vwap, ==, WEIR_STREAM_NO_FIELD);
  g_assert_cmpuint (turned->volume_sum, ==, WEIR_STREAM_NO_FIELD);

  g_assert_false (weir_row_schema_has_candles (without_high));
  g_assert_cmpuint (without_high->high, ==, WEIR_STREAM_NO_FIELD);
}

static void
test_rows_fill_the_columns (void)
{
  static const char * const words[] = { "open", "final", "final-idle", "final-end", "retracted" };
  g_autoptr(WeirWorkspace) workspace = load (WORKSPACE ("{ \"size\": \"1m\", \"aggregates\": [\"sum(price)\"] }") "}");
  g_autoptr(WeirRowSchema) schema = create_schema (get_stream (workspace, "s"), 0);
  const WeirValue sum = weir_value_of_int (7);
  g_autoptr(WeirRowLayout) layout = weir_row_layout_new (schema, WEIR_ROW_LAYOUT_STATE);
  WeirValue cells[6];

  g_assert_cmpuint (layout->n_columns, ==, G_N_ELEMENTS (cells));
  for (guint state = 0; state < G_N_ELEMENTS (words); state++)
    {
      const WeirWindowRow row = {
        .state = state, .key = "AB", .key_length = 2, .start_usec = 5, .end_usec = 9, .count = 3, .values = &sum, .n_values = 1,
      };

      weir_row_layout_fill (layout, &row, 0, cells);
      g_assert_cmpmem (cells[WEIR_ROW_KEY].as_text, cells[WEIR_ROW_KEY].length, "AB", 2);
      g_assert_cmpint (cells[WEIR_ROW_WINDOW_START].as_int, ==, 5);
      g_assert_cmpint (cells[WEIR_ROW_WINDOW_END].as_int, ==, 9);
      g_assert_cmpint (cells[WEIR_ROW_COUNT].as_int, ==, 3);
      g_assert_cmpint (cells[WEIR_ROW_N_FIXED].as_int, ==, 7);
      g_assert_cmpmem (cells[5].as_text, cells[5].length, words[state], strlen (words[state]));
    }
}

/* The same rule for every output: the state is a column where rows are early, or where it is asked for. */
static void
test_outputs_add_rank_and_state (void)
{
  static const struct
  {
    WeirRowLayoutFlags flags;
    const char        *added;
  } cases[] = {
    { WEIR_ROW_LAYOUT_NONE, "" },
    { WEIR_ROW_LAYOUT_STATE, " state" },
    { WEIR_ROW_LAYOUT_EARLY, " state" },
    { WEIR_ROW_LAYOUT_EARLY | WEIR_ROW_LAYOUT_STATE, " state" },
    { WEIR_ROW_LAYOUT_RANKED, " rank" },
    { WEIR_ROW_LAYOUT_RANKED | WEIR_ROW_LAYOUT_STATE, " rank state" },
  };
  g_autoptr(WeirWorkspace) workspace = load (WORKSPACE ("{ \"size\": \"1m\", \"aggregates\": [\"sum(price)\"] }") "}");
  g_autoptr(WeirRowSchema) schema = create_schema (get_stream (workspace, "s"), 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(WeirRowLayout) layout = weir_row_layout_new (schema, cases[i].flags);
      g_autofree char *wanted = g_strconcat ("key window_start window_end count price_sum", cases[i].added, NULL);
      g_autoptr(GString) names = g_string_new (NULL);

      for (guint j = 0; j < layout->n_columns; j++)
        g_string_append_printf (names, "%s%s", j > 0 ? " " : "", layout->columns[j].name);
      g_assert_cmpstr (names->str, ==, wanted);
    }
}

static void
test_windows_have_names (void)
{
  static const char * const wanted[] = { "5m", "1m", "1m-3", "5m/1m", "session-30s", "day", "week", "sliding-5s", "trailing-1w" };
  g_autoptr(WeirWorkspace) workspace
    = load (WORKSPACE ("{ \"size\": \"1m\", \"name\": \"5m\" }, { \"size\": \"1m\" }, { \"size\": \"1m\", \"grace\": \"5s\" },"
                       "{ \"kind\": \"hopping\", \"size\": \"5m\", \"advance\": \"1m\" }, { \"kind\": \"session\", \"gap\": \"30s\" },"
                       "{ \"kind\": \"calendar_day\" }, { \"kind\": \"calendar_week\" }, { \"kind\": \"sliding\", \"size\": \"5s\" },"
                       "{ \"kind\": \"trailing\", \"size\": \"7d\" }") "}");
  const WeirStreamConfig *stream = get_stream (workspace, "s");

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpstr (weir_stream_config_get_window (stream, i)->name, ==, wanted[i]);
}

#define RANKED(window)                                                                                               \
  WORKSPACE ("{ \"size\": \"1m\" }, { \"size\": \"5m\", \"name\": \"slow\", \"aggregates\": [\"p50(price)\"],"       \
             " \"indicators\": [\"ema(price_p50,3)\"] } ] },\n"                                                      \
             "{ \"name\": \"t\", \"derived\": { \"kind\": \"top\", \"stream\": \"s\", " window " }, \"windows\": [") \
  "}"

static void
test_windows_are_named_by_who_reads_them (void)
{
  g_autoptr(WeirWorkspace) by_name = load (RANKED ("\"window\": \"slow\", \"by\": \"price_p50_ema3\""));
  g_autoptr(WeirWorkspace) by_number = load (RANKED ("\"window\": 1, \"by\": \"price_p50\""));
  g_autofree char *text = weir_workspace_to_text (by_number);
  const WeirStreamConfig *top = get_stream (by_name, "t");

  g_assert_cmpuint (top->derived->window, ==, 1);
  g_assert_cmpuint (top->derived->column, ==, 1);
  /* The fields of a top are all columns of the windows it ranks: rank, count, price_p50 and its average. */
  g_assert_cmpuint (top->fields->len, ==, 4);
  g_assert_cmpstr (((WeirFieldConfig *) g_ptr_array_index (top->fields, 3))->name, ==, "price_p50_ema3");
  g_assert_cmpstr (((WeirFieldConfig *) g_ptr_array_index (top->fields, 3))->unit, ==, "USD");

  g_assert_cmpuint (get_stream (by_number, "t")->derived->window, ==, 1);
  g_assert_nonnull (strstr (text, "\"window\": 1"));

  assert_error (RANKED ("\"window\": \"fast\", \"by\": \"count\""),
                "w: line 5: streams[1].derived.window: nothing is called “fast”; there is \"1m\", \"slow\"");
  assert_error (RANKED ("\"window\": \"slow\", \"by\": \"price_sum\""),
                "w: line 5: streams[1].derived.by: “s” has no column “price_sum” to rank by; there are count, price_p50, "
                "price_p50_ema3");
}

static void
test_wrong_windows_are_refused (void)
{
  assert_error (WORKSPACE ("{ \"size\": \"1m\",\n\"aggregates\": [\"sum\", \"median\"] }") "}",
                "w: line 5: streams[0].windows[0].aggregates: Aggregate “median”: there is none of this name. Known: count, sum, "
                "mean, min, max, first, last, stddev, stddev_pop, variance, variance_pop, p50, distinct, "
                "vwap(value,weight), rate, change, change_percent, delta; p50 stands for any p above 0 and below 100");
  assert_error (WORKSPACE ("{ \"size\": \"1m\", \"aggregates\": [\"sum(user)\"] }") "}",
                "w: line 4: streams[0].windows[0].aggregates: Aggregate “sum(user)”: “user” is no number; of other fields there "
                "is distinct");
  assert_error (WORKSPACE ("{ \"size\": \"1m\", \"aggregates\": [\"vwap(price,user)\"] }") "}",
                "w: line 4: streams[0].windows[0].aggregates: Aggregate “vwap(price,user)”: “user” is no number; of other fields "
                "there is distinct");
  assert_error (WORKSPACE ("{ \"size\": \"1m\", \"aggregates\": [\"sum\", \"sum(price)\"] }") "}",
                "w: line 4: streams[0].windows[0].aggregates: there would be two columns “price_sum”; ask for it once");
  assert_error (WORKSPACE ("{ \"size\": \"1m\", \"aggregates\": [\"sum(price)\"],\n\"indicators\": [\"rsi(price_mean,3)\"] }") "}",
                "w: line 5: streams[0].windows[0].indicators: Indicator “rsi(price_mean,3)”: there is no such column; ask for it "
                "as an aggregate");
  assert_error (WORKSPACE ("{ \"size\": \"1m\", \"name\": \"a\" },\n{ \"size\": \"2m\", \"name\": \"a\" }") "}",
                "w: line 5: streams[0].windows[1].name: “a” is taken already; choose another name");
  assert_error (WORKSPACE ("{ \"size\": \"1m\", \"aggregates\": \"sum\" }") "}",
                "w: line 4: streams[0].windows[0].aggregates: must be a list of texts: [\"…\"]");
}

#define RULE(fire)                                                                                            \
  WORKSPACE ("{ \"size\": \"1m\", \"aggregates\": [\"mean(price)\"], \"indicators\": [\"sma(price_mean,2)\"] }") \
  ",\n\"rules\": [ { \"name\": \"r\", \"stream\": \"s\", \"kind\": \"window\", \"condition\": { \"fire\": \"" fire "\" } } ] }"

static void
test_rules_know_the_columns_of_windows (void)
{
  g_autoptr(WeirWorkspace) workspace = load (RULE ("price_mean > price_mean_sma2 && count > 1"));
  g_autoptr(GPtrArray) errors = weir_workspace_validate (RULE ("price_last > 1"), -1, "w");

  g_assert_cmpuint (weir_workspace_get_rules (workspace)->len, ==, 1);
  g_assert_cmpuint (errors->len, ==, 1);
  g_assert_nonnull (strstr (errors->pdata[0], "rules[0].condition.fire"));
  g_assert_nonnull (strstr (errors->pdata[0], "price_last"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workspace-windows/compute-what-they-name", test_windows_compute_what_they_name);
  g_test_add_func ("/workspace-windows/default", test_windows_that_name_nothing_have_what_the_screen_shows);
  g_test_add_func ("/workspace-windows/candles", test_candles_need_their_columns);
  g_test_add_func ("/workspace-windows/rows-fill-the-columns", test_rows_fill_the_columns);
  g_test_add_func ("/workspace-windows/outputs-add-rank-and-state", test_outputs_add_rank_and_state);
  g_test_add_func ("/workspace-windows/names", test_windows_have_names);
  g_test_add_func ("/workspace-windows/named-by-who-reads-them", test_windows_are_named_by_who_reads_them);
  g_test_add_func ("/workspace-windows/refused", test_wrong_windows_are_refused);
  g_test_add_func ("/workspace-windows/rules", test_rules_know_the_columns_of_windows);

  return g_test_run ();
}
