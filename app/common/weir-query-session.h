#pragma once

#include "app/common/weir-scope.h"
#include "data/store/weir-query.h"

G_BEGIN_DECLS

/**
 * WeirQuerySession:
 * @text: what is being written
 * @history: owned, of texts: statements that were carried out, the latest first
 * @recording: owned, nullable: a folder
 * @allowed: owned, of texts: files and folders that statements may read
 *
 * What a person does with SQL in a window. It stays with the window's scope, whatever is watched. Main thread.
 */
typedef struct
{
  char      *text;
  GPtrArray *history;
  char      *recording;
  GPtrArray *allowed;
} WeirQuerySession;

/* (transfer none) */
WeirQuerySession *weir_query_session_get      (WeirScope        *scope);
void              weir_query_session_remember (WeirQuerySession *self,
                                               const char       *sql);
/* A folder is a recording if it has one, and may be read in any case. */
void              weir_query_session_allow    (WeirQuerySession *self,
                                               const char       *path);
/* What the workspace reads, a statement may read, too. */
void              weir_query_session_allow_connections (WeirScope *scope);
/* That of the first connection that is a Kafka. (nullable) (transfer none) */
WeirSettings     *weir_query_session_find_settings (WeirScope   *scope);
/* Carries out @sql over copies of the rows that the program has at this moment; see weir_query_async(). @timeout_msec: 0: none */
void              weir_query_session_ask      (WeirScope        *scope,
                                               const char       *sql,
                                               guint             timeout_msec,
                                               GCancellable     *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer          user_data);

G_END_DECLS
