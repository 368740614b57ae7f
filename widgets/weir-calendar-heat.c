#include "config.h"

#include <glib/gi18n-lib.h>

#include "widgets/weir-calendar-heat.h"
#include "widgets/weir-format.h"
#include "widgets/weir-palette.h"
#include "widgets/weir-text.h"

#define CELL_WIDTH_PX  28
#define CELL_HEIGHT_PX 17
#define GAP_PX         2
#define HEAD_PX        18
#define NAMES_PX       34
#define N_WEEKDAYS     7
#define MIN_WEEKS      6
#define MAX_WEEKS      53
/* Where nothing happened the colour is that of the grid. */
#define LEAST_SHARE    0.15

struct _WeirCalendarHeat
{
  GtkWidget  parent_instance;

  WeirText   text;
  guint      last;        /* newest day, as a GDate counts; 0: nothing is known */
  GArray    *counts;      /* owned, of guint: ascending, ends with that day */
  guint      most;        /* of a day */
  guint      chosen;      /* 0: none */
  guint      pointed;     /* by the keys; 0: none yet */
};

enum
{
  DAY_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirCalendarHeat, weir_calendar_heat, GTK_TYPE_WIDGET)

/* -- days -- */

/* A GDate's day 1 was a Monday. */
static guint
get_weekday (guint julian)
{
  return (julian - 1) % N_WEEKDAYS;
}

static guint
get_count (WeirCalendarHeat *self,
           guint             julian)
{
  guint age = self->last - julian;

  return julian <= self->last && age < self->counts->len ? g_array_index (self->counts, guint, self->counts->len - 1 - age) : 0;
}

static guint
get_n_weeks (WeirCalendarHeat *self)
{
  int room = (gtk_widget_get_width (GTK_WIDGET (self)) - NAMES_PX) / (CELL_WIDTH_PX + GAP_PX);

  return (guint) CLAMP (room, 1, MAX_WEEKS);
}

/* Monday of the oldest week that is shown. */
static guint
get_first (WeirCalendarHeat *self)
{
  guint monday = self->last - get_weekday (self->last);

  return monday - N_WEEKDAYS * (get_n_weeks (self) - 1);
}

static guint
find_day (WeirCalendarHeat *self,
          double            x,
          double            y)
{
  int week = (int) ((x - NAMES_PX) / (CELL_WIDTH_PX + GAP_PX));
  int weekday = (int) ((y - HEAD_PX) / (CELL_HEIGHT_PX + GAP_PX));
  guint julian;

  if (self->last == 0 || x < NAMES_PX || y < HEAD_PX || weekday >= N_WEEKDAYS || week >= (int) get_n_weeks (self))
    return 0;

  julian = get_first (self) + (guint) (week * N_WEEKDAYS + weekday);

  return julian <= self->last ? julian : 0;
}

static char *
dup_date (guint       julian,
          const char *format)
{
  g_autoptr(GDate) date = g_date_new_julian (julian);
  char text[64];

  g_date_strftime (text, sizeof text, format, date);

  return g_strdup (text);
}

static char *
dup_words (WeirCalendarHeat *self,
           guint             julian)
{
  g_autofree char *day = dup_date (julian, "%a %Y-%m-%d");
  g_autofree char *count = weir_format_count (get_count (self, julian));

  /* Translators: a day, and how often alerts fired on it */
  return g_strdup_printf (ngettext ("%s: %s firing", "%s: %s firings", get_count (self, julian)), day, count);
}

