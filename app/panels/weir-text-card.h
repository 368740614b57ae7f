#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirTextCard: a note on a dashboard: what the others show, whom to ask.
 */
#define WEIR_TYPE_TEXT_CARD (weir_text_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirTextCard, weir_text_card, WEIR, TEXT_CARD, WeirCard)

G_END_DECLS
