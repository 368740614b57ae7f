#include "config.h"

#include "data/series/weir-level-crossings.h"

/**
 * weir_level_crossings_find:
 * @points: (array length=n_points): values of one key, ascending by time
 * @n_points: how many
 * @level: a level
 * @above: beyond is above it; else below
 * @func: (scope call): told of each crossing, in order
 * @user_data: for @func
 *
 * Finds where values get beyond a level, and where they are no longer: the
 * firings and ends of a rule without hysteresis. What happens within a point is
 * told from its smallest, largest and last value: however often it happens there,
 * it is once. Takes some ns a point. Any thread.
 *
 * Returns: how often it begins
 */
guint
weir_level_crossings_find (const WeirLevelPoint  *points,
                           guint                  n_points,
                           double                 level,
                           gboolean               above,
                           WeirLevelCrossingFunc  func,
                           gpointer               user_data)
{
  gboolean beyond = FALSE;
  guint n_begun = 0;

  g_return_val_if_fail (points != NULL || n_points == 0, 0);

  for (guint i = 0; i < n_points; i++)
    {
      const WeirLevelPoint *point = &points[i];
      gboolean some = above ? point->high > level : point->low < level;
      gboolean all = above ? point->low > level : point->high < level;
      gboolean at_last = above ? point->last > level : point->last < level;

      if (beyond && !all)
        {
          func (point->time_usec, FALSE, user_data);
          beyond = FALSE;
          /* It is beyond again at the end of the point. */
          some = at_last;
        }
      if (!beyond && some)
        {
          func (point->time_usec, TRUE, user_data);
          n_begun++;
          beyond = TRUE;
        }
      if (beyond && !at_last)
        {
          func (point->time_usec, FALSE, user_data);
          beyond = FALSE;
        }
    }

  return n_begun;
}
