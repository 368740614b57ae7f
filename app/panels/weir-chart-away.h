#pragma once

#include "app/panels/weir-card.h"
#include "widgets/weir-chart.h"

G_BEGIN_DECLS

/* What leaves the program of a chart: on paper, and as a file that is dragged out. */

/* Asks for a printer and prints @chart on one page, under @title. Errors go to "win.tell". */
void weir_chart_away_print    (WeirCard  *card,
                               WeirChart *chart);
/* The values that @chart shows as a CSV file and as text, where @widget is dragged to. */
void weir_chart_away_drag_out (WeirCard  *card,
                               WeirChart *chart,
                               GtkWidget *widget);
/* Those values, comma-separated; NULL where it has none. (transfer full) (nullable) */
char *weir_chart_away_dup_csv (WeirChart *chart);

G_END_DECLS
