#include "config.h"

#include "app/common/weir-place.h"

/* The programs of a build folder lie in app/ and app/cli/. */
#define BUILD_DEPTH_MAX 2

static char *
dup_program_dir (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program != NULL ? g_path_get_dirname (program) : NULL;
}

/* The build folder this program lies in; NULL: it is installed. */
char *
weir_place_dup_build_dir (void)
{
  g_autofree char *dir = dup_program_dir ();

  for (guint i = 0; dir != NULL && i < BUILD_DEPTH_MAX; i++)
    {
      char *parent = g_path_get_dirname (dir);
      g_autofree char *ours = g_build_filename (parent, "meson-private", NULL);

      g_free (dir);
      dir = parent;
      if (g_file_test (ours, G_FILE_TEST_IS_DIR))
        return g_steal_pointer (&dir);
    }

  return NULL;
}

/* share/ of the prefix this program is installed in: the one it was configured for, or where it was moved. */
char *
weir_place_dup_data_dir (void)
{
  g_autofree char *dir = dup_program_dir ();
  g_autofree char *prefix = dir != NULL ? g_path_get_dirname (dir) : NULL;
  g_autofree char *moved = prefix != NULL ? g_build_filename (prefix, "share", NULL) : NULL;
  g_autofree char *ours = moved != NULL ? g_build_filename (moved, GETTEXT_PACKAGE, NULL) : NULL;

  if (ours != NULL && g_file_test (ours, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&moved);

  return g_strdup (WEIR_DATA_DIR);
}
