#pragma once

#include <adwaita.h>

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirValueList:
 *
 * All values of a workspace's streams that charts can show, with a search. One is
 * dragged onto a dashboard as a WEIR_TYPE_SERIES_CONFIG, or chosen with the keyboard.
 *
 * Signals: ::chosen (WeirSeriesConfig *, gboolean alone) when one shall be shown,
 * @alone: in a panel of its own; ::closed () when the list shall go.
 */
#define WEIR_TYPE_VALUE_LIST (weir_value_list_get_type ())
G_DECLARE_FINAL_TYPE (WeirValueList, weir_value_list, WEIR, VALUE_LIST, AdwBin)

/* (transfer floating) */
GtkWidget *weir_value_list_new  (void);
/* Lists the values of the streams of @workspace. */
void       weir_value_list_show (WeirValueList *self,
                                 WeirWorkspace *workspace);

G_END_DECLS
