#include "config.h"

#include "app/panels/weir-cards.h"

#include "app/panels/weir-alerts-card.h"
#include "app/panels/weir-candles-card.h"
#include "app/panels/weir-density-card.h"
#include "app/panels/weir-heatmap-card.h"
#include "app/panels/weir-lines-card.h"
#include "app/panels/weir-messages-card.h"
#include "app/panels/weir-movers-card.h"
#include "app/panels/weir-query-card.h"
#include "app/panels/weir-ranking-card.h"
#include "app/panels/weir-rate-card.h"
#include "app/panels/weir-series-card.h"
#include "app/panels/weir-text-card.h"
#include "app/panels/weir-values-card.h"

/* One row a kind. */
static GType (*const card_types[WEIR_PANEL_N_KINDS]) (void) = {
  [WEIR_PANEL_LINES] = weir_lines_card_get_type,
  [WEIR_PANEL_CANDLES] = weir_candles_card_get_type,
  [WEIR_PANEL_MOVERS] = weir_movers_card_get_type,
  [WEIR_PANEL_ALERTS] = weir_alerts_card_get_type,
  [WEIR_PANEL_HEATMAP] = weir_heatmap_card_get_type,
  [WEIR_PANEL_VALUE] = weir_values_card_get_type,
  [WEIR_PANEL_RANKING] = weir_ranking_card_get_type,
  [WEIR_PANEL_RATE] = weir_rate_card_get_type,
  [WEIR_PANEL_MESSAGES] = weir_messages_card_get_type,
  [WEIR_PANEL_TEXT] = weir_text_card_get_type,
  [WEIR_PANEL_SERIES] = weir_series_card_get_type,
  [WEIR_PANEL_DENSITY] = weir_density_card_get_type,
  [WEIR_PANEL_QUERY] = weir_query_card_get_type,
};

GtkWidget *
weir_card_new_for_panel (WeirScope           *scope,
                         const WeirPanelConfig *config)
{
  GtkWidget *card;

  g_return_val_if_fail (WEIR_IS_SCOPE (scope), NULL);
  g_return_val_if_fail (config != NULL, NULL);

  card = g_object_new (card_types[config->kind](), NULL);
  weir_card_bind (WEIR_CARD (card), scope, config);

  return card;
}
