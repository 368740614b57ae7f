#include "config.h"

#include "app/pages/weir-dashboard-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"
#include "app/panels/weir-panel-layout.h"
#include "data/workspace/weir-dashboard-edit.h"

/* Of a new panel, in cells of the grid. */
#define NEW_WIDTH  6
#define NEW_HEIGHT 4

/* @next is what a change makes of the workspace; takes it. */
gboolean
weir_dashboard_page_take_change (WeirDashboardPage *self,
                                 WeirWorkspace     *next,
                                 const char        *label,
                                 GError            *error)
{
  g_autoptr(WeirWorkspace) workspace = next;

  if (workspace == NULL)
    {
      g_autofree char *sentence = weir_dup_sentence (error != NULL ? error->message : "");

      g_signal_emit_by_name (self, "failed", sentence);
      return FALSE;
    }

  weir_workspace_history_push (self->history, workspace, label);

  return TRUE;
}

static gboolean
find_card (WeirDashboardPage *self,
           WeirCard          *card,
           guint             *panel)
{
  return g_ptr_array_find (self->cards, card, panel);
}

static void
focus_panel (WeirDashboardPage *self,
             guint              panel)
{
  if (panel < self->cards->len)
    gtk_widget_grab_focus (g_ptr_array_index (self->cards, panel));
}

static void
place_panel (WeirDashboardPage    *self,
             guint                 panel,
             const WeirPanelPlace *place,
             const char           *label)
{
  g_autoptr(GError) error = NULL;
  WeirWorkspace *next = weir_dashboard_edit_place_panel (self->workspace, self->name, panel, place, &error);

  if (weir_dashboard_page_take_change (self, next, label, error))
    focus_panel (self, panel);
  else
    weir_dashboard_page_update (self);
}

/* From @place, so many columns and rows further. */
static WeirPanelPlace
change_place (const WeirPanelPlace *place,
              WeirCardHandle        handle,
              int                   columns,
              int                   rows)
{
  WeirPanelPlace changed = *place;

  if (handle == WEIR_CARD_MOVE)
    {
      changed.column = CLAMP (place->column + columns, 0, MAX (WEIR_PANEL_GRID_COLUMNS - place->width, 0));
      changed.row = CLAMP (place->row + rows, 0, WEIR_PANEL_GRID_MAX - place->height);
    }
  else
    {
      changed.width = CLAMP (place->width + columns, 1, MAX (WEIR_PANEL_GRID_COLUMNS - place->column, 1));
      changed.height = CLAMP (place->height + rows, 1, WEIR_PANEL_GRID_MAX - place->row);
    }

  return changed;
}

static WeirPanelPlace
get_place (const WeirPanelConfig *config)
{
  return (WeirPanelPlace) { config->row, config->column, config->width, config->height };
}

/*
 * One row further is not enough to get past what stands below or above: a key moves a
 * panel to the other side of the next one. Behind it in the order of rows is enough,
 * because all of them move up as far as there is room.
 */
static int
find_rows (WeirDashboardPage    *self,
           guint                 panel,
           const WeirPanelPlace *place,
           int                   rows)
{
  int nearest = 0;

  for (guint i = 0; i < self->config->panels->len; i++)
    {
      const WeirPanelPlace other = get_place (g_ptr_array_index (self->config->panels, i));
      int step = rows > 0 ? other.row + 1 - place->row : other.row - place->row;
      gboolean ahead = rows > 0 ? other.row >= place->row + place->height : other.row + other.height <= place->row;

      if (i == panel || place->column >= other.column + other.width || other.column >= place->column + place->width)
        continue;
      if (ahead && (nearest == 0 || ABS (step) < ABS (nearest)))
        nearest = step;
    }

  return nearest;
}

static void
on_step (WeirCard          *card,
         guint              handle,
         int                columns,
         int                rows,
         WeirDashboardPage *self)
{
  WeirPanelPlace place, changed;
  guint panel;

  if (!find_card (self, card, &panel))
    return;

  place = get_place (g_ptr_array_index (self->config->panels, panel));
  if (handle == WEIR_CARD_MOVE && rows != 0)
    rows = find_rows (self, panel, &place, rows);
  changed = change_place (&place, handle, columns, rows);
  if (memcmp (&changed, &place, sizeof place) == 0)
    return;

  place_panel (self, panel, &changed, handle == WEIR_CARD_MOVE ? _("Move Panel") : _("Resize Panel"));
}

