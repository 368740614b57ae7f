#pragma once

#include "data/decode/weir-record.h"

G_BEGIN_DECLS

/**
 * WeirJoinType:
 * @WEIR_JOIN_INNER: pairs
 * @WEIR_JOIN_LEFT: also records of the left without partner
 * @WEIR_JOIN_OUTER: also records of the right without partner
 */
typedef enum
{
  WEIR_JOIN_INNER,
  WEIR_JOIN_LEFT,
  WEIR_JOIN_OUTER,
} WeirJoinType;

typedef enum
{
  WEIR_JOIN_SIDE_LEFT,
  WEIR_JOIN_SIDE_RIGHT,
} WeirJoinSide;

#define WEIR_JOIN_N_SIDES 2

/**
 * WeirJoinRecord:
 *
 * A record's part in a joined row: where it is from, so that the way back to
 * it is never lost, and its values.
 */
typedef struct
{
  guint            topic_index;
  gint32           partition;
  gint64           offset;
  gint64           time_usec;
  const char      *key;
  gsize            key_length;
  const WeirValue *values;
  guint            n_values;
} WeirJoinRecord;

/**
 * WeirJoinRow:
 * @time_usec: the larger of both event times; a stream–table row has its stream record's
 * @left: (nullable): %NULL in a row for a right record without partner
 * @right: (nullable): %NULL in a row for a left record without partner
 *
 * One joined row. Borrowed: valid until the function it was given to returns.
 */
typedef struct
{
  gint64                time_usec;
  const char           *key;
  gsize                 key_length;
  const WeirJoinRecord *left;
  const WeirJoinRecord *right;
} WeirJoinRow;

typedef void (*WeirJoinRowFunc) (const WeirJoinRow *row,
                                 gpointer           user_data);

const char *weir_join_type_get_word (guint type);

G_END_DECLS
