#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirSpillFolder:
 *
 * A private folder for what a computation cannot hold in memory. It goes with
 * the object; what a killed run left is removed by the next one.
 */
typedef struct _WeirSpillFolder WeirSpillFolder;

WeirSpillFolder *weir_spill_folder_new      (const char       *last_resort,
                                             GError          **error);
const char      *weir_spill_folder_get_path (WeirSpillFolder  *self);
void             weir_spill_folder_free     (WeirSpillFolder  *self);

G_END_DECLS
