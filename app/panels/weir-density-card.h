#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

#define WEIR_TYPE_DENSITY_CARD (weir_density_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirDensityCard, weir_density_card, WEIR, DENSITY_CARD, WeirCard)

G_END_DECLS
