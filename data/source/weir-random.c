#include "config.h"

#include "data/source/weir-random.h"

#include <math.h>

static guint64
rotate_left (guint64 value,
             int     count)
{
  return (value << count) | (value >> (64 - count));
}

static guint64
splitmix64 (guint64 *state)
{
  guint64 mixed = (*state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  mixed = (mixed ^ (mixed >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  mixed = (mixed ^ (mixed >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return mixed ^ (mixed >> 31);
}

/**
 * weir_random_init:
 * @self: a stream
 * @seed: any number
 *
 * Begins the stream that belongs to @seed. One thread at a time, as all of it.
 */
void
weir_random_init (WeirRandom *self,
                  guint64     seed)
{
  for (guint i = 0; i < 4; i++)
    self->state[i] = splitmix64 (&seed);
}

/**
 * weir_random_next:
 * @self: a stream
 *
 * Returns: 64 random bits
 */
guint64
weir_random_next (WeirRandom *self)
{
  guint64 *s = self->state;
  guint64 result = rotate_left (s[1] * 5, 7) * 9;
  guint64 shifted = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = rotate_left (s[3], 45);

  return result;
}

/**
 * weir_random_unit:
 * @self: a stream
 *
 * Returns: a number in [0, 1)
 */
double
weir_random_unit (WeirRandom *self)
{
  return (double) (weir_random_next (self) >> 11) * 0x1p-53;
}

/**
 * weir_random_range:
 * @self: a stream
 * @low: the least
 * @high: what is never reached
 *
 * Returns: a number in [@low, @high)
 */
double
weir_random_range (WeirRandom *self,
                   double      low,
                   double      high)
{
  return low + (high - low) * weir_random_unit (self);
}

/**
 * weir_random_below:
 * @self: a stream
 * @count: at least 1
 *
 * Returns: a whole number in [0, @count)
 */
guint
weir_random_below (WeirRandom *self,
                   guint       count)
{
  return (guint) (weir_random_unit (self) * count);
}

/**
 * weir_random_normal:
 * @self: a stream
 *
 * By Box and Muller's transform, whose second number is thrown away so that
 * the stream has no hidden state.
 *
 * Returns: a standard normal number
 */
double
weir_random_normal (WeirRandom *self)
{
  double radius = sqrt (-2.0 * log (1.0 - weir_random_unit (self)));

  return radius * cos (2.0 * G_PI * weir_random_unit (self));
}

/**
 * weir_random_wait:
 * @self: a stream
 * @mean: mean waiting time
 *
 * Returns: an exponentially distributed waiting time
 */
double
weir_random_wait (WeirRandom *self,
                  double      mean)
{
  return -mean * log (1.0 - weir_random_unit (self));
}
