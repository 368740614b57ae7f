#include "config.h"

#include "app/pages/weir-messages-page-private.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

/* Records that are read again: which, the bar that says so, and the ways on and back. */

#define PAGE_RECORDS 500
/* Of a span that nothing is known of: Kafka's times may lie before the records' own. */
#define BEFORE_USEC  G_TIME_SPAN_MINUTE

static void
place_free (WeirMessagesPlace *self)
{
  g_free (self->title);
  g_free (self->key);
  g_clear_pointer (&self->ranges, g_array_unref);
  g_free (self);
}

void
weir_messages_page_clear_place (WeirMessagesPage *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->place, place_free);
  g_clear_pointer (&self->excerpt, weir_excerpt_free);
}

/* The only partition that what was read is of. */
static gboolean
find_partition (WeirMessagesPage *self,
                WeirOffsetRange  *range)
{
  GPtrArray *messages = self->excerpt != NULL ? self->excerpt->messages : NULL;

  for (guint i = 0; messages != NULL && i < messages->len; i++)
    {
      const WeirTailMessage *message = g_ptr_array_index (messages, i);

      if (i > 0 && (message->topic != range->topic || message->partition != range->partition))
        return FALSE;
      if (i == 0)
        *range = (WeirOffsetRange) { message->topic, message->partition, message->offset, message->offset };
      range->from = MIN (range->from, message->offset);
      range->to = MAX (range->to, message->offset + 1);
    }

  return messages != NULL && messages->len > 0;
}

/* "AAPL · 14:39:00 – 14:40:00 · 128 records" */
static char *
dup_state (WeirMessagesPage *self)
{
  GString *text = g_string_new (self->place->title);
  const WeirExcerpt *excerpt = self->excerpt;
  g_autofree char *count = NULL, *lost = NULL;

  if (self->place->key != NULL)
    g_string_append_printf (text, " · %s", *self->place->key != '\0' ? self->place->key : _("(no key)"));
  if (excerpt == NULL)
    {
      g_string_append_printf (text, " · %s", self->reading != NULL ? _("reading…") : _("not read"));
      return g_string_free (text, FALSE);
    }

  count = weir_format_count (excerpt->messages->len);
  g_string_append (text, " · ");
  if (!excerpt->whole)
    /* Translators: before a number of records: there are more */
    g_string_append_printf (text, "%s ", _("the first"));
  g_string_append_printf (text, ngettext ("%s record", "%s records", excerpt->messages->len), count);
  if (excerpt->n_lost > 0)
    {
      lost = weir_format_count (excerpt->n_lost);
      g_string_append (text, " · ");
      /* Translators: a number of records that the broker has deleted */
      g_string_append_printf (text, _("● %s expired"), lost);
    }
  if (excerpt->trouble != NULL)
    g_string_append_printf (text, " · ● %s", excerpt->trouble);

  return g_string_free (text, FALSE);
}

static void
update_back (WeirMessagesPage *self)
{
  /* Translators: back to a dashboard or page of that name */
  g_autofree char *label = self->origin != NULL ? g_strdup_printf (_("Back to “%s”"), self->origin) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->back_button), label != NULL);
  if (label != NULL && g_strcmp0 (gtk_button_get_label (self->back_button), label) != 0)
    {
      gtk_button_set_label (self->back_button, label);
      weir_accessible_set_name (GTK_WIDGET (self->back_button), label);
    }
}

void
weir_messages_page_update_place (WeirMessagesPage *self)
{
  g_autofree char *state = self->place != NULL ? dup_state (self) : NULL;
  WeirOffsetRange range;
  gboolean pages = self->place != NULL && find_partition (self, &range);

  gtk_widget_set_visible (self->place_bar, self->place != NULL || self->origin != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->place_label), state != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->live_button), self->place != NULL);
  gtk_label_set_label (self->place_label, state != NULL ? state : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->place_label), state);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->reading != NULL && self->excerpt == NULL);
  gtk_spinner_set_spinning (self->spinner, self->reading != NULL && self->excerpt == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->earlier_button), pages);
  gtk_widget_set_visible (GTK_WIDGET (self->later_button), pages);
  gtk_widget_set_sensitive (GTK_WIDGET (self->earlier_button), pages && range.from > 0);
  update_back (self);
}

