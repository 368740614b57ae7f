#pragma once

#include <glib-object.h>

#include "data/workspace/weir-series-style.h"

G_BEGIN_DECLS

/* In the place of a key: the one that is chosen in the panel's head, here or on another panel. */
#define WEIR_SERIES_CHOSEN_KEY "$key"

/**
 * WeirSeriesConfig:
 * @style: how it is drawn
 * @scale: on which scale of the panel
 * @stream: the stream it is of
 * @window: (nullable): the windows it is of, by name; %NULL: the records
 * @value: (nullable): a column of the windows' rows (`price_mean`, `count`), or a
 *   field of the records; %NULL for candles
 * @upper: (nullable): of a band the column at its upper edge; @value is the lower
 * @key: (nullable): the one key it shows, or %WEIR_SERIES_CHOSEN_KEY; %NULL: the largest ones
 * @previous_usec: how far back the same values are taken from once more, drawn
 *   as a ghost behind; 0: not at all
 *
 * A series of a panel.
 */
typedef struct
{
  WeirSeriesStyle style;
  WeirSeriesScale scale;
  char           *stream;
  char           *window;
  char           *value;
  char           *upper;
  char           *key;
  gint64          previous_usec;
} WeirSeriesConfig;

#define WEIR_TYPE_SERIES_CONFIG (weir_series_config_get_type ())

GType             weir_series_config_get_type (void);
WeirSeriesConfig *weir_series_config_copy  (const WeirSeriesConfig *self);
void              weir_series_config_free  (WeirSeriesConfig       *self);
gboolean          weir_series_config_equal (const WeirSeriesConfig *self,
                                            const WeirSeriesConfig *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirSeriesConfig, weir_series_config_free)

G_END_DECLS
