#include "config.h"

#include "app/common/weir-locale.h"

#include <glib.h>
#include <libintl.h>

/* The programs of a build folder lie in app/ and app/cli/. */
#define BUILD_DEPTH_MAX 2

/* The build folder this program lies in; NULL: it is installed. */
static char *
dup_build_dir (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *dir = program != NULL ? g_path_get_dirname (program) : NULL;

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

void
weir_locale_bind_catalogue (void)
{
  g_autofree char *build_dir = dup_build_dir ();
  g_autofree char *built = build_dir != NULL ? g_build_filename (build_dir, "po", NULL) : NULL;

  bindtextdomain (GETTEXT_PACKAGE, built != NULL ? built : WEIR_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
