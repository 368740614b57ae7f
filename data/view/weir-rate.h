#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Records per second of a count that only grows, over the last second or so. All zero at first. */
typedef struct
{
  gint64  then_usec;    /* monotonic */
  guint64 then;
  double  rate;
} WeirRate;

static inline double
weir_rate_update (WeirRate *self,
                  guint64   count,
                  gint64    now_usec)
{
  gint64 span_usec = now_usec - self->then_usec;

  if (self->then_usec != 0 && span_usec < G_USEC_PER_SEC)
    return self->rate;

  if (self->then_usec != 0)
    self->rate = (count - self->then) * (double) G_USEC_PER_SEC / span_usec;
  self->then_usec = now_usec;
  self->then = count;

  return self->rate;
}

G_END_DECLS
