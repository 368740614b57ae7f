#pragma once

#include "data/decode/weir-record.h"
#include "data/screen/weir-stream-gap.h"
#include "data/stream/weir-sink.h"

G_BEGIN_DECLS

/**
 * WeirScreenGaps:
 *
 * The newest gaps of a stream as bands of event time: a gap stays open until
 * the next record of its partition. Consumer thread.
 */
typedef struct _WeirScreenGaps WeirScreenGaps;

WeirScreenGaps *weir_screen_gaps_new            (void);
void            weir_screen_gaps_free           (WeirScreenGaps    *self);
void            weir_screen_gaps_add            (WeirScreenGaps    *self,
                                                 const WeirSinkGap *lost,
                                                 gint64             stream_time_usec);
void            weir_screen_gaps_close          (WeirScreenGaps    *self,
                                                 const WeirRecord  *record);
gboolean        weir_screen_gaps_are_open       (WeirScreenGaps    *self);
GArray         *weir_screen_gaps_dup_if_changed (WeirScreenGaps    *self);

/* The first record behind a gap is its far side. */
static inline void
weir_screen_gaps_add_record (WeirScreenGaps   *self,
                             const WeirRecord *record)
{
  if (G_UNLIKELY (weir_screen_gaps_are_open (self)))
    weir_screen_gaps_close (self, record);
}

G_END_DECLS
