#include "config.h"

#include "data/window/weir-join.h"

#include <string.h>

static const char *const type_names[] = {
  [WEIR_JOIN_INNER] = "inner",
  [WEIR_JOIN_LEFT] = "left",
  [WEIR_JOIN_OUTER] = "outer",
};

/**
 * weir_join_type_from_name:
 * @name: `inner`, `left` or `outer`
 * @type: (out): what it names
 *
 * Returns: %FALSE when @name is none of them; @type is untouched then. Any
 *   thread.
 */
gboolean
weir_join_type_from_name (const char   *name,
                          WeirJoinType *type)
{
  g_return_val_if_fail (name != NULL && type != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (type_names); i++)
    if (strcmp (name, type_names[i]) == 0)
      {
        *type = i;
        return TRUE;
      }

  return FALSE;
}

/**
 * weir_join_type_get_name:
 * @type: a type
 *
 * Returns: the name weir_join_type_from_name() reads. Any thread.
 */
const char *
weir_join_type_get_name (WeirJoinType type)
{
  g_return_val_if_fail (type <= WEIR_JOIN_OUTER, NULL);

  return type_names[type];
}
