#include "config.h"

#include "app/common/weir-scope-private.h"

#include "app/common/weir-color-slots.h"
#include "app/common/weir-latency.h"
#include "app/common/weir-monitor-release.h"
#include "app/common/weir-wall-range.h"
#include "data/workspace/weir-workspace-edit.h"

#define PULSE_MSEC        250
/* Pulses between two looks: figures and rows that change more often cannot be read. */
#define LOOK_PULSES       2
#define DEFAULT_SPAN_USEC (15 * G_TIME_SPAN_MINUTE)
/* A stream whose newest record is older than this is history: its own time is "now". */
#define HISTORY_USEC      (G_TIME_SPAN_HOUR)
/* Without frames (minimised), data is taken this often all the same. */
#define BLIND_TAKE_USEC   (G_USEC_PER_SEC)

struct _WeirScope
{
  GObject        parent_instance;

  WeirMonitor   *monitor;          /* owned, nullable */
  WeirTimeRange *time_range;       /* owned */
  WeirTimeRange *wall_range;        /* the same span, up to now by the wall clock */
  GHashTable    *colors;           /* owned: stream → WeirColorSlots */
  GdkFrameClock *clock;            /* owned, nullable */
  gulong         clock_ids[3];
  guint          pulse_source;
  guint          scroll_source;
  guint          scroll_msec;
  gint64         monitor_usec;     /* when it was started, monotonic */
  gboolean       rereads;
  gboolean       was_live;

  gboolean       waiting;          /* the monitor has something */
  gint64         waiting_since_usec;
  gboolean       dirty;            /* taken since the last pulse */
  gboolean       moved;            /* a range that is not live has moved since then */
  guint          n_pulses;
  guint64        n_records;        /* at the last take */
  GStrv          streams;          /* owned, nullable: those whose time is followed; NULL: all */
  gint64         newest_usec;      /* their largest stream time */

  gint64         delay_usec;       /* of what was taken in this frame; -1: nothing new */
  gint64         taken_usec;
  WeirLatency    recent;
  WeirLatency    all;
  WeirLatency    frames;            /* from the begin of a frame until it was painted */
  gint64         frame_usec;        /* monotonic: when the frame began that is being made; 0: none is */
  gint64         start_usec;
  gint64         first_frame_usec;
  gint64         first_data_usec;
  guint64        n_frames;
};

enum
{
  PROP_0,
  PROP_LIVE,
  PROP_RANGE_USEC,
  N_PROPS
};

enum
{
  TAKEN,
  PULSE,
  MONITOR_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirScope, weir_scope, G_TYPE_OBJECT)

static void
request_frame (WeirScope *self)
{
  if (self->clock != NULL)
    gdk_frame_clock_request_phase (self->clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
}

static gboolean
on_wakeup (gpointer user_data)
{
  WeirScope *self = user_data;

  if (!self->waiting)
    self->waiting_since_usec = g_get_monotonic_time ();
  self->waiting = TRUE;
  request_frame (self);

  return G_SOURCE_REMOVE;
}

static void
update_newest (WeirScope *self)
{
  GListModel *streams = self->monitor != NULL ? weir_monitor_get_streams (self->monitor) : NULL;
  guint n = streams != NULL ? g_list_model_get_n_items (streams) : 0;

  self->newest_usec = WEIR_NO_TIME;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirStreamView) stream = g_list_model_get_item (streams, i);
      WeirStreamCounters counters;

      if (self->streams != NULL
          && !g_strv_contains ((const char * const *) self->streams, weir_stream_view_get_config (stream)->name))
        continue;
      weir_stream_view_get_counters (stream, &counters);
      self->newest_usec = MAX (self->newest_usec, counters.stream_time_usec);
    }
}

static void
note_delay (WeirScope *self)
{
  WeirMonitorCounters counters;

  weir_monitor_get_counters (self->monitor, &counters);
  if (counters.n_records == self->n_records)
    return;

  self->n_records = counters.n_records;
  self->taken_usec = g_get_monotonic_time ();
  /* What was produced before the reading began is backlog, and says nothing of the way to the screen. */
  if (counters.delay_usec <= self->taken_usec - self->monitor_usec)
    self->delay_usec = counters.delay_usec;
  if (self->first_data_usec < 0)
    self->first_data_usec = self->taken_usec - self->start_usec;
}

static void
take (WeirScope *self)
{
  self->waiting = FALSE;
  if (self->monitor == NULL || !weir_monitor_take (self->monitor))
    return;

  self->dirty = TRUE;
  update_newest (self);
  note_delay (self);
  g_signal_emit (self, signals[TAKEN], 0);
}

