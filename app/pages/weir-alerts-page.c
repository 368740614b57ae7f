#include "config.h"

#include "app/pages/weir-alerts-page.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-detail.h"
#include "app/common/weir-record-choice.h"
#include "app/common/weir-table.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

struct _WeirAlertsPage
{
  WeirPage            parent_instance;

  GtkToggleButton    *firing_button;
  GtkToggleButton    *all_button;
  GtkSearchEntry     *search_entry;
  GtkLabel           *count_label;
  GtkStack           *stack;
  AdwStatusPage      *empty_page;
  GtkButton          *empty_button;
  GtkColumnView      *view;
  GtkColumnViewColumn *limit_column; /* the view's */
  WeirDetail         *detail;

  GtkSingleSelection *selection;    /* owned by view */
  WeirAlert          *shown;        /* owned, nullable: what the detail shows */
};

G_DEFINE_FINAL_TYPE (WeirAlertsPage, weir_alerts_page, WEIR_TYPE_PAGE)

static gboolean
text_contains (const char *text,
               const char *wanted)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, wanted) != NULL;
}

static gboolean
weir_alerts_page_shows (WeirPage   *page,
                        gpointer    item,
                        const char *wanted)
{
  g_autofree char *folded = g_utf8_casefold (wanted, -1);

  if (gtk_toggle_button_get_active (WEIR_ALERTS_PAGE (page)->firing_button)
      && weir_alert_get_resolved_usec (item) != 0)
    return FALSE;

  return *wanted == '\0'
         || text_contains (weir_alert_get_title (item), folded)
         || text_contains (weir_alert_get_key (item), folded)
         || text_contains (weir_alert_get_topic (item), folded);
}

static char *
text_severity (gpointer     item,
               const char **style_class)
{
  WeirState state = weir_state_of_severity (weir_alert_get_severity (item));

  *style_class = weir_alert_get_resolved_usec (item) == 0 ? state.style_class : "secondary";
  return g_strdup_printf ("%s %s", state.sign, state.word);
}

static char *
text_state (gpointer     item,
            const char **style_class)
{
  WeirState state = weir_state_of_alert (item);

  *style_class = state.style_class;
  return g_strdup_printf ("%s %s", state.sign, state.word);
}

static char *
text_rule (gpointer     item,
           const char **style_class)
{
  *style_class = weir_alert_get_resolved_usec (item) == 0 ? "strong" : NULL;
  return g_strdup (weir_alert_get_title (item));
}

static char *
text_key (gpointer     item,
          const char **style_class)
{
  return g_strdup (weir_alert_get_key (item));
}

static char *
text_value (gpointer     item,
            const char **style_class)
{
  return g_strdup (weir_alert_get_value (item));
}

static char *
text_limit (gpointer     item,
            const char **style_class)
{
  *style_class = "secondary";
  return g_strdup (weir_alert_get_limit (item));
}

static char *
text_since (gpointer     item,
            const char **style_class)
{
  return weir_dup_clock (weir_alert_get_since_usec (item));
}

static char *
text_age (gpointer     item,
          const char **style_class)
{
  gint64 end_usec = weir_alert_get_resolved_usec (item);

  *style_class = "secondary";
  return weir_format_elapsed ((end_usec != 0 ? end_usec : g_get_real_time ()) - weir_alert_get_since_usec (item));
}

static char *
text_record (gpointer     item,
             const char **style_class)
{
  char *place = weir_dup_record_place (weir_alert_get_topic (item), weir_alert_get_partition (item),
                                       weir_alert_get_offset (item));

  *style_class = "secondary";
  return place != NULL ? place : g_strdup ("–");
}

static void
on_acknowledge_clicked (GtkButton *button)
{
  WeirAlert *alert = g_object_get_data (G_OBJECT (button), "alert");
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (button), WEIR_TYPE_ALERTS_PAGE);
  WeirMonitor *monitor = weir_scope_get_monitor (weir_page_get_scope (WEIR_PAGE (page)));

  if (monitor == NULL)
    return;

  weir_monitor_acknowledge (monitor, alert, g_get_real_name (), NULL);
  gtk_button_set_label (button, _("✓ Seen"));
  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
}

