#include "config.h"

#include "app/pages/weir-messages-page-private.h"

#include <glib/gi18n.h>

#include "app/common/weir-message-cells.h"
#include "app/common/weir-preferences.h"
#include "app/common/weir-table.h"
#include "data/decode/weir-time.h"
#include "data/screen/weir-record-words.h"

/* The columns of the table of messages: which there are, which of them a person wants, and a row as text. */

/* Widths in characters; columns grow with what comes, as far as the second, and do not shrink again. */
#define TIME_CHARS     12
#define KEY_CHARS      14
#define FIELD_CHARS    12
#define MAX_KEY_CHARS  40
/* Rows that are looked at for it. */
#define MEASURED_ROWS  200

#define SETTING        "message-columns"
#define FIELD_PREFIX   "field:"

/* By WeirMessagesColumn: what the settings call it, its title, and whether it is shown at first. One that was chosen gives way to none. */
static const struct
{
  const char  *id;
  const char  *title;
  int          chars;
  float        xalign;
  guint        gives_way;
  gboolean     shown;
  WeirCellText text;
} columns[WEIR_MESSAGES_N_COLUMNS] = {
  { "time", N_("Time"), TIME_CHARS, 0, 0, TRUE, weir_message_cell_dup_time },
  { "record-time", N_("Record time"), TIME_CHARS, 0, 0, FALSE, weir_message_cell_dup_record_time },
  { "key", N_("Key"), KEY_CHARS, 0, 0, TRUE, weir_message_cell_dup_key },
  { "topic", N_("Topic"), 16, 0, 0, FALSE, weir_message_cell_dup_topic },
  { "partition", N_("Partition"), 8, 1, 2, TRUE, weir_message_cell_dup_partition },
  { "offset", N_("Offset"), 10, 1, 1, TRUE, weir_message_cell_dup_offset },
  { "size", N_("Bytes"), 8, 1, 0, FALSE, weir_message_cell_dup_size },
  { "headers", N_("Headers"), 20, 0, 0, FALSE, weir_message_cell_dup_headers },
  { "text", N_("Decoded"), 40, 0, 0, TRUE, weir_message_cell_dup_text },
};

/* -- what a person wants -- */

static char *
dup_id (WeirMessagesPage *self,
        guint             i)
{
  WeirStreamView *stream = weir_messages_page_get_stream (self);

  if (i < WEIR_MESSAGES_N_COLUMNS)
    return g_strdup (columns[i].id);

  return g_strconcat (FIELD_PREFIX, weir_stream_view_get_schema (stream)->names[i - WEIR_MESSAGES_N_COLUMNS], NULL);
}

static GtkColumnViewColumn *
get_column (WeirMessagesPage *self,
            guint             i)
{
  return i < WEIR_MESSAGES_N_COLUMNS ? self->columns[i] : self->fields[i - WEIR_MESSAGES_N_COLUMNS].column;
}

static guint
count_fields (WeirMessagesPage *self)
{
  WeirStreamView *stream = weir_messages_page_get_stream (self);

  return stream != NULL ? MIN (weir_stream_view_get_schema (stream)->n_fields, WEIR_MESSAGES_MAX_FIELDS) : 0;
}

/* (transfer full) (nullable): the ids that were chosen for the stream; NULL: none were */
static GStrv
dup_chosen (WeirMessagesPage *self)
{
  WeirStreamView *stream = weir_messages_page_get_stream (self);
  g_autoptr(GVariant) all = self->preferences != NULL ? g_settings_get_value (self->preferences, SETTING) : NULL;
  GStrv ids = NULL;

  if (all != NULL && stream != NULL)
    g_variant_lookup (all, weir_stream_view_get_config (stream)->name, "^as", &ids);

  return ids;
}

/* At once: before the table is laid out it is not known what has room. */
static void
set_wanted (GtkColumnView       *view,
            GtkColumnViewColumn *column,
            gboolean             wanted)
{
  weir_table_set_wanted (view, column, wanted);
  gtk_column_view_column_set_visible (column, wanted);
}

static gboolean
is_chosen (WeirMessagesPage *self,
           GStrv             chosen,
           guint             i)
{
  g_autofree char *id = dup_id (self, i);

  if (chosen == NULL)
    return i < WEIR_MESSAGES_N_COLUMNS && columns[i].shown;

  return g_strv_contains ((const char * const *) chosen, id);
}

