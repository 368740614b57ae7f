#include "data/store/weir-export-name.h"

static void
assert_format (const char             *path,
               const WeirExportFormat *wanted,
               int                     expected)
{
  WeirExportFormat format = WEIR_EXPORT_CSV;
  g_autoptr(GError) error = NULL;
  gboolean found = weir_export_name_find_format (path, wanted, WEIR_EXPORT_NDJSON, &format, &error);

  if (expected < 0)
    {
      g_assert_false (found);
      g_assert_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_NAME);
      return;
    }

  g_assert_no_error (error);
  g_assert_true (found);
  g_assert_cmpint (format, ==, expected);
}

static void
test_a_name_tells_the_format (void)
{
  const WeirExportFormat csv = WEIR_EXPORT_CSV;

  assert_format ("a/x.csv", NULL, WEIR_EXPORT_CSV);
  assert_format ("x.CSV.Gz", NULL, WEIR_EXPORT_CSV);
  assert_format ("x.ndjson.gz", NULL, WEIR_EXPORT_NDJSON);
  assert_format ("x.JSONL", NULL, WEIR_EXPORT_NDJSON);
  assert_format ("x.PARQUET", NULL, WEIR_EXPORT_PARQUET);
  assert_format ("x.pq", NULL, WEIR_EXPORT_PARQUET);
  /* Without an ending, the usual format. */
  assert_format ("/dev/null", NULL, WEIR_EXPORT_NDJSON);
  assert_format ("a.csv/x", NULL, WEIR_EXPORT_NDJSON);
  assert_format (".hidden", NULL, WEIR_EXPORT_NDJSON);
  assert_format ("x.gz", NULL, WEIR_EXPORT_NDJSON);
  assert_format ("x.xlsx", NULL, -1);
  assert_format ("x.csv.bz2", NULL, -1);
  assert_format ("x.2024", &csv, WEIR_EXPORT_CSV);
  assert_format ("x.csv", &csv, WEIR_EXPORT_CSV);
  assert_format ("x.Parquet", &csv, -1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/export-name/a-name-tells-the-format", test_a_name_tells_the_format);

  return g_test_run ();
}
