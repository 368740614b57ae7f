#include "config.h"

#include "data/lag/weir-lag-tracker.h"

#include <math.h>
#include <string.h>

/**
 * weir_lag_get_lag:
 * @offset: committed offset or position, -1 unknown
 * @end: the partition's end, -1 unknown
 *
 * Returns: records between the two, never below 0 (an end read before the
 *   offset may be smaller); -1 unknown
 */
gint64
weir_lag_get_lag (gint64 offset,
                  gint64 end)
{
  if (offset < 0 || end < 0)
    return -1;

  return MAX (end - offset, 0);
}

/**
 * weir_lag_get_past_end:
 * @offset: a committed offset, -1 unknown
 * @end: the partition's end, read after it, -1 unknown
 *
 * An offset behind the end was committed before the partition lost records or
 * was made anew: that group reads nothing until the end has come there, or
 * begins where its reset rule says.
 *
 * Returns: by how many records; 0 when it is not
 */
gint64
weir_lag_get_past_end (gint64 offset,
                       gint64 end)
{
  if (offset < 0 || end < 0)
    return 0;

  return MAX (offset - end, 0);
}

/**
 * weir_lag_get_lost:
 * @offset: committed offset or position, -1 unknown
 * @low: the partition's first offset that still exists, -1 unknown
 *
 * Returns: records that were deleted before this reader came to them
 */
gint64
weir_lag_get_lost (gint64 offset,
                   gint64 low)
{
  if (offset < 0 || low < 0)
    return 0;

  return MAX (low - offset, 0);
}

/**
 * weir_lag_tracker_add:
 * @self: a tracker
 * @sample: a commit, later than those before it
 *
 * Adds a commit, forgetting the eleventh last.
 */
void
weir_lag_tracker_add (WeirLagTracker      *self,
                      const WeirLagSample *sample)
{
  g_return_if_fail (self != NULL && sample != NULL);

  if (self->n_samples == WEIR_LAG_N_SAMPLES)
    {
      memmove (self->samples, self->samples + 1, sizeof *sample * (WEIR_LAG_N_SAMPLES - 1));
      self->n_samples--;
    }
  self->samples[self->n_samples++] = *sample;
}

static const WeirLagSample *
last_of (const WeirLagTracker *self)
{
  return &self->samples[self->n_samples - 1];
}

static gint64
lag_of (const WeirLagSample *sample)
{
  return MAX (sample->end - sample->offset, 0);
}

/* The commits stopped for longer than they used to span, while there was something to read at every recent look. */
static gboolean
has_stopped (const WeirLagTracker *self,
             gint64                now_usec,
             gint64                oldest_end)
{
  const WeirLagSample *last = last_of (self);

  return oldest_end > last->offset && now_usec - last->time_usec > last->time_usec - self->samples[0].time_usec;
}