static GtkWidget *
create_acknowledge (gpointer user_data)
{
  GtkWidget *button = gtk_button_new_with_label (_("Acknowledge"));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", G_CALLBACK (on_acknowledge_clicked), NULL);

  return button;
}

static void
update_acknowledge (GtkWidget *cell,
                    gpointer   item,
                    gpointer   user_data)
{
  gboolean seen = weir_alert_get_acknowledged (item);
  gboolean firing = weir_alert_get_resolved_usec (item) == 0;
  g_autofree char *spoken = NULL;

  if (g_object_get_data (G_OBJECT (cell), "alert") != item)
    {
      /* Translators: the rule and the key of an alert */
      spoken = g_strdup_printf (_("Acknowledge %s, %s"), weir_alert_get_title (item), weir_alert_get_key (item));
      gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    }

  g_object_set_data_full (G_OBJECT (cell), "alert", g_object_ref (item), g_object_unref);
  gtk_button_set_label (GTK_BUTTON (cell), seen ? _("✓ Seen") : _("Acknowledge"));
  gtk_widget_set_sensitive (cell, firing && !seen);
  /* Transparent rather than hidden, or the column would change its width. */
  gtk_widget_set_opacity (cell, firing ? 1.0 : 0.0);
}

static void
add_columns (WeirAlertsPage *self)
{
  const WeirTableColumn columns[] = {
    { .title = _("Severity"), .chars = 10, .text = text_severity, .gives_way = 4 },
    { .title = _("State"), .chars = 11, .text = text_state },
    { .title = _("Rule"), .chars = 18, .expand = TRUE, .text = text_rule },
    { .title = _("Key"), .chars = 10, .text = text_key },
    { .title = _("Value"), .chars = 18, .expand = TRUE, .text = text_value, .gives_way = 1 },
    { .title = _("Limit"), .chars = 7, .xalign = 1, .text = text_limit, .gives_way = 5 },
    { .title = _("Since"), .chars = 8, .xalign = 1, .text = text_since, .gives_way = 3 },
    { .title = _("For"), .chars = 6, .xalign = 1, .text = text_age, .gives_way = 2 },
    { .title = _("Record"), .chars = 19, .text = text_record, .gives_way = 6 },
    { .title = "", .create = create_acknowledge, .update = update_acknowledge },
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkColumnViewColumn *column = weir_table_add_column (self->view, &columns[i]);

      if (columns[i].text == text_limit)
        self->limit_column = column;
    }
  weir_table_align_titles (self->view);
}

static void
show_detail (WeirAlertsPage *self)
{
  WeirAlert *alert = self->shown;
  WeirState state = weir_state_of_alert (alert);
  g_autofree char *title = g_strdup_printf ("%s %s · %s", state.sign, weir_alert_get_title (alert),
                                            weir_alert_get_key (alert));
  gint64 resolved_usec = weir_alert_get_resolved_usec (alert);

  weir_detail_begin (self->detail, title);
  weir_detail_add_fact (self->detail, _("State"), state.word);
  weir_detail_add_fact (self->detail, _("Severity"), weir_state_of_severity (weir_alert_get_severity (alert)).word);
  weir_detail_add_fact (self->detail, _("Value"), weir_alert_get_value (alert));
  weir_detail_add_fact (self->detail, _("Limit"), weir_alert_get_limit (alert));
  weir_detail_take_fact (self->detail, _("Event time"), weir_dup_full_time (weir_alert_get_event_usec (alert)));
  weir_detail_take_fact (self->detail, _("Firing since"), weir_dup_full_time (weir_alert_get_since_usec (alert)));
  if (resolved_usec != 0)
    weir_detail_take_fact (self->detail, _("Resolved"), weir_dup_full_time (resolved_usec));
  weir_detail_take_fact (self->detail, _("Times fired"), weir_format_count (weir_alert_get_n_firings (alert)));
  if (weir_alert_get_acknowledged (alert))
    weir_detail_add_fact (self->detail, _("Acknowledged by"), weir_alert_get_acknowledged_by (alert));
  weir_detail_add_fact (self->detail, _("Stream"), weir_alert_get_stream (alert));
  weir_detail_take_fact (self->detail, _("Record"),
                         weir_dup_record_place (weir_alert_get_topic (alert), weir_alert_get_partition (alert),
                                                weir_alert_get_offset (alert)));
  weir_detail_set_action (self->detail, weir_alert_get_offset (alert) >= 0 ? _("Show Record") : _("Show Records"));
}

