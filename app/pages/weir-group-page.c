#include "config.h"

#include "app/pages/weir-group-page.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/common/weir-item.h"
#include "app/common/weir-lag-words.h"
#include "app/common/weir-table.h"
#include "app/pages/weir-group-columns.h"
#include "widgets/weir-format.h"

typedef enum
{
  FIGURE_LAG,
  FIGURE_SECONDS,
  FIGURE_IN,
  FIGURE_OUT,
  FIGURE_VELOCITY,
  FIGURE_CLEAR,
  FIGURE_AT_RISK,
  FIGURE_LOST,
  N_FIGURES
} Figure;

struct _WeirGroupPage
{
  WeirDetailPage     parent_instance;

  GtkButton         *reset_button;
  GtkColumnView     *partitions_view;
  GtkColumnView     *members_view;
  GtkColumnView     *changes_view;

  WeirLagGroupRow   *row;         /* owned, nullable: what is shown */
  WeirLagLook       *look;        /* owned reference, nullable: the items' values are its */
  GListStore        *partitions;  /* owned, of WeirItem of WeirLagLookRow */
  GListStore        *members;     /* owned, of WeirItem of WeirLagMember */
  WeirLineChart     *chart;
  char              *lines;       /* which topics the chart has, owned */
  GtkLabel          *values[N_FIGURES];
};

G_DEFINE_FINAL_TYPE (WeirGroupPage, weir_group_page, WEIR_TYPE_DETAIL_PAGE)

/* -- what is known of the whole group -- */

static void
set_figure (WeirGroupPage *self,
            Figure         figure,
            char          *text)
{
  gtk_label_set_label (self->values[figure], text);
  g_free (text);
}

static void
update_figures (WeirGroupPage *self)
{
  const WeirLagSum *sum = weir_lag_group_row_get_sum (self->row);
  const WeirLagNumbers unknown = WEIR_LAG_NUMBERS_UNKNOWN;
  const WeirLagNumbers *numbers = sum != NULL ? &sum->numbers : &unknown;

  set_figure (self, FIGURE_LAG, weir_lag_words_dup_count (numbers->lag));
  set_figure (self, FIGURE_SECONDS, weir_lag_words_dup_seconds (numbers->lag_seconds));
  set_figure (self, FIGURE_IN, weir_lag_words_dup_rate (numbers->in_rate));
  set_figure (self, FIGURE_OUT, weir_lag_words_dup_rate (numbers->out_rate));
  set_figure (self, FIGURE_VELOCITY, weir_lag_words_dup_velocity (numbers->velocity));
  set_figure (self, FIGURE_CLEAR,
              isnan (numbers->clear_seconds) ? g_strdup ("–")
                                             : weir_format_duration ((gint64) (numbers->clear_seconds * G_USEC_PER_SEC)));
  set_figure (self, FIGURE_AT_RISK, weir_lag_words_dup_count (numbers->at_risk));
  set_figure (self, FIGURE_LOST, weir_lag_words_dup_count (sum != NULL && sum->n_rows > 0 ? numbers->lost : -1));
}

static void
append_fact (GString    *text,
             const char *name,
             const char *value)
{
  g_autofree char *shown = value != NULL ? weir_lag_words_dup_name (value) : NULL;

  if (shown != NULL)
    g_string_append_printf (text, "%s%s %s", text->len > 0 ? "  ·  " : "", name, shown);
}

/* No broker tells the generation of a classic group. */
static void
append_epochs (GString            *text,
               const WeirLagGroup *group)
{
  g_autofree char *epoch = weir_lag_words_dup_count (group->epoch);
  g_autofree char *assignment = weir_lag_words_dup_count (group->assignment_epoch);

  append_fact (text, _("Group epoch"), epoch);
  /* Where it is not the group's, a rebalance is on its way. */
  if (group->assignment_epoch != group->epoch)
    append_fact (text, _("Target assignment epoch"), assignment);
}

/* Why the epochs of a group that has them are not known. (nullable) */
static const char *
get_obstacle (const WeirLagGroup *group)
{
  return group != NULL && group->problem == NULL && group->epoch < 0 && g_strcmp0 (group->type, "consumer") == 0
           ? _("Its coordinator did not tell the epochs: that needs SASL PLAIN, SCRAM or no SASL")
           : NULL;
}

static void
update_facts (WeirGroupPage *self)
{
  const WeirLagGroup *group = weir_lag_group_row_get_group (self->row);
  g_autoptr(GString) text = g_string_new (NULL);

  if (group != NULL)
    {
      g_autofree char *members = group->problem == NULL && !group->members_unknown ? weir_format_count (group->members->len) : NULL;
      g_autofree char *coordinator =
        group->coordinator != NULL ? g_strdup_printf ("%s (%d)", group->coordinator, group->coordinator_id) : NULL;

      append_fact (text, _("State"), group->state);
      append_fact (text, _("Type"), group->type);
      append_fact (text, _("Coordinator (ID)"), coordinator);
      append_fact (text, _("Assignment strategy"), group->assignor);
      append_fact (text, _("#Members"), members);
      append_epochs (text, group);
    }
  weir_detail_page_set_facts (WEIR_DETAIL_PAGE (self), text->str, get_obstacle (group));
}

