#pragma once

#include <gtk/gtk.h>

#include "app/common/weir-color-slots.h"
#include "data/view/weir-monitor.h"
#include "widgets/weir-time-range.h"

G_BEGIN_DECLS

/**
 * WeirScopeSummary: what a run showed.
 */
typedef struct
{
  guint64 n_frames;
  gint64  first_frame_usec;   /* since the program started; -1: none yet */
  gint64  first_data_usec;
  gint64  delay_p50_usec;     /* record's time → after paint; -1 unknown */
  gint64  delay_p99_usec;
  gint64  frame_p99_usec;     /* begin of a frame → after paint; -1 unknown */
  guint64 n_delays;
} WeirScopeSummary;

/**
 * WeirScope:
 *
 * What a window looks at: a monitor, a time range, and the rhythm of frames. It
 * takes from the monitor at most once a frame, measures the way from record to
 * screen, and moves the time range along while live.
 *
 * Signals: ::taken () after new data was taken, at most once a frame;
 * ::pulse () about four times a second while anything may have changed: for texts and tables;
 * ::monitor-changed () when another workspace is watched;
 * ::key-chosen (char *stream, char *key) when a person picked a key on one card, for the others.
 * ::span-chosen (char *stream, char *key, gint64 begin_usec, gint64 end_usec) when a person wants to see the records of a
 * time, the end left out; key may be NULL: of all keys;
 * ::record-chosen (char *stream, char *topic, int partition, gint64 offset) when they want to see one record.
 * Properties: live (b), range-usec (x).
 */
#define WEIR_TYPE_SCOPE (weir_scope_get_type ())
G_DECLARE_FINAL_TYPE (WeirScope, weir_scope, WEIR, SCOPE, GObject)

/* @start_usec: monotonic time at which the program began, for the figures of the first frame. */
WeirScope   *weir_scope_new            (gint64              start_usec);
/*
 * Another workspace in place of the one that is watched. Where it differs in its
 * dashboards alone, nothing is read again.
 */
gboolean       weir_scope_change_workspace (WeirScope      *self,
                                            WeirWorkspace  *workspace,
                                            GError        **error);
/* The monitor is started, and the one before it stopped. (nullable) */
void           weir_scope_set_monitor    (WeirScope        *self,
                                            WeirMonitor        *monitor);
WeirMonitor   *weir_scope_get_monitor    (WeirScope        *self);
/* Live follows the time of these streams; of all of them where @streams is NULL. */
void           weir_scope_set_streams    (WeirScope        *self,
                                            const char * const *streams);
/* Whether a longer range may be read again from the broker; the demo's broker forgets. Default TRUE. */
void           weir_scope_set_rereads    (WeirScope        *self,
                                            gboolean            rereads);
/* The frames of the window; NULL when it is unrealized. */
void           weir_scope_set_clock      (WeirScope        *self,
                                            GdkFrameClock      *clock);
WeirTimeRange *weir_scope_get_time_range (WeirScope        *self);
/* As long, and up to now by the wall clock: for what is measured, as lag, whatever the streams' time is. */
WeirTimeRange *weir_scope_get_wall_range (WeirScope        *self);
gint64         weir_scope_get_range_usec (WeirScope        *self);
void           weir_scope_set_range_usec (WeirScope        *self,
                                            gint64              range_usec);
/* Whether figures are to be renewed with this pulse: all of a page at once, or two of them would disagree. */
gboolean       weir_scope_is_look        (WeirScope        *self);
gboolean       weir_scope_get_live       (WeirScope        *self);
void           weir_scope_set_live       (WeirScope        *self,
                                            gboolean            live);
/* Emits ::key-chosen. */
void           weir_scope_choose_key     (WeirScope        *self,
                                            const char         *stream,
                                            const char         *key);
/* The colour of a key of @stream on all cards, a small number, or G_MAXUINT for grey: @priority says how much it matters. */
guint          weir_scope_want_color     (WeirScope        *self,
                                            const char         *stream,
                                            const char         *key,
                                            guint               priority);
/* The colour that it has, without wanting one. */
guint          weir_scope_find_color     (WeirScope        *self,
                                            const char         *stream,
                                            const char         *key);
/* Emits ::span-chosen. */
void           weir_scope_choose_span    (WeirScope        *self,
                                            const char         *stream,
                                            const char         *key,
                                            gint64              begin_usec,
                                            gint64              end_usec);
/* Emits ::record-chosen. */
void           weir_scope_choose_record  (WeirScope        *self,
                                            const char         *stream,
                                            const char         *topic,
                                            int                 partition,
                                            gint64              offset);
/* Median over the last seconds; -1 unknown. */
gint64         weir_scope_get_delay_usec (WeirScope        *self);
void           weir_scope_get_summary    (WeirScope        *self,
                                            WeirScopeSummary *summary);

G_END_DECLS
