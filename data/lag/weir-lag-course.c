#include "config.h"

#include "data/lag/weir-lag-course.h"

#include <math.h>

#define ALLOWED 0

/* A group without a member that has not taken the record at its offset for so long has stopped, whenever we came. */
#define STOPPED_USEC (G_TIME_SPAN_MINUTE)

/*< private >
 * weir_lag_course_add:
 * @self: a course
 * @lag: what a look found
 * @now_usec: wall clock of it, later than those before
 *
 * Adds a look. A commit is seen by its offset having moved, or by a member that
 * is there to make it: the broker does not say when it was. A partition whose
 * end went back was made anew: what was seen before says nothing about it.
 */
void
weir_lag_course_add (WeirLagCourse      *self,
                     const WeirGroupLag *lag,
                     gint64              now_usec)
{
  const WeirLagSample sample = { now_usec, lag->committed, lag->end };
  const WeirLagSample *last = self->looks.n_samples > 0 ? &self->looks.samples[self->looks.n_samples - 1] : NULL;

  if (lag->committed < 0 || lag->end < 0)
    return;

  if (last != NULL && lag->end < last->end)
    {
      *self = (WeirLagCourse) { .since_usec = 0 };
      last = NULL;
    }
  if (last == NULL || last->offset != lag->committed)
    {
      self->since_usec = now_usec;
      self->since_end = lag->end;
    }
  if (last == NULL || last->offset != lag->committed || lag->consumer_id != NULL)
    weir_lag_tracker_add (&self->commits, &sample);
  weir_lag_tracker_add (&self->looks, &sample);
}

/* Whether a group reads no more: by the age of the record it would read next, or by how long it was watched. */
static gboolean
has_stopped (const WeirLagCourse *self,
             const WeirGroupLag  *lag,
             gint64               now_usec)
{
  gboolean moved = self->looks.n_samples > 0 && self->looks.samples[0].offset != lag->committed;
  gint64 watched_usec = self->looks.n_samples > 0 ? now_usec - self->since_usec : 0;

  if (lag->lag <= 0 || lag->consumer_id != NULL || moved)
    return FALSE;

  return lag->lag_usec >= STOPPED_USEC || watched_usec >= STOPPED_USEC / 2;
}

static void
explain_stop (const WeirLagCourse *self,
              const WeirGroupLag  *lag,
              gint64               now_usec,
              WeirLagReason       *reason)
{
  gint64 watched_usec = self->looks.n_samples > 0 ? now_usec - self->since_usec : 0;

  if (watched_usec > 0 && lag->end > self->since_end)
    *reason = (WeirLagReason) { WEIR_LAG_REASON_STOPPED, watched_usec, lag->end - self->since_end };
  else if (lag->lag_usec >= 0)
    *reason = (WeirLagReason) { WEIR_LAG_REASON_ABSENT, lag->lag_usec };
  else
    *reason = (WeirLagReason) { WEIR_LAG_REASON_ABSENT_LONG, watched_usec };
}

/* States that follow from the last look alone. */
static gboolean
classify_at_once (const WeirGroupLag *lag,
               WeirLagState       *state,
               WeirLagReason      *reason)
{
  gint64 left = lag->committed >= 0 && lag->end >= 0 ? lag->end - lag->committed : -1;
  gint64 lost = weir_lag_get_lost (lag->committed, lag->low);

  if (lag->committed < 0 || lag->end < 0)
    {
      *state = WEIR_LAG_UNKNOWN;
      *reason = (WeirLagReason) { lag->problem != NULL ? WEIR_LAG_REASON_PROBLEM : WEIR_LAG_REASON_NO_COMMIT,
                                  .detail = g_intern_string (lag->problem) };
      return TRUE;
    }
  if (lag->committed > lag->end)
    {
      *state = WEIR_LAG_PAST_END;
      *reason = (WeirLagReason) { WEIR_LAG_REASON_PAST_END, .count = lag->committed - lag->end };
      return TRUE;
    }
  if (lost > 0)
    {
      *state = WEIR_LAG_LOST;
      *reason = (WeirLagReason) { WEIR_LAG_REASON_LOST, .count = lost };
      return TRUE;
    }
  if (left > 0 && (lag->lag == 0 || lag->held >= left))
    {
      *state = WEIR_LAG_OK;
      *reason = (WeirLagReason) { lag->lag == 0 ? WEIR_LAG_REASON_ONLY_MARKS : WEIR_LAG_REASON_HELD, .count = left };
      return TRUE;
    }

  return FALSE;
}

static WeirLagState
classify (const WeirLagCourse *self,
       const WeirGroupLag  *lag,
       gint64               now_usec,
       WeirLagReason       *reason)
{
  WeirLagState state;

  if (classify_at_once (lag, &state, reason))
    return state;
  if (has_stopped (self, lag, now_usec))
    {
      explain_stop (self, lag, now_usec, reason);
      return WEIR_LAG_STOP;
    }

  state = weir_lag_tracker_classify (&self->commits, now_usec, lag->end, self->looks.samples[0].end, ALLOWED, reason);
  /* It may stand there for longer than the samples reach back. */
  if (state == WEIR_LAG_STALL)
    {
      reason->span_usec = now_usec - self->since_usec;
      reason->count = lag->end - self->since_end;
    }

  return state;
}

/*
 * Of the @lag records between the committed offset and the end, which span @age_usec, how many retention deletes before
 * they are read at @rate. Times are taken to be even between the oldest and now: record k is read after k ÷ rate, and
 * deleted once it is @retention_usec old.
 */
