#pragma once

#include "data/series/weir-density.h"

G_BEGIN_DECLS

#define WEIR_DENSITY_PARTS 1024

typedef struct
{
  char   *name;     /* owned */
  GArray *points;   /* owned, of WeirDensityPoint, ascending by time */
} WeirDensityLine;

/* The smallest and the largest of some values. */
typedef struct
{
  double low;
  double high;
} WeirDensityExtent;

/* Columns [from, to); none if they are the same. */
typedef struct
{
  int from;
  int to;
} WeirDensityColumns;

struct _WeirDensity
{
  gint64          max_join_usec;
  GArray         *lines;        /* owned, of WeirDensityLine */

  WeirDensityGrid grid;
  gint32         *steps;        /* owned; column by column, from row to row what the count goes up or down by */
  WeirDensityColumns counted;      /* columns that are being counted, up to next_line */
  guint           next_line;
  WeirDensityColumns stale;        /* columns to be counted anew after these */
  guint           generation;

  WeirDensityExtent envelope[WEIR_DENSITY_PARTS];     /* of all lines together, part by part of the time they have */
  gint64          envelope_usec;
  gint64          part_usec;    /* 0: there is no point */
  gboolean        envelope_valid;
};

static inline const WeirDensityLine *
weir_density_line_at (const WeirDensity *self,
         guint              i)
{
  return &g_array_index (self->lines, WeirDensityLine, i);
}

static inline const WeirDensityPoint *
weir_density_point_at (const WeirDensityLine *line,
          guint       i)
{
  return &g_array_index (line->points, WeirDensityPoint, i);
}

/* The first point at or after @time_usec. */
static inline guint
weir_density_lower_bound (const WeirDensityLine *line,
             gint64      time_usec)
{
  guint low = 0;
  guint high = line->points->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (weir_density_point_at (line, middle)->time_usec < time_usec)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static inline gboolean
weir_density_is_joined (const WeirDensity *self,
           const WeirDensityLine        *line,
           guint              i)
{
  return i + 1 < line->points->len
         && weir_density_point_at (line, i + 1)->time_usec - weir_density_point_at (line, i)->time_usec <= self->max_join_usec;
}

static inline void
weir_density_add_stale (WeirDensity *self,
           int          from,
           int          to)
{
  if (from >= to)
    return;

  self->generation++;
  if (self->stale.from >= self->stale.to)
    {
      self->stale = (WeirDensityColumns) { from, to };
      return;
    }
  self->stale.from = MIN (self->stale.from, from);
  self->stale.to = MAX (self->stale.to, to);
}

G_END_DECLS
