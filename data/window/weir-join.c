#include "config.h"

#include "data/window/weir-join.h"

static const char *const type_words[] = {
  [WEIR_JOIN_INNER] = "inner",
  [WEIR_JOIN_LEFT] = "left",
  [WEIR_JOIN_OUTER] = "outer",
};

/**
 * weir_join_type_get_word:
 * @type: a #WeirJoinType
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_join_type_get_word (guint type)
{
  return type < G_N_ELEMENTS (type_words) ? type_words[type] : NULL;
}
