#include "config.h"

#include "data/window/weir-ddsketch.h"

#include <math.h>
#include <string.h>

/*
 * Masson, Rim and Lee: "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB
 * 2019. Bin i counts the values in (γ^(i−1), γ^i], γ = (1 + α)/(1 − α); the bin's answer 2γ^i/(γ + 1) is within α of
 * all of them. Past MAX_BINS (values 17 decades apart) the bins nearest to zero are folded together.
 */
#define MAX_BINS 2048
#define FIRST_BINS 32

typedef struct
{
  guint32 *counts;   /* owned */
  guint    n_bins;
  int      first;    /* the index counts[0] stands for */
} WeirDDStore;

struct _WeirDDSketch
{
  WeirBudget *budget;     /* borrowed */
  guint64     n;
  guint64     n_zero;
  double      min;        /* what no answer lies beyond */
  double      max;
  WeirDDStore positive;
  WeirDDStore negative;
};

static const double gamma_bound = (1.0 + WEIR_DDSKETCH_ACCURACY) / (1.0 - WEIR_DDSKETCH_ACCURACY);

/**
 * weir_ddsketch_new:
 * @budget: charged for the sketch, outliving it
 *
 * Returns: (transfer full): an empty sketch
 */
WeirDDSketch *
weir_ddsketch_new (WeirBudget *budget)
{
  WeirDDSketch *self = g_new0 (WeirDDSketch, 1);

  self->budget = budget;
  self->min = INFINITY;
  self->max = -INFINITY;
  weir_budget_charge (budget, sizeof *self);
  return self;
}

/**
 * weir_ddsketch_free:
 * @self: a sketch
 */
void
weir_ddsketch_free (WeirDDSketch *self)
{
  weir_budget_release (self->budget,
                       sizeof *self + (self->positive.n_bins + self->negative.n_bins) * sizeof (guint32));
  g_free (self->positive.counts);
  g_free (self->negative.counts);
  g_free (self);
}

/**
 * weir_ddsketch_copy:
 * @self: a sketch
 *
 * Returns: (transfer full): the same again
 */
WeirDDSketch *
weir_ddsketch_copy (const WeirDDSketch *self)
{
  WeirDDSketch *copy = g_memdup2 (self, sizeof *self);

  copy->positive.counts = g_memdup2 (self->positive.counts, self->positive.n_bins * sizeof (guint32));
  copy->negative.counts = g_memdup2 (self->negative.counts, self->negative.n_bins * sizeof (guint32));
  weir_budget_charge (copy->budget,
                      sizeof *copy + (copy->positive.n_bins + copy->negative.n_bins) * sizeof (guint32));
  return copy;
}

static void
weir_dd_count (guint32 *count,
               guint32  n)
{
  /* Saturates: more than 2^32 values in one bin do not change an answer noticeably. */
  *count = *count > G_MAXUINT32 - n ? G_MAXUINT32 : *count + n;
}

/* Makes the store reach to @index too, or as near as MAX_BINS allow. */
static void
weir_dd_store_stretch (WeirDDStore *self,
                       WeirBudget  *budget,
                       int          index)
{
  gboolean downwards = self->n_bins > 0 && index < self->first;
  int low = index;
  int high = index;
  guint32 *counts;
  guint n_bins;
  int first;

  for (guint i = 0; i < self->n_bins; i++)
    if (self->counts[i] > 0)
      {
        low = MIN (low, self->first + (int) i);
        high = MAX (high, self->first + (int) i);
      }

  /* A little further than asked, so that a drifting value does not stretch at every step. */
  n_bins = (guint) (high - low + 1);
  n_bins = CLAMP ((n_bins + n_bins / 4 + 15) / 16 * 16, FIRST_BINS, MAX_BINS);
  first = downwards || high - low >= (int) n_bins ? high - (int) n_bins + 1 : low;

  counts = g_new0 (guint32, n_bins);
  for (guint i = 0; i < self->n_bins; i++)
    if (self->counts[i] > 0)
      weir_dd_count (&counts[MAX (self->first + (int) i - first, 0)], self->counts[i]);

  weir_budget_charge (budget, n_bins * sizeof (guint32));
  weir_budget_release (budget, self->n_bins * sizeof (guint32));
  g_free (self->counts);
  *self = (WeirDDStore){ counts, n_bins, first };
}

