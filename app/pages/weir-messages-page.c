#include "config.h"

#include "app/pages/weir-messages-page-private.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-derived-words.h"
#include "app/common/weir-fetch.h"
#include "app/common/weir-field-words.h"
#include "app/common/weir-table.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

G_DEFINE_FINAL_TYPE (WeirMessagesPage, weir_messages_page, WEIR_TYPE_PAGE)

static WeirMessagesKind
get_kind (WeirMessagesPage *self)
{
  if (gtk_toggle_button_get_active (self->dead_button))
    return WEIR_MESSAGES_DEAD;
  if (gtk_toggle_button_get_active (self->late_button))
    return WEIR_MESSAGES_LATE;

  return WEIR_MESSAGES_TAIL;
}

static WeirStreamView *
get_stream (WeirMessagesPage *self)
{
  return gtk_drop_down_get_selected_item (self->stream_drop_down);
}

static gboolean
weir_messages_page_shows (WeirPage   *page,
                          gpointer    item,
                          const char *wanted)
{
  return *wanted == '\0' || weir_message_item_contains (item, wanted);
}

static gboolean
is_held (WeirMessagesPage *self)
{
  return gtk_toggle_button_get_active (self->pause_button) || !weir_scope_get_live (weir_page_get_scope (WEIR_PAGE (self)));
}

static void
update_count (WeirMessagesPage *self,
              WeirStreamView   *stream)
{
  WeirStreamCounters counters;
  g_autofree char *shown = weir_format_count (g_list_model_get_n_items (weir_page_get_listed (WEIR_PAGE (self))));
  g_autofree char *total = NULL, *dead = NULL, *late = NULL, *text = NULL;

  weir_stream_view_get_counters (stream, &counters);
  total = weir_format_count (counters.n_records);
  dead = weir_format_count (counters.n_dead);
  late = weir_format_count (counters.windows.n_late_records);
  /* Translators: shown lines; records, dead letters and late records of the stream in all */
  text = g_strdup_printf (_("%s shown · %s records · %s dead letters · %s late"), shown, total, dead, late);
  gtk_label_set_label (self->count_label, text);
}

/* Of a stream that is made of others: of which, and how it fares. */
static void
update_origin (WeirMessagesPage *self,
               WeirStreamView   *stream)
{
  const WeirStreamConfig *config = stream != NULL ? weir_stream_view_get_config (stream) : NULL;
  WeirMonitor *monitor = weir_scope_get_monitor (weir_page_get_scope (WEIR_PAGE (self)));
  g_autofree char *origin = NULL, *counts = NULL, *text = NULL;
  WeirStreamCounters counters;

  gtk_widget_set_visible (GTK_WIDGET (self->origin_label), config != NULL && config->derived != NULL && monitor != NULL);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->origin_label)))
    return;

  weir_stream_view_get_counters (stream, &counters);
  origin = weir_derived_dup_origin (monitor, config);
  counts = weir_derived_dup_counts (config, &counters);
  text = g_strdup_printf ("%s\n%s", origin, counts);
  gtk_label_set_label (self->origin_label, text);
}

/* Fields that no record has: the tail is where to look for their names. */
static void
update_notice (WeirMessagesPage *self,
               WeirStreamView   *stream)
{
  WeirMonitor *monitor = weir_scope_get_monitor (weir_page_get_scope (WEIR_PAGE (self)));
  g_autofree char *text = stream != NULL && monitor != NULL ? weir_field_words_dup_notice (monitor, stream, NULL) : NULL;
  g_autofree char *label = text != NULL ? g_strdup_printf ("● %s", text) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->notice_label), label != NULL);
  if (label != NULL)
    gtk_label_set_label (self->notice_label, label);
}

static void
update_empty (WeirMessagesPage *self)
{
  static const char *const titles[] = { N_("No Messages"), N_("No Dead Letters"), N_("Nothing Came Late") };
  static const char *const texts[] = {
    N_("Nothing has been read from this stream yet."),
    N_("Every record of this stream could be decoded."),
    N_("Every record came while its window was open."),
  };
  gboolean searching = weir_page_is_searching (WEIR_PAGE (self));
  WeirMessagesKind kind = get_kind (self);

  adw_status_page_set_title (self->empty_page, searching ? _("Nothing Found") : _(titles[kind]));
  adw_status_page_set_description (self->empty_page,
                                   searching ? _("No line has this text in its key or content.") : _(texts[kind]));
  gtk_button_set_label (self->empty_button, searching ? _("Clear Search") : _("Show the Tail"));
  gtk_widget_set_visible (GTK_WIDGET (self->empty_button), searching || kind != WEIR_MESSAGES_TAIL);
}

