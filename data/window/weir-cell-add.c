#include "config.h"

#include "data/window/weir-cell-count.h"
#include "data/window/weir-cell-group.h"
#include "data/window/weir-cell-number.h"
#include "data/window/weir-ddsketch.h"
#include "data/window/weir-hash.h"
#include "data/window/weir-hyperloglog.h"

#define ALWAYS_INLINE static inline __attribute__ ((always_inline))

/* Youngs and Cramer's update of Σ(x − mean)² from the running sum ("Some Results Relevant to Choice of Sum and
 * Sum-of-Product Algorithms", Technometrics 13, 1971): one division a value. @n and @sum include @value. */
ALWAYS_INLINE void
weir_cell_add_square (WeirCellWord *squares,
                      double        n,
                      double        sum,
                      double        value)
{
  double apart = n * value - sum;

  squares->d += apart * apart / (n * (n - 1.0));
}

static void
weir_cell_widen_range (WeirCellWord *header,
                       WeirCellWord *range,
                       gboolean      is_int,
                       WeirCellWord  value)
{
  if (weir_compare_numbers (is_int, value, (header->u & WEIR_CELL_INT_MIN) != 0, range[0]) < 0)
    {
      range[0] = value;
      header->u = is_int ? header->u | WEIR_CELL_INT_MIN : header->u & ~WEIR_CELL_INT_MIN;
    }
  if (weir_compare_numbers (is_int, value, (header->u & WEIR_CELL_INT_MAX) != 0, range[1]) > 0)
    {
      range[1] = value;
      header->u = is_int ? header->u | WEIR_CELL_INT_MAX : header->u & ~WEIR_CELL_INT_MAX;
    }
}

ALWAYS_INLINE void
weir_cell_add_range (WeirCellWord *header,
                     WeirCellWord *range,
                     gboolean      is_int,
                     WeirCellWord  value,
                     gboolean      is_first)
{
  guint64 ints = header->u & (WEIR_CELL_INT_MIN | WEIR_CELL_INT_MAX);

  if (is_first)
    {
      range[0] = range[1] = value;
      if (is_int)
        header->u |= WEIR_CELL_INT_MIN | WEIR_CELL_INT_MAX;
    }
  /* Inside the range, which nearly all values are, and of its own kind. */
  else if (!is_int && ints == 0)
    {
      if (G_UNLIKELY (!(value.d > range[0].d && value.d < range[1].d)))
        weir_cell_widen_range (header, range, is_int, value);
    }
  else if (!is_int || ints != (WEIR_CELL_INT_MIN | WEIR_CELL_INT_MAX) || value.i < range[0].i || value.i > range[1].i)
    weir_cell_widen_range (header, range, is_int, value);
}

static void
weir_cell_add_int_to_double_sum (WeirCellWord *sum,
                                 gint64        value)
{
  double rounded = (double) value;

  weir_cell_add_double_sum (sum, rounded);
  sum[1].d += (double) ((__int128) value - (__int128) rounded);
}

ALWAYS_INLINE void
weir_cell_add_sum (WeirCellWord *header,
                   WeirCellWord *sum,
                   gboolean      is_int,
                   WeirCellWord  value,
                   gboolean      is_first)
{
  if (G_LIKELY (!is_int))
    {
      if (is_first)
        {
          /* Not added to 0, which would lose the sign of −0. */
          header->u |= WEIR_CELL_DOUBLE_SUM;
          sum[0] = value;
          return;
        }
      if (G_UNLIKELY (!(header->u & WEIR_CELL_DOUBLE_SUM)))
        weir_cell_make_double_sum (header, sum);
      weir_cell_add_double_sum (sum, value.d);
    }
  else if (header->u & WEIR_CELL_DOUBLE_SUM)
    weir_cell_add_int_to_double_sum (sum, value.i);
  else
    weir_cell_set_int_sum (sum, weir_cell_get_int_sum (sum) + value.i);
}

