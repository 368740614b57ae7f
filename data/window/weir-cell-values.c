#include "config.h"

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

/* Exact while it fits in 64 bits; beyond, the nearest double, which Parquet then makes of the whole column. */
static WeirValue
weir_cell_get_sum_value (guint64             header,
                         const WeirCellWord *sum)
{
  __int128 exact = weir_cell_get_int_sum (sum);

  if (!(header & WEIR_CELL_DOUBLE_SUM) && exact == (gint64) exact)
    return (WeirValue){ .type = WEIR_VALUE_INT, .as_int = (gint64) exact };

  return weir_value_from_double (weir_cell_get_sum (header, sum));
}

static double
weir_cell_get_mean (guint64             header,
                    const WeirCellWord *sum,
                    gint64              n)
{
  __int128 exact;

  if (header & WEIR_CELL_DOUBLE_SUM)
    return weir_cell_get_sum (header, sum) / (double) n;

  /* Whole part and rest apart, so that a sum beyond 2^53 loses nothing before the division. */
  exact = weir_cell_get_int_sum (sum);
  return weir_int128_to_double (exact / n) + (double) (gint64) (exact % n) / (double) n;
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
weir_cell_get_spread (const WeirCellWord  *cell,
                      const WeirCellGroup *group,
                      WeirAggregateKind    kind,
                      double               n)
{
  gboolean sample = kind == WEIR_AGGREGATE_STDDEV || kind == WEIR_AGGREGATE_VARIANCE;
  double variance;

  if (sample && n < 2.0)
    return (WeirValue){ .type = WEIR_VALUE_NULL };

  variance = cell[group->squares].d / (sample ? n - 1.0 : n);
  return weir_value_from_double (kind == WEIR_AGGREGATE_STDDEV || kind == WEIR_AGGREGATE_STDDEV_POP ? sqrt (variance)
                                                                                                    : variance);
}

static WeirValue
weir_cell_get_change (const WeirCellWord  *cell,
                      const WeirCellGroup *group,
                      WeirAggregateKind    kind)
{
  WeirValue first = weir_value_from_word ((cell[group->header].u & WEIR_CELL_INT_FIRST) != 0, cell[group->first]);
  WeirValue last = weir_value_from_word ((cell[group->header].u & WEIR_CELL_INT_LAST) != 0, cell[group->last]);
  WeirValue change = weir_value_subtract (&last, &first);

  if (kind == WEIR_AGGREGATE_CHANGE)
    return change;

  /* Against a first value of 0 it is infinite or not a number: not defined. */
  return weir_value_from_double (100.0 * weir_value_get_double (&change) / weir_value_get_double (&first));
}

static WeirValue
weir_cell_get_delta (const WeirCellWord  *cell,
                     const WeirCellGroup *group,
                     const WeirValue     *previous)
{
  WeirValue last = weir_value_from_word ((cell[group->header].u & WEIR_CELL_INT_LAST) != 0, cell[group->last]);

  if (previous == NULL || !weir_value_is_number (previous))
    return (WeirValue){ .type = WEIR_VALUE_NULL };

  return weir_value_subtract (&last, previous);
}

static WeirValue
weir_cell_get_weighted (const WeirCellWord     *cell,
                        const WeirCellWeighted *weighted)
{
  const WeirCellWord *words = &cell[weighted->words];

  return weir_value_from_double ((words[0].d + words[1].d) / (words[2].d + words[3].d));
}

/* Of numbers and texts, the latter where the header counts numbers alone too. */
static WeirValue
weir_cell_get_distinct (const WeirCellWord  *cell,
                        const WeirCellGroup *group)
{
  const WeirHyperLogLog *distinct = cell[group->distinct].pointer;

  return weir_value_from_count (distinct != NULL ? weir_hyperloglog_get_count (distinct) : 0);
}

/* Of a group that has @n values. */
static WeirValue
weir_cell_get_value (const WeirCellWord   *cell,
                     const WeirCellGroup  *group,
                     const WeirCellOutput *output,
                     guint64               n,
                     gint64                length_usec,
                     const WeirValue      *previous)
{
  guint64 header = cell[group->header].u;

  switch (output->aggregate.kind)
    {
    case WEIR_AGGREGATE_SUM:
      return weir_cell_get_sum_value (header, &cell[group->sum]);
    case WEIR_AGGREGATE_MEAN:
      return weir_value_from_double (weir_cell_get_mean (header, &cell[group->sum], (gint64) n));
    case WEIR_AGGREGATE_MIN:
      return weir_value_from_word ((header & WEIR_CELL_INT_MIN) != 0, cell[group->range]);
    case WEIR_AGGREGATE_MAX:
      return weir_value_from_word ((header & WEIR_CELL_INT_MAX) != 0, cell[group->range + 1]);
    case WEIR_AGGREGATE_FIRST:
      return weir_value_from_word ((header & WEIR_CELL_INT_FIRST) != 0, cell[group->first]);
    case WEIR_AGGREGATE_LAST:
      return weir_value_from_word ((header & WEIR_CELL_INT_LAST) != 0, cell[group->last]);
    case WEIR_AGGREGATE_STDDEV:
    case WEIR_AGGREGATE_STDDEV_POP:
    case WEIR_AGGREGATE_VARIANCE:
    case WEIR_AGGREGATE_VARIANCE_POP:
      return weir_cell_get_spread (cell, group, output->aggregate.kind, (double) n);
    case WEIR_AGGREGATE_QUANTILE:
      return weir_value_from_double (weir_ddsketch_get_quantile (cell[group->quantile].pointer,
                                                                 output->aggregate.parameter));
    case WEIR_AGGREGATE_RATE:
      return weir_value_from_double ((double) n * G_USEC_PER_SEC / (double) length_usec);
    case WEIR_AGGREGATE_CHANGE:
    case WEIR_AGGREGATE_CHANGE_PERCENT:
      return weir_cell_get_change (cell, group, output->aggregate.kind);
    case WEIR_AGGREGATE_DELTA:
      return weir_cell_get_delta (cell, group, previous);
    case WEIR_AGGREGATE_COUNT:
    case WEIR_AGGREGATE_DISTINCT:
    case WEIR_AGGREGATE_VWAP:
    default:
      return weir_value_from_count (n);
    }
}

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
      const WeirCellGroup *group = &layout->groups[output->index];
      WeirAggregateKind kind = output->aggregate.kind;
      guint64 n = weir_cell_get_n_values (layout, cell[group->header].u);

      if (kind == WEIR_AGGREGATE_VWAP)
        values[i] = weir_cell_get_weighted (cell, &layout->weighted[output->index]);
      else if (kind == WEIR_AGGREGATE_DISTINCT)
        values[i] = weir_cell_get_distinct (cell, group);
      else if (n == 0 && kind != WEIR_AGGREGATE_COUNT && kind != WEIR_AGGREGATE_RATE)
        values[i] = (WeirValue){ .type = WEIR_VALUE_NULL };
      else
        values[i] = weir_cell_get_value (cell, group, output, n, length_usec,
                                         previous != NULL ? &previous[i] : NULL);
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
