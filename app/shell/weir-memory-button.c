#include "config.h"

#include "app/shell/weir-memory-button.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

#define MIB (1024.0 * 1024.0)

/* What had no room, the worst first. */
typedef enum
{
  LOSS_RECORDS,
  LOSS_DERIVED,
  LOSS_OTHER,
  LOSS_UNLISTED,
  LOSS_ROWS,
  LOSS_CHARTS,
  LOSS_SAMPLES,
  N_LOSSES
} Loss;

struct _WeirMemoryButton
{
  GtkBox         parent_instance;

  GtkMenuButton *button;    /* child */
  GtkLabel      *sign;      /* of the button, as the next two */
  GtkLabel      *word;
  GtkLabel      *figure;
  GtkPopover    *popover;   /* the button's */
  GtkGrid       *streams;   /* in the popover, as the next */
  GtkLabel      *advice;

  WeirMonitor   *monitor;   /* owned, nullable */
  gboolean       warns;
};

G_DEFINE_FINAL_TYPE (WeirMemoryButton, weir_memory_button, GTK_TYPE_BOX)

/* As short as a status bar wants it. */
static char *
dup_loss (Loss    loss,
          guint64 n)
{
  g_autofree char *count = weir_format_count (n);

  switch (loss)
    {
    case LOSS_RECORDS:
      return g_strdup_printf (ngettext ("%s record dropped", "%s records dropped", n), count);
    case LOSS_DERIVED:
      return g_strdup_printf (ngettext ("%s row may be missing", "%s rows may be missing", n), count);
    case LOSS_OTHER:
      return g_strdup_printf (ngettext ("%s record in “(other)”", "%s records in “(other)”", n), count);
    case LOSS_UNLISTED:
      return g_strdup_printf (ngettext ("%s record of keys not listed", "%s records of keys not listed", n), count);
    case LOSS_ROWS:
      return g_strdup_printf (ngettext ("%s window dropped", "%s windows dropped", n), count);
    case LOSS_CHARTS:
      return g_strdup_printf (ngettext ("%s line dropped", "%s lines dropped", n), count);
    case LOSS_SAMPLES:
      return g_strdup_printf (ngettext ("%s sample not drawn", "%s samples not drawn", n), count);
    case N_LOSSES:
    default:
      g_return_val_if_reached (NULL);
    }
}

static const char *
get_meaning (Loss loss)
{
  switch (loss)
    {
    case LOSS_RECORDS:
      return _("No window has them: its windows keep every record, and there was no room for more.");
    case LOSS_DERIVED:
      return _("The join, table or ranking forgot what waits for its partner or its turn.");
    case LOSS_OTHER:
      return _("Their keys found no room; the totals of “(other)” are exact.");
    case LOSS_UNLISTED:
      return _("Tables list the keys that came first; windows and exports have each of them.");
    case LOSS_ROWS:
      return _("Charts and exports reach back less far than the retention says.");
    case LOSS_CHARTS:
      return _("These keys have no line any more; their values and windows go on.");
    case LOSS_SAMPLES:
      return _("The screen did not take them in time; windows and exports have them.");
    case N_LOSSES:
    default:
      g_return_val_if_reached (NULL);
    }
}

static Loss
find_worst (const guint64 *losses)
{
  Loss loss = 0;

  while (loss < N_LOSSES && losses[loss] == 0)
    loss++;

  return loss;
}

static WeirState
state_of (Loss worst)
{
  if (worst == N_LOSSES)
    return (WeirState) { "✓", _("Everything has room"), "ok" };

  return worst <= LOSS_DERIVED ? (WeirState) { "▲", _("Lost"), "critical" } : (WeirState) { "●", _("No room"), "warning" };
}

static GtkLabel *
append_label (GtkWidget  *box,
              const char *style_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

/* Nothing is wrapped: a popover does not ask how high its texts become by that. */
static void
attach (WeirMemoryButton *self,
        const char       *text,
        const char       *style_class,
        int               column,
        int               row,
        int               width)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 2 ? 1.0f : 0.0f);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);
  gtk_widget_set_hexpand (label, column == 1);
  gtk_grid_attach (self->streams, label, column, row, width, 1);
}

static int
attach_losses (WeirMemoryButton *self,
               const guint64    *losses,
               int               row)
{
  for (Loss loss = 0; loss < N_LOSSES; loss++)
    {
      g_autofree char *words = losses[loss] > 0 ? dup_loss (loss, losses[loss]) : NULL;

      if (words == NULL)
        continue;
      attach (self, words, NULL, 1, row++, 2);
      attach (self, get_meaning (loss), "secondary", 1, row++, 2);
    }

  return row;
}

static int
attach_stream (WeirMemoryButton *self,
               WeirStreamView   *stream,
               int               row)
{
  const WeirStreamConfig *config = weir_stream_view_get_config (stream);
  WeirStreamCounters counters;
  guint64 losses[N_LOSSES];
  g_autofree char *held = NULL, *budget = NULL, *figure = NULL;
  WeirState state;

  weir_stream_view_get_counters (stream, &counters);
  losses[LOSS_RECORDS] = counters.n_shed_records;
  losses[LOSS_DERIVED] = counters.derived.n_refused + counters.derived.n_evicted + counters.derived.n_unordered;
  losses[LOSS_OTHER] = counters.n_other_records;
  losses[LOSS_UNLISTED] = counters.n_unlisted_records;
  losses[LOSS_ROWS] = counters.n_evicted_rows;
  losses[LOSS_CHARTS] = counters.n_dropped_charts;
  losses[LOSS_SAMPLES] = counters.n_shed_samples;
  state = state_of (find_worst (losses));

  held = weir_format_number ((double) counters.n_bytes / MIB, 1);
  budget = weir_format_number ((double) counters.budget_bytes / MIB, 1);
  figure = g_strdup_printf (_("%s of %s MB"), held, budget);
  attach (self, state.sign, state.style_class, 0, row, 1);
  attach (self, config->title != NULL ? config->title : config->name, "strong", 1, row, 1);
  attach (self, figure, "number", 2, row, 1);

  return attach_losses (self, losses, row + 1);
}

