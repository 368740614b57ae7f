#pragma once

#include "app/pages/weir-detail-page.h"

G_BEGIN_DECLS

/**
 * WeirGroupPage:
 *
 * One consumer group: its state and why, its lag over time, its partitions, its
 * members, and what changed in it.
 */
#define WEIR_TYPE_GROUP_PAGE (weir_group_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirGroupPage, weir_group_page, WEIR, GROUP_PAGE, WeirDetailPage)

GtkWidget       *weir_group_page_new     (WeirScope       *scope);
/* NULL: none, so that nothing is kept. */
void             weir_group_page_set_row (WeirGroupPage   *self,
                                          WeirLagGroupRow *row);

G_END_DECLS
