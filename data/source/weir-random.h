#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirRandom:
 *
 * A stream of pseudo-random numbers whose state is its own, so that the same
 * seed gives the same numbers whatever else runs: xoshiro256** (Blackman and
 * Vigna, “Scrambled linear pseudorandom number generators”, 2021), seeded by
 * splitmix64.
 */
typedef struct
{
  guint64 state[4];
} WeirRandom;

void    weir_random_init   (WeirRandom *self,
                            guint64     seed);
guint64 weir_random_next   (WeirRandom *self);
double  weir_random_unit   (WeirRandom *self);
double  weir_random_range  (WeirRandom *self,
                            double      low,
                            double      high);
guint   weir_random_below  (WeirRandom *self,
                            guint       count);
double  weir_random_normal (WeirRandom *self);
double  weir_random_wait   (WeirRandom *self,
                            double      mean);

G_END_DECLS
