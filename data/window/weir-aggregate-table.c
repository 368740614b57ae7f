#include "config.h"

#include "data/window/weir-aggregate-table.h"

#include <string.h>

#include "data/window/weir-cell-count.h"
#include "data/window/weir-cell-number.h"
#include "data/window/weir-ddsketch.h"
#include "data/window/weir-hyperloglog.h"

/* A sum that left the range of doubles has no value that could be shown. */
static WeirValue
weir_value_from_double (double value)
{
  if (!isfinite (value))
    return (WeirValue){ .type = WEIR_VALUE_NULL };

  return (WeirValue){ .type = WEIR_VALUE_DOUBLE, .as_double = value };
}

static WeirValue
weir_value_from_word (gboolean     is_int,
                      WeirCellWord word)
{
  if (is_int)
    return (WeirValue){ .type = WEIR_VALUE_INT, .as_int = word.i };

  return weir_value_from_double (word.d);
}

static WeirValue
weir_value_from_count (guint64 count)
{
  return (WeirValue){ .type = WEIR_VALUE_INT, .as_int = (gint64) MIN (count, (guint64) G_MAXINT64) };
}

static WeirValue
get_count (const WeirAggregateInput *reading)
{
  return weir_value_from_count (reading->n);
}

/* Exact while it fits in 64 bits; beyond, the nearest double, which Parquet then makes of the whole column. */
static WeirValue
get_sum (const WeirAggregateInput *reading)
{
  guint64 header = reading->cell[reading->group->header].u;
  const WeirCellWord *sum = &reading->cell[reading->group->sum];
  __int128 exact = weir_cell_get_int_sum (sum);

  if (!(header & WEIR_CELL_DOUBLE_SUM) && exact == (gint64) exact)
    return (WeirValue){ .type = WEIR_VALUE_INT, .as_int = (gint64) exact };

  return weir_value_from_double (weir_cell_get_sum (header, sum));
}

static WeirValue
get_mean (const WeirAggregateInput *reading)
{
  guint64 header = reading->cell[reading->group->header].u;
  const WeirCellWord *sum = &reading->cell[reading->group->sum];
  const gint64 n = (gint64) reading->n;
  __int128 exact;

  if (header & WEIR_CELL_DOUBLE_SUM)
    return weir_value_from_double (weir_cell_get_sum (header, sum) / (double) n);

  /* Whole part and rest apart, so that a sum beyond 2^53 loses nothing before the division. */
  exact = weir_cell_get_int_sum (sum);
  return weir_value_from_double (weir_int128_to_double (exact / n) + (double) (gint64) (exact % n) / (double) n);
}

static WeirValue
get_min (const WeirAggregateInput *reading)
{
  return weir_value_from_word ((reading->cell[reading->group->header].u & WEIR_CELL_INT_MIN) != 0,
                               reading->cell[reading->group->range]);
}

static WeirValue
get_max (const WeirAggregateInput *reading)
{
  return weir_value_from_word ((reading->cell[reading->group->header].u & WEIR_CELL_INT_MAX) != 0,
                               reading->cell[reading->group->range + 1]);
}

static WeirValue
get_first (const WeirAggregateInput *reading)
{
  return weir_value_from_word ((reading->cell[reading->group->header].u & WEIR_CELL_INT_FIRST) != 0,
                               reading->cell[reading->group->first]);
}

static WeirValue
get_last (const WeirAggregateInput *reading)
{
  return weir_value_from_word ((reading->cell[reading->group->header].u & WEIR_CELL_INT_LAST) != 0,
                               reading->cell[reading->group->last]);
}

/* last − first, exact for integers while it fits. */
static WeirValue
weir_value_subtract (const WeirValue *last,
                     const WeirValue *first)
{
  gint64 difference;

  if (last->type == WEIR_VALUE_INT && first->type == WEIR_VALUE_INT
      && !__builtin_sub_overflow (last->as_int, first->as_int, &difference))
    return (WeirValue){ .type = WEIR_VALUE_INT, .as_int = difference };

  return weir_value_from_double (weir_value_get_double (last) - weir_value_get_double (first));
}

static WeirValue
get_variance_pop (const WeirAggregateInput *reading)
{
  return weir_value_from_double (reading->cell[reading->group->squares].d / (double) reading->n);
}

static WeirValue
get_variance (const WeirAggregateInput *reading)
{
  if (reading->n < 2)
    return (WeirValue){ .type = WEIR_VALUE_NULL };

  return weir_value_from_double (reading->cell[reading->group->squares].d / ((double) reading->n - 1.0));
}

