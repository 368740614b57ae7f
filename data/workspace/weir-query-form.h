#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirQueryForm:
 * @WEIR_QUERY_TABLE: rows
 * @WEIR_QUERY_LINE: lines over time
 * @WEIR_QUERY_BARS: bars, over time or one a row
 * @WEIR_QUERY_POINTS: points over time
 *
 * How a panel shows the result of a statement.
 */
typedef enum
{
  WEIR_QUERY_TABLE,
  WEIR_QUERY_LINE,
  WEIR_QUERY_BARS,
  WEIR_QUERY_POINTS,
} WeirQueryForm;

#define WEIR_QUERY_N_FORMS (WEIR_QUERY_POINTS + 1)

const char *weir_query_form_get_word (guint form);

G_END_DECLS
