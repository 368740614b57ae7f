#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirPanelKind:
 * @WEIR_PANEL_LINES: a line a key
 * @WEIR_PANEL_CANDLES: candles of one key
 * @WEIR_PANEL_MOVERS: keys by how much they changed
 * @WEIR_PANEL_ALERTS: alerts, of one stream or of all
 * @WEIR_PANEL_HEATMAP: keys by time
 * @WEIR_PANEL_VALUE: the last value of each key
 * @WEIR_PANEL_RANKING: what a derived stream ranks
 * @WEIR_PANEL_RATE: records per second
 * @WEIR_PANEL_MESSAGES: the newest records
 * @WEIR_PANEL_TEXT: a note
 * @WEIR_PANEL_SERIES: any values of windows and records, in one chart
 * @WEIR_PANEL_DENSITY: all keys as one picture
 * @WEIR_PANEL_QUERY: the result of a saved statement, asked again and again
 *
 * What a panel of a dashboard shows.
 */
typedef enum
{
  WEIR_PANEL_LINES,
  WEIR_PANEL_CANDLES,
  WEIR_PANEL_MOVERS,
  WEIR_PANEL_ALERTS,
  WEIR_PANEL_HEATMAP,
  WEIR_PANEL_VALUE,
  WEIR_PANEL_RANKING,
  WEIR_PANEL_RATE,
  WEIR_PANEL_MESSAGES,
  WEIR_PANEL_TEXT,
  WEIR_PANEL_SERIES,
  WEIR_PANEL_DENSITY,
  WEIR_PANEL_QUERY,
} WeirPanelKind;

#define WEIR_PANEL_N_KINDS    (WEIR_PANEL_QUERY + 1)

/* Fields that a panel of any kind shows. */
#define WEIR_PANEL_MAX_FIELDS 3

const char *weir_panel_kind_get_word      (guint         kind);
gboolean    weir_panel_kind_needs_stream  (WeirPanelKind kind);
gboolean    weir_panel_kind_needs_fields  (WeirPanelKind kind);
gboolean    weir_panel_kind_needs_ranking (WeirPanelKind kind);
gboolean    weir_panel_kind_needs_series  (WeirPanelKind kind);
guint       weir_panel_kind_get_n_fields  (WeirPanelKind kind);

G_END_DECLS
