#pragma once

#include <gtk/gtk.h>

#include "widgets/weir-line-set.h"
#include "widgets/weir-painter.h"
#include "widgets/weir-palette.h"
#include "widgets/weir-text.h"
#include "widgets/weir-time-range.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_MARK_INFO,
  WEIR_MARK_WARNING,
  WEIR_MARK_CRITICAL,
  WEIR_MARK_NEUTRAL,    /* unknown */
  WEIR_MARK_ENDED,      /* what was marked is over: hollow */
} WeirMarkSeverity;

typedef enum
{
  WEIR_VALUE_TICK,      /* as exactly as the scale */
  WEIR_VALUE_EXACT,     /* a step finer where values have such digits, unless the decimals were chosen */
  WEIR_VALUE_FULL,      /* with all digits the value has, for reading it out */
  WEIR_VALUE_WITH_UNIT, /* the same, with its unit */
} WeirValueStyle;

/**
 * WeirMark: something that happened, shown as a small triangle on the time axis.
 */
typedef struct
{
  gint64           time_usec;
  WeirMarkSeverity severity;
} WeirMark;

/**
 * WeirReadOutRow: a line of the box beside the crosshair.
 */
typedef struct
{
  char    *name;        /* owned */
  char    *value;       /* owned */
  GdkRGBA  color;
  gboolean colored;
} WeirReadOutRow;

/**
 * WeirChartItem: a series of a chart as its legend has it.
 */
typedef struct
{
  const char *name;     /* the chart's */
  double      value;    /* the latest in the time range; NaN: none */
  GdkRGBA     color;
  gboolean    hidden;
} WeirChartItem;

/**
 * WeirChart:
 *
 * What all charts over time share: axes, hairlines, gaps, thresholds, marks,
 * the crosshair with its read-out, panning, zooming, keys. Subclasses bring
 * the data.
 *
 * Signals: ::activate-time (gint64 time_usec) on a double click or Enter;
 * ::limit-moved (double value), ::limit-dropped (double value) and ::limit-ended () of
 * the line that weir_chart_begin_limit() puts on it.
 */
#define WEIR_TYPE_CHART (weir_chart_get_type ())
G_DECLARE_DERIVABLE_TYPE (WeirChart, weir_chart, WEIR, CHART, GtkWidget)

struct _WeirChartClass
{
  GtkWidgetClass parent_class;

  /* Reads the data of @plot's columns; sets @low and @high to its extent. FALSE if there is none. */
  gboolean (*update)       (WeirChart      *self,
                            const WeirPlot *plot,
                            double         *low,
                            double         *high);
  /* Draws it. */
  void     (*paint)        (WeirChart      *self,
                            WeirPainter    *painter,
                            const WeirPlot *plot);
  /* What it needs right of the scale, in px, at most @room_px. */
  int      (*label_width)  (WeirChart      *self,
                            int             room_px);
  /* Draws what stands on and right of the scale, which begins at @x. */
  void     (*paint_labels) (WeirChart      *self,
                            WeirPainter    *painter,
                            const WeirPlot *plot,
                            double          x);
  /* Appends WeirReadOutRow for the column at @time_usec; returns the heading. (transfer full) */
  char    *(*read_out)     (WeirChart      *self,
                            const WeirPlot *plot,
                            gint64          time_usec,
                            GArray         *rows);
  /* How much data @box would hide. */
  guint    (*count_hidden) (WeirChart      *self,
                            const WeirPlot *plot,
                            const graphene_rect_t *box);
  /* What a screen reader says of the latest values. (transfer full) */
  char    *(*describe)     (WeirChart      *self);
  /* How far an arrow key moves the crosshair. */
  gint64   (*step_usec)    (WeirChart      *self,
                            const WeirPlot *plot);
  /* The value that stands as a tag on the scale; NaN for none. */
  double   (*tag_value)    (WeirChart      *self);
  /* Share of the height below the scale that the subclass draws by itself. */
  double   (*footer_share) (WeirChart      *self);

  /* (nullable): the height of what it draws above the plot, in px. */
  int      (*top_height)   (WeirChart      *self);

  /* (nullable): the width of a scale of its own that it draws left of the plot. */
  int      (*left_width)   (WeirChart      *self);

  /* (nullable): the series it has, for its legend; the four belong together. */
  guint    (*get_n_items)  (WeirChart      *self);
  void     (*get_item)     (WeirChart      *self,
                            guint           i,
                            WeirChartItem  *item);
  void     (*set_hidden)   (WeirChart      *self,
                            guint           i,
                            gboolean        hidden);
  void     (*point_out)    (WeirChart      *self,
                            guint           i);
  /* (nullable): appends what it shows, tab-separated. */
  void     (*append_table) (WeirChart      *self,
                            const WeirPlot *plot,
                            GString        *table);
  /* (nullable): what its @i-th series has at a time, NaN for nothing. */
  double   (*value_at)     (WeirChart      *self,
                            const WeirPlot *plot,
                            guint           i,
                            gint64          time_usec);
  /* (nullable): what stands at @time_usec, where that is wider than a column. FALSE: nothing does. */
  gboolean (*span_at)      (WeirChart      *self,
                            gint64          time_usec,
                            gint64         *begin_usec,
                            gint64         *end_usec);
  /* Width of the windows it shows, the newest of them always whole; 0 if it shows none. */
  gint64   (*window_usec)  (WeirChart      *self);

