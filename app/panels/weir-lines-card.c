#include "config.h"

#include "app/panels/weir-lines-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/panels/weir-card-levels.h"
#include "app/panels/weir-card-limits.h"
#include "app/panels/weir-chart-marks.h"
#include "app/panels/weir-chart-menu.h"
#include "app/common/weir-range-words.h"
#include "widgets/weir-format.h"
#include "widgets/weir-legend.h"
#include "widgets/weir-line-chart.h"

/* More lines than this cannot be told apart. */
#define MAX_LINES     32
/* A line stays until it is this far behind, or lines would come and go. */
#define KEPT_LINES    (2 * MAX_LINES)
/* Pulses between two looks at what matters. */
#define CHOOSE_PULSES 4

typedef struct
{
  WeirKeyView *key;       /* borrowed */
  WeirSeries  *series;    /* borrowed */
  guint        priority;
  double       size;
} Candidate;

struct _WeirLinesCard
{
  WeirCard       parent_instance;

  WeirLineChart *chart;
  GHashTable    *shown;      /* owned: WeirKeyView → WeirSeries, both owned */
  char          *selected;   /* owned, nullable: key that was chosen on another card */
  guint          n_pulses;
};

G_DEFINE_FINAL_TYPE (WeirLinesCard, weir_lines_card, WEIR_TYPE_CARD)

static Candidate
make_candidate (WeirLinesCard *self,
       WeirKeyView   *key,
       WeirSeries    *series,
       GHashTable    *firing)
{
  WeirCard *card = WEIR_CARD (self);
  const WeirPanelConfig *config = weir_card_get_config (card);
  WeirTimeRange *range = weir_card_get_time_range (card);
  const char *name = weir_key_view_get_key (key);
  Candidate candidate = { key, series, WEIR_COLOR_BY_SIZE, -1.0 };
  WeirRangeSummary summary;
  double size;

  weir_series_summarise (series, weir_time_range_get_begin (range), weir_time_range_get_end (range), &summary);
  size = fabs (config->relative ? weir_range_summary_get_change (&summary) : summary.last);
  candidate.size = isnan (size) ? -1.0 : size;
  if (weir_card_is_over_limit (card, summary.last) || g_hash_table_contains (firing, name))
    candidate.priority = WEIR_COLOR_OVER_LIMIT;
  else if (g_strcmp0 (self->selected, name) == 0)
    candidate.priority = WEIR_COLOR_SELECTED;

  return candidate;
}

static int
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *left = a;
  const Candidate *right = b;

  if (left->priority != right->priority)
    return left->priority > right->priority ? -1 : 1;
  if (left->size != right->size)
    return left->size > right->size ? -1 : 1;

  return strcmp (weir_key_view_get_key (left->key), weir_key_view_get_key (right->key));
}

/* All keys with a line to draw, those that matter most first. */
static GArray *
find_candidates (WeirLinesCard *self)
{
  WeirStreamView *stream = weir_card_get_stream (WEIR_CARD (self));
  int field = weir_card_get_field (WEIR_CARD (self), 0);
  const char *wanted = weir_card_get_config (WEIR_CARD (self))->key;
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autoptr(GHashTable) firing = weir_card_find_firing (WEIR_CARD (self));
  GListModel *keys = weir_stream_view_get_keys (stream);

  for (guint i = 0; i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr(WeirKeyView) key = g_list_model_get_item (keys, i);
      WeirSeries *series = weir_key_view_get_series (key, (guint) field);
      Candidate candidate;

      /* A key may come before its first number. */
      if (series == NULL || (wanted != NULL && *wanted != '\0' && g_strcmp0 (wanted, weir_key_view_get_key (key)) != 0))
        continue;
      candidate = make_candidate (self, key, series, firing);
      g_array_append_val (candidates, candidate);
    }
  g_array_sort (candidates, compare_candidates);

  return candidates;
}

/* Lines of keys that are gone, lost their memory, or are far behind those that matter. */
static void
remove_lines (WeirLinesCard *self,
              GArray        *candidates)
{
  g_autoptr(GHashTable) kept = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer key, series;

  for (guint i = 0; i < MIN (candidates->len, KEPT_LINES); i++)
    g_hash_table_add (kept, g_array_index (candidates, Candidate, i).series);

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &key, &series))
    if (!g_hash_table_contains (kept, series))
      {
        weir_line_chart_remove_series (self->chart, series);
        g_hash_table_iter_remove (&iter);
      }
}

/* Of those that are only large the first few get a colour; who had one keeps it for a while. */
static guint
find_color (WeirLinesCard   *self,
            const Candidate *candidate,
            guint            rank)
{
  WeirScope *scope = weir_card_get_scope (WEIR_CARD (self));
  const char *stream = weir_card_get_config (WEIR_CARD (self))->stream;
  const char *name = weir_key_view_get_key (candidate->key);

  if (candidate->priority == WEIR_COLOR_BY_SIZE && rank >= WEIR_COLOR_SLOTS_N)
    return weir_scope_find_color (scope, stream, name);

  return weir_scope_want_color (scope, stream, name, candidate->priority + WEIR_COLOR_SLOTS_N - MIN (rank, WEIR_COLOR_SLOTS_N));
}

