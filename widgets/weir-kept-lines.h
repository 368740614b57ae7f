#pragma once

#include "widgets/weir-gl-lines.h"
#include "widgets/weir-line-image.h"

G_BEGIN_DECLS

/**
 * WeirKeptLines: what the painters of the screen keep of a chart's lines from frame to frame; each its own.
 */
typedef struct
{
  WeirLineImage *image;     /* owned, nullable: the strip painter's */
  WeirGlLines   *gl;        /* owned, nullable: OpenGL's */
} WeirKeptLines;

void    weir_kept_lines_clear         (WeirKeptLines       *self);
guint64 weir_kept_lines_get_n_painted (const WeirKeptLines *self);

G_END_DECLS
