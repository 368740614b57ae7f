#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/weir-format.h"
#include "widgets/weir-lag-bar.h"
#include "widgets/weir-palette.h"

#define BAR_PX    6
#define RADIUS_PX 3

struct _WeirLagBar
{
  GtkWidget        parent_instance;

  gint64           lag;         /* records; negative: unknown */
  gint64           full_lag;    /* what fills the bar */
  WeirMarkSeverity severity;
};

G_DEFINE_FINAL_TYPE (WeirLagBar, weir_lag_bar, GTK_TYPE_WIDGET)

/* From nothing to everything, so that ten records and ten million can both be seen. */
static double
share_of (WeirLagBar *self)
{
  if (self->lag <= 0 || self->full_lag <= 0)
    return 0.0;

  return fmin (1.0, log1p ((double) self->lag) / log1p ((double) self->full_lag));
}

static void
append_bar (GtkSnapshot   *snapshot,
            double         y,
            double         width,
            const GdkRGBA *color)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, (float) y, (float) width, BAR_PX);
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, &bounds, MIN (RADIUS_PX, (float) width / 2.0f));
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, color, &bounds);
  gtk_snapshot_pop (snapshot);
}

static void
weir_lag_bar_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  WeirLagBar *self = WEIR_LAG_BAR (widget);
  double width = gtk_widget_get_width (widget);
  double y = floor ((gtk_widget_get_height (widget) - BAR_PX) / 2.0);
  double filled = floor (share_of (self) * width);
  const GdkRGBA *color;
  WeirPalette palette;

  weir_palette_init (&palette, widget);
  color = self->severity == WEIR_MARK_CRITICAL ? &palette.critical
          : self->severity == WEIR_MARK_WARNING ? &palette.warning
          : self->severity == WEIR_MARK_NEUTRAL ? &palette.muted : &palette.rising;
  append_bar (snapshot, y, width, &palette.grid);
  if (self->lag > 0)
    append_bar (snapshot, y, MAX (filled, 3.0), color);
}

static void
weir_lag_bar_measure (GtkWidget     *widget,
                      GtkOrientation orientation,
                      int            for_size,
                      int           *minimum,
                      int           *natural,
                      int           *minimum_baseline,
                      int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 40 : BAR_PX;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 96 : 16;
}

static void
weir_lag_bar_class_init (WeirLagBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = weir_lag_bar_snapshot;
  widget_class->measure = weir_lag_bar_measure;
  gtk_widget_class_set_css_name (widget_class, "weir-lag-bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
weir_lag_bar_init (WeirLagBar *self)
{
  self->lag = -1;
}

/**
 * weir_lag_bar_new:
 *
 * Returns: (transfer floating): an empty bar
 */
GtkWidget *
weir_lag_bar_new (void)
{
  return g_object_new (WEIR_TYPE_LAG_BAR, NULL);
}

/**
 * weir_lag_bar_set_lag:
 * @self: a bar
 * @lag: in records, -1 if it is not known
 * @full_lag: what fills the bar, usually the largest lag of the list
 * @severity: what colour says beside the word that the list shows
 */
void
weir_lag_bar_set_lag (WeirLagBar       *self,
                      gint64            lag,
                      gint64            full_lag,
                      WeirMarkSeverity  severity)
{
  g_autofree char *count = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (WEIR_IS_LAG_BAR (self));

  if (lag == self->lag && full_lag == self->full_lag && severity == self->severity)
    return;

  self->lag = lag;
  self->full_lag = full_lag;
  self->severity = severity;
  count = weir_format_count (MAX (lag, 0));
  label = lag < 0 ? g_strdup (_("lag unknown")) : g_strdup_printf (ngettext ("lag %s record", "lag %s records", (gulong) lag), count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
