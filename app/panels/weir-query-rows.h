#pragma once

#include <adwaita.h>

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirQueryRows: the part of a panel's form that says which saved statement it shows, how, and how often it is asked.
 * Signals: ::changed (): by the user.
 */
#define WEIR_TYPE_QUERY_ROWS (weir_query_rows_get_type ())
G_DECLARE_FINAL_TYPE (WeirQueryRows, weir_query_rows, WEIR, QUERY_ROWS, AdwBin)

GtkWidget *weir_query_rows_new  (void);
void       weir_query_rows_show (WeirQueryRows         *self,
                                 WeirWorkspace         *workspace,
                                 const WeirPanelConfig *config);
/* Writes what was chosen into @config. */
void       weir_query_rows_get  (WeirQueryRows         *self,
                                 WeirPanelConfig       *config);
/* A panel of a statement needs one: the first. Another has none. */
void       weir_query_rows_fit  (WeirWorkspace         *workspace,
                                 WeirPanelConfig       *config);

G_END_DECLS
