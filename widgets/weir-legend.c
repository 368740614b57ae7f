#include "config.h"

#include "widgets/weir-legend.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/weir-format.h"

#define LIST_HEIGHT_PX 320
#define LIST_WIDTH_PX  260
#define DOT_PX         10

struct _WeirLegend
{
  GtkBox         parent_instance;

  WeirChart     *chart;     /* owned, nullable once disposed */
  GtkMenuButton *button;
  GtkPopover    *popover;
  GtkEditable   *search;
  GtkListBox    *list;
};

G_DEFINE_FINAL_TYPE (WeirLegend, weir_legend, GTK_TYPE_BOX)

/* Which of the chart's series a row stands for. */
static guint
get_index (GtkListBoxRow *row)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "index"));
}

static gboolean
is_known (WeirLegend    *self,
          GtkListBoxRow *row)
{
  return row != NULL && get_index (row) < weir_chart_get_n_items (self->chart);
}

static void
update_rows (WeirLegend *self)
{
  for (GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0); row != NULL;
       row = gtk_list_box_get_row_at_index (self->list, gtk_list_box_row_get_index (row) + 1))
    {
      WeirChartItem item;

      if (!is_known (self, row))
        continue;
      weir_chart_get_item (self->chart, get_index (row), &item);
      gtk_widget_set_opacity (gtk_list_box_row_get_child (row), item.hidden ? 0.45 : 1.0);
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_CHECKED,
                                   item.hidden ? GTK_ACCESSIBLE_TRISTATE_FALSE : GTK_ACCESSIBLE_TRISTATE_TRUE, -1);
    }
}

static gboolean
has_control (GtkWidget *widget)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (widget));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;

  return keyboard != NULL && (gdk_device_get_modifier_state (keyboard) & GDK_CONTROL_MASK) != 0;
}

static void
on_row_activated (WeirLegend    *self,
                  GtkListBoxRow *row)
{
  if (!is_known (self, row))
    return;

  if (has_control (GTK_WIDGET (self)))
    weir_chart_toggle (self->chart, get_index (row));
  else
    weir_chart_isolate (self->chart, get_index (row));
  update_rows (self);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                WeirLegend            *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));

  if (keyval != GDK_KEY_space || !GTK_IS_LIST_BOX_ROW (focus) || !is_known (self, GTK_LIST_BOX_ROW (focus)))
    return GDK_EVENT_PROPAGATE;

  weir_chart_toggle (self->chart, get_index (GTK_LIST_BOX_ROW (focus)));
  update_rows (self);

  return GDK_EVENT_STOP;
}

static void
on_enter (GtkEventControllerMotion *controller,
          double                    x,
          double                    y,
          WeirLegend               *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));

  if (is_known (self, GTK_LIST_BOX_ROW (row)))
    weir_chart_point_out (self->chart, get_index (GTK_LIST_BOX_ROW (row)));
}

static void
on_leave (GtkEventControllerMotion *controller,
          WeirLegend               *self)
{
  weir_chart_point_out (self->chart, G_MAXUINT);
}

static void
on_focus_entered (GtkEventControllerFocus *controller,
                  WeirLegend              *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));

  if (is_known (self, GTK_LIST_BOX_ROW (row)))
    weir_chart_point_out (self->chart, get_index (GTK_LIST_BOX_ROW (row)));
}

static void
draw_dot (GtkDrawingArea *area,
          cairo_t        *cr,
          int             width,
          int             height,
          gpointer        user_data)
{
  gdk_cairo_set_source_rgba (cr, user_data);
  cairo_rectangle (cr, 0, (height - DOT_PX) / 2.0, DOT_PX, DOT_PX);
  cairo_fill (cr);
}

static GtkWidget *
create_content (const WeirChartItem *item,
                const char          *value)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *dot = gtk_drawing_area_new ();
  GtkWidget *name = gtk_label_new (item->name);
  GtkWidget *number = gtk_label_new (value);

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (dot), DOT_PX);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (dot), draw_dot, gdk_rgba_copy (&item->color),
                                  (GDestroyNotify) gdk_rgba_free);
  gtk_label_set_xalign (GTK_LABEL (name), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (number, "numeric");
  gtk_box_append (GTK_BOX (box), dot);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), number);

  return box;
}

static void
watch_row (WeirLegend *self,
           GtkWidget  *row)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (motion, "enter", G_CALLBACK (on_enter), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (focus, "enter", G_CALLBACK (on_focus_entered), self);
  gtk_widget_add_controller (row, motion);
  gtk_widget_add_controller (row, focus);
}

static void
add_row (WeirLegend          *self,
         guint                i,
         const WeirChartItem *item)
{
  g_autofree char *value = isfinite (item->value) ? weir_chart_format_value (self->chart, item->value, WEIR_VALUE_EXACT) : g_strdup ("–");
  g_autofree char *words = g_strdup_printf ("%s %s", item->name, value);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), create_content (item, value));
  g_object_set_data (G_OBJECT (row), "index", GUINT_TO_POINTER (i));
  g_object_set_data_full (G_OBJECT (row), "name", g_utf8_casefold (item->name, -1), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  watch_row (self, row);
  gtk_list_box_append (self->list, row);
}

