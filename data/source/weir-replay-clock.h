#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirReplayState: how a replay stands.
 * @playing: time passes
 * @seeking: it is on its way to a time that was asked for, as fast as possible
 * @ended: the last record has passed
 * @speed: how often its time passes in that of the wall; 0: as fast as possible
 * @begin_usec: time of the earliest record that is known; %G_MININT64: none yet
 * @end_usec: time of the latest one
 * @position_usec: what lies before has passed; %G_MININT64: nothing has
 */
typedef struct
{
  gboolean playing;
  gboolean seeking;
  gboolean ended;
  double   speed;
  gint64   begin_usec;
  gint64   end_usec;
  gint64   position_usec;
} WeirReplayState;

/**
 * WeirReplayClock:
 *
 * The time of a replay. Whoever replays asks it for each record whether that is
 * due; the user plays, pauses, changes the speed and seeks. Any thread.
 */
typedef struct _WeirReplayClock WeirReplayClock;

WeirReplayClock *weir_replay_clock_new         (void);
WeirReplayClock *weir_replay_clock_ref         (WeirReplayClock       *self);
void             weir_replay_clock_unref       (WeirReplayClock       *self);
void             weir_replay_clock_set_playing (WeirReplayClock       *self,
                                                gboolean               playing);
void             weir_replay_clock_set_speed   (WeirReplayClock       *self,
                                                double                 speed);
void             weir_replay_clock_set_bounds  (WeirReplayClock       *self,
                                                gint64                 begin_usec,
                                                gint64                 end_usec);
void             weir_replay_clock_seek        (WeirReplayClock       *self,
                                                gint64                 time_usec);
void             weir_replay_clock_get_state   (WeirReplayClock       *self,
                                                WeirReplayState       *state);
gint64           weir_replay_clock_get_now     (WeirReplayClock       *self);
void             weir_replay_clock_add_reader  (WeirReplayClock       *self);
gboolean         weir_replay_clock_wait        (WeirReplayClock       *self,
                                                gint64                 time_usec,
                                                gint64                 max_wait_usec);
void             weir_replay_clock_wake        (WeirReplayClock       *self);
void             weir_replay_clock_finish      (WeirReplayClock       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirReplayClock, weir_replay_clock_unref)

G_END_DECLS