static WeirValue
get_root (WeirValue variance)
{
  return variance.type == WEIR_VALUE_DOUBLE ? weir_value_from_double (sqrt (variance.as_double)) : variance;
}

static WeirValue
get_stddev_pop (const WeirAggregateInput *reading)
{
  return get_root (get_variance_pop (reading));
}

static WeirValue
get_stddev (const WeirAggregateInput *reading)
{
  return get_root (get_variance (reading));
}

static WeirValue
get_quantile (const WeirAggregateInput *reading)
{
  return weir_value_from_double (weir_ddsketch_get_quantile (reading->cell[reading->group->quantile].pointer,
                                                             reading->output->aggregate.parameter));
}

/* Of numbers and texts, the latter where the header counts numbers alone too. */
static WeirValue
get_distinct (const WeirAggregateInput *reading)
{
  const WeirHyperLogLog *distinct = reading->cell[reading->group->distinct].pointer;

  return weir_value_from_count (distinct != NULL ? weir_hyperloglog_get_count (distinct) : 0);
}

static WeirValue
get_weighted (const WeirAggregateInput *reading)
{
  const WeirCellWord *words = &reading->cell[reading->layout->weighted[reading->output->index].words];

  return weir_value_from_double ((words[0].d + words[1].d) / (words[2].d + words[3].d));
}

static WeirValue
get_rate (const WeirAggregateInput *reading)
{
  return weir_value_from_double ((double) reading->n * G_USEC_PER_SEC / (double) reading->length_usec);
}

static WeirValue
get_change (const WeirAggregateInput *reading)
{
  WeirValue first = get_first (reading);
  WeirValue last = get_last (reading);

  return weir_value_subtract (&last, &first);
}

static WeirValue
get_change_percent (const WeirAggregateInput *reading)
{
  WeirValue first = get_first (reading);
  WeirValue change = get_change (reading);

  /* Against a first value of 0 it is infinite or not a number: not defined. */
  return weir_value_from_double (100.0 * weir_value_get_double (&change) / weir_value_get_double (&first));
}

static WeirValue
get_delta (const WeirAggregateInput *reading)
{
  WeirValue last = get_last (reading);

  if (reading->previous == NULL || !weir_value_is_number (reading->previous))
    return (WeirValue){ .type = WEIR_VALUE_NULL };

  return weir_value_subtract (&last, reading->previous);
}

#define INTEGER WEIR_AGGREGATE_INTEGER
#define NUMBER  WEIR_AGGREGATE_NUMBER
#define DOUBLE  WEIR_AGGREGATE_DOUBLE
#define NONE    WEIR_AGGREGATE_UNIT_NONE
#define SAME    WEIR_AGGREGATE_UNIT_SAME
#define SQUARE  WEIR_AGGREGATE_UNIT_SQUARE
#define PERCENT WEIR_AGGREGATE_UNIT_PERCENT
#define RATE    WEIR_AGGREGATE_UNIT_PER_SECOND
#define SUM     WEIR_CELL_SUM
#define SQUARES WEIR_CELL_SQUARES
#define ENDS    (WEIR_CELL_FIRST | WEIR_CELL_LAST)

