#pragma once

#include "data/series/weir-density.h"
#include "widgets/weir-chart.h"

G_BEGIN_DECLS

/**
 * WeirDensityChart:
 *
 * Very many lines as one picture: the more of them pass through a pixel, the
 * stronger it is, by the logarithm of their number. The line nearest to the
 * pointer is pulled out with its name and value; arrows up and down go from one
 * to the next. Chosen lines stand in front in their colours.
 *
 * Signals: ::selected (GStrv names): lines that a box, or the key K, chose.
 */
#define WEIR_TYPE_DENSITY_CHART (weir_density_chart_get_type ())
G_DECLARE_FINAL_TYPE (WeirDensityChart, weir_density_chart, WEIR, DENSITY_CHART, WeirChart)

/* Lines that a box chooses at most. */
#define WEIR_DENSITY_MAX_CHOSEN 50

GtkWidget  *weir_density_chart_new         (void);
void        weir_density_chart_set_density (WeirDensityChart   *self,
                                            WeirDensity        *density,
                                            gint64              window_usec);
void        weir_density_chart_set_chosen  (WeirDensityChart   *self,
                                            const char *const  *names);
const char *weir_density_chart_get_pulled  (WeirDensityChart   *self);

G_END_DECLS
