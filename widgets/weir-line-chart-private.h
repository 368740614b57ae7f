#pragma once

#include "widgets/weir-line-chart.h"

G_BEGIN_DECLS

/* One series of the chart and what was read of it. */
typedef struct
{
  WeirLineChart *chart;       /* borrowed: the chart owns this */
  WeirSeries    *series;      /* owned */
  char          *name;        /* owned */
  guint          color_index;
  gulong         changed_id;
  WeirColumn    *columns;     /* owned, n_columns of the chart's */
  int            before_column;   /* as WeirLine has it */
  double         before_value;
  int            max_join;
  gboolean       hidden;
  WeirRangeSummary range;     /* what the time range holds of it: the base of percentages, read only for them */
  WeirRangeSummary figures;   /* the same as of the last look: the value beside the line */
  gboolean       figures_stale;   /* to be read when they are asked for */
} WeirLineEntry;

struct _WeirLineChart
{
  WeirChart      parent_instance;

  GPtrArray     *entries;     /* owned, of WeirLineEntry */
  GArray        *lines;       /* owned, of WeirLine, in the order they are drawn */
  WeirKeptLines  kept;
  gboolean       relative;
  gboolean       holds;       /* figures are renewed only when told to */
  char          *highlight;   /* owned, nullable: a name */
  int            name_px;     /* widest name in the margin */
  int            value_px;    /* widest value in the margin; 0: no room for them */

  /* What the columns hold. */
  int            n_columns;
  gint64         begin_usec;
  gint64         column_usec;

  gint64         touched_from_usec;   /* values that came since; from > to: none */
  gint64         touched_to_usec;
  int            dirty_from;          /* columns read but not yet drawn */
  int            dirty_to;
};

int weir_line_chart_label_width (WeirChart *chart, int room_px);
double weir_line_chart_tag_value (WeirChart *chart);
void weir_line_chart_paint_labels (WeirChart *chart, WeirPainter *painter, const WeirPlot *plot, double x);
char *weir_line_chart_read_out (WeirChart *chart, const WeirPlot *plot, gint64 time_usec, GArray *rows);
guint weir_line_chart_count_hidden (WeirChart *chart, const WeirPlot *plot, const graphene_rect_t *box);
char *weir_line_chart_describe (WeirChart *chart);
guint weir_line_chart_get_n_items (WeirChart *chart);
void weir_line_chart_get_item (WeirChart *chart, guint i, WeirChartItem *item);
double weir_line_chart_value_at (WeirChart *chart, const WeirPlot *plot, guint i, gint64 time_usec);
WeirLineEntry *weir_line_chart_entry_at (WeirLineChart *self, guint i);
const WeirRangeSummary *weir_line_chart_figures_of (WeirLineChart *self, WeirLineEntry *entry);
gboolean weir_line_chart_is_highlighted (WeirLineChart *self, const WeirLineEntry *entry);
GdkRGBA weir_line_chart_color_of (WeirLineChart *self, const WeirLineEntry *entry);
void weir_line_chart_find_scale (WeirLineChart *self, const WeirLineEntry *entry, double *factor, double *offset);

G_END_DECLS
