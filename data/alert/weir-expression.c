#include "config.h"

#include "data/alert/weir-expression-private.h"

#include <string.h>

typedef struct
{
  guint column;     /* 0: it has none */
} WeirRuleErrorPrivate;

static void
weir_rule_error_private_init (WeirRuleErrorPrivate *priv)
{
}

static void
weir_rule_error_private_copy (const WeirRuleErrorPrivate *source,
                              WeirRuleErrorPrivate       *target)
{
  if (source != NULL && target != NULL)
    target->column = source->column;
}

static void
weir_rule_error_private_clear (WeirRuleErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (WeirRuleError, weir_rule_error)

/*< private >
 * weir_rule_error_set_column:
 * @error: (nullable): a %WEIR_RULE_ERROR
 * @column: where it is, from 1
 */
void
weir_rule_error_set_column (GError *error,
                            guint   column)
{
  WeirRuleErrorPrivate *priv = error != NULL ? weir_rule_error_get_private (error) : NULL;

  if (priv != NULL)
    priv->column = column;
}

/**
 * weir_rule_error_get_column:
 * @error: any error
 *
 * Returns: the character of the expression that @error is about, from 1; 0 if it is
 *   about no place
 */
guint
weir_rule_error_get_column (const GError *error)
{
  const WeirRuleErrorPrivate *priv = NULL;

  g_return_val_if_fail (error != NULL, 0);

  if (error->domain == WEIR_RULE_ERROR)
    priv = weir_rule_error_get_private (error);

  return priv != NULL ? priv->column : 0;
}

static const WeirValue missing = { .type = WEIR_VALUE_MISSING };

static void
node_clear (gpointer data)
{
  WeirNode *node = data;

  g_clear_pointer (&node->pattern, g_regex_unref);
}

static WeirExpression *
expression_new (const char          *text,
                const char * const  *fields,
                GPtrArray           *found,
                GError             **error)
{
  g_autoptr(WeirExpression) self = g_new0 (WeirExpression, 1);

  self->text = g_strdup (text);
  self->nodes = g_array_new (FALSE, TRUE, sizeof (WeirNode));
  g_array_set_clear_func (self->nodes, node_clear);
  self->operands = g_array_new (FALSE, TRUE, sizeof (guint));
  self->memories = g_array_new (FALSE, TRUE, sizeof (guint));
  self->parts = g_array_new (FALSE, TRUE, sizeof (guint));
  self->texts = g_ptr_array_new_with_free_func (g_free);

  if (!weir_expression_parse (self, fields, found, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * weir_expression_new:
 * @text: the expression
 * @fields: (array zero-terminated=1): names it may use; their order is that of the values
 * @error: return location for an error
 *
 * Compiles an expression. The error (%WEIR_RULE_ERROR_SYNTAX, %WEIR_RULE_ERROR_FIELD or
 * %WEIR_RULE_ERROR_TYPE) names the column, counted from 1 in characters, and
 * what is wanted there, and for a name that there is not the names that are alike.
 *
 * Returns: (transfer full) (nullable): the expression
 */
WeirExpression *
weir_expression_new (const char          *text,
                     const char * const  *fields,
                     GError             **error)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (fields != NULL, NULL);

  return expression_new (text, fields, NULL, error);
}

/**
 * weir_expression_find_fields:
 * @text: an expression
 * @error: return location for an error, as of weir_expression_new()
 *
 * Finds the names in an expression, for whoever can provide any. Any thread.
 *
 * Returns: (transfer full) (nullable): each name once, in the order in which they stand there
 */
GStrv
weir_expression_find_fields (const char  *text,
                             GError     **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(WeirExpression) expression = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  expression = expression_new (text, NULL, found, error);
  if (expression == NULL)
    return NULL;

  g_ptr_array_add (found, NULL);

  return (GStrv) g_ptr_array_steal (found, NULL);
}

/**
 * weir_expression_free:
 * @self: (transfer full): an expression
 */
void
weir_expression_free (WeirExpression *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->text);
  g_array_unref (self->nodes);
  g_array_unref (self->operands);
  g_array_unref (self->memories);
  g_array_unref (self->parts);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

/**
 * weir_expression_uses_field:
 * @self: an expression
 * @field: number of one of the fields that it was made with
 *
 * Any thread.
 *
 * Returns: whether its name stands in it
 */
gboolean
weir_expression_uses_field (const WeirExpression *self,
                            guint                 field)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      const WeirNode *node = weir_expression_get_node (self, i);

      if (node->kind == WEIR_NODE_FIELD && node->number == field)
        return TRUE;
    }

  return FALSE;
}

/**
 * weir_expression_remembers:
 * @self: an expression
 *
 * Returns: whether it has functions that remember earlier records of a key
 */
gboolean
weir_expression_remembers (const WeirExpression *self)
{
  return self->memories->len > 0;
}

static WeirValue
value_of_truth (WeirTruth truth)
{
  if (truth == WEIR_TRUTH_UNKNOWN)
    return missing;

  return (WeirValue) { .type = WEIR_VALUE_BOOL, .as_int = truth };
}

static WeirTruth
compute_truth (const WeirExpression *self,
               guint                 i,
               WeirExpressionScope  *scope)
{
  return weir_expression_get_truth (weir_expression_compute (self, i, scope));
}

/* Kleene's three values: false and unknown is false, true or unknown is true. */
static WeirTruth
compute_pair (const WeirExpression *self,
              const WeirNode       *node,
              WeirExpressionScope  *scope)
{
  WeirTruth decisive = node->kind == WEIR_NODE_OR ? WEIR_TRUTH_TRUE : WEIR_TRUTH_FALSE;
  WeirTruth left = compute_truth (self, node->left, scope);
  WeirTruth right;

  if (left == decisive)
    return decisive;

  right = compute_truth (self, node->right, scope);
  if (right == decisive || left != WEIR_TRUTH_UNKNOWN)
    return right;

  return WEIR_TRUTH_UNKNOWN;
}

static WeirTruth
compute_not (const WeirExpression *self,
             const WeirNode       *node,
             WeirExpressionScope  *scope)
{
  WeirTruth truth = compute_truth (self, node->left, scope);

  return truth == WEIR_TRUTH_UNKNOWN ? truth : !truth;
}

/* As a chain of “=” and “or”: one that cannot be compared leaves it unknown, unless another is equal. */
static WeirValue
compute_in (const WeirExpression *self,
            const WeirNode       *node,
            WeirExpressionScope  *scope)
{
  WeirValue sought = weir_expression_compute (self, node->left, scope);
  WeirTruth truth = WEIR_TRUTH_FALSE;

  for (guint i = 0; i < node->n_operands; i++)
    {
      WeirValue one = weir_expression_compute (self, weir_expression_get_operand (self, node, i), scope);
      WeirTruth equal = weir_expression_get_truth (weir_expression_compare (WEIR_COMPARE_EQUAL, sought, one));

      if (equal == WEIR_TRUTH_TRUE)
        return value_of_truth (equal);
      if (equal == WEIR_TRUTH_UNKNOWN)
        truth = equal;
    }

  return value_of_truth (truth);
}

static WeirValue
compute_negative (WeirValue value)
{
  return weir_expression_reckon (WEIR_NODE_SUBTRACT, weir_value_of_int (0), value);
}

/* A pattern that takes too many steps is one that decides nothing. */
static WeirValue
match (const WeirNode  *node,
       const WeirValue *text)
{
  g_autoptr(GError) error = NULL;
  gboolean matched = g_regex_match_full (node->pattern, text->as_text, text->length, 0, 0, NULL, &error);

  return error != NULL ? missing : value_of_truth (matched ? WEIR_TRUTH_TRUE : WEIR_TRUTH_FALSE);
}

static WeirValue
compute_call (const WeirExpression *self,
              const WeirNode       *node,
              WeirExpressionScope  *scope)
{
  const WeirFunction *function = node->function;
  WeirValue arguments[WEIR_EXPRESSION_MAX_ARGUMENTS];
  guint n = MIN (node->n_operands, WEIR_EXPRESSION_MAX_ARGUMENTS);

  for (guint i = 0; i < n; i++)
    {
      arguments[i] = weir_expression_compute (self, weir_expression_get_operand (self, node, i), scope);
      if (!function->takes_null && !weir_function_accepts (weir_function_get_letter (function, i), &arguments[i]))
        return missing;
    }

  return node->pattern != NULL ? match (node, arguments) : function->call (arguments, n, scope);
}

static WeirValue
compute_null_test (const WeirExpression *self,
                   const WeirNode       *node,
                   WeirExpressionScope  *scope)
{
  WeirValue value = weir_expression_compute (self, node->left, scope);
  gboolean null = value.type == WEIR_VALUE_MISSING || value.type == WEIR_VALUE_NULL;

  return value_of_truth (null ? WEIR_TRUTH_TRUE : WEIR_TRUTH_FALSE);
}

/*< private >
 * weir_expression_compute:
 * @self: an expression
 * @i: one of its nodes
 * @scope: what it works with
 *
 * Returns: the value of that node; a text lives until @scope is cleared or the
 *   record is gone
 */
WeirValue
weir_expression_compute (const WeirExpression *self,
                         guint                 i,
                         WeirExpressionScope  *scope)
{
  const WeirNode *node = weir_expression_get_node (self, i);

  switch (node->kind)
    {
    case WEIR_NODE_LITERAL:
      return node->literal;
    case WEIR_NODE_FIELD:
      return scope->values[node->number];
    case WEIR_NODE_OR:
    case WEIR_NODE_AND:
      return value_of_truth (compute_pair (self, node, scope));
    case WEIR_NODE_NOT:
      return value_of_truth (compute_not (self, node, scope));
    case WEIR_NODE_COMPARE:
      return weir_expression_compare (node->compare, weir_expression_compute (self, node->left, scope),
                                      weir_expression_compute (self, node->right, scope));
    case WEIR_NODE_IN:
      return compute_in (self, node, scope);
    case WEIR_NODE_IS_NULL:
      return compute_null_test (self, node, scope);
    case WEIR_NODE_ADD:
    case WEIR_NODE_SUBTRACT:
    case WEIR_NODE_MULTIPLY:
    case WEIR_NODE_DIVIDE:
    case WEIR_NODE_REMAINDER:
      return weir_expression_reckon (node->kind, weir_expression_compute (self, node->left, scope),
                                     weir_expression_compute (self, node->right, scope));
    case WEIR_NODE_NEGATE:
      return compute_negative (weir_expression_compute (self, node->left, scope));
    case WEIR_NODE_CALL:
      return compute_call (self, node, scope);
    case WEIR_NODE_MEMORY:
      return scope->results != NULL ? scope->results[node->number] : missing;
    default:
      g_assert_not_reached ();
    }
}

/**
 * weir_expression_evaluate:
 * @self: an expression
 * @values: one value a field it was compiled against
 *
 * Evaluates it as a condition, at the event time 0. Any thread.
 *
 * Returns: whether it holds
 */
WeirTruth
weir_expression_evaluate (const WeirExpression *self,
                          const WeirValue      *values)
{
  WeirExpressionScope scope = { .values = values };
  WeirTruth truth = compute_truth (self, self->root, &scope);

  g_clear_pointer (&scope.texts, g_ptr_array_unref);

  return truth;
}

/*< private >
 * weir_expression_find_part:
 * @self: an expression
 * @scope: what it works with
 *
 * Returns: the first part that holds, or the first part
 */
guint
weir_expression_find_part (const WeirExpression *self,
                           WeirExpressionScope  *scope)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      guint part = g_array_index (self->parts, guint, i);

      if (compute_truth (self, part, scope) == WEIR_TRUTH_TRUE)
        return part;
    }

  return g_array_index (self->parts, guint, 0);
}

