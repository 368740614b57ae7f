#include "config.h"

#include "app/pages/weir-cluster-page.h"

#include <glib/gi18n.h>

#include "app/common/weir-item.h"
#include "app/common/weir-lag-words.h"
#include "app/common/weir-table.h"
#include "widgets/weir-format.h"

/* A broker, and of which look it is. */
typedef struct
{
  const WeirCluster       *cluster;
  const WeirClusterBroker *broker;
} Place;

struct _WeirClusterPage
{
  WeirListPage      parent_instance;

  WeirClusterModel *model;      /* owned */
  GPtrArray        *clusters;   /* owned, of references: the items' values are theirs */
  GArray           *places;     /* owned, of Place */
  GListStore       *brokers;    /* owned, of WeirItem of Place */
};

G_DEFINE_FINAL_TYPE (WeirClusterPage, weir_cluster_page, WEIR_TYPE_LIST_PAGE)

static const WeirClusterBroker *
broker_of (gpointer item)
{
  return ((const Place *) weir_item_get (item))->broker;
}

static gboolean
weir_cluster_page_shows (WeirPage   *page,
                         gpointer    item,
                         const char *wanted)
{
  const WeirClusterBroker *broker = broker_of (item);
  g_autofree char *text = g_strdup_printf ("%d %s:%d %s", broker->id, broker->host, broker->port,
                                           broker->rack != NULL ? broker->rack : "");

  return strstr (text, wanted) != NULL;
}

static char *
text_id (gpointer     item,
         const char **style_class)
{
  *style_class = "strong";
  return g_strdup_printf ("%d", broker_of (item)->id);
}

static char *
text_address (gpointer     item,
              const char **style_class)
{
  return g_strdup_printf ("%s:%d", broker_of (item)->host, broker_of (item)->port);
}

static char *
text_role (gpointer     item,
           const char **style_class)
{
  const Place *place = weir_item_get (item);

  /* Translators: the broker that is the cluster's controller */
  return g_strdup (place->broker->id == place->cluster->controller ? _("● Controller") : "");
}

static char *
text_version (gpointer     item,
              const char **style_class)
{
  const char *version = broker_of (item)->version;

  /* Translators: the oldest version of Kafka that a broker can be */
  return version != NULL ? g_strdup_printf (_("Kafka %s or newer"), version) : g_strdup ("–");
}

static char *
text_rack (gpointer     item,
           const char **style_class)
{
  return weir_lag_words_dup_name (broker_of (item)->rack);
}

static char *
text_leaders (gpointer     item,
              const char **style_class)
{
  return weir_lag_words_dup_count (broker_of (item)->n_leaders);
}

static char *
text_replicas (gpointer     item,
               const char **style_class)
{
  return weir_lag_words_dup_count (broker_of (item)->n_replicas);
}

static char *
text_in_sync (gpointer     item,
              const char **style_class)
{
  const WeirClusterBroker *broker = broker_of (item);

  *style_class = broker->n_in_sync < broker->n_replicas ? "warning" : "ok";
  return g_strdup_printf ("%s %u", broker->n_in_sync < broker->n_replicas ? "●" : "✓", broker->n_in_sync);
}

static char *
text_size (gpointer     item,
           const char **style_class)
{
  gint64 size_bytes = broker_of (item)->size_bytes;

  return size_bytes >= 0 ? weir_format_bytes ((guint64) size_bytes) : g_strdup ("–");
}

static double
key_id (gpointer item)
{
  return broker_of (item)->id;
}

static double
key_leaders (gpointer item)
{
  return broker_of (item)->n_leaders;
}

static double
key_size (gpointer item)
{
  return (double) broker_of (item)->size_bytes;
}

