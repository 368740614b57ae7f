#include "config.h"

#include "app/common/weir-trend-column.h"

#include <glib/gi18n.h>

#include "app/common/weir-table.h"

#define HEIGHT_PX 18

typedef struct
{
  WeirTimeRange   *range;       /* borrowed */
  WeirTrendSeries  get_series;
} Trend;

static GtkWidget *
create_cell (gpointer user_data)
{
  const Trend *trend = user_data;
  GtkWidget *line = weir_sparkline_new ();

  weir_sparkline_set_time_range (WEIR_SPARKLINE (line), trend->range);
  gtk_widget_set_size_request (line, -1, HEIGHT_PX);
  gtk_widget_set_valign (line, GTK_ALIGN_CENTER);

  return line;
}

static void
update_cell (GtkWidget *cell,
             gpointer   item,
             gpointer   user_data)
{
  const Trend *trend = user_data;

  weir_sparkline_set_series (WEIR_SPARKLINE (cell), trend->get_series (item));
}

GtkColumnViewColumn *
weir_trend_column_add (GtkColumnView   *view,
                       WeirTimeRange   *range,
                       WeirTrendSeries  get_series)
{
  Trend *trend = g_new (Trend, 1);
  const WeirTableColumn spec = { .title = _("Course"), .create = create_cell, .update = update_cell, .user_data = trend, .gives_way = 1 };
  GtkColumnViewColumn *column;

  *trend = (Trend) { range, get_series };
  column = weir_table_add_column (view, &spec);
  /* A column may be hidden and shown again, and lives as long as its view. */
  g_object_set_data_full (G_OBJECT (column), "weir-trend", trend, g_free);

  return column;
}
