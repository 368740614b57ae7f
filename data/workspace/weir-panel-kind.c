#include "config.h"

#include "data/workspace/weir-panel-kind.h"

/* One row a kind. */
static const struct
{
  const char *word;
  gboolean    needs_stream;
  gboolean    needs_fields;
  gboolean    needs_ranking;   /* its stream ranks keys */
  gboolean    needs_series;    /* what it shows stands in a list */
  guint       n_fields;        /* the most of its stream that it shows */
} kinds[WEIR_PANEL_N_KINDS] = {
  [WEIR_PANEL_LINES] = { "lines", TRUE, TRUE, FALSE, FALSE, 1 },
  [WEIR_PANEL_CANDLES] = { "candles", TRUE, TRUE, FALSE, FALSE, 2 },
  [WEIR_PANEL_MOVERS] = { "movers", TRUE, TRUE, FALSE, FALSE, 1 },
  [WEIR_PANEL_ALERTS] = { "alerts", FALSE, FALSE, FALSE, FALSE, 0 },
  [WEIR_PANEL_HEATMAP] = { "heatmap", TRUE, TRUE, FALSE, FALSE, 1 },
  [WEIR_PANEL_VALUE] = { "value", TRUE, TRUE, FALSE, FALSE, WEIR_PANEL_MAX_FIELDS },
  [WEIR_PANEL_RANKING] = { "ranking", TRUE, FALSE, TRUE, FALSE, 0 },
  [WEIR_PANEL_RATE] = { "rate", TRUE, FALSE, FALSE, FALSE, 0 },
  [WEIR_PANEL_MESSAGES] = { "messages", TRUE, FALSE, FALSE, FALSE, 0 },
  [WEIR_PANEL_TEXT] = { "text", FALSE, FALSE, FALSE, FALSE, 0 },
  [WEIR_PANEL_SERIES] = { "series", FALSE, FALSE, FALSE, TRUE, 0 },
  [WEIR_PANEL_DENSITY] = { "density", TRUE, TRUE, FALSE, FALSE, 1 },
  [WEIR_PANEL_QUERY] = { "query", FALSE, FALSE, FALSE, FALSE, 0 },
};

/**
 * weir_panel_kind_get_word:
 * @kind: a #WeirPanelKind
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_panel_kind_get_word (guint kind)
{
  return kind < G_N_ELEMENTS (kinds) ? kinds[kind].word : NULL;
}

/**
 * weir_panel_kind_needs_stream:
 * @kind: a kind
 *
 * Any thread.
 *
 * Returns: whether such a panel must name a stream
 */
gboolean
weir_panel_kind_needs_stream (WeirPanelKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), FALSE);

  return kinds[kind].needs_stream;
}

/**
 * weir_panel_kind_needs_fields:
 * @kind: a kind
 *
 * Any thread.
 *
 * Returns: whether such a panel must name fields of its stream
 */
gboolean
weir_panel_kind_needs_fields (WeirPanelKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), FALSE);

  return kinds[kind].needs_fields;
}

/**
 * weir_panel_kind_needs_ranking:
 * @kind: a kind
 *
 * Any thread.
 *
 * Returns: whether the stream of such a panel must be one that ranks keys
 */
gboolean
weir_panel_kind_needs_ranking (WeirPanelKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), FALSE);

  return kinds[kind].needs_ranking;
}

/**
 * weir_panel_kind_needs_series:
 * @kind: a kind
 *
 * Any thread.
 *
 * Returns: whether such a panel has a list of series, each with a stream of its own
 */
gboolean
weir_panel_kind_needs_series (WeirPanelKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), FALSE);

  return kinds[kind].needs_series;
}

/**
 * weir_panel_kind_get_n_fields:
 * @kind: a kind
 *
 * Any thread.
 *
 * Returns: how many fields such a panel shows at most; of more the first
 */
guint
weir_panel_kind_get_n_fields (WeirPanelKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), 0);

  return kinds[kind].n_fields;
}
