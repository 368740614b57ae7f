#pragma once

#include "widgets/weir-axis.h"
#include "widgets/weir-series-chart.h"
#include "widgets/weir-value-scale.h"

G_BEGIN_DECLS

/* A scale beside the chart's own: at the left, or of the strip below. */
typedef struct
{
  WeirValueScale scale;
  WeirValueAxis  axis;
  gboolean       used;
  char          *unit;      /* owned, nullable */
  WeirPlot       plot;      /* as last laid out */
} WeirSecondScale;

struct _WeirSeriesChart
{
  WeirChart       parent_instance;

  GPtrArray      *layers;       /* owned, of WeirSeriesLayer, the first at the back */
  WeirKeptLines   kept;         /* the lines on each scale */
  WeirKeptLines   kept_left;
  WeirKeptLines   kept_below;
  guint           pointed_out;  /* a layer that the others fade for; G_MAXUINT: none */
  WeirSecondScale left;
  WeirSecondScale below;
  int             left_px;      /* wanted width of the left scale */
  WeirPlot        read;         /* the range that was read; n_columns 0: to be read anew */
  gboolean        dirty;        /* columns were laid since lines were last painted */
};

WeirSeriesLayer *weir_series_chart_layer_at  (WeirSeriesChart       *self,
                                              guint                  i);
const WeirPlot  *weir_series_chart_plot_of   (WeirSeriesChart       *self,
                                              const WeirSeriesLayer *layer,
                                              const WeirPlot        *plot);
GdkRGBA          weir_series_chart_color_of  (WeirSeriesChart       *self,
                                              const WeirSeriesLayer *layer);
void             weir_series_chart_paint     (WeirChart             *chart,
                                              WeirPainter           *painter,
                                              const WeirPlot        *plot);
void             weir_series_chart_paint_labels (WeirChart          *chart,
                                              WeirPainter           *painter,
                                              const WeirPlot        *plot,
                                              double                 x);
char            *weir_series_chart_read_out  (WeirChart             *chart,
                                              const WeirPlot        *plot,
                                              gint64                 time_usec,
                                              GArray                *rows);
guint            weir_series_chart_count_hidden (WeirChart          *chart,
                                              const WeirPlot        *plot,
                                              const graphene_rect_t *box);
char            *weir_series_chart_describe  (WeirChart             *chart);

G_END_DECLS
