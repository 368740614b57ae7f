#include "config.h"

#include "app/panels/weir-density-card.h"

#include <glib/gi18n.h>

#include "app/common/weir-words.h"
#include "app/panels/weir-chart-marks.h"
#include "data/view/weir-density-reader.h"
#include "widgets/weir-density-chart.h"

struct _WeirDensityCard
{
  WeirCard           parent_instance;

  WeirDensityChart  *chart;
  WeirDensityReader *reader;    /* owned, nullable: the stream has no windows of the field */
};

G_DEFINE_FINAL_TYPE (WeirDensityCard, weir_density_card, WEIR_TYPE_CARD)

static void
choose_keys (WeirDensityCard *self,
             GStrv            keys,
             const char      *what)
{
  WeirPanelConfig *config = weir_panel_config_copy (weir_card_get_config (WEIR_CARD (self)));

  g_strfreev (config->keys);
  config->keys = g_strdupv (keys);
  weir_card_change (WEIR_CARD (self), config, what);
  weir_panel_config_free (config);
}

static void
on_selected (WeirDensityCard *self,
             GStrv            names)
{
  choose_keys (self, names, _("Choose Keys"));
}

static void
on_clear_clicked (WeirDensityCard *self)
{
  const char *none[] = { NULL };

  choose_keys (self, (GStrv) none, _("Choose No Keys"));
}

/* Takes the keys that stand in front away again. */
static void
add_clear_button (WeirDensityCard *self)
{
  const WeirPanelConfig *config = weir_card_get_config (WEIR_CARD (self));
  guint n = g_strv_length (config->keys);
  g_autofree char *label = g_strdup_printf (ngettext ("%u key ×", "%u keys ×", n), n);
  GtkWidget *button;

  if (n == 0)
    return;

  button = gtk_button_new_with_label (label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Take these keys away from the front"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_clear_clicked), self);
  weir_card_add_end (WEIR_CARD (self), button);
}

static void
update_subtitle (WeirDensityCard *self)
{
  WeirCard *card = WEIR_CARD (self);
  const char *unit = weir_card_get_unit (card, weir_card_get_field (card, 0));
  g_autofree char *window = NULL;
  g_autofree char *subtitle = NULL;
  guint n;

  if (self->reader == NULL)
    {
      weir_card_set_subtitle (card, _("No window of this stream has values of this field; add one of minutes"));
      return;
    }

  n = weir_density_get_n_lines (weir_density_reader_get_density (self->reader));
  window = weir_dup_span (weir_density_reader_get_window_usec (self->reader));
  /* Translators: %1$s is a unit, %2$u a number, %3$s the length of windows, as in "°C · 400 keys, each by 1 min" */
  subtitle = g_strdup_printf (ngettext ("%1$s · %2$u key, each %3$s", "%1$s · %2$u keys, each %3$s", n), unit, n, window);
  weir_card_set_list_subtitle (card, subtitle);
}

static void
weir_density_card_pulse (WeirCard *card)
{
  WeirDensityCard *self = WEIR_DENSITY_CARD (card);
  WeirTimeRange *range = weir_card_get_time_range (card);

  if (self->reader != NULL
      && weir_density_reader_read (self->reader, weir_time_range_get_begin (range), weir_time_range_get_end (range)))
    weir_density_chart_set_density (self->chart, weir_density_reader_get_density (self->reader),
                                    weir_density_reader_get_window_usec (self->reader));
  update_subtitle (self);
  weir_chart_marks_update (WEIR_CHART (self->chart), card);
}

static const char *
weir_density_card_get_key (WeirCard *card)
{
  return weir_density_chart_get_pulled (WEIR_DENSITY_CARD (card)->chart);
}

static void
weir_density_card_bind (WeirCard *card)
{
  WeirDensityCard *self = WEIR_DENSITY_CARD (card);
  const WeirPanelConfig *config = weir_card_get_config (card);
  int field = weir_card_get_field (card, 0);

  self->chart = WEIR_DENSITY_CHART (weir_density_chart_new ());
  if (weir_card_get_stream (card) != NULL && field >= 0)
    {
      self->reader = weir_density_reader_new (weir_card_get_stream (card), (guint) field);
      weir_chart_set_unit (WEIR_CHART (self->chart), weir_card_get_unit (card, field));
    }
  weir_chart_set_time_range (WEIR_CHART (self->chart), weir_card_get_time_range (card));
  /* An empty title keeps the place of the colour scale; the unit stands in the card's head. */
  weir_chart_set_title (WEIR_CHART (self->chart), "", NULL);
  weir_chart_set_logarithmic (WEIR_CHART (self->chart), config->logarithmic);
  weir_density_chart_set_chosen (self->chart, (const char *const *) config->keys);
  weir_card_name_chart (card, GTK_WIDGET (self->chart), config->title);
  weir_card_set_body (card, GTK_WIDGET (self->chart), "chart");
  weir_chart_marks_add_thresholds (WEIR_CHART (self->chart), config->thresholds, weir_card_get_unit (card, field));
  weir_chart_marks_lead_to_records (WEIR_CHART (self->chart), card);
  g_signal_connect_object (self->chart, "selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  add_clear_button (self);
  weir_density_card_pulse (card);
}

static void
weir_density_card_dispose (GObject *object)
{
  WeirDensityCard *self = WEIR_DENSITY_CARD (object);

  if (self->chart != NULL)
    weir_density_chart_set_density (self->chart, NULL, 0);
  self->chart = NULL;
  g_clear_pointer (&self->reader, weir_density_reader_free);

  G_OBJECT_CLASS (weir_density_card_parent_class)->dispose (object);
}

static void
weir_density_card_class_init (WeirDensityCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_density_card_dispose;
  WEIR_CARD_CLASS (klass)->bind = weir_density_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_density_card_pulse;
  WEIR_CARD_CLASS (klass)->get_key = weir_density_card_get_key;
}

static void
weir_density_card_init (WeirDensityCard *self)
{
}
