#include "config.h"

#include <locale.h>

#include "app/shell/weir-application.h"
#include "app/shell/weir-painter-choice.h"
#include "app/common/weir-locale.h"
#include "data/base/weir-writer.h"
#include "data/lag/weir-lag-process.h"

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

  weir_painter_choice_assume ();
  g_set_prgname ("weir");
  weir_writer_init ();
  app = weir_application_new ();

  status = g_application_run (G_APPLICATION (app), argc, argv);

  return status != 0 ? status : weir_application_get_status (app);
}
