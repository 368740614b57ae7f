#include "config.h"

#include "widgets/weir-chart-private.h"

/* Pointer and keys: crosshair, panning, zooming. */

#define ZOOM_STEP 1.25
/* A drag within this is a click, or no height. */
#define MIN_DRAG_PX 4.0
#define MIN_BOX_PX  12.0

/*
 * What a drag does: moves the range; with Shift draws a box that is zoomed into; with Ctrl measures; with both selects;
 * on the line of a limit it moves that.
 */
enum
{
  DRAG_PAN,
  DRAG_BOX,
  DRAG_MEASURE,
  DRAG_SELECT,
  DRAG_LIMIT,
};

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

  /* What changes under a pointer that rests is told as a motion, too: the keys may have moved the crosshair. */
  if (x == priv->pointer_x && y == priv->pointer_y)
    return;
  priv->pointer_x = x;
  priv->pointer_y = y;
  if (priv->range == NULL || priv->dragging)
    return;

  if (priv->has_limit)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), weir_chart_limit_is_at (self, y) ? "ns-resize" : NULL);
  weir_time_range_set_crosshair (priv->range, in_plot (priv, x) ? weir_plot_time (&priv->plot, x) : WEIR_TIME_RANGE_NO_TIME);
}

static void
on_leave (GtkEventControllerMotion *controller,
          WeirChart                *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  priv->pointer_y = -1.0;
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

static guint
find_drag_mode (WeirChart       *self,
                GdkModifierType  state,
                double           y)
{
  const GdkModifierType both = GDK_SHIFT_MASK | GDK_CONTROL_MASK;

  if ((state & both) == 0 && weir_chart_limit_is_at (self, y))
    return DRAG_LIMIT;
  if ((state & both) == both && WEIR_CHART_GET_CLASS (self)->select_box != NULL)
    return DRAG_SELECT;
  if ((state & GDK_SHIFT_MASK) != 0)
    return DRAG_BOX;

  return (state & GDK_CONTROL_MASK) != 0 ? DRAG_MEASURE : DRAG_PAN;
}

/* A time in the plot, wherever the pointer is. */
static gint64
time_at (WeirChartPrivate *priv,
         double            x)
{
  return CLAMP (weir_plot_time (&priv->plot, x), priv->plot.begin_usec, weir_plot_end (&priv->plot) - 1);
}

static void
zoom_into_box (WeirChart *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const WeirPlot *plot = &priv->plot;
  double left = priv->box.origin.x + MIN (priv->box.size.width, 0.0f);
  double right = priv->box.origin.x + MAX (priv->box.size.width, 0.0f);
  double top = MAX (priv->box.origin.y + MIN (priv->box.size.height, 0.0f), plot->area.origin.y);
  double bottom = MIN (priv->box.origin.y + MAX (priv->box.size.height, 0.0f), plot->area.origin.y + plot->area.size.height);

  if (bottom - top >= MIN_BOX_PX && !WEIR_CHART_GET_CLASS (self)->no_scale)
    {
      priv->value_zoomed = TRUE;
      priv->zoom_low = weir_plot_value (plot, bottom);
      priv->zoom_high = weir_plot_value (plot, top);
    }
  if (right - left >= MIN_DRAG_PX)
    weir_time_range_set (priv->range, time_at (priv, left), time_at (priv, right) + 1);
  weir_chart_style_changed (self);
}

static void
select_box (WeirChart *self)
{
  graphene_rect_t box;

  graphene_rect_normalize_r (&weir_chart_get_private (self)->box, &box);
  WEIR_CHART_GET_CLASS (self)->select_box (self, &box);
  gtk_widget_queue_draw (GTK_WIDGET (self));
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
  priv->drag_mode = find_drag_mode (self, gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)), y);
  priv->box = GRAPHENE_RECT_INIT ((float) x, (float) y, 0, 0);
}

