#pragma once

#include "widgets/weir-chart.h"

G_BEGIN_DECLS

/**
 * WeirLegend:
 *
 * A button that lists all series of a chart, by value, however many they are:
 * choosing one isolates it, with Ctrl shows or hides it; pointing at one brings
 * it to the front; they are searched by name.
 */
#define WEIR_TYPE_LEGEND (weir_legend_get_type ())
G_DECLARE_FINAL_TYPE (WeirLegend, weir_legend, WEIR, LEGEND, GtkBox)

GtkWidget *weir_legend_new  (WeirChart  *chart);
void       weir_legend_open (WeirLegend *self);

G_END_DECLS
