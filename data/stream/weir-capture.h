#pragma once

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirCaptureSpec:
 * @workspace: what is watched
 * @known_topics: (nullable) (array zero-terminated=1): topics that its patterns may stand for
 * @from_usec: records from about there on
 * @folder: (type filename): an empty folder
 */
typedef struct
{
  WeirWorkspace      *workspace;
  const char * const *known_topics;
  gint64              from_usec;
  const char         *folder;
} WeirCaptureSpec;

/*
 * What a workspace reads, recorded: from a time on up to now, and a workspace
 * that reads this recording in place of its clusters and files.
 */

void           weir_capture_async  (const WeirCaptureSpec *spec,
                                    GCancellable          *cancellable,
                                    GAsyncReadyCallback    callback,
                                    gpointer               user_data);
WeirWorkspace *weir_capture_finish (GAsyncResult          *result,
                                    GError               **error);
gint64         weir_capture_get_lead (WeirWorkspace       *workspace);
char          *weir_capture_dup_name (guint                connection);

G_END_DECLS
