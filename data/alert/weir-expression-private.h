#pragma once

#include "data/alert/weir-expression.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_OPERAND_FIELD,
  WEIR_OPERAND_ABS,       /* of a field */
  WEIR_OPERAND_LITERAL,
} WeirOperandKind;

typedef struct
{
  WeirOperandKind kind;
  guint           field;
  WeirValue       literal;  /* text is owned by the expression */
} WeirOperand;

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
  WEIR_NODE_OR,
  WEIR_NODE_AND,
  WEIR_NODE_NOT,
  WEIR_NODE_COMPARE,
  WEIR_NODE_FLAG,         /* one operand that is true or false by itself */
} WeirNodeKind;

typedef struct
{
  WeirNodeKind kind;
  WeirCompare  compare;
  guint        left;      /* nodes, for OR, AND and NOT */
  guint        right;
  WeirOperand  a;
  WeirOperand  b;
  char        *limit;     /* owned, nullable: "> 40", for a person */
} WeirNode;

struct _WeirExpression
{
  GArray    *nodes;       /* owned, of WeirNode */
  GPtrArray *texts;       /* owned: what text literals point into */
  guint      root;
};

/* The deepest nesting of parentheses and negations that is accepted. */
#define WEIR_EXPRESSION_MAX_DEPTH 64
#define WEIR_EXPRESSION_MAX_BYTES 8192

gboolean weir_expression_parse (WeirExpression      *self,
                                const char          *text,
                                const char * const  *fields,
                                GError             **error);

G_END_DECLS
