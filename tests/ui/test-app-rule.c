#include "config.h"

#include <math.h>
#include <string.h>

#include "app-fixture.h"
#include "app/dialogs/weir-rule-dialog.h"
#include "app/dialogs/weir-rule-preview.h"
#include "app/dialogs/weir-rule-templates.h"
#include "app/pages/weir-dashboard-page.h"
#include "app/panels/weir-card.h"
#include "data/alert/weir-condition-threshold.h"
#include "widgets/weir-line-chart.h"

/* Rules made on the screen: in a form with a preview, and begun with a line on a chart. */

#define N_RECORDS 20

#define FIRE "Fires When, as temperature > 40"

typedef struct
{
  AppFixture            base;
  WeirWorkspaceHistory *history;
  GtkWidget            *dialog;
  gboolean              tried;
} RuleFixture;

static WeirWorkspace *
get_workspace (RuleFixture *self)
{
  return weir_workspace_history_get_workspace (self->history);
}

/* AAA is at 0, 1, … 19 twenty seconds apart. */
static void
rule_init (RuleFixture *self)
{
  app_fixture_init (&self->base);
  app_fixture_watch (&self->base, app_workspace);
  for (guint i = 0; i < N_RECORDS; i++)
    {
      app_fixture_send (&self->base, "prices", "AAA", self->base.start_usec + i * 20 * SECOND, i % 10, 1);
      app_fixture_send (&self->base, "old", "AAA", self->base.start_usec + i * 20 * SECOND, i % 10, 1);
    }
  app_fixture_flush (&self->base);
  app_fixture_await_records (&self->base, "prices", N_RECORDS);
  app_fixture_await_records (&self->base, "old", N_RECORDS);
  self->history = weir_workspace_history_new (weir_monitor_get_workspace (weir_scope_get_monitor (self->base.scope)));
}

static void
on_tried (RuleFixture *self)
{
  self->tried = TRUE;
}

static void
open_dialog (RuleFixture *self,
             const char  *name)
{
  const WeirRuleDialogSpec spec = { .history = self->history, .name = name, .span_usec = G_TIME_SPAN_HOUR };

  self->dialog = weir_rule_dialog_new (GTK_WINDOW (self->base.window), &spec);
  gtk_window_present (GTK_WINDOW (self->dialog));
  g_signal_connect_swapped (app_find (self->dialog, WEIR_TYPE_RULE_PREVIEW), "tried", G_CALLBACK (on_tried), self);
}

static const WeirRuleTrial *
await_trial (RuleFixture *self)
{
  self->tried = FALSE;
  while (!self->tried)
    g_main_context_iteration (NULL, TRUE);

  return weir_rule_preview_get_trial (app_find (self->dialog, WEIR_TYPE_RULE_PREVIEW));
}

static void
rule_clear (RuleFixture *self)
{
  app_fixture_clear (&self->base);
  g_clear_object (&self->history);
}

static void
enter (RuleFixture *self,
       const char  *title,
       const char  *text)
{
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (self->dialog, title)), text);
}

static const char *
get_entered (RuleFixture *self,
             const char  *title)
{
  return gtk_editable_get_text (GTK_EDITABLE (app_find_row (self->dialog, title)));
}

/* The button that takes a threshold. */
static GtkWidget *
find_threshold (RuleFixture *self,
                double       value)
{
  g_autofree char *text = weir_condition_threshold_format (value);

  return app_find_button (self->dialog, text);
}

/* What it would have done, taken from the topic, and the rule added, undone and redone. */
static void
test_a_rule_is_tried_and_added (void)
{
  RuleFixture fixture = { 0 };
  const WeirRuleTrial *trial;
  const WeirRuleConfig *rule;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;

  rule_init (&fixture);
  before = g_strdup (weir_workspace_get_text (get_workspace (&fixture)));
  open_dialog (&fixture, NULL);
  enter (&fixture, "Title", "Over five");
  enter (&fixture, FIRE, "price > 5");
  trial = await_trial (&fixture);
  g_assert_nonnull (trial);
  g_assert_cmpuint (trial->n_records, ==, N_RECORDS);
  /* 6 to 9, twice; the second time it has not ended. */
  g_assert_cmpuint (trial->n_fired[WEIR_RULE_VARIANT_THIS], ==, 2);
  g_assert_cmpuint (trial->n_resolved, ==, 1);
  g_assert_true (app_has_text (fixture.dialog, "▲ It would have fired 2 times"));
  g_assert_true (app_has_text (fixture.dialog, "Next Higher"));

  g_assert_nonnull (find_threshold (&fixture, 5.5));
  g_signal_emit_by_name (find_threshold (&fixture, 5.5), "clicked");
  g_assert_cmpstr (get_entered (&fixture, FIRE), ==, "price > 5.5");
  g_assert_nonnull (await_trial (&fixture));

  g_signal_emit_by_name (app_find_button (fixture.dialog, "_Add"), "clicked");
  g_assert_cmpstr (weir_workspace_history_get_undo_label (fixture.history), ==, "Add Rule");
  rule = g_ptr_array_index (weir_workspace_get_rules (get_workspace (&fixture)), 1);
  g_assert_cmpstr (rule->name, ==, "Over five");
  g_assert_cmpstr (rule->fire, ==, "price > 5.5");
  g_assert_cmpstr (rule->stream, ==, "prices");

  after = g_strdup (weir_workspace_get_text (get_workspace (&fixture)));
  g_assert_true (weir_workspace_history_undo (fixture.history, &error));
  g_assert_cmpstr (weir_workspace_get_text (get_workspace (&fixture)), ==, before);
  g_assert_true (weir_workspace_history_redo (fixture.history, &error));
  g_assert_cmpstr (weir_workspace_get_text (get_workspace (&fixture)), ==, after);

  rule_clear (&fixture);
}

