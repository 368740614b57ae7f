#pragma once

#include "data/source/weir-settings.h"
#include "data/store/weir-exporter.h"

G_BEGIN_DECLS

/**
 * WeirConsoleSpec:
 * @recordings: (nullable) (type filename): a recording: its topics are tables of the schema `recorded`
 * @allowed: (nullable) (array zero-terminated=1) (element-type filename): files and folders that statements may read
 * @tables: (nullable) (element-type WeirQueryTable): rows that are tables, too; referenced
 * @settings: (nullable): how kafka() reaches its cluster; %NULL: there is no such function
 * @deadline_msec: how long no broker may answer
 * @memory_bytes: DuckDB's memory, 0: 1 GiB
 * @n_threads: its threads, 0: one for each processor
 * @cancellable: (nullable): a statement that was interrupted ends with its error; see weir_console_interrupt()
 */
typedef struct
{
  const char         *recordings;
  const char * const *allowed;
  GPtrArray          *tables;
  WeirSettings       *settings;
  guint               deadline_msec;
  gsize               memory_bytes;
  guint               n_threads;
  GCancellable       *cancellable;
} WeirConsoleSpec;

/**
 * WeirConsole:
 *
 * SQL over recordings, files and topics, by DuckDB. Statements read: they write
 * nothing, load no extensions, change no settings and open no file but those of
 * the recording and those that were allowed. One thread.
 */
typedef struct _WeirConsole WeirConsole;

WeirConsole            *weir_console_new          (const WeirConsoleSpec  *spec,
                                                   GError                **error);
void                    weir_console_free         (WeirConsole            *self);
gboolean                weir_console_run          (WeirConsole            *self,
                                                   const char             *sql,
                                                   GError                **error);
const WeirExportColumn *weir_console_get_columns  (WeirConsole            *self,
                                                   guint                  *n_columns);
gboolean                weir_console_next         (WeirConsole            *self,
                                                   WeirValue              *cells,
                                                   GError                **error);
const GPtrArray        *weir_console_get_warnings (WeirConsole            *self);
void                    weir_console_interrupt    (WeirConsole            *self);
guint64                 weir_console_get_n_gaps   (WeirConsole            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirConsole, weir_console_free)

G_END_DECLS
