#include "config.h"

#include "app/pages/weir-alerts-page.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-detail.h"
#include "app/common/weir-record-choice.h"
#include "app/common/weir-table.h"
#include "app/common/weir-words.h"
#include "app/pages/weir-alert-bar.h"
#include "app/pages/weir-alert-columns.h"
#include "app/pages/weir-alert-context.h"
#include "app/pages/weir-alert-filter.h"
#include "app/pages/weir-alert-history.h"
#include "app/pages/weir-alert-silences.h"
#include "app/pages/weir-saved-filters.h"
#include "data/alert/weir-alert-list.h"
#include "widgets/weir-format.h"

struct _WeirAlertsPage
{
  WeirPage             parent_instance;

  GtkToggleButton     *firing_button;
  GtkToggleButton     *all_button;
  GtkToggleButton     *history_button;
  GtkToggleButton     *silences_button;
  GtkSearchEntry      *search_entry;
  GtkLabel            *count_label;
  GtkLabel            *cap_label;
  GtkBox              *filter_box;
  AdwBin              *bar_bin;
  GtkStack            *stack;
  AdwStatusPage       *empty_page;
  GtkButton           *empty_button;
  GtkColumnView       *view;
  GtkBox              *lower;
  WeirDetail          *detail;

  GtkColumnViewColumn *limit_column;  /* the view's */
  GtkMenuButton       *filter_button; /* child, as those below */
  WeirAlertFilter     *filter;
  WeirSavedFilters    *saved;
  WeirAlertBar        *bar;
  WeirAlertHistory    *history;
  WeirAlertSilences   *silences;
  WeirAlertContext    *context;

  GtkMultiSelection   *selection;     /* owned by view */
  WeirAlert           *shown;         /* owned, nullable: what the detail shows */
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
is_history (WeirAlertsPage *self)
{
  return gtk_toggle_button_get_active (self->history_button);
}

static gboolean
is_silences (WeirAlertsPage *self)
{
  return gtk_toggle_button_get_active (self->silences_button);
}

static gboolean
weir_alerts_page_shows (WeirPage   *page,
                        gpointer    item,
                        const char *wanted)
{
  WeirAlertsPage *self = WEIR_ALERTS_PAGE (page);
  g_autofree char *folded = g_utf8_casefold (wanted, -1);

  if (gtk_toggle_button_get_active (self->firing_button) && weir_alert_get_resolved_usec (item) != 0)
    return FALSE;
  if (!weir_alert_filter_shows (self->filter, item))
    return FALSE;

  return *wanted == '\0'
         || text_contains (weir_alert_get_title (item), folded)
         || text_contains (weir_alert_get_key (item), folded)
         || text_contains (weir_alert_get_topic (item), folded)
         || text_contains (weir_alert_get_acknowledged_note (item), folded)
         || text_contains (weir_alert_get_assignee (item), folded);
}

/* Why there are no notices of it. */
static void
add_silence (WeirAlertsPage *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (weir_page_get_scope (WEIR_PAGE (self)));
  const WeirJournalFacts *silence = monitor != NULL ? weir_monitor_find_silence (monitor, self->shown) : NULL;

  if (silence != NULL)
    weir_detail_take_fact (self->detail, _("Silenced until"),
                           silence->until_usec != 0 ? weir_dup_full_time (silence->until_usec) : g_strdup (_("it is ended")));
  else if (monitor != NULL && weir_monitor_is_inhibited (monitor, self->shown))
    weir_detail_add_fact (self->detail, _("Notices"), _("hidden by an alert of another rule"));
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
  weir_detail_add_fact (self->detail, _("Note"), weir_alert_get_acknowledged_note (alert));
  weir_detail_add_fact (self->detail, _("Assigned to"), weir_alert_get_assignee (alert));
  add_silence (self);
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
  if (gtk_widget_get_visible (GTK_WIDGET (self->lower)))
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
      g_signal_connect_object (alert, "notify::assignee", G_CALLBACK (on_shown_changed), self, G_CONNECT_SWAPPED);
    }
}

/* (transfer full) (element-type WeirAlert) */
static GPtrArray *
collect_selected (WeirAlertsPage *self)
{
  g_autoptr(GtkBitset) chosen = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GPtrArray *alerts = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint i;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, chosen, &i); more; more = gtk_bitset_iter_next (&iter, &i))
    {
      gpointer alert = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (alert != NULL)
        g_ptr_array_add (alerts, alert);
    }

  return alerts;
}

/* One has details; several can be handled at once. */
static void
on_selected (WeirAlertsPage *self)
{
  g_autoptr(GPtrArray) alerts = collect_selected (self);
  WeirAlert *alert = alerts->len == 1 ? g_ptr_array_index (alerts, 0) : NULL;

  weir_alert_bar_set_alerts (self->bar, alerts);
  gtk_widget_set_visible (GTK_WIDGET (self->bar_bin), alerts->len > 0 && !is_history (self) && !is_silences (self));
  gtk_widget_set_visible (GTK_WIDGET (self->lower), alert != NULL);
  if (alert == self->shown)
    return;

  set_shown (self, alert);
  weir_alert_context_show (self->context, alert);
  if (alert != NULL)
    show_detail (self);
}

