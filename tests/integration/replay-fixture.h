#pragma once

#include "data/source/weir-broker.h"
#include "data/source/weir-producer.h"
#include "data/view/weir-monitor.h"

/* A broker with records of two partitions, a workspace of their windows and rules, and what monitors say of them. */

#define SECOND    G_TIME_SPAN_SECOND
#define N_RECORDS 600
/* Behind all others, in each partition: every window but their own is closed. */
#define FAR_SECONDS 4000

typedef struct
{
  WeirBroker    *broker;
  WeirProducer  *producer;
  WeirWorkspace *workspace;
  char          *folder;
  gint64         start_usec;
} ReplayFixture;

void replay_fixture_init (ReplayFixture *self);
void replay_fixture_clear (ReplayFixture *self);
void replay_await_records (WeirMonitor *monitor, guint64 n);
char *replay_dup_final_rows (ReplayFixture *self, WeirMonitor *monitor, guint window);
char *replay_dup_alerts (WeirMonitor *monitor);
gboolean replay_on_tick (gpointer user_data);
gint64 replay_time_of (ReplayFixture *self, guint i);
