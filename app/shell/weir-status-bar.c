#include "config.h"

#include "app/shell/weir-status-bar.h"

#include <glib/gi18n.h>

#include "app/shell/weir-memory-button.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

typedef enum
{
  FIGURE_RATE,
  FIGURE_RECORDS,
  FIGURE_LAG,
  FIGURE_DELAY,
  FIGURE_LATE,
  FIGURE_DEAD,
  FIGURE_GAPS,
  FIGURE_MEMORY,
  N_FIGURES
} Figure;

/* A longer address is cut before a figure gives way to it. */
#define LONG_PLACE "255.255.255.255:65535"

struct _WeirStatusBar
{
  GtkBox     parent_instance;

  GtkBox    *connection_box;
  GtkLabel  *dot_label;
  GtkLabel  *word_label;
  GtkLabel  *place_label;
  GtkBox    *figures;
  GtkBox    *end_figures;

  GtkWidget *boxes[N_FIGURES];   /* each a caption and a figure */
  GtkLabel  *labels[N_FIGURES];  /* that of memory shows its own */
  gboolean   has_gaps;
  char      *place;         /* owned: the connection's address */
  char      *place_since;   /* owned, nullable: and since when it is in its state */
  int        room_px;
};

G_DEFINE_FINAL_TYPE (WeirStatusBar, weir_status_bar, GTK_TYPE_BOX)

static const struct
{
  const char *name;      /* of the figure, for tests and screen readers */
  const char *caption;
  gboolean    after;     /* the caption follows the figure */
} descriptions[N_FIGURES] = {
  [FIGURE_RATE] = { "rate", N_("records/s"), TRUE },
  [FIGURE_RECORDS] = { "records", N_("records"), TRUE },
  [FIGURE_LAG] = { "own-lag", N_("own lag"), FALSE },
  [FIGURE_DELAY] = { "delay", N_("event → screen"), FALSE },
  [FIGURE_LATE] = { "late", N_("late"), FALSE },
  [FIGURE_DEAD] = { "dead", N_("dead letters"), FALSE },
  [FIGURE_GAPS] = { "gaps", N_("gaps"), FALSE },
};

/* What gives way where there is no room for all, first to last. */
static const Figure giving_way[] = {
  FIGURE_RECORDS, FIGURE_MEMORY, FIGURE_GAPS, FIGURE_DELAY, FIGURE_LAG, FIGURE_LATE,
};

static void
add_figure (WeirStatusBar *self,
            Figure         figure,
            GtkBox        *parent)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *caption = gtk_label_new (_(descriptions[figure].caption));
  GtkWidget *label = gtk_label_new ("–");

  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (label, "figure");
  gtk_widget_set_name (label, descriptions[figure].name);
  gtk_box_append (GTK_BOX (box), descriptions[figure].after ? label : caption);
  gtk_box_append (GTK_BOX (box), descriptions[figure].after ? caption : label);
  gtk_box_append (parent, box);

  self->boxes[figure] = box;
  self->labels[figure] = GTK_LABEL (label);
}

static void
set_figure (WeirStatusBar *self,
            Figure         figure,
            char          *text)
{
  g_autofree char *owned = text;
  g_autofree char *spoken = NULL;

  if (g_strcmp0 (gtk_label_get_label (self->labels[figure]), text) == 0)
    return;

  gtk_label_set_label (self->labels[figure], text);
  spoken = g_strdup_printf ("%s %s", _(descriptions[figure].caption), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->labels[figure]),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
set_state (WeirStatusBar *self,
           WeirState      state,
           const char    *tooltip)
{
  const char *classes[] = { state.style_class, NULL };

  gtk_label_set_label (self->dot_label, state.sign);
  gtk_label_set_label (self->word_label, state.word);
  gtk_widget_set_css_classes (GTK_WIDGET (self->dot_label), classes);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
}

static void
set_place (WeirStatusBar *self,
           const char    *place,
           const char    *clock)
{
  g_free (self->place);
  g_free (self->place_since);
  self->place = g_strdup (place != NULL ? place : "");
  /* Translators: address of the broker and since when the state holds */
  self->place_since = clock != NULL ? g_strdup_printf (_("%s · since %s"), self->place, clock) : NULL;
}

/* What was lost, where and why, after its toast is gone. */
static void
set_gaps (WeirStatusBar *self,
          WeirMonitor   *monitor,
          guint64        n_gaps)
{
  GPtrArray *texts = weir_monitor_get_gap_texts (monitor);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) g_ptr_array_index (texts, i));

  set_figure (self, FIGURE_GAPS, weir_format_count (n_gaps));
  gtk_widget_set_tooltip_text (self->boxes[FIGURE_GAPS], text->str);
  self->has_gaps = n_gaps > 0;
}

