#include "config.h"

#include "data/store/weir-duckdb.h"

#include <dlfcn.h>
#include <glib/gi18n-lib.h>

#include "data/store/weir-exporter.h"

#define LIBRARY "libduckdb.so"

/* Where the loader finds libraries, then where it was when Weir was built. */
static gpointer
weir_duckdb_open (void)
{
  gpointer library = dlopen (LIBRARY, RTLD_LAZY | RTLD_LOCAL);

  if (library == NULL)
    library = dlopen (WEIR_DUCKDB_LIB_DIR G_DIR_SEPARATOR_S LIBRARY, RTLD_LAZY | RTLD_LOCAL);

  return library;
}

static gboolean
weir_duckdb_fill (WeirDuckDB *self,
                  gpointer    library)
{
  gboolean complete = TRUE;

  /* No further than the first that is missing, for dlerror(). */
#define FILL(name) complete = complete && (*(gpointer *) &self->name = dlsym (library, "duckdb_" #name)) != NULL;
  WEIR_DUCKDB_FUNCTIONS (FILL)
#undef FILL

  return complete;
}

/**
 * weir_duckdb_load:
 * @error: return location
 *
 * Loads DuckDB, once; it stays. Any thread.
 *
 * Returns: (transfer none) (nullable): its functions, or %NULL with
 *   %WEIR_STORE_ERROR_DATABASE when it is not installed or too old
 */
const WeirDuckDB *
weir_duckdb_load (GError **error)
{
  static GMutex mutex;
  static gpointer library;
  static gboolean complete;
  static WeirDuckDB functions;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&mutex);

  if (complete)
    return &functions;

  if (library == NULL)
    library = weir_duckdb_open ();
  complete = library != NULL && weir_duckdb_fill (&functions, library);
  if (!complete)
    g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE,
                 _("Parquet files and SQL need DuckDB, which cannot be loaded (%s); install its library, or use CSV or JSON"), dlerror ());

  return complete ? &functions : NULL;
}
