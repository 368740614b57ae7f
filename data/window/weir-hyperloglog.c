#include "config.h"

#include "data/window/weir-hyperloglog.h"

#include <math.h>
#include <string.h>

/*
 * HyperLogLog with 2^12 registers, and, until it would take more memory than they do, a sorted list of 25-bit
 * registers: Heule, Nunkesser and Hall, "HyperLogLog in Practice" (EDBT 2013). The estimate is Ertl's ("New cardinality
 * estimation algorithms for HyperLogLog sketches", arXiv:1702.01284, algorithm 6), unbiased over the whole range
 * without tables.
 */
#define DENSE_BITS 12
#define N_REGISTERS (1u << DENSE_BITS)
#define SPARSE_BITS 25
#define MAX_SPARSE (N_REGISTERS / sizeof (guint32))
#define RANK_BITS 6

struct _WeirHyperLogLog
{
  WeirBudget *budget;      /* borrowed */
  guint32    *sparse;      /* owned; register << RANK_BITS | rank, ascending; NULL once dense */
  guint       n_sparse;
  guint       capacity;
  guint8     *registers;   /* owned; NULL while sparse */
};

/**
 * weir_hyperloglog_new:
 * @budget: charged for the sketch, outliving it
 *
 * Returns: (transfer full): an empty sketch
 */
WeirHyperLogLog *
weir_hyperloglog_new (WeirBudget *budget)
{
  WeirHyperLogLog *self = g_new0 (WeirHyperLogLog, 1);

  self->budget = budget;
  weir_budget_charge (budget, sizeof *self);
  return self;
}

static gsize
weir_hyperloglog_get_bytes (const WeirHyperLogLog *self)
{
  return sizeof *self + self->capacity * sizeof (guint32) + (self->registers != NULL ? N_REGISTERS : 0);
}

/**
 * weir_hyperloglog_free:
 * @self: a sketch
 */
void
weir_hyperloglog_free (WeirHyperLogLog *self)
{
  weir_budget_release (self->budget, weir_hyperloglog_get_bytes (self));
  g_free (self->sparse);
  g_free (self->registers);
  g_free (self);
}

/**
 * weir_hyperloglog_copy:
 * @self: a sketch
 *
 * Returns: (transfer full): the same again
 */
WeirHyperLogLog *
weir_hyperloglog_copy (const WeirHyperLogLog *self)
{
  WeirHyperLogLog *copy = g_memdup2 (self, sizeof *self);

  copy->sparse = g_memdup2 (self->sparse, self->capacity * sizeof (guint32));
  copy->registers = self->registers != NULL ? g_memdup2 (self->registers, N_REGISTERS) : NULL;
  weir_budget_charge (copy->budget, weir_hyperloglog_get_bytes (copy));
  return copy;
}

static void
weir_hyperloglog_raise (WeirHyperLogLog *self,
                        guint            index,
                        guint            rank)
{
  self->registers[index] = MAX (self->registers[index], rank);
}

/* A sparse register's upper bits name the dense one, its lower ones belong to the rank. */
static void
weir_hyperloglog_raise_sparse (WeirHyperLogLog *self,
                               guint32          entry)
{
  const guint extra = SPARSE_BITS - DENSE_BITS;
  guint32 index = entry >> RANK_BITS;
  guint32 low = index & ((1u << extra) - 1);
  guint rank = extra + (entry & ((1u << RANK_BITS) - 1));

  if (low != 0)
    rank = (guint) __builtin_clz (low) - (32 - extra) + 1;

  weir_hyperloglog_raise (self, index >> extra, rank);
}

static void
weir_hyperloglog_make_dense (WeirHyperLogLog *self)
{
  self->registers = g_new0 (guint8, N_REGISTERS);
  weir_budget_charge (self->budget, N_REGISTERS);
  for (guint i = 0; i < self->n_sparse; i++)
    weir_hyperloglog_raise_sparse (self, self->sparse[i]);

  weir_budget_release (self->budget, self->capacity * sizeof (guint32));
  g_clear_pointer (&self->sparse, g_free);
  self->n_sparse = self->capacity = 0;
}

static void
weir_hyperloglog_grow (WeirHyperLogLog *self)
{
  guint capacity = MAX (self->capacity * 2, 8);

  weir_budget_charge (self->budget, (capacity - self->capacity) * sizeof (guint32));
  self->sparse = g_renew (guint32, self->sparse, capacity);
  self->capacity = capacity;
}

