#pragma once

#include "app/pages/weir-page.h"

G_BEGIN_DECLS

/**
 * WeirLagPage:
 *
 * How far behind the ends of their partitions the readers are.
 */
#define WEIR_TYPE_LAG_PAGE (weir_lag_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirLagPage, weir_lag_page, WEIR, LAG_PAGE, WeirPage)

GtkWidget *weir_lag_page_new (WeirScope *scope);

G_END_DECLS
