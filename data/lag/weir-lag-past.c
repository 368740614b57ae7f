#include "config.h"

#include "data/lag/weir-lag-past.h"

/**
 * weir_lag_past_new:
 * @group: a consumer group
 * @topic: one of its topics, "" for all of them together
 *
 * Returns: (transfer full): a past without points
 */
WeirLagPast *
weir_lag_past_new (const char *group,
                   const char *topic)
{
  WeirLagPast *self = g_new0 (WeirLagPast, 1);

  self->group = g_strdup (group);
  self->topic = g_strdup (topic);
  self->points = g_array_new (FALSE, FALSE, sizeof (WeirLagPoint));

  return self;
}

/**
 * weir_lag_past_free:
 * @self: (transfer full): a past
 */
void
weir_lag_past_free (WeirLagPast *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->group);
  g_free (self->topic);
  g_array_unref (self->points);
  g_free (self);
}

static const WeirLagPoint *
last_of (const WeirLagPast *self)
{
  return self->points->len > 0 ? &g_array_index (self->points, WeirLagPoint, self->points->len - 1) : NULL;
}

/**
 * weir_lag_past_add:
 * @self: a past
 * @point: one later than those before
 *
 * Adds a point, if the last one is a minute older, and forgets the oldest of
 * too many.
 */
void
weir_lag_past_add (WeirLagPast        *self,
                   const WeirLagPoint *point)
{
  const WeirLagPoint *last;

  g_return_if_fail (self != NULL && point != NULL);

  last = last_of (self);
  if (last != NULL && point->time_usec < last->time_usec + WEIR_LAG_PAST_STEP_USEC)
    return;

  if (self->points->len == WEIR_LAG_PAST_N_POINTS)
    g_array_remove_index (self->points, 0);
  g_array_append_vals (self->points, point, 1);
}

/**
 * weir_lag_past_is_over:
 * @self: a past
 * @now_usec: wall clock
 *
 * Returns: whether its last point is more than a day old
 */
gboolean
weir_lag_past_is_over (const WeirLagPast *self,
                       gint64             now_usec)
{
  const WeirLagPoint *last;

  g_return_val_if_fail (self != NULL, TRUE);

  last = last_of (self);

  return last == NULL || now_usec - last->time_usec > (gint64) WEIR_LAG_PAST_N_POINTS * WEIR_LAG_PAST_STEP_USEC;
}

/*< private >
 * weir_lag_past_to_variant:
 * @self: a past
 *
 * Returns: (transfer floating): all of it, of type %WEIR_LAG_PAST_TYPE
 */
GVariant *
weir_lag_past_to_variant (const WeirLagPast *self)
{
  GVariantBuilder points;

  g_variant_builder_init (&points, G_VARIANT_TYPE ("a(xxd)"));
  for (guint i = 0; i < self->points->len; i++)
    {
      const WeirLagPoint *point = &g_array_index (self->points, WeirLagPoint, i);

      g_variant_builder_add (&points, "(xxd)", point->time_usec, point->lag, point->lag_seconds);
    }

  return g_variant_new ("(^ay^aya(xxd))", self->group, self->topic, &points);
}

/*< private >
 * weir_lag_past_from_variant:
 * @variant: of type %WEIR_LAG_PAST_TYPE, from anywhere
 *
 * Returns: (transfer full) (nullable): what weir_lag_past_to_variant() was given; %NULL if @variant is not of it
 */
WeirLagPast *
weir_lag_past_from_variant (GVariant *variant)
{
  g_autoptr(GVariant) points = NULL;
  g_autoptr(WeirLagPast) self = NULL;
  const char *group, *topic;

  g_variant_get (variant, "(^&ay^&ay@a(xxd))", &group, &topic, &points);
  self = weir_lag_past_new (group, topic);
  for (gsize i = 0; i < g_variant_n_children (points); i++)
    {
      const WeirLagPoint *last = last_of (self);
      WeirLagPoint point;

      g_variant_get_child (points, i, "(xxd)", &point.time_usec, &point.lag, &point.lag_seconds);
      if (point.time_usec < 0 || point.lag < -1 || (last != NULL && point.time_usec <= last->time_usec))
        return NULL;
      weir_lag_past_add (self, &point);
    }

  return g_steal_pointer (&self);
}
