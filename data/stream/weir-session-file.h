#pragma once

#include "data/store/weir-spill-folder.h"
#include "data/stream/weir-capture.h"

G_BEGIN_DECLS

#define WEIR_SESSION_ENDING ".weir"

/**
 * WeirSessionView: what the screen shows of a session.
 * @page: (nullable): name of the page
 * @begin_usec: time range of the charts
 * @end_usec: its end
 * @live: the range moves along with the records
 */
typedef struct
{
  char     *page;
  gint64    begin_usec;
  gint64    end_usec;
  gboolean  live;
} WeirSessionView;

/**
 * WeirSessionFile:
 * @workspace: owned: it reads what is in the file, and nothing else
 * @folder: owned: where the file was unpacked; goes with the session
 * @view: what was on the screen
 *
 * What is on the screen with its data in one file, to be opened without a broker.
 */
typedef struct
{
  WeirWorkspace   *workspace;
  WeirSpillFolder *folder;
  WeirSessionView  view;
} WeirSessionFile;

void         weir_session_file_free        (WeirSessionFile            *self);
void         weir_session_file_save_async  (const WeirCaptureSpec  *spec,
                                       const WeirSessionView  *view,
                                       const char             *path,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data);
gboolean     weir_session_file_save_finish (GAsyncResult           *result,
                                       GError                **error);
void         weir_session_file_open_async  (const char             *path,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data);
WeirSessionFile *weir_session_file_open_finish (GAsyncResult           *result,
                                       GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirSessionFile, weir_session_file_free)

G_END_DECLS
