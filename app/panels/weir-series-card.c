#include "config.h"

#include "app/panels/weir-series-card.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/common/weir-accessible.h"
#include "app/panels/weir-card-levels.h"
#include "app/panels/weir-chart-marks.h"
#include "app/panels/weir-chart-menu.h"
#include "app/panels/weir-window-knob.h"
#include "data/view/weir-series-reader.h"
#include "widgets/weir-legend.h"
#include "widgets/weir-series-chart.h"

/* Keys of a series that names none. */
#define MAX_KEYS      WEIR_N_SERIES_COLORS
/* Pulses between two looks at which keys are the largest. */
#define CHOOSE_PULSES 4

/* One series of the panel, and the keys that are shown of it. */
typedef struct
{
  WeirSeriesConfig       *config;   /* owned: the card outlives the workspace that described it */
  WeirStreamView         *stream;   /* owned, nullable: there is none of that name */
  WeirSeriesReader       *reader;   /* owned, nullable: the stream has no such values */
  WeirSeriesReader       *ghost;    /* owned, nullable: none is wanted */
  GStrv                   keys;     /* owned */
  guint                   n_all;    /* keys with values in the range */
} Series;

struct _WeirSeriesCard
{
  WeirCard         parent_instance;

  WeirSeriesChart *chart;
  GPtrArray       *series;     /* owned, of Series */
  GHashTable      *colors;     /* owned: "number key" → place in the palette */
  char            *chosen;     /* owned, nullable: the key that stands for WEIR_SERIES_CHOSEN_KEY */
  GtkDropDown     *chooser;    /* in the head, nullable: no series asks for it */
  WeirWindowKnob  *knob;       /* in the head, nullable: nothing here can be cut */
  guint            n_pulses;
};

/* What one layer of the chart reads. */
typedef struct
{
  WeirSeriesReader *reader;   /* borrowed: the layers go before the readers */
  char             *key;      /* owned */
} Source;

G_DEFINE_FINAL_TYPE (WeirSeriesCard, weir_series_card, WEIR_TYPE_CARD)

static void
series_free (gpointer data)
{
  Series *series = data;

  g_clear_pointer (&series->config, weir_series_config_free);
  g_clear_pointer (&series->reader, weir_series_reader_free);
  g_clear_pointer (&series->ghost, weir_series_reader_free);
  g_clear_object (&series->stream);
  g_strfreev (series->keys);
  g_free (series);
}

static void
source_free (gpointer data)
{
  Source *source = data;

  g_free (source->key);
  g_free (source);
}

static void
read_source (gint64   begin_usec,
             gint64   end_usec,
             gint64   column_usec,
             GArray  *points,
             gpointer user_data)
{
  const Source *source = user_data;

  weir_series_reader_read (source->reader, source->key, begin_usec, end_usec, column_usec, points);
}

static const Series *
series_at (WeirSeriesCard *self,
           guint           i)
{
  return g_ptr_array_index (self->series, i);
}

/* A chart has its scale at the right: what alone stands elsewhere goes there. */
static WeirSeriesScale
find_scale (WeirSeriesCard *self,
            const Series   *series)
{
  gboolean has_right = FALSE, has_left = FALSE;

  for (guint i = 0; i < self->series->len; i++)
    {
      has_right |= series_at (self, i)->config->scale == WEIR_SERIES_RIGHT;
      has_left |= series_at (self, i)->config->scale == WEIR_SERIES_LEFT;
    }
  if (has_right)
    return series->config->scale;
  if (has_left && series->config->scale == WEIR_SERIES_BELOW)
    return WEIR_SERIES_BELOW;

  return WEIR_SERIES_RIGHT;
}

/* A colour that stays with a key for as long as it is shown. */
static guint
find_color (WeirSeriesCard *self,
            guint           number,
            const char     *key)
{
  g_autofree char *name = g_strdup_printf ("%u %s", number, key);
  gpointer found;
  guint color = 0;

  if (g_hash_table_lookup_extended (self->colors, name, NULL, &found))
    return GPOINTER_TO_UINT (found);

  while (color < WEIR_N_SERIES_COLORS)
    {
      GHashTableIter iter;
      gpointer taken;
      gboolean is_free = TRUE;

      g_hash_table_iter_init (&iter, self->colors);
      while (g_hash_table_iter_next (&iter, NULL, &taken))
        is_free &= GPOINTER_TO_UINT (taken) != color;
      if (is_free)
        break;
      color++;
    }
  g_hash_table_insert (self->colors, g_steal_pointer (&name), GUINT_TO_POINTER (color));

  return color;
}

