#pragma once

#include <gtk/gtk.h>

#include "widgets/weir-sparkline.h"

G_BEGIN_DECLS

/* The series of a row of @view, small; NULL where there is none. */
typedef WeirSeries *(*WeirTrendSeries) (gpointer item);

/* Adds a column of sparklines over @range, which must live as long as @view. They are the first to give way where the
 * table is narrow. (transfer none) */
GtkColumnViewColumn *weir_trend_column_add (GtkColumnView   *view,
                                            WeirTimeRange   *range,
                                            WeirTrendSeries  get_series);

G_END_DECLS
