#include "config.h"

#include "app/pages/weir-topic-page.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-item.h"
#include "app/common/weir-lag-words.h"
#include "app/common/weir-table.h"
#include "app/pages/weir-group-columns.h"
#include "app/pages/weir-topic-columns.h"
#include "widgets/weir-format.h"
#include "widgets/weir-line-chart.h"

struct _WeirTopicPage
{
  AdwBin             parent_instance;

  GtkLabel          *state_label;
  GtkLabel          *facts_label;
  AdwBin            *chart_bin;
  GtkToggleButton   *partitions_button;
  GtkToggleButton   *settings_button;
  GtkToggleButton   *readers_button;
  GtkLabel          *note_label;
  GtkStack          *stack;
  GtkColumnView     *partitions_view;
  GtkColumnView     *settings_view;
  GtkColumnView     *readers_view;

  WeirScope         *scope;       /* owned */
  WeirClusterModel  *model;       /* owned */
  guint              connection;
  char              *name;        /* owned, nullable: what is shown */
  WeirCluster       *cluster;     /* owned reference, nullable: the items' values are its */
  WeirLagLook       *look;        /* owned reference, nullable: those of the readers are its */
  GListStore        *partitions;  /* owned, of WeirItem of WeirClusterPartition */
  GListStore        *settings;    /* owned, of WeirItem of WeirClusterSetting */
  GListStore        *readers;     /* owned, of WeirItem of WeirLagSum */
  WeirLineChart     *chart;
};

enum
{
  PROP_0,
  PROP_SCOPE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (WeirTopicPage, weir_topic_page, ADW_TYPE_BIN)

static const WeirClusterTopic *
get_topic (WeirTopicPage *self)
{
  return self->cluster != NULL && self->name != NULL ? weir_cluster_find_topic (self->cluster, self->name) : NULL;
}

/* -- what is known of the whole topic -- */

static void
set_state (WeirTopicPage *self,
           const char    *text,
           const char    *style_class)
{
  const char *classes[] = { style_class, "strong", NULL };

  gtk_label_set_label (self->state_label, text);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_label), classes);
}

static void
update_state (WeirTopicPage *self)
{
  const WeirClusterTopic *topic = get_topic (self);
  const char *problem = weir_cluster_model_get_problem (self->model, self->connection);
  guint n_under = topic != NULL ? weir_cluster_count_under_replicated (topic) : 0;
  g_autofree char *text = NULL;

  if (problem != NULL || (topic != NULL && topic->problem != NULL))
    text = g_strdup_printf ("▲ %s", problem != NULL ? problem : topic->problem);
  else if (n_under > 0)
    text = g_strdup_printf (ngettext ("● Of %u partition not all copies are in sync",
                                      "● Of %u partitions not all copies are in sync", n_under), n_under);

  if (text != NULL)
    set_state (self, text, "warning");
  else if (topic != NULL)
    set_state (self, _("✓ All copies are in sync"), "ok");
  else
    set_state (self, self->cluster == NULL ? _("◌ Asking the brokers…") : _("▲ The brokers no longer tell of this topic"),
               "secondary");
}

static void
update_facts (WeirTopicPage *self)
{
  const WeirClusterTopic *topic = get_topic (self);
  g_autofree char *records = weir_lag_words_dup_count (topic != NULL ? weir_cluster_count_records (topic) : -1);
  gint64 n_bytes = topic != NULL ? weir_cluster_sum_bytes (topic) : -1;
  g_autofree char *size = n_bytes >= 0 ? weir_format_bytes ((guint64) n_bytes) : g_strdup ("–");
  g_autofree char *text = NULL;
  const WeirClusterPartition *first =
    topic != NULL && topic->partitions->len > 0 ? g_ptr_array_index (topic->partitions, 0) : NULL;

  if (topic == NULL)
    {
      gtk_label_set_label (self->facts_label, "");
      return;
    }

  /* Translators: facts of a topic */
  text = g_strdup_printf (_("Partitions %u  ·  Replication factor %u  ·  Records %s  ·  Size %s"), topic->partitions->len,
                          first != NULL ? first->n_replicas : 0, records, size);
  gtk_label_set_label (self->facts_label, text);
}

static void
update_chart (WeirTopicPage *self)
{
  WeirSeries *rates = weir_cluster_model_get_rates (self->model, self->connection, self->name);
  g_autofree char *name = weir_lag_words_dup_name (self->name);

  if (rates != NULL && weir_line_chart_get_n_series (self->chart) == 0)
    weir_line_chart_add_series (self->chart, rates, name, 0);
  if (weir_scope_is_look (self->scope))
    weir_line_chart_hold_figures (self->chart);
}

/* -- lists -- */

static void
fill (GListStore *store,
      GPtrArray  *values)
{
  weir_item_store_set (store, values != NULL ? (const gconstpointer *) values->pdata : NULL, values != NULL ? values->len : 0);
}

