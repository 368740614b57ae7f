#include "config.h"

#include "app/panels/weir-movers-card.h"

#include <math.h>

#include <glib/gi18n.h>

#include "app/panels/weir-key-row.h"
#include "app/common/weir-table.h"
#include "app/common/weir-trend-column.h"
#include "app/common/weir-record-choice.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

struct _WeirMoversCard
{
  WeirCard            parent_instance;

  GtkColumnView      *view;
  GtkMapListModel    *rows;      /* owned by the view's models */
  GtkSingleSelection *selection; /* owned by the view */
  GtkColumnViewColumn *volume;   /* owned by the view */
  int                 field;
  int                 volume_field;
};

G_DEFINE_FINAL_TYPE (WeirMoversCard, weir_movers_card, WEIR_TYPE_CARD)

static char *
text_last (gpointer     item,
           const char **style_class)
{
  return weir_key_row_dup_last (item, 0);
}

static char *
text_change (gpointer     item,
             const char **style_class)
{
  double change = weir_key_row_get_change (item);

  *style_class = change >= 0.005 ? "rising" : change <= -0.005 ? "falling" : "secondary";
  return weir_format_change (change, 2);
}

static char *
text_volume (gpointer     item,
             const char **style_class)
{
  return weir_format_short (weir_key_row_get_volume (item));
}

static int
compare (double left,
         double right)
{
  /* Unknown is smaller than everything. */
  if (isnan (left) || isnan (right))
    return isnan (right) - isnan (left);

  return (left > right) - (left < right);
}

static int
compare_last (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  return compare (weir_key_row_get_last ((gpointer) a, 0), weir_key_row_get_last ((gpointer) b, 0));
}

static int
compare_change (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  return compare (weir_key_row_get_change ((gpointer) a), weir_key_row_get_change ((gpointer) b));
}

static int
compare_volume (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  return compare (weir_key_row_get_volume ((gpointer) a), weir_key_row_get_volume ((gpointer) b));
}

static void
add_columns (WeirMoversCard *self)
{
  const WeirTableColumn columns[] = {
    { .title = _("Key"), .chars = 5, .expand = TRUE, .text = weir_key_row_dup_name, .compare = weir_key_row_compare_names },
    { .title = _("Last"), .chars = 8, .xalign = 1, .text = text_last, .compare = compare_last },
    { .title = _("Change"), .chars = 9, .xalign = 1, .text = text_change, .compare = compare_change },
    { .title = _("Volume"), .chars = 5, .xalign = 1, .text = text_volume, .compare = compare_volume, .gives_way = 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkColumnViewColumn *column = weir_table_add_column (self->view, &columns[i]);

      if (columns[i].compare == compare_change)
        gtk_column_view_sort_by_column (self->view, column, GTK_SORT_DESCENDING);
      else if (columns[i].compare == compare_volume)
        self->volume = column;
    }
  weir_trend_column_add (self->view, weir_card_get_time_range (WEIR_CARD (self)),
                                       weir_key_row_get_series);
  weir_table_align_titles (self->view);
}

static gpointer
map_key (gpointer item,
         gpointer user_data)
{
  const WeirMoversCard *self = user_data;

  return weir_key_row_new (item, &self->field, 1, self->volume_field);
}

/* Columns that have no room, or nothing to say, leave theirs to the others. */
static void
update_columns (WeirMoversCard *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  gboolean any_volume = FALSE;

  for (guint i = 0; i < n && !any_volume; i++)
    {
      g_autoptr(WeirKeyRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      any_volume = isfinite (weir_key_row_get_volume (row));
    }

  weir_table_set_wanted (self->view, self->volume, any_volume);
  weir_table_fit (self->view);
}

static void
update_subtitle (WeirMoversCard *self)
{
  WeirScope *scope = weir_card_get_scope (WEIR_CARD (self));
  const char *unit = weir_card_get_unit (WEIR_CARD (self), self->field);
  g_autofree char *span = weir_dup_span (weir_scope_get_range_usec (scope));
  /* Translators: what a table of movers shows, "change in 15 min" */
  g_autofree char *change = g_strdup_printf (_("change in %s"), span);
  g_autofree char *text = *unit != '\0' ? g_strdup_printf ("%s · %s", change, unit) : g_steal_pointer (&change);

  weir_card_set_list_subtitle (WEIR_CARD (self), text);
}

static void
weir_movers_card_pulse (WeirCard *card)
{
  WeirMoversCard *self = WEIR_MOVERS_CARD (card);
  WeirTimeRange *range = weir_card_get_time_range (card);

  update_columns (self);
  update_subtitle (self);
  /* Figures change with the order of rows, or a sorted table would not look sorted. */
  if (!weir_scope_is_look (weir_card_get_scope (card)))
    return;

  weir_key_rows_update (G_LIST_MODEL (self->rows), weir_time_range_get_begin (range), weir_time_range_get_end (range));
  weir_table_refresh (self->view);
  gtk_sorter_changed (gtk_column_view_get_sorter (self->view), GTK_SORTER_CHANGE_DIFFERENT);
}

/* The other cards of the dashboard follow. */
static void
on_selected (WeirMoversCard *self)
{
  WeirKeyRow *row = gtk_single_selection_get_selected_item (self->selection);

  /* While the card goes, its rows go, too. */
  if (row != NULL && weir_card_get_scope (WEIR_CARD (self)) != NULL)
    weir_scope_choose_key (weir_card_get_scope (WEIR_CARD (self)), weir_card_get_config (WEIR_CARD (self))->stream,
                             weir_key_view_get_key (weir_key_row_get_view (row)));
}

static void
on_activated (GtkColumnView  *view,
              guint           position,
              WeirMoversCard *self)
{
  WeirCard *card = WEIR_CARD (self);
  g_autoptr(WeirKeyRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (row != NULL)
    weir_record_choice_open_key (weir_card_get_scope (card), weir_card_get_time_range (card), weir_card_get_config (card)->stream,
                                 weir_key_view_get_key (weir_key_row_get_view (row)));
}

static void
create_models (WeirMoversCard *self,
               GListModel     *keys)
{
  GtkSortListModel *sorted;

  self->rows = gtk_map_list_model_new (g_object_ref (keys), map_key, self, NULL);
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (self->rows), g_object_ref (gtk_column_view_get_sorter (self->view)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  weir_table_stay_at_top (self->view);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (on_activated), self, 0);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  g_object_unref (self->selection);
}

static void
weir_movers_card_bind (WeirCard *card)
{
  WeirMoversCard *self = WEIR_MOVERS_CARD (card);
  WeirStreamView *stream = weir_card_get_stream (card);
  g_autoptr(GListModel) none = G_LIST_MODEL (g_list_store_new (WEIR_TYPE_KEY_VIEW));

  self->field = weir_card_get_field (card, 0);
  self->volume_field = stream != NULL ? weir_stream_view_get_volume_field (stream) : -1;
  self->view = weir_card_create_table (card);
  add_columns (self);
  create_models (self, stream != NULL ? weir_stream_view_get_keys (stream) : none);
}

static void
weir_movers_card_class_init (WeirMoversCardClass *klass)
{
  WEIR_CARD_CLASS (klass)->bind = weir_movers_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_movers_card_pulse;
}

static void
weir_movers_card_init (WeirMoversCard *self)
{
}
