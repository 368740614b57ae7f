#include "config.h"

#include <math.h>

#include "widgets/weir-palette.h"
#include "widgets/weir-share-bar.h"

#define BAR_PX    8
#define RADIUS_PX 2

struct _WeirShareBar
{
  GtkWidget parent_instance;

  double    share;          /* from 0 to 1; NaN: no bar */
  guint     color_index;
};

G_DEFINE_FINAL_TYPE (WeirShareBar, weir_share_bar, GTK_TYPE_WIDGET)

static void
weir_share_bar_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  WeirShareBar *self = WEIR_SHARE_BAR (widget);
  double scale = gtk_widget_get_scale_factor (widget);
  double width = floor (self->share * gtk_widget_get_width (widget) * scale) / scale;
  double y = floor ((gtk_widget_get_height (widget) - BAR_PX) / 2.0);
  WeirPalette palette;
  graphene_rect_t bounds;
  GskRoundedRect rounded;

  if (isnan (self->share))
    return;

  /* What is not nothing is seen. */
  if (self->share > 0.0)
    width = fmax (width, 1.0);
  weir_palette_init (&palette, widget);
  bounds = GRAPHENE_RECT_INIT (0, (float) y, (float) width, BAR_PX);
  gsk_rounded_rect_init_from_rect (&rounded, &bounds, MIN (RADIUS_PX, (float) width / 2.0f));
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, weir_palette_series (&palette, self->color_index), &bounds);
  gtk_snapshot_pop (snapshot);
}

static void
weir_share_bar_measure (GtkWidget     *widget,
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
weir_share_bar_css_changed (GtkWidget         *widget,
                            GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (weir_share_bar_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
weir_share_bar_class_init (WeirShareBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = weir_share_bar_snapshot;
  widget_class->measure = weir_share_bar_measure;
  widget_class->css_changed = weir_share_bar_css_changed;
  gtk_widget_class_set_css_name (widget_class, "weir-share-bar");
  /* The number beside it says what it shows. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
weir_share_bar_init (WeirShareBar *self)
{
  self->share = NAN;
}

/**
 * weir_share_bar_new:
 *
 * Returns: (transfer floating): a bar that shows nothing
 */
GtkWidget *
weir_share_bar_new (void)
{
  return g_object_new (WEIR_TYPE_SHARE_BAR, NULL);
}

/**
 * weir_share_bar_set_share:
 * @self: a bar
 * @share: which part of its width is filled, from 0 to 1; NaN for none
 * @color_index: the key's colour, from 0; from 8 on it is grey
 */
void
weir_share_bar_set_share (WeirShareBar *self,
                          double        share,
                          guint         color_index)
{
  g_return_if_fail (WEIR_IS_SHARE_BAR (self));

  share = isnan (share) ? NAN : CLAMP (share, 0.0, 1.0);
  if (color_index == self->color_index && (share == self->share || (isnan (share) && isnan (self->share))))
    return;

  self->share = share;
  self->color_index = color_index;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