/**
 * weir_expression_find_cause:
 * @self: a condition
 * @values: one value a field it was compiled against
 *
 * Of `price < 100 or regulatory`, finds the part that holds: what an alert
 * shows as its value and limit. Where none does, it is the first part.
 *
 * Returns: a number for weir_expression_get_field() and weir_expression_dup_limit()
 */
guint
weir_expression_find_cause (const WeirExpression *self,
                            const WeirValue      *values)
{
  WeirExpressionScope scope = { .values = values };
  guint part = weir_expression_find_part (self, &scope);

  g_clear_pointer (&scope.texts, g_ptr_array_unref);

  return part;
}

/* Of “5 < price” it is the right side that is looked at. */
static guint
get_subject (const WeirExpression *self,
             guint                 part)
{
  const WeirNode *node = weir_expression_get_node (self, part);

  switch (node->kind)
    {
    case WEIR_NODE_COMPARE:
      return weir_expression_get_node (self, node->left)->kind == WEIR_NODE_LITERAL ? node->right : node->left;
    case WEIR_NODE_IN:
    case WEIR_NODE_IS_NULL:
      return node->left;
    default:
      return part;
    }
}

/*< private >
 * weir_expression_get_part_value:
 * @self: an expression
 * @part: one of its parts
 * @scope: what it works with
 *
 * Returns: the value that the part looks at: that of the field, of `zscore(x, 1h)` in
 *   `zscore(x, 1h) > 4`
 */