static void
take_cluster (WeirTopicPage *self)
{
  WeirCluster *cluster = self->name != NULL ? weir_cluster_model_get_cluster (self->model, self->connection) : NULL;
  g_autoptr(WeirCluster) before = self->cluster;
  const WeirClusterTopic *topic;

  self->cluster = cluster != NULL ? weir_cluster_ref (cluster) : NULL;
  topic = get_topic (self);
  fill (self->partitions, topic != NULL ? topic->partitions : NULL);
  fill (self->settings, topic != NULL ? topic->settings : NULL);
}

static WeirLagLook *
find_look (WeirTopicPage *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  GListModel *groups = monitor != NULL && self->name != NULL ? G_LIST_MODEL (weir_monitor_get_groups (monitor)) : NULL;

  for (guint i = 0; groups != NULL && i < g_list_model_get_n_items (groups); i++)
    {
      g_autoptr(WeirLagGroupRow) row = g_list_model_get_item (groups, i);

      if (weir_lag_group_row_get_connection (row) == self->connection)
        return (WeirLagLook *) weir_lag_group_row_get_look (row);
    }

  return NULL;
}

static void
take_look (WeirTopicPage *self,
           WeirLagLook   *look)
{
  g_autoptr(WeirLagLook) before = self->look;
  g_autoptr(GPtrArray) values = g_ptr_array_new ();

  self->look = look != NULL ? weir_lag_look_ref (look) : NULL;
  for (guint i = 0; look != NULL && i < look->topics->len; i++)
    {
      const WeirLagSum *sum = &g_array_index (look->topics, WeirLagSum, i);

      if (g_str_equal (sum->topic, self->name))
        g_ptr_array_add (values, (gpointer) sum);
    }
  fill (self->readers, values);
}

static void
update_note (WeirTopicPage *self)
{
  const WeirClusterTopic *topic = get_topic (self);
  const char *shown = gtk_stack_get_visible_child_name (self->stack);
  g_autofree char *text = NULL;

  if (g_strcmp0 (shown, "readers") == 0)
    text = g_list_model_get_n_items (G_LIST_MODEL (self->readers)) == 0 ? g_strdup (_("No consumer group has read it."))
                                                                        : g_strdup ("");
  else if (g_strcmp0 (shown, "settings") != 0)
    text = g_strdup (_("A dash is unknown, never zero."));
  else if (self->name == NULL || !weir_cluster_model_has_settings (self->model, self->connection, self->name))
    text = g_strdup (_("Asking…"));
  else if (topic != NULL && topic->settings_problem != NULL)
    text = g_strdup_printf ("▲ %s", topic->settings_problem);
  else if (topic == NULL || topic->settings == NULL)
    text = g_strdup (_("Nothing differs from Kafka's default."));
  else
    text = g_strdup (_("What differs from Kafka's default."));
  gtk_label_set_label (self->note_label, text);
}

static void
update (WeirTopicPage *self)
{
  WeirLagLook *look;

  if (self->name == NULL)
    return;

  weir_cluster_model_look (self->model);
  if (weir_cluster_model_get_cluster (self->model, self->connection) != self->cluster)
    take_cluster (self);
  look = find_look (self);
  if (look != self->look)
    take_look (self, look);
  update_state (self);
  update_facts (self);
  update_chart (self);
  update_note (self);
  weir_table_update (self->partitions_view);
  weir_table_update (self->settings_view);
  weir_table_update (self->readers_view);
}

static void
on_pulse (WeirTopicPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
}

static void
on_view_toggled (WeirTopicPage *self)
{
  const char *name = gtk_toggle_button_get_active (self->settings_button)  ? "settings"
                     : gtk_toggle_button_get_active (self->readers_button) ? "readers"
                                                                           : "partitions";

  gtk_stack_set_visible_child_name (self->stack, name);
  update (self);
}

static void
on_reader_activated (WeirTopicPage *self,
                     guint          position)
{
  g_autoptr(WeirItem) item = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (self->readers_view)), position);
  const WeirLagSum *sum = item != NULL ? weir_item_get (item) : NULL;
  g_autofree char *group = sum != NULL ? g_strdup (sum->group->name) : NULL;

  if (group != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "lag.open-group", "(u^ay)", self->connection, group);
}

/* -- the widget -- */

static void
weir_topic_page_constructed (GObject *object)
{
  WeirTopicPage *self = WEIR_TOPIC_PAGE (object);

  G_OBJECT_CLASS (weir_topic_page_parent_class)->constructed (object);

  weir_chart_set_time_range (WEIR_CHART (self->chart), weir_scope_get_wall_range (self->scope));
  g_signal_connect_object (self->scope, "pulse", G_CALLBACK (on_pulse), self, G_CONNECT_SWAPPED);
}

