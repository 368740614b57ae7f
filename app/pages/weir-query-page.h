#pragma once

#include <adwaita.h>

#include "app/common/weir-scope.h"
#include "data/workspace/weir-workspace-history.h"

G_BEGIN_DECLS

/**
 * WeirQueryPage:
 *
 * SQL over what the program has now, recordings, topics and files, and its
 * result as a table.
 */
#define WEIR_TYPE_QUERY_PAGE (weir_query_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirQueryPage, weir_query_page, WEIR, QUERY_PAGE, AdwBin)

GtkWidget *weir_query_page_new (WeirScope     *scope);
/* Once: where statements are kept. */
void       weir_query_page_set_history (WeirQueryPage        *self,
                                        WeirWorkspaceHistory *history);
/* Carries out a statement in place of the one that is written there. */
void       weir_query_page_run (WeirQueryPage *self,
                                const char    *sql);

G_END_DECLS
