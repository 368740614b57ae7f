#pragma once

#include <math.h>

#include "data/window/weir-cell.h"

G_BEGIN_DECLS

/*
 * The arithmetic of cells: sums that are exact for integers and compensated for doubles, and comparisons that are
 * exact between the two.
 */

static inline __int128
weir_cell_get_int_sum (const WeirCellWord *sum)
{
  return (__int128) (((unsigned __int128) sum[1].u << 64) | sum[0].u);
}

static inline void
weir_cell_set_int_sum (WeirCellWord *sum,
                       __int128      value)
{
  sum[0].u = (guint64) value;
  sum[1].u = (guint64) ((unsigned __int128) value >> 64);
}

static inline double
weir_int128_to_double (__int128 value)
{
  return value == (gint64) value ? (double) (gint64) value : (double) value;
}

/* From here on the sum is a double; what its 53 bits cannot hold goes to the compensation. */
static inline void
weir_cell_make_double_sum (WeirCellWord *header,
                           WeirCellWord *sum)
{
  __int128 exact = weir_cell_get_int_sum (sum);
  double rounded = weir_int128_to_double (exact);

  header->u |= WEIR_CELL_DOUBLE_SUM;
  sum[0].d = rounded;
  sum[1].d = (double) (exact - (__int128) rounded);
}

/*
 * sum[0] + sum[1] is the sum, sum[1] what rounding lost: Neumaier's compensated summation ("Rundungsfehleranalyse
 * einiger Verfahren zur Summation endlicher Summen", ZAMM 54, 1974) with Knuth's branch-free two-sum (TAOCP 2,
 * 4.2.2).
 */
static inline void
weir_cell_add_double_sum (WeirCellWord *sum,
                          double        value)
{
  double total = sum[0].d + value;
  double shift = total - sum[0].d;

  sum[1].d += (sum[0].d - (total - shift)) + (value - shift);
  sum[0].d = total;
}

static inline double
weir_cell_get_sum (guint64             header,
                   const WeirCellWord *sum)
{
  /* −0 + 0 would be 0. */
  if (header & WEIR_CELL_DOUBLE_SUM)
    return sum[1].d == 0.0 ? sum[0].d : sum[0].d + sum[1].d;

  return weir_int128_to_double (weir_cell_get_int_sum (sum));
}

/* −1, 0, 1 by value, exact beyond 2^53. */
static inline int
weir_compare_int_double (gint64 left,
                         double right)
{
  gint64 whole;

  if (right >= 0x1p63)
    return -1;
  if (right < -0x1p63)
    return 1;

  whole = (gint64) right;
  if (left != whole)
    return left < whole ? -1 : 1;
  return ((double) whole < right) ? -1 : (double) whole > right;
}

/*
 * A total order: by value, then −0 below 0, then an integer before the equal double, so that minimum and maximum do
 * not depend on the order of arrival.
 */
static inline int
weir_compare_numbers (gboolean     left_is_int,
                      WeirCellWord left,
                      gboolean     right_is_int,
                      WeirCellWord right)
{
  int order;

  if (left_is_int && right_is_int)
    return left.i < right.i ? -1 : left.i > right.i;
  if (!left_is_int && !right_is_int)
    {
      if (left.d != right.d)
        return left.d < right.d ? -1 : 1;
      return (signbit (right.d) != 0) - (signbit (left.d) != 0);
    }
  if (!left_is_int)
    return -weir_compare_numbers (right_is_int, right, left_is_int, left);

  order = weir_compare_int_double (left.i, right.d);
  if (order == 0)
    order = left.i == 0 && signbit (right.d) ? 1 : -1;
  return order;
}

/* Chan, Golub and LeVeque's pairwise update of Σ(x − mean)² ("Updating Formulae and a Pairwise Algorithm for Computing
 * Sample Variances", 1979). */
static inline double
weir_combine_squares (double squares_a,
                      double n_a,
                      double sum_a,
                      double squares_b,
                      double n_b,
                      double sum_b)
{
  double apart = sum_b / n_b - sum_a / n_a;

  return squares_a + squares_b + apart * apart * (n_a * n_b / (n_a + n_b));
}

G_END_DECLS