/* All cards where they would be if it were dropped now. */
static void
on_drag (WeirCard          *card,
         guint              handle,
         double             x_px,
         double             y_px,
         WeirDashboardPage *self)
{
  g_autofree WeirPanelPlace *places = g_new (WeirPanelPlace, self->cards->len + 1);
  WeirPanelLayout *layout = WEIR_PANEL_LAYOUT (gtk_widget_get_layout_manager (self->panels));
  int columns, rows;
  guint panel;

  if (!find_card (self, card, &panel))
    return;

  weir_panel_layout_get_cells (layout, self->panels, x_px, y_px, &columns, &rows);
  for (guint i = 0; i < self->cards->len; i++)
    places[i] = get_place (g_ptr_array_index (self->config->panels, i));
  places[panel] = change_place (&places[panel], handle, columns, rows);
  weir_panel_grid_settle (places, self->cards->len, panel);
  for (guint i = 0; i < self->cards->len; i++)
    weir_card_set_place (g_ptr_array_index (self->cards, i), &places[i]);
}

static void
on_dropped (WeirCard          *card,
            WeirDashboardPage *self)
{
  WeirPanelPlace place, old;
  guint panel;

  if (!find_card (self, card, &panel))
    return;

  place = *weir_card_get_place (card);
  old = get_place (g_ptr_array_index (self->config->panels, panel));
  if (place.row == old.row && place.column == old.column && place.width == old.width && place.height == old.height)
    weir_dashboard_page_update (self);
  else
    place_panel (self, panel, &place,
                 place.width == old.width && place.height == old.height ? _("Move Panel") : _("Resize Panel"));
}

void
weir_dashboard_page_close_sheet (WeirDashboardPage *self)
{
  if (!gtk_revealer_get_reveal_child (self->side))
    return;

  gtk_revealer_set_reveal_child (self->side, FALSE);
  focus_panel (self, self->sheet_panel);
}

static gboolean
shows_sheet (WeirDashboardPage *self)
{
  return self->sheet != NULL && gtk_revealer_get_reveal_child (self->side)
         && gtk_stack_get_visible_child (GTK_STACK (self->side_stack)) == GTK_WIDGET (self->sheet);
}

void
weir_dashboard_page_update_sheet (WeirDashboardPage *self)
{
  if (!shows_sheet (self))
    return;

  if (self->sheet_panel < self->config->panels->len)
    weir_panel_sheet_show (self->sheet, self->workspace, g_ptr_array_index (self->config->panels, self->sheet_panel));
  else
    weir_dashboard_page_close_sheet (self);
}

static void
on_sheet_changed (WeirDashboardPage *self,
                  WeirPanelConfig   *config)
{
  g_autoptr(GError) error = NULL;
  const WeirPanelConfig *panel;
  WeirWorkspace *next;

  if (self->sheet_panel >= self->config->panels->len)
    return;

  panel = g_ptr_array_index (self->config->panels, self->sheet_panel);
  if (weir_panel_config_shows_same (panel, config))
    return;

  config->row = panel->row;
  config->column = panel->column;
  config->width = panel->width;
  config->height = panel->height;
  next = weir_dashboard_edit_set_panel (self->workspace, self->name, self->sheet_panel, config, &error);
  if (!weir_dashboard_page_take_change (self, next, _("Change Panel"), error))
    weir_dashboard_page_update_sheet (self);
}

