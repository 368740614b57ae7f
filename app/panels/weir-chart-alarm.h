#pragma once

#include "app/panels/weir-card.h"
#include "widgets/weir-chart.h"

G_BEGIN_DECLS

/*
 * A rule begun on a chart: a line is put on it and moved, the marks of where it
 * would have fired and ended move with it, over all that is kept; where it is
 * dropped the form of a rule opens.
 */

/* Once; FALSE from weir_chart_alarm_can_begin() where the card's values are those of no rule. */
void     weir_chart_alarm_add       (WeirCard  *card,
                                     WeirChart *chart);
gboolean weir_chart_alarm_can_begin (WeirCard  *card);

G_END_DECLS
