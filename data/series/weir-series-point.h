#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirSeriesPoint:
 * @start_usec: of the window, or of the pixel column
 * @end_usec: its end, exclusive
 * @first: earliest value; of a window's result that result
 * @low: smallest value; lower edge of a band
 * @high: largest value; upper edge of a band
 * @last: latest value; of a window's result that result
 * @count: records
 * @final: whether the window does not change any more
 * @complete: of an open window the share of its records that is to be expected by
 *   now; 0: not known
 * @n_late: records that came too late for it and are not in its values
 *
 * What a series of a panel has at one place: the result of a window, or what
 * the records of a pixel column say.
 */
typedef struct
{
  gint64   start_usec;
  gint64   end_usec;
  double   first;
  double   low;
  double   high;
  double   last;
  guint64  count;
  gboolean final;
  double   complete;
  guint    n_late;
} WeirSeriesPoint;

static inline gint64
weir_series_point_get_middle (const WeirSeriesPoint *self)
{
  return self->start_usec + (self->end_usec - self->start_usec) / 2;
}

G_END_DECLS