static void
say_not_read (WeirMessagesPage *self,
              const char       *title,
              const GError     *error)
{
  weir_detail_begin (self->detail, title);
  weir_detail_add_fact (self->detail, _("Not read"), error->message);
  gtk_stack_set_visible_child_name (self->stack, "list");
}

static void
on_read (GObject      *source_object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(WeirMessagesPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirExcerpt) excerpt = weir_excerpt_read_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->reading || self->place == NULL)
    return;

  g_clear_object (&self->reading);
  if (excerpt == NULL)
    {
      weir_messages_page_update_place (self);
      say_not_read (self, self->place->title, error);
      return;
    }

  g_clear_pointer (&self->excerpt, weir_excerpt_free);
  self->excerpt = g_steal_pointer (&excerpt);
  weir_message_list_show (self->list, weir_messages_page_get_stream (self), self->excerpt->messages);
  weir_messages_page_fit_columns (self);
  weir_messages_page_update_place (self);
  WEIR_PAGE_GET_CLASS (self)->update (WEIR_PAGE (self));
  weir_messages_page_update_condition (self);
  /* One record was asked for: that is what is looked at. */
  if (self->excerpt->messages->len == 1)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), 0, TRUE);
}

/* Rows that Weir made stand in no topic: those that the tail has. */
static void
show_made (WeirMessagesPage *self)
{
  GPtrArray *messages = weir_stream_view_get_messages (weir_messages_page_get_stream (self));
  const WeirMessagesPlace *place = self->place;

  self->excerpt = g_new0 (WeirExcerpt, 1);
  self->excerpt->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_tail_message_unref);
  self->excerpt->trouble = g_strdup (_("Weir makes these rows: only the newest are kept"));
  self->excerpt->whole = TRUE;
  for (guint i = 0; i < messages->len; i++)
    {
      WeirTailMessage *message = g_ptr_array_index (messages, i);
      const WeirOffsetRange *range = place->ranges != NULL && place->ranges->len > 0
                                       ? &g_array_index (place->ranges, WeirOffsetRange, 0) : NULL;

      if ((place->begin_usec != WEIR_NO_TIME && message->time_usec < place->begin_usec)
          || (place->end_usec != WEIR_NO_TIME && message->time_usec >= place->end_usec)
          || (place->key != NULL && g_strcmp0 (place->key, message->key) != 0)
          || (range != NULL && (message->partition != range->partition || message->offset < range->from || message->offset >= range->to)))
        continue;
      g_ptr_array_add (self->excerpt->messages, weir_tail_message_ref (message));
    }
  weir_message_list_show (self->list, weir_messages_page_get_stream (self), self->excerpt->messages);
  weir_messages_page_update_place (self);
  WEIR_PAGE_GET_CLASS (self)->update (WEIR_PAGE (self));
  if (self->excerpt->messages->len == 1)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), 0, TRUE);
}

void
weir_messages_page_read (WeirMessagesPage  *self,
                         WeirMessagesPlace *place)
{
  WeirStreamView *stream = weir_messages_page_get_stream (self);
  const WeirConnectionConfig *connection = weir_messages_page_find_connection (self);
  WeirExcerptSpec spec = { .connection = connection };

  weir_messages_page_clear_place (self);
  self->place = place;
  gtk_widget_set_visible (GTK_WIDGET (self->detail), FALSE);
  if (weir_messages_page_is_derived (self))
    {
      show_made (self);
      return;
    }
  if (connection == NULL)
    {
      weir_messages_page_update_place (self);
      return;
    }

  spec.schema = weir_stream_view_get_schema (stream);
  spec.topics = (const char * const *) weir_stream_view_get_config (stream)->topics;
  spec.partition = place->partition;
  spec.start = place->start;
  spec.ranges = place->ranges;
  spec.begin_usec = place->begin_usec;
  spec.end_usec = place->end_usec;
  spec.key = place->key;
  spec.condition = self->condition;
  spec.max_messages = place->max_messages;
  self->reading = g_cancellable_new ();
  weir_excerpt_read_async (&spec, self->reading, on_read, g_object_ref (self));
  weir_messages_page_update_place (self);
}

