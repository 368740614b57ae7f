#pragma once

#include "widgets/weir-chart.h"
#include "widgets/weir-picture-note.h"

G_BEGIN_DECLS

/* What a PNG says of itself: a text chunk of this name. */
#define WEIR_PICTURE_NOTE_KEY "tEXt::Weir"

#define WEIR_CHART_SAVER_ERROR (weir_chart_saver_error_quark ())
GQuark weir_chart_saver_error_quark (void);

typedef enum
{
  WEIR_CHART_SAVER_ERROR_FORMAT,    /* the file's name ends in no known format */
  WEIR_CHART_SAVER_ERROR_DRAW,      /* cairo could not draw it, of size or memory */
  WEIR_CHART_SAVER_ERROR_NOTE,      /* the picture does not say where it comes from */
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
                                const WeirPictureNote *note,
                                GError          **error);
gboolean weir_chart_saver_save (WeirChart        *chart,
                                const char       *path,
                                int               width_px,
                                int               height_px,
                                const WeirPictureNote *note,
                                GError          **error);
gboolean weir_chart_saver_copy (WeirChart        *chart,
                                GError          **error);

G_END_DECLS
