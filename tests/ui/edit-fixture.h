#pragma once

#include "app-fixture.h"
#include "app/pages/weir-dashboard-page.h"
#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/* A dashboard that is changed while it is live. */
typedef struct
{
  AppFixture            base;
  WeirWorkspaceHistory *history;
  WeirDashboardPage    *page;
} Edit;

void                   edit_init         (Edit *edit);
void                   edit_clear        (Edit *edit);
WeirCard              *edit_get_card     (Edit *edit,
                                          guint i);
const WeirPanelConfig *edit_get_panel    (Edit *edit,
                                          guint i);
guint                  edit_count_panels (Edit *edit);

G_END_DECLS