void
weir_messages_page_go_live (WeirMessagesPage *self)
{
  weir_messages_page_clear_place (self);
  g_clear_pointer (&self->origin, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), FALSE);
  weir_message_list_set (self->list, weir_messages_page_get_stream (self), weir_messages_page_get_kind (self));
  weir_message_list_follow (self->list);
  weir_messages_page_update_place (self);
  WEIR_PAGE_GET_CLASS (self)->update (WEIR_PAGE (self));
}

static WeirMessagesPlace *
create_page_place (const WeirOffsetRange *range)
{
  WeirMessagesPlace *place = g_new0 (WeirMessagesPlace, 1);
  g_autofree char *from = weir_format_count ((guint64) range->from);

  /* Translators: topic and number of a partition; an offset */
  place->title = g_strdup_printf (_("%s/%d from %s on"), range->topic, range->partition, from);
  place->begin_usec = place->end_usec = WEIR_NO_TIME;
  place->partition = -1;
  place->max_messages = PAGE_RECORDS;
  place->ranges = g_array_new (FALSE, FALSE, sizeof (WeirOffsetRange));
  g_array_append_val (place->ranges, *range);

  return place;
}

static void
on_earlier (WeirMessagesPage *self)
{
  WeirOffsetRange range;

  if (!find_partition (self, &range))
    return;

  range.to = range.from;
  range.from = MAX (range.from - PAGE_RECORDS, 0);
  weir_messages_page_read (self, create_page_place (&range));
}

static void
on_later (WeirMessagesPage *self)
{
  WeirOffsetRange range;

  if (!find_partition (self, &range))
    return;

  range.from = range.to;
  range.to = G_MAXINT64;
  weir_messages_page_read (self, create_page_place (&range));
}

void
weir_messages_page_add_place (WeirMessagesPage *self)
{
  weir_accessible_use_label (GTK_WIDGET (self->earlier_button));
  weir_accessible_use_label (GTK_WIDGET (self->later_button));
  weir_accessible_use_label (GTK_WIDGET (self->live_button));
  g_signal_connect_swapped (self->earlier_button, "clicked", G_CALLBACK (on_earlier), self);
  g_signal_connect_swapped (self->later_button, "clicked", G_CALLBACK (on_later), self);
  g_signal_connect_swapped (self->live_button, "clicked", G_CALLBACK (weir_messages_page_go_live), self);
  g_signal_connect_swapped (self->back_button, "clicked", G_CALLBACK (weir_messages_page_leave), self);
}

/* The details of one record, whose list stays. */
static void
on_detail_read (GObject      *source_object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(WeirMessagesPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirExcerpt) excerpt = weir_excerpt_read_finish (result, &error);
  g_autoptr(WeirMessageItem) item = NULL;

  if (g_task_get_cancellable (G_TASK (result)) != self->reading)
    return;

  g_clear_object (&self->reading);
  if (excerpt != NULL && excerpt->messages->len == 0)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("there is no such record any more: it expired"));
  if (error != NULL)
    {
      say_not_read (self, self->title, error);
      return;
    }

  item = weir_message_item_new_tail (g_ptr_array_index (excerpt->messages, 0));
  weir_messages_page_show_item (self, item);
}

