#pragma once

#include <adwaita.h>

#include "app/common/weir-scope.h"
#include "widgets/weir-line-chart.h"

G_BEGIN_DECLS

/**
 * WeirDetailPage:
 *
 * A page about one thing: what state it is in and why, facts, figures, a chart
 * over time, and tables of which one is shown. A kind of page adds its parts and
 * fills them when it is told to, about four times a second while it is seen.
 * Properties: scope (WeirScope, construct-only).
 */
#define WEIR_TYPE_DETAIL_PAGE (weir_detail_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (WeirDetailPage, weir_detail_page, WEIR, DETAIL_PAGE, AdwBin)

/**
 * WeirDetailPageClass:
 * @update: shows what there is now
 */
struct _WeirDetailPageClass
{
  AdwBinClass parent_class;

  void (*update) (WeirDetailPage *self);
};

WeirScope     *weir_detail_page_get_scope  (WeirDetailPage *self);

/* Once each: what the page consists of. The chart's name and the tables' are for those who hear the screen. */
WeirLineChart *weir_detail_page_add_chart  (WeirDetailPage *self,
                                            const char     *title,
                                            const char     *unit,
                                            const char     *name);
GtkColumnView *weir_detail_page_add_list   (WeirDetailPage *self,
                                            const char     *id,
                                            const char     *label,
                                            const char     *name);
GtkLabel      *weir_detail_page_add_figure (WeirDetailPage *self,
                                            const char     *name);
void           weir_detail_page_add_action (WeirDetailPage *self,
                                            GtkWidget      *button);

void           weir_detail_page_set_state  (WeirDetailPage *self,
                                            const char     *text,
                                            const char     *style_class);
/* @tooltip: nullable. */
void           weir_detail_page_set_facts  (WeirDetailPage *self,
                                            const char     *text,
                                            const char     *tooltip);
void           weir_detail_page_set_note   (WeirDetailPage *self,
                                            const char     *text);
/* The id of the table that is shown. */
const char    *weir_detail_page_get_shown  (WeirDetailPage *self);
/* Calls update, then brings chart and tables up to date. */
void           weir_detail_page_update     (WeirDetailPage *self);

G_END_DECLS
