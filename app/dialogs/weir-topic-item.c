#include "config.h"

#include "app/dialogs/weir-topic-item.h"

#include <math.h>

struct _WeirTopicItem
{
  GObject   parent_instance;

  char     *name;
  guint     n_partitions;
  gint64    n_records;
  double    rate_per_s;
  char     *trouble;     /* nullable */
  gboolean  is_internal;
  gboolean  chosen;
};

enum
{
  PROP_0,
  PROP_CHOSEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (WeirTopicItem, weir_topic_item, G_TYPE_OBJECT)

static void
weir_topic_item_finalize (GObject *object)
{
  WeirTopicItem *self = WEIR_TOPIC_ITEM (object);

  g_free (self->name);
  g_free (self->trouble);

  G_OBJECT_CLASS (weir_topic_item_parent_class)->finalize (object);
}

static void
weir_topic_item_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  if (prop_id == PROP_CHOSEN)
    g_value_set_boolean (value, WEIR_TOPIC_ITEM (object)->chosen);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
weir_topic_item_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  if (prop_id == PROP_CHOSEN)
    weir_topic_item_set_chosen (WEIR_TOPIC_ITEM (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
weir_topic_item_class_init (WeirTopicItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = weir_topic_item_finalize;
  object_class->get_property = weir_topic_item_get_property;
  object_class->set_property = weir_topic_item_set_property;

  properties[PROP_CHOSEN] = g_param_spec_boolean ("chosen", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
weir_topic_item_init (WeirTopicItem *self)
{
  self->n_records = -1;
  self->rate_per_s = NAN;
}

WeirTopicItem *
weir_topic_item_new (const char *name)
{
  WeirTopicItem *self = g_object_new (WEIR_TYPE_TOPIC_ITEM, NULL);

  self->name = g_strdup (name);

  return self;
}

void
weir_topic_item_set (WeirTopicItem        *self,
                     const WeirTopicEntry *entry,
                     double                rate_per_s)
{
  g_return_if_fail (WEIR_IS_TOPIC_ITEM (self));

  self->n_partitions = entry->n_partitions;
  self->n_records = entry->n_records;
  self->rate_per_s = rate_per_s;
  self->is_internal = entry->is_internal;
  g_free (self->trouble);
  self->trouble = g_strdup (entry->trouble);
}

const char *
weir_topic_item_get_name (WeirTopicItem *self)
{
  g_return_val_if_fail (WEIR_IS_TOPIC_ITEM (self), NULL);

  return self->name;
}

guint
weir_topic_item_get_n_partitions (WeirTopicItem *self)
{
  g_return_val_if_fail (WEIR_IS_TOPIC_ITEM (self), 0);

  return self->n_partitions;
}

gint64
weir_topic_item_get_n_records (WeirTopicItem *self)
{
  g_return_val_if_fail (WEIR_IS_TOPIC_ITEM (self), -1);

  return self->n_records;
}

double
weir_topic_item_get_rate (WeirTopicItem *self)
{
  g_return_val_if_fail (WEIR_IS_TOPIC_ITEM (self), NAN);

  return self->rate_per_s;
}

const char *
weir_topic_item_get_trouble (WeirTopicItem *self)
{
  g_return_val_if_fail (WEIR_IS_TOPIC_ITEM (self), NULL);

  return self->trouble;
}

gboolean
weir_topic_item_is_internal (WeirTopicItem *self)
{
  g_return_val_if_fail (WEIR_IS_TOPIC_ITEM (self), FALSE);

  return self->is_internal;
}

gboolean
weir_topic_item_get_chosen (WeirTopicItem *self)
{
  g_return_val_if_fail (WEIR_IS_TOPIC_ITEM (self), FALSE);

  return self->chosen;
}

void
weir_topic_item_set_chosen (WeirTopicItem *self,
                            gboolean       chosen)
{
  g_return_if_fail (WEIR_IS_TOPIC_ITEM (self));

  if (chosen == self->chosen)
    return;

  self->chosen = chosen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}
