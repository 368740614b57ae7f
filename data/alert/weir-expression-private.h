#pragma once

#include "data/alert/weir-expression-function.h"
#include "data/alert/weir-expression.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_COMPARE_LESS,
  WEIR_COMPARE_LESS_EQUAL,
  WEIR_COMPARE_GREATER,
  WEIR_COMPARE_GREATER_EQUAL,
  WEIR_COMPARE_EQUAL,
  WEIR_COMPARE_NOT_EQUAL,
} WeirCompare;

typedef enum
{
  WEIR_NODE_LITERAL,
  WEIR_NODE_FIELD,
  WEIR_NODE_OR,
  WEIR_NODE_AND,
  WEIR_NODE_NOT,
  WEIR_NODE_COMPARE,
  WEIR_NODE_IN,             /* the first operand is among the others */
  WEIR_NODE_IS_NULL,
  WEIR_NODE_ADD,
  WEIR_NODE_SUBTRACT,
  WEIR_NODE_MULTIPLY,
  WEIR_NODE_DIVIDE,
  WEIR_NODE_REMAINDER,
  WEIR_NODE_NEGATE,
  WEIR_NODE_CALL,           /* of a function that knows only its arguments */
  WEIR_NODE_MEMORY,         /* of one that remembers: its result was computed before */
} WeirNodeKind;

typedef struct
{
  WeirNodeKind        kind;
  WeirExpressionType  type;
  guint               start;        /* its text: from this byte to before that one */
  guint               end;
  guint               left;         /* node: the operand, or the first of two */
  guint               right;        /* node */
  guint               first;        /* of CALL, IN and MEMORY: its operands stand there in the list of operands */
  guint               n_operands;
  guint               number;       /* of FIELD: which; of MEMORY: which of them */
  WeirCompare         compare;
  WeirValue           literal;      /* text is owned by the expression */
  const WeirFunction *function;     /* of CALL and MEMORY */
  gint64              span_usec;    /* its duration, where it has one */
  GRegex             *pattern;      /* owned, nullable */
} WeirNode;

struct _WeirExpression
{
  char      *text;        /* owned */
  GArray    *nodes;       /* owned, of WeirNode: operands before what they are operands of */
  GArray    *operands;    /* owned, of guint */
  GArray    *memories;    /* owned, of guint: nodes of kind MEMORY, in order */
  GArray    *parts;       /* owned, of guint: what “and”, “or” and “not” join, from left to right */
  GPtrArray *texts;       /* owned: what text literals point into */
  guint      root;
};

/* The deepest nesting of parentheses, negations and calls that is accepted, and the most operands and operators. */
#define WEIR_EXPRESSION_MAX_DEPTH 64
#define WEIR_EXPRESSION_MAX_NODES 1024
#define WEIR_EXPRESSION_MAX_BYTES 8192
#define WEIR_EXPRESSION_MAX_ARGUMENTS 16

static inline const WeirNode *
weir_expression_get_node (const WeirExpression *self,
                          guint                 i)
{
  return &g_array_index (self->nodes, WeirNode, i);
}

static inline guint
weir_expression_get_operand (const WeirExpression *self,
                             const WeirNode       *node,
                             guint                 i)
{
  return g_array_index (self->operands, guint, node->first + i);
}

gboolean  weir_expression_parse     (WeirExpression         *self,
                                     const char * const     *fields,
                                     GPtrArray              *found,
                                     GError                **error);
WeirValue weir_expression_compute   (const WeirExpression   *self,
                                     guint                   i,
                                     WeirExpressionScope    *scope);
guint     weir_expression_find_part (const WeirExpression   *self,
                                     WeirExpressionScope    *scope);
WeirValue weir_expression_get_part_value (const WeirExpression *self,
                                          guint                 part,
                                          WeirExpressionScope  *scope);
WeirTruth weir_expression_get_truth (WeirValue               value);
WeirValue weir_expression_compare   (WeirCompare             compare,
                                     WeirValue               a,
                                     WeirValue               b);
WeirValue weir_expression_reckon    (WeirNodeKind            kind,
                                     WeirValue               a,
                                     WeirValue               b);

void weir_rule_error_set_column (GError *error,
                                 guint   column);

G_END_DECLS
