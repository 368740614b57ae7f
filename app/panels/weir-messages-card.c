#include "config.h"

#include "app/panels/weir-messages-card.h"

#include <glib/gi18n.h>

#include "app/common/weir-message-cells.h"
#include "app/common/weir-message-list.h"
#include "app/common/weir-table.h"
#include "widgets/weir-format.h"

#define TIME_CHARS    12
/* Of a date before the time, and of keys: columns grow with what comes. */
#define MAX_CHARS     26
#define MIN_KEY_CHARS 6
/* Rows that are looked at for it. */
#define MEASURED_ROWS 50

struct _WeirMessagesCard
{
  WeirCard             parent_instance;

  GtkColumnView       *view;
  WeirMessageList     *list;          /* owned */
  GtkColumnViewColumn *time_column;   /* owned by the view, as the next */
  GtkColumnViewColumn *key_column;
  int                  time_chars;
  int                  key_chars;
};

G_DEFINE_FINAL_TYPE (WeirMessagesCard, weir_messages_card, WEIR_TYPE_CARD)

static void
add_columns (WeirMessagesCard *self)
{
  const WeirTableColumn time = { .title = _("Time"), .chars = TIME_CHARS, .text = weir_message_cell_dup_time };
  const WeirTableColumn key = { .title = _("Key"), .chars = MIN_KEY_CHARS, .text = weir_message_cell_dup_key };
  const WeirTableColumn others[] = {
    { .title = _("Partition"), .chars = 8, .xalign = 1, .text = weir_message_cell_dup_partition, .gives_way = 2 },
    { .title = _("Offset"), .chars = 10, .xalign = 1, .text = weir_message_cell_dup_offset, .gives_way = 1 },
    { .title = _("Message"), .chars = 24, .expand = TRUE, .text = weir_message_cell_dup_text },
  };

  self->time_column = weir_table_add_column (self->view, &time);
  self->key_column = weir_table_add_column (self->view, &key);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    weir_table_add_column (self->view, &others[i]);
  weir_table_align_titles (self->view);
}

static int
measure (char *text,
         int   chars)
{
  int length = (int) g_utf8_strlen (text, -1);

  g_free (text);

  return MAX (chars, MIN (length, MAX_CHARS));
}

static void
fit_columns (WeirMessagesCard *self)
{
  guint n = MIN (g_list_model_get_n_items (G_LIST_MODEL (self->list)), MEASURED_ROWS);
  const char *style_class = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirMessageItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      self->time_chars = measure (weir_message_cell_dup_time (item, &style_class), self->time_chars);
      self->key_chars = measure (weir_message_cell_dup_key (item, &style_class), self->key_chars);
    }

  weir_table_set_chars (self->view, self->time_column, self->time_chars);
  weir_table_set_chars (self->view, self->key_column, self->key_chars);
  weir_table_fit (self->view);
}

/* How many there are; of none why, as far as that is known. */
static void
update_subtitle (WeirMessagesCard *self,
                 WeirStreamView   *stream)
{
  WeirMonitor *monitor = weir_scope_get_monitor (weir_card_get_scope (WEIR_CARD (self)));
  const char *problem = weir_monitor_find_problem (monitor, stream);
  g_autofree char *count = NULL, *text = NULL;
  WeirStreamCounters counters;

  weir_stream_view_get_counters (stream, &counters);
  if (problem != NULL)
    text = g_strdup_printf ("● %s", problem);
  else if (counters.n_records == 0)
    text = g_strdup (_("waiting for the first record"));
  else
    {
      count = weir_format_count (counters.n_records);
      text = g_strdup_printf (ngettext ("%s record read", "%s records read", counters.n_records), count);
    }

  weir_card_set_subtitle (WEIR_CARD (self), text);
}

static void
weir_messages_card_pulse (WeirCard *card)
{
  WeirMessagesCard *self = WEIR_MESSAGES_CARD (card);
  WeirStreamView *stream = weir_card_get_stream (card);
  WeirScope *scope = weir_card_get_scope (card);

  if (stream == NULL)
    return;

  weir_message_list_set (self->list, stream, WEIR_MESSAGES_TAIL);
  if (weir_scope_get_live (scope) && weir_scope_is_look (scope))
    weir_message_list_follow (self->list);
  fit_columns (self);
  update_subtitle (self, stream);
}

static void
on_activate (GtkColumnView    *view,
             guint             position,
             WeirMessagesCard *self)
{
  g_autoptr(WeirMessageItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  if (item != NULL)
    weir_scope_choose_record (weir_card_get_scope (WEIR_CARD (self)), weir_card_get_config (WEIR_CARD (self))->stream,
                              weir_message_item_get_topic (item), weir_message_item_get_partition (item),
                              weir_message_item_get_offset (item));
}

static void
weir_messages_card_bind (WeirCard *card)
{
  WeirMessagesCard *self = WEIR_MESSAGES_CARD (card);
  GtkSingleSelection *selection;

  self->view = weir_card_create_table (card);
  add_columns (self);
  selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  weir_table_stay_at_top (self->view);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (on_activate), self, 0);
}

static void
weir_messages_card_finalize (GObject *object)
{
  g_object_unref (WEIR_MESSAGES_CARD (object)->list);

  G_OBJECT_CLASS (weir_messages_card_parent_class)->finalize (object);
}

static void
weir_messages_card_class_init (WeirMessagesCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_messages_card_finalize;
  WEIR_CARD_CLASS (klass)->bind = weir_messages_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_messages_card_pulse;
}

static void
weir_messages_card_init (WeirMessagesCard *self)
{
  self->list = weir_message_list_new ();
  self->time_chars = TIME_CHARS;
  self->key_chars = MIN_KEY_CHARS;
}
