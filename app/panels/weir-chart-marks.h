#pragma once

#include "app/panels/weir-card.h"
#include "widgets/weir-chart.h"

G_BEGIN_DECLS

/* What every chart of a card shows besides its data: gaps in the intake and marks for alerts. */
void weir_chart_marks_update            (WeirChart  *chart,
                                 WeirCard   *card);
/* Labelled lines at @thresholds (of double, nullable). */
void weir_chart_marks_add_thresholds (WeirChart  *chart,
                                 GArray     *thresholds,
                                 const char *unit);

/* A double click, or Enter, leads to the records of that moment. */
void weir_chart_marks_lead_to_records (WeirChart *chart,
                                       WeirCard  *card);

G_END_DECLS