static void
weir_status_bar_finalize (GObject *object)
{
  WeirStatusBar *self = WEIR_STATUS_BAR (object);

  g_free (self->place);
  g_free (self->place_since);

  G_OBJECT_CLASS (weir_status_bar_parent_class)->finalize (object);
}

static void
weir_status_bar_class_init (WeirStatusBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = weir_status_bar_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-status-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirStatusBar, connection_box);
  gtk_widget_class_bind_template_child (widget_class, WeirStatusBar, dot_label);
  gtk_widget_class_bind_template_child (widget_class, WeirStatusBar, word_label);
  gtk_widget_class_bind_template_child (widget_class, WeirStatusBar, place_label);
  gtk_widget_class_bind_template_child (widget_class, WeirStatusBar, figures);
  gtk_widget_class_bind_template_child (widget_class, WeirStatusBar, end_figures);
}

static void
weir_status_bar_init (WeirStatusBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  for (Figure figure = 0; figure < FIGURE_MEMORY; figure++)
    add_figure (self, figure, self->figures);
  self->boxes[FIGURE_MEMORY] = weir_memory_button_new ();
  gtk_box_append (self->end_figures, self->boxes[FIGURE_MEMORY]);
  set_state (self, weir_state_of_source (WEIR_INTAKE_STATE_IDLE), NULL);
  set_place (self, NULL, NULL);
  gtk_widget_set_visible (self->boxes[FIGURE_GAPS], FALSE);
}

/* The connection that needs attention most: the first that is not connected. */
static void
find_worst (WeirMonitor          *monitor,
            WeirConnectionStatus *status)
{
  guint n = weir_monitor_get_n_connections (monitor);

  for (guint i = 0; i < n; i++)
    {
      g_clear_pointer (&status->text, g_free);
      weir_monitor_get_connection (monitor, i, status);
      if (status->state != WEIR_INTAKE_STATE_CONNECTED)
        break;
    }
}

static void
update_connection (WeirStatusBar *self,
                   WeirMonitor   *monitor)
{
  WeirConnectionStatus status = { .state = WEIR_INTAKE_STATE_IDLE };
  g_autofree char *clock = NULL;

  find_worst (monitor, &status);
  if (status.since_usec > 0)
    clock = weir_dup_clock (status.since_usec);

  set_place (self, status.bootstrap, clock);
  set_state (self, weir_state_of_source (status.state), status.text);
  g_free (status.text);
}

static char *
dup_late (const WeirMonitorCounters *counters)
{
  g_autofree char *late = weir_format_count (counters->n_late_records);
  g_autofree char *future = weir_format_count (counters->n_future);

  if (counters->n_future == 0)
    return g_steal_pointer (&late);

  /* Translators: late records, and records from the future */
  return g_strdup_printf (_("%s (+%s future)"), late, future);
}

static char *
dup_delay (gint64 delay_usec)
{
  if (delay_usec < 0)
    return g_strdup ("–");
  if (delay_usec >= 10 * G_USEC_PER_SEC)
    return weir_dup_span (delay_usec - delay_usec % G_USEC_PER_SEC);

  return g_strdup_printf (_("%d ms"), (int) (delay_usec / 1000));
}

