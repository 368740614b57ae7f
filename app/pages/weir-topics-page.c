#include "config.h"

#include "app/pages/weir-topics-page.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/common/weir-lag-words.h"
#include "app/common/weir-table.h"
#include "app/common/weir-trend-column.h"
#include "app/pages/weir-topic-ref.h"
#include "widgets/weir-format.h"

struct _WeirTopicsPage
{
  WeirListPage      parent_instance;

  WeirClusterModel *model;        /* owned */
  GListStore       *topics;       /* owned, of WeirTopicRef */
  GHashTable       *listed;       /* owned: "CONNECTION TOPIC", those in the list */
  gint64            looked_usec;  /* wall clock of the newest look that is shown */
};

G_DEFINE_FINAL_TYPE (WeirTopicsPage, weir_topics_page, WEIR_TYPE_LIST_PAGE)

static gboolean
weir_topics_page_shows (WeirPage   *page,
                        gpointer    item,
                        const char *wanted)
{
  return strstr (weir_topic_ref_get_name (item), wanted) != NULL;
}

static char *
text_topic (gpointer     item,
            const char **style_class)
{
  const WeirClusterTopic *topic = weir_topic_ref_get_topic (item);

  *style_class = topic != NULL && topic->internal ? "secondary" : "strong";
  return weir_lag_words_dup_name (weir_topic_ref_get_name (item));
}

static char *
text_partitions (gpointer     item,
                 const char **style_class)
{
  const WeirClusterTopic *topic = weir_topic_ref_get_topic (item);

  return weir_lag_words_dup_count (topic != NULL && topic->problem == NULL ? (gint64) topic->partitions->len : -1);
}

static gint64
replication_of (gpointer item)
{
  const WeirClusterTopic *topic = weir_topic_ref_get_topic (item);
  const WeirClusterPartition *first;

  if (topic == NULL || topic->partitions->len == 0)
    return -1;

  first = g_ptr_array_index (topic->partitions, 0);

  return first->n_replicas;
}

static char *
text_replication (gpointer     item,
                  const char **style_class)
{
  return weir_lag_words_dup_count (replication_of (item));
}

static char *
text_state (gpointer     item,
            const char **style_class)
{
  const WeirClusterTopic *topic = weir_topic_ref_get_topic (item);
  guint n = topic != NULL ? weir_cluster_count_under_replicated (topic) : 0;

  if (topic == NULL)
    return g_strdup ("–");
  if (topic->problem != NULL)
    {
      *style_class = "warning";
      return g_strdup_printf ("▲ %s", topic->problem);
    }

  *style_class = n > 0 ? "warning" : "ok";
  /* Translators: partitions of which not all copies are in sync */
  return n > 0 ? g_strdup_printf (ngettext ("● %u under-replicated", "● %u under-replicated", n), n)
               : g_strdup (_("✓ In sync"));
}

static gint64
records_of (gpointer item)
{
  const WeirClusterTopic *topic = weir_topic_ref_get_topic (item);

  return topic != NULL ? weir_cluster_count_records (topic) : -1;
}

static char *
text_records (gpointer     item,
              const char **style_class)
{
  return weir_lag_words_dup_count (records_of (item));
}

static gint64
bytes_of (gpointer item)
{
  const WeirClusterTopic *topic = weir_topic_ref_get_topic (item);

  return topic != NULL ? weir_cluster_sum_bytes (topic) : -1;
}

static char *
text_size (gpointer     item,
           const char **style_class)
{
  gint64 n_bytes = bytes_of (item);

  return n_bytes >= 0 ? weir_format_bytes ((guint64) n_bytes) : g_strdup ("–");
}

static double
rate_of (gpointer item)
{
  return weir_topic_ref_get_rate (item);
}

static char *
text_rate (gpointer     item,
           const char **style_class)
{
  return weir_lag_words_dup_rate (rate_of (item));
}

static WeirSeries *
get_series (gpointer item)
{
  return weir_topic_ref_get_rates (item);
}

static double
key_of (gint64 number)
{
  return number >= 0 ? (double) number : NAN;
}

static double
key_records (gpointer item)
{
  return key_of (records_of (item));
}

static double
key_size (gpointer item)
{
  return key_of (bytes_of (item));
}

