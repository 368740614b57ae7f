#include "config.h"

#include "data/lag/weir-lag-snapshot.h"

#include <string.h>

/**
 * weir_lag_snapshot_new:
 *
 * Returns: (transfer full): an empty one
 */
WeirLagSnapshot *
weir_lag_snapshot_new (void)
{
  WeirLagSnapshot *self = g_new0 (WeirLagSnapshot, 1);

  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_lag_group_free);
  self->lags = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_group_lag_free);

  return self;
}

/**
 * weir_lag_snapshot_free:
 * @self: (transfer full): a snapshot
 */
void
weir_lag_snapshot_free (WeirLagSnapshot *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->groups);
  g_ptr_array_unref (self->lags);
  g_free (self);
}

static int
compare_lags (gconstpointer a,
              gconstpointer b)
{
  return weir_group_lag_compare (*(const WeirGroupLag * const *) a, *(const WeirGroupLag * const *) b);
}

static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  return strcmp ((*(const WeirLagGroup * const *) a)->name, (*(const WeirLagGroup * const *) b)->name);
}

/**
 * weir_lag_snapshot_sort:
 * @self: a snapshot that is being made
 *
 * Brings it into its order.
 */
void
weir_lag_snapshot_sort (WeirLagSnapshot *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_sort (self->groups, compare_groups);
  g_ptr_array_sort (self->lags, compare_lags);
}

/**
 * weir_lag_snapshot_find:
 * @self: a snapshot
 * @wanted: names a group, topic and partition
 *
 * Returns: (nullable) (transfer none): the same partition in @self
 */
const WeirGroupLag *
weir_lag_snapshot_find (const WeirLagSnapshot *self,
                        const WeirGroupLag    *wanted)
{
  guint low = 0;
  guint high;

  g_return_val_if_fail (self != NULL && wanted != NULL, NULL);

  high = self->lags->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const WeirGroupLag *lag = g_ptr_array_index (self->lags, middle);
      int order = weir_group_lag_compare (lag, wanted);

      if (order == 0)
        return lag;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return NULL;
}

/**
 * weir_lag_snapshot_find_group:
 * @self: a snapshot
 * @name: a group's id
 *
 * Returns: (nullable) (transfer none): the group
 */
const WeirLagGroup *
weir_lag_snapshot_find_group (const WeirLagSnapshot *self,
                              const char            *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = 0; i < self->groups->len; i++)
    {
      const WeirLagGroup *group = g_ptr_array_index (self->groups, i);

      if (g_str_equal (group->name, name))
        return group;
    }

  return NULL;
}
