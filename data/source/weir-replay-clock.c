#include "config.h"

#include "data/source/weir-replay-clock.h"

#include <pthread.h>

#define NO_TIME G_MININT64

struct _WeirReplayClock
{
  grefcount       ref_count;

  pthread_mutex_t mutex;          /* guards all below */
  pthread_cond_t  cond;           /* some of it changed */
  gboolean        playing;
  double          speed;
  gint64          until_usec;     /* NO_TIME: nothing is sought */
  gint64          begin_usec;
  gint64          end_usec;
  gint64          position_usec;
  gint64          next_usec;      /* of the record that is waited for; NO_TIME: none is */
  gint64          anchor_usec;    /* the position at, */
  gint64          anchored_usec;  /*   monotonic; 0: time does not pass by the wall's */
  guint           n_readers;      /* that have not come to their end */
  gboolean        ended;
};

/**
 * weir_replay_clock_new:
 *
 * Returns: (transfer full): a clock that runs as fast as possible
 */
WeirReplayClock *
weir_replay_clock_new (void)
{
  WeirReplayClock *self = g_new0 (WeirReplayClock, 1);
  pthread_condattr_t attributes;

  g_ref_count_init (&self->ref_count);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&self->cond, &attributes);
  pthread_condattr_destroy (&attributes);
  self->playing = TRUE;
  self->until_usec = NO_TIME;
  self->begin_usec = NO_TIME;
  self->end_usec = NO_TIME;
  self->position_usec = NO_TIME;
  self->next_usec = NO_TIME;

  return self;
}

/**
 * weir_replay_clock_ref:
 * @self: a clock
 *
 * Returns: (transfer full): @self
 */
