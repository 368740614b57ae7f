#include "config.h"

#include "app/panels/weir-heatmap-card.h"

#include <glib/gi18n.h>

#include "app/panels/weir-chart-marks.h"
#include "widgets/weir-heatmap.h"

/* A row must stay high enough for its name. */
#define MAX_ROWS      40
#define MAX_LOOKED_AT 256

struct _WeirHeatmapCard
{
  WeirCard     parent_instance;

  WeirHeatmap *heatmap;
  GHashTable  *shown;      /* of WeirKeyView, owned */
};

G_DEFINE_FINAL_TYPE (WeirHeatmapCard, weir_heatmap_card, WEIR_TYPE_CARD)

static void
add_keys (WeirHeatmapCard *self)
{
  WeirStreamView *stream = weir_card_get_stream (WEIR_CARD (self));
  int field = weir_card_get_field (WEIR_CARD (self), 0);
  GListModel *keys = stream != NULL ? weir_stream_view_get_keys (stream) : NULL;
  guint n = keys != NULL && field >= 0 ? MIN (g_list_model_get_n_items (keys), MAX_LOOKED_AT) : 0;

  for (guint i = 0; i < n && g_hash_table_size (self->shown) < MAX_ROWS; i++)
    {
      g_autoptr(WeirKeyView) key = g_list_model_get_item (keys, i);
      WeirSeries *series = weir_key_view_get_series (key, (guint) field);

      /* A key may come before its first number. */
      if (series == NULL || g_hash_table_contains (self->shown, key))
        continue;
      weir_heatmap_add_row (self->heatmap, series, weir_key_view_get_key (key));
      g_hash_table_add (self->shown, g_steal_pointer (&key));
    }
}

static void
weir_heatmap_card_pulse (WeirCard *card)
{
  WeirHeatmapCard *self = WEIR_HEATMAP_CARD (card);

  add_keys (self);
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
  weir_chart_set_time_range (WEIR_CHART (self->heatmap), weir_scope_get_time_range (weir_card_get_scope (card)));
  /* An empty title keeps the place of the colour scale; the unit stands in the card's head. */
  weir_chart_set_title (WEIR_CHART (self->heatmap), "", NULL);
  weir_chart_set_flag (WEIR_CHART (self->heatmap), weir_card_is_flag (card, weir_card_get_field (card, 0)));
  weir_card_name_chart (card, GTK_WIDGET (self->heatmap), weir_card_get_config (card)->title);
  weir_card_set_subtitle (card, subtitle);
  weir_card_set_body (card, GTK_WIDGET (self->heatmap), "chart");
  weir_chart_marks_lead_to_records (WEIR_CHART (self->heatmap), card);
  add_keys (self);
}

static void
weir_heatmap_card_finalize (GObject *object)
{
  g_hash_table_unref (WEIR_HEATMAP_CARD (object)->shown);

  G_OBJECT_CLASS (weir_heatmap_card_parent_class)->finalize (object);
}

static void
weir_heatmap_card_class_init (WeirHeatmapCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_heatmap_card_finalize;
  WEIR_CARD_CLASS (klass)->bind = weir_heatmap_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_heatmap_card_pulse;
}

static void
weir_heatmap_card_init (WeirHeatmapCard *self)
{
  self->shown = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}
