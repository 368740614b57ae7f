#include "config.h"

#include "app/panels/weir-candles-card.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/panels/weir-card-levels.h"
#include "app/panels/weir-chart-marks.h"
#include "app/panels/weir-chart-menu.h"
#include "app/common/weir-words.h"
#include "widgets/weir-candle-chart.h"

#define SMA_LENGTH 5

struct _WeirCandlesCard
{
  WeirCard         parent_instance;

  WeirCandleChart *chart;
  GtkDropDown     *keys;
  char            *wanted;   /* nullable: the key to choose once it appears */
};

G_DEFINE_FINAL_TYPE (WeirCandlesCard, weir_candles_card, WEIR_TYPE_CARD)

static void
on_key_selected (WeirCandlesCard *self)
{
  WeirKeyView *key = gtk_drop_down_get_selected_item (self->keys);
  const WeirPanelConfig *config = weir_card_get_config (WEIR_CARD (self));

  weir_candle_chart_set_candles (self->chart, key != NULL ? weir_key_view_get_candles (key) : NULL);
  weir_card_name_chart (WEIR_CARD (self), GTK_WIDGET (self->chart), key != NULL ? weir_key_view_get_key (key) : config->title);
}

static char *
dup_key (WeirKeyView *key)
{
  if (key == NULL)
    return NULL;

  return g_strdup (*weir_key_view_get_key (key) != '\0' ? weir_key_view_get_key (key) : _("(no key)"));
}

/* The wanted key may appear only after the card. */
static void
choose_wanted (WeirCandlesCard *self)
{
  GListModel *keys = gtk_drop_down_get_model (self->keys);
  guint n = keys != NULL && self->wanted != NULL ? g_list_model_get_n_items (keys) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirKeyView) key = g_list_model_get_item (keys, i);

      if (g_strcmp0 (weir_key_view_get_key (key), self->wanted) == 0)
        {
          g_clear_pointer (&self->wanted, g_free);
          gtk_drop_down_set_selected (self->keys, i);
          return;
        }
    }
}

static void
on_key_chosen (WeirCandlesCard *self,
               const char      *stream,
               const char      *key)
{
  if (g_strcmp0 (stream, weir_card_get_config (WEIR_CARD (self))->stream) != 0)
    return;

  g_free (self->wanted);
  self->wanted = g_strdup (key);
  choose_wanted (self);
}

/* "1 min candles"; where several windows share a place: "5 min candles, each of 1 min windows". */
static char *
dup_length (const WeirWindowSpec *spec,
            gint64                width_usec)
{
  g_autofree char *span = weir_dup_span (spec->size_usec);
  g_autofree char *width = weir_dup_span (width_usec);

  if (width_usec > spec->size_usec && spec->kind == WEIR_WINDOW_TUMBLING)
    /* Translators: length of a candle, and of the windows it is made of: "5 min candles of 1 min windows" */
    return g_strdup_printf (_("%s candles of %s windows"), width, span);
  if (spec->kind == WEIR_WINDOW_CALENDAR_DAY)
    return g_strdup (_("day candles"));
  if (spec->kind == WEIR_WINDOW_CALENDAR_WEEK)
    return g_strdup (_("week candles"));

  /* Translators: length of a candle, "1 min candles" */
  return g_strdup_printf (_("%s candles"), span);
}

/* "1 min candles · USD" */
static void
update_subtitle (WeirCandlesCard *self)
{
  WeirCard *card = WEIR_CARD (self);
  WeirStreamView *stream = weir_card_get_stream (card);
  const WeirStreamConfig *config = stream != NULL ? weir_stream_view_get_config (stream) : NULL;
  const char *unit = weir_card_get_unit (card, weir_card_get_field (card, 0));
  g_autofree char *length = NULL, *text = NULL;

  if (config == NULL || config->windows->len == 0)
    return;

  if (!weir_row_schema_has_candles (weir_stream_view_get_row_schema (stream, 0)))
    {
      text = g_strdup_printf (_("no candles: the windows “%s” leave out first, max, min or last of the stream’s first number"),
                              weir_stream_config_get_window (config, 0)->name);
      weir_card_set_subtitle (card, text);
      return;
    }

  length = dup_length (&weir_stream_config_get_window (config, 0)->spec, weir_candle_chart_get_width_usec (self->chart));
  text = *unit != '\0' ? g_strdup_printf ("%s · %s", length, unit) : g_steal_pointer (&length);
  weir_card_set_subtitle (card, text);
}

