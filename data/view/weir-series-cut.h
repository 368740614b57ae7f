#pragma once

#include "data/series/weir-series-point.h"
#include "data/view/weir-stream-view.h"
#include "data/workspace/weir-series-config.h"

G_BEGIN_DECLS

/**
 * WeirSeriesCut:
 * @field: of the stream's fields, whose values are cut into windows
 * @is_candle: whether first, largest, smallest and last of a window are wanted
 * @lower: else what is computed of a window; of a band its lower edge
 * @upper: its upper edge; else as @lower
 *
 * How a series of a panel is had of windows of any length. On the stack; main
 * thread.
 */
typedef struct
{
  guint             field;
  gboolean          is_candle;
  WeirAggregateKind lower;
  WeirAggregateKind upper;
} WeirSeriesCut;

gboolean weir_series_cut_init (WeirSeriesCut          *self,
                               WeirStreamView         *stream,
                               const WeirSeriesConfig *config,
                               guint                   window);
void     weir_series_cut_read (const WeirSeriesCut    *self,
                               WeirStreamView         *stream,
                               const char             *key,
                               gint64                  begin_usec,
                               gint64                  end_usec,
                               gint64                  width_usec,
                               gint64                  moved_usec,
                               GArray                 *points);

G_END_DECLS
