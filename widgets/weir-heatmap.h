#pragma once

#include "data/series/weir-series.h"
#include "widgets/weir-chart.h"

G_BEGIN_DECLS

/**
 * WeirHeatmap: keys over time, a row a key, the largest value of each moment as a colour.
 */
#define WEIR_TYPE_HEATMAP (weir_heatmap_get_type ())
G_DECLARE_FINAL_TYPE (WeirHeatmap, weir_heatmap, WEIR, HEATMAP, WeirChart)

GtkWidget *weir_heatmap_new     (void);
void       weir_heatmap_add_row (WeirHeatmap *self,
                                 WeirSeries  *series,
                                 const char  *name);
const char *weir_heatmap_get_pointed (WeirHeatmap *self);
GtkAdjustment *weir_heatmap_get_adjustment (WeirHeatmap *self);
void       weir_heatmap_clear   (WeirHeatmap *self);

G_END_DECLS
