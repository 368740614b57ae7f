#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "tests/unit/exporter-harness.h"

static const WeirExportColumn columns[] = {
  { "key", WEIR_EXPORT_TEXT },
  { "window_start", WEIR_EXPORT_TIME },
  { "count", WEIR_EXPORT_INTEGER },
  { "whole", WEIR_EXPORT_NUMBER },
  { "mixed", WEIR_EXPORT_NUMBER },
  { "mean", WEIR_EXPORT_DOUBLE },
  { "flag", WEIR_EXPORT_BOOLEAN },
  { "raw", WEIR_EXPORT_BLOB },
};

#define N_COLUMNS G_N_ELEMENTS (columns)

static const WeirValue rows[][N_COLUMNS] = {
  { TEXT ("AAPL"), INT (START_USEC), INT (3), INT (9007199254740993), INT (7), DOUBLE (0.1),
    { .type = WEIR_VALUE_BOOL, .as_int = 1 }, TEXT ("\x00\xff") },
  { TEXT (""), INT (START_USEC + 1), INT (G_MAXINT64), INT (G_MININT64), DOUBLE (-2.5), INT (4),
    { .type = WEIR_VALUE_BOOL, .as_int = 0 }, TEXT ("") },
  { NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING },
};

static void
export_rows (Fixture         *fixture,
             WeirExportFormat format)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirExporter) exporter = weir_exporter_new (fixture->path, format, columns, N_COLUMNS, &error);

  g_assert_no_error (error);
  weir_exporter_set_note (exporter, "weir.topics", "it's \"quoted\"");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_true (weir_exporter_add_row (exporter, rows[i], &error));
      g_assert_no_error (error);
    }

  g_assert_cmpuint (weir_exporter_get_n_rows (exporter), ==, G_N_ELEMENTS (rows));
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  weir_exporter_finish (exporter, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static void
assert_content (Fixture    *fixture,
                const char *expected)
{
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, expected);
}

static void
test_csv_is_exact (Fixture      *fixture,
                   gconstpointer data)
{
  export_rows (fixture, WEIR_EXPORT_CSV);
  assert_content (fixture,
                  "key,window_start,count,whole,mixed,mean,flag,raw\n"
                  "AAPL,2014-09-17T13:30:00.000000Z,3,9007199254740993,7,0.1,true,AP8=\n"
                  "\"\",2014-09-17T13:30:00.000001Z,9223372036854775807,-9223372036854775808,-2.5,4,false,\n"
                  ",,,,,,,\n");
}

static void
test_json_is_exact (Fixture      *fixture,
                    gconstpointer data)
{
  export_rows (fixture, WEIR_EXPORT_NDJSON);
  assert_content (fixture,
                  "{\"key\":\"AAPL\",\"window_start\":\"2014-09-17T13:30:00.000000Z\",\"count\":3,"
                  "\"whole\":9007199254740993,\"mixed\":7,\"mean\":0.1,\"flag\":true,\"raw\":\"AP8=\"}\n"
                  "{\"key\":\"\",\"window_start\":\"2014-09-17T13:30:00.000001Z\",\"count\":9223372036854775807,"
                  "\"whole\":-9223372036854775808,\"mixed\":-2.5,\"mean\":4,\"flag\":false,\"raw\":\"\"}\n"
                  "{\"key\":null,\"window_start\":null,\"count\":null,\"whole\":null,\"mixed\":null,\"mean\":null,"
                  "\"flag\":null,\"raw\":null}\n");
}

