#include "config.h"

#include "app/panels/weir-ranking-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/panels/weir-rank-row.h"
#include "app/common/weir-table.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"
#include "widgets/weir-share-bar.h"

/* Pulses between two looks at a window that is open: rows that change places too often cannot be read. */
#define LOOK_PULSES 4

#define BAR_WIDTH_PX 56
/* A key is shown whole up to here; the bar gives way. */
#define MIN_KEY_CHARS 6
#define MAX_KEY_CHARS 20

struct _WeirRankingCard
{
  WeirCard             parent_instance;

  GtkColumnView       *view;
  GtkToggleButton     *final_button;
  GListStore          *rows;         /* of WeirRankRow; owned by the view's model */
  GtkColumnViewColumn *key_column;
  GtkColumnViewColumn *value_column; /* owned by the view, as the next */
  GtkColumnViewColumn *bar_column;
  GtkColumnViewColumn *count_column;
  GtkColumnViewColumn *change_column;

  WeirRanking         *shown;        /* owned, nullable */
  int                  decimals;     /* of the ranked column */
  double               largest;      /* of it, without sign */
  int                  change;       /* index of a column that is a change in percent, -1: none */
  guint                n_pulses;
};

G_DEFINE_FINAL_TYPE (WeirRankingCard, weir_ranking_card, WEIR_TYPE_CARD)

static WeirRankingCard *
card_of (WeirRankRow *row)
{
  return g_object_get_data (G_OBJECT (row), "card");
}

static char *
text_rank (gpointer     item,
           const char **style_class)
{
  *style_class = "secondary";
  return g_strdup_printf ("%u", weir_rank_row_get_rank (item));
}

static char *
text_key (gpointer     item,
          const char **style_class)
{
  const WeirRankingRow *row = weir_rank_row_get (item);

  *style_class = row != NULL ? "strong" : "secondary";
  if (row == NULL)
    return g_strdup ("–");

  return g_strdup (*row->key != '\0' ? row->key : _("(no key)"));
}

/* A change has its sign, and a colour beside it. */
static char *
dup_change (double       change,
            const char **style_class)
{
  *style_class = change >= 0.005 ? "rising" : change <= -0.005 ? "falling" : "secondary";

  return weir_format_change (change, 2);
}

static gboolean
is_change (const char *column)
{
  return g_str_has_suffix (column, "_change_percent");
}

static char *
text_value (gpointer     item,
            const char **style_class)
{
  const WeirRankingRow *row = weir_rank_row_get (item);

  if (row != NULL && is_change (card_of (item)->shown->column))
    return dup_change (weir_value_get_double (&row->value), style_class);

  return row != NULL ? weir_format_number (weir_value_get_double (&row->value), card_of (item)->decimals) : g_strdup ("");
}

static char *
text_count (gpointer     item,
            const char **style_class)
{
  const WeirRankingRow *row = weir_rank_row_get (item);

  *style_class = "secondary";
  return row != NULL ? weir_format_count (row->count) : g_strdup ("");
}

static char *
text_change (gpointer     item,
             const char **style_class)
{
  const WeirRankingRow *row = weir_rank_row_get (item);
  int column = card_of (item)->change;

  return row != NULL ? dup_change (column >= 0 ? weir_value_get_double (&row->values[column]) : NAN, style_class) : g_strdup ("");
}

static GtkWidget *
create_bar (gpointer user_data)
{
  GtkWidget *bar = weir_share_bar_new ();

  gtk_widget_set_size_request (bar, BAR_WIDTH_PX, -1);

  return bar;
}

static void
update_bar (GtkWidget *cell,
            gpointer   item,
            gpointer   user_data)
{
  WeirRankingCard *self = user_data;
  const WeirRankingRow *row = weir_rank_row_get (item);
  double share = row != NULL && self->largest > 0.0 ? fabs (weir_value_get_double (&row->value)) / self->largest : NAN;

  weir_share_bar_set_share (WEIR_SHARE_BAR (cell), share, weir_rank_row_get_color_index (item));
}