/* What a screen reader says: the day that the keys point at, or how much there is. */
static void
describe (WeirCalendarHeat *self)
{
  guint julian = self->pointed != 0 ? self->pointed : self->chosen;
  g_autofree char *words = NULL;

  if (julian != 0)
    words = dup_words (self, julian);
  else if (self->last != 0)
    words = dup_words (self, self->last);
  else
    words = g_strdup (_("nothing yet"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

/* -- drawing -- */

static void
get_cell (WeirCalendarHeat *self,
          guint             julian,
          graphene_rect_t  *cell)
{
  guint offset = julian - get_first (self);

  *cell = GRAPHENE_RECT_INIT ((float) (NAMES_PX + offset / N_WEEKDAYS * (CELL_WIDTH_PX + GAP_PX)),
                              (float) (HEAD_PX + offset % N_WEEKDAYS * (CELL_HEIGHT_PX + GAP_PX)),
                              CELL_WIDTH_PX, CELL_HEIGHT_PX);
}

static void
append_text (WeirCalendarHeat *self,
             GtkSnapshot      *snapshot,
             const char       *text,
             float             x,
             float             y,
             const GdkRGBA    *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, weir_text_get (&self->text, WEIR_TEXT_SMALL, text), color);
  gtk_snapshot_restore (snapshot);
}

static void
append_day (WeirCalendarHeat  *self,
            GtkSnapshot       *snapshot,
            guint              julian,
            const WeirPalette *palette)
{
  guint count = get_count (self, julian);
  double share = self->most > 0 ? LEAST_SHARE + (1.0 - LEAST_SHARE) * (double) count / (double) self->most : 0.0;
  GdkRGBA color = count > 0 ? weir_palette_ramp (palette, share) : palette->grid;
  g_autofree char *number = weir_format_short (count);
  graphene_rect_t cell;
  GskRoundedRect rounded;

  get_cell (self, julian, &cell);
  gsk_rounded_rect_init_from_rect (&rounded, &cell, 3.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, &color, &cell);
  gtk_snapshot_pop (snapshot);
  if (count > 0)
    {
      GdkRGBA ink = weir_palette_contrasting (&color);
      int width_px = weir_text_width (&self->text, WEIR_TEXT_SMALL, number);

      append_text (self, snapshot, number, cell.origin.x + (CELL_WIDTH_PX - (float) width_px) / 2.0f,
                   cell.origin.y + (CELL_HEIGHT_PX - (float) weir_text_height (&self->text, WEIR_TEXT_SMALL)) / 2.0f, &ink);
    }
  if (julian == self->chosen || (julian == self->pointed && gtk_widget_has_focus (GTK_WIDGET (self))))
    {
      const float widths[] = { 2.0f, 2.0f, 2.0f, 2.0f };
      const GdkRGBA *line = julian == self->chosen ? &palette->accent : &palette->text;
      const GdkRGBA colors[] = { *line, *line, *line, *line };

      gtk_snapshot_append_border (snapshot, &rounded, widths, colors);
    }
}

/* The month over the week in which it begins. */
static void
append_months (WeirCalendarHeat  *self,
               GtkSnapshot       *snapshot,
               guint              first,
               const WeirPalette *palette)
{
  g_autofree char *before = NULL;
  float free_from = 0.0f;

  for (guint week = 0; week < get_n_weeks (self); week++)
    {
      char *month = dup_date (first + week * N_WEEKDAYS, "%b %Y");
      float x = (float) (NAMES_PX + week * (CELL_WIDTH_PX + GAP_PX));

      if (g_strcmp0 (month, before) != 0 && x >= free_from)
        {
          append_text (self, snapshot, month, x, 0.0f, &palette->dim);
          free_from = x + (float) weir_text_width (&self->text, WEIR_TEXT_SMALL, month) + 6.0f;
        }
      g_free (before);
      before = month;
    }
}

static void
weir_calendar_heat_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  WeirCalendarHeat *self = WEIR_CALENDAR_HEAT (widget);
  WeirPalette palette;
  guint first;

  if (self->last == 0)
    return;

  weir_palette_init (&palette, widget);
  first = get_first (self);
  append_months (self, snapshot, first, &palette);
  /* Every other name is enough. */
  for (guint i = 0; i < N_WEEKDAYS; i += 2)
    {
      g_autofree char *name = dup_date (first + i, "%a");

      append_text (self, snapshot, name, 0.0f, (float) (HEAD_PX + i * (CELL_HEIGHT_PX + GAP_PX)) + 1.0f, &palette.dim);
    }
  for (guint julian = first; julian <= self->last; julian++)
    append_day (self, snapshot, julian, &palette);
}

static void
weir_calendar_heat_measure (GtkWidget     *widget,
                            GtkOrientation orientation,
                            int            for_size,
                            int           *minimum,
                            int           *natural,
                            int           *minimum_baseline,
                            int           *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = HEAD_PX + N_WEEKDAYS * (CELL_HEIGHT_PX + GAP_PX);
      return;
    }

  *minimum = NAMES_PX + MIN_WEEKS * (CELL_WIDTH_PX + GAP_PX);
  *natural = NAMES_PX + MAX_WEEKS * (CELL_WIDTH_PX + GAP_PX);
}

/* -- pointer and keys -- */