static void
test_parquet_keeps_types_and_values (Fixture      *fixture,
                                     gconstpointer data)
{
  g_autofree char *types = NULL;
  g_autofree char *values = NULL;
  g_autofree char *notes = NULL;
  g_autofree char *codec = NULL;
  Reader reader;

  export_rows (fixture, WEIR_EXPORT_PARQUET);
  reader_open (&reader);

  types = reader_query (&reader, "SELECT string_agg(column_name || ' ' || column_type, ', ') "
                                 "FROM (DESCRIBE SELECT * FROM 'FILE')",
                        fixture->path);
  g_assert_cmpstr (types, ==, "key VARCHAR, window_start TIMESTAMP WITH TIME ZONE, count BIGINT, whole BIGINT, "
                              "mixed DOUBLE, mean DOUBLE, flag BOOLEAN, raw BLOB");
  values = reader_query (&reader, "SELECT key, epoch_us(window_start), count, whole, mixed, mean, flag, hex(raw) FROM 'FILE'",
                         fixture->path);
  g_assert_cmpstr (values, ==, "AAPL|1410960600000000|3|9007199254740993|7.0|0.1|true|00FF\n"
                               "|1410960600000001|9223372036854775807|-9223372036854775808|-2.5|4.0|false|\n"
                               "NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL");
  notes = reader_query (&reader, "SELECT decode(value) FROM parquet_kv_metadata('FILE') WHERE decode(key) = 'weir.topics'",
                        fixture->path);
  g_assert_cmpstr (notes, ==, "it's \"quoted\"");
  codec = reader_query (&reader, "SELECT DISTINCT compression FROM parquet_metadata('FILE')", fixture->path);
  g_assert_cmpstr (codec, ==, "ZSTD");

  reader_close (&reader);
}

/* More than one chunk and one row group: order and number of rows survive. */
static void
test_parquet_keeps_order (Fixture      *fixture,
                          gconstpointer data)
{
  const WeirExportColumn column = { "n", WEIR_EXPORT_INTEGER };
  const guint n_rows = 300001;
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirExporter) exporter = weir_exporter_new (fixture->path, WEIR_EXPORT_PARQUET, &column, 1, &error);
  g_autofree char *result = NULL;
  Reader reader;

  for (guint i = 0; i < n_rows; i++)
    {
      WeirValue value = INT (i);

      g_assert_true (weir_exporter_add_row (exporter, &value, &error));
    }
  g_assert_true (weir_exporter_finish (exporter, NULL, &error));
  g_assert_no_error (error);

  reader_open (&reader);
  result = reader_query (&reader, "SELECT count(*), sum(CASE WHEN n = file_row_number THEN 1 ELSE 0 END), "
                                  "(SELECT count(*) FROM (SELECT DISTINCT row_group_id FROM parquet_metadata('FILE'))) "
                                  "FROM read_parquet('FILE', file_row_number = true)",
                         fixture->path);
  g_assert_cmpstr (result, ==, "300001|300001|3");
  reader_close (&reader);
}

/* From five values on DuckDB makes dictionaries, which take the two zeros for one. */
static void
test_parquet_keeps_the_sign_of_zero (Fixture      *fixture,
                                     gconstpointer data)
{
  const WeirExportColumn both[] = { { "d", WEIR_EXPORT_DOUBLE }, { "n", WEIR_EXPORT_NUMBER } };
  const WeirValue zeros[] = { DOUBLE (-0.0), DOUBLE (0.0), DOUBLE (-0.0) };
  g_autoptr(WeirExporter) exporter = weir_exporter_new (fixture->path, WEIR_EXPORT_PARQUET, both, 2, NULL);
  g_autofree char *result = NULL;
  Reader reader;

  for (guint i = 0; i < 100; i++)
    g_assert_true (weir_exporter_add_row (exporter, &zeros[i % 2], NULL));
  g_assert_true (weir_exporter_finish (exporter, NULL, NULL));
  reader_open (&reader);
  result = reader_query (&reader, "SELECT bool_and(signbit(d) = (file_row_number % 2 = 0) AND signbit(n) <> signbit(d)) "
                                  "FROM read_parquet('FILE', file_row_number = true)", fixture->path);
  g_assert_cmpstr (result, ==, "true");
  reader_close (&reader);
}