static void
update_state (WeirGroupPage *self)
{
  WeirState state = weir_state_of_lag (weir_lag_group_row_get_state (self->row));
  g_autofree char *reason = weir_lag_group_row_dup_reason (self->row);
  g_autofree char *text = NULL;

  if (weir_lag_group_row_get_sum (self->row) == NULL)
    text = g_strdup (_("The brokers no longer tell of this group"));
  else
    text = g_strdup_printf ("%s %s%s%s", state.sign, state.word, reason != NULL ? ": " : "", reason != NULL ? reason : "");

  weir_detail_page_set_state (WEIR_DETAIL_PAGE (self), text, state.style_class);
}

/* -- lines -- */

/* The topics, or the whole where it is one topic. */
static void
update_chart (WeirGroupPage *self)
{
  g_auto(GStrv) topics = weir_lag_group_row_list_topics (self->row);
  g_autofree char *lines = g_strjoinv ("\n", topics);
  WeirSeries *all = weir_lag_group_row_get_series (self->row, NULL);

  if (all == NULL || g_strcmp0 (lines, self->lines) == 0)
    return;

  g_free (self->lines);
  self->lines = g_steal_pointer (&lines);
  weir_line_chart_clear (self->chart);
  if (g_strv_length (topics) != 1)
    /* Translators: the line of all topics of a consumer group */
    weir_line_chart_add_series (self->chart, all, _("all topics"), WEIR_COLOR_SLOTS_NONE);
  for (guint i = 0; topics[i] != NULL; i++)
    {
      g_autofree char *name = weir_lag_words_dup_name (topics[i]);

      weir_line_chart_add_series (self->chart, weir_lag_group_row_get_series (self->row, topics[i]), name,
                                  i < WEIR_COLOR_SLOTS_N ? i : WEIR_COLOR_SLOTS_NONE);
    }
}

/* -- lists -- */

static void
fill_partitions (WeirGroupPage    *self,
                 const WeirLagSum *sum)
{
  g_autoptr(GPtrArray) values = g_ptr_array_new ();

  for (guint i = 0; sum != NULL && i < sum->n_rows; i++)
    g_ptr_array_add (values, &g_array_index (self->look->rows, WeirLagLookRow, sum->first + i));
  weir_item_store_set (self->partitions, (const gconstpointer *) values->pdata, values->len);
}

static void
fill_members (WeirGroupPage      *self,
              const WeirLagGroup *group)
{
  weir_item_store_set (self->members, group != NULL ? (const gconstpointer *) group->members->pdata : NULL,
                       group != NULL ? group->members->len : 0);
}

/* The lists are of one look, which is kept as long as they are. */
static void
take_look (WeirGroupPage *self)
{
  WeirLagLook *look = self->row != NULL ? (WeirLagLook *) weir_lag_group_row_get_look (self->row) : NULL;
  g_autoptr(WeirLagLook) before = self->look;

  self->look = look != NULL ? weir_lag_look_ref (look) : NULL;
  fill_partitions (self, self->row != NULL ? weir_lag_group_row_get_sum (self->row) : NULL);
  fill_members (self, self->row != NULL ? weir_lag_group_row_get_group (self->row) : NULL);
  gtk_sorter_changed (gtk_column_view_get_sorter (self->partitions_view), GTK_SORTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (gtk_column_view_get_sorter (self->members_view), GTK_SORTER_CHANGE_DIFFERENT);
}

static void
update_note (WeirGroupPage *self)
{
  const char *shown = weir_detail_page_get_shown (WEIR_DETAIL_PAGE (self));

  weir_detail_page_set_note (WEIR_DETAIL_PAGE (self),
                             g_strcmp0 (shown, "changes") == 0
                               ? _("As seen between two looks; what came and went between them is not in it.")
                             : g_strcmp0 (shown, "members") == 0 ? ""
                                                                 : _("A dash is unknown, never zero."));
}

/* A group that has members refuses; the button says why. */
static void
update_reset (WeirGroupPage *self)
{
  const WeirLagGroup *group = weir_lag_group_row_get_group (self->row);
  gboolean has_members = group != NULL && group->members->len > 0;
  gboolean can = group != NULL && group->problem == NULL && weir_lag_group_has_offsets (group) && !has_members;

  gtk_widget_set_sensitive (GTK_WIDGET (self->reset_button), can);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reset_button),
                               has_members ? _("Offsets can only be reset while the group has no members") : NULL);
}

static void
weir_group_page_update (WeirDetailPage *page)
{
  WeirGroupPage *self = WEIR_GROUP_PAGE (page);

  update_note (self);
  if (self->row == NULL)
    return;

  if (weir_lag_group_row_get_look (self->row) != self->look)
    take_look (self);
  update_state (self);
  update_facts (self);
  update_figures (self);
  update_reset (self);
  update_chart (self);
}

