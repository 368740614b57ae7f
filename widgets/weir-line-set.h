#pragma once

#include <gdk/gdk.h>

#include "data/series/weir-series.h"
#include "widgets/weir-plot.h"

G_BEGIN_DECLS

/**
 * WeirTimeSpan: a span of time [begin, end), such as a gap in the intake.
 */
typedef struct
{
  gint64 begin_usec;
  gint64 end_usec;
} WeirTimeSpan;

/**
 * WeirLine: one line of a chart: a column a device pixel, drawn at value × factor + offset.
 */
typedef struct
{
  const WeirColumn *columns;
  int               before_column;  /* negative: where the line comes from, left of what is shown; 0: nowhere */
  double            before_value;
  int               max_join;       /* columns from one value to the next past which they are not joined; 0: any */
  GdkRGBA           color;
  double            width_px;
  double            factor;
  double            offset;
} WeirLine;

/**
 * WeirLineSet: all that a painter must know to draw the lines of a chart, the last on top.
 */
typedef struct
{
  WeirPlot            plot;
  const WeirLine     *lines;
  guint               n_lines;
  const WeirTimeSpan *gaps;     /* lines are not joined across these */
  guint               n_gaps;
  guint               generation;   /* counts changes of colours, lines and gaps */
} WeirLineSet;

static inline double
weir_line_value (const WeirLine *self,
                 double          value)
{
  return value * self->factor + self->offset;
}

gboolean weir_line_set_joins (const WeirLineSet *self,
                              const WeirLine    *line,
                              int                from_column,
                              int                to_column);
int      weir_line_find_max_join (const WeirColumn *columns,
                                  int               n_columns);
int      weir_line_previous  (const WeirLine    *self,
                              int                column);
int      weir_line_next      (const WeirLine    *self,
                              int                column,
                              int                n_columns);

G_END_DECLS
