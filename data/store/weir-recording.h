#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Where a recording's records lie:
 *
 *   FOLDER/topic=TOPIC/date=YYYY-MM-DD/PARTITION-FIRST-LAST.parquet
 *
 * TOPIC is percent-encoded, the date is that of the records' own time in UTC,
 * FIRST and LAST are the offsets of the file's first and last record. Records
 * without a time lie in date=__HIVE_DEFAULT_PARTITION__, which readers of such
 * folders take for null. Names alone tell what is there.
 */

#define WEIR_RECORDING_ENDING ".parquet"

/**
 * WeirRecordingFile:
 * @name: owned; below the topic's folder: date=…/…
 * @partition: its partition
 * @first: offset of its first record
 * @last: offset of its last record; between them others may lie in files of other dates
 */
typedef struct
{
  char   *name;
  gint32  partition;
  gint64  first;
  gint64  last;
} WeirRecordingFile;

gint64   weir_recording_get_day          (gint64              time_usec);
char    *weir_recording_dup_topic_folder (const char         *topic);
char    *weir_recording_dup_topic        (const char         *folder_name);
char    *weir_recording_dup_date_folder  (gint64              day);
char    *weir_recording_dup_file_name    (gint32              partition,
                                          gint64              first,
                                          gint64              last);
gboolean weir_recording_parse_file_name  (const char         *name,
                                          WeirRecordingFile  *file);
GStrv    weir_recording_list_topics      (const char         *folder,
                                          GError            **error);
GArray  *weir_recording_list_files       (const char         *topic_folder,
                                          GPtrArray          *strangers,
                                          GError            **error);

G_END_DECLS