ALWAYS_INLINE void
weir_cell_add_end (WeirCellWord *header,
                   WeirCellWord *end,
                   guint64       flag,
                   gboolean      is_int,
                   WeirCellWord  value,
                   gint64        time_usec)
{
  end[0] = value;
  end[1].i = time_usec;
  header->u = is_int ? header->u | flag : header->u & ~flag;
}

static void
weir_cell_add_sketches (const WeirCellLayout *layout,
                        const WeirCellGroup  *group,
                        WeirCellWord         *cell,
                        double                value)
{
  if (group->parts & WEIR_CELL_QUANTILE)
    {
      if (cell[group->quantile].pointer == NULL)
        cell[group->quantile].pointer = weir_ddsketch_new (layout->budget);
      weir_ddsketch_add (cell[group->quantile].pointer, value);
    }
}

/* One number into one group, whose places are constants where it is inlined for a common layout. */
ALWAYS_INLINE void
weir_cell_add_number (const WeirCellLayout *layout,
                      const WeirCellGroup  *group,
                      WeirCellWord         *cell,
                      gboolean              is_int,
                      WeirCellWord          value,
                      gint64                time_usec)
{
  WeirCellWord *header = &cell[group->header];
  guint64 n = weir_cell_get_n_values (layout, header->u) + 1;
  gboolean is_first = n == 1;

  weir_cell_count_value (layout, header);
  if (group->parts & WEIR_CELL_SUM)
    weir_cell_add_sum (header, &cell[group->sum], is_int, value, is_first);
  if ((group->parts & WEIR_CELL_SQUARES) && !is_first)
    weir_cell_add_square (&cell[group->squares], (double) (gint64) n,
                          weir_cell_get_sum (header->u, &cell[group->sum]), is_int ? (double) value.i : value.d);
  if (group->parts & WEIR_CELL_RANGE)
    weir_cell_add_range (header, &cell[group->range], is_int, value, is_first);
  /* Records of one partition come in the order of their offsets: among equal times the first stays first. */
  if ((group->parts & WEIR_CELL_FIRST) && (is_first || time_usec < cell[group->first + 1].i))
    weir_cell_add_end (header, &cell[group->first], WEIR_CELL_INT_FIRST, is_int, value, time_usec);
  if ((group->parts & WEIR_CELL_LAST) && (is_first || time_usec >= cell[group->last + 1].i))
    weir_cell_add_end (header, &cell[group->last], WEIR_CELL_INT_LAST, is_int, value, time_usec);
  if (group->parts & WEIR_CELL_QUANTILE)
    weir_cell_add_sketches (layout, group, cell, is_int ? (double) value.i : value.d);
}

static guint64
weir_value_hash (const WeirValue *value)
{
  WeirCellWord word = { .i = value->as_int };

  if (value->type == WEIR_VALUE_TEXT && value->length == WEIR_CELL_HASHED_TEXT)
    return word.u;
  if (value->type == WEIR_VALUE_TEXT)
    return weir_hash_bytes (value->as_text, value->length, 0);
  /* 5 and 5.0 are one value, 0 and −0 too. */
  if (value->type == WEIR_VALUE_DOUBLE && fabs (value->as_double) < 9223372036854775808.0
      && value->as_double == (double) (gint64) value->as_double)
    word.i = (gint64) value->as_double;

  return weir_hash_words (word.u, value->type == WEIR_VALUE_BOOL, 8, 0);
}

static void
weir_cell_add_distinct (const WeirCellLayout *layout,
                        const WeirCellGroup  *group,
                        WeirCellWord         *cell,
                        const WeirValue      *value)
{
  if (!(group->parts & WEIR_CELL_DISTINCT))
    return;

  if (cell[group->distinct].pointer == NULL)
    cell[group->distinct].pointer = weir_hyperloglog_new (layout->budget);
  weir_hyperloglog_add (cell[group->distinct].pointer, weir_value_hash (value));
}

