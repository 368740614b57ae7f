#include "config.h"

#include "app/panels/weir-window-knob.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"

struct _WeirWindowKnob
{
  AdwBin         parent_instance;

  GtkMenuButton *button;
  GSimpleAction *action;       /* owned; its state is the length in seconds */
  gint64         own_usec;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirWindowKnob, weir_window_knob, ADW_TYPE_BIN)

static const gint64 widths_seconds[] = { 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400 };

static gint64
get_seconds (WeirWindowKnob *self)
{
  g_autoptr(GVariant) state = g_action_get_state (G_ACTION (self->action));

  return g_variant_get_int64 (state);
}

static void
update_label (WeirWindowKnob *self)
{
  g_autofree char *span = weir_dup_span (get_seconds (self) * G_USEC_PER_SEC);
  /* Translators: for a screen reader, the length of the windows of a chart */
  g_autofree char *name = g_strdup_printf (_("Windows of %s"), span);

  gtk_menu_button_set_label (self->button, span);
  weir_accessible_set_name (GTK_WIDGET (self->button), name);
}

static void
on_width_activated (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  WeirWindowKnob *self = WEIR_WINDOW_KNOB (user_data);

  if (g_variant_get_int64 (parameter) == get_seconds (self))
    return;

  g_simple_action_set_state (action, parameter);
  update_label (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller,
           double                    dx,
           double                    dy,
           WeirWindowKnob           *self)
{
  if (dy != 0.0)
    weir_window_knob_turn (self, dy > 0.0 ? 1 : -1);

  return GDK_EVENT_STOP;
}

static void
weir_window_knob_dispose (GObject *object)
{
  g_clear_object (&WEIR_WINDOW_KNOB (object)->action);

  G_OBJECT_CLASS (weir_window_knob_parent_class)->dispose (object);
}

static void
weir_window_knob_class_init (WeirWindowKnobClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_window_knob_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_window_knob_init (WeirWindowKnob *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL
                                                                | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);

  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "small");
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _("Length of the windows: turn the wheel, or choose"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}

static GMenuModel *
create_menu (WeirWindowKnob *self)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (widths_seconds); i++)
    {
      g_autofree char *span = weir_dup_span (widths_seconds[i] * G_USEC_PER_SEC);
      gboolean own = widths_seconds[i] * G_USEC_PER_SEC == self->own_usec;
      /* Translators: a length of windows that is the stream's own */
      g_autofree char *label = own ? g_strdup_printf (_("%s, as the stream has them"), span) : g_strdup (span);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "knob.width", "x", widths_seconds[i]);
      g_menu_append_item (menu, item);
    }

  return G_MENU_MODEL (menu);
}

GtkWidget *
weir_window_knob_new (gint64 own_usec)
{
  WeirWindowKnob *self = g_object_new (WEIR_TYPE_WINDOW_KNOB, NULL);
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr(GMenuModel) menu = NULL;

  self->own_usec = own_usec;
  self->action = g_simple_action_new_stateful ("width", G_VARIANT_TYPE_INT64, g_variant_new_int64 (own_usec / G_USEC_PER_SEC));
  g_signal_connect_object (self->action, "activate", G_CALLBACK (on_width_activated), self, 0);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (self->action));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "knob", G_ACTION_GROUP (actions));
  menu = create_menu (self);
  gtk_menu_button_set_menu_model (self->button, menu);
  update_label (self);

  return GTK_WIDGET (self);
}

gint64
weir_window_knob_get_width (WeirWindowKnob *self)
{
  g_return_val_if_fail (WEIR_IS_WINDOW_KNOB (self), 0);

  return get_seconds (self) * G_USEC_PER_SEC == self->own_usec ? 0 : get_seconds (self) * G_USEC_PER_SEC;
}

void
weir_window_knob_turn (WeirWindowKnob *self,
                       int             steps)
{
  int n = (int) G_N_ELEMENTS (widths_seconds);
  int i = 0;

  g_return_if_fail (WEIR_IS_WINDOW_KNOB (self));

  while (i + 1 < n && widths_seconds[i] < get_seconds (self))
    i++;
  g_action_activate (G_ACTION (self->action), g_variant_new_int64 (widths_seconds[CLAMP (i + steps, 0, n - 1)]));
}
