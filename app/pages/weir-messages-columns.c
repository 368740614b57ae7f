#include "config.h"

#include "app/pages/weir-messages-page-private.h"

#include <glib/gi18n.h>

#include "app/common/weir-message-cells.h"
#include "app/common/weir-table.h"
#include "data/decode/weir-time.h"

/* What the columns of the table of messages say, and a row as text. */

/* Widths in characters; columns grow with what comes, as far as the second, and do not shrink again. */
#define TIME_CHARS     12
#define KEY_CHARS      14
#define MAX_KEY_CHARS  40
/* Rows that are looked at for it. */
#define MEASURED_ROWS  200

void
weir_messages_page_add_columns (WeirMessagesPage *self)
{
  const WeirTableColumn columns[] = {
    { .title = _("Time"), .chars = TIME_CHARS, .text = weir_message_cell_dup_time },
    { .title = _("Key"), .chars = KEY_CHARS, .text = weir_message_cell_dup_key },
    { .title = _("Partition"), .chars = 8, .xalign = 1, .text = weir_message_cell_dup_partition, .gives_way = 2 },
    { .title = _("Offset"), .chars = 10, .xalign = 1, .text = weir_message_cell_dup_offset, .gives_way = 1 },
    { .title = _("Decoded"), .chars = 40, .expand = TRUE, .text = weir_message_cell_dup_text },
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      self->text_column = weir_table_add_column (self->view, &columns[i]);
      if (i == 0)
        self->time_column = self->text_column;
      else if (i == 1)
        self->key_column = self->text_column;
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

  weir_table_set_chars (self->view, self->time_column, self->time_chars);
  weir_table_set_chars (self->view, self->key_column, self->key_chars);
  weir_table_fit (self->view);
}

/* A cell of tab-separated values is one line. */
static void
append_cell (GString    *line,
             const char *text)
{
  g_autofree char *cell = g_strdup (text != NULL ? text : "");

  g_strdelimit (cell, "\t\r\n", ' ');
  g_string_append_printf (line, "%s%s", line->len > 0 ? "\t" : "", cell);
}

char *
weir_messages_page_dup_row (WeirMessagesPage *self)
{
  WeirMessageItem *item = gtk_single_selection_get_selected_item (self->selection);
  g_autofree char *partition = NULL, *offset = NULL;
  char clock[32] = "";
  GString *line;

  g_return_val_if_fail (WEIR_IS_MESSAGES_PAGE (self), NULL);

  if (item == NULL)
    return NULL;

  line = g_string_new (NULL);
  if (weir_message_item_get_time_usec (item) != WEIR_NO_TIME)
    weir_time_format_iso (weir_message_item_get_time_usec (item), clock);
  partition = g_strdup_printf ("%d", weir_message_item_get_partition (item));
  offset = g_strdup_printf ("%" G_GINT64_FORMAT, weir_message_item_get_offset (item));
  append_cell (line, clock);
  append_cell (line, weir_message_item_get_key (item));
  append_cell (line, partition);
  append_cell (line, offset);
  append_cell (line, weir_message_item_get_text (item));
  g_string_append_c (line, '\n');

  return g_string_free (line, FALSE);
}
