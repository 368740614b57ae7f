#include "config.h"

#include "widgets/weir-chart-private.h"

/* Pointer and keys: crosshair, panning, zooming. */

#define ZOOM_STEP 1.25

static gboolean
in_plot (WeirChartPrivate *priv,
         double            x)
{
  return priv->range != NULL && priv->plot.n_columns > 0
         && x >= priv->plot.area.origin.x && x < priv->plot.area.origin.x + priv->plot.area.size.width;
}

static void
on_motion (GtkEventControllerMotion *controller,
           double                    x,
           double                    y,
           WeirChart                *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  priv->pointer_x = x;
  if (priv->range == NULL || priv->dragging)
    return;

  weir_time_range_set_crosshair (priv->range, in_plot (priv, x) ? weir_plot_time (&priv->plot, x) : WEIR_TIME_RANGE_NO_TIME);
}

static void
on_leave (GtkEventControllerMotion *controller,
          WeirChart                *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  if (priv->range != NULL)
    weir_time_range_set_crosshair (priv->range, WEIR_TIME_RANGE_NO_TIME);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller,
           double                    dx,
           double                    dy,
           WeirChart                *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  if (!in_plot (priv, priv->pointer_x))
    return GDK_EVENT_PROPAGATE;

  if (dy != 0.0)
    weir_time_range_zoom (priv->range, pow (ZOOM_STEP, dy), weir_plot_time (&priv->plot, priv->pointer_x));
  if (dx != 0.0)
    weir_time_range_pan (priv->range, (gint64) (dx * weir_time_range_get_span (priv->range) / 20.0));

  return GDK_EVENT_STOP;
}

static void
on_drag_begin (GtkGestureDrag *gesture,
               double          x,
               double          y,
               WeirChart      *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  if (!in_plot (priv, x))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  priv->panned_px = 0.0;
}

static void
on_drag_update (GtkGestureDrag *gesture,
                double          dx,
                double          dy,
                WeirChart      *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  double whole_px = floor (dx * priv->plot.scale) / priv->plot.scale;

  /* The pointer may move a little within a click. */
  if (!priv->dragging && fabs (dx) < 4.0)
    return;

  if (!priv->dragging)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
  priv->dragging = TRUE;
  weir_time_range_pan (priv->range, (gint64) ((priv->panned_px - whole_px) * priv->plot.scale) * priv->plot.column_usec);
  priv->panned_px = whole_px;
}

static void
on_drag_end (GtkGestureDrag *gesture,
             double          dx,
             double          dy,
             WeirChart      *self)
{
  weir_chart_get_private (self)->dragging = FALSE;
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

static void
on_pressed (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            WeirChart       *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press == 2 && in_plot (priv, x))
    g_signal_emit_by_name (self, "activate-time", weir_plot_time (&priv->plot, x));
}

static void
move_crosshair (WeirChart *self,
                int        steps)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  gint64 step_usec = WEIR_CHART_GET_CLASS (self)->step_usec (self, &priv->plot);
  gint64 time_usec = weir_time_range_get_crosshair (priv->range);

  if (time_usec == WEIR_TIME_RANGE_NO_TIME)
    time_usec = priv->plot.begin_usec + priv->plot.n_columns / 2 * priv->plot.column_usec;
  else
    time_usec = CLAMP (time_usec + steps * step_usec, priv->plot.begin_usec, weir_plot_end (&priv->plot) - 1);

  weir_time_range_set_crosshair (priv->range, time_usec);
}

static void
zoom_by_key (WeirChartPrivate *priv,
             double            factor)
{
  gint64 around_usec = weir_time_range_get_crosshair (priv->range);

  if (around_usec == WEIR_TIME_RANGE_NO_TIME)
    around_usec = priv->plot.begin_usec + priv->plot.n_columns / 2 * priv->plot.column_usec;
  weir_time_range_zoom (priv->range, factor, around_usec);
}

static void
activate (WeirChart *self)
{
  gint64 time_usec = weir_time_range_get_crosshair (weir_chart_get_private (self)->range);

  if (time_usec != WEIR_TIME_RANGE_NO_TIME)
    g_signal_emit_by_name (self, "activate-time", time_usec);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                WeirChart             *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  int steps = state & GDK_SHIFT_MASK ? 10 : 1;

  if (priv->range == NULL || priv->plot.n_columns == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Left:
      move_crosshair (self, -steps);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
      move_crosshair (self, steps);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
      weir_time_range_pan (priv->range, -weir_time_range_get_span (priv->range) / 2);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
      weir_time_range_pan (priv->range, weir_time_range_get_span (priv->range) / 2);
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      zoom_by_key (priv, 1.0 / ZOOM_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      zoom_by_key (priv, ZOOM_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      weir_time_range_reset_zoom (priv->range);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      activate (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      weir_time_range_set_crosshair (priv->range, WEIR_TIME_RANGE_NO_TIME);
      weir_time_range_set_live (priv->range, TRUE);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

void
weir_chart_add_controllers (WeirChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}
