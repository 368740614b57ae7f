#include "config.h"

#include "app/pages/weir-topic-ref.h"

struct _WeirTopicRef
{
  GObject           parent_instance;

  WeirClusterModel *model;        /* borrowed: the page's, which has the list */
  guint             connection;
  char             *name;
};

G_DEFINE_FINAL_TYPE (WeirTopicRef, weir_topic_ref, G_TYPE_OBJECT)

static void
weir_topic_ref_finalize (GObject *object)
{
  g_free (WEIR_TOPIC_REF (object)->name);

  G_OBJECT_CLASS (weir_topic_ref_parent_class)->finalize (object);
}

static void
weir_topic_ref_class_init (WeirTopicRefClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_topic_ref_finalize;
}

static void
weir_topic_ref_init (WeirTopicRef *self)
{
}

WeirTopicRef *
weir_topic_ref_new (WeirClusterModel *model,
                    guint             connection,
                    const char       *name)
{
  WeirTopicRef *self = g_object_new (WEIR_TYPE_TOPIC_REF, NULL);

  self->model = model;
  self->connection = connection;
  self->name = g_strdup (name);

  return self;
}

guint
weir_topic_ref_get_connection (WeirTopicRef *self)
{
  g_return_val_if_fail (WEIR_IS_TOPIC_REF (self), 0);

  return self->connection;
}

const char *
weir_topic_ref_get_name (WeirTopicRef *self)
{
  g_return_val_if_fail (WEIR_IS_TOPIC_REF (self), NULL);

  return self->name;
}

const WeirClusterTopic *
weir_topic_ref_get_topic (WeirTopicRef *self)
{
  const WeirCluster *cluster;

  g_return_val_if_fail (WEIR_IS_TOPIC_REF (self), NULL);

  cluster = weir_cluster_model_get_cluster (self->model, self->connection);

  return cluster != NULL ? weir_cluster_find_topic (cluster, self->name) : NULL;
}

double
weir_topic_ref_get_rate (WeirTopicRef *self)
{
  g_return_val_if_fail (WEIR_IS_TOPIC_REF (self), 0);

  return weir_cluster_model_get_rate (self->model, self->connection, self->name);
}

WeirSeries *
weir_topic_ref_get_rates (WeirTopicRef *self)
{
  g_return_val_if_fail (WEIR_IS_TOPIC_REF (self), NULL);

  return weir_cluster_model_get_rates (self->model, self->connection, self->name);
}
