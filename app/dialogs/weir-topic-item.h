#pragma once

#include "data/lag/weir-topic-catalogue.h"

G_BEGIN_DECLS

/**
 * WeirTopicItem: a topic in a list, and whether it is chosen.
 *
 * Properties: chosen (gboolean).
 */
#define WEIR_TYPE_TOPIC_ITEM (weir_topic_item_get_type ())
G_DECLARE_FINAL_TYPE (WeirTopicItem, weir_topic_item, WEIR, TOPIC_ITEM, GObject)

WeirTopicItem *weir_topic_item_new            (const char           *name);
/* @rate_per_s: NaN where it is not known. */
void           weir_topic_item_set            (WeirTopicItem        *self,
                                               const WeirTopicEntry *entry,
                                               double                rate_per_s);
const char    *weir_topic_item_get_name       (WeirTopicItem        *self);
guint          weir_topic_item_get_n_partitions (WeirTopicItem      *self);
gint64         weir_topic_item_get_n_records  (WeirTopicItem        *self);
double         weir_topic_item_get_rate       (WeirTopicItem        *self);
const char    *weir_topic_item_get_trouble    (WeirTopicItem        *self);
gboolean       weir_topic_item_is_internal    (WeirTopicItem        *self);
gboolean       weir_topic_item_get_chosen     (WeirTopicItem        *self);
void           weir_topic_item_set_chosen     (WeirTopicItem        *self,
                                               gboolean              chosen);

G_END_DECLS
