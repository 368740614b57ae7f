#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirLagReasonKind:
 *
 * Why a reader has its state; weir_lag_reason_dup_text() has the words.
 */
typedef enum
{
  WEIR_LAG_REASON_NONE,
  WEIR_LAG_REASON_NO_COMMIT,
  WEIR_LAG_REASON_PROBLEM,      /* detail */
  WEIR_LAG_REASON_READ_ALL,
  WEIR_LAG_REASON_ONLY_MARKS,   /* count: offsets without a record */
  WEIR_LAG_REASON_HELD,         /* count: offsets an open transaction holds back */
  WEIR_LAG_REASON_WITHIN,       /* count: the lag */
  WEIR_LAG_REASON_MEASURING,    /* count: commits seen */
  WEIR_LAG_REASON_STOPPED,      /* span_usec, count: records that arrived meanwhile */
  WEIR_LAG_REASON_ABSENT,       /* span_usec: age of the next record */
  WEIR_LAG_REASON_ABSENT_LONG,  /* span_usec: for how long it was watched */
  WEIR_LAG_REASON_REWOUND,      /* from, to: offsets */
  WEIR_LAG_REASON_WAS_WITHIN,   /* span_usec: of the commits */
  WEIR_LAG_REASON_STALLED,      /* from: the offset; span_usec, count as of STOPPED */
  WEIR_LAG_REASON_GREW,         /* from, to: lags; span_usec */
  WEIR_LAG_REASON_FELL,         /* span_usec */
  WEIR_LAG_REASON_LOST,         /* count */
  WEIR_LAG_REASON_PAST_END,     /* count */
  WEIR_LAG_REASON_UNREACHABLE,
  WEIR_LAG_REASON_SHARED,       /* a group that has no offsets: its members share partitions */
  WEIR_LAG_REASON_OTHER_KIND,   /* another group that has none */
} WeirLagReasonKind;

/**
 * WeirLagReason:
 * @kind: which one
 * @span_usec: a length of time
 * @count: records, offsets or commits
 * @from: what was before
 * @to: what is now
 * @detail: (nullable): what a broker said, interned
 *
 * Why a reader has its state, as numbers. A plain struct, all zero for none.
 */
typedef struct
{
  WeirLagReasonKind kind;
  gint64            span_usec;
  gint64            count;
  gint64            from;
  gint64            to;
  const char       *detail;
} WeirLagReason;

char    *weir_lag_reason_dup_text (const WeirLagReason *self,
                                   gboolean             translated);
gboolean weir_lag_reason_equal    (const WeirLagReason *self,
                                   const WeirLagReason *other);

G_END_DECLS
