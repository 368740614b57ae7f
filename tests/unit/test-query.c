#include "data/store/weir-query.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  WeirQueryResult *rows;
  GError          *error;
  gboolean         done;
} Answer;

static void
on_queried (GObject      *source_object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Answer *answer = user_data;

  answer->rows = weir_query_finish (result, &answer->error);
  answer->done = TRUE;
}

static void
ask (const WeirQuerySpec *spec,
     GCancellable        *cancellable,
     Answer              *answer)
{
  *answer = (Answer) { 0 };
  weir_query_async (spec, cancellable, on_queried, answer);
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
answer_clear (Answer *answer)
{
  g_clear_object (&answer->rows);
  g_clear_error (&answer->error);
}

static void
assert_cell (Answer     *answer,
             guint       row,
             guint       column,
             const char *text)
{
  g_autoptr(WeirQueryRow) item = g_list_model_get_item (G_LIST_MODEL (answer->rows), row);
  g_autofree char *shown = weir_query_row_dup_text (item, column);

  g_assert_cmpstr (shown, ==, text);
}

static void
test_a_statement_has_rows (void)
{
  const WeirQuerySpec spec = { .sql = "SELECT i, i * 0.5 AS half, CASE WHEN i = 1 THEN NULL ELSE 'a' || i END AS t, "
                                      "TIMESTAMPTZ '2024-01-02 03:04:05+00' AS at FROM range(3) r(i) ORDER BY i" };
  const WeirExportColumn *columns;
  Answer answer;
  guint n_columns;

  ask (&spec, NULL, &answer);
  g_assert_no_error (answer.error);
  columns = weir_query_result_get_columns (answer.rows, &n_columns);
  g_assert_cmpuint (n_columns, ==, 4);
  g_assert_cmpstr (columns[1].name, ==, "half");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (answer.rows)), ==, 3);
  g_assert_false (weir_query_result_is_cut (answer.rows));
  assert_cell (&answer, 2, 0, "2");
  assert_cell (&answer, 1, 2, NULL);
  assert_cell (&answer, 2, 2, "a2");
  assert_cell (&answer, 0, 3, "2024-01-02T03:04:05.000000Z");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (answer.rows), 3));
  answer_clear (&answer);
}

static WeirQueryResult *
create_rows (void)
{
  const WeirExportColumn columns[] = { { "key", WEIR_EXPORT_TEXT }, { "any", WEIR_EXPORT_ANY } };
  WeirQueryResult *rows = weir_query_result_new (columns, G_N_ELEMENTS (columns));

  for (gint64 i = 0; i < 5; i++)
    {
      const WeirValue cells[] = { weir_value_of_text (i % 2 == 0 ? "a" : "b", 1), weir_value_of_int (i) };

      g_assert_true (weir_query_result_add (rows, cells));
    }

  return rows;
}

/* Names of streams are anybody's. */
static void
test_rows_of_ours_are_tables (void)
{
  g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_query_table_free);
  const WeirQuerySpec spec = {
    .sql = "SELECT l.key, sum(l.any), count(DISTINCT p.any) FROM live.\"a\"\"b; DROP\" l JOIN plain p USING (key) GROUP BY 1 ORDER BY 1",
    .tables = tables,
  };
  Answer answer;

  g_ptr_array_add (tables, weir_query_table_new ("live", "a\"b; DROP", create_rows ()));
  g_ptr_array_add (tables, weir_query_table_new (NULL, "plain", create_rows ()));
  ask (&spec, NULL, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (weir_query_result_get_n_rows (answer.rows), ==, 2);
  assert_cell (&answer, 0, 1, "18");
  assert_cell (&answer, 1, 1, "8");
  assert_cell (&answer, 1, 2, "2");
  answer_clear (&answer);
}