static void
on_drag_update (GtkGestureDrag *gesture,
                double          dx,
                double          dy,
                WeirChart      *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  double whole_px = floor (dx * priv->plot.scale) / priv->plot.scale;

  if (priv->drag_mode == DRAG_LIMIT)
    {
      if (priv->dragging || fabs (dy) >= MIN_DRAG_PX)
        weir_chart_limit_drag (self, priv->box.origin.y + dy);
      priv->dragging |= fabs (dy) >= MIN_DRAG_PX;
      return;
    }

  /* The pointer may move a little within a click. */
  if (!priv->dragging && fabs (dx) < MIN_DRAG_PX)
    return;

  if (priv->drag_mode == DRAG_MEASURE)
    {
      weir_time_range_set_cursor (priv->range, WEIR_CURSOR_A, time_at (priv, priv->box.origin.x));
      weir_time_range_set_cursor (priv->range, WEIR_CURSOR_B, time_at (priv, priv->box.origin.x + dx));
      return;
    }
  if (priv->drag_mode == DRAG_BOX || priv->drag_mode == DRAG_SELECT)
    {
      priv->dragging = TRUE;
      priv->box.size = GRAPHENE_SIZE_INIT ((float) dx, (float) dy);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }

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
  WeirChartPrivate *priv = weir_chart_get_private (self);

  if (priv->dragging && priv->drag_mode == DRAG_BOX)
    zoom_into_box (self);
  if (priv->dragging && priv->drag_mode == DRAG_SELECT)
    select_box (self);
  if (priv->dragging && priv->drag_mode == DRAG_LIMIT)
    weir_chart_limit_drop (self);
  priv->dragging = FALSE;
  priv->drag_mode = DRAG_PAN;
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
  /* On the scale or the time axis there are no records: there it shows all again. */
  if (n_press == 2 && (!in_plot (priv, x) || y > priv->plot.area.origin.y + priv->plot.area.size.height + priv->footer_px))
    weir_chart_fit (self);
  else if (n_press == 2)
    g_signal_emit_by_name (self, "activate-time", weir_plot_time (&priv->plot, x));
}

/* A click that was not the begin of a drag. */
static void
on_released (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             WeirChart       *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  if (priv->click_activates && n_press == 1 && !priv->dragging && in_plot (priv, x))
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

static void
put_cursor (WeirChart  *self,
            WeirCursor  cursor)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  gint64 time_usec = weir_time_range_get_crosshair (priv->range);
  g_autofree char *words = NULL;

  if (time_usec == WEIR_TIME_RANGE_NO_TIME)
    time_usec = priv->plot.begin_usec + priv->plot.n_columns / 2 * priv->plot.column_usec;
  weir_time_range_set_cursor (priv->range, cursor, time_usec);
  words = weir_chart_dup_measure (self);
  if (words != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

static void
remove_cursors (WeirChartPrivate *priv)
{
  weir_time_range_set_cursor (priv->range, WEIR_CURSOR_A, WEIR_TIME_RANGE_NO_TIME);
  weir_time_range_set_cursor (priv->range, WEIR_CURSOR_B, WEIR_TIME_RANGE_NO_TIME);
}

static void
zoom_between_cursors (WeirChartPrivate *priv)
{
  gint64 a_usec = weir_time_range_get_cursor (priv->range, WEIR_CURSOR_A);
  gint64 b_usec = weir_time_range_get_cursor (priv->range, WEIR_CURSOR_B);

  if (a_usec != WEIR_TIME_RANGE_NO_TIME && b_usec != WEIR_TIME_RANGE_NO_TIME && a_usec != b_usec)
    weir_time_range_set (priv->range, MIN (a_usec, b_usec), MAX (a_usec, b_usec));
}

/* Keys that measure, zoom between cursors, and choose the scale. */
static gboolean
press_letter (WeirChart *self,
              guint      keyval)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_a:
      put_cursor (self, WEIR_CURSOR_A);
      return GDK_EVENT_STOP;
    case GDK_KEY_b:
      put_cursor (self, WEIR_CURSOR_B);
      return GDK_EVENT_STOP;
    case GDK_KEY_x:
      remove_cursors (priv);
      return GDK_EVENT_STOP;
    case GDK_KEY_z:
      zoom_between_cursors (priv);
      return GDK_EVENT_STOP;
    case GDK_KEY_l:
      weir_chart_set_logarithmic (self, !priv->logarithmic);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
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
  if (weir_chart_limit_press_key (self, keyval, steps)
      || (WEIR_CHART_GET_CLASS (self)->press_key != NULL && WEIR_CHART_GET_CLASS (self)->press_key (self, keyval)))
    return GDK_EVENT_STOP;

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
      weir_chart_fit (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      activate (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      weir_time_range_set_crosshair (priv->range, WEIR_TIME_RANGE_NO_TIME);
      weir_time_range_set_live (priv->range, TRUE);
      weir_chart_fit (self);
      return GDK_EVENT_STOP;
    default:
      return press_letter (self, keyval);
    }
}

static void
on_pinch_begin (GtkGesture       *gesture,
                GdkEventSequence *sequence,
                WeirChart        *self)
{
  weir_chart_get_private (self)->last_pinch = 1.0;
}

/* Two fingers zoom at the place between them. */
static void
on_pinch (GtkGestureZoom *gesture,
          double          scale,
          WeirChart      *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  double x, y;

  if (scale <= 0.0 || !gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y) || !in_plot (priv, x))
    return;

  weir_time_range_zoom (priv->range, priv->last_pinch / scale, weir_plot_time (&priv->plot, x));
  priv->last_pinch = scale;
}

void
weir_chart_paint_box (WeirChart      *self,
                      WeirPainter    *painter,
                      const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const GdkRGBA *accent = &weir_chart_get_palette (self)->accent;
  GdkRGBA inside = weir_palette_fade (accent, 0.15);
  graphene_rect_t box;

  if (!priv->dragging || (priv->drag_mode != DRAG_BOX && priv->drag_mode != DRAG_SELECT))
    return;

  graphene_rect_normalize_r (&priv->box, &box);
  weir_painter_pill (painter, box.origin.x, box.origin.y, box.size.width, box.size.height, 2, &inside, accent);
}

/**
 * weir_chart_fit:
 * @self: a chart
 *
 * Shows all again: the span that was chosen last, and a scale that holds all values.
 */
void
weir_chart_fit (WeirChart *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  g_return_if_fail (WEIR_IS_CHART (self));

  if (priv->value_zoomed)
    {
      priv->value_zoomed = FALSE;
      weir_chart_rescale (self);
    }
  if (priv->range != NULL)
    weir_time_range_reset_zoom (priv->range);
}

/**
 * weir_chart_set_logarithmic:
 * @self: a chart
 * @logarithmic: whether its scale is
 *
 * On a logarithmic scale equal factors are equally far apart. Where no value is
 * above zero the scale stays linear.
 */
void
weir_chart_set_logarithmic (WeirChart *self,
                            gboolean   logarithmic)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  g_return_if_fail (WEIR_IS_CHART (self));

  priv->logarithmic = logarithmic;
  priv->value_zoomed = FALSE;
  weir_chart_rescale (self);
}

