#include "config.h"

#include "tests/unit/exporter-harness.h"

/* Enough rows that types were taken from the first ones long before the last. */
#define LATE_ROWS 70000
/* Each column becomes something else at another row. */
#define LATE_DOUBLE 40000
#define LATE_TEXT 50000
#define LATE_SPARSE 60000

static WeirValue
of_double (double number)
{
  return (WeirValue){ .type = WEIR_VALUE_DOUBLE, .as_double = number };
}

static void
fill_late_row (guint      row,
               WeirValue *values,
               char      *text)
{
  const WeirValue nothing = NOTHING;

  g_snprintf (text, 32, "x%u", row);
  /* An escape, and what only looks like one: the second way through the file changes neither. */
  values[0] = row % 2 == 0 ? weir_value_of_text ("\xff", 1) : weir_value_of_text ("\\xff", 4);
  values[1] = weir_value_of_int (START_USEC + row);
  values[2] = row < LATE_DOUBLE ? weir_value_of_int (row) : of_double (row + 0.5);
  values[3] = values[2];
  values[4] = row % 2 == 0 ? weir_value_of_int (row) : of_double (row + 0.25);
  values[5] = row < LATE_SPARSE ? nothing : weir_value_of_int (row);
  if (row >= LATE_TEXT)
    values[4] = weir_value_of_text (text, strlen (text));
  values[6] = row % 3 == 0 ? weir_value_of_text ("\0\xff", 2) : nothing;
}

