#include "config.h"

#include "app/panels/weir-cards.h"

#include "app/panels/weir-alerts-card.h"
#include "app/panels/weir-candles-card.h"
#include "app/panels/weir-heatmap-card.h"
#include "app/panels/weir-lines-card.h"
#include "app/panels/weir-movers-card.h"
#include "app/panels/weir-ranking-card.h"
#include "app/panels/weir-values-card.h"

static GType
get_type_for_kind (const char *kind)
{
  if (g_strcmp0 (kind, "candles") == 0)
    return WEIR_TYPE_CANDLES_CARD;
  if (g_strcmp0 (kind, "movers") == 0)
    return WEIR_TYPE_MOVERS_CARD;
  if (g_strcmp0 (kind, "alerts") == 0)
    return WEIR_TYPE_ALERTS_CARD;
  if (g_strcmp0 (kind, "heatmap") == 0)
    return WEIR_TYPE_HEATMAP_CARD;
  if (g_strcmp0 (kind, "value") == 0)
    return WEIR_TYPE_VALUES_CARD;
  if (g_strcmp0 (kind, "ranking") == 0)
    return WEIR_TYPE_RANKING_CARD;

  return WEIR_TYPE_LINES_CARD;
}

GtkWidget *
weir_card_new_for_panel (WeirScope           *scope,
                         const WeirPanelConfig *config)
{
  GtkWidget *card;

  g_return_val_if_fail (WEIR_IS_SCOPE (scope), NULL);
  g_return_val_if_fail (config != NULL, NULL);

  card = g_object_new (get_type_for_kind (config->kind), NULL);
  weir_card_bind (WEIR_CARD (card), scope, config);

  return card;
}