/* "price_p5 – p95": what both edges of a band begin with stands once. (transfer full) */
static char *
dup_value_name (const WeirSeriesConfig *config)
{
  gsize common = 0;

  if (config->value == NULL)
    return g_strdup (_("candles"));
  if (config->upper == NULL)
    return g_strdup (config->value);

  for (gsize i = 0; config->value[i] != '\0' && config->value[i] == config->upper[i]; i++)
    if (config->value[i] == '_')
      common = i + 1;

  return g_strdup_printf ("%s – %s", config->value, config->upper + common);
}

static gboolean
asks_for_chosen (const Series *series)
{
  return g_strcmp0 (series->config->key, WEIR_SERIES_CHOSEN_KEY) == 0;
}

/* Whether the panel shows one key alone, so that its name tells nothing. */
static gboolean
shows_one_key (WeirSeriesCard *self)
{
  const char *key = self->series->len > 0 ? series_at (self, 0)->config->key : NULL;

  for (guint i = 0; i < self->series->len; i++)
    if (g_strcmp0 (series_at (self, i)->config->key, key) != 0)
      return FALSE;

  return key != NULL;
}

/* "price_mean · AAPL", or the part of it that tells it from the others. (transfer full) */
static char *
dup_name (WeirSeriesCard *self,
          const Series   *series,
          const char     *key)
{
  g_autofree char *value = dup_value_name (series->config);
  const char *shown = *key != '\0' ? key : _("(no key)");

  if (self->series->len == 1 && g_strv_length (series->keys) > 1)
    return g_strdup (shown);
  if (shows_one_key (self))
    return g_steal_pointer (&value);

  return g_strdup_printf ("%s · %s", value, shown);
}

static void
add_layer (WeirSeriesCard   *self,
           guint             number,
           WeirSeriesReader *reader,
           const char       *key,
           gboolean          ghost)
{
  const Series *series = series_at (self, number);
  g_autofree char *name = dup_name (self, series, key);
  g_autofree char *ghost_name = g_strdup_printf (_("%s, before"), name);
  Source *source = g_new0 (Source, 1);
  WeirSeriesLayerSpec spec = {
    .style = series->config->style,
    .scale = find_scale (self, series),
    .group = 2 * number + (ghost ? 1 : 0),
    .name = ghost ? ghost_name : name,
    .unit = weir_series_reader_get_unit (reader),
    .color_index = find_color (self, number, key),
    .ghost = ghost,
    .window_usec = weir_series_reader_get_window_usec (reader),
    .read = read_source,
    .user_data = source,
    .destroy = source_free,
  };

  source->reader = reader;
  source->key = g_strdup (key);
  weir_series_chart_add_layer (self->chart, &spec);
}

/* Colours of keys that are gone are free again. */
static void
release_colors (WeirSeriesCard *self)
{
  g_autoptr(GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; i < self->series->len; i++)
    for (guint j = 0; series_at (self, i)->keys[j] != NULL; j++)
      g_hash_table_add (kept, g_strdup_printf ("%u %s", i, series_at (self, i)->keys[j]));

  g_hash_table_iter_init (&iter, self->colors);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (kept, name))
      g_hash_table_iter_remove (&iter);
}

