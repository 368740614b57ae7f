#include "config.h"

#include "widgets/weir-delay-histogram.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/weir-format.h"
#include "widgets/weir-palette.h"
#include "widgets/weir-text.h"

#define BARS_A_DECADE 6
#define BAR_GAP_PX    1
#define MIN_BAR_PX    2   /* one record among millions is still seen */
#define MIN_HEIGHT_PX 72
#define LABEL_GAP_PX  4

/* Where the axis has ticks, and where it may begin and end: round in the units people use. */
static const gint64 ticks_usec[] = {
  1,
  10,
  100,
  G_TIME_SPAN_MILLISECOND,
  10 * G_TIME_SPAN_MILLISECOND,
  100 * G_TIME_SPAN_MILLISECOND,
  G_TIME_SPAN_SECOND,
  10 * G_TIME_SPAN_SECOND,
  G_TIME_SPAN_MINUTE,
  10 * G_TIME_SPAN_MINUTE,
  G_TIME_SPAN_HOUR,
  10 * G_TIME_SPAN_HOUR,
  2 * G_TIME_SPAN_DAY,
  20 * G_TIME_SPAN_DAY,
  200 * G_TIME_SPAN_DAY,
  2000 * G_TIME_SPAN_DAY,
  20000 * G_TIME_SPAN_DAY,
};

struct _WeirDelayHistogram
{
  GtkWidget  parent_instance;

  GArray    *bars;          /* owned; of guint64: records, from the first tick's delay on */
  guint      first_tick;
  guint      last_tick;
  guint64    n_records;
  gint64     lower_usec;    /* of the shortest delay there was */
  gint64     upper_usec;    /* of the longest */
  gint64     grace_usec;
  WeirText   text;
};

G_DEFINE_FINAL_TYPE (WeirDelayHistogram, weir_delay_histogram, GTK_TYPE_WIDGET)

/* All are whole in their largest unit. */
static char *
dup_tick_label (gint64 tick_usec)
{
  const struct
  {
    const char *name;
    gint64      usec;
  } units[] = {
    { C_("days", "d"), G_TIME_SPAN_DAY },
    { _("h"), G_TIME_SPAN_HOUR },
    { _("min"), G_TIME_SPAN_MINUTE },
    { "s", G_TIME_SPAN_SECOND },
    { "ms", G_TIME_SPAN_MILLISECOND },
    { "µs", 1 },
  };
  guint i = 0;

  while (tick_usec < units[i].usec)
    i++;

  return g_strdup_printf ("%" G_GINT64_FORMAT "\302\240%s", tick_usec / units[i].usec, units[i].name);
}

static double
get_n_decades (WeirDelayHistogram *self)
{
  return log10 ((double) ticks_usec[self->last_tick] / (double) ticks_usec[self->first_tick]);
}

/* 0 to 1 along the axis. */
static double
place_of (WeirDelayHistogram *self,
          gint64              delay_usec)
{
  return log10 ((double) MAX (delay_usec, 1) / (double) ticks_usec[self->first_tick]) / get_n_decades (self);
}

/* Ticks about what there is, two decades at least. */
static void
choose_axis (WeirDelayHistogram *self)
{
  self->first_tick = 0;
  while (self->first_tick + 3 < G_N_ELEMENTS (ticks_usec) && ticks_usec[self->first_tick + 1] <= self->lower_usec)
    self->first_tick++;

  self->last_tick = self->first_tick + 2;
  while (self->last_tick + 1 < G_N_ELEMENTS (ticks_usec)
         && ticks_usec[self->last_tick] <= MAX (self->upper_usec, self->grace_usec))
    self->last_tick++;
}

static void
fill_bars (WeirDelayHistogram    *self,
           const WeirDelayBucket *delays,
           guint                  n_delays)
{
  guint n_bars = (guint) ceil (get_n_decades (self) * BARS_A_DECADE);

  g_array_set_size (self->bars, 0);
  g_array_set_size (self->bars, n_bars);
  for (guint i = 0; i < n_delays; i++)
    {
      double bar = floor (place_of (self, delays[i].lower_usec) * n_bars);

      g_array_index (self->bars, guint64, (guint) CLAMP (bar, 0, n_bars - 1)) += delays[i].n_records;
    }
}

static guint64
get_most (WeirDelayHistogram *self)
{
  guint64 most = 0;

  for (guint i = 0; i < self->bars->len; i++)
    most = MAX (most, g_array_index (self->bars, guint64, i));

  return most;
}

