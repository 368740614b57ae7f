#pragma once

#include "data/series/weir-series-point.h"
#include "data/series/weir-series.h"
#include "data/workspace/weir-series-style.h"
#include "widgets/weir-line-set.h"

G_BEGIN_DECLS

/**
 * WeirSeriesReadFunc:
 * @begin_usec: start of a range
 * @end_usec: its end, exclusive
 * @column_usec: of a pixel column
 * @points: (element-type WeirSeriesPoint): appended to, ascending by start
 * @user_data: the layer's
 *
 * Reads what a layer of a chart shows in a range.
 */
typedef void (*WeirSeriesReadFunc) (gint64   begin_usec,
                                    gint64   end_usec,
                                    gint64   column_usec,
                                    GArray  *points,
                                    gpointer user_data);

/**
 * WeirSeriesLayerSpec:
 * @style: how it is drawn
 * @scale: on which scale
 * @group: layers of one group are stacked, or their bars stand side by side
 * @name: how it is called in legend and read-out; borrowed
 * @unit: of its values; borrowed
 * @color_index: of its colour
 * @ghost: whether it is drawn pale, as what was before
 * @window_usec: how long its windows are, 0 of records
 * @read: gives its points
 * @user_data: for @read
 * @destroy: (nullable): frees @user_data
 *
 * What a layer of a #WeirSeriesChart shows.
 */
typedef struct
{
  WeirSeriesStyle    style;
  WeirSeriesScale    scale;
  guint              group;
  const char        *name;
  const char        *unit;
  guint              color_index;
  gboolean           ghost;
  gint64             window_usec;
  WeirSeriesReadFunc read;
  gpointer           user_data;
  GDestroyNotify     destroy;
} WeirSeriesLayerSpec;

/* One layer and what was read of it. Owned by its chart. */
typedef struct
{
  WeirSeriesLayerSpec spec;
  char       *name;         /* owned */
  char       *unit;         /* owned */
  GArray     *points;       /* owned, of WeirSeriesPoint; of a stack low and high are where it begins and ends */
  WeirColumn *columns;      /* owned; of a line's final values */
  guint       n_columns;
  int         before_column;
  double      before_value;
  int         max_join;
  guint       slot;         /* of the bars of its group: which one from the left, and of how many */
  guint       n_slots;
  gboolean    hidden;
} WeirSeriesLayer;

WeirSeriesLayer       *weir_series_layer_new         (const WeirSeriesLayerSpec *spec);
void                   weir_series_layer_free        (WeirSeriesLayer           *self);
void                   weir_series_layer_read        (WeirSeriesLayer           *self,
                                                      const WeirPlot            *plot);
void                   weir_series_layer_stack       (WeirSeriesLayer           *self,
                                                      GHashTable                *sums);
void                   weir_series_layer_lay_columns (WeirSeriesLayer           *self,
                                                      const WeirPlot            *plot);
gboolean               weir_series_layer_get_extent  (const WeirSeriesLayer     *self,
                                                      const WeirPlot            *plot,
                                                      double                    *low,
                                                      double                    *high);
const WeirSeriesPoint *weir_series_layer_find        (const WeirSeriesLayer     *self,
                                                      gint64                     time_usec);
const WeirSeriesPoint *weir_series_layer_get_last    (const WeirSeriesLayer     *self,
                                                      const WeirPlot            *plot);

G_END_DECLS