static int
natural_width (gpointer widget)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static int
figure_width (WeirStatusBar *self,
              Figure         figure)
{
  int width = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (self->boxes[figure]); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    width += natural_width (child) + gtk_box_get_spacing (GTK_BOX (self->boxes[figure]));

  return width + gtk_box_get_spacing (self->figures);
}

static int
place_width (WeirStatusBar *self,
             const char    *place)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self->place_label), place);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

/* What is always there: the connection's sign and word, and the edges. */
static int
state_width (WeirStatusBar *self)
{
  GtkBorder padding;

  gtk_style_context_get_padding (gtk_widget_get_style_context (GTK_WIDGET (self)), &padding);

  return padding.left + padding.right + natural_width (self->dot_label) + natural_width (self->word_label)
         + 2 * gtk_box_get_spacing (self->connection_box);
}

/* A warning stays. */
static gboolean
may_give_way (WeirStatusBar *self,
              Figure         figure)
{
  return figure != FIGURE_MEMORY || !weir_memory_button_warns (WEIR_MEMORY_BUTTON (self->boxes[figure]));
}

static void
fit (WeirStatusBar *self)
{
  gboolean shown[N_FIGURES];
  gboolean roomy;
  int needed = state_width (self);

  for (Figure figure = 0; figure < N_FIGURES; figure++)
    {
      shown[figure] = figure != FIGURE_GAPS || self->has_gaps;
      needed += shown[figure] ? figure_width (self, figure) : 0;
    }

  roomy = self->place_since != NULL && needed + place_width (self, self->place_since) <= self->room_px;
  gtk_label_set_label (self->place_label, roomy ? self->place_since : self->place);
  if (!roomy)
    needed += MIN (place_width (self, self->place), place_width (self, LONG_PLACE));

  for (guint i = 0; !roomy && i < G_N_ELEMENTS (giving_way) && needed > self->room_px; i++)
    {
      if (!shown[giving_way[i]] || !may_give_way (self, giving_way[i]))
        continue;
      shown[giving_way[i]] = FALSE;
      needed -= figure_width (self, giving_way[i]);
    }

  for (Figure figure = 0; figure < N_FIGURES; figure++)
    gtk_widget_set_visible (self->boxes[figure], shown[figure]);
}

void
weir_status_bar_update (WeirStatusBar *self,
                        WeirMonitor   *monitor,
                        gint64         delay_usec)
{
  WeirMonitorCounters counters = { .own_lag = -1 };

  g_return_if_fail (WEIR_IS_STATUS_BAR (self));

  if (monitor == NULL)
    {
      weir_memory_button_update (WEIR_MEMORY_BUTTON (self->boxes[FIGURE_MEMORY]), NULL, &counters);
      set_state (self, weir_state_of_source (WEIR_INTAKE_STATE_IDLE), NULL);
      set_place (self, NULL, NULL);
      fit (self);
      return;
    }

  weir_monitor_get_counters (monitor, &counters);
  update_connection (self, monitor);
  set_figure (self, FIGURE_RATE, weir_format_count ((guint64) (counters.records_per_second + 0.5)));
  set_figure (self, FIGURE_RECORDS, weir_format_count (counters.n_records));
  set_figure (self, FIGURE_LAG, counters.own_lag < 0 ? g_strdup ("–") : weir_format_count ((guint64) counters.own_lag));
  set_figure (self, FIGURE_DELAY, dup_delay (delay_usec));
  set_figure (self, FIGURE_LATE, dup_late (&counters));
  set_figure (self, FIGURE_DEAD, weir_format_count (counters.n_dead));
  set_gaps (self, monitor, counters.n_gaps);
  weir_memory_button_update (WEIR_MEMORY_BUTTON (self->boxes[FIGURE_MEMORY]), monitor, &counters);
  fit (self);
}

/* The width the bar may take: figures give way until it fits. */
void
weir_status_bar_set_room (WeirStatusBar *self,
                          int            room_px)
{
  g_return_if_fail (WEIR_IS_STATUS_BAR (self));

  self->room_px = room_px;
  fit (self);
}