static void
append_text (WeirDelayHistogram *self,
             GtkSnapshot        *snapshot,
             const char         *text,
             double              x,
             double              y,
             const GdkRGBA      *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) round (x), (float) round (y)));
  gtk_snapshot_append_layout (snapshot, weir_text_get (&self->text, WEIR_TEXT_SMALL, text), color);
  gtk_snapshot_restore (snapshot);
}

static void
append_ticks (WeirDelayHistogram *self,
              GtkSnapshot        *snapshot,
              double              width,
              double              bottom,
              const WeirPalette  *palette)
{
  double free_from = 0;

  for (guint i = self->first_tick; i <= self->last_tick; i++)
    {
      g_autofree char *label = dup_tick_label (ticks_usec[i]);
      double x = MIN (floor (place_of (self, ticks_usec[i]) * width), width - 1);
      int label_width = weir_text_width (&self->text, WEIR_TEXT_SMALL, label);
      double left = CLAMP (x - label_width / 2.0, 0, MAX (width - label_width, 0));

      gtk_snapshot_append_color (snapshot, &palette->grid, &GRAPHENE_RECT_INIT ((float) x, 0, 1, (float) bottom + 3));
      if (left < free_from)
        continue;
      append_text (self, snapshot, label, left, bottom + LABEL_GAP_PX, &palette->dim);
      free_from = left + label_width + 2 * LABEL_GAP_PX;
    }
}

static void
append_bars (WeirDelayHistogram *self,
             GtkSnapshot        *snapshot,
             double              width,
             double              top,
             double              bottom,
             const WeirPalette  *palette)
{
  double most = (double) MAX (get_most (self), 1);

  for (guint i = 0; i < self->bars->len; i++)
    {
      guint64 n = g_array_index (self->bars, guint64, i);
      double left = floor (width * i / self->bars->len);
      double right = floor (width * (i + 1) / self->bars->len) - BAR_GAP_PX;
      double height = MAX (round ((bottom - top) * (double) n / most), MIN_BAR_PX);

      if (n > 0)
        gtk_snapshot_append_color (snapshot, weir_palette_series (palette, 0),
                                   &GRAPHENE_RECT_INIT ((float) left, (float) (bottom - height),
                                                        (float) MAX (right - left, 1), (float) height));
    }
}

static void
append_grace (WeirDelayHistogram *self,
              GtkSnapshot        *snapshot,
              double              width,
              double              bottom,
              const WeirPalette  *palette)
{
  double x = floor (place_of (self, self->grace_usec) * width);
  const char *label = _("grace");
  int label_width = weir_text_width (&self->text, WEIR_TEXT_SMALL, label);

  gtk_snapshot_append_color (snapshot, &palette->warning,
                             &GRAPHENE_RECT_INIT ((float) CLAMP (x, 0, width - 2), 0, 2, (float) bottom));
  x += x + LABEL_GAP_PX + label_width < width ? LABEL_GAP_PX : -LABEL_GAP_PX - label_width;
  append_text (self, snapshot, label, x, 0, &palette->text);
}

static void
weir_delay_histogram_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  WeirDelayHistogram *self = WEIR_DELAY_HISTOGRAM (widget);
  double width = gtk_widget_get_width (widget);
  double line_height = weir_text_height (&self->text, WEIR_TEXT_SMALL);
  double bottom = gtk_widget_get_height (widget) - line_height - LABEL_GAP_PX;
  g_autofree char *count = NULL;
  g_autofree char *most = NULL;
  WeirPalette palette;

  if (self->bars->len == 0 || width < 1 || bottom < line_height)
    return;

  weir_palette_init (&palette, widget);
  append_ticks (self, snapshot, width, bottom, &palette);
  append_bars (self, snapshot, width, line_height + LABEL_GAP_PX, bottom, &palette);
  gtk_snapshot_append_color (snapshot, &palette.border, &GRAPHENE_RECT_INIT (0, (float) bottom, (float) width, 1));

  count = weir_format_count (get_most (self));
  /* Translators: of the histogram's tallest bar */
  most = g_strdup_printf (ngettext ("%s record", "%s records", (gulong) get_most (self)), count);
  append_text (self, snapshot, most, LABEL_GAP_PX, 0, &palette.dim);
  if (self->grace_usec > 0)
    append_grace (self, snapshot, width, bottom, &palette);
}

static void
weir_delay_histogram_measure (GtkWidget     *widget,
                              GtkOrientation orientation,
                              int            for_size,
                              int           *minimum,
                              int           *natural,
                              int           *minimum_baseline,
                              int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : MIN_HEIGHT_PX;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 360 : 96;
}

