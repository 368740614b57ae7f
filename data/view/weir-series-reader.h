#pragma once

#include "data/series/weir-series-point.h"
#include "data/view/weir-stream-view.h"
#include "data/workspace/weir-series-config.h"

G_BEGIN_DECLS

/**
 * WeirSeriesReader:
 *
 * Reads what a series of a panel shows from the rows of windows or the records
 * that a stream's view keeps: the same numbers that an export of that range
 * has. Main thread only.
 */
typedef struct _WeirSeriesReader WeirSeriesReader;

WeirSeriesReader *weir_series_reader_new             (WeirStreamView         *stream,
                                                      const WeirSeriesConfig *config);
void              weir_series_reader_free            (WeirSeriesReader       *self);
void              weir_series_reader_read            (WeirSeriesReader       *self,
                                                      const char             *key,
                                                      gint64                  begin_usec,
                                                      gint64                  end_usec,
                                                      gint64                  column_usec,
                                                      GArray                 *points);
GStrv             weir_series_reader_dup_largest     (WeirSeriesReader       *self,
                                                      gint64                  begin_usec,
                                                      gint64                  end_usec,
                                                      guint                   max,
                                                      guint                  *n_all);
gboolean          weir_series_reader_can_be_cut      (WeirSeriesReader       *self);
void              weir_series_reader_cut             (WeirSeriesReader       *self,
                                                      gint64                  width_usec);
const char       *weir_series_reader_get_unit        (WeirSeriesReader       *self);
gint64            weir_series_reader_get_window_usec (WeirSeriesReader       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirSeriesReader, weir_series_reader_free)

G_END_DECLS