/* FALSE: its header does not count it. */
ALWAYS_INLINE gboolean
weir_cell_add_value (const WeirCellLayout *layout,
                     const WeirCellGroup  *group,
                     WeirCellWord         *cell,
                     const WeirValue      *value,
                     gint64                time_usec)
{
  WeirCellWord word = { .i = value->as_int };
  gboolean counted = TRUE;

  if (G_LIKELY (value->type == WEIR_VALUE_DOUBLE))
    {
      if (G_UNLIKELY (!isfinite (value->as_double)))
        {
          ((WeirCellLayout *) layout)->n_refused++;
          return FALSE;
        }
      weir_cell_add_number (layout, group, cell, FALSE, word, time_usec);
    }
  else if (value->type == WEIR_VALUE_INT || value->type == WEIR_VALUE_BOOL)
    weir_cell_add_number (layout, group, cell, TRUE, word, time_usec);
  else if (value->type == WEIR_VALUE_TEXT)
    {
      counted = (group->parts & ~WEIR_CELL_DISTINCT) == 0;
      if (counted)
        weir_cell_count_value (layout, &cell[group->header]);
    }
  else
    return FALSE;

  if (group->parts & WEIR_CELL_DISTINCT)
    weir_cell_add_distinct (layout, group, cell, value);
  return counted;
}

static void
weir_cell_add_weighted (const WeirCellLayout   *layout,
                        const WeirCellWeighted *weighted,
                        WeirCellWord           *cell,
                        const WeirValue        *values,
                        guint                   n_values)
{
  double value;
  double weight;

  if (weighted->value >= n_values || weighted->other >= n_values)
    return;

  value = weir_value_get_double (&values[weighted->value]);
  weight = weir_value_get_double (&values[weighted->other]);
  if (!isfinite (value) || !isfinite (weight))
    return;

  weir_cell_add_double_sum (&cell[weighted->words], value * weight);
  weir_cell_add_double_sum (&cell[weighted->words + 2], weight);
}

static void
weir_cell_add_nothing (const WeirCellLayout *layout,
                       WeirCellWord         *cell,
                       const WeirValue      *values,
                       guint                 n_values,
                       gint64                time_usec)
{
  weir_cell_count_value (layout, &cell[0]);
}

static void
weir_cell_add_any (const WeirCellLayout *layout,
                   WeirCellWord         *cell,
                   const WeirValue      *values,
                   guint                 n_values,
                   gint64                time_usec)
{
  for (guint i = 0; i < layout->n_groups; i++)
    {
      const WeirCellGroup *group = &layout->groups[i];
      gboolean added = group->value < n_values
                       && weir_cell_add_value (layout, group, cell, &values[group->value], time_usec);

      /* The first header counts all records. */
      if (!added && i == 0)
        weir_cell_count_other (layout, &cell[0]);
    }
  if (layout->n_groups == 0)
    weir_cell_count_value (layout, &cell[0]);

  for (guint i = 0; i < layout->n_weighted; i++)
    weir_cell_add_weighted (layout, &layout->weighted[i], cell, values, n_values);
}

/* A double that is not the first value of a cell in which all numbers are doubles: FALSE if it is not that. */
ALWAYS_INLINE gboolean
weir_cell_add_double (const WeirCellGroup *group,
                      WeirCellWord        *cell,
                      const WeirValue     *value,
                      gint64               time_usec)
{
  const guint64 flags = group->parts & WEIR_CELL_SUM ? WEIR_CELL_DOUBLE_SUM : 0;
  WeirCellWord word = { .d = value->as_double };
  guint64 header = cell[0].u;

  if (G_UNLIKELY (value->type != WEIR_VALUE_DOUBLE || (header & WEIR_CELL_FLAGS) != flags
                  || (guint32) header - 1 >= WEIR_CELL_VALUES_MAX - 1 || !isfinite (word.d)))
    return FALSE;

  cell[0].u = header + 1;
  if (group->parts & WEIR_CELL_SUM)
    weir_cell_add_double_sum (&cell[group->sum], word.d);
  if (group->parts & WEIR_CELL_SQUARES)
    weir_cell_add_square (&cell[group->squares], (double) (guint32) (header + 1),
                          weir_cell_get_sum (header, &cell[group->sum]), word.d);
  if ((group->parts & WEIR_CELL_FIRST) && G_UNLIKELY (time_usec < cell[group->first + 1].i))
    weir_cell_add_end (&cell[0], &cell[group->first], WEIR_CELL_INT_FIRST, FALSE, word, time_usec);
  if ((group->parts & WEIR_CELL_LAST) && G_LIKELY (time_usec >= cell[group->last + 1].i))
    weir_cell_add_end (&cell[0], &cell[group->last], WEIR_CELL_INT_LAST, FALSE, word, time_usec);
  if ((group->parts & WEIR_CELL_RANGE)
      && G_UNLIKELY (!(word.d > cell[group->range].d && word.d < cell[group->range + 1].d)))
    weir_cell_widen_range (&cell[0], &cell[group->range], FALSE, word);
  return TRUE;
}

