#pragma once

#include "data/stream/weir-topic-sample.h"

G_BEGIN_DECLS

/* Rows that a preview keeps of each kind; the rest is counted. */
#define WEIR_PREVIEW_ROWS_MAX 400

/**
 * WeirPreviewRecord: a decoded record.
 * @partition: where it stands
 * @offset: where it stands
 * @time_usec: event time (µs UTC)
 * @key: as text that shows every character
 * @cells: (array zero-terminated=1): its fields as text, "" where there is none
 * @numbers: (array): its fields as numbers, NaN where there is none
 */
typedef struct
{
  gint32   partition;
  gint64   offset;
  gint64   time_usec;
  char    *key;
  GStrv    cells;
  double  *numbers;
} WeirPreviewRecord;

/**
 * WeirPreviewRow: a closed window of a key.
 * @window: number of the stream's window
 * @key: as text that shows every character
 * @start_usec: from (µs UTC)
 * @end_usec: to (µs UTC)
 * @count: records in it
 * @cells: (array zero-terminated=1): its values as text, "" where there is none
 */
typedef struct
{
  guint    window;
  char    *key;
  gint64   start_usec;
  gint64   end_usec;
  guint64  count;
  GStrv    cells;
} WeirPreviewRow;

/**
 * WeirPreviewWindow: what became of one of the stream's windows.
 * @names: (array zero-terminated=1): of its values
 * @n_rows: rows that were closed
 * @n_late_pairs: pairs of record and window that were refused for being late
 * @grace_usec: the smallest grace that keeps 99.9 % of the records
 */
typedef struct
{
  GStrv    names;
  guint64  n_rows;
  guint64  n_late_pairs;
  gint64   grace_usec;
} WeirPreviewWindow;

/**
 * WeirPreview:
 * @names: (array zero-terminated=1): of the stream's fields
 * @records: (element-type WeirPreviewRecord): in the order they were read
 * @rows: (element-type WeirPreviewRow): in the order they closed; the end of the sample closes the last
 * @windows: (element-type WeirPreviewWindow): of each of the stream's windows
 * @n_records: how many were decoded
 * @n_dead: how many were not
 * @dead: (nullable): why the first of those was not
 *
 * What a stream makes of a sample: the topology itself at work on it. Constant.
 */
typedef struct
{
  GStrv       names;
  GPtrArray  *records;
  GPtrArray  *rows;
  GPtrArray  *windows;
  guint64     n_records;
  guint64     n_dead;
  char       *dead;
} WeirPreview;

WeirPreview *weir_preview_new  (WeirTopicSample  *sample,
                                WeirWorkspace    *workspace,
                                const char       *stream,
                                GError          **error);
void         weir_preview_free (WeirPreview      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirPreview, weir_preview_free)

G_END_DECLS
