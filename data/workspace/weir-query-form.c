#include "config.h"

#include "data/workspace/weir-query-form.h"

static const char * const words[WEIR_QUERY_N_FORMS] = {
  [WEIR_QUERY_TABLE] = "table",
  [WEIR_QUERY_LINE] = "line",
  [WEIR_QUERY_BARS] = "bars",
  [WEIR_QUERY_POINTS] = "points",
};

/**
 * weir_query_form_get_word:
 * @form: a #WeirQueryForm
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_query_form_get_word (guint form)
{
  return form < G_N_ELEMENTS (words) ? words[form] : NULL;
}
