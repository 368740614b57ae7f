#pragma once

#include "app/pages/weir-dashboard-page.h"

#include "app/panels/weir-card.h"
#include "app/panels/weir-panel-sheet.h"
#include "app/panels/weir-value-list.h"

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
  GtkRevealer               *side;       /* child: what is in side_stack */
  GtkWidget                 *side_stack; /* in side: the form of one panel, or the values that can be shown */
  WeirPanelSheet            *sheet;      /* in side_stack, nullable before it is first needed */
  WeirValueList             *values;     /* in side_stack, nullable before it is first needed */
  WeirCard                  *aim;        /* borrowed, nullable: what a value that is dragged is over */
  guint                      focused;    /* the panel that had the focus last */
  guint                      sheet_panel; /* whose form that is */
  gboolean                   editing;
};

/* weir-dashboard-page-editing.c */
gboolean weir_dashboard_page_take_change (WeirDashboardPage *self,
                                          WeirWorkspace     *next,
                                          const char        *label,
                                          GError            *error);
void weir_dashboard_page_show_side    (WeirDashboardPage *self,
                                       GtkWidget         *shown);
void weir_dashboard_page_create_bar   (WeirDashboardPage *self);
void weir_dashboard_page_watch_card   (WeirDashboardPage *self,
                                       WeirCard          *card);
void weir_dashboard_page_update_sheet (WeirDashboardPage *self);
void weir_dashboard_page_close_sheet  (WeirDashboardPage *self);
void weir_dashboard_page_install      (GtkWidgetClass    *widget_class);

/* weir-dashboard-page-values.c */
void weir_dashboard_page_accept_values  (WeirDashboardPage *self);
void weir_dashboard_page_update_values  (WeirDashboardPage *self);
void weir_dashboard_page_install_values (GtkWidgetClass    *widget_class);

G_END_DECLS