/* More than DuckDB takes at once; a column's type is that of all its values, and names that differ in case are two columns. */
static void
test_tables_of_ours_have_types_and_all_rows (void)
{
  static const WeirExportColumn columns[] = {
    { "text", WEIR_EXPORT_TEXT }, { "TEXT", WEIR_EXPORT_INTEGER }, { "number", WEIR_EXPORT_NUMBER }, { "any", WEIR_EXPORT_ANY },
    { "at", WEIR_EXPORT_TIME }, { "raw", WEIR_EXPORT_BLOB }, { "flag", WEIR_EXPORT_BOOLEAN },
  };
  g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_query_table_free);
  WeirQueryResult *rows = weir_query_result_new (columns, G_N_ELEMENTS (columns));
  WeirQuerySpec spec = { .tables = tables };
  Answer answer;

  for (gint64 i = 0; i < 5000; i++)
    {
      const WeirValue cells[] = {
        weir_value_of_text ("\xff=1", 3), weir_value_of_int (i), weir_value_of_int (i),
        i == 4999 ? weir_value_of_text ("last", 4) : weir_value_of_int (i), weir_value_of_int (i * G_USEC_PER_SEC),
        weir_value_of_text ("\0\xff", 2), { .type = i % 2 == 0 ? WEIR_VALUE_NULL : WEIR_VALUE_BOOL, .as_int = 1 },
      };

      g_assert_true (weir_query_result_add (rows, cells));
    }
  g_ptr_array_add (tables, weir_query_table_new ("live", "t", rows));

  spec.sql = "SELECT string_agg(column_name || ' ' || column_type, ', ') FROM (DESCRIBE FROM live.t)";
  ask (&spec, NULL, &answer);
  g_assert_no_error (answer.error);
  assert_cell (&answer, 0, 0, "text VARCHAR, TEXT_1 BIGINT, number BIGINT, any VARCHAR, at TIMESTAMP WITH TIME ZONE, raw BLOB, flag BOOLEAN");
  answer_clear (&answer);

  spec.sql = "SELECT count(*), count(flag), sum(number), max(\"any\"), min(\"any\"), max(\"at\"), any_value(hex(raw)), any_value(text), "
             "(SELECT count(*) FROM live.t) FROM live.t WHERE TEXT_1 >= 100";
  ask (&spec, NULL, &answer);
  g_assert_no_error (answer.error);
  assert_cell (&answer, 0, 0, "4900");
  assert_cell (&answer, 0, 1, "2450");
  assert_cell (&answer, 0, 2, "12492550");
  assert_cell (&answer, 0, 3, "last");
  assert_cell (&answer, 0, 4, "100");
  assert_cell (&answer, 0, 5, "1970-01-01T01:23:19.000000Z");
  assert_cell (&answer, 0, 6, "00FF");
  assert_cell (&answer, 0, 7, "\\\\xff=1");
  assert_cell (&answer, 0, 8, "5000");
  answer_clear (&answer);
}

static void
test_nothing_else_is_read_and_nothing_written (void)
{
  static const char * const refused[] = {
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "COPY (SELECT 1) TO '/tmp/weir-test-query.csv'",
    "SET memory_limit = '1TB'",
    "LOAD httpfs",
    "SELECT * FROM nowhere",
    "SELECT",
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      const WeirQuerySpec spec = { .sql = refused[i] };
      Answer answer;

      ask (&spec, NULL, &answer);
      g_assert_null (answer.rows);
      g_assert_error (answer.error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE);
      answer_clear (&answer);
    }
  g_assert_false (g_file_test ("/tmp/weir-test-query.csv", G_FILE_TEST_EXISTS));
}

static gboolean
on_cancel (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

/* It would run for hours; the test's time-out catches one that does. */
static void
test_what_runs_away_is_cancelled (void)
{
  const WeirQuerySpec spec = { .sql = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range * b.range % 7 = 3" };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Answer answer;

  g_timeout_add (100, on_cancel, cancellable);
  ask (&spec, cancellable, &answer);
  g_assert_null (answer.rows);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  answer_clear (&answer);
}

static void
test_what_takes_too_long_is_ended (void)
{
  const WeirQuerySpec spec = { .sql = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range * b.range % 7 = 3",
                               .timeout_msec = 1000 };
  Answer answer;

  ask (&spec, NULL, &answer);
  g_assert_null (answer.rows);
  g_assert_error (answer.error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_TIMEOUT);
  answer_clear (&answer);
}

static void
test_a_result_has_an_end (void)
{
  const WeirQuerySpec spec = { .sql = "SELECT * FROM range(1000001)" };
  Answer answer;

  ask (&spec, NULL, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (weir_query_result_get_n_rows (answer.rows), ==, 1000000);
  g_assert_true (weir_query_result_is_cut (answer.rows));
  answer_clear (&answer);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/query/a-statement-has-rows", test_a_statement_has_rows);
  g_test_add_func ("/query/rows-of-ours-are-tables", test_rows_of_ours_are_tables);
  g_test_add_func ("/query/tables-of-ours-have-types-and-all-rows", test_tables_of_ours_have_types_and_all_rows);
  g_test_add_func ("/query/nothing-else-is-read-and-nothing-written", test_nothing_else_is_read_and_nothing_written);
  g_test_add_func ("/query/what-runs-away-is-cancelled", test_what_runs_away_is_cancelled);
  g_test_add_func ("/query/what-takes-too-long-is-ended", test_what_takes_too_long_is_ended);
  g_test_add_func ("/query/a-result-has-an-end", test_a_result_has_an_end);

  return g_test_run ();
}