static void
test_parquet_types_may_change_late (Fixture      *fixture,
                                    gconstpointer data)
{
  static const WeirExportColumn late[] = {
    { "t", WEIR_EXPORT_TEXT }, { "at", WEIR_EXPORT_TIME }, { "number", WEIR_EXPORT_NUMBER }, { "any", WEIR_EXPORT_ANY },
    { "mixed", WEIR_EXPORT_ANY }, { "sparse", WEIR_EXPORT_ANY }, { "raw", WEIR_EXPORT_BLOB },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirExporter) exporter = weir_exporter_new (fixture->path, WEIR_EXPORT_PARQUET, late, G_N_ELEMENTS (late), &error);
  g_autofree char *types = NULL;
  g_autofree char *result = NULL;
  g_autofree char *notes = NULL;
  Reader reader;

  weir_exporter_set_note (exporter, "weir.topics", "late");
  for (guint i = 0; i < LATE_ROWS; i++)
    {
      WeirValue values[G_N_ELEMENTS (late)];
      char text[32];

      fill_late_row (i, values, text);
      weir_exporter_add_row (exporter, values, &error);
      g_assert_no_error (error);
    }
  g_assert_true (weir_exporter_finish (exporter, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (fixture), ==, 1);

  reader_open (&reader);
  types = reader_query (&reader, "SELECT string_agg(column_type, ', ') FROM (DESCRIBE SELECT * FROM 'FILE')", fixture->path);
  g_assert_cmpstr (types, ==, "VARCHAR, TIMESTAMP WITH TIME ZONE, DOUBLE, DOUBLE, VARCHAR, BIGINT, BLOB");
  result = reader_query (&reader,
                         "SELECT count(*), count_if(t = CASE WHEN r % 2 = 0 THEN '\\xff' ELSE '\\\\xff' END), "
                         "count_if(epoch_us(\"at\") = 1410960600000000 + r), "
                         "count_if(number = CASE WHEN r < 40000 THEN r ELSE r + 0.5 END), "
                         "count_if(\"any\" = CASE WHEN r < 40000 THEN r ELSE r + 0.5 END), "
                         "count_if(mixed = CASE WHEN r >= 50000 THEN 'x' || r WHEN r % 2 = 0 THEN r || '' ELSE r || '.25' END), "
                         "count_if(sparse IS NOT DISTINCT FROM CASE WHEN r >= 60000 THEN r END), "
                         "count_if(hex(raw) IS NOT DISTINCT FROM CASE WHEN r % 3 = 0 THEN '00FF' END) "
                         "FROM (SELECT *, file_row_number AS r FROM read_parquet('FILE', file_row_number = true))",
                         fixture->path);
  g_assert_cmpstr (result, ==, "70000|70000|70000|70000|70000|70000|70000|70000");
  notes = reader_query (&reader, "SELECT decode(value) FROM parquet_kv_metadata('FILE') WHERE decode(key) = 'weir.topics'",
                        fixture->path);
  g_assert_cmpstr (notes, ==, "late");
  reader_close (&reader);
}

/* The dictionaries of the rows before are written by then. */
static void
test_parquet_keeps_a_late_sign_of_zero (Fixture      *fixture,
                                        gconstpointer data)
{
  const WeirExportColumn column = { "d", WEIR_EXPORT_DOUBLE };
  g_autoptr(WeirExporter) exporter = weir_exporter_new (fixture->path, WEIR_EXPORT_PARQUET, &column, 1, NULL);
  g_autofree char *result = NULL;
  Reader reader;

  for (guint i = 0; i < LATE_ROWS; i++)
    {
      const WeirValue value = of_double (i >= LATE_TEXT && i % 2 == 0 ? -0.0 : 0.0);

      g_assert_true (weir_exporter_add_row (exporter, &value, NULL));
    }
  g_assert_true (weir_exporter_finish (exporter, NULL, NULL));
  reader_open (&reader);
  result = reader_query (&reader, "SELECT count_if(signbit(d) = (r >= 50000 AND r % 2 = 0)) "
                                  "FROM (SELECT *, file_row_number AS r FROM read_parquet('FILE', file_row_number = true))", fixture->path);
  g_assert_cmpstr (result, ==, "70000");
  reader_close (&reader);
}

/* Of any number and length: they take the place of one that is short. */
static void
test_parquet_has_all_notes (Fixture      *fixture,
                            gconstpointer data)
{
  const WeirExportColumn column = { "n", WEIR_EXPORT_INTEGER };
  const WeirValue value = INT (1);
  const char *sql = "SELECT count(*), count_if(octet_length(value) = CASE decode(key) WHEN 'note-0' THEN 0 WHEN 'weir.version' "
                    "THEN octet_length(value) ELSE 100 * split_part(decode(key), '-', 2)::INT END) FROM parquet_kv_metadata('FILE')";

  for (guint n_notes = 0; n_notes < 200; n_notes = n_notes * 2 + 7)
    {
      g_autoptr(WeirExporter) exporter = weir_exporter_new (fixture->path, WEIR_EXPORT_PARQUET, &column, 1, NULL);
      g_autofree char *expected = g_strdup_printf ("%u|%u", n_notes + 1, n_notes + 1);
      g_autofree char *result = NULL;
      Reader reader;

      for (guint i = 0; i < n_notes; i++)
        {
          g_autofree char *name = g_strdup_printf ("note-%u", i);
          g_autofree char *text = g_strnfill (100 * i, 'n');

          weir_exporter_set_note (exporter, name, text);
        }
      g_assert_true (weir_exporter_add_row (exporter, &value, NULL));
      g_assert_true (weir_exporter_finish (exporter, NULL, NULL));
      reader_open (&reader);
      result = reader_query (&reader, sql, fixture->path);
      g_assert_cmpstr (result, ==, expected);
      reader_close (&reader);
    }
}

static void
add (const char *name,
     void      (*test) (Fixture      *fixture,
                        gconstpointer data))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("weir-cache-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);

  add ("/exporter/parquet/types-may-change-late", test_parquet_types_may_change_late);
  add ("/exporter/parquet/keeps-a-late-sign-of-zero", test_parquet_keeps_a_late_sign_of_zero);
  add ("/exporter/parquet/has-all-notes", test_parquet_has_all_notes);

  status = g_test_run ();
  g_rmdir (cache);

  return status;
}