/* Up, so that what is written is enough. */
static char *
dup_grace (gint64 grace_usec)
{
  gint64 step_usec = grace_usec < G_TIME_SPAN_MILLISECOND ? 1
                     : grace_usec < G_TIME_SPAN_SECOND ? G_TIME_SPAN_MILLISECOND
                     : grace_usec < G_TIME_SPAN_MINUTE ? G_TIME_SPAN_SECOND / 10
                     : grace_usec < G_TIME_SPAN_HOUR ? G_TIME_SPAN_SECOND
                     : grace_usec < G_TIME_SPAN_DAY ? G_TIME_SPAN_MINUTE : G_TIME_SPAN_HOUR;

  return weir_format_duration ((grace_usec + step_usec - 1) / step_usec * step_usec);
}

static void
update_delays (WeirMessagesPage *self,
               WeirStreamView   *stream)
{
  GArray *delays = stream != NULL ? weir_stream_view_get_delays (stream) : NULL;
  gboolean any = get_kind (self) == WEIR_MESSAGES_LATE && delays != NULL && delays->len > 0;
  g_autofree char *grace = NULL;
  g_autofree char *text = NULL;
  WeirStreamCounters counters;

  gtk_widget_set_visible (self->delay_box, any);
  if (!any || delays == self->delays)
    return;

  g_clear_pointer (&self->delays, g_array_unref);
  self->delays = g_array_ref (delays);
  weir_stream_view_get_counters (stream, &counters);
  weir_delay_histogram_set_delays (self->delay_histogram, (const WeirDelayBucket *) delays->data, delays->len,
                                   counters.suggested_grace_usec);
  grace = dup_grace (counters.suggested_grace_usec);
  text = counters.suggested_grace_usec > 0
           /* Translators: a time, as "12 s" */
           ? g_strdup_printf (_("A grace of %s would have kept 99.9 %% of the records."), grace)
           /* xgettext:no-c-format */
           : g_strdup (_("99.9 % of the records came in order: they need no grace."));
  gtk_label_set_label (self->grace_label, text);
}

