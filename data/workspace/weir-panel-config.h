#pragma once

#include "data/workspace/weir-panel-kind.h"
#include "data/workspace/weir-query-form.h"
#include "data/workspace/weir-series-config.h"

G_BEGIN_DECLS

/* Of a statement, if nothing else is said and at least. */
#define WEIR_PANEL_REFRESH_USEC       (10 * G_TIME_SPAN_SECOND)
#define WEIR_PANEL_LEAST_REFRESH_USEC G_TIME_SPAN_SECOND

/**
 * WeirPanelConfig:
 * @kind: what it shows
 * @title: over it
 * @stream: (nullable): the stream it shows; %NULL: all
 * @fields: of that stream
 * @key: (nullable): the one key it shows; %NULL: chosen by the user, or all
 * @keys: density: keys whose lines stand in front
 * @thresholds: (element-type double): limits, in the field's unit
 * @series: (element-type WeirSeriesConfig): what a panel of series shows
 * @text: of a note
 * @query: (nullable): name of the saved statement whose result it shows
 * @refresh_usec: how often that is asked again
 * @form: how its result is shown
 * @range_usec: how much time it shows; 0: as much as the page
 * @logarithmic: its scale is
 * @relative: lines: change since the left edge, in percent
 * @row: of its upper edge on the dashboard's grid
 * @column: of its left edge
 * @width: in columns
 * @height: in rows
 *
 * A panel of a dashboard.
 */
typedef struct
{
  WeirPanelKind kind;
  char         *title;
  char         *stream;
  GStrv         fields;
  char         *key;
  GStrv         keys;
  GArray       *thresholds;
  GPtrArray    *series;
  char         *text;
  char         *query;
  gint64        refresh_usec;
  WeirQueryForm form;
  gint64        range_usec;
  gboolean      logarithmic;
  gboolean      relative;
  int           row;
  int           column;
  int           width;
  int           height;
} WeirPanelConfig;

WeirPanelConfig *weir_panel_config_new        (void);
WeirPanelConfig *weir_panel_config_copy       (const WeirPanelConfig *self);
const char      *weir_panel_config_get_stream (const WeirPanelConfig *self);
void             weir_panel_config_free       (WeirPanelConfig       *self);
gboolean         weir_panel_config_add_series (WeirPanelConfig        *self,
                                               const WeirSeriesConfig *series,
                                               const char             *window);
gboolean         weir_panel_config_shows_same (const WeirPanelConfig *self,
                                               const WeirPanelConfig *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirPanelConfig, weir_panel_config_free)

G_END_DECLS