typedef struct
{
  guint         index;
  WeirChartItem item;
} Entry;

/* By value, the largest first; what has none last, by name. */
static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const WeirChartItem *left = &((const Entry *) a)->item;
  const WeirChartItem *right = &((const Entry *) b)->item;

  if (isfinite (left->value) != isfinite (right->value))
    return isfinite (left->value) ? -1 : 1;
  if (isfinite (left->value) && left->value != right->value)
    return left->value > right->value ? -1 : 1;

  return g_utf8_collate (left->name, right->name);
}

/* What the chart has now: the list stands still while it is open. */
static void
fill (WeirLegend *self)
{
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));

  for (guint i = 0; i < weir_chart_get_n_items (self->chart); i++)
    {
      Entry entry = { .index = i };

      weir_chart_get_item (self->chart, i, &entry.item);
      g_array_append_val (entries, entry);
    }
  g_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len; i++)
    add_row (self, g_array_index (entries, Entry, i).index, &g_array_index (entries, Entry, i).item);
  update_rows (self);
}

static gboolean
is_found (GtkListBoxRow *row,
          gpointer       user_data)
{
  WeirLegend *self = WEIR_LEGEND (user_data);
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (self->search), -1);

  return strstr (g_object_get_data (G_OBJECT (row), "name"), wanted) != NULL;
}

static void
on_search_changed (WeirLegend *self)
{
  if (self->list != NULL)
    gtk_list_box_invalidate_filter (self->list);
}

static void
on_shown (WeirLegend *self)
{
  if (self->chart == NULL)
    return;

  gtk_editable_set_text (self->search, "");
  fill (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
on_closed (WeirLegend *self)
{
  if (self->chart != NULL)
    weir_chart_point_out (self->chart, G_MAXUINT);
}

static void
on_show_all_clicked (WeirLegend *self)
{
  for (guint i = 0; i < weir_chart_get_n_items (self->chart); i++)
    weir_chart_set_hidden (self->chart, i, FALSE);
  update_rows (self);
}

static GtkWidget *
create_list (WeirLegend *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (self->list, is_found, self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Series of the Chart"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT_PX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));

  return scrolled;
}

static GtkWidget *
create_popover_content (WeirLegend *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *hint = gtk_label_new (_("Enter isolates, Ctrl or Space shows and hides"));
  GtkWidget *all = gtk_button_new_with_label (_("Show All"));

  self->search = GTK_EDITABLE (gtk_search_entry_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Find a Series"), -1);
  g_signal_connect_object (self->search, "changed", G_CALLBACK (on_search_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (all, "clicked", G_CALLBACK (on_show_all_clicked), self, G_CONNECT_SWAPPED);
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_xalign (GTK_LABEL (hint), 0.0);
  gtk_widget_add_css_class (hint, "caption");
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_widget_set_size_request (box, LIST_WIDTH_PX, -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));
  gtk_box_append (GTK_BOX (box), create_list (self));
  gtk_box_append (GTK_BOX (box), hint);
  gtk_box_append (GTK_BOX (box), all);

  return box;
}

static void
weir_legend_dispose (GObject *object)
{
  WeirLegend *self = WEIR_LEGEND (object);

  /* The list goes after this, and sorts out its rows until then. */
  if (self->list != NULL)
    gtk_list_box_set_filter_func (self->list, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_object (&self->chart);

  G_OBJECT_CLASS (weir_legend_parent_class)->dispose (object);
}

static void
weir_legend_class_init (WeirLegendClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_legend_dispose;
}

static void
weir_legend_init (WeirLegend *self)
{
  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_child (self->popover, create_popover_content (self));
  g_signal_connect_object (self->popover, "show", G_CALLBACK (on_shown), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->popover, "closed", G_CALLBACK (on_closed), self, G_CONNECT_SWAPPED);

  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->button, "view-list-symbolic");
  gtk_menu_button_set_popover (self->button, GTK_WIDGET (self->popover));
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "small");
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _("All Series"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("All Series"), -1);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->button));
}

/**
 * weir_legend_new:
 * @chart: whose series it lists
 *
 * Returns: (transfer floating): the button
 */
GtkWidget *
weir_legend_new (WeirChart *chart)
{
  WeirLegend *self;

  g_return_val_if_fail (WEIR_IS_CHART (chart), NULL);

  self = g_object_new (WEIR_TYPE_LEGEND, NULL);
  self->chart = g_object_ref (chart);

  return GTK_WIDGET (self);
}

/**
 * weir_legend_open:
 * @self: a legend on the screen
 *
 * Opens its list, with the keyboard in its search.
 */
void
weir_legend_open (WeirLegend *self)
{
  g_return_if_fail (WEIR_IS_LEGEND (self));

  gtk_menu_button_popup (self->button);
}
