#include "config.h"

#include "data/workspace/weir-derived-config.h"

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
 * are the same in every run. The sources have told the future apart already.
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
