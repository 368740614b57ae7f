#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*< private >
 * WeirExpressionType: what is known of a part before there is a record.
 * @WEIR_EXPRESSION_ANY: a field may hold anything
 */
typedef enum
{
  WEIR_EXPRESSION_ANY,
  WEIR_EXPRESSION_NUMBER,
  WEIR_EXPRESSION_TEXT,
  WEIR_EXPRESSION_TRUTH,
  WEIR_EXPRESSION_NULL,
} WeirExpressionType;

G_END_DECLS
