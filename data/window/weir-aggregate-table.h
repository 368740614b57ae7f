#pragma once

#include "data/window/weir-cell.h"

G_BEGIN_DECLS

/**
 * WeirAggregateUnit: what the unit of a result is, made of that of the value.
 */
typedef enum
{
  WEIR_AGGREGATE_UNIT_NONE,
  WEIR_AGGREGATE_UNIT_SAME,
  WEIR_AGGREGATE_UNIT_SQUARE,
  WEIR_AGGREGATE_UNIT_PERCENT,
  WEIR_AGGREGATE_UNIT_PER_SECOND,
} WeirAggregateUnit;

/**
 * WeirAggregateInput:
 * @layout: the layout of @cell
 * @cell: the cell of a key in a window
 * @output: what is wanted of it
 * @group: what the cell keeps of the value; not for a weighted mean
 * @n: how many numbers there were
 * @length_usec: the length of the window
 * @previous: (nullable): the last value of the key's previous window
 *
 * What the value of an aggregate is computed from. On the stack.
 */
typedef struct
{
  const WeirCellLayout *layout;
  const WeirCellWord   *cell;
  const WeirCellOutput *output;
  const WeirCellGroup  *group;
  guint64               n;
  gint64                length_usec;
  const WeirValue      *previous;
} WeirAggregateInput;

typedef WeirValue (*WeirAggregateFunc) (const WeirAggregateInput *reading);

/**
 * WeirAggregateRow:
 * @word: (nullable): how files and options call it; %NULL: `p` and a number
 * @example: how it is written, for messages
 * @n_fields: how many fields stand in its parentheses
 * @parts: #WeirCellPart: what a cell keeps for it
 * @result: what its results are
 * @unit: and their unit
 * @of_texts: texts count too
 * @of_none: it is defined where there was no number
 * @get_value: its value
 *
 * All that is known of one aggregate.
 */
typedef struct
{
  const char         *word;
  const char         *example;
  guint               n_fields;
  guint               parts;
  WeirAggregateResult result;
  WeirAggregateUnit   unit;
  gboolean            of_texts;
  gboolean            of_none;
  WeirAggregateFunc   get_value;
} WeirAggregateRow;

#define WEIR_AGGREGATE_N_KINDS (WEIR_AGGREGATE_DELTA + 1)

/* One row an aggregate, by WeirAggregateKind. */
extern const WeirAggregateRow weir_aggregate_table[WEIR_AGGREGATE_N_KINDS];

G_END_DECLS
