#pragma once

#include "data/lag/weir-offset-reset.h"

G_BEGIN_DECLS

/* A reset of offsets, off the main thread: first what it would do, then, with what that told, the doing of it. */

/* @scope: (nullable): of WeirOffsetChange: which topics and partitions; NULL: all that the group has committed.
 * @path: (nullable): a file of the offsets that are wanted, for WEIR_OFFSET_RESET_TO_GIVEN; it has its own scope. */
void       weir_reset_plan_async     (WeirSettings        *settings,
                                      const char          *group,
                                      WeirOffsetResetKind  kind,
                                      gint64               value,
                                      GPtrArray           *scope,
                                      const char          *path,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
/* Of WeirOffsetChange. (transfer full) (nullable) */
GPtrArray *weir_reset_plan_finish    (GAsyncResult        *result,
                                      GError             **error);
/* The offsets of before are written to @path first; nothing is changed if they cannot be. @changes are kept. */
void       weir_reset_execute_async  (WeirSettings        *settings,
                                      const char          *group,
                                      GPtrArray           *changes,
                                      const char          *path,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean   weir_reset_execute_finish (GAsyncResult        *result,
                                      GError             **error);

G_END_DECLS