  /* (nullable): a box was drawn, in px, to choose what lies in it. */
  void     (*select_box)   (WeirChart             *self,
                            const graphene_rect_t *box);
  /* (nullable): a key that means something to it alone; whether it took it. */
  gboolean (*press_key)    (WeirChart      *self,
                            guint           keyval);

  /* There is no scale of values: the subclass labels its rows by itself. */
  gboolean no_scale;
};

void           weir_chart_set_time_range   (WeirChart          *self,
                                            WeirTimeRange      *range);
WeirTimeRange *weir_chart_get_time_range   (WeirChart          *self);
void           weir_chart_set_title        (WeirChart          *self,
                                            const char         *title,
                                            const char         *subtitle);
const char    *weir_chart_get_title        (WeirChart          *self);
void           weir_chart_set_unit         (WeirChart          *self,
                                            const char         *unit);
void           weir_chart_set_flag         (WeirChart          *self,
                                            gboolean            is_flag);
void           weir_chart_set_decimals     (WeirChart          *self,
                                            int                 decimals);
void           weir_chart_add_threshold    (WeirChart          *self,
                                            double              value,
                                            const char         *label,
                                            WeirMarkSeverity    severity);
void           weir_chart_clear_thresholds (WeirChart          *self);
void           weir_chart_set_gaps         (WeirChart          *self,
                                            const WeirTimeSpan *gaps,
                                            guint               n_gaps);
void           weir_chart_set_marks        (WeirChart          *self,
                                            const WeirMark     *marks,
                                            guint               n_marks);
void           weir_chart_draw             (WeirChart          *self,
                                            cairo_t            *cr,
                                            int                 width_px,
                                            int                 height_px);

guint              weir_chart_get_n_items      (WeirChart     *self);
void               weir_chart_get_item         (WeirChart     *self,
                                                guint          i,
                                                WeirChartItem *item);
void               weir_chart_set_hidden       (WeirChart     *self,
                                                guint          i,
                                                gboolean       hidden);
void               weir_chart_toggle           (WeirChart     *self,
                                                guint          i);
void               weir_chart_isolate          (WeirChart     *self,
                                                guint          i);
void               weir_chart_point_out        (WeirChart     *self,
                                                guint          i);
void               weir_chart_set_logarithmic  (WeirChart     *self,
                                                gboolean       logarithmic);
gboolean           weir_chart_get_logarithmic  (WeirChart     *self);
void               weir_chart_fit              (WeirChart     *self);
void               weir_chart_begin_limit      (WeirChart     *self,
                                                gboolean       above);
void               weir_chart_end_limit        (WeirChart     *self);
gboolean           weir_chart_get_limit        (WeirChart     *self,
                                                double        *value,
                                                gboolean      *above);
void               weir_chart_set_limit_marks  (WeirChart      *self,
                                                const WeirMark *marks,
                                                guint           n_marks,
                                                const char     *words);
gboolean           weir_chart_find_span        (WeirChart     *self,
                                                gint64         time_usec,
                                                gint64        *begin_usec,
                                                gint64        *end_usec);
void               weir_chart_set_click_activates (WeirChart  *self,
                                                gboolean       click_activates);
char              *weir_chart_dup_measure      (WeirChart     *self);
char              *weir_chart_dup_table        (WeirChart     *self);
void               weir_chart_append_series    (WeirChart      *self,
                                                const WeirPlot *plot,
                                                GString        *table);
void               weir_chart_table_append_text   (GString    *table,
                                                   const char *text);
void               weir_chart_table_append_time   (GString    *table,
                                                   gint64      time_usec);
void               weir_chart_table_append_number (GString    *table,
                                                   double      number);

void               weir_chart_data_changed     (WeirChart *self);
void               weir_chart_style_changed    (WeirChart *self);
const WeirPalette *weir_chart_get_palette      (WeirChart *self);
WeirText          *weir_chart_get_text         (WeirChart *self);
const WeirPlot    *weir_chart_get_plot         (WeirChart *self);
double             weir_chart_get_pointer_y    (WeirChart *self);
guint              weir_chart_get_generation   (WeirChart *self);
const WeirTimeSpan *weir_chart_get_gaps        (WeirChart *self,
                                                guint     *n_gaps);
char              *weir_chart_format_value     (WeirChart      *self,
                                                double          value,
                                                WeirValueStyle  style);
void               weir_chart_rescale          (WeirChart *self);
double             weir_chart_get_footer_px    (WeirChart *self);
int                weir_chart_get_label_offset (WeirChart *self);
int                weir_chart_get_label_px     (WeirChart *self);
void               weir_chart_set_signed       (WeirChart *self,
                                                gboolean   is_signed);
void               weir_chart_paint_tag        (WeirChart      *self,
                                                WeirPainter    *painter,
                                                const WeirPlot *plot,
                                                double          x,
                                                double          value,
                                                const GdkRGBA  *color);
void               weir_chart_paint_ramp       (WeirChart          *self,
                                                WeirPainter        *painter,
                                                const WeirPlot     *plot,
                                                const char         *low,
                                                const char         *high);
void               weir_chart_paint_legend     (WeirChart          *self,
                                                WeirPainter        *painter,
                                                const WeirPlot     *plot,
                                                const char *const  *names,
                                                const GdkRGBA      *colors,
                                                guint               n_names);

G_END_DECLS