static void
keep_chosen (WeirMessagesPage   *self,
             const char * const *ids)
{
  const char *stream = weir_stream_view_get_config (weir_messages_page_get_stream (self))->name;
  g_autoptr(GVariant) all = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  if (self->preferences == NULL)
    return;

  all = g_settings_get_value (self->preferences, SETTING);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sas}"));
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "{&s@as}", &name, &value))
    {
      if (g_strcmp0 (name, stream) != 0)
        g_variant_builder_add (&builder, "{s@as}", name, value);
      g_variant_unref (value);
    }
  g_variant_builder_add (&builder, "{s@as}", stream, g_variant_new_strv (ids, -1));
  g_settings_set_value (self->preferences, SETTING, g_variant_builder_end (&builder));
}

static void
show_chosen (WeirMessagesPage *self)
{
  guint n = WEIR_MESSAGES_N_COLUMNS + count_fields (self);
  GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->columns_box));
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n && check != NULL; i++, check = gtk_widget_get_next_sibling (check))
    {
      gboolean wanted = gtk_check_button_get_active (GTK_CHECK_BUTTON (check));

      set_wanted (self->view, get_column (self, i), wanted);
      if (wanted)
        g_ptr_array_add (ids, dup_id (self, i));
    }
  g_ptr_array_add (ids, NULL);
  keep_chosen (self, (const char * const *) ids->pdata);
  weir_table_fit (self->view);
}

static void
add_check (WeirMessagesPage *self,
           const char       *title,
           gboolean          active)
{
  GtkWidget *check = gtk_check_button_new_with_label (title);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (show_chosen), self);
  gtk_box_append (self->columns_box, check);
}

/* -- fields -- */

static GtkWidget *
create_field_cell (gpointer user_data)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), FIELD_CHARS);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), FIELD_CHARS);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (cell), 1);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (cell), 1);
  gtk_widget_add_css_class (cell, "number");

  return cell;
}

/* The fields of a row are filled one after the other: it is decoded once for them. */
static const WeirValue *
find_value (WeirMessagesPage *self,
            WeirMessageItem  *item,
            guint             field)
{
  if (self->decoder == NULL)
    return NULL;
  if (self->decoded_item != item)
    {
      WeirDecodeError reason;
      WeirMessage message;

      g_set_object (&self->decoded_item, item);
      weir_message_item_fill (item, &message, self->headers);
      self->is_decoded = message.payload != NULL && weir_decoder_decode (self->decoder, &message, &self->decoded, &reason);
    }

  return self->is_decoded && field < self->decoded.n_values ? &self->decoded.values[field] : NULL;
}

static void
update_field_cell (GtkWidget *cell,
                   gpointer   item,
                   gpointer   user_data)
{
  WeirMessagesField *field = user_data;
  const WeirValue *value = find_value (field->page, item, field->field);
  g_autoptr(GString) text = g_string_new (NULL);

  if (value != NULL && value->type != WEIR_VALUE_MISSING && value->type != WEIR_VALUE_NULL)
    weir_value_append_text (value, text);
  else
    g_string_append (text, value != NULL && value->type == WEIR_VALUE_NULL ? _("null") : "–");
  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text->str);
}

static void
add_field_columns (WeirMessagesPage *self)
{
  for (guint i = 0; i < WEIR_MESSAGES_MAX_FIELDS; i++)
    {
      WeirMessagesField *field = &self->fields[i];
      const WeirTableColumn column = { .title = "", .chars = FIELD_CHARS, .create = create_field_cell,
                                       .update = update_field_cell, .user_data = field };

      field->page = self;
      field->field = i;
      field->column = weir_table_add_column (self->view, &column);
      set_wanted (self->view, field->column, FALSE);
    }
}

static void
reset_decoder (WeirMessagesPage *self)
{
  WeirStreamView *stream = weir_messages_page_get_stream (self);
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  g_clear_object (&self->decoded_item);
  g_clear_pointer (&self->decoder, weir_decoder_free);
  self->is_decoded = FALSE;
  for (guint i = 0; i < count_fields (self); i++)
    g_ptr_array_add (paths, weir_record_words_dup_path (weir_stream_view_get_schema (stream),
                                                        weir_stream_view_get_schema (stream)->names[i]));
  g_ptr_array_add (paths, NULL);
  if (stream != NULL)
    self->decoder = weir_record_words_decoder_new (weir_stream_view_get_schema (stream), (const char * const *) paths->pdata, NULL);
}

