#include "config.h"

#include "data/alert/weir-samples.h"

#include <math.h>
#include <string.h>

static guint
place (const WeirSamples *self,
       guint              i)
{
  return (self->head + i) & (self->capacity - 1);
}

/*< private >
 * weir_samples_clear:
 * @self: samples
 *
 * Frees what they own.
 */
void
weir_samples_clear (WeirSamples *self)
{
  g_free (self->times);
  g_free (self->numbers);
  g_free (self->sorted);
  *self = (WeirSamples) { 0 };
}

/* How many of the sorted numbers are less than @number. */
static guint
find_sorted (const WeirSamples *self,
             guint              n,
             double             number)
{
  guint low = 0;
  guint high = n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->sorted[middle] < number)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
grow (WeirSamples *self,
      gboolean     sorted)
{
  guint capacity = MAX (8, self->capacity * 2);
  gint64 *times = g_new (gint64, capacity);
  double *numbers = g_new (double, capacity);

  for (guint i = 0; i < self->n; i++)
    {
      times[i] = self->times[place (self, i)];
      numbers[i] = self->numbers[place (self, i)];
    }
  g_free (self->times);
  g_free (self->numbers);
  self->times = times;
  self->numbers = numbers;
  if (sorted)
    self->sorted = g_renew (double, self->sorted, capacity);
  self->head = 0;
  self->capacity = capacity;
}

/* Neumaier's compensated sum (“Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen”, 1974). */
static void
add_to_sum (WeirSamples *self,
            double       number)
{
  double sum = self->sum + number;

  if (fabs (self->sum) >= fabs (number))
    self->compensation += (self->sum - sum) + number;
  else
    self->compensation += (number - sum) + self->sum;
  self->sum = sum;
}

/* Welford, “Note on a method for calculating corrected sums of squares”, 1962. */
static void
add_to_moments (WeirSamples *self,
                double       number,
                guint        n)
{
  double distance = number - self->mean;

  self->mean += distance / n;
  self->squares += distance * (number - self->mean);
  add_to_sum (self, number);
}

static void
compute_anew (WeirSamples *self)
{
  self->mean = self->squares = self->sum = self->compensation = 0;
  self->n_left = 0;
  for (guint i = 0; i < self->n; i++)
    add_to_moments (self, self->numbers[place (self, i)], i + 1);
}

static void
remove_first (WeirSamples *self)
{
  double number = self->numbers[self->head];
  double distance = number - self->mean;

  self->head = place (self, 1);
  self->n--;
  if (self->sorted != NULL)
    {
      guint at = find_sorted (self, self->n + 1, number);

      memmove (self->sorted + at, self->sorted + at + 1, (self->n - at) * sizeof (double));
    }

  if (++self->n_left >= self->n)
    {
      compute_anew (self);
      return;
    }
  self->mean -= distance / self->n;
  self->squares = MAX (self->squares - distance * (number - self->mean), 0);
  add_to_sum (self, -number);
}

/*< private >
 * weir_samples_add:
 * @self: samples
 * @time_usec: event time of a sample; it may be older than others
 * @number: a finite number
 * @sorted: the numbers are kept in order too, always the same for @self
 *
 * Puts a sample behind those of its time.
 *
 * Returns: how many older ones had to be forgotten for it: 0 or 1
 */
guint
weir_samples_add (WeirSamples *self,
                  gint64       time_usec,
                  double       number,
                  gboolean     sorted)
{
  guint n_forgotten = 0;
  guint at;

  if (self->n == WEIR_SAMPLES_MAX)
    {
      remove_first (self);
      n_forgotten = 1;
    }
  else if (self->n == self->capacity)
    {
      grow (self, sorted);
    }

  for (at = self->n; at > 0 && self->times[place (self, at - 1)] > time_usec; at--)
    {
      self->times[place (self, at)] = self->times[place (self, at - 1)];
      self->numbers[place (self, at)] = self->numbers[place (self, at - 1)];
    }
  self->times[place (self, at)] = time_usec;
  self->numbers[place (self, at)] = number;

  if (sorted)
    {
      guint rank = find_sorted (self, self->n, number);

      memmove (self->sorted + rank + 1, self->sorted + rank, (self->n - rank) * sizeof (double));
      self->sorted[rank] = number;
    }
  self->n++;
  add_to_moments (self, number, self->n);

  return n_forgotten;
}

