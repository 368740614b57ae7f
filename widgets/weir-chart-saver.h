#pragma once

#include "widgets/weir-chart.h"

G_BEGIN_DECLS

#define WEIR_CHART_SAVER_ERROR (weir_chart_saver_error_quark ())
GQuark weir_chart_saver_error_quark (void);

typedef enum
{
  WEIR_CHART_SAVER_ERROR_FORMAT,    /* the file's name ends in no known format */
  WEIR_CHART_SAVER_ERROR_DRAW,      /* cairo could not draw it, of size or memory */
} WeirChartSaverError;

typedef enum
{
  WEIR_CHART_PNG,
  WEIR_CHART_SVG,
  WEIR_CHART_PDF,
} WeirChartFormat;

GBytes  *weir_chart_saver_draw (WeirChart        *chart,
                                WeirChartFormat   format,
                                int               width_px,
                                int               height_px,
                                double            scale,
                                GError          **error);
gboolean weir_chart_saver_save (WeirChart        *chart,
                                const char       *path,
                                int               width_px,
                                int               height_px,
                                GError          **error);
gboolean weir_chart_saver_copy (WeirChart        *chart,
                                GError          **error);

G_END_DECLS