static void
show_monitor (WeirScope   *self,
              WeirMonitor *monitor)
{
  self->newest_usec = WEIR_NO_TIME;
  self->n_records = 0;
  self->waiting = FALSE;
  g_set_object (&self->monitor, monitor);
  if (monitor != NULL)
    {
      self->monitor_usec = g_get_monotonic_time ();
      weir_monitor_set_wakeup (monitor, on_wakeup, self);
    }
  g_signal_emit (self, signals[MONITOR_CHANGED], 0);
}

/* That of a replay that has not come to its end; G_MININT64: none is shown. */
static gint64
get_replay_usec (WeirScope *self)
{
  WeirReplayClock *clock = self->monitor != NULL ? weir_monitor_get_replay (self->monitor) : NULL;
  WeirReplayState state;

  if (clock == NULL)
    return G_MININT64;

  weir_replay_clock_get_state (clock, &state);

  return state.ended && self->newest_usec != WEIR_NO_TIME ? self->newest_usec : state.position_usec;
}

static void
advance (WeirScope *self)
{
  gint64 now_usec = g_get_real_time ();
  gint64 replay_usec = get_replay_usec (self);

  if (replay_usec != G_MININT64)
    now_usec = replay_usec;
  else if (self->newest_usec != WEIR_NO_TIME && self->newest_usec < now_usec - HISTORY_USEC)
    now_usec = self->newest_usec;

  weir_time_range_advance (self->time_range, now_usec);
}

static void
pulse (WeirScope *self)
{
  self->dirty = FALSE;
  self->moved = FALSE;
  weir_wall_range_advance (self->wall_range, self->time_range);
  g_signal_emit (self, signals[PULSE], 0);
}

static void
on_update (GdkFrameClock *clock,
           WeirScope   *self)
{
  self->frame_usec = g_get_monotonic_time ();
  if (self->waiting)
    take (self);
  advance (self);
  /* Tables and figures show what charts show in the same frame. */
  if (self->moved)
    pulse (self);
}

static void
on_paint (GdkFrameClock *clock,
          WeirScope   *self)
{
  self->n_frames++;
  if (self->first_frame_usec < 0)
    self->first_frame_usec = g_get_monotonic_time () - self->start_usec;
}

static void
on_after_paint (GdkFrameClock *clock,
                WeirScope   *self)
{
  gint64 delay_usec;

  if (self->frame_usec > 0)
    weir_latency_add (&self->frames, g_get_monotonic_time () - self->frame_usec);
  self->frame_usec = 0;
  if (self->delay_usec < 0)
    return;

  delay_usec = self->delay_usec + g_get_monotonic_time () - self->taken_usec;
  weir_latency_add (&self->recent, delay_usec);
  weir_latency_add (&self->all, delay_usec);
  self->delay_usec = -1;
}

static gboolean
on_pulse (gpointer user_data)
{
  WeirScope *self = user_data;

  if (self->waiting && g_get_monotonic_time () - self->waiting_since_usec > BLIND_TAKE_USEC)
    take (self);
  /* Ages tick once a second even where nothing comes. */
  if (self->dirty || self->moved || self->n_pulses % 4 == 0)
    pulse (self);
  if (self->n_pulses % 20 == 0)
    weir_latency_fade (&self->recent);
  self->n_pulses++;

  return G_SOURCE_CONTINUE;
}

static gboolean
on_scroll (gpointer user_data)
{
  request_frame (user_data);

  return G_SOURCE_CONTINUE;
}

/* Charts move by whole pixels: a frame is needed when a pixel of a wide chart has passed. */
static void
schedule_scroll (WeirScope *self)
{
  gint64 span_usec = weir_time_range_get_span (self->time_range);
  guint msec = (guint) CLAMP (span_usec / 1000 / 1000, 40, 1000);

  if (!weir_time_range_get_live (self->time_range))
    msec = 0;
  if (msec == self->scroll_msec)
    return;

  g_clear_handle_id (&self->scroll_source, g_source_remove);
  self->scroll_msec = msec;
  if (msec > 0)
    self->scroll_source = g_timeout_add (msec, on_scroll, self);
}

static void
on_range_changed (WeirScope *self)
{
  gboolean live = weir_time_range_get_live (self->time_range);

  schedule_scroll (self);
  if (!live || live != self->was_live)
    {
      self->moved = TRUE;
      request_frame (self);
    }
  if (live != self->was_live)
    {
      self->was_live = live;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
    }
}

