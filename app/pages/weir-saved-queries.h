#pragma once

#include <adwaita.h>

#include "data/workspace/weir-workspace-history.h"

G_BEGIN_DECLS

/**
 * WeirSavedQueries:
 *
 * A button with the statements that the workspace keeps: one is put into the
 * editor, and what stands there is kept under a name. Each is a change of the
 * workspace, to be undone as any other.
 */
#define WEIR_TYPE_SAVED_QUERIES (weir_saved_queries_get_type ())
G_DECLARE_FINAL_TYPE (WeirSavedQueries, weir_saved_queries, WEIR, SAVED_QUERIES, AdwBin)

/* @buffer: the editor's */
GtkWidget *weir_saved_queries_new  (WeirWorkspaceHistory *history,
                                    GtkTextBuffer        *buffer);
/* As the button in its list does. */
void       weir_saved_queries_save (WeirSavedQueries     *self,
                                    const char           *name);

G_END_DECLS