static void
weir_delay_histogram_css_changed (GtkWidget         *widget,
                                  GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (weir_delay_histogram_parent_class)->css_changed (widget, change);
  weir_text_forget (&WEIR_DELAY_HISTOGRAM (widget)->text);
  gtk_widget_queue_draw (widget);
}

static void
weir_delay_histogram_finalize (GObject *object)
{
  WeirDelayHistogram *self = WEIR_DELAY_HISTOGRAM (object);

  weir_text_clear (&self->text);
  g_clear_pointer (&self->bars, g_array_unref);

  G_OBJECT_CLASS (weir_delay_histogram_parent_class)->finalize (object);
}

static void
weir_delay_histogram_class_init (WeirDelayHistogramClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = weir_delay_histogram_finalize;
  widget_class->snapshot = weir_delay_histogram_snapshot;
  widget_class->measure = weir_delay_histogram_measure;
  widget_class->css_changed = weir_delay_histogram_css_changed;
  gtk_widget_class_set_css_name (widget_class, "weir-delay-histogram");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
weir_delay_histogram_init (WeirDelayHistogram *self)
{
  self->bars = g_array_new (FALSE, TRUE, sizeof (guint64));
  weir_text_init (&self->text, GTK_WIDGET (self));
}

/**
 * weir_delay_histogram_new:
 *
 * Returns: (transfer floating): an empty histogram
 */
GtkWidget *
weir_delay_histogram_new (void)
{
  return g_object_new (WEIR_TYPE_DELAY_HISTOGRAM, NULL);
}

static void
update_label (WeirDelayHistogram *self)
{
  g_autofree char *count = weir_format_count (self->n_records);
  g_autofree char *lower = weir_format_duration (self->lower_usec);
  g_autofree char *upper = weir_format_duration (self->upper_usec);
  g_autofree char *label = self->n_records == 0
                             ? g_strdup (_("no record out of order"))
                             : g_strdup_printf (ngettext ("delay of %s record out of order, from %s to %s", "delays of %s records out of order, from %s to %s",
                                                       (gulong) self->n_records), count, lower, upper);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * weir_delay_histogram_set_delays:
 * @self: a histogram
 * @delays: (array length=n_delays): records by their delay, ascending, none
 *   empty; copied
 * @n_delays: how many
 * @grace_usec: (µs) where to put the mark, 0 for none
 *
 * Shows @delays. Main thread.
 */
void
weir_delay_histogram_set_delays (WeirDelayHistogram    *self,
                                 const WeirDelayBucket *delays,
                                 guint                  n_delays,
                                 gint64                 grace_usec)
{
  g_return_if_fail (WEIR_IS_DELAY_HISTOGRAM (self));
  g_return_if_fail (delays != NULL || n_delays == 0);

  self->n_records = 0;
  for (guint i = 0; i < n_delays; i++)
    self->n_records += delays[i].n_records;
  self->lower_usec = n_delays > 0 ? delays[0].lower_usec : 0;
  self->upper_usec = n_delays > 0 ? delays[n_delays - 1].upper_usec : 0;
  self->grace_usec = grace_usec;

  choose_axis (self);
  if (n_delays > 0)
    fill_bars (self, delays, n_delays);
  else
    g_array_set_size (self->bars, 0);

  update_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_delay_histogram_get_n_bars:
 * @self: a histogram
 *
 * Returns: how many bars there are, empty ones included
 */
guint
weir_delay_histogram_get_n_bars (WeirDelayHistogram *self)
{
  g_return_val_if_fail (WEIR_IS_DELAY_HISTOGRAM (self), 0);

  return self->bars->len;
}

/**
 * weir_delay_histogram_get_bar:
 * @self: a histogram
 * @bar: which bar, from 0
 * @lower_usec: (out): the delay (µs) it begins at
 * @upper_usec: (out): the delay it ends before
 *
 * Returns: the records in it
 */
guint64
weir_delay_histogram_get_bar (WeirDelayHistogram *self,
                              guint               bar,
                              gint64             *lower_usec,
                              gint64             *upper_usec)
{
  double first;
  double decades;

  g_return_val_if_fail (WEIR_IS_DELAY_HISTOGRAM (self) && bar < self->bars->len, 0);

  first = (double) ticks_usec[self->first_tick];
  decades = get_n_decades (self) / self->bars->len;
  *lower_usec = (gint64) round (first * pow (10.0, decades * bar));
  *upper_usec = (gint64) round (first * pow (10.0, decades * (bar + 1)));

  return g_array_index (self->bars, guint64, bar);
}