static void
on_reset_clicked (WeirGroupPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "lag.reset-offsets", "(u^ay)", weir_lag_group_row_get_connection (self->row),
                              weir_lag_group_row_get_name (self->row));
}

static void
on_partition_activated (WeirGroupPage *self,
                        guint          position)
{
  g_autoptr(WeirItem) item = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (self->partitions_view)), position);
  const WeirLagLookRow *row = item != NULL ? weir_item_get (item) : NULL;

  g_autofree char *topic = row != NULL ? g_strdup (row->lag->topic) : NULL;

  if (topic != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "lag.open-topic", "(us)", weir_lag_group_row_get_connection (self->row), topic);
}

/* -- the widget -- */

static void
add_figures (WeirGroupPage *self)
{
  const char *const names[N_FIGURES] = {
    [FIGURE_LAG] = _("Lag, records"),
    [FIGURE_SECONDS] = _("Lag, s"),
    [FIGURE_IN] = _("In, /s"),
    [FIGURE_OUT] = _("Out, /s"),
    [FIGURE_VELOCITY] = _("Change of lag, /s"),
    [FIGURE_CLEAR] = _("Time to clear"),
    /* Translators: records that retention will delete before they are read */
    [FIGURE_AT_RISK] = _("At risk, records"),
    [FIGURE_LOST] = _("Lost, records"),
  };

  for (guint i = 0; i < N_FIGURES; i++)
    self->values[i] = weir_detail_page_add_figure (WEIR_DETAIL_PAGE (self), names[i]);
}

static void
weir_group_page_dispose (GObject *object)
{
  WeirGroupPage *self = WEIR_GROUP_PAGE (object);

  weir_group_page_set_row (self, NULL);
  g_clear_object (&self->partitions);
  g_clear_object (&self->members);
  g_clear_pointer (&self->lines, g_free);

  G_OBJECT_CLASS (weir_group_page_parent_class)->dispose (object);
}

static void
weir_group_page_class_init (WeirGroupPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_group_page_dispose;
  WEIR_DETAIL_PAGE_CLASS (klass)->update = weir_group_page_update;
}

static void
add_lists (WeirGroupPage *self)
{
  WeirDetailPage *page = WEIR_DETAIL_PAGE (self);

  self->partitions = weir_item_store_new ();
  self->members = weir_item_store_new ();
  self->partitions_view = weir_detail_page_add_list (page, "partitions", _("_Partitions"), _("Partitions of the group"));
  self->members_view = weir_detail_page_add_list (page, "members", _("_Members"), _("Members of the group"));
  self->changes_view = weir_detail_page_add_list (page, "changes", _("Rebalance _Log"), _("Rebalance log"));
  weir_table_set_list (self->partitions_view, G_LIST_MODEL (self->partitions));
  weir_table_set_list (self->members_view, G_LIST_MODEL (self->members));
  weir_group_columns_add_partitions (self->partitions_view);
  weir_group_columns_add_members (self->members_view);
  weir_group_columns_add_changes (self->changes_view);
  g_signal_connect_object (self->partitions_view, "activate", G_CALLBACK (on_partition_activated), self, G_CONNECT_SWAPPED);
}

static void
weir_group_page_init (WeirGroupPage *self)
{
  WeirDetailPage *page = WEIR_DETAIL_PAGE (self);

  self->reset_button = GTK_BUTTON (gtk_button_new_with_mnemonic (_("_Reset Offsets…")));
  weir_detail_page_add_action (page, GTK_WIDGET (self->reset_button));
  g_signal_connect_swapped (self->reset_button, "clicked", G_CALLBACK (on_reset_clicked), self);
  add_figures (self);
  self->chart = weir_detail_page_add_chart (page, _("Lag"), _("records, by topic"), _("Lag over time"));
  add_lists (self);
  update_note (self);
}

GtkWidget *
weir_group_page_new (WeirScope *scope)
{
  return g_object_new (WEIR_TYPE_GROUP_PAGE, "scope", scope, NULL);
}

void
weir_group_page_set_row (WeirGroupPage   *self,
                         WeirLagGroupRow *row)
{
  g_return_if_fail (WEIR_IS_GROUP_PAGE (self));
  g_return_if_fail (row == NULL || WEIR_IS_LAG_GROUP_ROW (row));

  if (!g_set_object (&self->row, row))
    return;

  g_clear_pointer (&self->lines, g_free);
  weir_line_chart_clear (self->chart);
  take_look (self);
  if (row == NULL)
    {
      gtk_column_view_set_model (self->changes_view, NULL);
      return;
    }

  weir_table_set_list (self->changes_view, weir_lag_group_row_get_changes (row));
  weir_detail_page_update (WEIR_DETAIL_PAGE (self));
}
