#include "config.h"

#include "app/pages/weir-alert-context.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-journal-words.h"
#include "app/common/weir-table.h"
#include "app/common/weir-words.h"
#include "data/alert/weir-condition-threshold.h"
#include "data/alert/weir-expression.h"
#include "data/workspace/weir-workspace-load.h"
#include "widgets/weir-line-chart.h"

/* What is shown before an alert began, and behind its end, at least. */
#define AROUND_USEC (2 * G_TIME_SPAN_MINUTE)
#define CHART_PX    170

struct _WeirAlertContext
{
  GtkBox              parent_instance;

  WeirScope          *scope;     /* owned */
  WeirAlert          *alert;     /* owned, nullable */
  WeirTimeRange      *range;     /* owned */
  WeirLineChart      *chart;     /* child, as those below */
  GtkStack           *chart_stack;
  GtkColumnView      *history;
  GtkLabel           *rule_label;
  GtkButton          *rule_button;
  GtkFilter          *entries;   /* owned */
  GtkFilterListModel *listed;    /* owned */
  WeirSeries         *series;    /* owned, nullable: what the chart has */
};

G_DEFINE_FINAL_TYPE (WeirAlertContext, weir_alert_context, GTK_TYPE_BOX)

static const WeirRuleConfig *
get_rule (WeirAlertContext *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  WeirWorkspace *workspace = monitor != NULL ? weir_monitor_get_workspace (monitor) : NULL;

  if (workspace == NULL || self->alert == NULL || weir_alert_get_rule (self->alert) == NULL)
    return NULL;

  return weir_workspace_find_named (weir_workspace_get_rules (workspace), weir_alert_get_rule (self->alert));
}

/* -- the chart -- */

/* The first number of the stream that the condition names, else its first. */
static guint
find_field (const WeirStreamSchema *schema,
            const WeirRuleConfig   *rule)
{
  g_auto(GStrv) names = rule->fire != NULL ? weir_expression_find_fields (rule->fire, NULL) : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    for (guint j = 0; j < schema->n_fields; j++)
      /* Of windows the columns begin with the field. */
      if (schema->is_number[j] && g_str_has_prefix (names[i], schema->names[j]))
        return j;

  return schema->first;
}

static WeirSeries *
find_series (WeirAlertContext      *self,
             const WeirRuleConfig  *rule,
             const char           **name,
             const char           **unit)
{
  WeirStreamView *stream = weir_monitor_find_stream (weir_scope_get_monitor (self->scope), rule->stream);
  const WeirStreamSchema *schema = stream != NULL ? weir_stream_view_get_schema (stream) : NULL;
  guint field = schema != NULL ? find_field (schema, rule) : WEIR_STREAM_NO_FIELD;
  WeirKeyView *key = stream != NULL ? weir_stream_view_find_key (stream, weir_alert_get_key (self->alert)) : NULL;

  if (key == NULL || field == WEIR_STREAM_NO_FIELD)
    return NULL;

  *name = schema->names[field];
  *unit = schema->units[field];

  return weir_key_view_get_series (key, field);
}

static void
show_range (WeirAlertContext *self)
{
  gint64 since_usec = weir_alert_get_since_usec (self->alert);
  gint64 end_usec = MAX (weir_alert_get_resolved_usec (self->alert), weir_alert_get_event_usec (self->alert));
  gint64 span_usec = MAX (end_usec - since_usec, 0);
  gint64 around_usec = MAX (AROUND_USEC, span_usec / 4);

  weir_time_range_set_zone (self->range, weir_time_range_get_zone (weir_scope_get_time_range (self->scope)));
  weir_time_range_set (self->range, since_usec - around_usec, since_usec + span_usec + around_usec);
}

static void
show_limit (WeirAlertContext     *self,
            const WeirRuleConfig *rule,
            const char           *unit)
{
  WeirConditionThreshold threshold;
  g_auto(GStrv) names = rule->fire != NULL ? weir_expression_find_fields (rule->fire, NULL) : NULL;
  g_autofree char *number = NULL;
  g_autofree char *label = NULL;

  weir_chart_clear_thresholds (WEIR_CHART (self->chart));
  if (names == NULL || g_strv_length (names) != 1 || strchr (rule->fire, '(') != NULL
      || !weir_condition_threshold_find (rule->fire, &threshold))
    return;

  number = weir_condition_threshold_format (threshold.value);
  label = g_strdup_printf (_("limit %s %s"), number, unit);
  weir_chart_add_threshold (WEIR_CHART (self->chart), threshold.value, label, WEIR_MARK_CRITICAL);
}

