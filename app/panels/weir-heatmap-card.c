#include "config.h"

#include "app/panels/weir-heatmap-card.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/common/weir-accessible.h"
#include "app/panels/weir-card-limits.h"
#include "app/panels/weir-chart-marks.h"
#include "widgets/weir-heatmap.h"

/* Pulses between two looks at what matters: rows that change places more often cannot be followed. */
#define ORDER_PULSES 40
#define SCROLL_ROWS  3

typedef struct
{
  WeirKeyView *key;       /* borrowed */
  WeirSeries  *series;    /* borrowed */
  gboolean     matters;
  double       value;
} Candidate;

struct _WeirHeatmapCard
{
  WeirCard      parent_instance;

  WeirHeatmap  *heatmap;
  GtkWidget    *scrollbar;
  GPtrArray    *shown;      /* owned, of WeirSeries, owned: by row */
  guint         n_pulses;
};

G_DEFINE_FINAL_TYPE (WeirHeatmapCard, weir_heatmap_card, WEIR_TYPE_CARD)

static int
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *left = a;
  const Candidate *right = b;

  if (left->matters != right->matters)
    return left->matters ? -1 : 1;
  if (left->value != right->value)
    return left->value > right->value ? -1 : 1;

  return strcmp (weir_key_view_get_key (left->key), weir_key_view_get_key (right->key));
}

/* Keys over a limit or with an alert that fires, then the others, the largest value at the end of the range first. */
static GArray *
find_candidates (WeirHeatmapCard *self)
{
  WeirCard *card = WEIR_CARD (self);
  WeirStreamView *stream = weir_card_get_stream (card);
  WeirTimeRange *range = weir_card_get_time_range (card);
  int field = weir_card_get_field (card, 0);
  GListModel *keys = stream != NULL ? weir_stream_view_get_keys (stream) : NULL;
  guint n = keys != NULL && field >= 0 ? g_list_model_get_n_items (keys) : 0;
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autoptr(GHashTable) firing = n > 0 ? weir_card_find_firing (card) : NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirKeyView) key = g_list_model_get_item (keys, i);
      Candidate candidate = { key, weir_key_view_get_series (key, (guint) field), FALSE, -INFINITY };
      WeirRangeSummary summary;

      /* A key may come before its first number. */
      if (candidate.series == NULL)
        continue;
      weir_series_summarise (candidate.series, weir_time_range_get_begin (range), weir_time_range_get_end (range), &summary);
      if (!isnan (summary.last))
        candidate.value = summary.last;
      candidate.matters = weir_card_is_over_limit (card, summary.last)
                          || g_hash_table_contains (firing, weir_key_view_get_key (key));
      g_array_append_val (candidates, candidate);
    }
  g_array_sort (candidates, compare_candidates);

  return candidates;
}

static gboolean
is_shown (WeirHeatmapCard *self,
          GArray          *candidates)
{
  if (candidates->len != self->shown->len)
    return FALSE;

  for (guint i = 0; i < candidates->len; i++)
    if (g_array_index (candidates, Candidate, i).series != g_ptr_array_index (self->shown, i))
      return FALSE;

  return TRUE;
}

static void
order_rows (WeirHeatmapCard *self)
{
  g_autoptr(GArray) candidates = find_candidates (self);

  if (is_shown (self, candidates))
    return;

  weir_heatmap_clear (self->heatmap);
  g_ptr_array_set_size (self->shown, 0);
  for (guint i = 0; i < candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);

      weir_heatmap_add_row (self->heatmap, candidate->series, weir_key_view_get_key (candidate->key));
      g_ptr_array_add (self->shown, g_object_ref (candidate->series));
    }
}

/* Rows must not move while the pointer is on one, or after scrolling to it. */
static gboolean
is_looked_at (WeirHeatmapCard *self)
{
  WeirTimeRange *range = weir_card_get_time_range (WEIR_CARD (self));

  return weir_time_range_get_crosshair (range) != WEIR_TIME_RANGE_NO_TIME
         || gtk_adjustment_get_value (weir_heatmap_get_adjustment (self->heatmap)) > 0.0;
}

