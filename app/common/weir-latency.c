#include "config.h"

#include "app/common/weir-latency.h"

#include <math.h>

#define BUCKETS_PER_OCTAVE 8.0

void
weir_latency_add (WeirLatency *self,
                  gint64       delay_usec)
{
  int bucket = (int) (log2 ((double) MAX (delay_usec, 1)) * BUCKETS_PER_OCTAVE);

  self->buckets[CLAMP (bucket, 0, WEIR_LATENCY_N_BUCKETS - 1)]++;
  self->n++;
}

void
weir_latency_fade (WeirLatency *self)
{
  self->n = 0;

  for (guint i = 0; i < WEIR_LATENCY_N_BUCKETS; i++)
    {
      self->buckets[i] /= 2;
      self->n += self->buckets[i];
    }
}

gint64
weir_latency_get_quantile (const WeirLatency *self,
                           double             quantile)
{
  guint64 seen = 0;

  for (guint i = 0; i < WEIR_LATENCY_N_BUCKETS; i++)
    {
      seen += self->buckets[i];
      if (seen > 0 && (double) seen >= quantile * (double) self->n)
        return (gint64) exp2 ((i + 1) / BUCKETS_PER_OCTAVE);
    }

  return -1;
}
