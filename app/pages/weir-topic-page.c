#include "config.h"

#include "app/pages/weir-topic-page.h"

#include <glib/gi18n.h>

#include "app/common/weir-item.h"
#include "app/common/weir-lag-words.h"
#include "app/common/weir-table.h"
#include "app/pages/weir-group-columns.h"
#include "app/pages/weir-topic-columns.h"
#include "widgets/weir-format.h"

struct _WeirTopicPage
{
  WeirDetailPage     parent_instance;

  GtkColumnView     *readers_view;

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

G_DEFINE_FINAL_TYPE (WeirTopicPage, weir_topic_page, WEIR_TYPE_DETAIL_PAGE)

static const WeirClusterTopic *
get_topic (WeirTopicPage *self)
{
  return self->cluster != NULL && self->name != NULL ? weir_cluster_find_topic (self->cluster, self->name) : NULL;
}

/* -- what is known of the whole topic -- */

static void
update_state (WeirTopicPage *self)
{
  WeirDetailPage *page = WEIR_DETAIL_PAGE (self);
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
    weir_detail_page_set_state (page, text, "warning");
  else if (topic != NULL)
    weir_detail_page_set_state (page, _("✓ All copies are in sync"), "ok");
  else
    weir_detail_page_set_state (
      page, self->cluster == NULL ? _("◌ Asking the brokers…") : _("▲ The brokers no longer tell of this topic"), "secondary");
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
      weir_detail_page_set_facts (WEIR_DETAIL_PAGE (self), "", NULL);
      return;
    }

  /* Translators: facts of a topic */
  text = g_strdup_printf (_("Partitions %u  ·  Replication factor %u  ·  Records %s  ·  Size %s"), topic->partitions->len,
                          first != NULL ? first->n_replicas : 0, records, size);
  weir_detail_page_set_facts (WEIR_DETAIL_PAGE (self), text,
                              n_bytes < 0 ? weir_cluster_get_sizes_problem (self->cluster) : NULL);
}

static void
update_chart (WeirTopicPage *self)
{
  WeirSeries *rates = weir_cluster_model_get_rates (self->model, self->connection, self->name);
  g_autofree char *name = weir_lag_words_dup_name (self->name);

  if (rates != NULL && weir_line_chart_get_n_series (self->chart) == 0)
    weir_line_chart_add_series (self->chart, rates, name, 0);
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
  WeirMonitor *monitor = weir_scope_get_monitor (weir_detail_page_get_scope (WEIR_DETAIL_PAGE (self)));
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
  const char *shown = weir_detail_page_get_shown (WEIR_DETAIL_PAGE (self));
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
  weir_detail_page_set_note (WEIR_DETAIL_PAGE (self), text);
}

static void
weir_topic_page_update (WeirDetailPage *page)
{
  WeirTopicPage *self = WEIR_TOPIC_PAGE (page);
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
weir_topic_page_dispose (GObject *object)
{
  WeirTopicPage *self = WEIR_TOPIC_PAGE (object);

  weir_topic_page_set_topic (self, 0, NULL);
  g_clear_object (&self->partitions);
  g_clear_object (&self->settings);
  g_clear_object (&self->readers);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (weir_topic_page_parent_class)->dispose (object);
}

static void
weir_topic_page_class_init (WeirTopicPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_topic_page_dispose;
  WEIR_DETAIL_PAGE_CLASS (klass)->update = weir_topic_page_update;
}

static void
weir_topic_page_init (WeirTopicPage *self)
{
  WeirDetailPage *page = WEIR_DETAIL_PAGE (self);
  GtkColumnView *partitions, *settings;

  self->partitions = weir_item_store_new ();
  self->settings = weir_item_store_new ();
  self->readers = weir_item_store_new ();
  self->chart = weir_detail_page_add_chart (page, _("Rate"), _("records/s that arrive"), _("Records/s over time"));
  partitions = weir_detail_page_add_list (page, "partitions", _("_Partitions"), _("Partitions of the topic"));
  settings = weir_detail_page_add_list (page, "settings", _("_Configuration"), _("Configuration that differs"));
  self->readers_view = weir_detail_page_add_list (page, "readers", _("_Readers"), _("Who reads the topic"));
  weir_table_set_list (partitions, G_LIST_MODEL (self->partitions));
  weir_table_set_list (settings, G_LIST_MODEL (self->settings));
  weir_table_set_list (self->readers_view, G_LIST_MODEL (self->readers));
  weir_topic_columns_add_partitions (partitions);
  weir_topic_columns_add_settings (settings);
  weir_group_columns_add_readers (self->readers_view);
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
  weir_detail_page_update (WEIR_DETAIL_PAGE (self));
}