static void
weir_topic_page_dispose (GObject *object)
{
  WeirTopicPage *self = WEIR_TOPIC_PAGE (object);

  weir_topic_page_set_topic (self, 0, NULL);
  g_clear_object (&self->partitions);
  g_clear_object (&self->settings);
  g_clear_object (&self->readers);
  g_clear_object (&self->model);
  g_clear_object (&self->scope);

  G_OBJECT_CLASS (weir_topic_page_parent_class)->dispose (object);
}

static void
weir_topic_page_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  if (prop_id == PROP_SCOPE)
    WEIR_TOPIC_PAGE (object)->scope = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
weir_topic_page_class_init (WeirTopicPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = weir_topic_page_constructed;
  object_class->dispose = weir_topic_page_dispose;
  object_class->set_property = weir_topic_page_set_property;

  properties[PROP_SCOPE] = g_param_spec_object ("scope", NULL, NULL, WEIR_TYPE_SCOPE,
                                                G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-topic-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirTopicPage, state_label);
  gtk_widget_class_bind_template_child (widget_class, WeirTopicPage, facts_label);
  gtk_widget_class_bind_template_child (widget_class, WeirTopicPage, chart_bin);
  gtk_widget_class_bind_template_child (widget_class, WeirTopicPage, partitions_button);
  gtk_widget_class_bind_template_child (widget_class, WeirTopicPage, settings_button);
  gtk_widget_class_bind_template_child (widget_class, WeirTopicPage, readers_button);
  gtk_widget_class_bind_template_child (widget_class, WeirTopicPage, note_label);
  gtk_widget_class_bind_template_child (widget_class, WeirTopicPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirTopicPage, partitions_view);
  gtk_widget_class_bind_template_child (widget_class, WeirTopicPage, settings_view);
  gtk_widget_class_bind_template_child (widget_class, WeirTopicPage, readers_view);
}

static void
weir_topic_page_init (WeirTopicPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  weir_accessible_use_label (GTK_WIDGET (self->partitions_button));
  weir_accessible_use_label (GTK_WIDGET (self->settings_button));
  weir_accessible_use_label (GTK_WIDGET (self->readers_button));
  weir_accessible_set_name (GTK_WIDGET (self->partitions_view), _("Partitions of the topic"));
  weir_accessible_set_name (GTK_WIDGET (self->settings_view), _("Configuration that differs"));
  weir_accessible_set_name (GTK_WIDGET (self->readers_view), _("Who reads the topic"));

  self->partitions = weir_item_store_new ();
  self->settings = weir_item_store_new ();
  self->readers = weir_item_store_new ();
  weir_table_set_list (self->partitions_view, G_LIST_MODEL (self->partitions));
  weir_table_set_list (self->settings_view, G_LIST_MODEL (self->settings));
  weir_table_set_list (self->readers_view, G_LIST_MODEL (self->readers));
  weir_topic_columns_add_partitions (self->partitions_view);
  weir_topic_columns_add_settings (self->settings_view);
  weir_group_columns_add_readers (self->readers_view);

  self->chart = WEIR_LINE_CHART (weir_line_chart_new ());
  weir_chart_set_title (WEIR_CHART (self->chart), _("Rate"), _("records/s that arrive"));
  adw_bin_set_child (self->chart_bin, GTK_WIDGET (self->chart));
  weir_accessible_set_name (GTK_WIDGET (self->chart), _("Records/s over time"));

  g_signal_connect_swapped (self->partitions_button, "toggled", G_CALLBACK (on_view_toggled), self);
  g_signal_connect_swapped (self->settings_button, "toggled", G_CALLBACK (on_view_toggled), self);
  g_signal_connect_swapped (self->readers_button, "toggled", G_CALLBACK (on_view_toggled), self);
  g_signal_connect_object (self->readers_view, "activate", G_CALLBACK (on_reader_activated), self, G_CONNECT_SWAPPED);
}

GtkWidget *
weir_topic_page_new (WeirScope        *scope,
                     WeirClusterModel *model)
{
  WeirTopicPage *self = g_object_new (WEIR_TYPE_TOPIC_PAGE, "scope", scope, NULL);

  self->model = g_object_ref (model);

  return GTK_WIDGET (self);
}

void
weir_topic_page_set_topic (WeirTopicPage *self,
                           guint          connection,
                           const char    *topic)
{
  g_return_if_fail (WEIR_IS_TOPIC_PAGE (self));

  if (g_strcmp0 (topic, self->name) == 0 && connection == self->connection)
    return;

  g_free (self->name);
  self->name = g_strdup (topic);
  self->connection = connection;
  weir_line_chart_clear (self->chart);
  take_cluster (self);
  take_look (self, NULL);
  if (self->model != NULL)
    weir_cluster_model_want_topic (self->model, connection, topic);
  update (self);
}
