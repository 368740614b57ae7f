#pragma once

#include "app/pages/weir-alert-filter.h"
#include "data/workspace/weir-workspace-history.h"

G_BEGIN_DECLS

/**
 * WeirSavedFilters:
 *
 * A button with the filters of alerts that the workspace keeps: one is applied, and
 * what is chosen now is kept under a name. Each is a change of the workspace, to be
 * undone as any other.
 */
#define WEIR_TYPE_SAVED_FILTERS (weir_saved_filters_get_type ())
G_DECLARE_FINAL_TYPE (WeirSavedFilters, weir_saved_filters, WEIR, SAVED_FILTERS, AdwBin)

/* @search: the entry whose text belongs to a filter */
GtkWidget *weir_saved_filters_new         (WeirAlertFilter      *filter,
                                           GtkEditable          *search);
/* @history: nullable: nothing is kept */
void       weir_saved_filters_set_history (WeirSavedFilters     *self,
                                           WeirWorkspaceHistory *history);
/* As the button in its list does. */
void       weir_saved_filters_save        (WeirSavedFilters     *self,
                                           const char           *name);
/* As a click on one of the list does. */
void       weir_saved_filters_use         (WeirSavedFilters     *self,
                                           const char           *name);

G_END_DECLS