static void
weir_messages_page_update (WeirPage *page)
{
  WeirMessagesPage *self = WEIR_MESSAGES_PAGE (page);
  WeirStreamView *stream = get_stream (self);
  gboolean any = g_list_model_get_n_items (weir_page_get_listed (page)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
  if (!any)
    update_empty (self);
  if (stream != NULL)
    update_count (self, stream);
  update_origin (self, stream);
  update_notice (self, stream);
  if (!is_held (self))
    update_delays (self, stream);
}

static void
weir_messages_page_pulse (WeirPage *page)
{
  WeirMessagesPage *self = WEIR_MESSAGES_PAGE (page);

  if (!is_held (self))
    weir_message_list_follow (self->list);
  weir_messages_page_fit_columns (self);
  weir_messages_page_update (page);
}

static void
on_source_changed (WeirMessagesPage *self)
{
  static const char *const titles[] = { N_("Decoded"), N_("Reason"), N_("Delay") };
  WeirMessagesKind kind = get_kind (self);

  self->time_chars = self->key_chars = 0;
  weir_message_list_set (self->list, get_stream (self), kind);
  weir_message_list_follow (self->list);
  gtk_column_view_column_set_title (self->text_column, _(titles[kind]));
  gtk_widget_set_visible (GTK_WIDGET (self->detail), FALSE);
  update_delays (self, get_stream (self));
  weir_messages_page_update (WEIR_PAGE (self));
}

static void
on_empty_clicked (WeirMessagesPage *self)
{
  if (weir_page_is_searching (WEIR_PAGE (self)))
    weir_page_clear_search (WEIR_PAGE (self));
  else
    gtk_toggle_button_set_active (self->tail_button, TRUE);
}

static char *
dup_length (gsize length)
{
  g_autofree char *count = weir_format_count (length);

  return length > 0 ? g_strdup_printf (ngettext ("%s byte", "%s bytes", length), count) : NULL;
}

static gboolean
is_derived (WeirStreamView *stream)
{
  return stream != NULL && weir_stream_view_get_config (stream)->derived != NULL;
}

static void
show_item (WeirMessagesPage *self,
           WeirMessageItem  *item)
{
  g_autofree char *title = weir_dup_record_place (weir_message_item_get_topic (item),
                                                  weir_message_item_get_partition (item),
                                                  weir_message_item_get_offset (item));
  g_autofree char *raw = weir_message_item_dup_raw (item);
  const char *key = weir_message_item_get_key (item);
  const char *record_key = weir_message_item_get_record_key (item);

  weir_detail_begin (self->detail, title != NULL ? title : "");
  weir_detail_add_fact (self->detail, _("Key"), key != NULL ? key : _("null"));
  /* Translators: the key that a record has in Kafka, where the stream takes a field for its key */
  if (g_strcmp0 (key, record_key) != 0)
    weir_detail_add_fact (self->detail, _("Record key"), record_key != NULL ? record_key : _("null"));
  weir_detail_take_fact (self->detail, get_kind (self) == WEIR_MESSAGES_DEAD ? _("Read") : _("Event time"),
                         weir_dup_full_time (weir_message_item_get_time_usec (item)));
  weir_detail_take_fact (self->detail, _("Payload"), dup_length (weir_message_item_get_length (item)));
  weir_detail_add_fact (self->detail, gtk_column_view_column_get_title (self->text_column),
                        weir_message_item_get_text (item));
  if (is_derived (get_stream (self)))
    weir_derived_add_facts (self->detail, raw);
  weir_detail_set_raw (self->detail, raw);
}

static void
show_fetched (WeirMessagesPage *self,
              const char       *title,
              WeirFetched      *fetched)
{
  const char *key = fetched->key != NULL ? fetched->key : _("null");

  weir_detail_begin (self->detail, title);
  if (g_strcmp0 (title, fetched->place) != 0)
    weir_detail_add_fact (self->detail, _("Record"), fetched->place);
  weir_detail_add_fact (self->detail, _("Key"), fetched->stream_key != NULL ? fetched->stream_key : key);
  if (fetched->stream_key != NULL && g_strcmp0 (fetched->stream_key, fetched->key) != 0)
    weir_detail_add_fact (self->detail, _("Record key"), key);
  weir_detail_take_fact (self->detail, _("Record time"), weir_dup_full_time (fetched->time_usec));
  weir_detail_take_fact (self->detail, _("Payload"), dup_length (fetched->payload_length));
  weir_detail_add_fact (self->detail, _("Decoded"), fetched->decoded);
  weir_detail_add_fact (self->detail, _("Reason"), fetched->trouble);
  weir_detail_set_raw (self->detail, fetched->payload != NULL ? fetched->payload : _("(no payload)"));
}

static void
on_fetched (GObject      *source_object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(WeirMessagesPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirFetched) fetched = weir_fetch_finish (result, &error);
  const char *title = g_object_get_data (G_OBJECT (g_task_get_cancellable (G_TASK (result))), "title");

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;

  gtk_stack_set_visible_child_name (self->stack, "list");
  if (fetched != NULL)
    {
      show_fetched (self, title, fetched);
      return;
    }

  weir_detail_begin (self->detail, title);
  weir_detail_add_fact (self->detail, _("Not read"), error->message);
}

static const WeirConnectionConfig *
find_connection (WeirMessagesPage *self,
               WeirStreamView   *stream)
{
  WeirWorkspace *workspace = weir_monitor_get_workspace (weir_scope_get_monitor (weir_page_get_scope (WEIR_PAGE (self))));
  GPtrArray *connections = weir_workspace_get_connections (workspace);
  const char *wanted = weir_stream_view_get_config (stream)->connection;

  for (guint i = 0; i < connections->len; i++)
    {
      WeirConnectionConfig *connection = g_ptr_array_index (connections, i);

      if (g_strcmp0 (connection->name, wanted) == 0)
        return connection;
    }

  return NULL;
}

static void
on_selected (WeirMessagesPage *self)
{
  WeirMessageItem *item = gtk_single_selection_get_selected_item (self->selection);
  WeirStreamView *stream = get_stream (self);

  if (item == NULL || stream == NULL)
    return;

  /* Rows of a derived stream stand in no topic. */
  if (get_kind (self) == WEIR_MESSAGES_LATE && !is_derived (stream))
    weir_messages_page_show_record (self, weir_stream_view_get_config (stream)->name,
                                    weir_message_item_get_topic (item), weir_message_item_get_partition (item),
                                    weir_message_item_get_offset (item));
  else
    show_item (self, item);
}

static void
on_detail_closed (WeirMessagesPage *self)
{
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

static char *
dup_stream_title (WeirStreamView *stream)
{
  const WeirStreamConfig *config = stream != NULL ? weir_stream_view_get_config (stream) : NULL;
  const char *title;

  if (config == NULL)
    return NULL;

  title = config->title != NULL && *config->title != '\0' ? config->title : config->name;

  return config->derived != NULL ? g_strdup_printf ("%s · %s", title, weir_derived_get_word (config)) : g_strdup (title);
}

static void
weir_messages_page_monitor_changed (WeirPage    *page,
                                    WeirMonitor *monitor)
{
  WeirMessagesPage *self = WEIR_MESSAGES_PAGE (page);

  gtk_drop_down_set_model (self->stream_drop_down, monitor != NULL ? weir_monitor_get_streams (monitor) : NULL);
  on_source_changed (self);
}

static void
weir_messages_page_dispose (GObject *object)
{
  WeirMessagesPage *self = WEIR_MESSAGES_PAGE (object);

  if (self->fetching != NULL)
    g_cancellable_cancel (self->fetching);
  g_clear_object (&self->fetching);
  g_clear_pointer (&self->delays, g_array_unref);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (weir_messages_page_parent_class)->dispose (object);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  g_autofree char *row = weir_messages_page_dup_row (WEIR_MESSAGES_PAGE (widget));

  if (row != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), row);
}

static void
weir_messages_page_class_init (WeirMessagesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WeirPageClass *page_class = WEIR_PAGE_CLASS (klass);

  object_class->dispose = weir_messages_page_dispose;
  page_class->shows = weir_messages_page_shows;
  page_class->update = weir_messages_page_update;
  page_class->pulse = weir_messages_page_pulse;
  page_class->monitor_changed = weir_messages_page_monitor_changed;

  gtk_widget_class_install_action (widget_class, "messages.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "messages.copy", NULL);

  g_type_ensure (WEIR_TYPE_DELAY_HISTOGRAM);
  g_type_ensure (WEIR_TYPE_DETAIL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-messages-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, stream_drop_down);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, tail_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, dead_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, late_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, pause_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, delay_box);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, delay_histogram);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, grace_label);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, origin_label);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, notice_label);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, empty_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, view);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, detail);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, count_label);
}

