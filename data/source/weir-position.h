#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirPositionKind: where reading begins or ends in each partition.
 * @WEIR_POSITION_BEGINNING: the low watermark
 * @WEIR_POSITION_END: the high watermark at the time of start
 * @WEIR_POSITION_STORED: the group's committed offset (beginning if none)
 * @WEIR_POSITION_OFFSET: value is an offset
 * @WEIR_POSITION_TAIL: value records before the high watermark
 * @WEIR_POSITION_TIME: the first record whose timestamp is >= value (µs UTC); past the last record: the end
 * @WEIR_POSITION_TIME_OR_TAIL: as TIME, but where that leaves nothing to show, the last
 *   WEIR_POSITION_TAIL_RECORDS records (a live view of a topic whose record times are old)
 * @WEIR_POSITION_NEVER: (stop only) do not stop
 */
typedef enum
{
  WEIR_POSITION_BEGINNING,
  WEIR_POSITION_END,
  WEIR_POSITION_STORED,
  WEIR_POSITION_OFFSET,
  WEIR_POSITION_TAIL,
  WEIR_POSITION_TIME,
  WEIR_POSITION_TIME_OR_TAIL,
  WEIR_POSITION_NEVER,
} WeirPositionKind;

#define WEIR_POSITION_TAIL_RECORDS 50000

typedef struct
{
  WeirPositionKind kind;
  gint64           value;
} WeirPosition;

G_END_DECLS
