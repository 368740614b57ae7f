#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirHeatmapCard:
 *
 * One field of every key over time, as colours.
 */
#define WEIR_TYPE_HEATMAP_CARD (weir_heatmap_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirHeatmapCard, weir_heatmap_card, WEIR, HEATMAP_CARD, WeirCard)

G_END_DECLS
