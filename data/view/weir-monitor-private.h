#pragma once

#include "data/alert/weir-alert-list.h"
#include "data/lag/weir-group-watch.h"
#include "data/lag/weir-lag-overview.h"
#include "data/lag/weir-lag-table.h"
#include "data/screen/weir-consumer.h"
#include "data/stream/weir-journal-publisher.h"
#include "data/stream/weir-notices.h"
#include "data/stream/weir-trigger-keeper.h"
#include "data/view/weir-monitor.h"
#include "data/view/weir-stream-view-private.h"

G_BEGIN_DECLS

#define WEIR_MONITOR_BUDGET_BYTES  ((gsize) 512 * 1024 * 1024)

/* A lasting error of one topic or partition. */
typedef struct
{
  const char *topic;       /* interned */
  guint       topic_index;
  gint32      partition;
  char       *text;        /* owned */
} WeirMonitorProblem;

/* Where a partition ended when its reading began: what lies before is the past. */
typedef struct
{
  const char *topic;   /* interned */
  gint32      partition;
  gint64      offset;
} WeirMonitorEnd;

typedef struct
{
  const WeirConnectionConfig *config;
  WeirConsumer               *consumer;     /* owned, NULL before it was made */
  GPtrArray                  *views;        /* owned: its streams, in the order of its updates */
  WeirScreenUpdate             *update;       /* owned, nullable: not all of it taken over yet */
  WeirGroupWatch             *groups;       /* owned, nullable before the start */
  WeirJournalPublisher       *publisher;    /* owned, nullable: no rule publishes */
  WeirIntakeState             state;
  gint64                      since_usec;
  char                       *text;         /* owned, nullable */
  GArray                     *problems;     /* owned, of WeirMonitorProblem */
  GArray                     *ends;         /* owned, of WeirMonitorEnd: where the past ends */
  gboolean                    caught_up;    /* all of the past has been handled */
  gint64                      caught_up_usec; /* since when, monotonic */
} WeirMonitorConnection;

struct _WeirMonitor
{
  GObject        parent_instance;

  WeirWorkspace *workspace;         /* what is read; its parts are borrowed everywhere */
  WeirWorkspace *shown;             /* owned, nullable: the same with other dashboards */
  WeirAlertRule *rules;             /* owned, one a rule of the workspace */
  GPtrArray     *connections;       /* owned, of WeirMonitorConnection */
  GListStore    *streams;           /* of WeirStreamView */
  WeirAlertList *alerts;
  WeirAlertJournal *journal;        /* owned reference, nullable: alerts are kept nowhere */
  GListStore    *history;           /* of WeirJournalEntry, oldest first */
  GListStore    *silences;          /* of WeirJournalEntry */
  gint64         silences_usec;     /* monotonic: last look for those that are over */
  WeirNotices   *notices;           /* owned, nullable before the journal is read */
  GArray        *written;           /* owned: notices that are given once the disk has them */
  WeirTriggerKeeper *keeper;        /* owned, nullable: no rule has a trigger, or the journal is in memory */
  guint64        history_number;    /* of the newest entry in it */
  WeirLagTable  *lag;
  WeirLagOverview *groups;
  GPtrArray     *problems;          /* owned, of char * */
  WeirWake      *wake;              /* owned reference */
  WeirReplayClock *replay;          /* owned, nullable: all it reads are files and recordings */
  WeirMonitorConnection *taking;    /* borrowed, nullable: whose alerts are being applied */
  WeirMonitor   *next;              /* owned, nullable: reads the same from further back */
  gboolean       is_next;           /* it is that: its wake-up is another monitor's, and it asks for no groups */
  gint64         from_usec;         /* wall clock: where the reading began */
  gboolean       keeps_lags;        /* over restarts */
  gboolean       started;
  gint64         start_usec;        /* wall clock */
  gboolean       stopping;

  WeirRate       rate;
  guint64        n_gaps;
  GPtrArray     *gap_texts;         /* owned, of char *: the newest, oldest first */
  gint64         delay_usec;
  gint64         second_usec;       /* monotonic: last look at what changes slowly */
};

enum
{
  WEIR_MONITOR_UPDATED,
  WEIR_MONITOR_ALERT_FIRED,
  WEIR_MONITOR_ALERT_RESOLVED,
  WEIR_MONITOR_NOTICE,
  WEIR_MONITOR_NOTICE_WITHDRAWN,
  WEIR_MONITOR_EVENT,
  WEIR_MONITOR_STOPPED,
  WEIR_MONITOR_N_SIGNALS
};

/* weir-monitor-journal.c */
void     weir_monitor_init_journal    (WeirMonitor           *self);
void     weir_monitor_clear_journal   (WeirMonitor           *self);
void     weir_monitor_leave_journal   (WeirMonitor           *self);
gboolean weir_monitor_take_journal    (WeirMonitor           *self);
void     weir_monitor_recall_alert    (WeirMonitor           *self,
                                       WeirAlert             *alert);
gint64   weir_monitor_reach_journal   (WeirMonitor           *self,
                                       gint64                 range_usec);
void     weir_monitor_start_publisher (WeirMonitor           *self,
                                       WeirMonitorConnection *connection);

/* weir-monitor-notices.c */
void     weir_monitor_class_add_notices (WeirMonitorClass     *klass);
void     weir_monitor_init_notices    (WeirMonitor           *self);
void     weir_monitor_clear_notices   (WeirMonitor           *self);
void     weir_monitor_begin_notices   (WeirMonitor           *self);
void     weir_monitor_take_notices    (WeirMonitor           *self);
void     weir_monitor_tell_unkept     (WeirMonitor           *self,
                                       WeirAlert             *alert);

/* weir-monitor-handling.c */
void     weir_monitor_take_silences   (WeirMonitor           *self);

/* weir-monitor-lag.c */
void     weir_monitor_watch_groups (WeirMonitor           *self,
                                    guint                  i,
                                    WeirMonitorConnection *connection);

/* weir-monitor-past.c */
void     weir_monitor_note_ends   (WeirMonitorConnection *connection);
gboolean weir_monitor_is_past     (WeirMonitorConnection *connection,
                                   WeirAlert             *alert,
                                   gint64                 start_usec);

/* weir-monitor-reach.c */
void     weir_monitor_follow_next (WeirMonitor           *self);

/* weir-monitor.c */
WeirMonitor *weir_monitor_new_with_wake (WeirWorkspace *workspace,
                                         WeirWake      *wake,
                                         GError       **error);

/* weir-monitor-streams.c */
gboolean weir_monitor_add_streams (WeirMonitor  *self,
                                   GError      **error);

extern guint weir_monitor_signals[WEIR_MONITOR_N_SIGNALS];

G_END_DECLS