/* What is shown of an alert follows it, until it has resolved and after. */
static void
on_shown_changed (WeirAlertsPage *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->detail)))
    show_detail (self);
}

static void
set_shown (WeirAlertsPage *self,
           WeirAlert      *alert)
{
  if (self->shown != NULL)
    g_signal_handlers_disconnect_by_func (self->shown, on_shown_changed, self);
  g_set_object (&self->shown, alert);
  if (alert != NULL)
    {
      g_signal_connect_object (alert, "notify::state", G_CALLBACK (on_shown_changed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (alert, "notify::acknowledged", G_CALLBACK (on_shown_changed), self, G_CONNECT_SWAPPED);
    }
}

static void
on_all_toggled (WeirAlertsPage *self)
{
  weir_page_filter (WEIR_PAGE (self));
  /* What fires is at the top, wherever the shorter list was left. */
  weir_table_scroll_to_top (self->view);
}

static void
on_selected (WeirAlertsPage *self)
{
  WeirAlert *alert = gtk_single_selection_get_selected_item (self->selection);

  if (alert == NULL || alert == self->shown)
    return;

  set_shown (self, alert);
  show_detail (self);
}

static void
on_detail_closed (WeirAlertsPage *self)
{
  set_shown (self, NULL);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

static void
on_detail_action (WeirAlertsPage *self)
{
  if (self->shown != NULL)
    weir_record_choice_open_alert (weir_page_get_scope (WEIR_PAGE (self)), self->shown);
}

static void
update_empty (WeirAlertsPage *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (weir_page_get_scope (WEIR_PAGE (self)));
  guint n_all = monitor != NULL ? g_list_model_get_n_items (weir_monitor_get_alerts (monitor)) : 0;
  gboolean searching = weir_page_is_searching (WEIR_PAGE (self));

  if (searching)
    adw_status_page_set_title (self->empty_page, _("Nothing Found"));
  else
    adw_status_page_set_title (self->empty_page, n_all > 0 ? _("Nothing Is Firing") : _("No Alerts"));

  if (searching)
    adw_status_page_set_description (self->empty_page, _("No alert has these words in its rule, key or topic."));
  else if (n_all > 0)
    adw_status_page_set_description (self->empty_page, _("Every alert of this run has been resolved."));
  else
    adw_status_page_set_description (self->empty_page,
                                     _("No rule of this workspace has fired since it was opened."));

  gtk_button_set_label (self->empty_button, searching ? _("Clear Search") : _("Show Resolved"));
  gtk_widget_set_visible (GTK_WIDGET (self->empty_button), searching || n_all > 0);
}

static void
on_empty_clicked (WeirAlertsPage *self)
{
  if (weir_page_is_searching (WEIR_PAGE (self)))
    weir_page_clear_search (WEIR_PAGE (self));
  else
    gtk_toggle_button_set_active (self->all_button, TRUE);
}

static void
weir_alerts_page_update (WeirPage *page)
{
  WeirAlertsPage *self = WEIR_ALERTS_PAGE (page);
  guint n = g_list_model_get_n_items (weir_page_get_listed (page));
  g_autofree char *count = weir_format_count (n);
  g_autofree char *text = g_strdup_printf (ngettext ("%s alert", "%s alerts", n), count);

  gtk_label_set_label (self->count_label, text);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
  if (n == 0)
    update_empty (self);
}

/* Alerts that come in a topic have none. */
static gboolean
has_limit (GListModel *alerts)
{
  for (guint i = 0; i < g_list_model_get_n_items (alerts); i++)
    {
      g_autoptr(WeirAlert) alert = g_list_model_get_item (alerts, i);

      if (weir_alert_get_limit (alert) != NULL)
        return TRUE;
    }

  return FALSE;
}

static void
weir_alerts_page_pulse (WeirPage *page)
{
  WeirAlertsPage *self = WEIR_ALERTS_PAGE (page);

  weir_page_filter (page);
  weir_table_set_wanted (self->view, self->limit_column, has_limit (G_LIST_MODEL (gtk_column_view_get_model (self->view))));
  weir_table_fit (WEIR_ALERTS_PAGE (page)->view);
  weir_table_refresh (WEIR_ALERTS_PAGE (page)->view);
}

static void
weir_alerts_page_monitor_changed (WeirPage    *page,
                                  WeirMonitor *monitor)
{
  WeirAlertsPage *self = WEIR_ALERTS_PAGE (page);

  gtk_widget_set_visible (GTK_WIDGET (self->detail), FALSE);
  set_shown (self, NULL);
  weir_page_set_items (page, monitor != NULL ? weir_monitor_get_alerts (monitor) : NULL);
  weir_alerts_page_update (page);
}

static void
weir_alerts_page_dispose (GObject *object)
{
  WeirAlertsPage *self = WEIR_ALERTS_PAGE (object);

  set_shown (self, NULL);

  G_OBJECT_CLASS (weir_alerts_page_parent_class)->dispose (object);
}

static void
weir_alerts_page_class_init (WeirAlertsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WeirPageClass *page_class = WEIR_PAGE_CLASS (klass);

  object_class->dispose = weir_alerts_page_dispose;
  page_class->shows = weir_alerts_page_shows;
  page_class->update = weir_alerts_page_update;
  page_class->pulse = weir_alerts_page_pulse;
  page_class->monitor_changed = weir_alerts_page_monitor_changed;

  g_type_ensure (WEIR_TYPE_DETAIL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-alerts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, firing_button);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, all_button);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, empty_button);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, view);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, detail);
}

