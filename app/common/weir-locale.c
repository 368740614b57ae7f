#include "config.h"

#include "app/common/weir-locale.h"

#include <glib.h>
#include <libintl.h>

#include "app/common/weir-place.h"

static char *
dup_catalogue_dir (void)
{
  g_autofree char *build_dir = weir_place_dup_build_dir ();
  g_autofree char *data_dir = weir_place_dup_data_dir ();
  g_autofree char *moved = g_build_filename (data_dir, "locale", NULL);

  if (build_dir != NULL)
    return g_build_filename (build_dir, "po", NULL);

  /* A distribution may keep its catalogues elsewhere. */
  return g_file_test (moved, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&moved) : g_strdup (WEIR_LOCALE_DIR);
}

void
weir_locale_bind_catalogue (void)
{
  g_autofree char *dir = dup_catalogue_dir ();

  bindtextdomain (GETTEXT_PACKAGE, dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
