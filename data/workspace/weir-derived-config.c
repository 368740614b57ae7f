#include "config.h"

#include "data/workspace/weir-derived-config.h"

/* One row a kind. */
static const struct
{
  const char *word;
  const char *members[WEIR_JOIN_N_SIDES];   /* that name what it reads */
} kinds[] = {
  [WEIR_DERIVED_TOP] = { "top", { "stream", NULL } },
  [WEIR_DERIVED_JOIN] = { "join", { "left", "right" } },
  [WEIR_DERIVED_TABLE] = { "table", { "stream", "table" } },
};

/*< private >
 * weir_derived_kind_get_word:
 * @kind: a #WeirDerivedKind
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_derived_kind_get_word (guint kind)
{
  return kind < G_N_ELEMENTS (kinds) ? kinds[kind].word : NULL;
}

/*< private >
 * weir_derived_kind_get_member:
 * @kind: a kind
 * @side: left, or right
 *
 * Returns: (transfer none) (nullable): the member of a workspace that names
 *   the stream on that side; %NULL if there is none
 */
const char *
weir_derived_kind_get_member (WeirDerivedKind kind,
                              WeirJoinSide    side)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds) && side < WEIR_JOIN_N_SIDES, NULL);

  return kinds[kind].members[side];
}

/*< private >
 * weir_derived_config_new:
 *
 * Returns: (transfer full): a config that names no source yet
 */
WeirDerivedConfig *
weir_derived_config_new (void)
{
  WeirDerivedConfig *self = g_new0 (WeirDerivedConfig, 1);

  self->picks = g_array_new (FALSE, FALSE, sizeof (WeirDerivedPick));

  return self;
}

/*< private >
 * weir_derived_config_free:
 * @self: (transfer full): a config
 */
void
weir_derived_config_free (WeirDerivedConfig *self)
{
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    g_free (self->sources[side]);
  g_free (self->window_name);
  g_free (self->by);
  g_array_unref (self->picks);
  g_free (self);
}

/*< private >
 * weir_derived_config_fill_join:
 * @self: of a join
 * @spec: (out): the join, with the default of memory
 *
 * Rows come in order, unless they are wanted at once, so that windows over them
 * are the same in every run. The sources leave out records from the future.
 */
void
weir_derived_config_fill_join (const WeirDerivedConfig *self,
                               WeirStreamJoinSpec      *spec)
{
  *spec = (WeirStreamJoinSpec) {
    .type = self->type,
    .before_usec = self->before_usec,
    .after_usec = self->after_usec,
    .grace_usec = self->grace_usec,
    .max_ahead_usec = -1,
    .idle_after_usec = self->idle_after_usec,
    .ordered = !self->at_once,
    .hold = self->hold,
  };
}
