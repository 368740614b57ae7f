#pragma once

#include "data/source/weir-producer.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirAlertPublisherSpec: which changes go where.
 * @topology: whose rules; borrowed
 * @rules: (element-type WeirRuleConfig): the workspace's; borrowed, it outlives the sink
 * @producer: an idempotent one; kept
 * @topic: (nullable): for rules that name no topic themselves; %NULL: those are not published
 */
typedef struct
{
  WeirTopology *topology;
  GPtrArray    *rules;
  WeirProducer *producer;
  const char   *topic;
} WeirAlertPublisherSpec;

/**
 * WeirAlertPublisher:
 *
 * The sink that writes each change of state of the rules into a topic, as
 * data/stream/weir-alert-event.schema.json describes. What earlier runs have
 * written it is told by weir_alert_publisher_learn(): no change is written twice,
 * and an alert that still fires is not told of anew.
 */
typedef struct _WeirAlertPublisher WeirAlertPublisher;

WeirAlertPublisher *weir_alert_publisher_new             (const WeirAlertPublisherSpec *spec);
void                weir_alert_publisher_free            (WeirAlertPublisher           *self);
GStrv               weir_alert_publisher_dup_topics      (GPtrArray                    *rules,
                                                          const char                   *topic);
void                weir_alert_publisher_learn           (WeirAlertPublisher           *self,
                                                          const WeirMessage            *message);
guint64             weir_alert_publisher_get_n_published (WeirAlertPublisher           *self);
guint64             weir_alert_publisher_get_n_known     (WeirAlertPublisher           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirAlertPublisher, weir_alert_publisher_free)

G_END_DECLS
