#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirQueryCard: the result of a saved statement, as a table or a chart, asked again every few seconds while it is seen.
 */
#define WEIR_TYPE_QUERY_CARD (weir_query_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirQueryCard, weir_query_card, WEIR, QUERY_CARD, WeirCard)

G_END_DECLS
