#pragma once

#include <adwaita.h>

#include "data/view/weir-monitor.h"

G_BEGIN_DECLS

/**
 * WeirStatePage:
 *
 * What stands in place of the pages while there is nothing to show: what
 * happened, since when, and what to do about it.
 */
#define WEIR_TYPE_STATE_PAGE (weir_state_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirStatePage, weir_state_page, WEIR, STATE_PAGE, AdwBin)

GtkWidget *weir_state_page_new    (void);
/* @starting: something is being opened, with a sentence of what; NULL: nothing is.
 * Returns whether the page is needed: nothing was read yet and that is worth a word. */
gboolean   weir_state_page_update (WeirStatePage *self,
                                   WeirMonitor   *monitor,
                                   const char    *starting);
/* A sentence about a connection that was lost after data came, NULL if all is well. (transfer full) */
char      *weir_state_dup_banner  (WeirMonitor   *monitor);

G_END_DECLS
