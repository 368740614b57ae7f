#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The workspaces, files and recordings that were opened, in the desktop's own list of recent files: what the user
 * forbids or forgets there is forbidden and forgotten here.
 */

/**
 * WeirRecent:
 * @path: absolute
 * @time_usec: when it was opened last (µs UTC)
 */
typedef struct
{
  char   *path;
  gint64  time_usec;
} WeirRecent;

void       weir_recent_free (WeirRecent *self);
void       weir_recent_add  (const char *path);
/* Those that are still there, newest first, at most @max. (transfer full) (element-type WeirRecent) */
GPtrArray *weir_recent_list (guint       max);

G_END_DECLS