static void
create_model (WeirMessagesPage *self)
{
  self->list = weir_message_list_new ();
  weir_page_set_search_entry (WEIR_PAGE (self), self->search_entry);
  weir_page_set_items (WEIR_PAGE (self), G_LIST_MODEL (self->list));
  self->selection = weir_page_select_in (WEIR_PAGE (self), self->view);
  weir_table_stay_at_top (self->view);
}

static void
weir_messages_page_init (WeirMessagesPage *self)
{
  g_autoptr(GtkExpression) title = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  weir_accessible_set_name (GTK_WIDGET (self->view), _("Messages"));
  weir_accessible_set_name (GTK_WIDGET (self->stream_drop_down), _("Stream"));
  weir_accessible_use_label (GTK_WIDGET (self->tail_button));
  weir_accessible_use_label (GTK_WIDGET (self->dead_button));
  weir_accessible_use_label (GTK_WIDGET (self->late_button));

  weir_messages_page_add_columns (self);
  create_model (self);
  title = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (dup_stream_title), NULL, NULL);
  gtk_drop_down_set_expression (self->stream_drop_down, title);

  g_signal_connect_swapped (self->stream_drop_down, "notify::selected-item", G_CALLBACK (on_source_changed), self);
  g_signal_connect_swapped (self->tail_button, "toggled", G_CALLBACK (on_source_changed), self);
  g_signal_connect_swapped (self->dead_button, "toggled", G_CALLBACK (on_source_changed), self);
  g_signal_connect_swapped (self->late_button, "toggled", G_CALLBACK (on_source_changed), self);
  g_signal_connect_swapped (self->empty_button, "clicked", G_CALLBACK (on_empty_clicked), self);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (self->detail, "closed", G_CALLBACK (on_detail_closed), self);
}

GtkWidget *
weir_messages_page_new (WeirScope *scope)
{
  return g_object_new (WEIR_TYPE_MESSAGES_PAGE, "scope", scope, NULL);
}

static void
select_stream (WeirMessagesPage *self,
               const char       *stream)
{
  GListModel *streams = gtk_drop_down_get_model (self->stream_drop_down);

  for (guint i = 0; streams != NULL && i < g_list_model_get_n_items (streams); i++)
    {
      g_autoptr(WeirStreamView) view = g_list_model_get_item (streams, i);

      if (g_strcmp0 (weir_stream_view_get_config (view)->name, stream) == 0)
        gtk_drop_down_set_selected (self->stream_drop_down, i);
    }
}

