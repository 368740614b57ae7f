#pragma once

#include "data/series/weir-series-point.h"
#include "data/store/weir-query-result.h"

G_BEGIN_DECLS

/**
 * WeirResultAxes:
 * @x: the column along which values stand: a time, or what each bar is called
 * @y: a column of numbers
 * @by: the column that tells series apart; -1: there is one series
 *
 * Which columns of a result a chart shows.
 */
typedef struct
{
  int x;
  int y;
  int by;
} WeirResultAxes;

/* A number at a time. */
typedef struct
{
  gint64 time_usec;
  double value;
} WeirResultSample;

/**
 * WeirResultSeries:
 * @name: what its rows have in the column that tells series apart
 * @samples: (element-type WeirResultSample): by rising time
 * @step_usec: the smallest difference between two times; 0: there is none
 *
 * One line of a chart of a result.
 */
typedef struct
{
  char   *name;
  GArray *samples;
  gint64  step_usec;
} WeirResultSeries;

gboolean   weir_result_axes_is_time    (WeirQueryResult        *result,
                                        int                     column);
gboolean   weir_result_axes_is_number  (WeirQueryResult        *result,
                                        int                     column);
gboolean   weir_result_axes_guess      (WeirQueryResult        *result,
                                        WeirResultAxes         *axes);
GPtrArray *weir_result_series_list     (WeirQueryResult        *result,
                                        const WeirResultAxes   *axes,
                                        guint                   max_series,
                                        guint                  *n_all);
void       weir_result_series_read     (const WeirResultSeries *self,
                                        gint64                  begin_usec,
                                        gint64                  end_usec,
                                        gint64                  column_usec,
                                        GArray                 *points);

G_END_DECLS
