#include "config.h"

#include "data/series/weir-level-crossings.h"

/**
 * weir_level_blocks_new:
 * @points: (array length=n_points): values of one key
 * @n_points: how many
 *
 * Sums them up, for weir_level_crossings_find() to pass over where nothing happens.
 *
 * Returns: (transfer full) (element-type WeirLevelBlock): one for every %WEIR_LEVEL_BLOCK points
 */
GArray *
weir_level_blocks_new (const WeirLevelPoint *points,
                       guint                 n_points)
{
  GArray *blocks = g_array_new (FALSE, FALSE, sizeof (WeirLevelBlock));

  for (guint i = 0; i < n_points; i += WEIR_LEVEL_BLOCK)
    {
      WeirLevelBlock block = { points[i].low, points[i].high };

      for (guint j = i + 1; j < MIN (n_points, i + WEIR_LEVEL_BLOCK); j++)
        {
          block.low = MIN (block.low, points[j].low);
          block.high = MAX (block.high, points[j].high);
        }
      g_array_append_val (blocks, block);
    }

  return blocks;
}

/* Nothing changes in it: no value is beyond, or all are, as before it. */
static gboolean
is_quiet (const WeirLevelBlock *block,
          double                level,
          gboolean              above,
          gboolean              beyond)
{
  if (beyond)
    return above ? block->low > level : block->high < level;

  return above ? !(block->high > level) : !(block->low < level);
}

/**
 * weir_level_crossings_find:
 * @points: (array length=n_points): values of one key, ascending by time
 * @n_points: how many
 * @blocks: (nullable): their summary by weir_level_blocks_new()
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
                           const WeirLevelBlock  *blocks,
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
      const WeirLevelPoint *point;
      gboolean some, all, at_last;

      while (blocks != NULL && i % WEIR_LEVEL_BLOCK == 0 && i < n_points
             && is_quiet (&blocks[i / WEIR_LEVEL_BLOCK], level, above, beyond))
        i += WEIR_LEVEL_BLOCK;
      if (i >= n_points)
        break;

      point = &points[i];
      some = above ? point->high > level : point->low < level;
      all = above ? point->low > level : point->high < level;
      at_last = above ? point->last > level : point->last < level;

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
