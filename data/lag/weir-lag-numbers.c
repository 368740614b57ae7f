#include "config.h"

#include "data/lag/weir-lag-numbers.h"

#include <math.h>

static void
add_known (gint64 *sum,
           gint64  value)
{
  if (*sum >= 0 && value >= 0)
    *sum += value;
  else
    *sum = -1;
}

/**
 * weir_lag_numbers_add:
 * @self: a sum, at first %WEIR_LAG_NUMBERS_NONE
 * @part: what comes to it
 *
 * A sum of which one part is unknown is unknown; it is as late, and as bad, as
 * its worst part.
 */
void
weir_lag_numbers_add (WeirLagNumbers       *self,
                      const WeirLagNumbers *part)
{
  g_return_if_fail (self != NULL && part != NULL);

  add_known (&self->low, part->low);
  add_known (&self->end, part->end);
  add_known (&self->position, part->position);
  add_known (&self->committed, part->committed);
  add_known (&self->lag, part->lag);
  self->lost += part->lost;
  self->in_rate += part->in_rate;
  self->out_rate += part->out_rate;
  add_known (&self->at_risk, part->at_risk);
  self->velocity += part->velocity;
  self->lag_seconds = fmax (self->lag_seconds, part->lag_seconds);
  self->clear_seconds = fmax (self->clear_seconds, part->clear_seconds);
  self->trend = MAX (self->trend, part->trend);
  if (part->state > self->state || self->reason.kind == WEIR_LAG_REASON_NONE)
    self->reason = part->reason;
  self->state = MAX (self->state, part->state);
}
