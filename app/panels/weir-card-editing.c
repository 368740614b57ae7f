#include "config.h"

#include "app/panels/weir-card-editing.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/panels/weir-card.h"

struct _WeirCardEditing
{
  GtkWidget          *card;     /* borrowed */
  GtkWidget          *head;     /* borrowed */
  GtkWidget          *menu;     /* in head */
  GtkWidget          *grip;     /* in card */
  GtkEventController *keys;     /* of card */
  GtkEventController *drag;     /* of head */
  double              begin_x;  /* of what is dragged, on the card's parent */
  double              begin_y;
};

enum
{
  COMMAND,
  STEP,
  DRAG,
  DROPPED,
  CHANGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* One row a command: its word, what the menu calls it, its key. */
static const struct
{
  const char     *command;
  const char     *label;
  guint           keyval;
  GdkModifierType modifiers;
} commands[] = {
  { "edit", N_("_Edit…"), GDK_KEY_Return, 0 },
  { "duplicate", N_("_Duplicate"), GDK_KEY_d, GDK_CONTROL_MASK },
  { "copy", N_("_Copy"), GDK_KEY_c, GDK_CONTROL_MASK },
  { "remove", N_("_Remove"), GDK_KEY_Delete, 0 },
};

void
weir_card_editing_install_signals (GType card_type)
{
  signals[COMMAND] = g_signal_new ("command", card_type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[STEP] = g_signal_new ("step", card_type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_INT, G_TYPE_INT);
  signals[DRAG] = g_signal_new ("drag", card_type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[CHANGE] = g_signal_new ("change", card_type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRING);
  signals[DROPPED] = g_signal_new ("dropped", card_type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
emit_command (WeirCardEditing *self,
              const char      *command)
{
  /* The card may go away meanwhile. */
  g_autoptr(GtkWidget) card = g_object_ref (self->card);

  g_signal_emit (card, signals[COMMAND], 0, command);
}

static gboolean
find_step (guint  keyval,
           int   *columns,
           int   *rows)
{
  *columns = (keyval == GDK_KEY_Right) - (keyval == GDK_KEY_Left);
  *rows = (keyval == GDK_KEY_Down) - (keyval == GDK_KEY_Up);

  return *columns != 0 || *rows != 0;
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                WeirCardEditing       *self)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  int columns, rows;

  /* What is inside the card has keys of its own. */
  if (!gtk_widget_is_focus (self->card))
    return GDK_EVENT_PROPAGATE;

  if ((modifiers == 0 || modifiers == GDK_SHIFT_MASK) && find_step (keyval, &columns, &rows))
    {
      g_signal_emit (self->card, signals[STEP], 0, modifiers == 0 ? WEIR_CARD_MOVE : WEIR_CARD_RESIZE, columns, rows);
      return GDK_EVENT_STOP;
    }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (keyval == commands[i].keyval && modifiers == commands[i].modifiers)
      {
        emit_command (self, commands[i].command);
        return GDK_EVENT_STOP;
      }

  return GDK_EVENT_PROPAGATE;
}

static void
on_action (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  emit_command (user_data, g_action_get_name (G_ACTION (action)));
}

/* Where the pointer is on the card's parent, which does not move with the card. */
static void
find_pointer (WeirCardEditing *self,
              GtkGestureDrag  *gesture,
              double          *x,
              double          *y)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  double start_x, start_y, offset_x, offset_y;

  if (!gtk_gesture_drag_get_start_point (gesture, &start_x, &start_y))
    start_x = start_y = 0.0;
  if (!gtk_gesture_drag_get_offset (gesture, &offset_x, &offset_y))
    offset_x = offset_y = 0.0;
  if (!gtk_widget_translate_coordinates (widget, gtk_widget_get_parent (self->card), start_x + offset_x,
                                         start_y + offset_y, x, y))
    {
      *x = self->begin_x;
      *y = self->begin_y;
    }
}

static void
on_drag_begin (GtkGestureDrag  *gesture,
               double           x,
               double           y,
               WeirCardEditing *self)
{
  find_pointer (self, gesture, &self->begin_x, &self->begin_y);
}

static void
on_drag_update (GtkGestureDrag  *gesture,
                double           offset_x,
                double           offset_y,
                WeirCardEditing *self)
{
  gpointer handle = g_object_get_data (G_OBJECT (gesture), "handle");
  double x, y;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  find_pointer (self, gesture, &x, &y);
  g_signal_emit (self->card, signals[DRAG], 0, GPOINTER_TO_UINT (handle), x - self->begin_x, y - self->begin_y);
}

static void
on_drag_end (GtkGestureDrag  *gesture,
             double           x,
             double           y,
             WeirCardEditing *self)
{
  if (x == 0.0 && y == 0.0)
    gtk_widget_grab_focus (self->card);
  else
    g_signal_emit (self->card, signals[DROPPED], 0);
}

static GtkEventController *
create_drag (WeirCardEditing *self,
             WeirCardHandle   handle)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_object_set_data (G_OBJECT (drag), "handle", GUINT_TO_POINTER (handle));
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);

  return GTK_EVENT_CONTROLLER (drag);
}

static void
add_menu (WeirCardEditing *self)
{
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr(GMenu) menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *name = g_strconcat ("card.", commands[i].command, NULL);
      g_autoptr(GSimpleAction) action = g_simple_action_new (commands[i].command, NULL);

      g_signal_connect (action, "activate", G_CALLBACK (on_action), self);
      g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
      g_menu_append (menu, _(commands[i].label), name);
    }