static gint64
count_at_risk (const WeirGroupLag *lag,
               double              rate)
{
  double age, left, waits, n = (double) lag->lag;

  if (lag->retention_usec < 0 || lag->lag < 0 || lag->lag_usec < 0 || isnan (rate))
    return -1;
  if (lag->retention_usec == G_MAXINT64 || lag->lag == 0)
    return 0;
  if (rate <= 0)
    return lag->lag;

  age = (double) lag->lag_usec / G_USEC_PER_SEC;
  left = (double) lag->retention_usec / G_USEC_PER_SEC - age;
  /* By how much longer each record waits to be read than its turn to be deleted is later. */
  waits = 1.0 / rate - age / n;
  if (left <= 0)
    return waits < 0 ? (gint64) MIN (n, left / waits) : lag->lag;

  return waits > 0 ? (gint64) MAX (n - left / waits, 0.0) : 0;
}

/*< private >
 * weir_lag_course_compute:
 * @self: a course, @lag added to it
 * @lag: the last look
 * @now_usec: wall clock
 * @numbers: (out): all that is known
 *
 * A group without members has stopped if the record at its offset is a minute
 * old: that shows at the first look. Else the rules of
 * weir_lag_tracker_classify() hold.
 */
void
weir_lag_course_compute (const WeirLagCourse *self,
                       const WeirGroupLag  *lag,
                       gint64               now_usec,
                       WeirLagNumbers      *numbers)
{
  *numbers = WEIR_LAG_NUMBERS_UNKNOWN;
  numbers->low = lag->low;
  numbers->end = lag->end;
  numbers->committed = lag->committed;
  numbers->lag = lag->lag;
  numbers->lost = weir_lag_get_lost (lag->committed, lag->low);
  numbers->in_rate = weir_lag_tracker_get_in_rate (&self->looks);
  numbers->out_rate = weir_lag_tracker_get_out_rate (&self->looks);
  numbers->velocity = weir_lag_tracker_get_velocity (&self->looks);
  numbers->trend = weir_lag_tracker_get_trend (&self->looks);
  /* Behind the offset may be marks of transactions: they count as nothing that grows, or that waits to be read. */
  if (lag->lag == 0 && numbers->trend != WEIR_LAG_TREND_UNKNOWN)
    numbers->trend = WEIR_LAG_TREND_STEADY;
  numbers->state = classify (self, lag, now_usec, &numbers->reason);
  if (numbers->state == WEIR_LAG_STOP)
    numbers->out_rate = 0.0;
  if (lag->lag_usec >= 0)
    numbers->lag_seconds = (double) lag->lag_usec / G_USEC_PER_SEC;
  if (numbers->trend == WEIR_LAG_TREND_DRAINING && lag->lag > 0)
    numbers->clear_seconds = (double) lag->lag / -numbers->velocity;
  numbers->at_risk = count_at_risk (lag, numbers->out_rate);
}

/* -- over a restart -- */

static GVariant *
tracker_to_variant (const WeirLagTracker *tracker)
{
  GVariantBuilder samples;

  g_variant_builder_init (&samples, G_VARIANT_TYPE ("a(xxx)"));
  for (guint i = 0; i < tracker->n_samples; i++)
    g_variant_builder_add (&samples, "(xxx)", tracker->samples[i].time_usec, tracker->samples[i].offset,
                           tracker->samples[i].end);

  return g_variant_builder_end (&samples);
}

/* FALSE: somebody else made it. */
static gboolean
tracker_from_variant (WeirLagTracker *tracker,
                      GVariant       *samples)
{
  gsize n = g_variant_n_children (samples);

  if (n > WEIR_LAG_N_SAMPLES)
    return FALSE;

  tracker->n_samples = 0;
  for (gsize i = 0; i < n; i++)
    {
      WeirLagSample sample;

      g_variant_get_child (samples, i, "(xxx)", &sample.time_usec, &sample.offset, &sample.end);
      if (sample.time_usec < 0 || sample.offset < 0 || sample.end < 0
          || (i > 0 && sample.time_usec < tracker->samples[i - 1].time_usec))
        return FALSE;
      weir_lag_tracker_add (tracker, &sample);
    }

  return TRUE;
}

/*< private >
 * weir_lag_course_to_variant:
 * @self: a course
 *
 * Returns: (transfer floating): all of it, of type %WEIR_LAG_COURSE_TYPE
 */
GVariant *
weir_lag_course_to_variant (const WeirLagCourse *self)
{
  return g_variant_new ("(xx@a(xxx)@a(xxx))", self->since_usec, self->since_end, tracker_to_variant (&self->commits),
                        tracker_to_variant (&self->looks));
}

/*< private >
 * weir_lag_course_from_variant:
 * @self: (out): a course
 * @variant: of type %WEIR_LAG_COURSE_TYPE, from anywhere
 *
 * Returns: whether it is what weir_lag_course_to_variant() gives; else @self is undefined
 */
gboolean
weir_lag_course_from_variant (WeirLagCourse *self,
                              GVariant      *variant)
{
  g_autoptr(GVariant) commits = NULL;
  g_autoptr(GVariant) looks = NULL;

  g_variant_get (variant, "(xx@a(xxx)@a(xxx))", &self->since_usec, &self->since_end, &commits, &looks);

  return tracker_from_variant (&self->commits, commits) && tracker_from_variant (&self->looks, looks);
}
