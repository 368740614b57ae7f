#pragma once

#include "data/stream/weir-derived-counters.h"
#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

/**
 * WeirStreamCounters: what a stream has counted since it began.
 */
typedef struct
{
  guint64            n_records;
  double             records_per_second;
  guint64            n_dead;
  guint64            n_tombstones;        /* records without a value: in no window, and no fault */
  gint64             stream_time_usec;    /* WEIR_NO_TIME before the first record */
  gint64             watermark_usec;
  WeirWindowCounters windows;             /* of the first window spec */
  WeirDerivedCounters derived;            /* of a derived stream; else zero */
  guint64            n_other_records;     /* in the series “(other)”: their keys had no room; the most of any spec */
  guint64            n_shed_records;      /* without room even there, in no window; the most of any spec */
  guint64            n_unlisted_records;  /* of keys past those the screen lists one by one */
  guint64            n_shed_samples;      /* for the display alone: the screen did not take them in time */
  guint              n_dropped_charts;    /* keys whose lines were given up for memory */
  guint64            n_evicted_rows;      /* of windows, dropped for memory before their retention was over */
  gsize              n_bytes;             /* engine + series */
  gsize              budget_bytes;        /* what n_bytes may grow to */
  gint64             suggested_grace_usec;
  guint64            n_windows;           /* closed, of all window specs */
} WeirStreamCounters;

G_END_DECLS
