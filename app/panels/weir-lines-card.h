#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirLinesCard:
 *
 * One field of every key as lines over time.
 */
#define WEIR_TYPE_LINES_CARD (weir_lines_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirLinesCard, weir_lines_card, WEIR, LINES_CARD, WeirCard)

G_END_DECLS