void
weir_messages_page_read_detail (WeirMessagesPage *self,
                                WeirMessageItem  *item)
{
  const WeirConnectionConfig *connection = weir_messages_page_find_connection (self);
  const WeirOffsetRange range = { g_intern_string (weir_message_item_get_topic (item)), weir_message_item_get_partition (item),
                                  weir_message_item_get_offset (item), weir_message_item_get_offset (item) + 1 };
  g_autoptr(GArray) ranges = g_array_new (FALSE, FALSE, sizeof (WeirOffsetRange));
  const WeirExcerptSpec spec = {
    .connection = connection,
    .schema = weir_stream_view_get_schema (weir_messages_page_get_stream (self)),
    .ranges = ranges,
    .begin_usec = WEIR_NO_TIME,
    .end_usec = WEIR_NO_TIME,
    .max_messages = 1,
  };

  if (connection == NULL)
    return;

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_array_append_val (ranges, range);
  g_free (self->title);
  self->title = weir_dup_record_place (range.topic, range.partition, range.from);
  self->reading = g_cancellable_new ();
  weir_excerpt_read_async (&spec, self->reading, on_detail_read, g_object_ref (self));
}

void
weir_messages_page_show_record (WeirMessagesPage *self,
                                const char       *stream,
                                const char       *topic,
                                int               partition,
                                gint64            offset)
{
  const WeirOffsetRange range = { g_intern_string (topic), partition, offset, offset + 1 };
  WeirMessagesPlace *place;

  g_return_if_fail (WEIR_IS_MESSAGES_PAGE (self));

  if (weir_scope_get_monitor (weir_page_get_scope (WEIR_PAGE (self))) == NULL || topic == NULL)
    return;

  weir_messages_page_show_stream (self, stream, NULL);
  if (weir_messages_page_get_stream (self) == NULL)
    return;

  place = create_page_place (&range);
  g_free (place->title);
  place->title = weir_dup_record_place (topic, partition, offset);
  weir_messages_page_read (self, place);
}

/* "14:39:00.000 – 14:40:00.000" */
static char *
dup_span_title (WeirMessagesPage *self,
                gint64            begin_usec,
                gint64            end_usec)
{
  WeirTimeRange *range = weir_scope_get_time_range (weir_page_get_scope (WEIR_PAGE (self)));
  GTimeZone *zone = weir_time_range_get_zone (range);
  gint64 step_usec = begin_usec % G_USEC_PER_SEC == 0 && end_usec % G_USEC_PER_SEC == 0 ? G_USEC_PER_SEC : 1000;
  g_autofree char *date = weir_format_date (begin_usec, zone, g_get_real_time ());
  g_autofree char *begin = weir_format_clock (begin_usec, zone, step_usec);
  g_autofree char *end = weir_format_clock (end_usec, zone, step_usec);

  return g_strdup_printf ("%s%s%s – %s", date != NULL ? date : "", date != NULL ? " " : "", begin, end);
}

void
weir_messages_page_show_span (WeirMessagesPage *self,
                              const char       *stream,
                              const char       *key,
                              gint64            begin_usec,
                              gint64            end_usec)
{
  WeirMessagesPlace *place;

  g_return_if_fail (WEIR_IS_MESSAGES_PAGE (self));
  g_return_if_fail (begin_usec < end_usec);

  if (weir_scope_get_monitor (weir_page_get_scope (WEIR_PAGE (self))) == NULL)
    return;

  weir_messages_page_show_stream (self, stream, NULL);
  if (weir_messages_page_get_stream (self) == NULL)
    return;

  place = g_new0 (WeirMessagesPlace, 1);
  place->title = dup_span_title (self, begin_usec, end_usec);
  place->key = g_strdup (key);
  place->begin_usec = begin_usec;
  place->end_usec = end_usec;
  place->max_messages = WEIR_EXCERPT_MAX_MESSAGES;
  place->partition = -1;
  place->start = (WeirPosition) { WEIR_POSITION_TIME, begin_usec - BEFORE_USEC };
  place->ranges = weir_stream_view_find_offsets (weir_messages_page_get_stream (self), begin_usec, end_usec);
  if (place->ranges->len == 0)
    g_clear_pointer (&place->ranges, g_array_unref);
  weir_messages_page_read (self, place);
}
