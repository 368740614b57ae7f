#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A point a minute, of a day. */
#define WEIR_LAG_PAST_STEP_USEC (60 * G_USEC_PER_SEC)
#define WEIR_LAG_PAST_N_POINTS  1440
/* So many lines are remembered at most. */
#define WEIR_LAG_PAST_N_LINES   1024

/**
 * WeirLagPoint:
 * @time_usec: wall clock
 * @lag: records between the reader and the end, -1 unknown
 * @lag_seconds: how old the next record was, NaN unknown
 *
 * What a lag was at one time.
 */
typedef struct
{
  gint64 time_usec;
  gint64 lag;
  double lag_seconds;
} WeirLagPoint;

/**
 * WeirLagPast:
 * @group: a consumer group
 * @topic: one of its topics, "" for all of them together
 * @points: (element-type WeirLagPoint): by time, at most %WEIR_LAG_PAST_N_POINTS
 *
 * The last day of one lag. Owns its parts.
 */
typedef struct
{
  char   *group;
  char   *topic;
  GArray *points;
} WeirLagPast;

WeirLagPast *weir_lag_past_new  (const char         *group,
                                 const char         *topic);
void         weir_lag_past_free (WeirLagPast        *self);
void         weir_lag_past_add  (WeirLagPast        *self,
                                 const WeirLagPoint *point);
gboolean     weir_lag_past_is_over (const WeirLagPast *self,
                                    gint64             now_usec);

/* As bytes of a GVariant. */
#define WEIR_LAG_PAST_TYPE "(ayaya(xxd))"

GVariant    *weir_lag_past_to_variant   (const WeirLagPast *self);
WeirLagPast *weir_lag_past_from_variant (GVariant          *variant);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirLagPast, weir_lag_past_free)

G_END_DECLS