/* A row of a derived stream stands in no topic: it is shown while the tail has it. */
static void
show_derived (WeirMessagesPage *self,
              const char       *topic,
              int               partition,
              gint64            offset)
{
  g_autofree char *title = weir_dup_record_place (topic, partition, offset);
  GListModel *items = weir_page_get_listed (WEIR_PAGE (self));

  gtk_toggle_button_set_active (self->tail_button, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(WeirMessageItem) item = g_list_model_get_item (items, i);

      if (weir_message_item_get_offset (item) != offset || weir_message_item_get_partition (item) != partition)
        continue;
      gtk_single_selection_set_selected (self->selection, i);
      return;
    }

  weir_detail_begin (self->detail, title != NULL ? title : "");
  weir_detail_add_fact (self->detail, _("Not read"), _("Weir made this row; no topic holds it, and the tail has newer ones."));
}

static GCancellable *
begin_fetch (WeirMessagesPage *self,
             char             *title)
{
  if (self->fetching != NULL)
    g_cancellable_cancel (self->fetching);
  g_clear_object (&self->fetching);
  self->fetching = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (self->fetching), "title", title, g_free);

  return self->fetching;
}

void
weir_messages_page_show_stream (WeirMessagesPage *self,
                                const char       *stream,
                                const char       *key)
{
  g_return_if_fail (WEIR_IS_MESSAGES_PAGE (self) && stream != NULL);

  select_stream (self, stream);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), key != NULL ? key : "");
}

void
weir_messages_page_show_record (WeirMessagesPage *self,
                                const char       *stream,
                                const char       *topic,
                                int               partition,
                                gint64            offset)
{
  const WeirConnectionConfig *connection;

  g_return_if_fail (WEIR_IS_MESSAGES_PAGE (self));

  if (weir_scope_get_monitor (weir_page_get_scope (WEIR_PAGE (self))) == NULL || topic == NULL)
    return;

  select_stream (self, stream);
  if (is_derived (get_stream (self)))
    {
      show_derived (self, topic, partition, offset);
      return;
    }
  connection = get_stream (self) != NULL ? find_connection (self, get_stream (self)) : NULL;
  if (connection == NULL)
    return;

  weir_fetch_async (connection, weir_stream_view_get_schema (get_stream (self)), topic, partition, offset,
                    begin_fetch (self, weir_dup_record_place (topic, partition, offset)), on_fetched, g_object_ref (self));
}

/* The newest of the tail at @time_usec; FALSE where the tail begins later, or has none. */
static gboolean
select_at (WeirMessagesPage *self,
           const char       *key,
           gint64            time_usec)
{
  GListModel *items = weir_page_get_listed (WEIR_PAGE (self));
  guint best = GTK_INVALID_LIST_POSITION;
  gint64 best_usec = WEIR_NO_TIME;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(WeirMessageItem) item = g_list_model_get_item (items, i);
      gint64 item_usec = weir_message_item_get_time_usec (item);

      if (item_usec > time_usec || item_usec <= best_usec
          || (key != NULL && g_strcmp0 (key, weir_message_item_get_key (item)) != 0))
        continue;
      best = i;
      best_usec = item_usec;
    }

  if (best != GTK_INVALID_LIST_POSITION)
    gtk_single_selection_set_selected (self->selection, best);

  return best != GTK_INVALID_LIST_POSITION;
}

void
weir_messages_page_show_time (WeirMessagesPage *self,
                              const char       *stream,
                              const char       *key,
                              gint64            time_usec)
{
  const WeirConnectionConfig *connection;

  g_return_if_fail (WEIR_IS_MESSAGES_PAGE (self));

  if (weir_scope_get_monitor (weir_page_get_scope (WEIR_PAGE (self))) == NULL)
    return;

  select_stream (self, stream);
  weir_page_clear_search (WEIR_PAGE (self));
  gtk_toggle_button_set_active (self->tail_button, TRUE);
  weir_message_list_follow (self->list);
  if (get_stream (self) == NULL || select_at (self, key, time_usec) || is_derived (get_stream (self)))
    return;

  connection = find_connection (self, get_stream (self));
  if (connection != NULL && *weir_stream_view_find_topic (get_stream (self)) != '\0')
    weir_fetch_time_async (connection, weir_stream_view_get_schema (get_stream (self)),
                           weir_stream_view_find_topic (get_stream (self)), key, time_usec,
                           begin_fetch (self, weir_dup_full_time (time_usec)), on_fetched, g_object_ref (self));
}
