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
 * @WEIR_RULE_ERROR_TYPE: a part can never be of the type that is needed there
 */
typedef enum
{
  WEIR_RULE_ERROR_SYNTAX,
  WEIR_RULE_ERROR_FIELD,
  WEIR_RULE_ERROR_SPEC,
  WEIR_RULE_ERROR_TYPE,
} WeirRuleError;

guint weir_rule_error_get_column (const GError *error);

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
 * An expression on named values, compiled once; data/alert/README.md is its
 * reference. Immutable after it was made, so any thread may evaluate it. One that
 * has functions which remember (`prev`, `zscore`) needs a #WeirEvaluator: here
 * they are null.
 */
typedef struct _WeirExpression WeirExpression;

WeirExpression *weir_expression_new       (const char            *text,
                                           const char * const    *fields,
                                           GError               **error);
void            weir_expression_free      (WeirExpression        *self);
GStrv           weir_expression_find_fields (const char          *text,
                                             GError             **error);
gboolean        weir_expression_uses_field (const WeirExpression *self,
                                            guint                 field);
char           *weir_expression_dup_name  (const char            *name);
gboolean        weir_expression_remembers (const WeirExpression  *self);
WeirTruth       weir_expression_evaluate  (const WeirExpression  *self,
                                           const WeirValue       *values);
guint           weir_expression_find_cause (const WeirExpression *self,
                                            const WeirValue      *values);
guint           weir_expression_get_field (const WeirExpression  *self,
                                           guint                  cause);
char           *weir_expression_dup_limit (const WeirExpression  *self,
                                           guint                  cause);
char           *weir_expression_dup_label (const WeirExpression  *self,
                                           guint                  cause);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirExpression, weir_expression_free)

G_END_DECLS