static void
weir_candles_card_pulse (WeirCard *card)
{
  WeirCandlesCard *self = WEIR_CANDLES_CARD (card);

  choose_wanted (self);
  update_subtitle (self);
  weir_chart_marks_update (WEIR_CHART (self->chart), card);
}

/* Of the key that is shown, and its close. */
static gboolean
weir_candles_card_get_levels (WeirCard       *card,
                              WeirCardLevels *levels)
{
  WeirStreamView *stream = weir_card_get_stream (card);
  WeirRowSchema *schema;

  if (stream == NULL || weir_stream_view_get_config (stream)->windows->len == 0)
    return FALSE;

  schema = weir_stream_view_get_row_schema (stream, 0);

  return weir_row_schema_has_candles (schema)
         && weir_card_levels_add_rows (levels, stream, schema->values[schema->close], WEIR_CANDLES_CARD (card)->wanted);
}

static void
create_drop_down (WeirCandlesCard *self)
{
  g_autoptr(GtkExpression) name = NULL;

  name = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (dup_key), NULL, NULL);
  self->keys = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_drop_down_set_expression (self->keys, name);
  gtk_drop_down_set_enable_search (self->keys, TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->keys), GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->keys), _("Choose what the candles show"));
  weir_accessible_set_name (GTK_WIDGET (self->keys), _("Key of the candles"));
  g_signal_connect_swapped (self->keys, "notify::selected-item", G_CALLBACK (on_key_selected), self);
}

static void
weir_candles_card_bind (WeirCard *card)
{
  WeirCandlesCard *self = WEIR_CANDLES_CARD (card);
  WeirScope *scope = weir_card_get_scope (card);
  WeirStreamView *stream = weir_card_get_stream (card);

  self->wanted = g_strdup (weir_card_get_config (card)->key);
  self->chart = WEIR_CANDLE_CHART (weir_candle_chart_new ());
  weir_candle_chart_set_overlays (self->chart, TRUE, SMA_LENGTH);
  weir_chart_set_time_range (WEIR_CHART (self->chart), weir_card_get_time_range (card));
  weir_chart_set_unit (WEIR_CHART (self->chart), weir_card_get_unit (card, weir_card_get_field (card, 0)));
  weir_card_set_body (card, GTK_WIDGET (self->chart), "chart");
  weir_chart_marks_lead_to_records (WEIR_CHART (self->chart), card);
  weir_chart_menu_add (card, WEIR_CHART (self->chart));
  weir_chart_set_logarithmic (WEIR_CHART (self->chart), weir_card_get_config (card)->logarithmic);

  create_drop_down (self);
  weir_card_set_title_widget (card, GTK_WIDGET (self->keys));
  update_subtitle (self);
  g_signal_connect_object (scope, "key-chosen", G_CALLBACK (on_key_chosen), self, G_CONNECT_SWAPPED);
  if (stream != NULL)
    gtk_drop_down_set_model (self->keys, weir_stream_view_get_keys (stream));
  on_key_selected (self);
}

static const char *
weir_candles_card_get_key (WeirCard *card)
{
  WeirKeyView *key = gtk_drop_down_get_selected_item (WEIR_CANDLES_CARD (card)->keys);

  return key != NULL && !weir_key_view_get_is_other (key) ? weir_key_view_get_key (key) : NULL;
}

static void
weir_candles_card_finalize (GObject *object)
{
  g_free (WEIR_CANDLES_CARD (object)->wanted);

  G_OBJECT_CLASS (weir_candles_card_parent_class)->finalize (object);
}

static void
weir_candles_card_class_init (WeirCandlesCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_candles_card_finalize;
  WEIR_CARD_CLASS (klass)->bind = weir_candles_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_candles_card_pulse;
  WEIR_CARD_CLASS (klass)->get_levels = weir_candles_card_get_levels;
  WEIR_CARD_CLASS (klass)->get_key = weir_candles_card_get_key;
}

static void
weir_candles_card_init (WeirCandlesCard *self)
{
}