static void
add_columns (WeirRankingCard *self)
{
  /* Translators: a column of ranks, 1, 2, 3 … */
  const WeirTableColumn rank = { .title = _("#"), .chars = 2, .xalign = 1, .text = text_rank };
  const WeirTableColumn key = { .title = _("Key"), .chars = 6, .expand = TRUE, .text = text_key };
  const WeirTableColumn value = { .title = _("Value"), .chars = 9, .xalign = 1, .text = text_value };
  const WeirTableColumn bar = { .title = "", .create = create_bar, .update = update_bar, .user_data = self, .gives_way = 1 };
  const WeirTableColumn count = { .title = _("Records"), .chars = 6, .xalign = 1, .text = text_count, .gives_way = 2 };
  const WeirTableColumn change = { .title = _("Change"), .chars = 11, .xalign = 1, .text = text_change, .gives_way = 3 };

  weir_table_add_column (self->view, &rank);
  self->key_column = weir_table_add_column (self->view, &key);
  self->value_column = weir_table_add_column (self->view, &value);
  self->bar_column = weir_table_add_column (self->view, &bar);
  self->count_column = weir_table_add_column (self->view, &count);
  self->change_column = weir_table_add_column (self->view, &change);
  weir_table_align_titles (self->view);
}

/* "volume_sum" → "volume sum · shares": what a person would say. */
static char *
dup_column_title (const char *column,
                  const char *unit)
{
  g_autofree char *words = g_strdup (g_str_equal (column, "count") ? _("Records") : column);

  g_strdelimit (words, "_", ' ');
  if (is_change (column))
    {
      *g_strrstr (words, " percent") = '\0';
      unit = "";
    }

  return *unit != '\0' ? g_strdup_printf ("%s · %s", words, unit) : g_steal_pointer (&words);
}

/* How the columns of @ranking are to be written. */
static void
measure_ranking (WeirRankingCard *self,
                 WeirRanking     *ranking)
{
  gboolean whole = TRUE;

  int key_chars = MIN_KEY_CHARS;

  self->largest = 0.0;
  self->change = -1;
  for (guint i = 0; i < ranking->n_rows; i++)
    {
      self->largest = fmax (self->largest, fabs (weir_value_get_double (&ranking->rows[i].value)));
      whole = whole && ranking->rows[i].value.type == WEIR_VALUE_INT;
      key_chars = MAX (key_chars, (int) g_utf8_strlen (ranking->rows[i].key, -1));
    }
  weir_table_set_chars (self->view, self->key_column, MIN (key_chars, MAX_KEY_CHARS));
  self->decimals = whole ? 0 : weir_format_decimals (self->largest);

  /* "Change" is that of the stream's first number, and of no other. */
  for (guint i = 0; i < ranking->n_columns && self->change < 0; i++)
    if (is_change (ranking->columns[i]))
      self->change = (int) i;
  if (self->change >= 0 && g_str_equal (ranking->columns[self->change], ranking->column))
    self->change = -1;
}

static void
update_columns (WeirRankingCard *self)
{
  gboolean by_count = self->shown != NULL && g_str_equal (self->shown->column, "count");

  weir_table_set_wanted (self->view, self->count_column, !by_count);
  weir_table_set_wanted (self->view, self->change_column, self->change >= 0);
  weir_table_fit (self->view);
}

