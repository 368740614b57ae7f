#pragma once

#include "data/alert/weir-expression-private.h"

G_BEGIN_DECLS

/*< private >
 * WeirExpressionMemory: what the functions of an expression remember, for each key.
 *
 * Keys of which nothing came for longest are forgotten where memory ends, and
 * counted: they begin anew. Owned by one thread.
 */
typedef struct _WeirExpressionMemory WeirExpressionMemory;

/*< private >
 * WeirExpressionInput: one record or row.
 * @key: (array length=key_length): its key
 * @key_length: bytes in @key
 * @time_usec: event time
 * @values: one a field
 */
typedef struct
{
  const char      *key;
  gsize            key_length;
  gint64           time_usec;
  const WeirValue *values;
} WeirExpressionInput;

WeirExpressionMemory *weir_expression_memory_new  (const WeirExpression      *expression,
                                                   gsize                      max_bytes);
void                  weir_expression_memory_free (WeirExpressionMemory      *self);
void                  weir_expression_memory_add  (WeirExpressionMemory      *self,
                                                   const WeirExpressionInput *input,
                                                   WeirExpressionScope       *scope);
guint64               weir_expression_memory_get_n_forgotten (WeirExpressionMemory *self);
gsize                 weir_expression_memory_get_n_bytes     (WeirExpressionMemory *self);

G_END_DECLS