WeirValue
weir_expression_get_part_value (const WeirExpression *self,
                                guint                 part,
                                WeirExpressionScope  *scope)
{
  guint field = weir_expression_get_field (self, part);

  return field != G_MAXUINT ? scope->values[field] : weir_expression_compute (self, get_subject (self, part), scope);
}

/**
 * weir_expression_get_field:
 * @self: a condition
 * @cause: from weir_expression_find_cause()
 *
 * Returns: which field that part looks at, `abs(field)` included; %G_MAXUINT if it looks at none
 */
guint
weir_expression_get_field (const WeirExpression *self,
                           guint                 cause)
{
  const WeirNode *node;

  g_return_val_if_fail (cause < self->nodes->len, G_MAXUINT);

  node = weir_expression_get_node (self, get_subject (self, cause));
  if (node->kind == WEIR_NODE_CALL && strcmp (node->function->name, "abs") == 0)
    node = weir_expression_get_node (self, weir_expression_get_operand (self, node, 0));

  return node->kind == WEIR_NODE_FIELD ? node->number : G_MAXUINT;
}

static char *
dup_text (const WeirExpression *self,
          guint                 start,
          guint                 end)
{
  return g_strstrip (g_strndup (self->text + start, end - start));
}

/**
 * weir_expression_dup_limit:
 * @self: a condition
 * @cause: from weir_expression_find_cause()
 *
 * Returns: (transfer full): the limit as written, "> 40"; empty for a flag
 */
