#pragma once

#include "data/lag/weir-lag-overview.h"
#include "data/source/weir-replay-clock.h"
#include "data/source/weir-source.h"
#include "data/stream/weir-alert-journal.h"
#include "data/view/weir-stream-view.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirMonitorCounters: the status bar's numbers, over all streams.
 */
typedef struct
{
  guint64 n_records;
  double  records_per_second;
  gint64  own_lag;              /* records between our positions and the ends; -1 unknown */
  gint64  delay_usec;           /* event → taken on the main thread, of the newest records; -1 unknown */
  guint64 n_late_records;
  guint64 n_late_pairs;
  guint64 n_future;
  guint64 n_dead;
  guint64 n_windows;            /* closed */
  guint64 n_alerts_fired;
  guint64 n_gaps;
  guint64 n_shed;               /* display samples dropped because the screen did not take them */
  guint64 n_other_records;      /* counted in “(other)”, their keys past the memory budget or the number listed */
  guint64 n_shed_records;       /* without room even there: in no window */
  guint64 n_dropped_charts;     /* keys whose lines were given up for memory */
  guint64 n_derived_losses;     /* records and keys a derived stream had no room for, and rows out of their order for it */
  guint64 n_evicted_rows;       /* of windows, dropped for memory before their retention was over */
  gsize   n_bytes;
  gsize   budget_bytes;
} WeirMonitorCounters;

/**
 * WeirConnectionStatus: one connection's state for the screen.
 */
typedef struct
{
  const char     *name;         /* borrowed */
  const char     *bootstrap;    /* borrowed: addresses of brokers, or the path of a file */
  WeirIntakeState state;
  gint64          since_usec;
  char           *text;         /* owned: what happened and what to do; nullable */
} WeirConnectionStatus;

/**
 * WEIR_MONITOR_GAP_TEXTS: of so many gaps is said what they are; all are counted.
 */
#define WEIR_MONITOR_GAP_TEXTS 8

/**
 * WeirMonitor:
 *
 * A workspace at work: a consumer thread per connection decodes, aggregates and
 * evaluates; the main thread takes the newest result with weir_monitor_take(),
 * at most once a frame. Lists and views belong to the main thread.
 *
 * Signals: ::updated () after a take that changed anything;
 * ::alert-fired (WeirAlert) and ::alert-resolved (WeirAlert) from within take;
 * ::notice (char *rule, GPtrArray *alerts) and ::notice-withdrawn (char *rule) for the desktop;
 * ::event (char *text, WeirSeverity severity) for what a person should know (errors, gaps).
 */
#define WEIR_TYPE_MONITOR (weir_monitor_get_type ())
G_DECLARE_FINAL_TYPE (WeirMonitor, weir_monitor, WEIR, MONITOR, GObject)

WeirMonitor *weir_monitor_new               (WeirWorkspace       *workspace,
                                             GError             **error);
void         weir_monitor_start             (WeirMonitor         *self,
                                             gint64               range_usec);
void         weir_monitor_stop              (WeirMonitor         *self);
void         weir_monitor_set_wakeup        (WeirMonitor         *self,
                                             GSourceFunc          func,
                                             gpointer             user_data);
void         weir_monitor_reach_back        (WeirMonitor         *self,
                                             gint64               range_usec);
gboolean     weir_monitor_is_reaching_back  (WeirMonitor         *self);
gboolean     weir_monitor_take              (WeirMonitor         *self);
WeirWorkspace *weir_monitor_get_workspace   (WeirMonitor         *self);
void         weir_monitor_show_workspace    (WeirMonitor         *self,
                                             WeirWorkspace       *workspace);
WeirReplayClock *weir_monitor_get_replay    (WeirMonitor         *self);
GListModel  *weir_monitor_get_streams       (WeirMonitor         *self);
WeirStreamView *weir_monitor_find_stream    (WeirMonitor         *self,
                                             const char          *name);
GListModel  *weir_monitor_get_alerts        (WeirMonitor         *self);
void         weir_monitor_keep_journal      (WeirMonitor         *self,
                                             WeirAlertJournal    *journal);
void         weir_monitor_follow_journal    (WeirMonitor         *self,
                                             WeirMonitor         *other);
GListModel  *weir_monitor_get_history       (WeirMonitor         *self);
char        *weir_monitor_dup_journal_problem (WeirMonitor       *self);
char        *weir_monitor_dup_publish_problem (WeirMonitor       *self);
void         weir_monitor_arm               (WeirMonitor         *self,
                                             const char          *rule,
                                             const char          *by);
void         weir_monitor_acknowledge       (WeirMonitor         *self,
                                             WeirAlert           *alert,
                                             const char          *by,
                                             const char          *note);
void         weir_monitor_unacknowledge     (WeirMonitor         *self,
                                             WeirAlert           *alert,
                                             const char          *by);
void         weir_monitor_assign            (WeirMonitor         *self,
                                             WeirAlert           *alert,
                                             const char          *assignee);
void         weir_monitor_write_note        (WeirMonitor         *self,
                                             WeirAlert           *alert,
                                             const char          *by,
                                             const char          *note);
void         weir_monitor_mute_alert        (WeirMonitor         *self,
                                             WeirAlert           *alert,
                                             gint64               until_usec,
                                             const char          *by);
gboolean     weir_monitor_mute              (WeirMonitor         *self,
                                             WeirJournalEntry    *silence,
                                             GError             **error);
void         weir_monitor_unmute            (WeirMonitor         *self,
                                             guint64              number,
                                             const char          *by);
GListModel  *weir_monitor_get_silences      (WeirMonitor         *self);
const WeirJournalFacts *weir_monitor_find_silence (WeirMonitor   *self,
                                             WeirAlert           *alert);
gboolean     weir_monitor_is_inhibited      (WeirMonitor         *self,
                                             WeirAlert           *alert);
guint        weir_monitor_get_n_firing      (WeirMonitor         *self);
GStrv        weir_monitor_dup_topics        (WeirMonitor         *self);
GListModel  *weir_monitor_get_lag           (WeirMonitor         *self);
WeirLagOverview *weir_monitor_get_groups    (WeirMonitor         *self);
WeirSettings *weir_monitor_get_settings     (WeirMonitor         *self,
                                             guint                i);
void         weir_monitor_keep_lags         (WeirMonitor         *self);
const char  *weir_monitor_get_lag_problem   (WeirMonitor         *self);
void         weir_monitor_get_counters      (WeirMonitor         *self,
                                             WeirMonitorCounters *counters);
guint        weir_monitor_get_n_connections (WeirMonitor         *self);
void         weir_monitor_get_connection    (WeirMonitor         *self,
                                             guint                i,
                                             WeirConnectionStatus *status);
GPtrArray   *weir_monitor_get_problems      (WeirMonitor         *self);
GPtrArray   *weir_monitor_get_gap_texts     (WeirMonitor         *self);
const char  *weir_monitor_find_problem      (WeirMonitor         *self,
                                             WeirStreamView      *stream);

G_END_DECLS
