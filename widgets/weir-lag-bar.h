#pragma once

#include <gtk/gtk.h>

#include "widgets/weir-chart.h"

G_BEGIN_DECLS

/**
 * WeirLagBar: how far behind a consumer is, as a bar on a logarithmic scale, in the height of a line of text.
 */
#define WEIR_TYPE_LAG_BAR (weir_lag_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirLagBar, weir_lag_bar, WEIR, LAG_BAR, GtkWidget)

GtkWidget *weir_lag_bar_new     (void);
void       weir_lag_bar_set_lag (WeirLagBar       *self,
                                 gint64            lag,
                                 gint64            full_lag,
                                 WeirMarkSeverity  severity);

G_END_DECLS