char *
weir_expression_dup_limit (const WeirExpression *self,
                           guint                 cause)
{
  const WeirNode *part;
  const WeirNode *subject;

  g_return_val_if_fail (cause < self->nodes->len, NULL);

  part = weir_expression_get_node (self, cause);
  subject = weir_expression_get_node (self, get_subject (self, cause));
  if (subject == part)
    return g_strdup ("");
  if (subject->start > part->start && weir_expression_get_node (self, part->left) != subject)
    return dup_text (self, part->start, subject->start);

  return dup_text (self, subject->end, part->end);
}

/**
 * weir_expression_dup_label:
 * @self: a condition
 * @cause: from weir_expression_find_cause()
 *
 * Returns: (transfer full): what that part looks at, as written: "zscore(price, 1h)"
 */
char *
weir_expression_dup_label (const WeirExpression *self,
                           guint                 cause)
{
  const WeirNode *subject;

  g_return_val_if_fail (cause < self->nodes->len, NULL);

  subject = weir_expression_get_node (self, get_subject (self, cause));

  return dup_text (self, subject->start, subject->end);
}

/**
 * weir_expression_dup_name:
 * @name: of a field
 *
 * Returns: (transfer full): @name as it stands in an expression, between
 *   backquotes where it has other characters than a word has
 */
char *
weir_expression_dup_name (const char *name)
{
  gboolean plain;

  g_return_val_if_fail (name != NULL, NULL);

  plain = g_ascii_isalpha (*name) || *name == '_' || (guchar) *name >= 0x80;
  for (const char *p = name; *p != '\0'; p++)
    plain &= g_ascii_isalnum (*p) || *p == '_' || *p == '.' || (guchar) *p >= 0x80;

  return plain ? g_strdup (name) : g_strdup_printf ("`%s`", name);
}
