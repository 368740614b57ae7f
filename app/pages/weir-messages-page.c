#include "config.h"

#include "app/pages/weir-messages-page-private.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-derived-words.h"
#include "app/common/weir-field-words.h"
#include "app/common/weir-table.h"
#include "widgets/weir-format.h"

enum
{
  LEAVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirMessagesPage, weir_messages_page, WEIR_TYPE_PAGE)

WeirMessagesKind
weir_messages_page_get_kind (WeirMessagesPage *self)
{
  if (self->place != NULL)
    return WEIR_MESSAGES_EXCERPT;
  if (gtk_toggle_button_get_active (self->dead_button))
    return WEIR_MESSAGES_DEAD;
  if (gtk_toggle_button_get_active (self->late_button))
    return WEIR_MESSAGES_LATE;

  return WEIR_MESSAGES_TAIL;
}

WeirStreamView *
weir_messages_page_get_stream (WeirMessagesPage *self)
{
  return gtk_drop_down_get_selected_item (self->stream_drop_down);
}

gboolean
weir_messages_page_is_derived (WeirMessagesPage *self)
{
  WeirStreamView *stream = weir_messages_page_get_stream (self);

  return stream != NULL && weir_stream_view_get_config (stream)->derived != NULL;
}

const WeirConnectionConfig *
weir_messages_page_find_connection (WeirMessagesPage *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (weir_page_get_scope (WEIR_PAGE (self)));
  WeirStreamView *stream = weir_messages_page_get_stream (self);
  GPtrArray *connections = monitor != NULL ? weir_workspace_get_connections (weir_monitor_get_workspace (monitor)) : NULL;

  for (guint i = 0; connections != NULL && stream != NULL && i < connections->len; i++)
    {
      const WeirConnectionConfig *connection = g_ptr_array_index (connections, i);

      if (g_strcmp0 (connection->name, weir_stream_view_get_config (stream)->connection) == 0)
        return connection;
    }

  return NULL;
}

WeirMessageItem *
weir_messages_page_ref_selected (WeirMessagesPage *self)
{
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  if (gtk_bitset_get_size (selected) != 1)
    return NULL;

  return g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (selected));
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
  g_autofree char *total = NULL, *dead = NULL, *late = NULL, *rate = NULL, *records = NULL, *letters = NULL, *text = NULL;

  weir_stream_view_get_counters (stream, &counters);
  total = weir_format_count (counters.n_records);
  dead = weir_format_count (counters.n_dead);
  late = weir_format_count (counters.windows.n_late_records);
  rate = weir_format_rate (counters.records_per_second, _("records"));
  records = g_strdup_printf (ngettext ("%s record", "%s records", (gulong) counters.n_records), total);
  letters = g_strdup_printf (ngettext ("%s dead letter", "%s dead letters", (gulong) counters.n_dead), dead);
  /* Translators: shown lines; how many records come in a second; records, dead letters and late records of the stream in all */
  text = g_strdup_printf (_("%s shown · %s · %s · %s · %s late"), shown, rate, records, letters, late);
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
  static const char *const titles[] = { N_("No Messages"), N_("No Dead Letters"), N_("Nothing Came Late"), N_("No Records") };
  static const char *const texts[] = {
    N_("Nothing has been read from this stream yet."),
    N_("Every record of this stream could be decoded."),
    N_("Every record came while its window was open."),
    N_("There is nothing there: it lies behind the end, or expired."),
  };
  gboolean searching = weir_page_is_searching (WEIR_PAGE (self)) || self->condition != NULL;
  WeirMessagesKind kind = weir_messages_page_get_kind (self);

  adw_status_page_set_title (self->empty_page, searching ? _("Nothing Found") : _(titles[kind]));
  adw_status_page_set_description (self->empty_page,
                                   searching ? _("No record has this text, or fulfils this condition.") : _(texts[kind]));
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
  gboolean any = weir_messages_page_get_kind (self) == WEIR_MESSAGES_LATE && delays != NULL && delays->len > 0;
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
  WeirStreamView *stream = weir_messages_page_get_stream (self);
  gboolean any = g_list_model_get_n_items (weir_page_get_listed (page)) > 0;

  /* While records are being read nothing is known of them. */
  if (self->reading == NULL)
    gtk_stack_set_visible_child_name (self->stack, any || gtk_widget_get_visible (GTK_WIDGET (self->detail)) ? "list" : "empty");
  if (!any)
    update_empty (self);
  if (stream != NULL)
    update_count (self, stream);
  update_origin (self, stream);
  update_notice (self, stream);
  weir_messages_page_update_condition (self);
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

/* Another list, of what comes. */
static void
on_source_changed (WeirMessagesPage *self)
{
  static const char *const titles[] = { N_("Decoded"), N_("Reason"), N_("Delay"), N_("Decoded") };

  weir_messages_page_go_live (self);
  gtk_column_view_column_set_title (self->columns[WEIR_MESSAGES_COLUMN_TEXT], _(titles[weir_messages_page_get_kind (self)]));
  update_delays (self, weir_messages_page_get_stream (self));
}

static void
on_kind_toggled (WeirMessagesPage *self,
                 GtkToggleButton  *button)
{
  /* The one that goes up is told of, too. */
  if (gtk_toggle_button_get_active (button))
    on_source_changed (self);
}

static void
on_stream_selected (WeirMessagesPage *self)
{
  self->time_chars = self->key_chars = 0;
  weir_messages_page_reset_columns (self);
  weir_messages_page_reset_timeline (self);
  weir_messages_page_clear_place (self);
  /* One that is wrong for this stream is not in force. */
  g_clear_pointer (&self->condition, g_free);
  weir_message_list_set_filter (self->list, NULL);
  weir_messages_page_apply_condition (self);
  on_source_changed (self);
}