/* The offset went back and never came to where it had been. */
static gboolean
has_rewound (const WeirLagTracker *self,
             WeirLagReason        *reason)
{
  for (guint i = 1; i < self->n_samples; i++)
    {
      gint64 before = self->samples[i - 1].offset;
      gboolean recovered = self->samples[i].offset >= before;

      for (guint j = i + 1; j < self->n_samples && !recovered; j++)
        recovered = self->samples[j].offset >= before;
      if (!recovered)
        {
          *reason = (WeirLagReason) { WEIR_LAG_REASON_REWOUND, .from = before, .to = self->samples[i].offset };
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
was_ever_within (const WeirLagTracker *self,
                 gint64                allowed)
{
  for (guint i = 0; i < self->n_samples; i++)
    if (lag_of (&self->samples[i]) <= allowed)
      return TRUE;

  return FALSE;
}

static gboolean
has_stalled (const WeirLagTracker *self)
{
  return self->samples[0].offset == last_of (self)->offset;
}

static gboolean
never_fell (const WeirLagTracker *self)
{
  for (guint i = 1; i < self->n_samples; i++)
    if (lag_of (&self->samples[i]) < lag_of (&self->samples[i - 1]))
      return FALSE;

  return TRUE;
}

static gint64
span_of (const WeirLagTracker *self)
{
  return last_of (self)->time_usec - self->samples[0].time_usec;
}

/* With enough samples, and a lag that is something to speak of. */
static WeirLagState
classify_samples (const WeirLagTracker *self,
               gint64                now_usec,
               gint64                end,
               gint64                oldest_end,
               gint64                allowed,
               WeirLagReason        *reason)
{
  const WeirLagSample *first = &self->samples[0];
  const WeirLagSample *last = last_of (self);

  if (has_stopped (self, now_usec, oldest_end))
    {
      *reason = (WeirLagReason) { WEIR_LAG_REASON_STOPPED, now_usec - last->time_usec, end - last->end, .from = last->offset };
      return WEIR_LAG_STOP;
    }
  if (has_rewound (self, reason))
    return WEIR_LAG_REWIND;
  if (was_ever_within (self, allowed))
    {
      *reason = (WeirLagReason) { WEIR_LAG_REASON_WAS_WITHIN, now_usec - first->time_usec };
      return WEIR_LAG_OK;
    }
  if (has_stalled (self))
    {
      *reason = (WeirLagReason) { WEIR_LAG_REASON_STALLED, now_usec - first->time_usec, end - first->end,
                                  .from = last->offset };
      return WEIR_LAG_STALL;
    }
  if (never_fell (self))
    {
      *reason = (WeirLagReason) { WEIR_LAG_REASON_GREW, span_of (self), .from = lag_of (first), .to = lag_of (last) };
      return WEIR_LAG_WARN;
    }
  *reason = (WeirLagReason) { WEIR_LAG_REASON_FELL, now_usec - first->time_usec };

  return WEIR_LAG_OK;
}

/**
 * weir_lag_tracker_classify:
 * @self: a tracker
 * @now_usec: wall clock
 * @end: the partition's end now, -1 unknown
 * @oldest_end: the partition's end a few looks ago
 * @allowed: lag (records) that does not count
 * @reason: (out): why
 *
 * Classifies the last commits by the rules of LinkedIn's Burrow, in their order:
 * nothing to read; stopped, with something to read all the time; went back; was within
 * @allowed once; never moved; never came nearer to the end.
 *
 * Returns: the state; %WEIR_LAG_UNKNOWN without a commit or an end
 */
WeirLagState
weir_lag_tracker_classify (const WeirLagTracker *self,
                        gint64                now_usec,
                        gint64                end,
                        gint64                oldest_end,
                        gint64                allowed,
                        WeirLagReason        *reason)
{
  gint64 lag;

  g_return_val_if_fail (self != NULL && reason != NULL, WEIR_LAG_UNKNOWN);

  *reason = (WeirLagReason) { WEIR_LAG_REASON_NO_COMMIT };
  if (self->n_samples == 0 || end < 0)
    return WEIR_LAG_UNKNOWN;

  lag = MAX (end - last_of (self)->offset, 0);
  if (lag <= allowed)
    {
      *reason = (WeirLagReason) { lag > 0 ? WEIR_LAG_REASON_WITHIN : WEIR_LAG_REASON_READ_ALL, .count = lag };
      return WEIR_LAG_OK;
    }
  if (self->n_samples < WEIR_LAG_MIN_SAMPLES)
    {
      *reason = (WeirLagReason) { WEIR_LAG_REASON_MEASURING, .count = self->n_samples };
      return WEIR_LAG_INCOMPLETE;
    }

  return classify_samples (self, now_usec, end, oldest_end, allowed, reason);
}

/**
 * weir_lag_tracker_get_state:
 * @self: a tracker
 * @now_usec: wall clock
 * @end: the partition's end now, -1 unknown
 * @allowed: lag (records) that does not count
 *
 * Returns: the state alone of weir_lag_tracker_classify()
 */
WeirLagState
weir_lag_tracker_get_state (const WeirLagTracker *self,
                            gint64                now_usec,
                            gint64                end,
                            gint64                allowed)
{
  WeirLagReason reason;

  return weir_lag_tracker_classify (self, now_usec, end, end, allowed, &reason);
}

/**
 * weir_lag_tracker_get_velocity:
 * @self: a tracker of looks
 *
 * Returns: by how many records the lag changed in a second over the samples, less than 0 where it shrank; NaN unknown
 */
double
weir_lag_tracker_get_velocity (const WeirLagTracker *self)
{
  g_return_val_if_fail (self != NULL, NAN);

  if (self->n_samples < 2 || span_of (self) <= 0)
    return NAN;

  return (double) (lag_of (last_of (self)) - lag_of (&self->samples[0])) * G_USEC_PER_SEC / (double) span_of (self);
}

/**
 * weir_lag_tracker_get_trend:
 * @self: a tracker of looks
 *
 * Returns: where the lag is going
 */
WeirLagTrend
weir_lag_tracker_get_trend (const WeirLagTracker *self)
{
  double velocity = weir_lag_tracker_get_velocity (self);

  if (isnan (velocity))
    return WEIR_LAG_TREND_UNKNOWN;
  if (lag_of (last_of (self)) > 0 && has_stalled (self))
    return WEIR_LAG_TREND_STALLED;
  if (velocity > 0)
    return WEIR_LAG_TREND_GROWING;

  return velocity < 0 ? WEIR_LAG_TREND_DRAINING : WEIR_LAG_TREND_STEADY;
}

static double
rate_of (const WeirLagTracker *self,
         gint64                n_records)
{
  gint64 span_usec = last_of (self)->time_usec - self->samples[0].time_usec;

  return span_usec > 0 ? MAX (n_records, 0) * (double) G_USEC_PER_SEC / span_usec : NAN;
}

/**
 * weir_lag_tracker_get_in_rate:
 * @self: a tracker
 *
 * Returns: records/s that arrived in the partition over the samples, NaN unknown
 */
double
weir_lag_tracker_get_in_rate (const WeirLagTracker *self)
{
  g_return_val_if_fail (self != NULL, NAN);

  if (self->n_samples < 2)
    return NAN;

  return rate_of (self, last_of (self)->end - self->samples[0].end);
}

/**
 * weir_lag_tracker_get_out_rate:
 * @self: a tracker
 *
 * Returns: records/s that were read over the samples, NaN unknown
 */
double
weir_lag_tracker_get_out_rate (const WeirLagTracker *self)
{
  g_return_val_if_fail (self != NULL, NAN);

  if (self->n_samples < 2)
    return NAN;

  return rate_of (self, last_of (self)->offset - self->samples[0].offset);
}
