#pragma once

#include "data/view/weir-stream-view.h"

G_BEGIN_DECLS

/**
 * WeirExplanationKind:
 * @WEIR_EXPLANATION_RATE: how many records there are in a second
 * @WEIR_EXPLANATION_MEAN: the mean of a field
 *
 * In what a key differs between two spans of time.
 */
typedef enum
{
  WEIR_EXPLANATION_RATE,
  WEIR_EXPLANATION_MEAN,
} WeirExplanationKind;

/**
 * WeirExplanation:
 * @kind: in what it differs
 * @key: which key
 * @field: index of the field in the stream's fields, of a mean
 * @inside: records a second, or mean, within the selection
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