static void
weir_alerts_page_init (WeirAlertsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  weir_accessible_set_name (GTK_WIDGET (self->view), _("Alerts"));
  weir_accessible_use_label (GTK_WIDGET (self->firing_button));
  weir_accessible_use_label (GTK_WIDGET (self->all_button));

  weir_page_set_search_entry (WEIR_PAGE (self), self->search_entry, GTK_WIDGET (self->view));
  self->selection = weir_page_select_in (WEIR_PAGE (self), self->view);
  add_columns (self);

  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (self->firing_button, "toggled", G_CALLBACK (on_all_toggled), self);
  g_signal_connect_swapped (self->empty_button, "clicked", G_CALLBACK (on_empty_clicked), self);
  g_signal_connect_swapped (self->detail, "closed", G_CALLBACK (on_detail_closed), self);
  g_signal_connect_swapped (self->detail, "action", G_CALLBACK (on_detail_action), self);
}

GtkWidget *
weir_alerts_page_new (WeirScope *scope)
{
  return g_object_new (WEIR_TYPE_ALERTS_PAGE, "scope", scope, NULL);
}

void
weir_alerts_page_select (WeirAlertsPage *self,
                         WeirAlert      *alert)
{
  GListModel *listed = weir_page_get_listed (WEIR_PAGE (self));
  guint n;

  g_return_if_fail (WEIR_IS_ALERTS_PAGE (self));

  if (weir_alert_get_resolved_usec (alert) != 0)
    gtk_toggle_button_set_active (self->all_button, TRUE);

  n = g_list_model_get_n_items (listed);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirAlert) item = g_list_model_get_item (listed, i);

      if (item == alert)
        gtk_single_selection_set_selected (self->selection, i);
    }
}
