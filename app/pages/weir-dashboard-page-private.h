#pragma once

#include "app/pages/weir-dashboard-page.h"

#include "app/panels/weir-card.h"
#include "app/panels/weir-panel-sheet.h"

G_BEGIN_DECLS

struct _WeirDashboardPage
{
  AdwBin                     parent_instance;

  WeirScope                 *scope;      /* owned */
  WeirWorkspaceHistory      *history;    /* owned */
  char                      *name;
  WeirWorkspace             *workspace;  /* owned: what config and the cards' are borrowed from */
  const WeirDashboardConfig *config;     /* borrowed from it */
  GPtrArray                 *cards;      /* borrowed from panels, in the order of config's panels */
  GtkWidget                 *stack;      /* child: the panels, or that there are none */
  GtkWidget                 *panels;     /* in stack */
  GtkRevealer               *bar;        /* child: what can be done while editing */
  GtkRevealer               *side;       /* child: the form of one panel */
  WeirPanelSheet            *sheet;      /* in side, nullable before it is first needed */
  guint                      sheet_panel; /* whose form that is */
  gboolean                   editing;
};

/* weir-dashboard-page-editing.c */
void weir_dashboard_page_create_bar   (WeirDashboardPage *self);
void weir_dashboard_page_watch_card   (WeirDashboardPage *self,
                                       WeirCard          *card);
void weir_dashboard_page_update_sheet (WeirDashboardPage *self);
void weir_dashboard_page_close_sheet  (WeirDashboardPage *self);
void weir_dashboard_page_install      (GtkWidgetClass    *widget_class);

G_END_DECLS