static void
add_columns (WeirClusterPage *self)
{
  GtkColumnView *view = weir_list_page_get_view (WEIR_LIST_PAGE (self));
  const WeirTableColumn columns[] = {
    { .title = _("ID"), .chars = 5, .xalign = 1, .text = text_id, .key = key_id },
    { .title = _("Address"), .chars = 18, .expand = TRUE, .text = text_address },
    { .title = _("Role"), .chars = 12, .text = text_role },
    { .title = _("Version"), .chars = 18, .text = text_version, .gives_way = 3 },
    { .title = _("Rack"), .chars = 10, .text = text_rack, .gives_way = 5 },
    { .title = _("Leaders"), .chars = 7, .xalign = 1, .text = text_leaders, .key = key_leaders, .gives_way = 2 },
    { .title = _("Replicas"), .chars = 7, .xalign = 1, .text = text_replicas, .gives_way = 4 },
    { .title = _("In sync"), .chars = 7, .xalign = 1, .text = text_in_sync },
    { .title = _("Size"), .chars = 9, .xalign = 1, .text = text_size, .key = key_size, .gives_way = 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    weir_table_add_column (view, &columns[i]);
  weir_table_align_titles (view);
}

/* -- the list -- */

static gboolean
is_shown (WeirClusterPage *self)
{
  guint n = weir_cluster_model_get_n (self->model);

  if (self->clusters->len != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (g_ptr_array_index (self->clusters, i) != weir_cluster_model_get_cluster (self->model, i))
      return FALSE;

  return TRUE;
}

static void
unref_if (gpointer cluster)
{
  if (cluster != NULL)
    weir_cluster_unref (cluster);
}

static void
take_clusters (WeirClusterPage *self)
{
  g_autoptr(GPtrArray) before = self->clusters;
  g_autoptr(GArray) places = self->places;
  g_autoptr(GPtrArray) values = g_ptr_array_new ();

  self->clusters = g_ptr_array_new_with_free_func (unref_if);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  for (guint i = 0; i < weir_cluster_model_get_n (self->model); i++)
    {
      WeirCluster *cluster = weir_cluster_model_get_cluster (self->model, i);

      g_ptr_array_add (self->clusters, cluster != NULL ? weir_cluster_ref (cluster) : NULL);
      for (guint j = 0; cluster != NULL && j < cluster->brokers->len; j++)
        g_array_append_vals (self->places, &(Place) { cluster, g_ptr_array_index (cluster->brokers, j) }, 1);
    }
  for (guint i = 0; i < self->places->len; i++)
    g_ptr_array_add (values, &g_array_index (self->places, Place, i));
  weir_item_store_set (self->brokers, (const gconstpointer *) values->pdata, values->len);
}

static char *
dup_facts (WeirClusterPage *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->clusters->len; i++)
    {
      const WeirCluster *cluster = g_ptr_array_index (self->clusters, i);
      guint n_partitions = 0, n_under = 0;
      g_autofree char *id = NULL;

      if (cluster == NULL)
        continue;
      for (guint j = 0; j < cluster->topics->len; j++)
        {
          const WeirClusterTopic *topic = g_ptr_array_index (cluster->topics, j);

          n_partitions += topic->partitions->len;
          n_under += weir_cluster_count_under_replicated (topic);
        }
      id = weir_lag_words_dup_name (cluster->id);
      g_string_append (text, text->len > 0 ? "\n" : "");
      /* Translators: a cluster's id, its numbers of brokers, topics and partitions, and of those that lack copies */
      g_string_append_printf (text, _("Cluster %s · brokers: %u · topics: %u · partitions: %u · under-replicated: %u"), id,
                              cluster->brokers->len, cluster->topics->len, n_partitions, n_under);
      if (weir_cluster_get_sizes_problem (cluster) != NULL)
        g_string_append_printf (text, " · %s", weir_cluster_get_sizes_problem (cluster));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
weir_cluster_page_update (WeirPage *page)
{
  WeirClusterPage *self = WEIR_CLUSTER_PAGE (page);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->brokers));
  g_autofree char *facts = dup_facts (self);
  g_autofree char *text = g_strdup_printf (ngettext ("%u broker", "%u brokers", n), n);
  const char *problem = NULL;

  for (guint i = 0; i < weir_cluster_model_get_n (self->model) && problem == NULL; i++)
    problem = weir_cluster_model_get_problem (self->model, i);

  if (n == 0)
    {
      weir_list_page_show_empty (WEIR_LIST_PAGE (self), _("No Brokers Yet"),
                                 problem != NULL ? problem : _("Brokers are listed as soon as one of them has answered."));
      return;
    }

  weir_list_page_show_list (WEIR_LIST_PAGE (self));
  weir_list_page_set_summary (WEIR_LIST_PAGE (self), text);
  weir_list_page_set_note (WEIR_LIST_PAGE (self), problem != NULL ? problem : facts, problem != NULL);
}

static void
weir_cluster_page_pulse (WeirPage *page)
{
  WeirClusterPage *self = WEIR_CLUSTER_PAGE (page);
  gboolean changed;

  weir_cluster_model_look (self->model);
  changed = !is_shown (self);
  if (changed)
    take_clusters (self);
  weir_list_page_refresh (WEIR_LIST_PAGE (self), changed);
  weir_cluster_page_update (page);
}

static void
weir_cluster_page_monitor_changed (WeirPage    *page,
                                   WeirMonitor *monitor)
{
  weir_page_set_items (page, G_LIST_MODEL (WEIR_CLUSTER_PAGE (page)->brokers));
}

static void
weir_cluster_page_dispose (GObject *object)
{
  WeirClusterPage *self = WEIR_CLUSTER_PAGE (object);

  G_OBJECT_CLASS (weir_cluster_page_parent_class)->dispose (object);

  g_clear_object (&self->brokers);
  g_clear_pointer (&self->places, g_array_unref);
  g_clear_pointer (&self->clusters, g_ptr_array_unref);
  g_clear_object (&self->model);
}

static void
weir_cluster_page_class_init (WeirClusterPageClass *klass)
{
  WeirPageClass *page_class = WEIR_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_cluster_page_dispose;
  page_class->shows = weir_cluster_page_shows;
  page_class->update = weir_cluster_page_update;
  page_class->pulse = weir_cluster_page_pulse;
  page_class->monitor_changed = weir_cluster_page_monitor_changed;
}

static void
weir_cluster_page_init (WeirClusterPage *self)
{
  self->clusters = g_ptr_array_new_with_free_func (unref_if);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  self->brokers = weir_item_store_new ();
  weir_list_page_set_up (WEIR_LIST_PAGE (self), _("Brokers"), _("Broker or rack"), NULL);
  add_columns (self);
}

GtkWidget *
weir_cluster_page_new (WeirScope        *scope,
                       WeirClusterModel *model)
{
  WeirClusterPage *self = g_object_new (WEIR_TYPE_CLUSTER_PAGE, "scope", scope, NULL);

  self->model = g_object_ref (model);

  return GTK_WIDGET (self);
}
