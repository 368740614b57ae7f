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

/* The words of --agg: count,sum,mean,min,max,first,last,stddev,stddev_pop,variance,variance_pop,p50,p99.9,distinct,
 * vwap(p,v),rate,change,change_percent,delta. A word without parentheses applies to every one of @fields, in the order
 * word-major within each value: all words of the first value, then of the second. (transfer full) (element-type WeirAggregate) */
GArray *weir_aggregates_parse    (const char         *text,
                                  const char * const *fields,
                                  GError            **error);
GStrv   weir_aggregates_split    (const char         *text);
/* "price_p99": the name of the result column. (transfer full) */
char   *weir_aggregate_dup_name  (const WeirAggregate *self,
                                  const char * const  *fields);

G_END_DECLS