static void
weir_hyperloglog_add_entry (WeirHyperLogLog *self,
                            guint32          entry)
{
  guint low = 0;
  guint high = self->n_sparse;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (self->sparse[middle] >> RANK_BITS < entry >> RANK_BITS)
        low = middle + 1;
      else
        high = middle;
    }
  if (low < self->n_sparse && self->sparse[low] >> RANK_BITS == entry >> RANK_BITS)
    {
      self->sparse[low] = MAX (self->sparse[low], entry);
      return;
    }
  if (self->n_sparse == MAX_SPARSE)
    {
      weir_hyperloglog_make_dense (self);
      weir_hyperloglog_raise_sparse (self, entry);
      return;
    }

  if (self->n_sparse == self->capacity)
    weir_hyperloglog_grow (self);
  memmove (&self->sparse[low + 1], &self->sparse[low], (self->n_sparse - low) * sizeof (guint32));
  self->sparse[low] = entry;
  self->n_sparse++;
}

/**
 * weir_hyperloglog_add:
 * @self: a sketch
 * @hash: a well-mixed hash of the value
 */
void
weir_hyperloglog_add (WeirHyperLogLog *self,
                      guint64          hash)
{
  guint rank;

  if (self->registers != NULL)
    {
      rank = (guint) __builtin_clzll ((hash << DENSE_BITS) | (G_GUINT64_CONSTANT (1) << (DENSE_BITS - 1))) + 1;
      weir_hyperloglog_raise (self, hash >> (64 - DENSE_BITS), rank);
      return;
    }

  rank = (guint) __builtin_clzll ((hash << SPARSE_BITS) | (G_GUINT64_CONSTANT (1) << (SPARSE_BITS - 1))) + 1;
  weir_hyperloglog_add_entry (self, (guint32) (hash >> (64 - SPARSE_BITS)) << RANK_BITS | rank);
}

/**
 * weir_hyperloglog_merge:
 * @self: a sketch, which takes the result
 * @other: another
 *
 * The result does not depend on the order of merging.
 */
void
weir_hyperloglog_merge (WeirHyperLogLog       *self,
                        const WeirHyperLogLog *other)
{
  if (other->registers != NULL && self->registers == NULL)
    weir_hyperloglog_make_dense (self);

  for (guint i = 0; other->registers != NULL && i < N_REGISTERS; i++)
    weir_hyperloglog_raise (self, i, other->registers[i]);
  for (guint i = 0; i < other->n_sparse; i++)
    {
      if (self->registers != NULL)
        weir_hyperloglog_raise_sparse (self, other->sparse[i]);
      else
        weir_hyperloglog_add_entry (self, other->sparse[i]);
    }
}

static double
weir_ertl_sigma (double x)
{
  double y = 1.0;
  double z = x;
  double before;

  if (x == 1.0)
    return INFINITY;

  do
    {
      x *= x;
      before = z;
      z += x * y;
      y += y;
    }
  while (z != before);

  return z;
}

static double
weir_ertl_tau (double x)
{
  double y = 1.0;
  double z = 1.0 - x;
  double before;

  if (x == 0.0 || x == 1.0)
    return 0.0;

  do
    {
      x = sqrt (x);
      before = z;
      y *= 0.5;
      z -= (1.0 - x) * (1.0 - x) * y;
    }
  while (z != before);

  return z / 3.0;
}

static double
weir_hyperloglog_estimate_dense (const WeirHyperLogLog *self)
{
  const guint max_rank = 64 - DENSE_BITS;
  guint histogram[64] = { 0 };
  double m = N_REGISTERS;
  double z;

  for (guint i = 0; i < N_REGISTERS; i++)
    histogram[self->registers[i]]++;

  z = m * weir_ertl_tau (1.0 - histogram[max_rank + 1] / m);
  for (guint rank = max_rank; rank >= 1; rank--)
    z = 0.5 * (z + histogram[rank]);
  z += m * weir_ertl_sigma (histogram[0] / m);

  return m * m / (2.0 * G_LN2 * z);
}

/**
 * weir_hyperloglog_get_count:
 * @self: a sketch
 *
 * Returns: about how many different values were added
 */
guint64
weir_hyperloglog_get_count (const WeirHyperLogLog *self)
{
  const double m = 1u << SPARSE_BITS;

  if (self->registers != NULL)
    return (guint64) llround (weir_hyperloglog_estimate_dense (self));

  /* So few in so many places: linear counting, exact but for the odd collision. */
  return (guint64) llround (-m * log1p (-(double) self->n_sparse / m));
}
