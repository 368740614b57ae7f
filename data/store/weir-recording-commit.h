#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * How the files of a recording become part of it.
 *
 * The recorder gathers the records of a partition. Now and then it cuts: what
 * was gathered is written, a file for each date among the records, under
 * temporary names, .weir-PARTITION-PID-XXXXXX. Then the cut is committed:
 *
 *   1. each file is synced
 *   2. a cut of one file: it is renamed to PARTITION-FIRST-LAST.parquet, and its
 *      folder synced. That is the commit.
 *      A cut of several files: their temporary and final names are written to
 *      .weir-commit-PARTITION in the topic's folder, whole and synced or not at all. That is the commit. Then each is renamed,
 *      the folders synced, and the list removed.
 *
 * Cuts of a partition are committed one after the other, in the order of their
 * offsets. So the largest LAST among the names of a partition tells where its
 * recording goes on, and before it nothing is missing: whoever opens the
 * partition first carries a list out that is still there
 * (weir_recording_recover()), then removes the temporary files. A process that
 * is killed loses what was not committed, which is read again, and nothing else.
 *
 * One process at a time records a partition: it holds a lock on
 * .weir-lock-PARTITION, which ends with the process.
 */

/**
 * WeirRecordingMove:
 * @temporary: owned; below the topic's folder
 * @name: owned; below it too
 */
typedef struct
{
  char *temporary;
  char *name;
} WeirRecordingMove;

char    *weir_recording_dup_prefix (gint32              partition);
int      weir_recording_lock       (const char         *topic_folder,
                                    gint32              partition,
                                    GError            **error);
gboolean weir_recording_commit     (const char         *topic_folder,
                                    gint32              partition,
                                    const GArray       *moves,
                                    GError            **error);
gboolean weir_recording_recover    (const char         *topic_folder,
                                    gint32              partition,
                                    GError            **error);
GArray  *weir_recording_list_partitions (const char    *topic_folder);

G_END_DECLS
