#pragma once

#include "data/decode/weir-value.h"
#include "data/source/weir-message.h"

G_BEGIN_DECLS

/**
 * WeirRecorderRow:
 *
 * A record as it came; what it points to is the buffer's.
 */
typedef struct
{
  gint64            offset;
  gint64            time_usec;     /* WEIR_NO_TIME: none */
  const char       *key;           /* NULL: null */
  const char       *value;         /* NULL: null */
  const WeirHeader *headers;
  guint32           key_length;
  guint32           value_length;
  guint32           n_headers;
  guint32           time_kind;     /* WeirTimeKind */
} WeirRecorderRow;

/**
 * WeirRecorderBuffer:
 *
 * Records of one partition and one day that wait to be written. One thread at a
 * time.
 */
typedef struct
{
  gint64     day;        /* of weir_recording_get_day() */
  guint      n_fields;
  GArray    *rows;       /* of WeirRecorderRow, by rising offset */
  GArray    *values;     /* of WeirValue: n_fields for each row; text is the buffer's */
  GPtrArray *blocks;
  char      *room;       /* in the last block */
  gsize      n_room;
  gsize      n_blocks_bytes;
} WeirRecorderBuffer;

WeirRecorderBuffer *weir_recorder_buffer_new       (gint64                    day,
                                                    guint                     n_fields);
void                weir_recorder_buffer_free      (WeirRecorderBuffer       *self);
void                weir_recorder_buffer_add       (WeirRecorderBuffer       *self,
                                                    const WeirMessage        *message,
                                                    const WeirValue          *values);
gsize               weir_recorder_buffer_get_bytes (const WeirRecorderBuffer *self);

G_END_DECLS
