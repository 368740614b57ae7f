#include "config.h"

#include "app/pages/weir-dashboard-page-private.h"

#include <glib/gi18n.h>

#include "app/panels/weir-panel-layout.h"
#include "data/workspace/weir-dashboard-edit.h"

/* Values that are dragged onto a dashboard, or chosen from their list. */

/* Of a panel for one of them, in cells of the grid. */
#define NEW_WIDTH  6
#define NEW_HEIGHT 4

static const WeirStreamConfig *
find_stream (WeirDashboardPage *self,
             const char        *name)
{
  GPtrArray *streams = weir_workspace_get_streams (self->workspace);

  for (guint i = 0; i < streams->len; i++)
    if (g_strcmp0 (((const WeirStreamConfig *) g_ptr_array_index (streams, i))->name, name) == 0)
      return g_ptr_array_index (streams, i);

  return NULL;
}

/* Candles are made of the first windows of their stream. */
static const char *
find_window (WeirDashboardPage     *self,
             const WeirPanelConfig *panel)
{
  const WeirStreamConfig *stream = panel->stream != NULL ? find_stream (self, panel->stream) : NULL;

  return stream != NULL && stream->windows->len > 0 ? weir_stream_config_get_window (stream, 0)->name : NULL;
}

static void
add_to_panel (WeirDashboardPage      *self,
              guint                   panel,
              const WeirSeriesConfig *series)
{
  const WeirPanelConfig *known = g_ptr_array_index (self->config->panels, panel);
  g_autoptr(WeirPanelConfig) config = weir_panel_config_copy (known);
  g_autoptr(GError) error = NULL;
  WeirWorkspace *next;

  if (!weir_panel_config_add_series (config, series, find_window (self, known)))
    {
      g_signal_emit_by_name (self, "failed",
                             _("This panel shows that value already, or no series; drop it into empty space for a panel of its own."));
      return;
    }

  next = weir_dashboard_edit_set_panel (self->workspace, self->name, panel, config, &error);
  weir_dashboard_page_take_change (self, next, _("Add Value"), error);
}

/* @place: (nullable): where it was dropped; NULL: where there is room */
static void
add_panel (WeirDashboardPage      *self,
           const WeirSeriesConfig *series,
           const WeirPanelPlace   *place)
{
  g_autoptr(WeirPanelConfig) config = weir_panel_config_new ();
  g_autoptr(WeirWorkspace) added = NULL;
  g_autoptr(GError) error = NULL;
  guint panel = self->config->panels->len;
  WeirWorkspace *next;

  config->kind = WEIR_PANEL_SERIES;
  config->width = NEW_WIDTH;
  config->height = NEW_HEIGHT;
  g_free (config->title);
  config->title = g_strdup (series->value);
  g_ptr_array_add (config->series, weir_series_config_copy (series));

  added = weir_dashboard_edit_set_panel (self->workspace, self->name, panel, config, &error);
  if (added != NULL && place != NULL)
    next = weir_dashboard_edit_place_panel (added, self->name, panel, place, &error);
  else
    next = g_steal_pointer (&added);
  weir_dashboard_page_take_change (self, next, _("Add Panel"), error);
}

/* (nullable): the card at a place of the stack of panels */
static WeirCard *
find_card_at (WeirDashboardPage *self,
              double             x_px,
              double             y_px)
{
  for (guint i = 0; i < self->cards->len; i++)
    {
      GtkWidget *card = g_ptr_array_index (self->cards, i);
      graphene_rect_t bounds;

      if (gtk_widget_get_mapped (card) && gtk_widget_compute_bounds (card, self->stack, &bounds)
          && graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT ((float) x_px, (float) y_px)))
        return WEIR_CARD (card);
    }

  return NULL;
}

static void
aim (WeirDashboardPage *self,
     WeirCard          *card)
{
  if (card == self->aim)
    return;

  if (self->aim != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->aim), "aim");
  if (card != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (card), "aim");
  g_set_weak_pointer (&self->aim, card);
}

