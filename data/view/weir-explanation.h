#pragma once

#include "data/view/weir-stream-view.h"

G_BEGIN_DECLS

/**
 * WeirExplanationKind:
 * @WEIR_EXPLANATION_RATE: how many records a key has in a second
 * @WEIR_EXPLANATION_MEAN: the mean of a field of a key
 * @WEIR_EXPLANATION_PARTITION: how many records a partition has in a second
 * @WEIR_EXPLANATION_DELAY: the mean delay of a partition's records: by how much its newest record was younger
 *
 * In what two spans of time differ.
 */
typedef enum
{
  WEIR_EXPLANATION_RATE,
  WEIR_EXPLANATION_MEAN,
  WEIR_EXPLANATION_PARTITION,
  WEIR_EXPLANATION_DELAY,
} WeirExplanationKind;

/**
 * WeirExplanation:
 * @kind: in what it differs
 * @key: (nullable): which key; %NULL of a partition
 * @field: index of the field in the stream's fields, of a mean; of a partition its number in
 *   weir_stream_view_get_partitions()
 * @inside: records a second, mean, or delay in seconds, within the selection
 * @outside: the same in the rest of the range
 * @score: how much of what sets the selection apart it is, −1 to 1, negative where it is less
 *
 * What sets a selection apart from the rest of a range.
 */
typedef struct
{
  WeirExplanationKind kind;
  WeirKeyView        *key;
  guint               field;
  double              inside;
  double              outside;
  double              score;
} WeirExplanation;

GArray *weir_explain (WeirStreamView *stream,
                      gint64          begin_usec,
                      gint64          end_usec,
                      gint64          from_usec,
                      gint64          to_usec);

G_END_DECLS