/* "14:31–14:32", or "21 Nov" of a whole day, in the zone of the charts; of another day, "21 Nov 01:00–22 Nov 01:00". */
static char *
dup_bounds (WeirRanking *ranking,
            GTimeZone   *zone)
{
  gint64 length_usec = ranking->end_usec - ranking->start_usec;
  gint64 precision_usec = length_usec % G_TIME_SPAN_MINUTE == 0 ? G_TIME_SPAN_MINUTE : G_TIME_SPAN_SECOND;
  g_autofree char *begin = weir_format_clock (ranking->start_usec, zone, precision_usec);
  g_autofree char *end = weir_format_clock (ranking->end_usec, zone, precision_usec);
  g_autofree char *first = weir_format_clock (ranking->start_usec, zone, G_TIME_SPAN_DAY);
  g_autofree char *last = weir_format_clock (ranking->end_usec - 1, zone, G_TIME_SPAN_DAY);

  if (length_usec >= G_TIME_SPAN_DAY && !g_str_equal (begin, "00:00"))
    return g_strdup_printf ("%s %s–%s %s", first, begin, last, end);
  if (!g_str_equal (begin, "00:00") || !g_str_equal (end, "00:00"))
    return g_strdup_printf ("%s–%s", begin, end);

  return g_str_equal (first, last) ? g_steal_pointer (&first) : g_strdup_printf ("%s–%s", first, last);
}

/* "14:31–14:32 UTC · ○ open · of 200 keys"; how many are shown the ranks tell */
static void
update_subtitle (WeirRankingCard *self)
{
  WeirRanking *ranking = self->shown;
  WeirTimeRange *range = weir_card_get_time_range (WEIR_CARD (self));
  g_autofree char *bounds = NULL, *zone_name = NULL, *all = NULL, *keys = NULL, *text = NULL;
  WeirState state;
  gboolean outside;

  if (ranking == NULL)
    {
      weir_card_set_subtitle (WEIR_CARD (self), gtk_toggle_button_get_active (self->final_button)
                                                  ? _("no window is final yet") : _("no window has a row yet"));
      return;
    }

  state = weir_state_of_window (ranking->state);
  bounds = dup_bounds (ranking, weir_time_range_get_zone (range));
  zone_name = weir_time_range_dup_zone_name (range);
  all = weir_format_count (ranking->n_ranked);
  /* Translators: how many keys were compared for a ranking, after its window: "14:31–14:32 UTC · of 200 keys" */
  keys = g_strdup_printf (ngettext ("of %s key", "of %s keys", ranking->n_ranked), all);
  outside = ranking->end_usec <= weir_time_range_get_begin (range) || ranking->start_usec >= weir_time_range_get_end (range);
  text = g_strdup_printf ("%s %s · %s %s · %s%s", bounds, zone_name, state.sign, state.word, keys,
                          /* Translators: of a ranking whose window is not in the time range that the charts show */
                          outside ? _(" · not in the range shown") : "");
  weir_card_set_subtitle (WEIR_CARD (self), text);
}

/* As on the charts of its source. */
static guint
find_color (WeirRankingCard *self,
            const char      *key)
{
  const WeirStreamConfig *config = weir_stream_view_get_config (weir_card_get_stream (WEIR_CARD (self)));

  return weir_scope_want_color (weir_card_get_scope (WEIR_CARD (self)), config->derived->sources[WEIR_JOIN_SIDE_LEFT], key,
                                WEIR_COLOR_LISTED);
}

/* Rows are never taken away: while a window is young it has few keys, and the cards would move with every window. */
static void
fill_rows (WeirRankingCard *self,
           WeirRanking     *ranking)
{
  guint n_ranks = ranking != NULL ? ranking->n_rows : 0;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->rows)); i < n_ranks; i++)
    {
      g_autoptr(WeirRankRow) row = weir_rank_row_new (i + 1);

      g_object_set_data (G_OBJECT (row), "card", self);
      g_list_store_append (self->rows, row);
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->rows)); i++)
    {
      g_autoptr(WeirRankRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      weir_rank_row_set (row, ranking, i < n_ranks ? find_color (self, ranking->rows[i].key) : G_MAXUINT);
    }
}