static GdkDragAction
on_motion (GtkDropTarget     *target,
           double             x_px,
           double             y_px,
           WeirDashboardPage *self)
{
  aim (self, find_card_at (self, x_px, y_px));

  return GDK_ACTION_COPY;
}

static void
on_leave (GtkDropTarget     *target,
          WeirDashboardPage *self)
{
  aim (self, NULL);
}

/* The upper edge of the new panel is where the value was dropped, and its middle. */
static gboolean
find_place (WeirDashboardPage *self,
            double             x_px,
            double             y_px,
            WeirPanelPlace    *place)
{
  WeirPanelLayout *layout = WEIR_PANEL_LAYOUT (gtk_widget_get_layout_manager (self->panels));
  int column, row;

  if (self->cards->len == 0
      || !gtk_widget_translate_coordinates (self->stack, self->panels, x_px, y_px, &x_px, &y_px))
    return FALSE;

  weir_panel_layout_get_cells (layout, self->panels, x_px, y_px, &column, &row);
  *place = (WeirPanelPlace) {
    .row = MAX (row, 0),
    .column = CLAMP (column - NEW_WIDTH / 2, 0, WEIR_PANEL_GRID_COLUMNS - NEW_WIDTH),
    .width = NEW_WIDTH,
    .height = NEW_HEIGHT,
  };

  return place->row + NEW_HEIGHT <= WEIR_PANEL_GRID_MAX;
}

static gboolean
on_drop (GtkDropTarget     *target,
         const GValue      *value,
         double             x_px,
         double             y_px,
         WeirDashboardPage *self)
{
  const WeirSeriesConfig *series = g_value_get_boxed (value);
  WeirCard *card = find_card_at (self, x_px, y_px);
  WeirPanelPlace place;
  guint panel;

  aim (self, NULL);
  if (series == NULL || self->history == NULL)
    return FALSE;

  if (card != NULL && g_ptr_array_find (self->cards, card, &panel))
    add_to_panel (self, panel, series);
  else
    add_panel (self, series, find_place (self, x_px, y_px, &place) ? &place : NULL);

  return TRUE;
}

static void
note_focus (WeirDashboardPage *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (self->panels);
  guint panel;

  if (child != NULL && g_ptr_array_find (self->cards, child, &panel))
    self->focused = panel;
}

void
weir_dashboard_page_accept_values (WeirDashboardPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (WEIR_TYPE_SERIES_CONFIG, GDK_ACTION_COPY);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (target, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (target, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (self->stack, GTK_EVENT_CONTROLLER (target));
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (note_focus), self);
  gtk_widget_add_controller (self->panels, focus);
}

static void
on_chosen (WeirDashboardPage      *self,
           const WeirSeriesConfig *series,
           gboolean                alone)
{
  if (alone || self->focused >= self->cards->len)
    add_panel (self, series, NULL);
  else
    add_to_panel (self, self->focused, series);
}

static void
on_closed (WeirDashboardPage *self)
{
  gtk_revealer_set_reveal_child (self->side, FALSE);
  if (self->focused < self->cards->len)
    gtk_widget_grab_focus (g_ptr_array_index (self->cards, self->focused));
}

/* Most pages never need it. */
static void
ensure_values (WeirDashboardPage *self)
{
  if (self->values != NULL)
    return;

  self->values = WEIR_VALUE_LIST (weir_value_list_new ());
  g_signal_connect_object (self->values, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->values, "closed", G_CALLBACK (on_closed), self, G_CONNECT_SWAPPED);
  gtk_stack_add_child (GTK_STACK (self->side_stack), GTK_WIDGET (self->values));
}

void
weir_dashboard_page_update_values (WeirDashboardPage *self)
{
  if (self->values != NULL)
    weir_value_list_show (self->values, self->workspace);
}

static void
values_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  WeirDashboardPage *self = WEIR_DASHBOARD_PAGE (widget);

  note_focus (self);
  ensure_values (self);
  weir_dashboard_page_update_values (self);
  weir_dashboard_page_set_editing (self, TRUE);
  weir_dashboard_page_show_side (self, GTK_WIDGET (self->values));
}

void
weir_dashboard_page_install_values (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "dashboard.values", NULL, values_action);
}
