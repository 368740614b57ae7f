#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * WeirColumn:
 *
 * One pixel column (or bucket) of a series: first, last, smallest and largest
 * value in [start, end), and their sum. @count 0 means that nothing happened
 * there (then the values are NaN). Of a bucket that is put into a series,
 * @first_offset_usec and @last_offset_usec say when, after the bucket's start,
 * the first and the last value were.
 */
typedef struct
{
  double  first;
  double  last;
  double  min;
  double  max;
  guint32 count;
  guint32 first_offset_usec;
  guint32 last_offset_usec;
  double  sum;
} WeirColumn;

/**
 * WeirRangeSummary:
 * @begin_usec: where the records summarised begin
 * @end_usec: where they end, exclusive
 * @count: how many there are; 0: all values are NaN
 * @first: value of the earliest
 * @last: value of the latest
 * @min: smallest value
 * @max: largest value
 * @sum: sum of all values
 *
 * What a range of a series holds: the numbers that a window over exactly
 * [@begin_usec, @end_usec) has. Every number that is derived from a range comes
 * from here.
 */
typedef struct
{
  gint64  begin_usec;
  gint64  end_usec;
  guint64 count;
  double  first;
  double  last;
  double  min;
  double  max;
  double  sum;
} WeirRangeSummary;

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
void        weir_series_add          (WeirSeries       *self,
                                      gint64            time_usec,
                                      double            value);
void        weir_series_set_bucket   (WeirSeries       *self,
                                      gint64            start_usec,
                                      const WeirColumn *bucket);
void        weir_series_merge_bucket (WeirSeries       *self,
                                      gint64            start_usec,
                                      const WeirColumn *bucket);
void        weir_series_take_over    (WeirSeries       *self,
                                      WeirSeries       *newer);
void        weir_series_emit_changed (WeirSeries       *self);
void        weir_series_clear        (WeirSeries       *self);
void        weir_series_decimate     (WeirSeries       *self,
                                      gint64            begin_usec,
                                      gint64            end_usec,
                                      WeirColumn       *columns,
                                      guint             n_columns);
void        weir_series_summarise    (WeirSeries       *self,
                                      gint64            begin_usec,
                                      gint64            end_usec,
                                      WeirRangeSummary *summary);
double      weir_range_summary_get_change (const WeirRangeSummary *self);
gboolean    weir_series_get_extent   (WeirSeries       *self,
                                      gint64            begin_usec,
                                      gint64            end_usec,
                                      double           *min,
                                      double           *max);
double      weir_series_get_value_at (WeirSeries       *self,
                                      gint64            time_usec,
                                      gint64            max_age_usec);
double      weir_series_find_before  (WeirSeries       *self,
                                      gint64            time_usec,
                                      gint64            max_age_usec,
                                      gint64           *found_usec);
double      weir_series_get_last     (WeirSeries       *self,
                                      gint64           *time_usec);
void        weir_series_append_levels (WeirSeries      *self,
                                       GArray          *points);
gsize       weir_series_get_n_bytes  (WeirSeries       *self);

G_END_DECLS
