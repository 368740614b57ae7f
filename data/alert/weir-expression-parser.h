#pragma once

#include "data/alert/weir-expression-reader.h"

G_BEGIN_DECLS

/*< private >
 * WeirExpressionParser:
 *
 * The grammar, from what binds loosest to what binds closest: or; and; not; comparisons, in,
 * matches, is null; + -; * / %; the sign.
 */
typedef struct
{
  WeirExpressionReader reader;      /* first */
  WeirExpression      *expression;
  const char * const  *fields;      /* nullable: any name is one */
  GPtrArray           *found;       /* nullable: gets them */
  guint                depth;
} WeirExpressionParser;

gboolean weir_expression_parser_fail     (WeirExpressionParser *self,
                                          const char           *wanted);
gboolean weir_expression_parser_accept   (WeirExpressionParser *self,
                                          const char           *sign,
                                          const char           *word);
gboolean weir_expression_parser_add_node (WeirExpressionParser *self,
                                          const WeirNode       *node,
                                          const char           *start,
                                          guint                *index);
gboolean weir_expression_parser_add_call (WeirExpressionParser *self,
                                          WeirNode             *call,
                                          const guint          *operands,
                                          const char           *start,
                                          guint                *index);
gboolean weir_expression_parser_check_type (WeirExpressionParser *self,
                                            guint                 node,
                                            WeirExpressionType    wanted);
gboolean weir_expression_parser_read_any (WeirExpressionParser *self,
                                          guint                *index);
gboolean weir_expression_parser_read_name (WeirExpressionParser *self,
                                           WeirNode             *node,
                                           guint                *index);

G_END_DECLS
