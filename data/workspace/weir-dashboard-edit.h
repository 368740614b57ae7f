#pragma once

#include "data/workspace/weir-panel-grid.h"
#include "data/workspace/weir-workspace-edit.h"

G_BEGIN_DECLS

/* Changes of dashboards and their panels; see weir-workspace-edit.h. */

WeirWorkspace *weir_dashboard_edit_add          (WeirWorkspace         *workspace,
                                                 const char            *title,
                                                 char                 **name,
                                                 GError               **error);
WeirWorkspace *weir_dashboard_edit_rename       (WeirWorkspace         *workspace,
                                                 const char            *dashboard,
                                                 const char            *title,
                                                 GError               **error);
WeirWorkspace *weir_dashboard_edit_remove       (WeirWorkspace         *workspace,
                                                 const char            *dashboard,
                                                 GError               **error);
WeirWorkspace *weir_dashboard_edit_set_panel    (WeirWorkspace         *workspace,
                                                 const char            *dashboard,
                                                 guint                  panel,
                                                 const WeirPanelConfig *config,
                                                 GError               **error);
WeirWorkspace *weir_dashboard_edit_place_panel  (WeirWorkspace         *workspace,
                                                 const char            *dashboard,
                                                 guint                  panel,
                                                 const WeirPanelPlace  *place,
                                                 GError               **error);
WeirWorkspace *weir_dashboard_edit_remove_panel (WeirWorkspace         *workspace,
                                                 const char            *dashboard,
                                                 guint                  panel,
                                                 GError               **error);
WeirWorkspace *weir_dashboard_edit_paste_panel  (WeirWorkspace         *workspace,
                                                 const char            *dashboard,
                                                 const char            *text,
                                                 GError               **error);
char          *weir_dashboard_edit_copy_panel   (WeirWorkspace         *workspace,
                                                 const char            *dashboard,
                                                 guint                  panel);

G_END_DECLS