static void
fill_popover (WeirMemoryButton *self)
{
  GListModel *streams = self->monitor != NULL ? weir_monitor_get_streams (self->monitor) : NULL;
  guint n = streams != NULL ? g_list_model_get_n_items (streams) : 0;
  GtkWidget *child;
  int row = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->streams))) != NULL)
    gtk_grid_remove (self->streams, child);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirStreamView) stream = g_list_model_get_item (streams, i);

      row = attach_stream (self, stream, row);
    }

  gtk_label_set_label (self->advice,
                       self->warns ? _("What helps: a larger “max_bytes” of the stream in the workspace file,\n"
                                       "a shorter “retention”, or a “key” with fewer values.")
                                   : _("Past its share a stream counts new keys in “(other)”.\n"
                                       "What it drops is shown here."));
}

/* Filled before it is measured. */
static void
on_create_popup (GtkMenuButton *button,
                 gpointer       user_data)
{
  fill_popover (user_data);
}

static void
create_popover (WeirMemoryButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  GtkLabel *title = append_label (box, "heading");

  gtk_label_set_label (title, _("Memory of the Streams"));
  gtk_label_set_xalign (title, 0.0f);
  self->streams = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->streams, 10);
  gtk_grid_set_row_spacing (self->streams, 4);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->streams));
  self->advice = append_label (box, "secondary");
  gtk_label_set_xalign (self->advice, 0.0f);

  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_widget_add_css_class (box, "weir-memory");
  gtk_popover_set_child (self->popover, box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->popover), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Memory of the Streams"), -1);
}

static void
weir_memory_button_dispose (GObject *object)
{
  g_clear_object (&WEIR_MEMORY_BUTTON (object)->monitor);

  G_OBJECT_CLASS (weir_memory_button_parent_class)->dispose (object);
}

static void
weir_memory_button_class_init (WeirMemoryButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_memory_button_dispose;
}

static void
weir_memory_button_init (WeirMemoryButton *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  self->sign = append_label (content, NULL);
  self->word = append_label (content, "figure");
  gtk_label_set_label (append_label (content, "caption"), _("memory"));
  self->figure = append_label (content, "figure");
  gtk_label_set_label (self->figure, "–");
  gtk_widget_set_name (GTK_WIDGET (self->figure), "memory");

  create_popover (self);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_child (self->button, content);
  gtk_menu_button_set_has_frame (self->button, FALSE);
  gtk_menu_button_set_direction (self->button, GTK_ARROW_UP);
  gtk_menu_button_set_popover (self->button, GTK_WIDGET (self->popover));
  gtk_menu_button_set_create_popup_func (self->button, on_create_popup, self, NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _("What each stream holds and what had no room"));
  weir_accessible_set_name (GTK_WIDGET (self->button), _("memory"));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->button));
}

GtkWidget *
weir_memory_button_new (void)
{
  return g_object_new (WEIR_TYPE_MEMORY_BUTTON, NULL);
}

static void
show_worst (WeirMemoryButton          *self,
            const WeirMonitorCounters *counters)
{
  const guint64 losses[N_LOSSES] = {
    [LOSS_RECORDS] = counters->n_shed_records,
    [LOSS_DERIVED] = counters->n_derived_losses,
    [LOSS_OTHER] = counters->n_other_records,
    [LOSS_ROWS] = counters->n_evicted_rows,
    [LOSS_CHARTS] = counters->n_dropped_charts,
    [LOSS_SAMPLES] = counters->n_shed,
  };
  Loss worst = find_worst (losses);
  WeirState state = state_of (worst);
  const char *classes[] = { state.style_class, NULL };
  const char *word_classes[] = { "figure", state.style_class, NULL };
  g_autofree char *words = worst < N_LOSSES ? dup_loss (worst, losses[worst]) : NULL;

  self->warns = worst < N_LOSSES;
  gtk_label_set_label (self->sign, state.sign);
  gtk_label_set_label (self->word, words != NULL ? words : "");
  gtk_widget_set_css_classes (GTK_WIDGET (self->sign), classes);
  gtk_widget_set_css_classes (GTK_WIDGET (self->word), word_classes);
  gtk_widget_set_visible (GTK_WIDGET (self->sign), self->warns);
  gtk_widget_set_visible (GTK_WIDGET (self->word), self->warns);
}

void
weir_memory_button_update (WeirMemoryButton          *self,
                           WeirMonitor               *monitor,
                           const WeirMonitorCounters *counters)
{
  g_autofree char *figure = NULL;
  g_autofree char *spoken = NULL;

  g_return_if_fail (WEIR_IS_MEMORY_BUTTON (self));

  g_set_object (&self->monitor, monitor);
  show_worst (self, counters);
  figure = g_strdup_printf (_("%d of %d MB"), (int) (counters->n_bytes >> 20), (int) (counters->budget_bytes >> 20));
  gtk_label_set_label (self->figure, figure);

  spoken = g_strdup_printf ("%s %s%s%s", _("memory"), figure, self->warns ? ", " : "", gtk_label_get_label (self->word));
  weir_accessible_set_name (GTK_WIDGET (self->button), spoken);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->popover)))
    fill_popover (self);
}

gboolean
weir_memory_button_warns (WeirMemoryButton *self)
{
  g_return_val_if_fail (WEIR_IS_MEMORY_BUTTON (self), FALSE);

  return self->warns;
}
