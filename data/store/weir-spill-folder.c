#include "config.h"

#include "data/store/weir-spill-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "data/base/weir-leftover.h"
#include "data/store/weir-exporter.h"

#define ATTEMPTS_MAX 100

struct _WeirSpillFolder
{
  char *path;
  int   fd;     /* keeps its lock */
};

static gboolean
weir_spill_folder_make (WeirSpillFolder *self,
                        const char      *parent,
                        const char      *prefix)
{
  weir_leftover_collect (parent, prefix);

  for (guint i = 0; i < ATTEMPTS_MAX; i++)
    {
      g_autofree char *path = weir_leftover_dup_template (parent, prefix);

      if (g_mkdtemp (path) == NULL)
        return FALSE;

      self->fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      if (self->fd >= 0 && weir_leftover_hold (self->fd, path))
        {
          self->path = g_steal_pointer (&path);
          return TRUE;
        }
      if (self->fd >= 0)
        close (self->fd);
      g_rmdir (path);
    }

  return FALSE;
}

/* A service may have no home, and a container no /tmp; there the name has to say whose it is. */
static gboolean
weir_spill_folder_open (WeirSpillFolder *self,
                        const char      *last_resort)
{
  g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "weir", NULL);

  g_mkdir_with_parents (cache, 0700);

  return weir_spill_folder_make (self, cache, "spill-") ||
         weir_spill_folder_make (self, g_get_tmp_dir (), "weir-spill-") ||
         weir_spill_folder_make (self, last_resort, ".weir-spill-");
}

/**
 * weir_spill_folder_new:
 * @last_resort: (type filename): where to make it if nothing else can be written to
 * @error: return location
 *
 * Makes a folder in the user's cache, or in /tmp where there is none, and
 * removes those that killed runs left beside it.
 *
 * Returns: (transfer full) (nullable): the folder, or %NULL and
 *   %WEIR_STORE_ERROR_DATABASE
 */
WeirSpillFolder *
weir_spill_folder_new (const char *last_resort,
                       GError    **error)
{
  WeirSpillFolder *self = g_new0 (WeirSpillFolder, 1);

  self->fd = -1;
  if (weir_spill_folder_open (self, last_resort))
    return self;

  g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE,
               _("No folder for temporary files can be made: %s; let XDG_CACHE_HOME or TMPDIR name one that can be written to"),
               g_strerror (errno));
  g_free (self);

  return NULL;
}

/**
 * weir_spill_folder_get_path:
 * @self: a folder
 *
 * Returns: (transfer none): its name
 */
const char *
weir_spill_folder_get_path (WeirSpillFolder *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

/**
 * weir_spill_folder_free:
 * @self: (nullable): a folder
 *
 * Removes it; whoever used it has removed their files.
 */
void
weir_spill_folder_free (WeirSpillFolder *self)
{
  if (self == NULL)
    return;

  weir_leftover_drop_folder (self->path);
  weir_leftover_release (self->path);
  close (self->fd);
  g_free (self->path);
  g_free (self);
}