/* clang-format off */
const WeirAggregateRow weir_aggregate_table[WEIR_AGGREGATE_N_KINDS] = {
  [WEIR_AGGREGATE_COUNT] = { "count", "count", 1, 0, INTEGER, NONE, FALSE, TRUE, get_count },
  [WEIR_AGGREGATE_SUM] = { "sum", "sum", 1, SUM, NUMBER, SAME, FALSE, FALSE, get_sum },
  [WEIR_AGGREGATE_MEAN] = { "mean", "mean", 1, SUM, DOUBLE, SAME, FALSE, FALSE, get_mean },
  [WEIR_AGGREGATE_MIN] = { "min", "min", 1, WEIR_CELL_RANGE, NUMBER, SAME, FALSE, FALSE, get_min },
  [WEIR_AGGREGATE_MAX] = { "max", "max", 1, WEIR_CELL_RANGE, NUMBER, SAME, FALSE, FALSE, get_max },
  [WEIR_AGGREGATE_FIRST] = { "first", "first", 1, WEIR_CELL_FIRST, NUMBER, SAME, FALSE, FALSE, get_first },
  [WEIR_AGGREGATE_LAST] = { "last", "last", 1, WEIR_CELL_LAST, NUMBER, SAME, FALSE, FALSE, get_last },
  [WEIR_AGGREGATE_STDDEV] = { "stddev", "stddev", 1, SUM | SQUARES, DOUBLE, SAME, FALSE, FALSE, get_stddev },
  [WEIR_AGGREGATE_STDDEV_POP] = { "stddev_pop", "stddev_pop", 1, SUM | SQUARES, DOUBLE, SAME, FALSE, FALSE, get_stddev_pop },
  [WEIR_AGGREGATE_VARIANCE] = { "variance", "variance", 1, SUM | SQUARES, DOUBLE, SQUARE, FALSE, FALSE, get_variance },
  [WEIR_AGGREGATE_VARIANCE_POP] = { "variance_pop", "variance_pop", 1, SUM | SQUARES, DOUBLE, SQUARE, FALSE, FALSE, get_variance_pop },
  [WEIR_AGGREGATE_QUANTILE] = { NULL, "p50", 1, WEIR_CELL_QUANTILE, DOUBLE, SAME, FALSE, FALSE, get_quantile },
  [WEIR_AGGREGATE_DISTINCT] = { "distinct", "distinct", 1, WEIR_CELL_DISTINCT, INTEGER, NONE, TRUE, TRUE, get_distinct },
  [WEIR_AGGREGATE_VWAP] = { "vwap", "vwap(value,weight)", 2, 0, DOUBLE, SAME, FALSE, TRUE, get_weighted },
  [WEIR_AGGREGATE_RATE] = { "rate", "rate", 1, 0, DOUBLE, RATE, FALSE, TRUE, get_rate },
  [WEIR_AGGREGATE_CHANGE] = { "change", "change", 1, ENDS, NUMBER, SAME, FALSE, FALSE, get_change },
  [WEIR_AGGREGATE_CHANGE_PERCENT] = { "change_percent", "change_percent", 1, ENDS, DOUBLE, PERCENT, FALSE, FALSE, get_change_percent },
  [WEIR_AGGREGATE_DELTA] = { "delta", "delta", 1, WEIR_CELL_LAST, NUMBER, SAME, FALSE, FALSE, get_delta },
};
/* clang-format on */

/**
 * weir_cell_get_values:
 * @layout: its layout
 * @cell: a cell
 * @length_usec: the window's length, for rates; a rate over 0 is not defined
 * @previous: (nullable): one value an output: the last of the previous window,
 *   for deltas
 * @values: (out): one value an output
 *
 * The results of a window. Sample variance is Σ(x − mean)²/(n − 1), population
 * variance Σ(x − mean)²/n; what is not defined is %WEIR_VALUE_NULL.
 */
void
weir_cell_get_values (const WeirCellLayout *layout,
                      const WeirCellWord   *cell,
                      gint64                length_usec,
                      const WeirValue      *previous,
                      WeirValue            *values)
{
  for (guint i = 0; i < layout->n_outputs; i++)
    {
      const WeirCellOutput *output = &layout->outputs[i];
      const WeirAggregateRow *row = &weir_aggregate_table[output->aggregate.kind];
      const WeirCellGroup *group = &layout->groups[output->index];
      const WeirAggregateInput reading = {
        .layout = layout,
        .cell = cell,
        .output = output,
        .group = group,
        .n = weir_cell_get_n_values (layout, cell[group->header].u),
        .length_usec = length_usec,
        .previous = previous != NULL ? &previous[i] : NULL,
      };

      values[i] = reading.n > 0 || row->of_none ? row->get_value (&reading) : (WeirValue){ .type = WEIR_VALUE_NULL };
    }
}

/**
 * weir_cell_get_last:
 * @layout: its layout
 * @cell: a cell
 * @output: which output, one that keeps the last value
 * @value: (out): the last value
 *
 * Returns: %FALSE when @cell has none
 */
gboolean
weir_cell_get_last (const WeirCellLayout *layout,
                    const WeirCellWord   *cell,
                    guint                 output,
                    WeirValue            *value)
{
  const WeirCellGroup *group = &layout->groups[layout->outputs[output].index];
  guint64 header = cell[group->header].u;

  if (weir_cell_get_n_values (layout, header) == 0 || !(group->parts & WEIR_CELL_LAST))
    return FALSE;

  *value = weir_value_from_word ((header & WEIR_CELL_INT_LAST) != 0, cell[group->last]);
  return TRUE;
}