WeirReplayClock *
weir_replay_clock_ref (WeirReplayClock *self)
{
  g_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * weir_replay_clock_unref:
 * @self: (transfer full): a clock
 */
void
weir_replay_clock_unref (WeirReplayClock *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;

  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

/* With the mutex held, as all below until a function says otherwise. Not past the record that has not passed. */
static gint64
find_position (WeirReplayClock *self)
{
  gint64 passed_usec;

  if (self->anchored_usec == 0 || self->next_usec == NO_TIME || self->until_usec != NO_TIME)
    return self->position_usec;

  passed_usec = (gint64) ((double) (g_get_monotonic_time () - self->anchored_usec) * self->speed);

  return CLAMP (self->anchor_usec + passed_usec, self->position_usec, MAX (self->next_usec, self->position_usec));
}

/* From here on time passes as it is set. */
static void
anchor (WeirReplayClock *self)
{
  self->position_usec = find_position (self);
  self->anchor_usec = self->position_usec;
  self->anchored_usec = 0;
  if (self->playing && self->speed > 0.0 && self->position_usec != NO_TIME)
    self->anchored_usec = g_get_monotonic_time ();
  pthread_cond_broadcast (&self->cond);
}

/**
 * weir_replay_clock_set_playing:
 * @self: a clock
 * @playing: whether time passes
 */
void
weir_replay_clock_set_playing (WeirReplayClock *self,
                               gboolean         playing)
{
  pthread_mutex_lock (&self->mutex);
  self->position_usec = find_position (self);
  self->playing = playing;
  anchor (self);
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_replay_clock_set_speed:
 * @self: a clock
 * @speed: how often its time passes in that of the wall; 0: as fast as possible
 */
void
weir_replay_clock_set_speed (WeirReplayClock *self,
                             double           speed)
{
  pthread_mutex_lock (&self->mutex);
  self->position_usec = find_position (self);
  self->speed = MAX (speed, 0.0);
  anchor (self);
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_replay_clock_set_bounds:
 * @self: a clock
 * @begin_usec: time of the earliest record, as an earlier replay of the same found it
 * @end_usec: time of the latest one
 */
void
weir_replay_clock_set_bounds (WeirReplayClock *self,
                              gint64           begin_usec,
                              gint64           end_usec)
{
  pthread_mutex_lock (&self->mutex);
  self->begin_usec = begin_usec;
  self->end_usec = end_usec;
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_replay_clock_seek:
 * @self: a clock
 * @time_usec: a time behind its position
 *
 * Lets everything up to @time_usec pass as fast as possible, paused or not, and
 * goes on from there as it is set.
 */
void
weir_replay_clock_seek (WeirReplayClock *self,
                        gint64           time_usec)
{
  pthread_mutex_lock (&self->mutex);
  self->position_usec = find_position (self);
  self->anchored_usec = 0;
  self->until_usec = time_usec;
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_replay_clock_get_state:
 * @self: a clock
 * @state: (out caller-allocates): how it stands
 */
void
weir_replay_clock_get_state (WeirReplayClock *self,
                             WeirReplayState *state)
{
  pthread_mutex_lock (&self->mutex);
  *state = (WeirReplayState) {
    .playing = self->playing && !self->ended,
    .seeking = self->until_usec != NO_TIME,
    .ended = self->ended,
    .speed = self->speed,
    .begin_usec = self->begin_usec,
    .end_usec = self->end_usec,
    .position_usec = find_position (self),
  };
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_replay_clock_get_now:
 * @self: a clock
 *
 * Returns: its time; %G_MININT64 before the first record
 */
gint64
weir_replay_clock_get_now (WeirReplayClock *self)
{
  gint64 now_usec;

  pthread_mutex_lock (&self->mutex);
  now_usec = find_position (self);
  pthread_mutex_unlock (&self->mutex);

  return now_usec;
}

/**
 * weir_replay_clock_add_reader:
 * @self: a clock
 *
 * Somebody more replays by it, until weir_replay_clock_finish().
 */
void
weir_replay_clock_add_reader (WeirReplayClock *self)
{
  pthread_mutex_lock (&self->mutex);
  self->n_readers++;
  pthread_mutex_unlock (&self->mutex);
}

static void
note_bounds (WeirReplayClock *self,
             gint64           time_usec)
{
  if (self->begin_usec == NO_TIME || time_usec < self->begin_usec)
    self->begin_usec = time_usec;
  if (self->end_usec == NO_TIME || time_usec > self->end_usec)
    self->end_usec = time_usec;
}

/* Until a record is due; G_MAXINT64: until something changes. */
static gint64
find_wait (WeirReplayClock *self,
           gint64           time_usec)
{
  if (self->position_usec != NO_TIME && time_usec <= self->position_usec)
    return 0;
  if (self->until_usec != NO_TIME && time_usec <= self->until_usec)
    return 0;
  if (self->until_usec != NO_TIME)
    {
      self->position_usec = MAX (self->position_usec, self->until_usec);
      self->until_usec = NO_TIME;
      anchor (self);
    }
  if (!self->playing)
    return G_MAXINT64;
  if (self->speed <= 0.0)
    return 0;

  /* The first record is where time begins. */
  if (self->position_usec == NO_TIME)
    self->position_usec = time_usec;
  if (self->anchored_usec == 0)
    anchor (self);

  return self->anchored_usec + (gint64) ((double) (time_usec - self->anchor_usec) / self->speed) - g_get_monotonic_time ();
}

static void
wait_some (WeirReplayClock *self,
           gint64           wait_usec)
{
  struct timespec until;

  clock_gettime (CLOCK_MONOTONIC, &until);
  until.tv_nsec += (wait_usec % G_USEC_PER_SEC) * 1000;
  until.tv_sec += wait_usec / G_USEC_PER_SEC + until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  pthread_cond_timedwait (&self->cond, &self->mutex, &until);
}

/**
 * weir_replay_clock_wait:
 * @self: a clock
 * @time_usec: of the next record
 * @max_wait_usec: how long to wait at most
 *
 * Without the mutex, as all others that are not static. Waits until a record is
 * due, something changes, or @max_wait_usec are over.
 *
 * Returns: whether it is due: it has passed then
 */
gboolean
weir_replay_clock_wait (WeirReplayClock *self,
                        gint64           time_usec,
                        gint64           max_wait_usec)
{
  gint64 wait_usec;

  pthread_mutex_lock (&self->mutex);
  note_bounds (self, time_usec);
  wait_usec = find_wait (self, time_usec);
  if (wait_usec > 0)
    {
      self->next_usec = time_usec;
      wait_some (self, MIN (wait_usec, max_wait_usec));
      wait_usec = find_wait (self, time_usec);
    }
  if (wait_usec <= 0)
    {
      self->position_usec = MAX (self->position_usec, time_usec);
      self->next_usec = NO_TIME;
    }
  pthread_mutex_unlock (&self->mutex);

  return wait_usec <= 0;
}

/**
 * weir_replay_clock_wake:
 * @self: a clock
 *
 * Ends the waiting of this moment, for somebody who is to stop.
 */
void
weir_replay_clock_wake (WeirReplayClock *self)
{
  pthread_mutex_lock (&self->mutex);
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_replay_clock_finish:
 * @self: a clock
 *
 * One who replays by it has come to the end.
 */
void
weir_replay_clock_finish (WeirReplayClock *self)
{
  pthread_mutex_lock (&self->mutex);
  if (self->n_readers > 0 && --self->n_readers == 0)
    {
      self->ended = TRUE;
      self->until_usec = NO_TIME;
      self->position_usec = MAX (self->position_usec, self->end_usec);
      self->anchored_usec = 0;
    }
  pthread_mutex_unlock (&self->mutex);
}
