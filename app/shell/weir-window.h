#pragma once

#include <adwaita.h>

#include "app/common/weir-scope.h"
#include "app/shell/weir-notifier.h"

G_BEGIN_DECLS

/**
 * WeirWindow:
 *
 * One workspace on the screen.
 */
#define WEIR_TYPE_WINDOW (weir_window_get_type ())
G_DECLARE_FINAL_TYPE (WeirWindow, weir_window, WEIR, WINDOW, AdwApplicationWindow)

/* @start_usec: when the program began, monotonic. */
WeirWindow  *weir_window_new            (GtkApplication *application,
                                         gint64          start_usec);
WeirScope *weir_window_get_scope    (WeirWindow     *self);
/*
 * Watches @workspace from now on; what is wrong with it is told in a dialog. What is
 * changed is written to @path (nullable), the file it was read from.
 */
void         weir_window_open_workspace (WeirWindow     *self,
                                         WeirWorkspace  *workspace,
                                         const char     *path);
/* Reads @path in a thread; what a file may not set by itself is asked about, but for what @own (nullable) sets. */
void         weir_window_open_file      (WeirWindow     *self,
                                         const char     *path,
                                         WeirSettings   *own);
/*
 * Reads some of the records of @path, a CSV or NDJSON file or the folder of a recording, and watches what they hold;
 * with @preview it shows that first, to be changed.
 */
void         weir_window_open_data      (WeirWindow     *self,
                                         const char     *path,
                                         gboolean        preview);
/* A workspace or data, as its name says; see weir_window_is_workspace(). */
void         weir_window_open_path      (WeirWindow     *self,
                                         const char     *path,
                                         WeirSettings   *own);
gboolean     weir_window_is_workspace   (const char     *path);
/* Widens the charts' range for this workspace, so that @span_usec fits into it. */
void         weir_window_widen_range    (WeirWindow     *self,
                                         gint64          span_usec);
/* Starts a broker and a simulator inside this process and watches them. */
void         weir_window_start_demo     (WeirWindow     *self);
/* Says what is being opened; NULL: nothing is. */
void         weir_window_set_starting   (WeirWindow     *self,
                                         const char     *text);
void         weir_window_show_error     (WeirWindow     *self,
                                         const char     *title,
                                         const char     *text);
void         weir_window_show_toast     (WeirWindow     *self,
                                         const char     *text);
/* With a button that shows @path in its folder. */
void         weir_window_show_file_toast (WeirWindow    *self,
                                         const char     *text,
                                         const char     *path);
/* NULL where there is nothing to tell of. (transfer none) (nullable) */
WeirNotifier *weir_window_get_notifier   (WeirWindow     *self);
/* The page of alerts, with the first that the notice of @rule is about. */
void         weir_window_show_alerts_of (WeirWindow     *self,
                                         const char     *rule);
/* Notices to the desktop about alerts; TRUE at first. */
void         weir_window_set_notifies   (WeirWindow     *self,
                                         gboolean        notifies);
guint        weir_window_get_n_pages    (WeirWindow     *self);
/* "dashboard-stocks", "alerts" … (transfer none) (nullable) */
const char  *weir_window_get_page       (WeirWindow     *self,
                                         guint           i);
void         weir_window_show_page      (WeirWindow     *self,
                                         const char     *page);

/* Keeps its size and page for the next run. */
void           weir_window_keep_state      (WeirWindow *self);
/* Cancelled once the window is closed. (transfer none) */
GCancellable  *weir_window_get_cancellable (WeirWindow *self);

G_END_DECLS
