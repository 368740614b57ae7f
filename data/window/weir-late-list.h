#pragma once

#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

#define WEIR_LATE_LIST_MAX 1000
/* Delays in 32 steps an octave: 3 % wide. */
#define WEIR_DELAY_STEPS_BITS 5
#define WEIR_DELAY_BUCKETS (64 << WEIR_DELAY_STEPS_BITS)

/**
 * WeirLateList:
 *
 * The last records that came too late or from the future, and how late all
 * records were. Used by one thread.
 */
typedef struct
{
  WeirLateRecord *records;       /* owned; a ring */
  guint           first;
  guint           n_records;
  guint64         n_forgotten;
  guint64        *delays;        /* owned; records by delay, those in order not among them */
  guint64         n_delayed;
} WeirLateList;

void weir_late_list_init (WeirLateList *self);
void weir_late_list_clear (WeirLateList *self);
void weir_late_list_add (WeirLateList     *self,
                         const WeirRecord *record,
                         gint64            delay_usec,
                         gboolean          future);
guint weir_late_list_copy (const WeirLateList *self,
                           WeirLateRecord     *records,
                           guint               max,
                           guint64            *n_forgotten);
GArray *weir_late_list_dup_delays (const WeirLateList *self);
gint64 weir_late_list_suggest_grace (const WeirLateList *self,
                                     guint64             n_records,
                                     double              share);

static inline guint
weir_delay_get_bucket (guint64 delay_usec)
{
  guint octave;

  if (delay_usec < 1u << WEIR_DELAY_STEPS_BITS)
    return (guint) delay_usec;

  octave = 63u - (guint) __builtin_clzll (delay_usec) - WEIR_DELAY_STEPS_BITS;
  return ((octave + 1) << WEIR_DELAY_STEPS_BITS)
    + ((guint) (delay_usec >> octave) & ((1u << WEIR_DELAY_STEPS_BITS) - 1));
}

/* A record @delay_usec > 0 behind its partition's stream time. */
static inline void
weir_late_list_count_delay (WeirLateList *self,
                            gint64        delay_usec)
{
  self->delays[weir_delay_get_bucket ((guint64) delay_usec)]++;
  self->n_delayed++;
}

G_END_DECLS
