#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Temporary files and folders that a run which ended in the middle (killed, no
 * memory, a limit) cannot remove itself. Each is called PREFIX PID "-" and six
 * letters or digits, and is locked as long as the run that made it lives; one
 * that can be locked belongs to a run that has ended.
 */

char    *weir_leftover_dup_template (const char *folder,
                                     const char *prefix);
gboolean weir_leftover_hold         (int         fd,
                                     const char *path);
void     weir_leftover_release      (const char *path);
void     weir_leftover_remove_held  (void);
guint    weir_leftover_collect      (const char *folder,
                                     const char *prefix);
void     weir_leftover_drop_folder  (const char *path);

G_END_DECLS