static void
show_marks (WeirAlertContext *self)
{
  gint64 resolved_usec = weir_alert_get_resolved_usec (self->alert);
  const WeirMark marks[] = {
    { weir_alert_get_since_usec (self->alert), WEIR_MARK_CRITICAL }, { resolved_usec, WEIR_MARK_ENDED },
  };

  weir_chart_set_marks (WEIR_CHART (self->chart), marks, resolved_usec != 0 ? 2 : 1);
}

static void
show_chart (WeirAlertContext *self)
{
  const WeirRuleConfig *rule = get_rule (self);
  const char *name = NULL, *unit = "";
  WeirSeries *series = rule != NULL ? find_series (self, rule, &name, &unit) : NULL;

  gtk_stack_set_visible_child_name (self->chart_stack, series != NULL ? "chart" : "none");
  if (series == NULL)
    return;

  if (series != self->series)
    {
      g_set_object (&self->series, series);
      weir_line_chart_clear (self->chart);
      weir_line_chart_add_series (self->chart, series, weir_alert_get_key (self->alert), 0);
      weir_chart_set_title (WEIR_CHART (self->chart), name, unit);
      weir_chart_set_unit (WEIR_CHART (self->chart), unit);
      show_limit (self, rule, unit);
    }
  show_range (self);
  show_marks (self);
}

/* -- what happened to this key -- */

static gboolean
is_of_alert (gpointer item,
             gpointer user_data)
{
  WeirAlertContext *self = user_data;
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (item);
  const char *key;
  gsize length;

  if (self->alert == NULL || !weir_entry_is_for_people (facts) || g_strcmp0 (facts->rule, weir_alert_get_rule (self->alert)) != 0)
    return FALSE;

  key = weir_alert_get_key_bytes (self->alert, &length);

  return facts->key_length == length && (length == 0 || memcmp (facts->key, key, length) == 0);
}

static char *
text_when (gpointer     item,
           const char **style_class)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (item);

  return weir_dup_clock (facts->kind == WEIR_JOURNAL_CHANGE ? facts->time_usec : facts->at_usec);
}

static char *
text_event (gpointer     item,
            const char **style_class)
{
  WeirState state = weir_state_of_entry (weir_journal_entry_get_facts (item));

  *style_class = state.style_class;
  return g_strdup_printf ("%s %s", state.sign, state.word);
}

static char *
text_remark (gpointer     item,
             const char **style_class)
{
  *style_class = "secondary";
  return weir_entry_dup_remark (weir_journal_entry_get_facts (item));
}

static double
key_number (gpointer item)
{
  return (double) weir_journal_entry_get_facts (item)->number;
}

static GtkWidget *
create_history (WeirAlertContext *self)
{
  const WeirTableColumn columns[] = {
    { .title = _("When"), .chars = 17, .text = text_when, .key = key_number },
    { .title = _("Event"), .chars = 14, .text = text_event },
    { .title = _("Who and Why"), .chars = 12, .expand = TRUE, .text = text_remark, .gives_way = 1 },
  };
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->entries = GTK_FILTER (gtk_custom_filter_new (is_of_alert, self, NULL));
  self->listed = gtk_filter_list_model_new (NULL, g_object_ref (self->entries));
  self->history = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->history), "weir-table");
  weir_accessible_set_name (GTK_WIDGET (self->history), _("History of This Key"));
  weir_table_set_list (self->history, G_LIST_MODEL (self->listed));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkColumnViewColumn *column = weir_table_add_column (self->history, &columns[i]);

      if (i == 0)
        gtk_column_view_sort_by_column (self->history, column, GTK_SORT_DESCENDING);
    }
  weir_table_align_titles (self->history);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->history));
  gtk_widget_set_vexpand (scroller, TRUE);

  return scroller;
}

/* -- the rule -- */

static void
append_part (GString    *text,
             const char *name,
             const char *value)
{
  if (value != NULL && *value != '\0')
    g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", name, value);
}

static void
append_span (GString    *text,
             const char *name,
             gint64      span_usec)
{
  g_autofree char *span = span_usec > 0 ? weir_dup_span (span_usec) : NULL;

  append_part (text, name, span);
}

static void
show_rule (WeirAlertContext *self)
{
  const WeirRuleConfig *rule = get_rule (self);
  g_autoptr(GString) text = g_string_new (NULL);

  if (rule != NULL)
    {
      append_part (text, _("Rule"), rule->title);
      append_part (text, _("Stream"), rule->stream);
      append_part (text, _("Fires when"), rule->fire);
      append_part (text, _("Ends when"), rule->clear);
      append_span (text, _("Held for"), rule->for_usec);
      append_span (text, _("Goes on after its end"), rule->keep_firing_usec);
      append_span (text, _("Silent for"), rule->silence_usec);
      append_part (text, _("Alert events go to"), rule->publish_to);
    }
  gtk_label_set_label (self->rule_label, rule != NULL ? text->str : _("The workspace has this rule no more."));
  gtk_widget_set_sensitive (GTK_WIDGET (self->rule_button), rule != NULL);
}

