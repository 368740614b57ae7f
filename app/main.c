#include "config.h"

#include <locale.h>

#include "app/shell/weir-application.h"
#include "app/common/weir-locale.h"
#include "data/base/weir-writer.h"
#include "data/lag/weir-lag-process.h"

/* GSK's OpenGL path costs more than cairo where OpenGL is software, and software is what there is without a render node. */
static gboolean
have_render_node (void)
{
  g_autoptr(GDir) dir = g_dir_open ("/dev/dri", 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_prefix (name, "renderD"))
        return TRUE;
    }

  return FALSE;
}

/* Without OpenGL GTK does not load Mesa and its compiler either, which take 58 MiB for nothing. */
static void
use_cairo (void)
{
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(WeirApplication) app = NULL;
  int status;

  setlocale (LC_ALL, "");
  weir_locale_bind_catalogue ();
  if (weir_lag_process_serve (argv, &status))
    return status;

  if (g_getenv ("GSK_RENDERER") == NULL && !have_render_node ())
    use_cairo ();

  g_set_prgname ("weir");
  weir_writer_init ();
  app = weir_application_new ();

  status = g_application_run (G_APPLICATION (app), argc, argv);

  return status != 0 ? status : weir_application_get_status (app);
}
