#pragma once

#include <graphene.h>
#include <math.h>

G_BEGIN_DECLS

/**
 * WeirPlot: where a chart's data goes: the rectangle, the range of time by columns of one device pixel, the scale.
 */
typedef struct
{
  graphene_rect_t area;         /* px, whole device pixels */
  double          scale;        /* device pixels a px */
  int             n_columns;    /* device pixels across */
  gint64          begin_usec;
  gint64          column_usec;
  double          low;          /* value at the lower edge */
  double          high;         /* value at the upper edge */
  gboolean        logarithmic;  /* and both are above zero */
} WeirPlot;

static inline double
weir_plot_x (const WeirPlot *self,
             gint64          time_usec)
{
  return self->area.origin.x + (double) (time_usec - self->begin_usec) / self->column_usec / self->scale;
}

/* How far below the upper edge a value stands, as a share of the height. On a logarithmic scale what is not above zero is below it. */
static inline double
weir_plot_depth (const WeirPlot *self,
                 double          value)
{
  if (self->logarithmic)
    return log (self->high / fmax (value, self->low * 0.5)) / log (self->high / self->low);

  return (self->high - value) / (self->high - self->low);
}

static inline double
weir_plot_y (const WeirPlot *self,
             double          value)
{
  return self->area.origin.y + weir_plot_depth (self, value) * self->area.size.height;
}

static inline double
weir_plot_value (const WeirPlot *self,
                 double          y)
{
  double depth = (y - self->area.origin.y) / self->area.size.height;

  if (self->logarithmic)
    return self->high * pow (self->low / self->high, depth);

  return self->high - depth * (self->high - self->low);
}

static inline gint64
weir_plot_time (const WeirPlot *self,
                double          x)
{
  return self->begin_usec + (gint64) floor ((x - self->area.origin.x) * self->scale * self->column_usec);
}

static inline gint64
weir_plot_end (const WeirPlot *self)
{
  return self->begin_usec + self->n_columns * self->column_usec;
}

/* On the device's grid, so that a hairline is one pixel and not two grey ones. */
static inline double
weir_plot_snap (const WeirPlot *self,
                double          px)
{
  return floor (px * self->scale + 0.5) / self->scale;
}

G_END_DECLS