/* Most pages never need one. */
static void
ensure_sheet (WeirDashboardPage *self)
{
  if (self->sheet != NULL)
    return;

  self->sheet = WEIR_PANEL_SHEET (weir_panel_sheet_new ());
  g_signal_connect_object (self->sheet, "changed", G_CALLBACK (on_sheet_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sheet, "closed", G_CALLBACK (weir_dashboard_page_close_sheet), self, G_CONNECT_SWAPPED);
  gtk_stack_add_child (GTK_STACK (self->side_stack), GTK_WIDGET (self->sheet));
}

void
weir_dashboard_page_show_side (WeirDashboardPage *self,
                               GtkWidget         *shown)
{
  gtk_stack_set_visible_child (GTK_STACK (self->side_stack), shown);
  gtk_revealer_set_reveal_child (self->side, TRUE);
  gtk_widget_child_focus (shown, GTK_DIR_TAB_FORWARD);
}

static void
open_sheet (WeirDashboardPage *self,
            guint              panel)
{
  ensure_sheet (self);
  self->sheet_panel = panel;
  weir_panel_sheet_show (self->sheet, self->workspace, g_ptr_array_index (self->config->panels, panel));
  weir_dashboard_page_show_side (self, GTK_WIDGET (self->sheet));
}

static void
paste (WeirDashboardPage *self,
       const char        *text,
       const char        *label)
{
  g_autoptr(GError) error = NULL;
  WeirWorkspace *next = weir_dashboard_edit_paste_panel (self->workspace, self->name, text, &error);

  if (weir_dashboard_page_take_change (self, next, label, error))
    focus_panel (self, self->cards->len - 1);
}

static void
remove_panel (WeirDashboardPage *self,
              guint              panel)
{
  g_autoptr(GError) error = NULL;
  WeirWorkspace *next = weir_dashboard_edit_remove_panel (self->workspace, self->name, panel, &error);

  gtk_revealer_set_reveal_child (self->side, FALSE);
  if (weir_dashboard_page_take_change (self, next, _("Remove Panel"), error))
    focus_panel (self, MIN (panel, MAX (self->cards->len, 1) - 1));
}

static void
on_command (WeirCard          *card,
            const char        *command,
            WeirDashboardPage *self)
{
  g_autofree char *text = NULL;
  guint panel;

  if (!find_card (self, card, &panel))
    return;

  text = weir_dashboard_edit_copy_panel (self->workspace, self->name, panel);
  if (g_str_equal (command, "edit"))
    open_sheet (self, panel);
  else if (g_str_equal (command, "copy") && text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  else if (g_str_equal (command, "duplicate") && text != NULL)
    paste (self, text, _("Duplicate Panel"));
  else if (g_str_equal (command, "remove"))
    remove_panel (self, panel);
}

static void
on_change (WeirCard          *card,
           WeirPanelConfig   *config,
           const char        *what,
           WeirDashboardPage *self)
{
  g_autoptr(GError) error = NULL;
  guint panel;

  if (self->history != NULL && find_card (self, card, &panel))
    weir_dashboard_page_take_change (self, weir_dashboard_edit_set_panel (self->workspace, self->name, panel, config, &error), what, error);
}

void
weir_dashboard_page_watch_card (WeirDashboardPage *self,
                                WeirCard          *card)
{
  g_signal_connect_object (card, "command", G_CALLBACK (on_command), self, 0);
  g_signal_connect_object (card, "change", G_CALLBACK (on_change), self, 0);
  g_signal_connect_object (card, "step", G_CALLBACK (on_step), self, 0);
  g_signal_connect_object (card, "drag", G_CALLBACK (on_drag), self, 0);
  g_signal_connect_object (card, "dropped", G_CALLBACK (on_dropped), self, 0);
}

/* What a new panel shows: the first number of the first stream that has one, or the alerts. */
static WeirPanelConfig *
propose_panel (WeirDashboardPage *self)
{
  WeirPanelConfig *config = weir_panel_config_new ();
  g_auto(GStrv) shown = weir_dashboard_page_dup_streams (self);
  GPtrArray *streams = weir_workspace_get_streams (self->workspace);
  const char *fields[] = { NULL, NULL };

  config->kind = WEIR_PANEL_ALERTS;
  config->width = NEW_WIDTH;
  config->height = NEW_HEIGHT;
  for (guint i = 0; i < streams->len; i++)
    {
      const WeirStreamConfig *stream = g_ptr_array_index (streams, i);
      guint field = weir_fields_find_number (stream->fields);

      if (field == WEIR_STREAM_NO_FIELD || (shown[0] != NULL && g_strcmp0 (shown[0], stream->name) != 0))
        continue;
      config->kind = WEIR_PANEL_LINES;
      config->stream = g_strdup (stream->name);
      fields[0] = ((const WeirFieldConfig *) g_ptr_array_index (stream->fields, field))->name;
      break;
    }
  g_free (config->title);
  config->title = g_strdup (fields[0] != NULL ? fields[0] : _("Alerts"));
  g_strfreev (config->fields);
  config->fields = g_strdupv ((char **) fields);

  return config;
}

static void
add_panel_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  WeirDashboardPage *self = WEIR_DASHBOARD_PAGE (widget);
  g_autoptr(WeirPanelConfig) config = propose_panel (self);
  g_autoptr(GError) error = NULL;
  guint panel = self->config->panels->len;
  WeirWorkspace *next = weir_dashboard_edit_set_panel (self->workspace, self->name, panel, config, &error);

  if (!weir_dashboard_page_take_change (self, next, _("Add Panel"), error))
    return;

  weir_dashboard_page_set_editing (self, TRUE);
  open_sheet (self, panel);
}

static void
on_clipboard_read (GObject      *source_object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(WeirDashboardPage) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source_object), result, NULL);

  if (text != NULL && self->history != NULL)
    paste (self, text, _("Paste Panel"));
  else
    g_signal_emit_by_name (self, "failed", _("The clipboard holds no panel; copy one first."));
}