static double
key_partitions (gpointer item)
{
  const WeirClusterTopic *topic = weir_topic_ref_get_topic (item);

  return topic != NULL ? topic->partitions->len : NAN;
}

static double
key_state (gpointer item)
{
  const WeirClusterTopic *topic = weir_topic_ref_get_topic (item);

  if (topic == NULL)
    return NAN;

  return topic->problem != NULL ? G_MAXUINT : weir_cluster_count_under_replicated (topic);
}

static int
compare_names (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  return g_strcmp0 (weir_topic_ref_get_name ((gpointer) a), weir_topic_ref_get_name ((gpointer) b));
}

static void
add_columns (WeirTopicsPage *self)
{
  GtkColumnView *view = weir_list_page_get_view (WEIR_LIST_PAGE (self));
  const WeirTableColumn before[] = {
    { .title = _("Topic"), .chars = 22, .expand = TRUE, .text = text_topic, .compare = compare_names },
    { .title = _("Partitions"), .chars = 6, .xalign = 1, .text = text_partitions, .key = key_partitions },
    { .title = _("Replication factor"), .chars = 6, .xalign = 1, .text = text_replication, .gives_way = 2 },
    { .title = _("State"), .chars = 18, .text = text_state, .key = key_state },
    { .title = _("In, /s"), .chars = 8, .xalign = 1, .text = text_rate, .key = rate_of },
  };
  const WeirTableColumn after[] = {
    { .title = _("Records"), .chars = 12, .xalign = 1, .text = text_records, .key = key_records },
    { .title = _("Size"), .chars = 9, .xalign = 1, .text = text_size, .key = key_size },
  };

  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    weir_table_add_column (view, &before[i]);
  weir_trend_column_add (view, weir_scope_get_wall_range (weir_page_get_scope (WEIR_PAGE (self))), get_series);
  for (guint i = 0; i < G_N_ELEMENTS (after); i++)
    weir_table_add_column (view, &after[i]);
  weir_table_align_titles (view);
}

/* -- the list -- */

static void
list_cluster (WeirTopicsPage *self,
              guint           connection,
              GHashTable     *names,
              GPtrArray      *added)
{
  const WeirCluster *cluster = weir_cluster_model_get_cluster (self->model, connection);

  for (guint i = 0; cluster != NULL && i < cluster->topics->len; i++)
    {
      const WeirClusterTopic *topic = g_ptr_array_index (cluster->topics, i);
      char *key = g_strdup_printf ("%u %s", connection, topic->name);

      if (!g_hash_table_contains (self->listed, key))
        g_ptr_array_add (added, weir_topic_ref_new (self->model, connection, topic->name));
      g_hash_table_add (names, key);
    }
}

/* Topics that are gone go, new ones come; the others stay what they are. */
static void
sync_topics (WeirTopicsPage *self)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < weir_cluster_model_get_n (self->model); i++)
    list_cluster (self, i, names, added);
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->topics)); i > 0; i--)
    {
      g_autoptr(WeirTopicRef) topic = g_list_model_get_item (G_LIST_MODEL (self->topics), i - 1);
      g_autofree char *key =
        g_strdup_printf ("%u %s", weir_topic_ref_get_connection (topic), weir_topic_ref_get_name (topic));

      if (!g_hash_table_contains (names, key))
        g_list_store_remove (self->topics, i - 1);
    }
  g_list_store_splice (self->topics, g_list_model_get_n_items (G_LIST_MODEL (self->topics)), 0, added->pdata, added->len);
  g_hash_table_unref (self->listed);
  self->listed = names;
}

static gint64
find_newest (WeirTopicsPage *self)
{
  gint64 newest_usec = 0;

  for (guint i = 0; i < weir_cluster_model_get_n (self->model); i++)
    {
      const WeirCluster *cluster = weir_cluster_model_get_cluster (self->model, i);

      newest_usec = MAX (newest_usec, cluster != NULL ? cluster->time_usec : 0);
    }

  return newest_usec;
}

static const char *
find_problem (WeirTopicsPage *self)
{
  const char *problem = NULL;

  for (guint i = 0; i < weir_cluster_model_get_n (self->model) && problem == NULL; i++)
    problem = weir_cluster_model_get_problem (self->model, i);

  return problem;
}

