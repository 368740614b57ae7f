#pragma once

#include "data/window/weir-join.h"

G_BEGIN_DECLS

/**
 * WeirTrailStep:
 * @topic: (nullable): interned; of a record of a derived stream its name. %NULL: no record
 * @partition: the partition
 * @offset: the record's offset in it; of a derived stream the number of its row
 * @time_usec: its event time
 */
typedef struct
{
  const char *topic;
  gint32      partition;
  gint64      offset;
  gint64      time_usec;
} WeirTrailStep;

/**
 * WeirTrail:
 * @stream: (nullable): of a ranked row: the stream whose window it is; borrowed from the workspace
 * @start_usec: of a ranked row: its window's start
 * @end_usec: of a ranked row: its window's end
 * @sides: of a joined row: where its records stand
 *
 * The way back from a row of a derived stream to what it was made of.
 */
typedef struct
{
  const char   *stream;
  gint64        start_usec;
  gint64        end_usec;
  WeirTrailStep sides[WEIR_JOIN_N_SIDES];
} WeirTrail;

G_END_DECLS
