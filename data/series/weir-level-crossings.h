#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirLevelPoint: some values of a key, close to each other in time.
 * @time_usec: when the first of them was
 * @low: the smallest
 * @high: the largest
 * @last: the newest
 */
typedef struct
{
  gint64 time_usec;
  double low;
  double high;
  double last;
} WeirLevelPoint;

/**
 * WeirLevelCrossingFunc:
 * @time_usec: when
 * @begins: values are beyond the level from here on; else no more
 * @user_data: what was given with it
 */
typedef void (*WeirLevelCrossingFunc) (gint64   time_usec,
                                       gboolean begins,
                                       gpointer user_data);

/* Points that a summary stands for. */
#define WEIR_LEVEL_BLOCK 32

/**
 * WeirLevelBlock: the smallest and the largest value of %WEIR_LEVEL_BLOCK points.
 */
typedef struct
{
  double low;
  double high;
} WeirLevelBlock;

GArray *weir_level_blocks_new   (const WeirLevelPoint  *points,
                                 guint                  n_points);
guint weir_level_crossings_find (const WeirLevelPoint  *points,
                                 guint                  n_points,
                                 const WeirLevelBlock  *blocks,
                                 double                 level,
                                 gboolean               above,
                                 WeirLevelCrossingFunc  func,
                                 gpointer               user_data);

G_END_DECLS
