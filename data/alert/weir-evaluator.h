#pragma once

#include "data/alert/weir-expression.h"

G_BEGIN_DECLS

/* Memory for what the functions of one expression remember, over all keys. */
#define WEIR_EVALUATOR_MAX_BYTES (64 * 1024 * 1024)

/**
 * WeirEvaluator:
 *
 * An expression at work: with what its functions remember of each key. It is
 * given the records one after the other, and asked about the last one. What
 * comes out depends on the order in which the records of a key come, and on
 * nothing else: no clock. Owned by one thread.
 */
typedef struct _WeirEvaluator WeirEvaluator;

WeirEvaluator *weir_evaluator_new         (const char           *text,
                                           const char * const   *fields,
                                           gsize                 max_bytes,
                                           GError              **error);
void           weir_evaluator_free        (WeirEvaluator        *self);
gboolean       weir_evaluator_remembers   (WeirEvaluator        *self);
void           weir_evaluator_add         (WeirEvaluator        *self,
                                           const char           *key,
                                           gsize                 key_length,
                                           gint64                time_usec,
                                           const WeirValue      *values);
WeirTruth      weir_evaluator_get_truth   (WeirEvaluator        *self,
                                           const WeirValue      *values);
WeirValue      weir_evaluator_get_value   (WeirEvaluator        *self,
                                           const WeirValue      *values);
guint          weir_evaluator_find_cause  (WeirEvaluator        *self,
                                           const WeirValue      *values,
                                           WeirValue            *value);
const WeirExpression *weir_evaluator_get_expression (WeirEvaluator *self);
guint64        weir_evaluator_get_n_forgotten (WeirEvaluator    *self);
gsize          weir_evaluator_get_n_bytes (WeirEvaluator        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirEvaluator, weir_evaluator_free)

G_END_DECLS
