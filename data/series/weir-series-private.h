#pragma once

#include "data/series/weir-series-ring.h"
#include "data/series/weir-series.h"

G_BEGIN_DECLS

#define WEIR_SERIES_N_LEVELS 4

struct _WeirSeries
{
  GObject        parent_instance;

  WeirSeriesRing rings[WEIR_SERIES_N_LEVELS];

  gint64         last_usec;
  double         last_value;        /* NaN while empty */

  gint64         dirty_from_usec;   /* from > to: nothing changed */
  gint64         dirty_to_usec;
};

G_END_DECLS
