#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WEIR_LATENCY_N_BUCKETS 320

/**
 * WeirLatency:
 *
 * A histogram of delays with eight buckets an octave, so that a quantile read
 * from it is at most 9 % too large. Plain data; zeroed is empty.
 */
typedef struct
{
  guint64 buckets[WEIR_LATENCY_N_BUCKETS];
  guint64 n;
} WeirLatency;

void   weir_latency_add          (WeirLatency       *self,
                                  gint64             delay_usec);
/* Halves what was counted, so that old delays fade. */
void   weir_latency_fade         (WeirLatency       *self);
/* µs, the upper edge of the bucket that holds @quantile; -1 if nothing was counted. */
gint64 weir_latency_get_quantile (const WeirLatency *self,
                                  double             quantile);

G_END_DECLS