static void
weir_scope_dispose (GObject *object)
{
  WeirScope *self = WEIR_SCOPE (object);

  weir_scope_set_clock (self, NULL);
  g_clear_handle_id (&self->pulse_source, g_source_remove);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  if (self->monitor != NULL)
    weir_monitor_release (g_steal_pointer (&self->monitor));
  g_clear_object (&self->time_range);
  g_clear_object (&self->wall_range);
  g_clear_pointer (&self->streams, g_strfreev);
  g_clear_pointer (&self->colors, g_hash_table_unref);

  G_OBJECT_CLASS (weir_scope_parent_class)->dispose (object);
}

static void
weir_scope_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  WeirScope *self = WEIR_SCOPE (object);

  switch (prop_id)
    {
    case PROP_LIVE:
      g_value_set_boolean (value, weir_scope_get_live (self));
      break;
    case PROP_RANGE_USEC:
      g_value_set_int64 (value, weir_scope_get_range_usec (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
weir_scope_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  WeirScope *self = WEIR_SCOPE (object);

  switch (prop_id)
    {
    case PROP_LIVE:
      weir_scope_set_live (self, g_value_get_boolean (value));
      break;
    case PROP_RANGE_USEC:
      weir_scope_set_range_usec (self, g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
weir_scope_class_init (WeirScopeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = weir_scope_dispose;
  object_class->get_property = weir_scope_get_property;
  object_class->set_property = weir_scope_set_property;

  properties[PROP_LIVE] =
    g_param_spec_boolean ("live", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_RANGE_USEC] =
    g_param_spec_int64 ("range-usec", NULL, NULL, 1, G_MAXINT64, DEFAULT_SPAN_USEC,
                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[TAKEN] = g_signal_new ("taken", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PULSE] = g_signal_new ("pulse", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MONITOR_CHANGED] = g_signal_new ("monitor-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  weir_scope_class_add_choices (klass);
}

static void
weir_scope_init (WeirScope *self)
{
  self->first_frame_usec = -1;
  self->first_data_usec = -1;
  self->delay_usec = -1;
  self->newest_usec = WEIR_NO_TIME;
  self->rereads = TRUE;
  self->was_live = TRUE;
  self->colors = weir_color_table_new ();
  self->time_range = weir_time_range_new (DEFAULT_SPAN_USEC);
  self->wall_range = weir_wall_range_new (self->time_range);
  g_signal_connect_object (self->time_range, "changed", G_CALLBACK (on_range_changed), self, G_CONNECT_SWAPPED);
  self->pulse_source = g_timeout_add (PULSE_MSEC, on_pulse, self);
  schedule_scroll (self);
}

WeirScope *
weir_scope_new (gint64 start_usec)
{
  WeirScope *self = g_object_new (WEIR_TYPE_SCOPE, NULL);

  self->start_usec = start_usec;

  return self;
}

void
weir_scope_set_monitor (WeirScope *self,
                          WeirMonitor *monitor)
{
  g_return_if_fail (WEIR_IS_SCOPE (self));
  g_return_if_fail (monitor == NULL || WEIR_IS_MONITOR (monitor));

  if (self->monitor != NULL)
    weir_monitor_release (g_steal_pointer (&self->monitor));

  if (monitor != NULL)
    {
      weir_monitor_keep_lags (monitor);
      weir_monitor_start (monitor, weir_scope_get_range_usec (self));
    }
  show_monitor (self, monitor);
}

WeirMonitor *
weir_scope_get_monitor (WeirScope *self)
{
  g_return_val_if_fail (WEIR_IS_SCOPE (self), NULL);

  return self->monitor;
}

void
weir_scope_set_streams (WeirScope          *self,
                        const char * const *streams)
{
  g_return_if_fail (WEIR_IS_SCOPE (self));

  g_strfreev (self->streams);
  self->streams = streams != NULL && streams[0] != NULL ? g_strdupv ((char **) streams) : NULL;
  update_newest (self);
  advance (self);
}

void
weir_scope_set_rereads (WeirScope *self,
                          gboolean     rereads)
{
  g_return_if_fail (WEIR_IS_SCOPE (self));

  self->rereads = rereads;
}

void
weir_scope_set_clock (WeirScope   *self,
                        GdkFrameClock *clock)
{
  g_return_if_fail (WEIR_IS_SCOPE (self));

  if (self->clock != NULL)
    {
      for (guint i = 0; i < G_N_ELEMENTS (self->clock_ids); i++)
        g_clear_signal_handler (&self->clock_ids[i], self->clock);
    }

  g_set_object (&self->clock, clock);
  if (clock == NULL)
    return;

  self->clock_ids[0] = g_signal_connect (clock, "update", G_CALLBACK (on_update), self);
  self->clock_ids[1] = g_signal_connect (clock, "paint", G_CALLBACK (on_paint), self);
  self->clock_ids[2] = g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), self);
  request_frame (self);
}

WeirTimeRange *
weir_scope_get_time_range (WeirScope *self)
{
  g_return_val_if_fail (WEIR_IS_SCOPE (self), NULL);

  return self->time_range;
}

WeirTimeRange *
weir_scope_get_wall_range (WeirScope *self)
{
  g_return_val_if_fail (WEIR_IS_SCOPE (self), NULL);

  return self->wall_range;
}

gint64
weir_scope_get_range_usec (WeirScope *self)
{
  g_return_val_if_fail (WEIR_IS_SCOPE (self), 0);

  return weir_time_range_get_span (self->time_range);
}

gboolean
weir_scope_change_workspace (WeirScope      *self,
                             WeirWorkspace  *workspace,
                             GError        **error)
{
  g_autoptr(WeirMonitor) monitor = NULL;

  g_return_val_if_fail (WEIR_IS_SCOPE (self) && WEIR_IS_WORKSPACE (workspace), FALSE);
  g_return_val_if_fail (self->monitor != NULL, FALSE);

  if (weir_workspace_reads_as (weir_monitor_get_workspace (self->monitor), workspace))
    {
      weir_monitor_show_workspace (self->monitor, workspace);
      return TRUE;
    }

  monitor = weir_monitor_new (workspace, error);
  if (monitor == NULL)
    return FALSE;

  weir_monitor_follow_journal (monitor, self->monitor);
  weir_scope_set_monitor (self, monitor);

  return TRUE;
}

void
weir_scope_set_range_usec (WeirScope *self,
                             gint64       range_usec)
{
  g_return_if_fail (WEIR_IS_SCOPE (self));
  g_return_if_fail (range_usec > 0);

  if (range_usec == weir_scope_get_range_usec (self))
    return;

  weir_time_range_set_span (self->time_range, range_usec);
  self->moved = TRUE;
  request_frame (self);
  if (self->monitor != NULL && self->rereads)
    weir_monitor_reach_back (self->monitor, range_usec);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RANGE_USEC]);
}

gboolean
weir_scope_is_look (WeirScope *self)
{
  g_return_val_if_fail (WEIR_IS_SCOPE (self), TRUE);

  return !weir_time_range_get_live (self->time_range) || self->n_pulses % LOOK_PULSES == 0;
}

gboolean
weir_scope_get_live (WeirScope *self)
{
  g_return_val_if_fail (WEIR_IS_SCOPE (self), TRUE);

  return weir_time_range_get_live (self->time_range);
}

void
weir_scope_set_live (WeirScope *self,
                       gboolean     live)
{
  g_return_if_fail (WEIR_IS_SCOPE (self));

  weir_time_range_set_live (self->time_range, live);
  pulse (self);
}

guint
weir_scope_want_color (WeirScope  *self,
                       const char *stream,
                       const char *key,
                       guint       priority)
{
  g_return_val_if_fail (WEIR_IS_SCOPE (self), WEIR_COLOR_SLOTS_NONE);

  return weir_color_table_want (self->colors, stream, key, priority, self->n_pulses);
}

guint
weir_scope_find_color (WeirScope  *self,
                       const char *stream,
                       const char *key)
{
  g_return_val_if_fail (WEIR_IS_SCOPE (self), WEIR_COLOR_SLOTS_NONE);

  return weir_color_table_find (self->colors, stream, key);
}

gint64
weir_scope_get_delay_usec (WeirScope *self)
{
  g_return_val_if_fail (WEIR_IS_SCOPE (self), -1);

  return weir_latency_get_quantile (&self->recent, 0.5);
}

void
weir_scope_get_summary (WeirScope        *self,
                          WeirScopeSummary *summary)
{
  g_return_if_fail (WEIR_IS_SCOPE (self));

  summary->n_frames = self->n_frames;
  summary->first_frame_usec = self->first_frame_usec;
  summary->first_data_usec = self->first_data_usec;
  summary->delay_p50_usec = weir_latency_get_quantile (&self->all, 0.50);
  summary->delay_p99_usec = weir_latency_get_quantile (&self->all, 0.99);
  summary->frame_p99_usec = weir_latency_get_quantile (&self->frames, 0.99);
  summary->n_delays = self->all.n;
}