static void
paste_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, on_clipboard_read, g_object_ref (widget));
}

static gboolean
on_paste_key (GtkWidget *widget,
              GVariant  *arguments,
              gpointer   user_data)
{
  if (!WEIR_DASHBOARD_PAGE (widget)->editing)
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (widget, "dashboard.paste", NULL);

  return GDK_EVENT_STOP;
}

void
weir_dashboard_page_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "dashboard.add-panel", NULL, add_panel_action);
  gtk_widget_class_install_action (widget_class, "dashboard.paste", NULL, paste_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, on_paste_key, NULL);
  weir_dashboard_page_install_values (widget_class);
}

static GtkWidget *
create_button (const char *label,
               const char *action,
               const char *tooltip)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  weir_accessible_use_label (button);

  return button;
}

/* Buttons that stand in several lines where one is too narrow for them: in large text, or another language. */
static GtkWidget *
create_flow (void)
{
  GtkWidget *flow = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 6);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 6);
  gtk_widget_set_hexpand (flow, TRUE);
  gtk_widget_set_valign (flow, GTK_ALIGN_START);

  return flow;
}

static void
add_button (GtkWidget  *flow,
            const char *label,
            const char *action,
            const char *tooltip)
{
  GtkWidget *child;

  gtk_flow_box_append (GTK_FLOW_BOX (flow), create_button (label, action, tooltip));
  /* The keyboard goes from button to button. */
  child = gtk_widget_get_last_child (flow);
  gtk_widget_set_focusable (child, FALSE);
}

void
weir_dashboard_page_create_bar (WeirDashboardPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *flow = create_flow ();
  GtkWidget *done = create_button (_("D_one"), "win.edit-dashboard", _("Stop changing this dashboard (Ctrl+Shift+E)"));

  gtk_widget_add_css_class (box, "edit-bar");
  add_button (flow, _("_Add Panel"), "dashboard.add-panel", _("Add a panel to this dashboard"));
  add_button (flow, _("_Values"), "dashboard.values", _("List all values, to drag them onto charts"));
  add_button (flow, _("_Paste Panel"), "dashboard.paste", _("Add the panel that was copied (Ctrl+V)"));
  add_button (flow, _("_Rename…"), "win.rename-dashboard", _("Change the title of this dashboard"));
  add_button (flow, _("Re_move Dashboard"), "win.remove-dashboard", _("Remove this dashboard and its panels"));
  add_button (flow, _("_Undo"), "win.undo", _("Take the last change back (Ctrl+Z)"));
  add_button (flow, _("Re_do"), "win.redo", _("Make it again (Ctrl+Shift+Z)"));
  gtk_widget_set_valign (done, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), flow);
  gtk_box_append (GTK_BOX (box), done);

  self->bar = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_child (self->bar, box);
  self->side = GTK_REVEALER (gtk_revealer_new ());
  self->side_stack = gtk_stack_new ();
  gtk_revealer_set_child (self->side, self->side_stack);
  gtk_revealer_set_transition_type (self->side, GTK_REVEALER_TRANSITION_TYPE_SLIDE_LEFT);
  /* Rows of the form want all room there is; the panels have it. */
  gtk_widget_set_hexpand (GTK_WIDGET (self->side), FALSE);
}

gboolean
weir_dashboard_page_get_editing (WeirDashboardPage *self)
{
  g_return_val_if_fail (WEIR_IS_DASHBOARD_PAGE (self), FALSE);

  return self->editing;
}

void
weir_dashboard_page_set_editing (WeirDashboardPage *self,
                                 gboolean           editing)
{
  g_return_if_fail (WEIR_IS_DASHBOARD_PAGE (self));

  if (editing == self->editing)
    return;

  self->editing = editing;
  gtk_revealer_set_reveal_child (self->bar, editing);
  if (!editing)
    gtk_revealer_set_reveal_child (self->side, FALSE);
  weir_panel_layout_set_editing (WEIR_PANEL_LAYOUT (gtk_widget_get_layout_manager (self->panels)), editing);
  for (guint i = 0; i < self->cards->len; i++)
    weir_card_set_editing (g_ptr_array_index (self->cards, i), editing);
  if (editing)
    focus_panel (self, 0);
}
