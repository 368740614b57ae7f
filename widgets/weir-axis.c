#include "config.h"

#include <math.h>

#include "widgets/weir-axis.h"
#include "widgets/weir-format.h"

#define MILLISECOND_USEC ((gint64) 1000)
#define SECOND_USEC      ((gint64) G_USEC_PER_SEC)
#define MINUTE_USEC      (60 * SECOND_USEC)
#define HOUR_USEC        (60 * MINUTE_USEC)
#define DAY_USEC         (24 * HOUR_USEC)

static const gint64 time_steps_usec[] = {
  1, 2, 5, 10, 20, 50, 100, 200, 500,
  1 * MILLISECOND_USEC, 2 * MILLISECOND_USEC, 5 * MILLISECOND_USEC,
  10 * MILLISECOND_USEC, 20 * MILLISECOND_USEC, 50 * MILLISECOND_USEC,
  100 * MILLISECOND_USEC, 200 * MILLISECOND_USEC, 500 * MILLISECOND_USEC,
  1 * SECOND_USEC, 2 * SECOND_USEC, 5 * SECOND_USEC, 10 * SECOND_USEC, 15 * SECOND_USEC, 30 * SECOND_USEC,
  1 * MINUTE_USEC, 2 * MINUTE_USEC, 5 * MINUTE_USEC, 10 * MINUTE_USEC, 15 * MINUTE_USEC, 30 * MINUTE_USEC,
  1 * HOUR_USEC, 2 * HOUR_USEC, 3 * HOUR_USEC, 6 * HOUR_USEC, 12 * HOUR_USEC,
  1 * DAY_USEC, 2 * DAY_USEC, 7 * DAY_USEC, 14 * DAY_USEC, 28 * DAY_USEC,
};

static gint64
floor_to (gint64 value,
          gint64 step)
{
  return (value / step - (value % step < 0)) * step;
}

/* The smallest of 1, 2, 2.5, 5 × 10ⁿ that is at least @least; @decimals tells how many digits its multiples need. */
static double
nice_step (double least,
           int   *decimals)
{
  static const double mantissas[] = { 1.0, 2.0, 2.5, 5.0, 10.0 };
  int exponent = (int) floor (log10 (least));
  guint i = 0;

  /* A little slack: 0.3 / 3 is not quite 0.1. */
  while (i + 1 < G_N_ELEMENTS (mantissas) && mantissas[i] * pow (10.0, exponent) < least * (1.0 - 1e-9))
    i++;

  *decimals = MAX (0, -exponent - (i == 4 ? 1 : 0) + (i == 2 ? 1 : 0));

  return mantissas[i] * pow (10.0, exponent);
}

static void
choose_prefix (WeirValueAxis *self,
               double         size)
{
  static const struct
  {
    double size;
    const char *prefix;
  } units[] = {
    { 1e15, "P" }, { 1e12, "T" }, { 1e9, "G" }, { 1e6, "M" }, { 1e5, "k" },
  };
  double divided;

  self->unit_size = 1.0;
  self->prefix = "";
  for (guint i = 0; i < G_N_ELEMENTS (units) && self->prefix[0] == '\0'; i++)
    if (size >= units[i].size)
      {
        self->unit_size = units[i].size == 1e5 ? 1e3 : units[i].size;
        self->prefix = units[i].prefix;
      }

  if (self->unit_size > 1.0)
    {
      /* The step itself is round, so its own digits are all that the labels need. */
      divided = self->step / self->unit_size;
      self->decimals = 0;
      while (self->decimals < 9 && fabs (divided - round (divided)) > 1e-6 * divided)
        {
          divided *= 10.0;
          self->decimals++;
        }
    }
}

/**
 * weir_value_axis_init:
 * @self: (out caller-allocates): filled by this
 * @low: the lower end
 * @high: the upper end
 * @max_ticks: at most so many, itself at most %WEIR_AXIS_MAX_VALUE_TICKS
 *
 * Finds round values, 1, 2, 2.5 or 5 × 10ⁿ apart, within [@low, @high]. There
 * are none if the range is empty or not finite. Any thread.
 */
void
weir_value_axis_init (WeirValueAxis *self,
                      double         low,
                      double         high,
                      guint          max_ticks)
{
  double first, least;

  *self = (WeirValueAxis) { .unit_size = 1.0, .prefix = "" };
  max_ticks = MIN (max_ticks, WEIR_AXIS_MAX_VALUE_TICKS);

  if (!isfinite (high - low) || high <= low || max_ticks == 0)
    return;

  /* The first step that fits may still be one tick too many, when a tick falls on each end. */
  least = (high - low) / max_ticks;
  do
    {
      self->step = nice_step (least, &self->decimals);
      first = ceil (low / self->step - 1e-9);
      least = self->step * 1.1;
    }
  while (floor (high / self->step + 1e-9) - first + 1 > max_ticks);

  /* Where doubles cannot hold the ticks apart there are none to show. */
  for (double i = first; i * self->step <= high + self->step * 1e-9 && self->n_ticks < max_ticks; i++)
    {
      self->ticks[self->n_ticks++] = i * self->step;
      if (i + 1 == i)
        break;
    }

  choose_prefix (self, fmax (fabs (low), fabs (high)));
}

