#pragma once

#include "widgets/weir-line-set.h"

G_BEGIN_DECLS

/**
 * WeirLineStroke:
 *
 * Strokes lines into pixels, column by column: what each column of a stroke
 * covers follows exactly from where the line runs in it and beside it. It keeps
 * the memory for that from line to line. Main thread only.
 */
typedef struct _WeirLineStroke WeirLineStroke;

WeirLineStroke *weir_line_stroke_new       (int                height);
void            weir_line_stroke_free      (WeirLineStroke    *self);
void            weir_line_stroke_paint     (WeirLineStroke    *self,
                                            const WeirLineSet *set,
                                            const WeirLine    *line,
                                            int                from,
                                            int                to,
                                            guint32           *pixels);

G_END_DECLS
