#pragma once

#include "app/shell/weir-window.h"

#include "app/pages/weir-alerts-page.h"
#include "app/shell/weir-demo.h"
#include "app/pages/weir-messages-page.h"
#include "app/shell/weir-notifier.h"
#include "app/shell/weir-proposals.h"
#include "app/shell/weir-record-button.h"
#include "app/shell/weir-sidebar.h"
#include "app/common/weir-recordings.h"
#include "app/common/weir-state-page.h"
#include "app/pages/weir-start-page.h"
#include "app/shell/weir-status-bar.h"
#include "app/shell/weir-transport-bar.h"
#include "app/shell/weir-wall.h"
#include "data/store/weir-spill-folder.h"
#include "data/workspace/weir-workspace-file.h"
#include "data/workspace/weir-workspace-history.h"
#include "widgets/weir-picture-note.h"

G_BEGIN_DECLS

struct _WeirWindow
{
  AdwApplicationWindow  parent_instance;

  AdwToastOverlay      *toasts;
  AdwFlap              *flap;
  WeirSidebar          *sidebar;
  GtkButton            *sidebar_button;
  GtkLabel             *title_label;
  GtkLabel             *subtitle_label;
  GtkMenuButton        *range_button;
  GtkButton            *live_button;
  AdwButtonContent     *live_content;
  WeirRecordButton     *record_button;
  GtkButton            *edit_button;
  GtkButton            *export_button;
  AdwButtonContent     *export_content;
  GtkRevealer          *banner;
  GtkLabel             *banner_label;
  GtkWidget            *banner_button;
  AdwHeaderBar         *header;
  WeirTransportBar     *transport;
  GtkStack             *stack;
  WeirStatusBar        *status_bar;

  WeirScope          *scope;        /* owned */
  WeirWorkspaceHistory *history;      /* owned, nullable: no workspace yet */
  WeirWorkspaceFile    *file;         /* owned, nullable: the workspace is in no file */
  gboolean              told_unsaved;
  WeirRecordings       *recordings;   /* owned */
  WeirProposals        *proposals;    /* owned, nullable: the workspace was read from a file */
  char                 *listed;       /* the dashboards that the sidebar has, for a comparison */
  GSettings            *preferences;    /* owned, nullable */
  gboolean              widening;       /* the range changes, but not by the user */
  WeirSpillFolder      *session_folder; /* owned, nullable: what is watched is read from it */
  WeirDemo             *demo;           /* owned, nullable */
  WeirNotifier         *notifier;       /* owned, nullable */
  GCancellable         *cancellable;    /* owned: what is being opened */
  WeirAlertsPage       *alerts_page;    /* in the stack */
  WeirMessagesPage     *messages_page;  /* in the stack */
  WeirStatePage        *state_page;     /* in the stack */
  WeirStartPage        *start_page;     /* in the stack */
  char                 *page;           /* the page chosen, also while the state page covers it */
  char                 *origin_page;    /* owned, nullable: where the records were chosen that are shown */
  GtkWidget            *origin_focus;   /* weak: what had the focus there */
  char                 *starting;
  WeirWall             *wall;           /* owned, nullable: no wall display */
  WeirPictureNote      *note;           /* owned, nullable: where to go once its workspace is open */
  gint64                toast_usec;
  gboolean              notifies;
  gboolean              narrow;
  int                   width_px;
  guint                 width_source;
};

/* weir-window-actions.c */
void        weir_window_class_install_actions (GtkWidgetClass *widget_class);
void        weir_window_add_actions           (WeirWindow     *self);
GMenuModel *weir_window_create_range_menu     (void);

/* The page of a dashboard is called by this and the dashboard's name. */
#define WEIR_WINDOW_DASHBOARD_PREFIX "dashboard-"

/* weir-window-edit.c */
void        weir_window_class_install_edit_actions (GtkWidgetClass *widget_class);
void        weir_window_update_edit_actions   (WeirWindow     *self);
/* A history of its own for @workspace. */
void        weir_window_set_history           (WeirWindow     *self,
                                               WeirWorkspace  *workspace);
/* Where changes go; @read (nullable) is what was read from there, @path (nullable) none. */
void        weir_window_set_file              (WeirWindow     *self,
                                               const char     *path,
                                               WeirWorkspace  *read);
void        weir_window_save_workspace        (WeirWindow     *self);

/* weir-window-find.c */
void        weir_window_class_install_find_actions (GtkWidgetClass *widget_class);

/* weir-window-records.c */
void        weir_window_class_install_record_actions (GtkWidgetClass *widget_class);
/* Shows the records that are chosen in a picture. */
void        weir_window_follow_choices        (WeirWindow     *self);
/* Back to the page on which the records were chosen. */
void        weir_window_leave_messages        (WeirWindow     *self);

/* weir-window-pages.c */
/* All pages anew, for another monitor. */
void        weir_window_rebuild_pages         (WeirWindow     *self);
/* Pages and sidebar as the workspace has its dashboards now. */
void        weir_window_sync_dashboards       (WeirWindow     *self);

/* weir-window-wall.c */
void        weir_window_class_install_wall_actions (GtkWidgetClass *widget_class);
void        weir_window_set_wall              (WeirWindow     *self,
                                               gboolean        wall);

/* weir-window-zone.c */
void        weir_window_class_install_zone_actions (GtkWidgetClass *widget_class);
void        weir_window_add_zone_action       (WeirWindow     *self);

/* weir-window-drop.c */
void        weir_window_add_drop_target       (WeirWindow     *self);
/* Shows what a saved picture of a chart shows. */
void        weir_window_open_picture          (WeirWindow     *self,
                                               const char     *path);
/* Goes to where a picture was dropped for, now that its workspace is open. */
void        weir_window_follow_note           (WeirWindow     *self);

/* weir-window-session.c */
void        weir_window_class_install_session_actions (GtkWidgetClass *widget_class);
void        weir_window_open_session          (WeirWindow     *self,
                                               const char     *path);
void        weir_window_save_session          (WeirWindow     *self,
                                               const char     *path);

/* weir-window-state.c */
void        weir_window_restore_state         (WeirWindow     *self);
void        weir_window_keep_range            (WeirWindow     *self);

/* weir-window-status.c: states, banner, badges and status bar from what the monitor knows now. */
void        weir_window_update_status         (WeirWindow     *self);
void        weir_window_update_page           (WeirWindow     *self);

G_END_DECLS