/* The layouts most windows have: one value, and what is kept of it known to the compiler. */
#define DEFINE_ADD_ONE(name, kept)                                                                     \
  static G_GNUC_NO_INLINE void weir_cell_add_any_##name (const WeirCellLayout *layout,                 \
                                                         WeirCellWord *cell, const WeirValue *values,  \
                                                         guint n_values, gint64 time_usec)             \
  {                                                                                                    \
    guint value = layout->groups[0].value;                                                             \
    const WeirCellGroup group = weir_cell_group_place (value, kept, 0);                                \
                                                                                                       \
    if (value >= n_values || !weir_cell_add_value (layout, &group, cell, &values[value], time_usec))   \
      weir_cell_count_other (layout, &cell[0]);                                                        \
  }                                                                                                    \
                                                                                                       \
  static void weir_cell_add_##name (const WeirCellLayout *layout, WeirCellWord *cell,                  \
                                    const WeirValue *values, guint n_values, gint64 time_usec)         \
  {                                                                                                    \
    guint value = layout->groups[0].value;                                                             \
    const WeirCellGroup group = weir_cell_group_place (value, kept, 0);                                \
                                                                                                       \
    if (G_UNLIKELY (value >= n_values || !weir_cell_add_double (&group, cell, &values[value], time_usec))) \
      weir_cell_add_any_##name (layout, cell, values, n_values, time_usec);                            \
  }

#define RANGE_SUM (WEIR_CELL_RANGE | WEIR_CELL_SUM)
#define ENDS (WEIR_CELL_FIRST | WEIR_CELL_LAST)

DEFINE_ADD_ONE (sum_only, WEIR_CELL_SUM)
DEFINE_ADD_ONE (range_sum, RANGE_SUM)
DEFINE_ADD_ONE (range_sum_squares, RANGE_SUM | WEIR_CELL_SQUARES)
DEFINE_ADD_ONE (range_ends, WEIR_CELL_RANGE | ENDS)
DEFINE_ADD_ONE (range_sum_ends, RANGE_SUM | ENDS)

/**
 * weir_cell_layout_choose_add:
 * @self: a layout
 *
 * Returns: the function that adds a record to a cell of @self
 */
WeirCellAddFunc
weir_cell_layout_choose_add (const WeirCellLayout *self)
{
  if (self->n_weighted > 0 || self->n_groups > 1)
    return weir_cell_add_any;
  if (self->n_groups == 0)
    return weir_cell_add_nothing;

  switch (self->groups[0].parts)
    {
    case WEIR_CELL_SUM:
      return weir_cell_add_sum_only;
    case RANGE_SUM:
      return weir_cell_add_range_sum;
    case RANGE_SUM | WEIR_CELL_SQUARES:
      return weir_cell_add_range_sum_squares;
    case WEIR_CELL_RANGE | ENDS:
      return weir_cell_add_range_ends;
    case RANGE_SUM | ENDS:
      return weir_cell_add_range_sum_ends;
    default:
      return weir_cell_add_any;
    }
}
