#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirSeriesCard: values of windows and of records, of one stream or several, in one chart.
 */
#define WEIR_TYPE_SERIES_CARD (weir_series_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirSeriesCard, weir_series_card, WEIR, SERIES_CARD, WeirCard)

G_END_DECLS