/* How many of @mantissas × 10ⁿ are in the range; the first ones are put into @ticks. */
static guint
list_logarithmic (double        low,
                  double        high,
                  const double *mantissas,
                  guint         n_mantissas,
                  int           step,
                  double       *ticks,
                  guint         max_ticks)
{
  guint n = 0;

  for (int exponent = (int) floor (log10 (low) / step) * step; pow (10.0, exponent) <= high; exponent += step)
    for (guint i = 0; i < n_mantissas; i++)
      {
        double tick = mantissas[i] * pow (10.0, exponent);

        if (tick < low || tick > high)
          continue;
        if (n < max_ticks)
          ticks[n] = tick;
        n++;
      }

  return n;
}

/**
 * weir_value_axis_init_logarithmic:
 * @self: (out caller-allocates): filled by this
 * @low: the lower end, above zero
 * @high: the upper end
 * @max_ticks: at most so many, itself at most %WEIR_AXIS_MAX_VALUE_TICKS
 *
 * Finds round values for a logarithmic scale: 1, 2 and 5 × 10ⁿ, or 1 and 3 × 10ⁿ,
 * or powers of ten, as many as there is room for; in a range that has hardly one
 * of these those of a linear scale. Any thread.
 */
void
weir_value_axis_init_logarithmic (WeirValueAxis *self,
                                  double         low,
                                  double         high,
                                  guint          max_ticks)
{
  static const double mantissas[] = { 1.0, 2.0, 5.0 };
  static const double fewer[] = { 1.0, 3.0 };

  *self = (WeirValueAxis) { .unit_size = 1.0, .prefix = "", .logarithmic = TRUE };
  max_ticks = MIN (max_ticks, WEIR_AXIS_MAX_VALUE_TICKS);
  if (!isfinite (high) || low <= 0.0 || high <= low || max_ticks == 0)
    return;

  self->n_ticks = list_logarithmic (low, high, mantissas, G_N_ELEMENTS (mantissas), 1, self->ticks, max_ticks);
  if (self->n_ticks > max_ticks)
    self->n_ticks = list_logarithmic (low, high, fewer, G_N_ELEMENTS (fewer), 1, self->ticks, max_ticks);
  for (int step = 1; self->n_ticks > max_ticks; step++)
    self->n_ticks = list_logarithmic (low, high, mantissas, 1, step, self->ticks, max_ticks);
  /* Within a factor of three or so both scales look alike. */
  if (self->n_ticks < 2)
    {
      weir_value_axis_init (self, low, high, max_ticks);
      return;
    }
  self->step = self->ticks[0];
  self->decimals = MAX (0, (int) -floor (log10 (self->step)));
}

/**
 * weir_value_axis_label:
 * @self: an axis
 * @value: a tick, or any value on the scale
 * @plus: whether values above zero carry a sign
 *
 * Writes a value as the axis' ticks are written, all with the same number of decimals.
 *
 * Returns: (transfer full): the text
 */
char *
weir_value_axis_label (const WeirValueAxis *self,
                       double               value,
                       gboolean             plus)
{
  g_autofree char *number = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  number = plus ? weir_format_signed (value / self->unit_size, self->decimals)
                : weir_format_number (value / self->unit_size, self->decimals);

  return self->prefix[0] == '\0' ? g_steal_pointer (&number) : g_strconcat (number, "\u00a0", self->prefix, NULL);
}

/**
 * weir_value_axis_exact_decimals:
 * @self: an axis
 *
 * How many decimals single values need so that what a pixel or two can show
 * can be read: a fiftieth of the way between two ticks.
 *
 * Returns: the number of decimals
 */
int
weir_value_axis_exact_decimals (const WeirValueAxis *self)
{
  g_return_val_if_fail (self != NULL, 0);

  if (self->step <= 0.0)
    return 2;

  return CLAMP ((int) ceil (-log10 (self->step / self->unit_size / 50.0) - 1e-9), self->decimals, 9);
}

static gint64
zone_offset (GTimeZone *zone,
             gint64     time_usec)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, floor_to (time_usec, SECOND_USEC) / SECOND_USEC);

  return (gint64) g_time_zone_get_offset (zone, interval) * SECOND_USEC;
}

