#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirRateCard:
 *
 * Records of a stream per second, over time: of all its keys, and of streams
 * that have no fields.
 */
#define WEIR_TYPE_RATE_CARD (weir_rate_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirRateCard, weir_rate_card, WEIR, RATE_CARD, WeirCard)

G_END_DECLS