static void
test_parquet_without_rows_has_columns (Fixture      *fixture,
                                       gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirExporter) exporter = weir_exporter_new (fixture->path, WEIR_EXPORT_PARQUET, columns, 2, &error);
  g_autofree char *result = NULL;
  Reader reader;

  g_assert_true (weir_exporter_finish (exporter, NULL, &error));
  reader_open (&reader);
  result = reader_query (&reader, "SELECT count(*), count(window_start) FROM 'FILE'", fixture->path);
  g_assert_cmpstr (result, ==, "0|0");
  reader_close (&reader);
}

/* Quotes in the names of columns and folders. */
static void
test_parquet_takes_any_name (Fixture      *fixture,
                             gconstpointer data)
{
  const WeirExportColumn names[] = { { "a\"b'c", WEIR_EXPORT_INTEGER }, { "Größe %; DROP", WEIR_EXPORT_INTEGER } };
  const WeirValue values[] = { INT (1), INT (2) };
  g_autofree char *quoted = g_build_filename (fixture->folder, "it''s", "rows.parquet", NULL);
  g_autofree char *result = NULL;
  Reader reader;
  g_autofree char *folder = g_build_filename (fixture->folder, "it's", NULL);
  g_autofree char *path = g_build_filename (folder, "rows.parquet", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirExporter) exporter = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  exporter = weir_exporter_new (path, WEIR_EXPORT_PARQUET, names, G_N_ELEMENTS (names), &error);
  g_assert_true (weir_exporter_add_row (exporter, values, &error));
  weir_exporter_finish (exporter, NULL, &error);
  g_assert_no_error (error);
  reader_open (&reader);
  result = reader_query (&reader, "SELECT name FROM parquet_schema('FILE') WHERE num_children IS NULL", quoted);
  g_assert_cmpstr (result, ==, "a\"b'c\nGröße %; DROP");
  reader_close (&reader);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_csv_defuses_formulas_not_numbers (Fixture      *fixture,
                                       gconstpointer data)
{
  const WeirValue cells[] = {
    TEXT ("=1+1"), TEXT ("+cmd"), TEXT ("-2+3"), TEXT ("@SUM(A1)"), TEXT ("\tx"), TEXT ("\rx"), TEXT ("\0x"),
    TEXT ("-12.5"), TEXT ("+1e-6"), TEXT ("-"), TEXT ("plain"), TEXT ("a,b"), TEXT ("say \"hi\""), TEXT ("two\nlines"),
    TEXT ("=a,b"), TEXT ("\xff\x41"),
    /* Where a program was told another separator, or a cell begins with what it skips. */
    TEXT ("\n=1"), TEXT ("a;=1"), TEXT ("a;-1"), TEXT ("a\t@x"), TEXT ("a\n+x"), TEXT ("a;b"), TEXT ("\357\274\2351"),
    /* What is not UTF-8 and the text of its escape are two things. */
    TEXT ("\\xff"), TEXT ("\\\xff"), TEXT ("C:\\dir"),
  };
  const WeirExportColumn column = { "text", WEIR_EXPORT_TEXT };
  g_autoptr(GError) error = NULL;

  for (guint raw = 0; raw < 2; raw++)
    {
      g_autoptr(WeirExporter) exporter = weir_exporter_new (fixture->path, WEIR_EXPORT_CSV, &column, 1, &error);

      weir_exporter_set_raw (exporter, raw);
      for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
        g_assert_true (weir_exporter_add_row (exporter, &cells[i], &error));
      g_assert_true (weir_exporter_finish (exporter, NULL, &error));

      assert_content (fixture, raw
                      ? "text\n=1+1\n+cmd\n-2+3\n@SUM(A1)\n\tx\n\"\rx\"\n\\x00x\n-12.5\n+1e-6\n-\nplain\n\"a,b\"\n"
                        "\"say \"\"hi\"\"\"\n\"two\nlines\"\n\"=a,b\"\n\\xffA\n"
                        "\"\n=1\"\na;=1\na;-1\na\t@x\n\"a\n+x\"\na;b\n\357\274\2351\n\\\\xff\n\\\\\\xff\nC:\\dir\n"
                      : "text\n'=1+1\n'+cmd\n'-2+3\n'@SUM(A1)\n\"'\tx\"\n\"'\rx\"\n'\\x00x\n-12.5\n+1e-6\n'-\nplain\n"
                        "\"a,b\"\n\"say \"\"hi\"\"\"\n\"two\nlines\"\n\"'=a,b\"\n\\xffA\n"
                        "\"'\n'=1\"\n\"a;'=1\"\n\"a;-1\"\n\"a\t'@x\"\n\"a\n'+x\"\n\"a;b\"\n'\357\274\2351\n"
                        "\\\\xff\n\\\\\\xff\nC:\\dir\n");
    }
}

/* JSON cannot hold bytes that are not UTF-8, and a terminal must not obey what it holds. */
static void
test_json_loses_no_bytes (Fixture      *fixture,
                          gconstpointer data)
{
  const WeirExportColumn text[] = { { "key", WEIR_EXPORT_TEXT }, { "n", WEIR_EXPORT_INTEGER } };
  const WeirValue cells[][2] = {
    { TEXT ("M\xfcller"), INT (1) },
    { TEXT ("M\\xfcller"), INT (2) },
    { TEXT ("a\0b"), INT (3) },
    /* ESC, DEL, CSI as one character, right-to-left override, a tag character beyond 16 bits. */
    { TEXT ("\x1b\x7f\302\233\342\200\256\363\240\200\201ü"), INT (4) },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirExporter) exporter = weir_exporter_new (fixture->path, WEIR_EXPORT_NDJSON, text, 2, &error);

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    g_assert_true (weir_exporter_add_row (exporter, cells[i], &error));
  g_assert_true (weir_exporter_finish (exporter, NULL, &error));
  assert_content (fixture, "{\"key\":null,\"key_base64\":\"TfxsbGVy\",\"n\":1}\n"
                           "{\"key\":\"M\\\\xfcller\",\"n\":2}\n"
                           "{\"key\":\"a\\u0000b\",\"n\":3}\n"
                           "{\"key\":\"\\u001b\\u007f\\u009b\\u202e\\udb40\\udc01ü\",\"n\":4}\n");
}

static void
test_a_name_in_gz_is_compressed (Fixture      *fixture,
                                 gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "rows.csv.GZ", NULL);
  const WeirExportColumn column = { "n", WEIR_EXPORT_INTEGER };
  const guint n_rows = 200000;
  g_autoptr(GString) expected = g_string_new ("n\n");
  g_autofree char *found = g_malloc (4 * 1024 * 1024);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirExporter) exporter = weir_exporter_new (path, WEIR_EXPORT_CSV, &column, 1, &error);
  gzFile file;
  int length;

  for (guint i = 0; i < n_rows; i++)
    {
      WeirValue value = INT (i);

      g_assert_true (weir_exporter_add_row (exporter, &value, &error));
      g_string_append_printf (expected, "%u\n", i);
    }
  g_assert_true (weir_exporter_finish (exporter, NULL, &error));

  file = gzopen (path, "rb");
  length = gzread (file, found, 4 * 1024 * 1024);
  g_assert_false (gzdirect (file));
  gzclose (file);
  g_assert_cmpmem (found, length, expected->str, expected->len);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