static void
show_candidate (WeirLinesCard   *self,
                const Candidate *candidate,
                guint            rank)
{
  const char *name = weir_key_view_get_key (candidate->key);
  guint color = find_color (self, candidate, rank);

  if (g_hash_table_contains (self->shown, candidate->key))
    {
      weir_line_chart_set_color (self->chart, candidate->series, color);
      return;
    }

  weir_line_chart_add_series (self->chart, candidate->series, *name != '\0' ? name : _("(no key)"), color);
  g_hash_table_insert (self->shown, g_object_ref (candidate->key), g_object_ref (candidate->series));
}

static void
choose_lines (WeirLinesCard *self)
{
  g_autoptr(GArray) candidates = NULL;

  if (weir_card_get_stream (WEIR_CARD (self)) == NULL || weir_card_get_field (WEIR_CARD (self), 0) < 0)
    return;

  candidates = find_candidates (self);
  remove_lines (self, candidates);
  for (guint i = 0; i < candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);

      if (g_hash_table_contains (self->shown, candidate->key) || (i < MAX_LINES && g_hash_table_size (self->shown) < KEPT_LINES))
        show_candidate (self, candidate, i);
    }
}

static void
update_subtitle (WeirLinesCard *self)
{
  WeirCard *card = WEIR_CARD (self);
  WeirStreamView *stream = weir_card_get_stream (card);
  const WeirPanelConfig *config = weir_card_get_config (card);
  WeirTimeRange *range = weir_card_get_time_range (card);
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
    g_string_append_printf (text, ngettext (" · %u of %u key", " · %u of %u keys", n_all), n, n_all);

  weir_card_set_subtitle (card, text->str);
}

static void
weir_lines_card_pulse (WeirCard *card)
{
  WeirLinesCard *self = WEIR_LINES_CARD (card);

  if (self->n_pulses++ % CHOOSE_PULSES == 0)
    choose_lines (self);
  update_subtitle (self);
  if (weir_scope_is_look (weir_card_get_scope (card)))
    weir_line_chart_hold_figures (self->chart);
  weir_chart_marks_update (WEIR_CHART (self->chart), card);
}

static gboolean
weir_lines_card_get_levels (WeirCard       *card,
                            WeirCardLevels *levels)
{
  const WeirPanelConfig *config = weir_card_get_config (card);
  int field = weir_card_get_field (card, 0);

  return !config->relative && field >= 0
         && weir_card_levels_add_records (levels, weir_card_get_stream (card), (guint) field, config->key);
}

static void
on_key_chosen (WeirLinesCard *self,
               const char    *stream,
               const char    *key)
{
  if (g_strcmp0 (stream, weir_card_get_config (WEIR_CARD (self))->stream) != 0)
    return;

  g_free (self->selected);
  self->selected = g_strdup (key);
  choose_lines (self);
  weir_line_chart_set_highlight (self->chart, key);
}

/* The key that stands out; else all that are drawn, and those that are not. */
static const char *
weir_lines_card_get_key (WeirCard *card)
{
  const char *wanted = weir_card_get_config (card)->key;

  return wanted != NULL && *wanted != '\0' ? wanted : WEIR_LINES_CARD (card)->selected;
}

static void
weir_lines_card_bind (WeirCard *card)
{
  WeirLinesCard *self = WEIR_LINES_CARD (card);
  WeirScope *scope = weir_card_get_scope (card);
  const WeirPanelConfig *config = weir_card_get_config (card);
  const char *unit = weir_card_get_unit (card, weir_card_get_field (card, 0));

  self->chart = WEIR_LINE_CHART (weir_line_chart_new ());
  weir_chart_set_time_range (WEIR_CHART (self->chart), weir_card_get_time_range (card));
  weir_card_name_chart (card, GTK_WIDGET (self->chart), config->title);
  weir_line_chart_set_relative (self->chart, config->relative);
  if (!config->relative)
    weir_chart_set_unit (WEIR_CHART (self->chart), unit);
  weir_chart_set_flag (WEIR_CHART (self->chart), !config->relative && weir_card_is_flag (card, weir_card_get_field (card, 0)));
  weir_chart_marks_add_thresholds (WEIR_CHART (self->chart), config->thresholds, unit);

  weir_card_set_body (card, GTK_WIDGET (self->chart), "chart");
  weir_chart_marks_lead_to_records (WEIR_CHART (self->chart), card);
  weir_card_add_end (card, weir_legend_new (WEIR_CHART (self->chart)));
  weir_chart_menu_add (card, WEIR_CHART (self->chart));
  weir_chart_set_logarithmic (WEIR_CHART (self->chart), weir_card_get_config (card)->logarithmic);
  g_signal_connect_object (scope, "key-chosen", G_CALLBACK (on_key_chosen), self, G_CONNECT_SWAPPED);
  choose_lines (self);
  update_subtitle (self);
}

static void
weir_lines_card_finalize (GObject *object)
{
  g_hash_table_unref (WEIR_LINES_CARD (object)->shown);
  g_free (WEIR_LINES_CARD (object)->selected);

  G_OBJECT_CLASS (weir_lines_card_parent_class)->finalize (object);
}

static void
weir_lines_card_class_init (WeirLinesCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_lines_card_finalize;
  WEIR_CARD_CLASS (klass)->bind = weir_lines_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_lines_card_pulse;
  WEIR_CARD_CLASS (klass)->get_key = weir_lines_card_get_key;
  WEIR_CARD_CLASS (klass)->get_levels = weir_lines_card_get_levels;
}

static void
weir_lines_card_init (WeirLinesCard *self)
{
  self->shown = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
}