  self->menu = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (self->menu, _("Panel Menu"));
  weir_accessible_set_name (self->menu, _("Panel Menu"));
  gtk_widget_add_css_class (self->menu, "flat");
  gtk_widget_add_css_class (self->menu, "small");
  gtk_widget_set_valign (self->menu, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->head), self->menu);
  gtk_widget_insert_action_group (self->card, "card", G_ACTION_GROUP (actions));
}

static void
add_grip (WeirCardEditing *self)
{
  self->grip = gtk_image_new_from_icon_name ("weir-grip-symbolic");
  gtk_widget_set_halign (self->grip, GTK_ALIGN_END);
  gtk_widget_set_cursor_from_name (self->grip, "se-resize");
  gtk_widget_set_tooltip_text (self->grip, _("Drag to resize (Shift+arrow keys)"));
  gtk_widget_add_css_class (self->grip, "grip");
  gtk_widget_add_controller (self->grip, create_drag (self, WEIR_CARD_RESIZE));
  gtk_box_append (GTK_BOX (self->card), self->grip);
}

WeirCardEditing *
weir_card_editing_new (GtkWidget *card,
                       GtkWidget *head)
{
  WeirCardEditing *self = g_new0 (WeirCardEditing, 1);

  self->card = card;
  self->head = head;
  add_menu (self);
  add_grip (self);

  self->drag = create_drag (self, WEIR_CARD_MOVE);
  gtk_widget_add_controller (head, self->drag);
  gtk_widget_set_cursor_from_name (head, "grab");
  self->keys = gtk_event_controller_key_new ();
  g_signal_connect (self->keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (card, self->keys);
  gtk_widget_set_focusable (card, TRUE);
  gtk_widget_add_css_class (card, "editing");

  return self;
}

void
weir_card_editing_free (WeirCardEditing *self)
{
  gtk_widget_remove_controller (self->card, self->keys);
  gtk_widget_remove_controller (self->head, self->drag);
  gtk_widget_insert_action_group (self->card, "card", NULL);
  gtk_box_remove (GTK_BOX (self->head), self->menu);
  gtk_box_remove (GTK_BOX (self->card), self->grip);
  gtk_widget_set_cursor (self->head, NULL);
  gtk_widget_set_focusable (self->card, FALSE);
  gtk_widget_remove_css_class (self->card, "editing");
  g_free (self);
}
