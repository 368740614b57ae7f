#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Steps of writing. Each returns once the disk has it, or FALSE with
 * a #GFileError that names the file. Any thread; they block.
 */

gboolean weir_durable_sync        (const char  *path,
                                   GError     **error);
gboolean weir_durable_make_folder (const char  *path,
                                   GError     **error);
gboolean weir_durable_rename      (const char  *from,
                                   const char  *to,
                                   GError     **error);
gboolean weir_durable_remove      (const char  *path,
                                   GError     **error);
gboolean weir_durable_is_full     (const GError *error);

G_END_DECLS