/**
 * weir_chart_get_logarithmic:
 * @self: a chart
 *
 * Returns: whether a logarithmic scale is wanted
 */
gboolean
weir_chart_get_logarithmic (WeirChart *self)
{
  g_return_val_if_fail (WEIR_IS_CHART (self), FALSE);

  return weir_chart_get_private (self)->logarithmic;
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
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}

/**
 * weir_chart_find_span:
 * @self: a chart
 * @time_usec: a time that it shows
 * @begin_usec: (out): begin of what stands there
 * @end_usec: (out): its end, which does not belong to it
 *
 * Finds what a person means who points at a time: a candle or a window as a whole,
 * else a column of the chart.
 *
 * Returns: whether it is such a whole
 */
gboolean
weir_chart_find_span (WeirChart *self,
                      gint64     time_usec,
                      gint64    *begin_usec,
                      gint64    *end_usec)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  WeirChartClass *klass = WEIR_CHART_GET_CLASS (self);
  gint64 column_usec = MAX (priv->plot.column_usec, 1);

  g_return_val_if_fail (WEIR_IS_CHART (self), FALSE);

  if (klass->span_at != NULL && klass->span_at (self, time_usec, begin_usec, end_usec))
    return TRUE;

  *begin_usec = time_usec - (time_usec - priv->plot.begin_usec) % column_usec;
  *end_usec = *begin_usec + column_usec;

  return FALSE;
}

/**
 * weir_chart_set_click_activates:
 * @self: a chart
 * @click_activates: whether a single click asks for the records of a time
 *
 * By default it takes two.
 */
void
weir_chart_set_click_activates (WeirChart *self,
                                gboolean   click_activates)
{
  g_return_if_fail (WEIR_IS_CHART (self));

  weir_chart_get_private (self)->click_activates = click_activates;
}

/**
 * weir_chart_get_pointer_y:
 * @self: a chart
 *
 * Returns: where the pointer is, in px from above; negative where it is not on the chart
 */
double
weir_chart_get_pointer_y (WeirChart *self)
{
  g_return_val_if_fail (WEIR_IS_CHART (self), -1.0);

  return weir_chart_get_private (self)->pointer_y;
}
