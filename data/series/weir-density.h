#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirDensityPoint: a value of a line at a time.
 */
typedef struct
{
  gint64 time_usec;
  double value;
} WeirDensityPoint;

/**
 * WeirDensityGrid: the pixels that lines are counted in: columns of time from the left, rows of values from the top.
 */
typedef struct
{
  gint64   begin_usec;
  gint64   column_usec;
  guint    n_columns;
  guint    n_rows;
  double   low;             /* value at the lower edge */
  double   high;            /* value at the upper edge */
  gboolean logarithmic;     /* and both are above zero */
} WeirDensityGrid;

/**
 * WeirDensity:
 *
 * How many of very many lines pass through each pixel. Counting goes on in
 * small steps, line by line, so that a frame never waits for all of them; what
 * stays in view when the grid moves by whole columns is not counted again.
 * Main thread only.
 */
typedef struct _WeirDensity WeirDensity;

#define WEIR_DENSITY_NO_LINE G_MAXUINT

WeirDensity            *weir_density_new        (gint64                 max_join_usec);
void                    weir_density_free       (WeirDensity           *self);
void                    weir_density_clear      (WeirDensity           *self);
guint                   weir_density_add_line   (WeirDensity           *self,
                                                 const char            *name);
guint                   weir_density_get_n_lines (const WeirDensity    *self);
const char             *weir_density_get_name   (const WeirDensity     *self,
                                                 guint                  line);
const WeirDensityPoint *weir_density_get_points (const WeirDensity     *self,
                                                 guint                  line,
                                                 guint                 *n_points);
void                    weir_density_add_point  (WeirDensity           *self,
                                                 guint                  line,
                                                 gint64                 time_usec,
                                                 double                 value);
void                    weir_density_cut        (WeirDensity           *self,
                                                 gint64                 from_usec);
gboolean                weir_density_get_extent (WeirDensity           *self,
                                                 gint64                 begin_usec,
                                                 gint64                 end_usec,
                                                 double                *low,
                                                 double                *high);
double                  weir_density_value_at   (const WeirDensity     *self,
                                                 guint                  line,
                                                 gint64                 time_usec);
void                    weir_density_find_crossing (const WeirDensity  *self,
                                                    gint64              begin_usec,
                                                    gint64              end_usec,
                                                    double              low,
                                                    double              high,
                                                    GArray             *lines);
void                    weir_density_set_grid   (WeirDensity           *self,
                                                 const WeirDensityGrid *grid);
gboolean                weir_density_count      (WeirDensity           *self,
                                                 gint64                 until_usec);
guint                   weir_density_get_generation (const WeirDensity *self);
guint                   weir_density_get_column (const WeirDensity     *self,
                                                 guint                  column,
                                                 guint32               *counts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirDensity, weir_density_free)

G_END_DECLS