static void
on_list_toggled (WeirAlertsPage *self)
{
  weir_page_filter (WEIR_PAGE (self));
  on_selected (self);
  /* What fires is at the top, wherever the shorter list was left. */
  weir_table_scroll_to_top (self->view);
  if (is_history (self))
    weir_alert_history_show_newest (self->history);
}

static void
on_detail_closed (WeirAlertsPage *self)
{
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
}

static void
on_filter_changed (WeirAlertsPage *self)
{
  /* Translators: the dot says that something is left out */
  gtk_menu_button_set_label (self->filter_button, weir_alert_filter_is_set (self->filter) ? _("F_ilter ●") : _("F_ilter"));
  weir_page_filter (WEIR_PAGE (self));
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
  gboolean searching = weir_page_is_searching (WEIR_PAGE (self)) || weir_alert_filter_is_set (self->filter);

  if (searching)
    adw_status_page_set_title (self->empty_page, _("Nothing Found"));
  else
    adw_status_page_set_title (self->empty_page, n_all > 0 ? _("Nothing Is Firing") : _("No Alerts"));

  if (searching)
    adw_status_page_set_description (self->empty_page, _("No alert fits what is searched for and chosen above."));
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
  if (weir_page_is_searching (WEIR_PAGE (self)) || weir_alert_filter_is_set (self->filter))
    {
      weir_page_clear_search (WEIR_PAGE (self));
      weir_alert_filter_clear (self->filter);
    }
  else
    gtk_toggle_button_set_active (self->all_button, TRUE);
}

static char *
dup_count (WeirAlertsPage *self)
{
  guint n = g_list_model_get_n_items (weir_page_get_listed (WEIR_PAGE (self)));
  g_autofree char *count = NULL;

  if (is_history (self))
    n = weir_alert_history_get_n (self->history);
  else if (is_silences (self))
    n = weir_alert_silences_get_n (self->silences);
  count = weir_format_count (n);
  if (is_history (self))
    return g_strdup_printf (ngettext ("%s entry", "%s entries", n), count);
  if (is_silences (self))
    return g_strdup_printf (ngettext ("%s silence", "%s silences", n), count);

  return g_strdup_printf (ngettext ("%s alert", "%s alerts", n), count);
}

static const char *
get_list_name (WeirAlertsPage *self)
{
  if (is_history (self))
    return "history";
  if (is_silences (self))
    return "silences";

  return g_list_model_get_n_items (weir_page_get_listed (WEIR_PAGE (self))) > 0 ? "list" : "empty";
}

/* What a rule or the list has no room for is said, never left out in silence. */
static void
update_cap (WeirAlertsPage *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (weir_page_get_scope (WEIR_PAGE (self)));
  guint64 n = monitor != NULL ? weir_alert_list_get_n_forgotten (WEIR_ALERT_LIST (weir_monitor_get_alerts (monitor))) : 0;
  g_autofree char *count = weir_format_count (n);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->cap_label), n > 0);
  if (n == 0)
    return;

  text = g_strdup_printf (ngettext ("● %s alert more had no room in the list; the history has it",
                                    "● %s alerts more had no room in the list; the history has them", (gulong) n), count);
  gtk_label_set_label (self->cap_label, text);
}

