#pragma once

#include <adwaita.h>

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirSeriesForm:
 *
 * The series of a panel, each in a row that opens; they are added and removed.
 *
 * Signals: ::changed () when the user changed anything.
 */
#define WEIR_TYPE_SERIES_FORM (weir_series_form_get_type ())
G_DECLARE_FINAL_TYPE (WeirSeriesForm, weir_series_form, WEIR, SERIES_FORM, AdwBin)

/* (transfer floating) */
GtkWidget *weir_series_form_new        (void);
/* Shows @series, (element-type WeirSeriesConfig); rows that show the same already stay as they are. */
void       weir_series_form_show       (WeirSeriesForm *self,
                                        WeirWorkspace  *workspace,
                                        GPtrArray      *series);
/* Adds another, as its button does. */
void       weir_series_form_add        (WeirSeriesForm *self);
/* (transfer full) (element-type WeirSeriesConfig): what it says now. */
GPtrArray *weir_series_form_dup_series (WeirSeriesForm *self);

G_END_DECLS
