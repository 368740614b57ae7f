#pragma once

#include "data/window/weir-window-spec.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_AGGREGATE_COUNT,        /* of this value */
  WEIR_AGGREGATE_SUM,
  WEIR_AGGREGATE_MEAN,
  WEIR_AGGREGATE_MIN,
  WEIR_AGGREGATE_MAX,
  WEIR_AGGREGATE_FIRST,
  WEIR_AGGREGATE_LAST,
  WEIR_AGGREGATE_STDDEV,       /* sample */
  WEIR_AGGREGATE_STDDEV_POP,
  WEIR_AGGREGATE_VARIANCE,     /* sample */
  WEIR_AGGREGATE_VARIANCE_POP,
  WEIR_AGGREGATE_QUANTILE,     /* parameter 0.5 for p50 … */
  WEIR_AGGREGATE_DISTINCT,
  WEIR_AGGREGATE_VWAP,         /* value weighted by other */
  WEIR_AGGREGATE_RATE,         /* values per second of window */
  WEIR_AGGREGATE_CHANGE,       /* last − first */
  WEIR_AGGREGATE_CHANGE_PERCENT,
  WEIR_AGGREGATE_DELTA,        /* last against the previous window's last */
} WeirAggregateKind;

/**
 * WeirAggregate:
 * @value: index of the value in the records
 * @other: index of the weight, for VWAP
 * @parameter: the quantile, 0 < parameter < 1
 */
typedef struct
{
  WeirAggregateKind kind;
  guint             value;
  guint             other;
  double            parameter;
} WeirAggregate;

/**
 * WeirAggregateResult: what the results of an aggregate are.
 * @WEIR_AGGREGATE_INTEGER: integers, by definition
 * @WEIR_AGGREGATE_NUMBER: integers while all values are, else doubles
 * @WEIR_AGGREGATE_DOUBLE: doubles, whatever the values are
 */
typedef enum
{
  WEIR_AGGREGATE_INTEGER,
  WEIR_AGGREGATE_NUMBER,
  WEIR_AGGREGATE_DOUBLE,
} WeirAggregateResult;

GArray             *weir_aggregates_parse     (const char          *text,
                                               const char * const  *fields,
                                               const gboolean      *is_number,
                                               GError             **error);
char               *weir_aggregates_dup_list  (void);
GStrv               weir_aggregates_split     (const char          *text);
char               *weir_aggregate_dup_name   (const WeirAggregate *self,
                                               const char * const  *fields);
char               *weir_aggregate_dup_unit   (const WeirAggregate *self,
                                               const char          *unit);
WeirAggregateResult weir_aggregate_get_result (const WeirAggregate *self);

G_END_DECLS
