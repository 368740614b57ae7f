#pragma once

#include "widgets/weir-axis.h"
#include "widgets/weir-chart.h"
#include "widgets/weir-value-scale.h"

G_BEGIN_DECLS

/* A line across the chart at a value that matters. */
typedef struct
{
  double           value;
  char            *label;       /* owned */
  WeirMarkSeverity severity;
} WeirThreshold;

typedef struct
{
  WeirTimeRange *range;         /* owned, nullable */
  GSignalGroup  *range_signals; /* owned */
  char          *title;         /* owned, nullable */
  char          *subtitle;      /* owned, nullable */
  char          *unit;          /* owned, never NULL */
  int            decimals;      /* -1: from the axis */
  int            own_decimals;  /* most that values shown since the scale was chosen anew have */
  gboolean       is_signed;     /* values above zero carry a plus */
  gboolean       is_flag;       /* values are false and true */
  GArray        *thresholds;    /* owned, of WeirThreshold */
  GArray        *gaps;          /* owned, of WeirTimeSpan */
  GArray        *marks;         /* owned, of WeirMark */

  WeirPalette    palette;
  gboolean       palette_valid;
  WeirText       text;
  guint          generation;    /* counts changes that need all pixels drawn anew */

  WeirPlot       plot;          /* as last laid out on the screen; n_columns 0 before */
  gboolean       has_data;
  GTimeZone     *shown_zone;    /* only compared */
  WeirValueAxis  value_axis;
  WeirTimeAxis   time_axis;
  int            scale_px;      /* room for the scale's labels; shrinks late, so that the plot does not jump */
  int            label_px;
  double         footer_px;     /* below the scale, the subclass' own */
  int            left_px;       /* room for what the subclass draws left of the plot */
  WeirValueScale scale;

  gboolean       logarithmic;   /* the scale is, where values are above zero */
  gboolean       value_zoomed;  /* the scale shows what was chosen with a box */
  double         zoom_low;
  double         zoom_high;

  gboolean       has_limit;     /* a line is moved to find a threshold */
  gboolean       limit_above;   /* what is above it is meant */
  double         limit;         /* where it is */
  GArray        *limit_marks;   /* owned, of WeirMark */
  char          *limit_words;   /* owned, nullable */

  guint          drag_mode;     /* what a drag that is going on does */
  graphene_rect_t box;          /* of a box that is being drawn, in px; its width or height may be negative */
  double         last_pinch;
  double         pointer_x;     /* of the crosshair drag */
  double         pointer_y;
  double         panned_px;
  gboolean       dragging;
  gboolean       click_activates; /* a click is enough */
  guint          describe_id;   /* a timeout that will tell the screen reader */
} WeirChartPrivate;

WeirChartPrivate *weir_chart_get_private      (WeirChart      *self);
void              weir_chart_describe_soon    (WeirChart      *self);
void              weir_chart_add_controllers  (WeirChart      *self);
void              weir_chart_paint_under      (WeirChart      *self,
                                               WeirPainter    *painter,
                                               const WeirPlot *plot);
void              weir_chart_paint_over       (WeirChart      *self,
                                               WeirPainter    *painter,
                                               const WeirPlot *plot);
void              weir_chart_paint_header     (WeirChart      *self,
                                               WeirPainter    *painter,
                                               const WeirPlot *plot);
void              weir_chart_paint_empty      (WeirChart      *self,
                                               WeirPainter    *painter,
                                               const WeirPlot *plot);
void              weir_chart_paint_crosshair  (WeirChart      *self,
                                               WeirPainter    *painter,
                                               const WeirPlot *plot);

int               weir_chart_get_exact_decimals (WeirChart    *self,
                                               double          value);
/* weir-chart-limit.c */
gboolean          weir_chart_limit_is_at      (WeirChart      *self,
                                               double          y);
void              weir_chart_limit_drag       (WeirChart      *self,
                                               double          y);
void              weir_chart_limit_drop       (WeirChart      *self);
gboolean          weir_chart_limit_press_key  (WeirChart      *self,
                                               guint           keyval,
                                               int             steps);
void              weir_chart_paint_limit      (WeirChart      *self,
                                               WeirPainter    *painter,
                                               const WeirPlot *plot);

void              weir_chart_paint_measure    (WeirChart      *self,
                                               WeirPainter    *painter,
                                               const WeirPlot *plot);
void              weir_chart_paint_box        (WeirChart      *self,
                                               WeirPainter    *painter,
                                               const WeirPlot *plot);

gint64            weir_chart_columns          (WeirChart      *self,
                                               int             n_columns,
                                               gint64         *begin_usec);
gboolean          weir_chart_lay_out          (WeirChart      *self,
                                               int             width_px,
                                               int             height_px,
                                               double          scale,
                                               WeirPlot       *plot);

#define WEIR_CHART_PADDING_PX   12
#define WEIR_CHART_SCALE_GAP_PX 8

G_END_DECLS