/* One that is there is changed in its place, and removed. */
static void
test_a_rule_is_changed_and_removed (void)
{
  RuleFixture fixture = { 0 };
  const WeirRuleConfig *rule;

  rule_init (&fixture);
  open_dialog (&fixture, "high");
  g_assert_cmpstr (get_entered (&fixture, FIRE), ==, "price > 1000");
  enter (&fixture, "Held For, as 30s", "30s");
  enter (&fixture, "Ends When (empty: no longer fires)", "price < 900");
  g_signal_emit_by_name (app_find_button (fixture.dialog, "_Change"), "clicked");
  rule = g_ptr_array_index (weir_workspace_get_rules (get_workspace (&fixture)), 0);
  g_assert_cmpstr (rule->name, ==, "high");
  g_assert_cmpint (rule->for_usec, ==, 30 * SECOND);
  g_assert_cmpstr (rule->clear, ==, "price < 900");

  open_dialog (&fixture, "high");
  g_signal_emit_by_name (app_find_button (fixture.dialog, "_Remove"), "clicked");
  g_assert_cmpuint (weir_workspace_get_rules (get_workspace (&fixture))->len, ==, 0);
  g_assert_cmpstr (weir_workspace_history_get_undo_label (fixture.history), ==, "Remove Rule");

  rule_clear (&fixture);
}

/* Bytes that are underlined as wrong; FALSE: none are. */
static gboolean
find_underlined (GtkWidget *row,
                 guint     *begin,
                 guint     *end)
{
  GtkText *text = GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (row)));
  PangoAttrList *list = gtk_text_get_attributes (text);
  g_autoptr(PangoAttrIterator) iterator = list != NULL ? pango_attr_list_get_iterator (list) : NULL;

  do
    {
      PangoAttribute *line = iterator != NULL ? pango_attr_iterator_get (iterator, PANGO_ATTR_UNDERLINE) : NULL;

      if (line == NULL)
        continue;
      *begin = line->start_index;
      *end = line->end_index;
      return TRUE;
    }
  while (iterator != NULL && pango_attr_iterator_next (iterator));

  return FALSE;
}

static void
test_what_is_wrong_is_underlined (void)
{
  RuleFixture fixture = { 0 };
  guint begin, end;

  rule_init (&fixture);
  open_dialog (&fixture, NULL);
  enter (&fixture, FIRE, "volume > 1 and prize > 5");
  g_assert_true (find_underlined (app_find_row (fixture.dialog, FIRE), &begin, &end));
  g_assert_cmpuint (begin, ==, strlen ("volume > 1 and "));
  g_assert_cmpuint (end, ==, strlen ("volume > 1 and prize"));
  g_assert_true (app_has_text (fixture.dialog, "price"));

  enter (&fixture, FIRE, "price >");
  g_assert_true (find_underlined (app_find_row (fixture.dialog, FIRE), &begin, &end));
  g_assert_cmpuint (begin, ==, strlen ("price "));

  enter (&fixture, FIRE, "price > 5");
  g_assert_false (find_underlined (app_find_row (fixture.dialog, FIRE), &begin, &end));

  rule_clear (&fixture);
}

/* Fields and functions that begin so; what is taken stands in the text, with the cursor behind. */
static void
test_names_are_completed (void)
{
  RuleFixture fixture = { 0 };
  GtkWidget *row;

  rule_init (&fixture);
  open_dialog (&fixture, NULL);
  row = app_find_row (fixture.dialog, FIRE);
  gtk_widget_grab_focus (row);
  gtk_editable_set_text (GTK_EDITABLE (row), "pr");
  gtk_editable_set_position (GTK_EDITABLE (row), 2);
  g_assert_nonnull (app_find_button (fixture.dialog, "prev("));
  g_signal_emit_by_name (app_find_button (fixture.dialog, "price"), "clicked");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "price");
  g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (row)), ==, 5);

  gtk_editable_set_text (GTK_EDITABLE (row), "zsc > 3");
  gtk_editable_set_position (GTK_EDITABLE (row), 3);
  g_signal_emit_by_name (app_find_button (fixture.dialog, "zscore("), "clicked");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "zscore( > 3");

  rule_clear (&fixture);
}

