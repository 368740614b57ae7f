#pragma once

#include "data/source/weir-broker.h"
#include "data/source/weir-producer.h"
#include "data/source/weir-simulator.h"

G_BEGIN_DECLS

/*
 * For feeding the embedded broker for hours: it goes through all batches of a
 * partition for each batch that is read from it. Few of them, and not too many
 * at a time, keep it from taking a core.
 */
#define WEIR_FEEDER_EMBEDDED_LINGER_MSEC    "50"
#define WEIR_FEEDER_EMBEDDED_RETENTION_USEC (8 * G_TIME_SPAN_MINUTE)

/**
 * WeirFeederSpec:
 * @settings: the cluster to feed
 * @broker: (nullable): it, if it is the embedded one: topics are created in it directly
 * @simulator: what to simulate; its rate is that of the present, its start is set by the feeder
 * @history_usec: how much past to fill in at once; 0: none
 * @history_records_per_second: how thick the past is
 * @duration_usec: how long to go on after the past; 0: until stopped
 * @n_partitions: of each topic that does not exist yet; 0: as many as the broker makes
 * @timeout_msec: how long to wait for an answer about a topic; 0: 10 s
 * @retention_usec: how long the embedded broker keeps what is fed; 0: up to its size
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
} WeirFeederSpec;

typedef enum
{
  WEIR_FEEDER_STARTING,
  WEIR_FEEDER_HISTORY,  /* the past, as fast as it goes */
  WEIR_FEEDER_LIVE,     /* the present, as it happens */
  WEIR_FEEDER_ENDED,
} WeirFeederPhase;

/**
 * WeirFeeder:
 *
 * A thread that produces simulated records: the past first, then the present
 * in real time. Everything but weir_feeder_join() may be called from any thread.
 */
#define WEIR_TYPE_FEEDER (weir_feeder_get_type ())
G_DECLARE_FINAL_TYPE (WeirFeeder, weir_feeder, WEIR, FEEDER, GObject)

WeirFeeder      *weir_feeder_new        (const WeirFeederSpec  *spec,
                                         GError               **error);
void             weir_feeder_start      (WeirFeeder            *self);
void             weir_feeder_stop       (WeirFeeder            *self);
void             weir_feeder_join       (WeirFeeder            *self);
WeirFeederPhase  weir_feeder_get_phase  (WeirFeeder            *self);
void             weir_feeder_get_counts (WeirFeeder            *self,
                                         WeirProducerCounts    *counts);
GError          *weir_feeder_dup_error  (WeirFeeder            *self);

G_END_DECLS
