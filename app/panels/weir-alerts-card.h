#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirAlertsCard:
 *
 * What fires now, and what did lately.
 */
#define WEIR_TYPE_ALERTS_CARD (weir_alerts_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertsCard, weir_alerts_card, WEIR, ALERTS_CARD, WeirCard)

G_END_DECLS