static void
on_empty_clicked (WeirMessagesPage *self)
{
  if (weir_page_is_searching (WEIR_PAGE (self)))
    weir_page_clear_search (WEIR_PAGE (self));
  else if (self->condition != NULL)
    weir_messages_page_clear_condition (self);
  else
    {
      gtk_toggle_button_set_active (self->tail_button, TRUE);
      weir_messages_page_go_live (self);
    }
}

static void
on_selection_changed (WeirMessagesPage *self)
{
  g_autoptr(WeirMessageItem) item = weir_messages_page_ref_selected (self);

  if (item == NULL)
    return;

  /* Of a late record only its place is kept. Rows of a derived stream stand in no topic. */
  if (weir_messages_page_get_kind (self) == WEIR_MESSAGES_LATE && !weir_messages_page_is_derived (self))
    weir_messages_page_read_detail (self, item);
  else
    weir_messages_page_show_item (self, item);
}

static void
on_detail_closed (WeirMessagesPage *self)
{
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
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

  /* Its card shows a stream of the monitor before. */
  adw_bin_set_child (self->timeline_bin, NULL);
  gtk_drop_down_set_model (self->stream_drop_down, monitor != NULL ? weir_monitor_get_streams (monitor) : NULL);
  on_stream_selected (self);
}

static void
weir_messages_page_dispose (GObject *object)
{
  WeirMessagesPage *self = WEIR_MESSAGES_PAGE (object);

  weir_messages_page_clear_place (self);
  weir_messages_page_clear_columns (self);
  /* Its card borrows the config. */
  if (self->timeline_bin != NULL)
    adw_bin_set_child (self->timeline_bin, NULL);
  g_clear_pointer (&self->timeline_config, weir_panel_config_free);
  g_clear_pointer (&self->condition, g_free);
  g_clear_pointer (&self->origin, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->delays, g_array_unref);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (weir_messages_page_parent_class)->dispose (object);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  g_autofree char *rows = weir_messages_page_dup_rows (WEIR_MESSAGES_PAGE (widget));

  if (rows != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), rows);
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  weir_messages_page_export (WEIR_MESSAGES_PAGE (widget));
}

void
weir_messages_page_leave (WeirMessagesPage *self)
{
  g_signal_emit (self, signals[LEAVE], 0);
  weir_messages_page_go_live (self);
}

/* Escape leads back, step by step: to the panel that led here, else to what comes. */
static gboolean
on_escape (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   user_data)
{
  WeirMessagesPage *self = WEIR_MESSAGES_PAGE (widget);

  if (self->origin != NULL)
    {
      weir_messages_page_leave (self);
      return GDK_EVENT_STOP;
    }
  if (self->place == NULL)
    return GDK_EVENT_PROPAGATE;

  weir_messages_page_go_live (self);

  return GDK_EVENT_STOP;
}

static void
go_to_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  gtk_menu_button_popup (WEIR_MESSAGES_PAGE (widget)->go_button);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-messages-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, stream_drop_down);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, tail_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, dead_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, late_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, condition_entry);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, condition_label);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, go_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, position_entry);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, partition_entry);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, go_to_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, go_label);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, columns_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, columns_box);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, pause_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, place_bar);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, place_label);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, earlier_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, later_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, live_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMessagesPage, timeline_bin);
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

  /**
   * WeirMessagesPage::leave:
   * @self: the page
   *
   * A person wants to go back to where the records were chosen.
   */
  signals[LEAVE] = g_signal_new ("leave", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "messages.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "messages.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "messages.go-to", NULL, go_to_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "messages.copy", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);

  g_type_ensure (WEIR_TYPE_DELAY_HISTOGRAM);
  g_type_ensure (WEIR_TYPE_DETAIL);
  bind_template (widget_class);
}

static void
create_model (WeirMessagesPage *self)
{
  self->list = weir_message_list_new ();
  weir_page_set_search_entry (WEIR_PAGE (self), self->search_entry, GTK_WIDGET (self->view));
  weir_page_set_items (WEIR_PAGE (self), G_LIST_MODEL (self->list));
  self->selection = gtk_multi_selection_new (g_object_ref (weir_page_get_listed (WEIR_PAGE (self))));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (self->selection);
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

  weir_accessible_set_name (GTK_WIDGET (self->columns_button), _("Columns"));
  weir_messages_page_add_columns (self);
  weir_messages_page_add_place (self);
  weir_messages_page_add_go (self);
  weir_messages_page_add_condition (self);
  create_model (self);
  title = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (dup_stream_title), NULL, NULL);
  gtk_drop_down_set_expression (self->stream_drop_down, title);

  g_signal_connect_swapped (self->stream_drop_down, "notify::selected-item", G_CALLBACK (on_stream_selected), self);
  g_signal_connect_swapped (self->tail_button, "toggled", G_CALLBACK (on_kind_toggled), self);
  g_signal_connect_swapped (self->dead_button, "toggled", G_CALLBACK (on_kind_toggled), self);
  g_signal_connect_swapped (self->late_button, "toggled", G_CALLBACK (on_kind_toggled), self);
  g_signal_connect_swapped (self->empty_button, "clicked", G_CALLBACK (on_empty_clicked), self);
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (on_selection_changed), self);
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
weir_messages_page_set_origin (WeirMessagesPage *self,
                               const char       *title)
{
  g_return_if_fail (WEIR_IS_MESSAGES_PAGE (self));

  g_free (self->origin);
  self->origin = g_strdup (title);
  weir_messages_page_update_place (self);
}
