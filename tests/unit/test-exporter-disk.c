#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/base/weir-output-file.h"
#include "data/store/weir-exporter.h"

/* In a process of its own, whose files may not grow past 64 KiB: as a full disk. */
static void
fill_a_small_disk (WeirExportFormat format,
                   const char      *path)
{
  const struct rlimit limit = { 65536, 65536 };
  const WeirExportColumn column = { "n", WEIR_EXPORT_INTEGER };
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirExporter) exporter = weir_exporter_new (path, format, &column, 1, &error);
  guint64 state = 1;

  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &limit);
  for (guint i = 0; i < 100000 && error == NULL; i++)
    {
      WeirValue value = { .type = WEIR_VALUE_INT };

      /* Marsaglia's xorshift: values that do not compress. */
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      value.as_int = (gint64) state;
      weir_exporter_add_row (exporter, &value, &error);
    }

  if (error == NULL)
    weir_exporter_finish (exporter, NULL, &error);
  g_assert_nonnull (error);
  g_assert_true (error->domain == WEIR_STORE_ERROR || error->domain == WEIR_OUTPUT_FILE_ERROR);
  g_clear_pointer (&exporter, weir_exporter_free);
}

static void
test_full_disk_leaves_nothing (void)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-exporter-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "rows.parquet", NULL);

  for (WeirExportFormat format = WEIR_EXPORT_CSV; format <= WEIR_EXPORT_PARQUET; format++)
    {
      int status = -1;
      pid_t child = fork ();

      if (child == 0)
        {
          fill_a_small_disk (format, path);
          _exit (0);
        }

      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_cmpint (status, ==, 0);
      /* It would not go with a file in it. */
      g_assert_cmpint (g_rmdir (folder), ==, 0);
      g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
    }

  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("weir-cache-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  /* Alone: it forks, which a process with DuckDB's threads should not. */
  g_test_add_func ("/exporter/full-disk-leaves-nothing", test_full_disk_leaves_nothing);

  status = g_test_run ();
  g_rmdir (cache);

  return status;
}
