#pragma once

#include "widgets/weir-line-set.h"

G_BEGIN_DECLS

/**
 * WeirLineSpan: where a line's centre runs in one column, in device pixels from the top; both NaN where there is no line.
 */
typedef struct
{
  float top;
  float bottom;
} WeirLineSpan;

/* A line that falls or rises by more device pixels than this in a column is drawn as a solid bar. */
#define WEIR_LINE_STEEP_PX 2.0

/* And over so many its coverage at either end falls to nothing: cairo's round joins look most like that. */
#define WEIR_LINE_STEEP_RAMP_PX 0.25

int  weir_line_span_reach (const WeirLineSet *set,
                           const WeirLine    *line);
void weir_line_span_fill  (const WeirLineSet *set,
                           const WeirLine    *line,
                           int                height,
                           int                from,
                           int                to,
                           WeirLineSpan      *spans);

G_END_DECLS