/*< private >
 * weir_samples_expire:
 * @self: samples
 * @before_usec: those older than this leave
 */
void
weir_samples_expire (WeirSamples *self,
                     gint64       before_usec)
{
  while (self->n > 0 && self->times[self->head] < before_usec)
    remove_first (self);
}

/*< private >
 * weir_samples_find:
 * @self: samples
 * @time_usec: a time
 * @number: (out): the newest number that is not newer than @time_usec
 *
 * Returns: %FALSE if all are newer
 */
gboolean
weir_samples_find (WeirSamples *self,
                   gint64       time_usec,
                   double      *number)
{
  guint low = 0;
  guint high = self->n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->times[place (self, middle)] <= time_usec)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == 0)
    return FALSE;

  *number = self->numbers[place (self, low - 1)];

  return TRUE;
}

/*< private >
 * weir_samples_get:
 * @self: samples
 * @i: number of one, 0 the oldest
 * @time_usec: (out) (optional): its time
 *
 * Returns: its number
 */
double
weir_samples_get (WeirSamples *self,
                  guint        i,
                  gint64      *time_usec)
{
  if (time_usec != NULL)
    *time_usec = self->times[place (self, i)];

  return self->numbers[place (self, i)];
}

/*< private >
 * weir_samples_get_sum:
 * @self: samples
 *
 * Returns: their sum, 0 of none
 */
double
weir_samples_get_sum (WeirSamples *self)
{
  return self->sum + self->compensation;
}

/*< private >
 * weir_samples_get_stddev:
 * @self: samples
 *
 * Returns: √(Σ (x − mean)² / (n − 1)), the standard deviation of a sample; NaN below two
 */
double
weir_samples_get_stddev (WeirSamples *self)
{
  return self->n < 2 ? NAN : sqrt (self->squares / (self->n - 1));
}

/*< private >
 * weir_samples_get_least:
 * @self: samples
 *
 * Returns: the least number, NaN of none
 */
double
weir_samples_get_least (WeirSamples *self)
{
  return self->n > 0 ? self->sorted[0] : NAN;
}

/*< private >
 * weir_samples_get_greatest:
 * @self: samples
 *
 * Returns: the greatest number, NaN of none
 */
double
weir_samples_get_greatest (WeirSamples *self)
{
  return self->n > 0 ? self->sorted[self->n - 1] : NAN;
}

/*< private >
 * weir_samples_get_median:
 * @self: samples
 *
 * Returns: the middle one, or the mean of the two in the middle; NaN of none
 */
double
weir_samples_get_median (WeirSamples *self)
{
  guint middle = self->n / 2;

  if (self->n == 0)
    return NAN;
  if (self->n % 2 == 1)
    return self->sorted[middle];

  return self->sorted[middle - 1] / 2 + self->sorted[middle] / 2;
}

/*< private >
 * weir_samples_get_mad:
 * @self: samples
 * @median: their median
 *
 * Returns: the median of |x − median|; NaN of none
 */
double
weir_samples_get_mad (WeirSamples *self,
                      double       median)
{
  guint right = find_sorted (self, self->n, median);
  guint left = right;
  double last = NAN;
  double before = NAN;

  if (self->n == 0)
    return NAN;

  /* Outwards from the median the distances come in order. */
  for (guint i = 0; i <= self->n / 2; i++)
    {
      double below = left > 0 ? median - self->sorted[left - 1] : INFINITY;
      double above = right < self->n ? self->sorted[right] - median : INFINITY;

      before = last;
      last = MIN (below, above);
      if (below <= above)
        left--;
      else
        right++;
    }

  return self->n % 2 == 1 ? last : before / 2 + last / 2;
}

/*< private >
 * weir_samples_get_n_bytes:
 * @self: samples
 *
 * Returns: the memory that they own
 */
gsize
weir_samples_get_n_bytes (WeirSamples *self)
{
  return self->capacity * (sizeof (gint64) + sizeof (double) + (self->sorted != NULL ? sizeof (double) : 0));
}
