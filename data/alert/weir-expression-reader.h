#pragma once

#include "data/alert/weir-expression-private.h"

G_BEGIN_DECLS

/*< private >
 * WeirExpressionReader: a place in the text of an expression.
 * @text: the whole
 * @at: what comes next
 * @texts: borrowed: keeps what text literals point into
 * @error: where an error goes
 */
typedef struct
{
  const char  *text;
  const char  *at;
  GPtrArray   *texts;
  GError     **error;
} WeirExpressionReader;

gboolean weir_expression_reader_fail      (WeirExpressionReader *self,
                                           const char           *wanted);
gboolean weir_expression_reader_fail_at   (WeirExpressionReader *self,
                                           const char           *at,
                                           WeirRuleError         code,
                                           const char           *wanted);
void     weir_expression_reader_skip_space (WeirExpressionReader *self);
gsize    weir_expression_reader_get_word  (WeirExpressionReader *self);
gboolean weir_expression_reader_is_word   (WeirExpressionReader *self,
                                           const char           *word);
gboolean weir_expression_reader_accept    (WeirExpressionReader *self,
                                           const char           *sign,
                                           const char           *word);
gboolean weir_expression_reader_read_name (WeirExpressionReader *self,
                                           const char          **name,
                                           gsize                *length);
gboolean weir_expression_reader_read_literal (WeirExpressionReader *self,
                                              WeirNode             *node);
gboolean weir_expression_reader_read_span (WeirExpressionReader *self,
                                           gint64               *span_usec);
gboolean weir_expression_reader_read_pattern (WeirExpressionReader *self,
                                              GRegex              **pattern);

G_END_DECLS
