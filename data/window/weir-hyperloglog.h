#pragma once

#include "data/window/weir-budget.h"

G_BEGIN_DECLS

/**
 * WeirHyperLogLog:
 *
 * Counts distinct values with a standard error of 1.6 % (4096 registers), and
 * nearly exactly while there are few. Mergeable. Used by one thread.
 */
typedef struct _WeirHyperLogLog WeirHyperLogLog;

WeirHyperLogLog *weir_hyperloglog_new (WeirBudget *budget);
WeirHyperLogLog *weir_hyperloglog_copy (const WeirHyperLogLog *self);
void weir_hyperloglog_free (WeirHyperLogLog *self);
void weir_hyperloglog_add (WeirHyperLogLog *self,
                           guint64          hash);
void weir_hyperloglog_merge (WeirHyperLogLog       *self,
                             const WeirHyperLogLog *other);
guint64 weir_hyperloglog_get_count (const WeirHyperLogLog *self);

G_END_DECLS
