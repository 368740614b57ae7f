#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirCandlesCard:
 *
 * The windows of one key as candles, with their volume.
 */
#define WEIR_TYPE_CANDLES_CARD (weir_candles_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirCandlesCard, weir_candles_card, WEIR, CANDLES_CARD, WeirCard)

G_END_DECLS
