#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*< private >
 * WeirSamples: the numbers of a key within a span of event time, oldest first.
 *
 * A sample is inside while it is at most the span older than the newest, both ends
 * included, as in a sliding window. At most %WEIR_SAMPLES_MAX are kept. Mean and
 * squares are carried on by Welford's formulas and computed anew once as many
 * samples have left as are inside, so that rounding does not add up; the sum is
 * compensated. Owned by one thread.
 */
typedef struct
{
  gint64  *times;       /* owned ring */
  double  *numbers;     /* owned ring */
  double  *sorted;      /* owned, nullable: the same numbers in order */
  guint    head;
  guint    n;
  guint    capacity;    /* a power of two, or 0 */
  guint    n_left;      /* since mean and squares were computed anew */
  double   mean;
  double   squares;     /* Σ (x − mean)² */
  double   sum;
  double   compensation;
} WeirSamples;

/* A key's samples for one function; older ones are forgotten and counted. */
#define WEIR_SAMPLES_MAX 8192

void     weir_samples_clear    (WeirSamples *self);
guint    weir_samples_add      (WeirSamples *self,
                                gint64       time_usec,
                                double       number,
                                gboolean     sorted);
void     weir_samples_expire   (WeirSamples *self,
                                gint64       before_usec);
gboolean weir_samples_find     (WeirSamples *self,
                                gint64       time_usec,
                                double      *number);
double   weir_samples_get      (WeirSamples *self,
                                guint        i,
                                gint64      *time_usec);
double   weir_samples_get_sum  (WeirSamples *self);
double   weir_samples_get_stddev (WeirSamples *self);
double   weir_samples_get_least (WeirSamples *self);
double   weir_samples_get_greatest (WeirSamples *self);
double   weir_samples_get_median (WeirSamples *self);
double   weir_samples_get_mad  (WeirSamples *self,
                                double       median);
gsize    weir_samples_get_n_bytes (WeirSamples *self);

G_END_DECLS