static void
point_at (WeirCalendarHeat *self,
          guint             julian)
{
  self->pointed = CLAMP (julian, get_first (self), self->last);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_pressed (GtkGestureClick  *gesture,
            int               n_press,
            double            x,
            double            y,
            WeirCalendarHeat *self)
{
  guint julian = find_day (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  weir_calendar_heat_choose (self, julian == self->chosen ? 0 : julian);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                WeirCalendarHeat      *self)
{
  guint from = self->pointed != 0 ? self->pointed : self->chosen != 0 ? self->chosen : self->last;

  if (self->last == 0)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Left:
      point_at (self, from - N_WEEKDAYS);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
      point_at (self, from + N_WEEKDAYS);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
      point_at (self, from - 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
      point_at (self, from + 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      weir_calendar_heat_choose (self, from == self->chosen ? 0 : from);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (self->chosen == 0)
        return GDK_EVENT_PROPAGATE;
      weir_calendar_heat_choose (self, 0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static gboolean
on_query_tooltip (GtkWidget  *widget,
                  int         x,
                  int         y,
                  gboolean    by_keyboard,
                  GtkTooltip *tooltip)
{
  WeirCalendarHeat *self = WEIR_CALENDAR_HEAT (widget);
  guint julian = by_keyboard ? self->pointed : find_day (self, x, y);
  g_autofree char *words = NULL;

  if (julian == 0)
    return FALSE;

  words = dup_words (self, julian);
  gtk_tooltip_set_text (tooltip, words);

  return TRUE;
}

static void
weir_calendar_heat_css_changed (GtkWidget         *widget,
                                GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (weir_calendar_heat_parent_class)->css_changed (widget, change);
  weir_text_forget (&WEIR_CALENDAR_HEAT (widget)->text);
  gtk_widget_queue_draw (widget);
}

static void
weir_calendar_heat_finalize (GObject *object)
{
  WeirCalendarHeat *self = WEIR_CALENDAR_HEAT (object);

  weir_text_clear (&self->text);
  g_array_unref (self->counts);

  G_OBJECT_CLASS (weir_calendar_heat_parent_class)->finalize (object);
}

static void
weir_calendar_heat_class_init (WeirCalendarHeatClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = weir_calendar_heat_finalize;
  widget_class->snapshot = weir_calendar_heat_snapshot;
  widget_class->measure = weir_calendar_heat_measure;
  widget_class->query_tooltip = on_query_tooltip;
  widget_class->css_changed = weir_calendar_heat_css_changed;
  gtk_widget_class_set_css_name (widget_class, "weir-calendar-heat");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);

  /**
   * WeirCalendarHeat::day-chosen:
   * @self: the calendar
   * @julian: the day, as a #GDate counts; 0: none any more
   */
  signals[DAY_CHOSEN] = g_signal_new ("day-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
weir_calendar_heat_init (WeirCalendarHeat *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  weir_text_init (&self->text, GTK_WIDGET (self));
  self->counts = g_array_new (FALSE, TRUE, sizeof (guint));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Firings by Day"), -1);
}

/**
 * weir_calendar_heat_new:
 *
 * Returns: (transfer floating): a calendar that knows nothing yet
 */
GtkWidget *
weir_calendar_heat_new (void)
{
  return g_object_new (WEIR_TYPE_CALENDAR_HEAT, NULL);
}

/**
 * weir_calendar_heat_set_counts:
 * @self: a calendar
 * @last_julian: the newest day, as a #GDate counts
 * @counts: (array length=n_counts): how often it happened on each day, ascending; the last is that of @last_julian
 * @n_counts: how many days are known
 */
void
weir_calendar_heat_set_counts (WeirCalendarHeat *self,
                               guint             last_julian,
                               const guint      *counts,
                               guint             n_counts)
{
  g_return_if_fail (WEIR_IS_CALENDAR_HEAT (self));
  g_return_if_fail (last_julian > MAX_WEEKS * N_WEEKDAYS && (counts != NULL || n_counts == 0));

  self->last = last_julian;
  self->most = 0;
  g_array_set_size (self->counts, 0);
  if (n_counts > 0)
    g_array_append_vals (self->counts, counts, n_counts);
  for (guint i = 0; i < n_counts; i++)
    self->most = MAX (self->most, counts[i]);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_calendar_heat_choose:
 * @self: a calendar
 * @julian: a day as a #GDate counts; 0: none
 *
 * Chooses a day, as a click on it does.
 */
void
weir_calendar_heat_choose (WeirCalendarHeat *self,
                           guint             julian)
{
  g_return_if_fail (WEIR_IS_CALENDAR_HEAT (self));

  if (self->chosen == julian)
    return;

  self->chosen = julian;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[DAY_CHOSEN], 0, julian);
}

/**
 * weir_calendar_heat_get_chosen:
 * @self: a calendar
 *
 * Returns: the day that is chosen, as a #GDate counts; 0: none
 */
guint
weir_calendar_heat_get_chosen (WeirCalendarHeat *self)
{
  g_return_val_if_fail (WEIR_IS_CALENDAR_HEAT (self), 0);

  return self->chosen;
}