static void
weir_dd_store_add (WeirDDStore *self,
                   WeirBudget  *budget,
                   int          index,
                   guint32      n)
{
  /* No room left to shift down to. */
  gboolean full = self->n_bins == MAX_BINS && self->counts[MAX_BINS - 1] > 0;

  if (self->n_bins == 0 || index >= self->first + (int) self->n_bins || (index < self->first && !full))
    weir_dd_store_stretch (self, budget, index);

  weir_dd_count (&self->counts[MAX (index - self->first, 0)], n);
}

static int
weir_dd_get_index (double magnitude)
{
  static const double inverse_log_gamma = 49.998333311109629; /* 1 / ln (1.01 / 0.99) */

  return (int) ceil (log (magnitude) * inverse_log_gamma);
}

/**
 * weir_ddsketch_add:
 * @self: a sketch
 * @value: a finite number
 */
void
weir_ddsketch_add (WeirDDSketch *self,
                   double        value)
{
  self->n++;
  self->min = MIN (self->min, value);
  self->max = MAX (self->max, value);
  if (value == 0.0)
    self->n_zero++;
  else
    weir_dd_store_add (value > 0.0 ? &self->positive : &self->negative, self->budget,
                       weir_dd_get_index (fabs (value)), 1);
}

static void
weir_dd_store_merge (WeirDDStore       *self,
                     WeirBudget        *budget,
                     const WeirDDStore *other)
{
  for (guint i = 0; i < other->n_bins; i++)
    if (other->counts[i] > 0)
      weir_dd_store_add (self, budget, other->first + (int) i, other->counts[i]);
}

/**
 * weir_ddsketch_merge:
 * @self: a sketch, which takes the result
 * @other: another
 */
void
weir_ddsketch_merge (WeirDDSketch       *self,
                     const WeirDDSketch *other)
{
  self->n += other->n;
  self->n_zero += other->n_zero;
  self->min = MIN (self->min, other->min);
  self->max = MAX (self->max, other->max);
  weir_dd_store_merge (&self->positive, self->budget, &other->positive);
  weir_dd_store_merge (&self->negative, self->budget, &other->negative);
}

static double
weir_dd_get_bin_value (const WeirDDStore *store,
                       guint              bin)
{
  return 2.0 * pow (gamma_bound, store->first + (int) bin) / (gamma_bound + 1.0);
}

/* The answer of the bin that has the value of @rank; past the range of doubles at either end of theirs. */
static double
weir_ddsketch_find_rank (const WeirDDSketch *self,
                         guint64             rank)
{
  guint64 seen = 0;

  for (guint i = self->negative.n_bins; i-- > 0;)
    {
      seen += self->negative.counts[i];
      if (seen > rank)
        return -weir_dd_get_bin_value (&self->negative, i);
    }

  seen += self->n_zero;
  if (seen > rank)
    return 0.0;

  for (guint i = 0; i < self->positive.n_bins; i++)
    {
      seen += self->positive.counts[i];
      if (seen > rank)
        return weir_dd_get_bin_value (&self->positive, i);
    }

  return 0.0;
}

/**
 * weir_ddsketch_get_quantile:
 * @self: a sketch that is not empty
 * @quantile: 0 to 1
 *
 * Returns: within %WEIR_DDSKETCH_ACCURACY of the value that stands at
 *   floor (quantile · (n − 1)), counted from 0, among the sorted values, and
 *   between the smallest and the largest of them
 */
double
weir_ddsketch_get_quantile (const WeirDDSketch *self,
                            double              quantile)
{
  guint64 rank = (guint64) floor (quantile * (double) (self->n - 1));

  return CLAMP (weir_ddsketch_find_rank (self, rank), self->min, self->max);
}
