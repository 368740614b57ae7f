#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirRankingCard:
 *
 * The best keys of a window, as a derived stream of kind "top" ranks them: of
 * the newest window, or of the newest that is final.
 */
#define WEIR_TYPE_RANKING_CARD (weir_ranking_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirRankingCard, weir_ranking_card, WEIR, RANKING_CARD, WeirCard)

G_END_DECLS
