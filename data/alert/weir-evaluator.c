#include "config.h"

#include "data/alert/weir-evaluator.h"

#include "data/alert/weir-expression-memory.h"

struct _WeirEvaluator
{
  WeirExpression       *expression;   /* owned */
  WeirExpressionMemory *memory;       /* owned, nullable: nothing remembers */
  WeirExpressionScope   scope;
};

/**
 * weir_evaluator_new:
 * @text: the expression
 * @fields: (array zero-terminated=1): names it may use; their order is that of the values
 * @max_bytes: memory for what its functions remember; the keys that came least recently
 *   are forgotten beyond it, and counted
 * @error: return location for an error, as of weir_expression_new()
 *
 * Returns: (transfer full) (nullable): an evaluator that had no record yet
 */
WeirEvaluator *
weir_evaluator_new (const char          *text,
                    const char * const  *fields,
                    gsize                max_bytes,
                    GError             **error)
{
  WeirExpression *expression = weir_expression_new (text, fields, error);
  WeirEvaluator *self;

  if (expression == NULL)
    return NULL;

  self = g_new0 (WeirEvaluator, 1);
  self->expression = expression;
  if (weir_expression_remembers (expression))
    self->memory = weir_expression_memory_new (expression, max_bytes);

  return self;
}

/**
 * weir_evaluator_free:
 * @self: (transfer full): an evaluator
 */
void
weir_evaluator_free (WeirEvaluator *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->memory, weir_expression_memory_free);
  g_clear_pointer (&self->scope.texts, g_ptr_array_unref);
  weir_expression_free (self->expression);
  g_free (self);
}

/**
 * weir_evaluator_remembers:
 * @self: an evaluator
 *
 * Returns: whether each record must be given to weir_evaluator_add() once
 */
gboolean
weir_evaluator_remembers (WeirEvaluator *self)
{
  return self->memory != NULL;
}

/**
 * weir_evaluator_add:
 * @self: an evaluator
 * @key: (array length=key_length): the record's key
 * @key_length: bytes in @key
 * @time_usec: its event time
 * @values: one value a field
 *
 * Takes the next record. What is asked afterwards is about it.
 */
void
weir_evaluator_add (WeirEvaluator   *self,
                    const char      *key,
                    gsize            key_length,
                    gint64           time_usec,
                    const WeirValue *values)
{
  const WeirExpressionInput input = { key, key_length, time_usec, values };

  self->scope.time_usec = time_usec;
  if (self->memory == NULL)
    return;

  weir_expression_scope_clear (&self->scope);
  self->scope.values = values;
  weir_expression_memory_add (self->memory, &input, &self->scope);
}

/**
 * weir_evaluator_get_truth:
 * @self: an evaluator that was given the record
 * @values: its values
 *
 * Returns: whether the expression holds for the last record
 */
WeirTruth
weir_evaluator_get_truth (WeirEvaluator   *self,
                          const WeirValue *values)
{
  return weir_expression_get_truth (weir_evaluator_get_value (self, values));
}

/**
 * weir_evaluator_get_value:
 * @self: an evaluator that was given the record
 * @values: its values
 *
 * Returns: the expression's value for the last record, missing for null; a text lives
 *   as long as the record and until the next call
 */
WeirValue
weir_evaluator_get_value (WeirEvaluator   *self,
                          const WeirValue *values)
{
  weir_expression_scope_clear (&self->scope);
  self->scope.values = values;

  return weir_expression_compute (self->expression, self->expression->root, &self->scope);
}

/**
 * weir_evaluator_find_cause:
 * @self: an evaluator that was given the record
 * @values: its values
 * @value: (out): what the part looks at; a text lives as long as the record and until
 *   the next call
 *
 * Finds the part of a condition that holds, or the first one.
 *
 * Returns: a number for weir_expression_get_field() and weir_expression_dup_limit()
 */
guint
weir_evaluator_find_cause (WeirEvaluator   *self,
                           const WeirValue *values,
                           WeirValue       *value)
{
  guint part;

  weir_expression_scope_clear (&self->scope);
  self->scope.values = values;
  part = weir_expression_find_part (self->expression, &self->scope);
  *value = weir_expression_get_part_value (self->expression, part, &self->scope);

  return part;
}

/**
 * weir_evaluator_get_expression:
 * @self: an evaluator
 *
 * Returns: (transfer none): its expression
 */
const WeirExpression *
weir_evaluator_get_expression (WeirEvaluator *self)
{
  return self->expression;
}

/**
 * weir_evaluator_get_n_forgotten:
 * @self: an evaluator
 *
 * Returns: how many keys and values were forgotten for lack of memory
 */
guint64
weir_evaluator_get_n_forgotten (WeirEvaluator *self)
{
  return self->memory != NULL ? weir_expression_memory_get_n_forgotten (self->memory) : 0;
}

/**
 * weir_evaluator_get_n_bytes:
 * @self: an evaluator
 *
 * Returns: the memory of what its functions remember
 */
gsize
weir_evaluator_get_n_bytes (WeirEvaluator *self)
{
  return self->memory != NULL ? weir_expression_memory_get_n_bytes (self->memory) : 0;
}
