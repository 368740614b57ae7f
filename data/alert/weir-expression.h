#pragma once

#include <gio/gio.h>

#include "data/decode/weir-value.h"

G_BEGIN_DECLS

#define WEIR_RULE_ERROR (weir_rule_error_quark ())
GQuark weir_rule_error_quark (void);

/**
 * WeirRuleError: why a rule cannot be used.
 * @WEIR_RULE_ERROR_SYNTAX: the expression is not one; the message names the column
 * @WEIR_RULE_ERROR_FIELD: it names something the stream does not have
 * @WEIR_RULE_ERROR_SPEC: the rule lacks what its kind needs
 */
typedef enum
{
  WEIR_RULE_ERROR_SYNTAX,
  WEIR_RULE_ERROR_FIELD,
  WEIR_RULE_ERROR_SPEC,
} WeirRuleError;

/**
 * WeirTruth:
 * @WEIR_TRUTH_UNKNOWN: a value it needs is missing, null or of another type;
 *   such an evaluation neither fires nor clears
 */
typedef enum
{
  WEIR_TRUTH_FALSE,
  WEIR_TRUTH_TRUE,
  WEIR_TRUTH_UNKNOWN,
} WeirTruth;

/**
 * WeirExpression:
 *
 * A condition on named values, compiled once: comparisons (`<` `<=` `>` `>=`
 * `==` `=` `!=`) of a field, `abs(field)`, numbers, 'text', true and false;
 * a flag by its name alone; `&&`/`and`, `||`/`or`, `!`/`not`, parentheses. A
 * name with other characters than letters, digits, `_` and `.` stands between
 * backquotes. Immutable after it was made, so any thread may evaluate it.
 */
typedef struct _WeirExpression WeirExpression;

WeirExpression *weir_expression_new       (const char            *text,
                                           const char * const    *fields,
                                           GError               **error);
void            weir_expression_free      (WeirExpression        *self);
WeirTruth       weir_expression_evaluate  (const WeirExpression  *self,
                                           const WeirValue       *values);
guint           weir_expression_find_cause (const WeirExpression *self,
                                            const WeirValue      *values);
guint           weir_expression_get_field (const WeirExpression  *self,
                                           guint                  cause);
char           *weir_expression_dup_limit (const WeirExpression  *self,
                                           guint                  cause);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirExpression, weir_expression_free)

G_END_DECLS
