#include "config.h"

#include "app/panels/weir-lines-card.h"

#include <glib/gi18n.h>

#include "app/panels/weir-chart-marks.h"
#include "app/common/weir-range-words.h"
#include "widgets/weir-format.h"
#include "widgets/weir-line-chart.h"

/* More lines than this cannot be told apart; the first keys are shown. */
#define MAX_LINES     32
#define MAX_LOOKED_AT 256

struct _WeirLinesCard
{
  WeirCard       parent_instance;

  WeirLineChart *chart;
  GHashTable    *shown;      /* of WeirKeyView, owned */
};

G_DEFINE_FINAL_TYPE (WeirLinesCard, weir_lines_card, WEIR_TYPE_CARD)

static void
add_keys (WeirLinesCard *self)
{
  WeirStreamView *stream = weir_card_get_stream (WEIR_CARD (self));
  int field = weir_card_get_field (WEIR_CARD (self), 0);
  const char *wanted = weir_card_get_config (WEIR_CARD (self))->key;
  GListModel *keys;
  guint n;

  if (stream == NULL || field < 0)
    return;

  keys = weir_stream_view_get_keys (stream);
  n = MIN (g_list_model_get_n_items (keys), MAX_LOOKED_AT);
  for (guint i = 0; i < n && weir_line_chart_get_n_series (self->chart) < MAX_LINES; i++)
    {
      g_autoptr(WeirKeyView) key = g_list_model_get_item (keys, i);
      WeirSeries *series = weir_key_view_get_series (key, (guint) field);
      const char *name = weir_key_view_get_key (key);

      /* A key may come before its first number. */
      if (series == NULL || g_hash_table_contains (self->shown, key) || (wanted != NULL && *wanted != '\0' && g_strcmp0 (wanted, name) != 0))
        continue;
      weir_line_chart_add_series (self->chart, series, *name != '\0' ? name : _("(no key)"),
                                  weir_key_view_get_color_index (key));
      g_hash_table_add (self->shown, g_steal_pointer (&key));
    }
}

static void
update_subtitle (WeirLinesCard *self)
{
  WeirCard *card = WEIR_CARD (self);
  WeirStreamView *stream = weir_card_get_stream (card);
  const WeirPanelConfig *config = weir_card_get_config (card);
  WeirTimeRange *range = weir_scope_get_time_range (weir_card_get_scope (card));
  const char *unit = config->relative ? "%" : weir_card_get_unit (card, weir_card_get_field (card, 0));
  guint n = weir_line_chart_get_n_series (self->chart);
  guint n_all = stream != NULL ? g_list_model_get_n_items (weir_stream_view_get_keys (stream)) : 0;
  g_autoptr(GString) text = g_string_new (unit);

  if (config->relative)
    {
      g_autofree char *clock = weir_dup_range_time (range, weir_time_range_get_begin (range));

      /* Translators: change since a time of day */
      g_string_append_printf (text, _(" since %s"), clock);
    }
  if (n_all > n)
    /* Translators: how many lines are shown of how many keys */
    g_string_append_printf (text, _(" · %u of %u keys"), n, n_all);

  weir_card_set_subtitle (card, text->str);
}

static void
weir_lines_card_pulse (WeirCard *card)
{
  WeirLinesCard *self = WEIR_LINES_CARD (card);

  add_keys (self);
  update_subtitle (self);
  weir_chart_marks_update (WEIR_CHART (self->chart), card);
}

static void
on_key_chosen (WeirLinesCard *self,
               const char    *stream,
               const char    *key)
{
  if (g_strcmp0 (stream, weir_card_get_config (WEIR_CARD (self))->stream) == 0)
    weir_line_chart_set_highlight (self->chart, key);
}

static void
weir_lines_card_bind (WeirCard *card)
{
  WeirLinesCard *self = WEIR_LINES_CARD (card);
  WeirScope *scope = weir_card_get_scope (card);
  const WeirPanelConfig *config = weir_card_get_config (card);
  const char *unit = weir_card_get_unit (card, weir_card_get_field (card, 0));

  self->chart = WEIR_LINE_CHART (weir_line_chart_new ());
  weir_chart_set_time_range (WEIR_CHART (self->chart), weir_scope_get_time_range (scope));
  weir_card_name_chart (card, GTK_WIDGET (self->chart), config->title);
  weir_line_chart_set_relative (self->chart, config->relative);
  if (!config->relative)
    weir_chart_set_unit (WEIR_CHART (self->chart), unit);
  weir_chart_marks_add_thresholds (WEIR_CHART (self->chart), config->thresholds, unit);

  weir_card_set_body (card, GTK_WIDGET (self->chart), "chart");
  g_signal_connect_object (scope, "key-chosen", G_CALLBACK (on_key_chosen), self, G_CONNECT_SWAPPED);
  add_keys (self);
  update_subtitle (self);
}

static void
weir_lines_card_finalize (GObject *object)
{
  g_hash_table_unref (WEIR_LINES_CARD (object)->shown);

  G_OBJECT_CLASS (weir_lines_card_parent_class)->finalize (object);
}

static void
weir_lines_card_class_init (WeirLinesCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_lines_card_finalize;
  WEIR_CARD_CLASS (klass)->bind = weir_lines_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_lines_card_pulse;
}

static void
weir_lines_card_init (WeirLinesCard *self)
{
  self->shown = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}
