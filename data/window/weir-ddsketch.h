#pragma once

#include "data/window/weir-budget.h"

G_BEGIN_DECLS

/* A quantile is off by at most this share of its value. */
#define WEIR_DDSKETCH_ACCURACY 0.01

/**
 * WeirDDSketch:
 *
 * Quantiles with a relative error of at most %WEIR_DDSKETCH_ACCURACY, mergeable
 * without loss. Used by one thread.
 */
typedef struct _WeirDDSketch WeirDDSketch;

WeirDDSketch *weir_ddsketch_new (WeirBudget *budget);
WeirDDSketch *weir_ddsketch_copy (const WeirDDSketch *self);
void weir_ddsketch_free (WeirDDSketch *self);
void weir_ddsketch_add (WeirDDSketch *self,
                        double        value);
void weir_ddsketch_merge (WeirDDSketch       *self,
                          const WeirDDSketch *other);
double weir_ddsketch_get_quantile (const WeirDDSketch *self,
                                   double              quantile);

G_END_DECLS