static void
add_layers (WeirSeriesCard *self)
{
  weir_series_chart_clear (self->chart);
  release_colors (self);
  for (guint i = 0; i < self->series->len; i++)
    {
      const Series *series = series_at (self, i);

      for (guint j = 0; series->keys[j] != NULL; j++)
        if (series->ghost != NULL)
          add_layer (self, i, series->ghost, series->keys[j], TRUE);
      for (guint j = 0; series->keys[j] != NULL; j++)
        add_layer (self, i, series->reader, series->keys[j], FALSE);
    }
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Which keys each series shows; whether that has changed. In order of their names, so that ranks that change move no bar. */
static gboolean
choose_keys (WeirSeriesCard *self)
{
  WeirTimeRange *range = weir_card_get_time_range (WEIR_CARD (self));
  gboolean changed = FALSE;

  for (guint i = 0; i < self->series->len; i++)
    {
      Series *series = g_ptr_array_index (self->series, i);
      const char *fixed[] = { series->config->key, NULL };
      g_auto(GStrv) keys = NULL;

      if (asks_for_chosen (series))
        fixed[0] = self->chosen;
      if (series->reader == NULL || (series->config->key != NULL && fixed[0] != NULL))
        keys = g_strdupv ((char **) (series->reader != NULL ? fixed : &fixed[1]));
      else
        keys = weir_series_reader_dup_largest (series->reader, weir_time_range_get_begin (range),
                                               weir_time_range_get_end (range), series->config->key == NULL ? MAX_KEYS : 1, &series->n_all);
      qsort (keys, g_strv_length (keys), sizeof *keys, compare_texts);
      if (series->keys != NULL && g_strv_equal ((const char * const *) keys, (const char * const *) series->keys))
        continue;
      g_strfreev (series->keys);
      series->keys = g_steal_pointer (&keys);
      changed = TRUE;
    }

  return changed;
}

static void
append_part (GString    *text,
             const char *part)
{
  if (*part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

/* "AAPL · 1m · 8 of 20 keys" */
static void
update_subtitle (WeirSeriesCard *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (shows_one_key (self) && !asks_for_chosen (series_at (self, 0)))
    append_part (text, series_at (self, 0)->config->key);
  for (guint i = 0; i < self->series->len; i++)
    {
      const Series *series = series_at (self, i);
      guint n = g_strv_length (series->keys);

      if (series->reader == NULL)
        {
          g_autofree char *part = g_strdup_printf (_("“%s” has no %s"), series->config->stream, series->config->value);

          append_part (text, part);
        }
      else if (series->config->key == NULL && series->n_all > n)
        {
          g_autofree char *part = g_strdup_printf (ngettext ("%u of %u key", "%u of %u keys", series->n_all), n, series->n_all);

          append_part (text, part);
        }
      else if (i == 0 && series->config->window != NULL)
        {
          append_part (text, series->config->window);
        }
    }

  weir_card_set_subtitle (WEIR_CARD (self), text->str);
}

/* What cannot be had of windows of another length stays as it is. */
static void
cut_readers (WeirSeriesCard *self)
{
  gint64 width_usec = self->knob != NULL ? weir_window_knob_get_width (self->knob) : 0;

  for (guint i = 0; i < self->series->len; i++)
    {
      Series *series = g_ptr_array_index (self->series, i);

      if (series->reader != NULL)
        weir_series_reader_cut (series->reader, width_usec);
      if (series->ghost != NULL)
        weir_series_reader_cut (series->ghost, width_usec);
    }
}

static void
on_knob_changed (WeirSeriesCard *self)
{
  cut_readers (self);
  add_layers (self);
}

/* As long as the first windows that can be cut. */
static void
add_knob (WeirSeriesCard *self)
{
  for (guint i = 0; i < self->series->len && self->knob == NULL; i++)
    {
      const Series *series = series_at (self, i);

      if (series->reader == NULL || !weir_series_reader_can_be_cut (series->reader))
        continue;
      self->knob = WEIR_WINDOW_KNOB (weir_window_knob_new (weir_series_reader_get_window_usec (series->reader)));
      g_signal_connect_object (self->knob, "changed", G_CALLBACK (on_knob_changed), self, G_CONNECT_SWAPPED);
      weir_card_add_end (WEIR_CARD (self), GTK_WIDGET (self->knob));
    }
}

static void
open_readers (Series         *series,
              WeirStreamView *stream)
{
  g_autoptr(WeirSeriesConfig) now = weir_series_config_copy (series->config);

  now->previous_usec = 0;
  g_clear_pointer (&series->reader, weir_series_reader_free);
  g_clear_pointer (&series->ghost, weir_series_reader_free);
  g_set_object (&series->stream, stream);
  if (stream == NULL)
    return;

  series->reader = weir_series_reader_new (stream, now);
  if (series->config->previous_usec > 0)
    series->ghost = weir_series_reader_new (stream, series->config);
}

/* Streams come and go with the workspace that is watched. */
static void
find_streams (WeirSeriesCard *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (weir_card_get_scope (WEIR_CARD (self)));

  for (guint i = 0; i < self->series->len; i++)
    {
      Series *series = g_ptr_array_index (self->series, i);
      WeirStreamView *stream = monitor != NULL ? weir_monitor_find_stream (monitor, series->config->stream) : NULL;

      if (stream == series->stream)
        continue;
      weir_series_chart_clear (self->chart);
      open_readers (series, stream);
      g_clear_pointer (&series->keys, g_strfreev);
    }
}

/* The keys that can be chosen: those of the first stream that is asked for one. */
static WeirStreamView *
find_choosing (WeirSeriesCard *self)
{
  for (guint i = 0; i < self->series->len; i++)
    if (asks_for_chosen (series_at (self, i)) && series_at (self, i)->stream != NULL)
      return series_at (self, i)->stream;

  return NULL;
}

static void
on_chooser_selected (WeirSeriesCard *self)
{
  WeirKeyView *key = gtk_drop_down_get_selected_item (self->chooser);
  WeirStreamView *stream = find_choosing (self);

  if (key != NULL && stream != NULL && g_strcmp0 (weir_key_view_get_key (key), self->chosen) != 0)
    weir_scope_choose_key (weir_card_get_scope (WEIR_CARD (self)), weir_stream_view_get_config (stream)->name,
                           weir_key_view_get_key (key));
}

static char *
dup_key (WeirKeyView *key)
{
  if (key == NULL)
    return NULL;

  return g_strdup (*weir_key_view_get_key (key) != '\0' ? weir_key_view_get_key (key) : _("(no key)"));
}

/* Lets the list show what is chosen; the first of the keys is before anything was. */
static void
update_chooser (WeirSeriesCard *self)
{
  GListModel *keys = gtk_drop_down_get_model (self->chooser);

  for (guint i = 0; keys != NULL && i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr(WeirKeyView) key = g_list_model_get_item (keys, i);

      if (self->chosen == NULL)
        self->chosen = g_strdup (weir_key_view_get_key (key));
      if (g_strcmp0 (weir_key_view_get_key (key), self->chosen) != 0)
        continue;
      if (gtk_drop_down_get_selected (self->chooser) != i)
        gtk_drop_down_set_selected (self->chooser, i);
      return;
    }
}

static void
add_chooser (WeirSeriesCard *self)
{
  WeirStreamView *stream = find_choosing (self);
  g_autoptr(GtkExpression) name = NULL;

  if (stream == NULL || self->chooser != NULL)
    return;

  name = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (dup_key), NULL, NULL);
  self->chooser = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_drop_down_set_expression (self->chooser, name);
  gtk_drop_down_set_enable_search (self->chooser, TRUE);
  gtk_drop_down_set_model (self->chooser, weir_stream_view_get_keys (stream));
  gtk_widget_set_valign (GTK_WIDGET (self->chooser), GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->chooser), _("Choose the key that all panels show"));
  weir_accessible_set_name (GTK_WIDGET (self->chooser), _("Key of the Panels"));
  weir_card_add_end (WEIR_CARD (self), GTK_WIDGET (self->chooser));
  update_chooser (self);
  g_signal_connect_object (self->chooser, "notify::selected-item", G_CALLBACK (on_chooser_selected), self, G_CONNECT_SWAPPED);
}

static void
choose_layers (WeirSeriesCard *self)
{
  find_streams (self);
  add_chooser (self);
  if (self->chooser != NULL)
    update_chooser (self);
  add_knob (self);
  cut_readers (self);
  if (choose_keys (self))
    add_layers (self);
}

static void
weir_series_card_pulse (WeirCard *card)
{
  WeirSeriesCard *self = WEIR_SERIES_CARD (card);

  if (self->n_pulses++ % CHOOSE_PULSES == 0)
    choose_layers (self);
  update_subtitle (self);
  weir_chart_marks_update (WEIR_CHART (self->chart), card);
  weir_series_chart_invalidate (self->chart);
}

static void
add_series (WeirSeriesCard         *self,
            const WeirSeriesConfig *config)
{
  Series *series = g_new0 (Series, 1);

  series->config = weir_series_config_copy (config);
  series->keys = g_new0 (char *, 1);
  g_ptr_array_add (self->series, series);
}

static void
on_key_chosen (WeirSeriesCard *self,
               const char     *stream,
               const char     *key)
{
  gboolean asks = FALSE;

  for (guint i = 0; i < self->series->len; i++)
    asks |= asks_for_chosen (series_at (self, i)) && g_strcmp0 (series_at (self, i)->config->stream, stream) == 0;
  if (!asks || g_strcmp0 (self->chosen, key) == 0)
    return;

  g_free (self->chosen);
  self->chosen = g_strdup (key);
  choose_layers (self);
  update_subtitle (self);
}

static void
weir_series_card_bind (WeirCard *card)
{
  WeirSeriesCard *self = WEIR_SERIES_CARD (card);
  const WeirPanelConfig *config = weir_card_get_config (card);

  self->chart = WEIR_SERIES_CHART (weir_series_chart_new ());
  weir_chart_set_time_range (WEIR_CHART (self->chart), weir_card_get_time_range (card));
  weir_card_name_chart (card, GTK_WIDGET (self->chart), config->title);
  for (guint i = 0; i < config->series->len; i++)
    add_series (self, g_ptr_array_index (config->series, i));
  weir_chart_marks_add_thresholds (WEIR_CHART (self->chart), config->thresholds, "");

  weir_card_set_body (card, GTK_WIDGET (self->chart), "chart");
  weir_chart_marks_lead_to_records (WEIR_CHART (self->chart), card);
  weir_card_add_end (card, weir_legend_new (WEIR_CHART (self->chart)));
  weir_chart_menu_add (card, WEIR_CHART (self->chart));
  weir_chart_set_logarithmic (WEIR_CHART (self->chart), weir_card_get_config (card)->logarithmic);
  g_signal_connect_object (weir_card_get_scope (card), "key-chosen", G_CALLBACK (on_key_chosen), self, G_CONNECT_SWAPPED);
  choose_layers (self);
  update_subtitle (self);
}

static const char *
weir_series_card_get_key (WeirCard *card)
{
  WeirSeriesCard *self = WEIR_SERIES_CARD (card);

  if (self->series->len == 0)
    return NULL;

  return asks_for_chosen (series_at (self, 0)) ? self->chosen : series_at (self, 0)->config->key;
}

static void
weir_series_card_dispose (GObject *object)
{
  WeirSeriesCard *self = WEIR_SERIES_CARD (object);

  /* Its layers read from the series. */
  if (self->chart != NULL)
    weir_series_chart_clear (self->chart);
  self->chart = NULL;

  G_OBJECT_CLASS (weir_series_card_parent_class)->dispose (object);
}

static void
weir_series_card_finalize (GObject *object)
{
  g_ptr_array_unref (WEIR_SERIES_CARD (object)->series);
  g_hash_table_unref (WEIR_SERIES_CARD (object)->colors);
  g_free (WEIR_SERIES_CARD (object)->chosen);

  G_OBJECT_CLASS (weir_series_card_parent_class)->finalize (object);
}

/* Of its first series. */
static gboolean
weir_series_card_get_levels (WeirCard       *card,
                             WeirCardLevels *levels)
{
  GPtrArray *series = weir_card_get_config (card)->series;

  return series != NULL && series->len > 0
         && weir_card_levels_add_series (levels, weir_scope_get_monitor (weir_card_get_scope (card)),
                                         g_ptr_array_index (series, 0));
}

static void
weir_series_card_class_init (WeirSeriesCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_series_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_series_card_finalize;
  WEIR_CARD_CLASS (klass)->bind = weir_series_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_series_card_pulse;
  WEIR_CARD_CLASS (klass)->get_key = weir_series_card_get_key;
  WEIR_CARD_CLASS (klass)->get_levels = weir_series_card_get_levels;
}

static void
weir_series_card_init (WeirSeriesCard *self)
{
  self->series = g_ptr_array_new_with_free_func (series_free);
  self->colors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
