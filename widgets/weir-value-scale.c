#include "config.h"

#include "widgets/weir-value-scale.h"

#include <math.h>

/* A scale stays while the data fills more of it than this: otherwise it would change with every record. */
#define MIN_FILL 0.55
#define PADDING  0.08

/*< private >
 * weir_value_scale_reset:
 * @self: a scale
 *
 * Lets the next weir_value_scale_fit() find the values anew.
 */
void
weir_value_scale_reset (WeirValueScale *self)
{
  self->low = 1.0;
  self->high = 0.0;
}

/*< private >
 * weir_value_scale_fit:
 * @self: a scale
 * @low: the smallest value to be shown
 * @high: the largest value to be shown
 * @never_negative: whether the scale ends at zero below
 * @column_usec: how much time a pixel column stands for
 *
 * Makes the scale show @low to @high with some room; it stays as it is while it
 * does and they fill it well, at the same @column_usec.
 */
void
weir_value_scale_fit (WeirValueScale *self,
                      double          low,
                      double          high,
                      gboolean        never_negative,
                      gint64          column_usec)
{
  double range;

  if (high <= low)
    {
      double half = fmax (fabs (high) * 0.005, 1e-9) + (high == 0.0 ? 1.0 : 0.0);

      low -= half;
      high += half;
    }

  if (self->low <= low && self->high >= high && self->column_usec == column_usec
      && high - low >= MIN_FILL * (self->high - self->low))
    return;

  range = high - low;
  self->low = low - PADDING * range;
  self->high = high + PADDING * range;
  self->column_usec = column_usec;
  if (never_negative && self->low < 0.0)
    self->low = 0.0;
}
