#pragma once

#include <gtk/gtk.h>

#include "data/view/weir-result-series.h"
#include "data/workspace/weir-series-style.h"

G_BEGIN_DECLS

/**
 * WeirResultPicker: which columns of a result a chart shows, and how. Signals: ::changed (): by the user.
 */
#define WEIR_TYPE_RESULT_PICKER (weir_result_picker_get_type ())
G_DECLARE_FINAL_TYPE (WeirResultPicker, weir_result_picker, WEIR, RESULT_PICKER, GtkBox)

/* Offers the columns of @result; what was chosen by name stays chosen. FALSE: a chart needs a column of numbers and another. */
gboolean        weir_result_picker_fill      (WeirResultPicker *self,
                                              WeirQueryResult  *result);
void            weir_result_picker_get_axes  (WeirResultPicker *self,
                                              WeirResultAxes   *axes);
WeirSeriesStyle weir_result_picker_get_style (WeirResultPicker *self);

G_END_DECLS
