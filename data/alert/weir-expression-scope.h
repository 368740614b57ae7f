#pragma once

#include "data/decode/weir-value.h"

G_BEGIN_DECLS

/*< private >
 * WeirExpressionScope: what an evaluation works with. On the stack, or part of an evaluator.
 * @values: one a field
 * @results: (nullable): one for each function that remembers; %NULL: they are null
 * @time_usec: event time of the record
 * @texts: (nullable): owned: texts that were made; freed when the scope is cleared
 */
typedef struct
{
  const WeirValue *values;
  const WeirValue *results;
  gint64           time_usec;
  GPtrArray       *texts;
} WeirExpressionScope;

static inline void
weir_expression_scope_clear (WeirExpressionScope *self)
{
  if (G_UNLIKELY (self->texts != NULL))
    g_ptr_array_set_size (self->texts, 0);
}

/* @text: (transfer full): lives until the scope is cleared */
static inline WeirValue
weir_expression_scope_take_text (WeirExpressionScope *self,
                                 char                *text,
                                 gsize                length)
{
  if (self->texts == NULL)
    self->texts = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->texts, text);

  return weir_value_of_text (text, length);
}

G_END_DECLS
