#pragma once

#include "data/source/weir-broker.h"
#include "data/source/weir-producer.h"
#include "data/source/weir-simulator.h"

G_BEGIN_DECLS

/*
 * For producing to the embedded broker for hours. It goes through all batches of
 * a partition for each batch that is read from it, so batches must be few and
 * old ones must go, or it uses a whole core.
 */
#define WEIR_SIMULATED_PRODUCER_EMBEDDED_LINGER_MSEC    "50"
#define WEIR_SIMULATED_PRODUCER_EMBEDDED_RETENTION_USEC (8 * G_TIME_SPAN_MINUTE)

/**
 * WeirSimulatedProducerSpec:
 * @settings: the cluster to produce to
 * @broker: (nullable): it, if it is the embedded one: topics are created in it directly
 * @simulator: what to simulate; its rate is that of the present, its start is set by the producer
 * @history_usec: length of the past to produce first, without waiting; 0: none
 * @history_records_per_second: the rate of these records
 * @duration_usec: how long to go on after the past; 0: until stopped
 * @n_partitions: of each topic that does not exist yet; 0: as many as the broker makes
 * @timeout_msec: how long to wait for an answer about a topic; 0: 10 s
 * @retention_usec: how long the embedded broker keeps the records; 0: up to its size
 */
typedef struct
{
  WeirSettings      *settings;
  WeirBroker        *broker;
  WeirSimulatorSpec  simulator;
  gint64             history_usec;
  double             history_records_per_second;
  gint64             duration_usec;
  guint              n_partitions;
  guint              timeout_msec;
  gint64             retention_usec;
} WeirSimulatedProducerSpec;

typedef enum
{
  WEIR_SIMULATED_PRODUCER_STARTING,
  WEIR_SIMULATED_PRODUCER_HISTORY,  /* the past, as fast as it goes */
  WEIR_SIMULATED_PRODUCER_LIVE,     /* the present, as it happens */
  WEIR_SIMULATED_PRODUCER_ENDED,
} WeirSimulatedProducerPhase;

/**
 * WeirSimulatedProducer:
 *
 * A thread that produces simulated records: the past first, then the present
 * in real time. Any thread may call everything but
 * weir_simulated_producer_join(), which only the owner calls.
 */
#define WEIR_TYPE_SIMULATED_PRODUCER (weir_simulated_producer_get_type ())
G_DECLARE_FINAL_TYPE (WeirSimulatedProducer, weir_simulated_producer, WEIR, SIMULATED_PRODUCER, GObject)

WeirSimulatedProducer      *weir_simulated_producer_new        (const WeirSimulatedProducerSpec  *spec,
                                                                GError                          **error);
void                        weir_simulated_producer_start      (WeirSimulatedProducer            *self);
void                        weir_simulated_producer_stop       (WeirSimulatedProducer            *self);
void                        weir_simulated_producer_join       (WeirSimulatedProducer            *self);
WeirSimulatedProducerPhase  weir_simulated_producer_get_phase  (WeirSimulatedProducer            *self);
void                        weir_simulated_producer_get_counts (WeirSimulatedProducer            *self,
                                                                WeirProducerCounts               *counts);
GError                     *weir_simulated_producer_dup_error  (WeirSimulatedProducer            *self);

G_END_DECLS
