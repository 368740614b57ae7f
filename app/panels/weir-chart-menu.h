#pragma once

#include "app/panels/weir-card.h"
#include "widgets/weir-chart.h"

G_BEGIN_DECLS

/*
 * What can be done with a chart of a panel, from a menu in the panel's head, by a
 * click with the second button and by keys: take it away as a picture or as values,
 * choose its scale, show all.
 */
void weir_chart_menu_add (WeirCard  *card,
                          WeirChart *chart);

G_END_DECLS
