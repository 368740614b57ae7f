#include "config.h"

#include "app/panels/weir-values-card.h"

#include <glib/gi18n.h>

#include "app/panels/weir-key-row.h"
#include "app/common/weir-table.h"
#include "app/common/weir-record-choice.h"
#include "app/common/weir-trend-column.h"
#include "widgets/weir-format.h"

#define MAX_FIELDS 3

struct _WeirValuesCard
{
  WeirCard         parent_instance;

  GtkColumnView   *view;
  GtkMapListModel *rows;       /* owned by the view's models */
  int              fields[MAX_FIELDS];
  guint            n_fields;
};

G_DEFINE_FINAL_TYPE (WeirValuesCard, weir_values_card, WEIR_TYPE_CARD)

static char *
text_first (gpointer     item,
            const char **style_class)
{
  return weir_key_row_dup_last (item, 0);
}

static char *
text_second (gpointer     item,
             const char **style_class)
{
  return weir_key_row_dup_last (item, 1);
}

static char *
text_third (gpointer     item,
            const char **style_class)
{
  return weir_key_row_dup_last (item, 2);
}

static char *
text_age (gpointer     item,
          const char **style_class)
{
  gint64 age_usec = weir_key_row_get_age_usec (item);

  *style_class = "secondary";
  return age_usec >= 0 ? weir_format_elapsed (age_usec) : g_strdup ("–");
}

/* "temperature °C" */
static char *
dup_field_title (WeirValuesCard *self,
                 int             field)
{
  WeirStreamView *stream = weir_card_get_stream (WEIR_CARD (self));
  const WeirFieldConfig *config = g_ptr_array_index (weir_stream_view_get_config (stream)->fields, field);
  const char *unit = weir_card_get_unit (WEIR_CARD (self), field);

  return *unit != '\0' ? g_strdup_printf ("%s %s", config->name, unit) : g_strdup (config->name);
}

static void
add_columns (WeirValuesCard *self)
{
  static const WeirCellText texts[MAX_FIELDS] = { text_first, text_second, text_third };
  const WeirTableColumn key = { .title = _("Key"), .chars = 9, .expand = TRUE, .text = weir_key_row_dup_name, .compare = weir_key_row_compare_names };
  const WeirTableColumn age = { .title = _("Age"), .chars = 6, .xalign = 1, .text = text_age, .gives_way = 2 };
  GtkColumnViewColumn *key_column = weir_table_add_column (self->view, &key);

  for (guint i = 0; i < self->n_fields; i++)
    {
      g_autofree char *title = dup_field_title (self, self->fields[i]);
      WeirTableColumn column = { .title = title, .chars = 6, .xalign = 1, .text = texts[i] };

      weir_table_add_column (self->view, &column);
    }
  weir_trend_column_add (self->view, weir_card_get_time_range (WEIR_CARD (self)),
                         weir_key_row_get_series);
  /* Beside several values there is no room for it. */
  if (self->n_fields == 1)
    weir_table_add_column (self->view, &age);
  weir_table_align_titles (self->view);
  gtk_column_view_sort_by_column (self->view, key_column, GTK_SORT_ASCENDING);
}

static gpointer
map_key (gpointer item,
         gpointer user_data)
{
  WeirValuesCard *self = user_data;

  WeirKeyRow *row = weir_key_row_new (item, self->fields, self->n_fields, -1);

  for (guint i = 0; i < self->n_fields; i++)
    if (weir_card_is_flag (WEIR_CARD (self), self->fields[i]))
      weir_key_row_set_flag (row, i);

  return row;
}

static void
weir_values_card_pulse (WeirCard *card)
{
  WeirValuesCard *self = WEIR_VALUES_CARD (card);
  WeirTimeRange *range = weir_card_get_time_range (card);
  WeirStreamView *stream = weir_card_get_stream (card);
  gboolean has_other = stream != NULL && weir_stream_view_get_other (stream) != NULL;
  guint n = self->rows != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->rows)) - has_other : 0;
  g_autofree char *count = weir_format_count (n);
  g_autofree char *text = g_strdup_printf (ngettext ("%s key", "%s keys", n), count);

  if (self->rows != NULL && weir_scope_is_look (weir_card_get_scope (card)))
    weir_key_rows_update (G_LIST_MODEL (self->rows), weir_time_range_get_begin (range), weir_time_range_get_end (range));
  weir_table_fit (self->view);
  weir_table_refresh (self->view);
  weir_card_set_list_subtitle (card, text);
}

static void
on_activated (GtkColumnView  *view,
              guint           position,
              WeirValuesCard *self)
{
  WeirCard *card = WEIR_CARD (self);
  g_autoptr(WeirKeyRow) row = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (view)), position);

  if (row != NULL)
    weir_record_choice_open_key (weir_card_get_scope (card), weir_card_get_time_range (card), weir_card_get_config (card)->stream,
                                 weir_key_view_get_key (weir_key_row_get_view (row)));
}

static void
create_models (WeirValuesCard *self,
               GListModel     *keys)
{
  g_autoptr(GtkSelectionModel) selection = NULL;
  GtkSortListModel *sorted;

  self->rows = gtk_map_list_model_new (g_object_ref (keys), map_key, self, NULL);
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (self->rows), g_object_ref (gtk_column_view_get_sorter (self->view)));
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (sorted)));
  gtk_column_view_set_model (self->view, selection);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (on_activated), self, 0);
  weir_table_stay_at_top (self->view);
}

static void
weir_values_card_bind (WeirCard *card)
{
  WeirValuesCard *self = WEIR_VALUES_CARD (card);
  WeirStreamView *stream = weir_card_get_stream (card);

  for (guint i = 0; i < MAX_FIELDS; i++)
    {
      int field = weir_card_get_field (card, i);

      if (field >= 0)
        self->fields[self->n_fields++] = field;
    }

  self->view = weir_card_create_table (card);
  if (stream != NULL)
    {
      add_columns (self);
      create_models (self, weir_stream_view_get_keys (stream));
    }
}

static void
weir_values_card_class_init (WeirValuesCardClass *klass)
{
  WEIR_CARD_CLASS (klass)->bind = weir_values_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_values_card_pulse;
}

static void
weir_values_card_init (WeirValuesCard *self)
{
}