static guint
count_series (WeirHeatmapCard *self)
{
  WeirStreamView *stream = weir_card_get_stream (WEIR_CARD (self));
  int field = weir_card_get_field (WEIR_CARD (self), 0);
  guint n = 0;

  for (guint i = 0; stream != NULL && field >= 0 && i < g_list_model_get_n_items (weir_stream_view_get_keys (stream)); i++)
    {
      g_autoptr(WeirKeyView) key = g_list_model_get_item (weir_stream_view_get_keys (stream), i);

      n += weir_key_view_get_series (key, (guint) field) != NULL;
    }

  return n;
}

static void
update_scrollbar (WeirHeatmapCard *self)
{
  GtkAdjustment *adjustment = weir_heatmap_get_adjustment (self->heatmap);

  gtk_widget_set_visible (self->scrollbar, gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment));
}

/* Over the names; over the cells the wheel zooms time. */
static gboolean
on_scroll (GtkEventControllerScroll *controller,
           double                    dx,
           double                    dy,
           WeirHeatmapCard          *self)
{
  GtkAdjustment *adjustment = weir_heatmap_get_adjustment (self->heatmap);

  if (dy == 0.0 || !gtk_widget_get_visible (self->scrollbar))
    return GDK_EVENT_PROPAGATE;

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + dy * SCROLL_ROWS);

  return GDK_EVENT_STOP;
}

static GtkWidget *
create_body (WeirHeatmapCard *self)
{
  GtkAdjustment *adjustment = weir_heatmap_get_adjustment (self->heatmap);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  self->scrollbar = gtk_scrollbar_new (GTK_ORIENTATION_VERTICAL, adjustment);
  gtk_widget_set_visible (self->scrollbar, FALSE);
  weir_accessible_set_name (self->scrollbar, _("Rows"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->heatmap), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->heatmap));
  gtk_box_append (GTK_BOX (box), self->scrollbar);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (box, scroll);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (update_scrollbar), self, G_CONNECT_SWAPPED);

  return box;
}

static void
weir_heatmap_card_pulse (WeirCard *card)
{
  WeirHeatmapCard *self = WEIR_HEATMAP_CARD (card);

  /* A key that is new is shown at once. */
  if (self->n_pulses++ % ORDER_PULSES == 0 ? !is_looked_at (self) : count_series (self) != self->shown->len)
    order_rows (self);
  weir_chart_marks_update (WEIR_CHART (self->heatmap), card);
}

static void
weir_heatmap_card_bind (WeirCard *card)
{
  WeirHeatmapCard *self = WEIR_HEATMAP_CARD (card);
  const char *unit = weir_card_get_unit (card, weir_card_get_field (card, 0));
  /* Translators: what the colours of a heat map mean; %s is a unit */
  g_autofree char *subtitle = g_strdup_printf (_("%s · largest value of each moment"), unit);

  self->heatmap = WEIR_HEATMAP (weir_heatmap_new ());
  weir_chart_set_time_range (WEIR_CHART (self->heatmap), weir_card_get_time_range (card));
  /* An empty title keeps the place of the colour scale; the unit stands in the card's head. */
  weir_chart_set_title (WEIR_CHART (self->heatmap), "", NULL);
  weir_chart_set_flag (WEIR_CHART (self->heatmap), weir_card_is_flag (card, weir_card_get_field (card, 0)));
  weir_card_name_chart (card, GTK_WIDGET (self->heatmap), weir_card_get_config (card)->title);
  weir_card_set_subtitle (card, subtitle);
  weir_card_set_body (card, create_body (self), "chart");
  weir_chart_marks_lead_to_records (WEIR_CHART (self->heatmap), card);
  order_rows (self);
}

static const char *
weir_heatmap_card_get_key (WeirCard *card)
{
  return weir_heatmap_get_pointed (WEIR_HEATMAP_CARD (card)->heatmap);
}

static void
weir_heatmap_card_finalize (GObject *object)
{
  g_ptr_array_unref (WEIR_HEATMAP_CARD (object)->shown);

  G_OBJECT_CLASS (weir_heatmap_card_parent_class)->finalize (object);
}

static void
weir_heatmap_card_class_init (WeirHeatmapCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_heatmap_card_finalize;
  WEIR_CARD_CLASS (klass)->bind = weir_heatmap_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_heatmap_card_pulse;
  WEIR_CARD_CLASS (klass)->get_key = weir_heatmap_card_get_key;
}

static void
weir_heatmap_card_init (WeirHeatmapCard *self)
{
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
}
