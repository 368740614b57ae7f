#pragma once

#include "data/decode/weir-record.h"
#include "data/window/weir-window-grid.h"

G_BEGIN_DECLS

/*
 * Whether @record's time is further ahead of the broker's, or of the poller's where no broker stamped it, than
 * @max_ahead_usec (negative: no guard), or beyond what windows can hold. One that has its arrival for its time is not
 * ahead of anything, however long it lay at the broker.
 */
static inline gboolean
weir_record_is_future (const WeirRecord *record,
                       gint64            max_ahead_usec)
{
  const WeirMessage *message = record->message;
  gint64 broker_usec = message->time_usec != WEIR_NO_TIME ? message->time_usec : message->arrival_usec;
  gint64 ahead_usec;

  if (record->time_usec > WEIR_WINDOW_MAX_TIME_USEC)
    return TRUE;
  /* Nothing to compare with: neither broker nor poller stamped it. */
  if (max_ahead_usec < 0 || broker_usec <= 0)
    return FALSE;

  return !__builtin_sub_overflow (record->time_usec, broker_usec, &ahead_usec)
    && ahead_usec > max_ahead_usec
    && record->time_usec != message->arrival_usec;
}

G_END_DECLS