test_unfinished_leaves_nothing (Fixture      *fixture,
                                gconstpointer data)
{
  for (WeirExportFormat format = WEIR_EXPORT_CSV; format <= WEIR_EXPORT_PARQUET; format++)
    {
      g_autoptr(GError) error = NULL;
      WeirExporter *exporter = weir_exporter_new (fixture->path, format, columns, N_COLUMNS, &error);

      g_assert_true (weir_exporter_add_row (exporter, rows[0], &error));
      g_assert_cmpuint (count_files (fixture), ==, 1);
      weir_exporter_free (exporter);
      g_assert_cmpuint (count_files (fixture), ==, 0);
    }
}

static guint
count_spills (const char *parent)
{
  g_autoptr(GDir) folder = g_dir_open (parent, 0, NULL);
  const char *name;
  guint n = 0;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    n += g_str_has_prefix (name, "spill-");

  return n;
}

/* What DuckDB cannot hold goes to a folder of the run's own, and with the run. */
static void
test_spilled_files_are_collected (Fixture      *fixture,
                                  gconstpointer data)
{
  g_autofree char *parent = g_build_filename (g_get_user_cache_dir (), "weir", NULL);
  g_autofree char *dead = g_build_filename (parent, "spill-1-abcdef", NULL);
  g_autofree char *inside = g_build_filename (dead, "duckdb_temp_storage-0.tmp", NULL);
  g_autofree char *strange = g_build_filename (parent, "spill-notes", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirExporter) living = NULL;
  g_autoptr(WeirExporter) next = NULL;

  g_assert_cmpint (g_mkdir_with_parents (dead, 0700), ==, 0);
  g_assert_true (g_file_set_contents (inside, "x", -1, NULL));
  g_assert_true (g_file_set_contents (strange, "mine", -1, NULL));

  living = weir_exporter_new (fixture->path, WEIR_EXPORT_PARQUET, columns, N_COLUMNS, &error);
  g_assert_true (weir_exporter_add_row (living, rows[0], &error));
  g_assert_false (g_file_test (dead, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_spills (parent), ==, 2);

  next = weir_exporter_new (fixture->path, WEIR_EXPORT_PARQUET, columns, N_COLUMNS, &error);
  g_assert_true (weir_exporter_add_row (next, rows[0], &error));
  g_assert_cmpuint (count_spills (parent), ==, 3);
  g_assert_true (weir_exporter_finish (living, NULL, &error));
  g_clear_pointer (&next, weir_exporter_free);
  g_assert_cmpuint (count_spills (parent), ==, 1);

  g_assert_cmpint (g_unlink (strange), ==, 0);
  g_assert_cmpint (g_rmdir (parent), ==, 0);
}

static void
test_cancelled_keeps_the_old_file (Fixture      *fixture,
                                   gconstpointer data)
{
  g_assert_true (g_file_set_contents (fixture->path, "old", -1, NULL));

  for (WeirExportFormat format = WEIR_EXPORT_CSV; format <= WEIR_EXPORT_PARQUET; format++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GError) error = NULL;
      g_autoptr(WeirExporter) exporter = weir_exporter_new (fixture->path, format, columns, N_COLUMNS, &error);

      g_assert_true (weir_exporter_add_row (exporter, rows[0], &error));
      g_cancellable_cancel (cancellable);
      g_assert_false (weir_exporter_finish (exporter, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      assert_content (fixture, "old");
      g_assert_cmpuint (count_files (fixture), ==, 1);
    }
}

static void
test_replaces_whole_and_follows_links (Fixture      *fixture,
                                       gconstpointer data)
{
  g_autofree char *real = g_build_filename (fixture->folder, "real", NULL);
  const WeirExportColumn column = { "n", WEIR_EXPORT_INTEGER };
  const WeirValue value = INT (1);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirExporter) exporter = NULL;

  g_assert_true (g_file_set_contents (real, "old", -1, NULL));
  g_assert_cmpint (symlink ("real", fixture->path), ==, 0);
  exporter = weir_exporter_new (fixture->path, WEIR_EXPORT_CSV, &column, 1, &error);
  g_assert_true (weir_exporter_add_row (exporter, &value, &error));
  g_assert_true (weir_exporter_finish (exporter, NULL, &error));

  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));
  g_assert_false (g_file_test (real, G_FILE_TEST_IS_SYMLINK));
  assert_content (fixture, "n\n1\n");
  g_assert_cmpint (g_unlink (real), ==, 0);
}

