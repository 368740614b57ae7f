#pragma once

#include "data/view/weir-stream-view.h"

G_BEGIN_DECLS

double weir_completeness_of      (const GArray   *delays,
                                  guint64         n_records,
                                  gint64          start_usec,
                                  gint64          end_usec,
                                  gint64          stream_usec);
double weir_completeness_of_view (WeirStreamView *stream,
                                  gint64          start_usec,
                                  gint64          end_usec);

G_END_DECLS