/* The first time at or after @time_usec that reads as a multiple of @step_usec on the zone's clock. */
static gint64
next_round (gint64     time_usec,
            gint64     step_usec,
            GTimeZone *zone)
{
  /* Monday, 5 January 1970, so that weeks begin on Mondays. */
  gint64 origin_usec = step_usec >= 7 * DAY_USEC ? 4 * DAY_USEC : 0;
  gint64 offset_usec = zone_offset (zone, time_usec);
  gint64 local_usec = -floor_to (-(time_usec + offset_usec - origin_usec), step_usec) + origin_usec;
  gint64 next_usec = local_usec - offset_usec;
  gint64 next_offset_usec = zone_offset (zone, next_usec);

  /* The clock was put forward or back on the way. */
  if (next_offset_usec != offset_usec)
    {
      gint64 moved_usec = local_usec - next_offset_usec;

      if (moved_usec >= time_usec && zone_offset (zone, moved_usec) == next_offset_usec)
        next_usec = moved_usec;
    }

  return next_usec;
}

static guint
fill_times (WeirTimeAxis *self,
            gint64        begin_usec,
            gint64        end_usec,
            GTimeZone    *zone,
            guint         max_ticks)
{
  self->n_ticks = 0;

  for (gint64 t = next_round (begin_usec, self->step_usec, zone);
       t < end_usec;
       t = next_round (t + 1, self->step_usec, zone))
    {
      if (self->n_ticks == max_ticks)
        return max_ticks + 1;
      self->ticks_usec[self->n_ticks++] = t;
    }

  return self->n_ticks;
}

/**
 * weir_time_axis_init:
 * @self: (out caller-allocates): filled by this
 * @begin_usec: start of the range
 * @end_usec: end of the range, exclusive
 * @zone: whose clock must read round
 * @max_ticks: at most so many, itself at most %WEIR_AXIS_MAX_TIME_TICKS
 *
 * Finds round times in a range: seconds, minutes, hours, midnights of @zone,
 * also across a change to or from summer time. Any thread.
 */
void
weir_time_axis_init (WeirTimeAxis *self,
                     gint64        begin_usec,
                     gint64        end_usec,
                     GTimeZone    *zone,
                     guint         max_ticks)
{
  guint i = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (zone != NULL);

  *self = (WeirTimeAxis) { .step_usec = time_steps_usec[0] };
  max_ticks = MIN (max_ticks, WEIR_AXIS_MAX_TIME_TICKS);

  if (begin_usec >= end_usec || max_ticks == 0)
    return;

  while (i + 1 < G_N_ELEMENTS (time_steps_usec) && (end_usec - begin_usec) / time_steps_usec[i] > max_ticks)
    i++;

  for (; i < G_N_ELEMENTS (time_steps_usec); i++)
    {
      self->step_usec = time_steps_usec[i];
      if (fill_times (self, begin_usec, end_usec, zone, max_ticks) <= max_ticks)
        return;
    }
}

/**
 * weir_time_axis_label:
 * @self: an axis
 * @time_usec: one of its ticks
 * @zone: the zone it was made for
 *
 * Writes a tick as short as its step allows; midnight is written as the day it begins.
 *
 * Returns: (transfer full): the text
 */
char *
weir_time_axis_label (const WeirTimeAxis *self,
                      gint64              time_usec,
                      GTimeZone          *zone)
{
  gboolean midnight;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (zone != NULL, NULL);

  midnight = self->step_usec >= MINUTE_USEC && (time_usec + zone_offset (zone, time_usec)) % DAY_USEC == 0;

  return weir_format_clock (time_usec, zone, midnight ? DAY_USEC : self->step_usec);
}

/**
 * weir_axis_spread:
 * @positions: (inout) (array length=n_positions): ascending; where labels would like to be
 * @n_positions: how many
 * @distance: how far apart they must be
 * @low: none may be below
 * @high: none may be above, as far as all of them fit
 *
 * Moves labels apart, each as little as its neighbours allow: those that
 * collide form a block around their mean (isotonic regression by pooling
 * adjacent violators, Barlow et al. 1972).
 */
void
weir_axis_spread (double *positions,
                  guint   n_positions,
                  double  distance,
                  double  low,
                  double  high)
{
  g_autofree double *sums = g_new (double, n_positions + 1);
  g_autofree guint *sizes = g_new (guint, n_positions + 1);
  guint n_blocks = 0;
  guint i = 0;

  /* With the distance taken out, "at least so far apart" is "never descending". */
  for (guint p = 0; p < n_positions; p++)
    {
      sums[n_blocks] = positions[p] - p * distance;
      sizes[n_blocks] = 1;

      while (n_blocks > 0 && sums[n_blocks - 1] / sizes[n_blocks - 1] > sums[n_blocks] / sizes[n_blocks])
        {
          sums[n_blocks - 1] += sums[n_blocks];
          sizes[n_blocks - 1] += sizes[n_blocks];
          n_blocks--;
        }
      n_blocks++;
    }

  high -= n_positions > 0 ? (n_positions - 1) * distance : 0.0;
  for (guint b = 0; b < n_blocks; b++)
    for (guint k = 0; k < sizes[b]; k++, i++)
      positions[i] = fmax (low, fmin (high, sums[b] / sizes[b])) + i * distance;
}
