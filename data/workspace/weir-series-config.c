#include "config.h"

#include "data/workspace/weir-series-config.h"

/**
 * weir_series_config_get_type:
 *
 * Returns: the boxed type of a series, as which it is dragged
 */
G_DEFINE_BOXED_TYPE (WeirSeriesConfig, weir_series_config, weir_series_config_copy, weir_series_config_free)

/**
 * weir_series_config_copy:
 * @self: a series of a panel
 *
 * Any thread.
 *
 * Returns: (transfer full): a copy of @self
 */
WeirSeriesConfig *
weir_series_config_copy (const WeirSeriesConfig *self)
{
  WeirSeriesConfig *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->stream = g_strdup (self->stream);
  copy->window = g_strdup (self->window);
  copy->value = g_strdup (self->value);
  copy->upper = g_strdup (self->upper);
  copy->key = g_strdup (self->key);

  return copy;
}

/**
 * weir_series_config_free:
 * @self: (transfer full): a series of a panel
 *
 * Frees @self and all it holds.
 */
void
weir_series_config_free (WeirSeriesConfig *self)
{
  g_free (self->stream);
  g_free (self->window);
  g_free (self->value);
  g_free (self->upper);
  g_free (self->key);
  g_free (self);
}

/**
 * weir_series_config_equal:
 * @self: a series of a panel
 * @other: another
 *
 * Any thread.
 *
 * Returns: whether they show the same in the same way
 */
gboolean
weir_series_config_equal (const WeirSeriesConfig *self,
                          const WeirSeriesConfig *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return self->style == other->style && self->scale == other->scale && self->previous_usec == other->previous_usec
         && g_strcmp0 (self->stream, other->stream) == 0 && g_strcmp0 (self->window, other->window) == 0
         && g_strcmp0 (self->value, other->value) == 0 && g_strcmp0 (self->upper, other->upper) == 0
         && g_strcmp0 (self->key, other->key) == 0;
}