/* What the columns mean, and why a broker does not tell a size. */
static char *
dup_note (WeirTopicsPage *self)
{
  const char *problem = NULL;

  for (guint i = 0; i < weir_cluster_model_get_n (self->model) && problem == NULL; i++)
    {
      const WeirCluster *cluster = weir_cluster_model_get_cluster (self->model, i);

      problem = cluster != NULL ? weir_cluster_get_sizes_problem (cluster) : NULL;
    }

  return g_strdup_printf ("%s%s%s",
                          _("Records are the offsets between first and end. The size is that of the leaders' copies. A dash is "
                            "unknown."),
                          problem != NULL ? " " : "", problem != NULL ? problem : "");
}

static void
weir_topics_page_update (WeirPage *page)
{
  WeirTopicsPage *self = WEIR_TOPICS_PAGE (page);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->topics));
  const char *problem = find_problem (self);
  g_autofree char *note = dup_note (self);
  g_autofree char *text = g_strdup_printf (ngettext ("%u topic", "%u topics", n), n);

  if (n == 0)
    {
      weir_list_page_show_empty (WEIR_LIST_PAGE (self), _("No Topics Yet"),
                                 problem != NULL ? problem : _("Topics are listed as soon as a broker has told them."));
      return;
    }

  weir_list_page_show_list (WEIR_LIST_PAGE (self));
  weir_list_page_set_summary (WEIR_LIST_PAGE (self), text);
  weir_list_page_set_note (WEIR_LIST_PAGE (self),
                           problem != NULL ? problem : note, problem != NULL);
}

static void
weir_topics_page_pulse (WeirPage *page)
{
  WeirTopicsPage *self = WEIR_TOPICS_PAGE (page);
  gint64 newest_usec;

  weir_cluster_model_look (self->model);
  newest_usec = find_newest (self);
  if (newest_usec != self->looked_usec)
    sync_topics (self);
  weir_list_page_refresh (WEIR_LIST_PAGE (self), newest_usec != self->looked_usec);
  self->looked_usec = newest_usec;
  weir_topics_page_update (page);
}

static void
weir_topics_page_monitor_changed (WeirPage    *page,
                                  WeirMonitor *monitor)
{
  WeirTopicsPage *self = WEIR_TOPICS_PAGE (page);

  g_list_store_remove_all (self->topics);
  g_hash_table_remove_all (self->listed);
  self->looked_usec = 0;
  weir_page_set_items (page, G_LIST_MODEL (self->topics));
}

static void
weir_topics_page_activated (WeirListPage *page,
                            gpointer      item)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "lag.open-topic", "(us)", weir_topic_ref_get_connection (item),
                              weir_topic_ref_get_name (item));
}

static void
weir_topics_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (weir_topics_page_parent_class)->constructed (object);
  /* The range of its lines is the scope's. */
  add_columns (WEIR_TOPICS_PAGE (object));
}

static void
weir_topics_page_dispose (GObject *object)
{
  WeirTopicsPage *self = WEIR_TOPICS_PAGE (object);

  G_OBJECT_CLASS (weir_topics_page_parent_class)->dispose (object);

  g_clear_object (&self->topics);
  g_clear_pointer (&self->listed, g_hash_table_unref);
  g_clear_object (&self->model);
}

static void
weir_topics_page_class_init (WeirTopicsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  WeirPageClass *page_class = WEIR_PAGE_CLASS (klass);

  object_class->constructed = weir_topics_page_constructed;
  object_class->dispose = weir_topics_page_dispose;
  page_class->shows = weir_topics_page_shows;
  page_class->update = weir_topics_page_update;
  page_class->pulse = weir_topics_page_pulse;
  page_class->monitor_changed = weir_topics_page_monitor_changed;
  WEIR_LIST_PAGE_CLASS (klass)->activated = weir_topics_page_activated;
}

static void
weir_topics_page_init (WeirTopicsPage *self)
{
  self->topics = g_list_store_new (WEIR_TYPE_TOPIC_REF);
  self->listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  weir_list_page_set_up (WEIR_LIST_PAGE (self), _("Topics"), _("Topic"), compare_names);
}

GtkWidget *
weir_topics_page_new (WeirScope        *scope,
                      WeirClusterModel *model)
{
  WeirTopicsPage *self = g_object_new (WEIR_TYPE_TOPICS_PAGE, "scope", scope, NULL);

  self->model = g_object_ref (model);

  return GTK_WIDGET (self);
}