void
weir_messages_page_reset_columns (WeirMessagesPage *self)
{
  WeirStreamView *stream = weir_messages_page_get_stream (self);
  g_auto(GStrv) chosen = dup_chosen (self);
  GtkWidget *check;

  reset_decoder (self);
  while ((check = gtk_widget_get_first_child (GTK_WIDGET (self->columns_box))) != NULL)
    gtk_box_remove (self->columns_box, check);
  for (guint i = 0; i < WEIR_MESSAGES_N_COLUMNS; i++)
    {
      add_check (self, _(columns[i].title), is_chosen (self, chosen, i));
      set_wanted (self->view, self->columns[i], is_chosen (self, chosen, i));
    }
  for (guint i = 0; i < WEIR_MESSAGES_MAX_FIELDS; i++)
    {
      gboolean there = i < count_fields (self);
      gboolean wanted = there && is_chosen (self, chosen, WEIR_MESSAGES_N_COLUMNS + i);

      if (there)
        {
          gtk_column_view_column_set_title (self->fields[i].column, weir_stream_view_get_schema (stream)->names[i]);
          add_check (self, weir_stream_view_get_schema (stream)->names[i], wanted);
        }
      set_wanted (self->view, self->fields[i].column, wanted);
    }
  weir_table_fit (self->view);
}

void
weir_messages_page_clear_columns (WeirMessagesPage *self)
{
  g_clear_object (&self->decoded_item);
  g_clear_pointer (&self->decoder, weir_decoder_free);
  g_clear_pointer (&self->headers, g_array_unref);
  g_clear_object (&self->preferences);
}

void
weir_messages_page_add_columns (WeirMessagesPage *self)
{
  self->headers = g_array_new (FALSE, FALSE, sizeof (WeirHeader));
  self->preferences = weir_preferences_new ();
  for (guint i = 0; i < WEIR_MESSAGES_N_COLUMNS; i++)
    {
      const WeirTableColumn column = { .title = _(columns[i].title), .chars = columns[i].chars, .xalign = columns[i].xalign,
                                       .text = columns[i].text, .gives_way = columns[i].gives_way,
                                       .expand = i == WEIR_MESSAGES_COLUMN_TEXT };

      if (i == WEIR_MESSAGES_COLUMN_TEXT)
        add_field_columns (self);
      self->columns[i] = weir_table_add_column (self->view, &column);
      set_wanted (self->view, self->columns[i], columns[i].shown);
    }
  weir_table_align_titles (self->view);
}

/* Keys and dates are not cut while there is room for them. */
void
weir_messages_page_fit_columns (WeirMessagesPage *self)
{
  GListModel *items = weir_page_get_listed (WEIR_PAGE (self));
  guint n = MIN (g_list_model_get_n_items (items), MEASURED_ROWS);

  self->time_chars = MAX (self->time_chars, TIME_CHARS);
  self->key_chars = MAX (self->key_chars, KEY_CHARS);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirMessageItem) item = g_list_model_get_item (items, i);
      const char *style_class = NULL;
      g_autofree char *time = weir_message_cell_dup_time (item, &style_class);
      g_autofree char *key = weir_message_cell_dup_key (item, &style_class);

      self->time_chars = MAX (self->time_chars, (int) g_utf8_strlen (time, -1));
      self->key_chars = MAX (self->key_chars, (int) MIN (g_utf8_strlen (key, -1), MAX_KEY_CHARS));
    }

  weir_table_set_chars (self->view, self->columns[WEIR_MESSAGES_COLUMN_TIME], self->time_chars);
  weir_table_set_chars (self->view, self->columns[WEIR_MESSAGES_COLUMN_KEY], self->key_chars);
  weir_table_fit (self->view);
}

/* -- as text -- */

/* A cell of tab-separated values is one line. */
static void
append_cell (GString    *rows,
             const char *text,
             char        end)
{
  g_autofree char *cell = g_strdup (text != NULL ? text : "");

  g_strdelimit (cell, "\t\r\n", ' ');
  g_string_append_printf (rows, "%s%c", cell, end);
}

static void
append_row (GString         *rows,
            WeirMessageItem *item)
{
  char clock[32] = "";

  if (weir_message_item_get_time_usec (item) != WEIR_NO_TIME)
    weir_time_format_iso (weir_message_item_get_time_usec (item), clock);
  append_cell (rows, clock, '\t');
  append_cell (rows, weir_message_item_get_key (item), '\t');
  g_string_append_printf (rows, "%d\t%" G_GINT64_FORMAT "\t", weir_message_item_get_partition (item),
                          weir_message_item_get_offset (item));
  append_cell (rows, weir_message_item_get_text (item), '\n');
}

char *
weir_messages_page_dup_rows (WeirMessagesPage *self)
{
  g_autoptr(GtkBitset) selected = NULL;
  GtkBitsetIter iter;
  GString *rows;
  guint i;

  g_return_val_if_fail (WEIR_IS_MESSAGES_PAGE (self), NULL);

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (gtk_bitset_is_empty (selected))
    return NULL;

  rows = g_string_new (NULL);
  for (gboolean any = gtk_bitset_iter_init_first (&iter, selected, &i); any; any = gtk_bitset_iter_next (&iter, &i))
    {
      g_autoptr(WeirMessageItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      append_row (rows, item);
    }

  return g_string_free (rows, FALSE);
}