static void
on_rule_clicked (WeirAlertContext *self)
{
  const WeirRuleConfig *rule = get_rule (self);

  if (rule != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-rule", "s", rule->name);
}

static GtkWidget *
create_rule (WeirAlertContext *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->rule_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->rule_label, 0.0f);
  gtk_label_set_wrap (self->rule_label, TRUE);
  gtk_label_set_wrap_mode (self->rule_label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (self->rule_label, TRUE);
  self->rule_button = GTK_BUTTON (gtk_button_new_with_mnemonic (_("Change _Rule…")));
  gtk_widget_set_halign (GTK_WIDGET (self->rule_button), GTK_ALIGN_START);
  weir_accessible_use_label (GTK_WIDGET (self->rule_button));
  g_signal_connect_swapped (self->rule_button, "clicked", G_CALLBACK (on_rule_clicked), self);
  gtk_widget_add_css_class (box, "alert-rule");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rule_label));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rule_button));

  return box;
}

/* -- the widget -- */

static void
on_monitor_changed (WeirAlertContext *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);

  gtk_filter_list_model_set_model (self->listed, monitor != NULL ? weir_monitor_get_history (monitor) : NULL);
}

static void
weir_alert_context_dispose (GObject *object)
{
  WeirAlertContext *self = WEIR_ALERT_CONTEXT (object);

  g_clear_object (&self->listed);
  g_clear_object (&self->entries);
  g_clear_object (&self->alert);
  g_clear_object (&self->series);
  g_clear_object (&self->range);
  g_clear_object (&self->scope);

  G_OBJECT_CLASS (weir_alert_context_parent_class)->dispose (object);
}

static void
weir_alert_context_class_init (WeirAlertContextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_alert_context_dispose;
}

static void
weir_alert_context_init (WeirAlertContext *self)
{
  self->range = weir_time_range_new (2 * AROUND_USEC);
}

static GtkWidget *
create_chart (WeirAlertContext *self)
{
  GtkWidget *none = gtk_label_new (_("◌ The program keeps no values of this key."));

  self->chart = WEIR_LINE_CHART (weir_line_chart_new ());
  weir_chart_set_time_range (WEIR_CHART (self->chart), self->range);
  gtk_widget_set_size_request (GTK_WIDGET (self->chart), -1, CHART_PX);
  weir_accessible_set_name (GTK_WIDGET (self->chart), _("Values Around the Alert"));
  gtk_widget_add_css_class (none, "secondary");
  self->chart_stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->chart_stack, GTK_WIDGET (self->chart), "chart");
  gtk_stack_add_named (self->chart_stack, none, "none");

  return GTK_WIDGET (self->chart_stack);
}

GtkWidget *
weir_alert_context_new (WeirScope *scope)
{
  WeirAlertContext *self = g_object_new (WEIR_TYPE_ALERT_CONTEXT, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 6, NULL);
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *switcher = gtk_stack_switcher_new ();

  self->scope = g_object_ref (scope);
  gtk_widget_add_css_class (GTK_WIDGET (self), "weir-card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "alert-context");
  gtk_stack_add_titled (GTK_STACK (stack), create_chart (self), "chart", _("Chart"));
  gtk_stack_add_titled (GTK_STACK (stack), create_history (self), "history", _("History of This Key"));
  gtk_stack_add_titled (GTK_STACK (stack), create_rule (self), "rule", _("Rule"));
  gtk_widget_set_vexpand (stack, TRUE);
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (stack));
  gtk_widget_set_halign (switcher, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self), switcher);
  gtk_box_append (GTK_BOX (self), stack);
  g_signal_connect_object (scope, "monitor-changed", G_CALLBACK (on_monitor_changed), self, G_CONNECT_SWAPPED);
  on_monitor_changed (self);

  return GTK_WIDGET (self);
}

void
weir_alert_context_show (WeirAlertContext *self,
                         WeirAlert        *alert)
{
  g_return_if_fail (WEIR_IS_ALERT_CONTEXT (self));

  if (!g_set_object (&self->alert, alert) || alert == NULL)
    return;

  g_clear_object (&self->series);
  gtk_filter_changed (self->entries, GTK_FILTER_CHANGE_DIFFERENT);
  show_rule (self);
  weir_alert_context_update (self);
}

void
weir_alert_context_update (WeirAlertContext *self)
{
  g_return_if_fail (WEIR_IS_ALERT_CONTEXT (self));

  if (self->alert != NULL && weir_scope_get_monitor (self->scope) != NULL)
    show_chart (self);
}