/* Each is a rule that the workspace takes, where the stream has such fields. */
static void
test_templates_are_rules (void)
{
  RuleFixture fixture = { 0 };

  rule_init (&fixture);
  for (guint i = 0; i < weir_rule_templates_get_n (); i++)
    {
      const char *title = weir_rule_templates_get_title (i);
      guint n_before = weir_workspace_get_rules (get_workspace (&fixture))->len;
      /* The stream has no text and no flag. */
      gboolean refused = g_str_equal (title, "Rare Value") || g_str_equal (title, "Flag");

      open_dialog (&fixture, NULL);
      enter (&fixture, "Title", title);
      adw_combo_row_set_selected (ADW_COMBO_ROW (app_find_row (fixture.dialog, "Template")), i + 1);
      g_signal_emit_by_name (app_find_button (fixture.dialog, "_Add"), "clicked");
      g_assert_cmpuint (weir_workspace_get_rules (get_workspace (&fixture))->len, ==, n_before + !refused);
      if (refused)
        gtk_window_destroy (GTK_WINDOW (fixture.dialog));
    }

  rule_clear (&fixture);
}

/* -- from a chart -- */

static void
on_new_rule (GSimpleAction *action,
             GVariant      *parameter,
             char         **rule)
{
  *rule = g_variant_dup_string (parameter, NULL);
}

static WeirChart *
begin_on_chart (RuleFixture *self,
                char       **rule,
                const char  *action)
{
  GtkWidget *page = app_dashboard_new (self->base.scope, 1);
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr(GSimpleAction) new_rule = g_simple_action_new ("new-rule", G_VARIANT_TYPE_STRING);
  WeirChart *chart;

  app_fixture_show (&self->base, page, 1200, 700);
  g_signal_connect (new_rule, "activate", G_CALLBACK (on_new_rule), rule);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (new_rule));
  gtk_widget_insert_action_group (self->base.window, "win", G_ACTION_GROUP (group));
  chart = app_find (page, WEIR_TYPE_LINE_CHART);
  while (weir_chart_get_plot (chart)->n_columns == 0 || !(weir_chart_get_plot (chart)->high > 8.0))
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_activate_action (app_find (page, WEIR_TYPE_CARD), action, NULL);

  return chart;
}

static void
press (WeirChart *chart,
       guint      keyval)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (chart));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean handled = FALSE;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, 0, &handled);
      if (handled)
        return;
    }
  g_assert_not_reached ();
}

static void
test_a_line_on_a_chart_becomes_a_rule (void)
{
  RuleFixture fixture = { 0 };
  g_autofree char *rule = NULL;
  g_autofree char *expected = NULL;
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object;
  WeirChart *chart;
  double first, value;
  gboolean above;

  rule_init (&fixture);
  chart = begin_on_chart (&fixture, &rule, "chart.alert-above");
  g_assert_true (weir_chart_get_limit (chart, &first, &above));
  g_assert_true (above);
  g_assert_cmpfloat (first, >, 5.0);

  press (chart, GDK_KEY_Down);
  weir_chart_get_limit (chart, &value, &above);
  g_assert_cmpfloat (value, <, first);
  press (chart, GDK_KEY_Up);
  weir_chart_get_limit (chart, &value, &above);
  g_assert_cmpfloat_with_epsilon (value, first, 0.05);

  while (value > 7.5)
    {
      press (chart, GDK_KEY_Down);
      weir_chart_get_limit (chart, &value, &above);
    }
  press (chart, GDK_KEY_Return);
  g_assert_false (weir_chart_get_limit (chart, &value, &above));
  g_assert_nonnull (rule);
  node = json_from_string (rule, NULL);
  object = json_node_get_object (node);
  g_assert_cmpstr (json_object_get_string_member (object, "stream"), ==, "old");
  g_assert_cmpstr (json_object_get_string_member (object, "kind"), ==, "record");
  expected = g_strdup_printf ("price > %.12g", value);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "condition"), "fire"), ==, expected);

  rule_clear (&fixture);
}

/* Escape leaves everything as it was. */
static void
test_a_line_is_taken_away (void)
{
  RuleFixture fixture = { 0 };
  g_autofree char *rule = NULL;
  WeirChart *chart;
  double value;
  gboolean above;

  rule_init (&fixture);
  chart = begin_on_chart (&fixture, &rule, "chart.alert-below");
  g_assert_true (weir_chart_get_limit (chart, &value, &above));
  g_assert_false (above);
  press (chart, GDK_KEY_Escape);
  g_assert_false (weir_chart_get_limit (chart, &value, &above));
  g_assert_null (rule);

  rule_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app-rule/added", test_a_rule_is_tried_and_added);
  g_test_add_func ("/app-rule/changed", test_a_rule_is_changed_and_removed);
  g_test_add_func ("/app-rule/underlined", test_what_is_wrong_is_underlined);
  g_test_add_func ("/app-rule/completed", test_names_are_completed);
  g_test_add_func ("/app-rule/templates", test_templates_are_rules);
  g_test_add_func ("/app-rule/line", test_a_line_on_a_chart_becomes_a_rule);
  g_test_add_func ("/app-rule/line-away", test_a_line_is_taken_away);

  return g_test_run ();
}