static void
test_refuses_what_cannot_be (Fixture      *fixture,
                             gconstpointer data)
{
  const WeirExportColumn twice[] = { { "n", WEIR_EXPORT_INTEGER }, { "n", WEIR_EXPORT_TEXT } };
  const WeirExportColumn untyped = { "any", WEIR_EXPORT_ANY };
  const WeirExportColumn case_only[] = { { "n", WEIR_EXPORT_INTEGER }, { "N", WEIR_EXPORT_TEXT } };
  const WeirValue wrong[N_COLUMNS] = { INT (1) };
  g_autofree char *missing = g_build_filename (fixture->folder, "no", "such", NULL);
  g_autofree char *packed = g_build_filename (fixture->folder, "rows.parquet.gz", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirExporter) exporter = NULL;

  g_assert_null (weir_exporter_new (missing, WEIR_EXPORT_CSV, columns, N_COLUMNS, &error));
  g_assert_error (error, WEIR_OUTPUT_FILE_ERROR, WEIR_OUTPUT_FILE_ERROR_FAILED);
  g_clear_error (&error);

  g_assert_null (weir_exporter_new ("/dev/null", WEIR_EXPORT_PARQUET, columns, N_COLUMNS, &error));
  g_assert_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_NAME);
  g_clear_error (&error);

  g_assert_null (weir_exporter_new (packed, WEIR_EXPORT_PARQUET, columns, N_COLUMNS, &error));
  g_assert_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_NAME);
  g_clear_error (&error);

  g_assert_null (weir_exporter_new (fixture->path, WEIR_EXPORT_CSV, twice, 2, &error));
  g_assert_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_COLUMNS);
  g_clear_error (&error);

  /* DuckDB would rename the second column without a word. */
  g_assert_null (weir_exporter_new (fixture->path, WEIR_EXPORT_PARQUET, case_only, 2, &error));
  g_assert_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_COLUMNS);
  g_clear_error (&error);
  exporter = weir_exporter_new (fixture->path, WEIR_EXPORT_CSV, case_only, 2, &error);
  g_assert_no_error (error);
  g_clear_pointer (&exporter, weir_exporter_free);

  /* What its values are is seen from them. */
  exporter = weir_exporter_new (fixture->path, WEIR_EXPORT_PARQUET, &untyped, 1, &error);
  g_assert_no_error (error);
  g_clear_pointer (&exporter, weir_exporter_free);

  exporter = weir_exporter_new (fixture->path, WEIR_EXPORT_PARQUET, columns, N_COLUMNS, &error);
  g_assert_false (weir_exporter_add_row (exporter, wrong, &error));
  g_assert_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_COLUMNS);
  g_assert_nonnull (strstr (error->message, "“key”"));
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

  add ("/exporter/csv-is-exact", test_csv_is_exact);
  add ("/exporter/json-is-exact", test_json_is_exact);
  add ("/exporter/parquet-keeps-types-and-values", test_parquet_keeps_types_and_values);
  add ("/exporter/parquet-keeps-order", test_parquet_keeps_order);
  add ("/exporter/parquet-keeps-the-sign-of-zero", test_parquet_keeps_the_sign_of_zero);
  add ("/exporter/parquet-without-rows-has-columns", test_parquet_without_rows_has_columns);
  add ("/exporter/parquet-takes-any-name", test_parquet_takes_any_name);
  add ("/exporter/csv-defuses-formulas-not-numbers", test_csv_defuses_formulas_not_numbers);
  add ("/exporter/json-loses-no-bytes", test_json_loses_no_bytes);
  add ("/exporter/a-name-in-gz-is-compressed", test_a_name_in_gz_is_compressed);
  add ("/exporter/unfinished-leaves-nothing", test_unfinished_leaves_nothing);
  add ("/exporter/spilled-files-are-collected", test_spilled_files_are_collected);
  add ("/exporter/cancelled-keeps-the-old-file", test_cancelled_keeps_the_old_file);
  add ("/exporter/replaces-whole-and-follows-links", test_replaces_whole_and_follows_links);
  add ("/exporter/refuses-what-cannot-be", test_refuses_what_cannot_be);

  status = g_test_run ();
  g_rmdir (cache);

  return status;
}
