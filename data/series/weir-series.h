#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * WeirColumn:
 *
 * One pixel column (or bucket) of a series: first, last, smallest and largest
 * value in [start, end). @count 0 means that nothing happened there (then the
 * values are NaN).
 */
typedef struct
{
  double  first;
  double  last;
  double  min;
  double  max;
  guint32 count;
  guint32 reserved;
} WeirColumn;

#define WEIR_SERIES_BUCKET_USEC (G_GINT64_CONSTANT (100000))

/**
 * WeirSeries:
 *
 * The values of one key over time, as charts read them: rings of buckets at
 * several widths (100 ms, 1 s, 10 s, …), each with first, last, min and max, so
 * that a spike one sample wide is never lost and any range is drawn in
 * time proportional to its pixels. Out-of-order values are welcome. Memory is
 * allocated as it fills and bounded. Main thread only.
 */
#define WEIR_TYPE_SERIES (weir_series_get_type ())
G_DECLARE_FINAL_TYPE (WeirSeries, weir_series, WEIR, SERIES, GObject)

WeirSeries *weir_series_new          (void);
/* One value. Does not emit; call weir_series_emit_changed() after a batch. */
void        weir_series_add          (WeirSeries       *self,
                                      gint64            time_usec,
                                      double            value);
/* A whole bucket of WEIR_SERIES_BUCKET_USEC, starting at @start_usec, replacing what the bucket held. */
void        weir_series_set_bucket   (WeirSeries       *self,
                                      gint64            start_usec,
                                      const WeirColumn *bucket);
/* As set_bucket, but adds to what the bucket holds, @bucket coming after it. */
void        weir_series_merge_bucket (WeirSeries       *self,
                                      gint64            start_usec,
                                      const WeirColumn *bucket);
/* Emits ::changed (gint64 from_usec, gint64 to_usec): the range touched since the last emission. */
void        weir_series_emit_changed (WeirSeries       *self);
void        weir_series_clear        (WeirSeries       *self);
/* Fills @n_columns columns of equal width over [begin, end). */
void        weir_series_decimate     (WeirSeries       *self,
                                      gint64            begin_usec,
                                      gint64            end_usec,
                                      WeirColumn       *columns,
                                      guint             n_columns);
/* FALSE if there is nothing in [begin, end). */
gboolean    weir_series_get_extent   (WeirSeries       *self,
                                      gint64            begin_usec,
                                      gint64            end_usec,
                                      double           *min,
                                      double           *max);
/* The last value at or before @time_usec, not older than @max_age_usec; NaN if there is none. */
double      weir_series_get_value_at (WeirSeries       *self,
                                      gint64            time_usec,
                                      gint64            max_age_usec);
/* The same, with its time. */
double      weir_series_find_before  (WeirSeries       *self,
                                      gint64            time_usec,
                                      gint64            max_age_usec,
                                      gint64           *found_usec);
double      weir_series_get_last     (WeirSeries       *self,
                                      gint64           *time_usec);
gsize       weir_series_get_n_bytes  (WeirSeries       *self);

G_END_DECLS
