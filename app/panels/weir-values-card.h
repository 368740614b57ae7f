#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirValuesCard:
 *
 * The newest value of every key.
 */
#define WEIR_TYPE_VALUES_CARD (weir_values_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirValuesCard, weir_values_card, WEIR, VALUES_CARD, WeirCard)

G_END_DECLS
