#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirMoversCard:
 *
 * Keys by how much they changed in the range.
 */
#define WEIR_TYPE_MOVERS_CARD (weir_movers_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirMoversCard, weir_movers_card, WEIR, MOVERS_CARD, WeirCard)

G_END_DECLS