static void
weir_alerts_page_update (WeirPage *page)
{
  WeirAlertsPage *self = WEIR_ALERTS_PAGE (page);
  guint n = g_list_model_get_n_items (weir_page_get_listed (page));
  g_autofree char *wanted = NULL;
  g_autofree char *text = NULL;

  if (is_history (self))
    {
      g_object_get (self->search_entry, "text", &wanted, NULL);
      weir_alert_history_set_text (self->history, wanted);
    }
  text = dup_count (self);
  gtk_label_set_label (self->count_label, text);
  gtk_stack_set_visible_child_name (self->stack, get_list_name (self));
  if (n == 0)
    update_empty (self);
  update_cap (self);
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

/* Lists that follow the journal. */
static void
pulse_journal (WeirAlertsPage *self)
{
  g_autofree char *text = NULL;

  if (is_history (self))
    weir_alert_history_update (self->history);
  else
    weir_alert_silences_update (self->silences);
  text = dup_count (self);
  gtk_label_set_label (self->count_label, text);
}

static void
weir_alerts_page_pulse (WeirPage *page)
{
  WeirAlertsPage *self = WEIR_ALERTS_PAGE (page);

  if (is_history (self) || is_silences (self))
    {
      pulse_journal (self);
      return;
    }

  weir_page_filter (page);
  weir_table_set_wanted (self->view, self->limit_column, has_limit (G_LIST_MODEL (gtk_column_view_get_model (self->view))));
  weir_table_fit (self->view);
  weir_table_refresh (self->view);
  if (self->shown != NULL)
    weir_alert_context_update (self->context);
}

static void
weir_alerts_page_monitor_changed (WeirPage    *page,
                                  WeirMonitor *monitor)
{
  WeirAlertsPage *self = WEIR_ALERTS_PAGE (page);

  set_shown (self, NULL);
  weir_alert_context_show (self->context, NULL);
  weir_alert_filter_set_rules (self->filter, monitor != NULL ? weir_monitor_get_workspace (monitor) : NULL);
  weir_page_set_items (page, monitor != NULL ? weir_monitor_get_alerts (monitor) : NULL);
  on_selected (self);
  weir_alerts_page_update (page);
}

/* What needs the scope. */
static void
weir_alerts_page_constructed (GObject *object)
{
  WeirAlertsPage *self = WEIR_ALERTS_PAGE (object);
  WeirScope *scope = weir_page_get_scope (WEIR_PAGE (self));

  self->context = WEIR_ALERT_CONTEXT (weir_alert_context_new (scope));
  gtk_box_append (self->lower, GTK_WIDGET (self->context));
  self->bar = WEIR_ALERT_BAR (weir_alert_bar_new (scope));
  adw_bin_set_child (self->bar_bin, GTK_WIDGET (self->bar));
  self->history = WEIR_ALERT_HISTORY (weir_alert_history_new (scope, self->filter));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->history), "history");
  self->silences = WEIR_ALERT_SILENCES (weir_alert_silences_new (scope));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->silences), "silences");
  self->limit_column = weir_alert_columns_add (self->view, scope);

  G_OBJECT_CLASS (weir_alerts_page_parent_class)->constructed (object);
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

  object_class->constructed = weir_alerts_page_constructed;
  object_class->dispose = weir_alerts_page_dispose;
  page_class->shows = weir_alerts_page_shows;
  page_class->update = weir_alerts_page_update;
  page_class->pulse = weir_alerts_page_pulse;
  page_class->monitor_changed = weir_alerts_page_monitor_changed;

  g_type_ensure (WEIR_TYPE_DETAIL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-alerts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, firing_button);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, all_button);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, history_button);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, silences_button);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, cap_label);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, filter_box);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, bar_bin);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, empty_button);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, view);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, lower);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertsPage, detail);
}

static void
add_filter (WeirAlertsPage *self)
{
  GtkWidget *popover = gtk_popover_new ();

  self->filter = WEIR_ALERT_FILTER (weir_alert_filter_new ());
  self->saved = WEIR_SAVED_FILTERS (weir_saved_filters_new (self->filter, GTK_EDITABLE (self->search_entry)));
  self->filter_button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_label (self->filter_button, _("F_ilter"));
  gtk_menu_button_set_use_underline (self->filter_button, TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->filter_button), _("By severity, state, rule and key"));
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->filter));
  gtk_menu_button_set_popover (self->filter_button, popover);
  gtk_box_append (self->filter_box, GTK_WIDGET (self->filter_button));
  gtk_box_append (self->filter_box, GTK_WIDGET (self->saved));
  g_signal_connect_swapped (self->filter, "changed", G_CALLBACK (on_filter_changed), self);
}

static void
select_several (WeirAlertsPage *self)
{
  GtkSortListModel *sorted = gtk_sort_list_model_new (g_object_ref (weir_page_get_listed (WEIR_PAGE (self))),
                                                      g_object_ref (gtk_column_view_get_sorter (self->view)));

  self->selection = gtk_multi_selection_new (G_LIST_MODEL (sorted));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (self->selection);
}

static void
weir_alerts_page_init (WeirAlertsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  weir_accessible_set_name (GTK_WIDGET (self->view), _("Alerts"));
  weir_accessible_use_label (GTK_WIDGET (self->firing_button));
  weir_accessible_use_label (GTK_WIDGET (self->all_button));
  weir_accessible_use_label (GTK_WIDGET (self->history_button));
  weir_accessible_use_label (GTK_WIDGET (self->silences_button));

  weir_page_set_search_entry (WEIR_PAGE (self), self->search_entry, GTK_WIDGET (self->view));
  add_filter (self);
  select_several (self);

  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (self->selection, "items-changed", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (self->firing_button, "toggled", G_CALLBACK (on_list_toggled), self);
  g_signal_connect_swapped (self->history_button, "toggled", G_CALLBACK (on_list_toggled), self);
  g_signal_connect_swapped (self->silences_button, "toggled", G_CALLBACK (on_list_toggled), self);
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
  guint n;

  g_return_if_fail (WEIR_IS_ALERTS_PAGE (self));

  weir_page_clear_search (WEIR_PAGE (self));
  weir_alert_filter_clear (self->filter);
  if (weir_alert_get_resolved_usec (alert) != 0)
    gtk_toggle_button_set_active (self->all_button, TRUE);
  else if (is_history (self) || is_silences (self))
    gtk_toggle_button_set_active (self->firing_button, TRUE);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirAlert) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (item == alert)
        gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, TRUE);
    }
}

void
weir_alerts_page_set_history (WeirAlertsPage       *self,
                              WeirWorkspaceHistory *history)
{
  g_return_if_fail (WEIR_IS_ALERTS_PAGE (self));

  weir_saved_filters_set_history (self->saved, history);
}
