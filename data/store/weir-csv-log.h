#pragma once

#include "data/source/weir-intake.h"
#include "data/store/weir-exporter.h"

G_BEGIN_DECLS

/*
 * A CSV file that grows: rows of records are appended, each record exactly once.
 *
 * Beside FILE lies FILE.weir: how many bytes of FILE are committed, and which
 * offset of each partition comes next. Rows are appended in whole lines and
 * synced, then FILE.weir is replaced, whole and synced: that is the commit. What
 * stands in FILE behind the committed bytes was written by a process that is no
 * more, and is cut off by the next one, which reads those records again. One
 * process at a time has the lock on FILE.
 */

/**
 * WeirCsvLogSpec:
 * @path: (type filename): the file; made if it is not there
 * @columns: (array length=n_columns): its columns
 * @n_columns: how many
 * @raw: no apostrophe before texts that a spreadsheet would calculate
 * @cancellable: (nullable): ends the waiting for a full disk
 * @say: called when it has to wait, and when it goes on
 * @user_data: for it
 */
typedef struct
{
  const char             *path;
  const WeirExportColumn *columns;
  guint                   n_columns;
  gboolean                raw;
  GCancellable           *cancellable;
  void                  (*say) (const char *text,
                                gpointer    user_data);
  gpointer                user_data;
} WeirCsvLogSpec;

typedef struct _WeirCsvLog WeirCsvLog;

WeirCsvLog *weir_csv_log_new       (const WeirCsvLogSpec  *spec,
                                    GError               **error);
void        weir_csv_log_free      (WeirCsvLog            *self);
gint64      weir_csv_log_get_next  (WeirCsvLog            *self,
                                    const char            *topic,
                                    gint32                 partition);
GArray     *weir_csv_log_dup_resume (WeirCsvLog           *self,
                                     const char * const   *topics);
gboolean    weir_csv_log_pass      (WeirCsvLog            *self,
                                    const WeirMessage     *message);
void        weir_csv_log_add_row   (WeirCsvLog            *self,
                                    const WeirValue       *values);
gboolean    weir_csv_log_commit    (WeirCsvLog            *self,
                                    GError               **error);
gboolean    weir_csv_log_is_idle   (WeirCsvLog            *self);
gsize       weir_csv_log_get_waiting (WeirCsvLog          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCsvLog, weir_csv_log_free)

G_END_DECLS