/* NULL: there is none. */
static void
show_ranking (WeirRankingCard *self,
              WeirRanking     *ranking)
{
  WeirRanking *owned = ranking != NULL ? weir_ranking_ref (ranking) : NULL;
  g_autofree char *title = ranking != NULL ? dup_column_title (ranking->column, ranking->unit) : NULL;

  g_clear_pointer (&self->shown, weir_ranking_unref);
  self->shown = owned;

  if (ranking != NULL)
    measure_ranking (self, ranking);
  fill_rows (self, ranking);
  if (title != NULL)
    gtk_column_view_column_set_title (self->value_column, title);
  weir_table_refresh (self->view);
}

static void
weir_ranking_card_pulse (WeirCard *card)
{
  WeirRankingCard *self = WEIR_RANKING_CARD (card);
  WeirStreamView *stream = weir_card_get_stream (card);
  WeirRanking *ranking = NULL;
  gboolean settled;

  /* It does not follow a range that is not live; its subtitle names its window. */
  if (!weir_scope_get_live (weir_card_get_scope (card)) && self->shown != NULL)
    {
      update_columns (self);
      update_subtitle (self);
      return;
    }

  if (stream != NULL)
    ranking = gtk_toggle_button_get_active (self->final_button) ? weir_stream_view_get_final_ranking (stream)
                                                                : weir_stream_view_get_ranking (stream);

  settled = ranking != NULL && self->shown != NULL && ranking->start_usec == self->shown->start_usec
            && ranking->state == self->shown->state;
  if (ranking != self->shown && (!settled || self->n_pulses % LOOK_PULSES == 0))
    show_ranking (self, ranking);
  self->n_pulses++;
  update_columns (self);
  update_subtitle (self);
}

/* The other cards of the dashboard follow. */
static void
on_activated (GtkColumnView   *view,
              guint            position,
              WeirRankingCard *self)
{
  g_autoptr(WeirRankRow) item = g_list_model_get_item (G_LIST_MODEL (self->rows), position);
  const WeirRankingRow *row = item != NULL ? weir_rank_row_get (item) : NULL;
  const WeirStreamConfig *config = weir_stream_view_get_config (weir_card_get_stream (WEIR_CARD (self)));

  if (row != NULL)
    weir_scope_choose_key (weir_card_get_scope (WEIR_CARD (self)), config->derived->sources[WEIR_JOIN_SIDE_LEFT], row->key);
}

static void
create_final_button (WeirRankingCard *self)
{
  self->final_button = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_label (_("Final")));
  gtk_widget_add_css_class (GTK_WIDGET (self->final_button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->final_button), "small");
  gtk_widget_set_valign (GTK_WIDGET (self->final_button), GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->final_button),
                               _("Show the newest window that is final; it stays until the next one closes"));
  g_signal_connect_swapped (self->final_button, "toggled", G_CALLBACK (weir_ranking_card_pulse), self);
  weir_card_add_end (WEIR_CARD (self), GTK_WIDGET (self->final_button));
}

static void
weir_ranking_card_bind (WeirCard *card)
{
  WeirRankingCard *self = WEIR_RANKING_CARD (card);
  g_autoptr(GtkSelectionModel) selection = NULL;

  self->view = weir_card_create_table (card);
  gtk_column_view_set_single_click_activate (self->view, TRUE);
  g_signal_connect (self->view, "activate", G_CALLBACK (on_activated), self);
  add_columns (self);
  create_final_button (self);

  self->rows = g_list_store_new (WEIR_TYPE_RANK_ROW);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (self->rows)));
  gtk_column_view_set_model (self->view, selection);
}

static void
weir_ranking_card_finalize (GObject *object)
{
  g_clear_pointer (&WEIR_RANKING_CARD (object)->shown, weir_ranking_unref);

  G_OBJECT_CLASS (weir_ranking_card_parent_class)->finalize (object);
}

static void
weir_ranking_card_class_init (WeirRankingCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_ranking_card_finalize;
  WEIR_CARD_CLASS (klass)->bind = weir_ranking_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_ranking_card_pulse;
}

static void
weir_ranking_card_init (WeirRankingCard *self)
{
  self->change = -1;
}
