#pragma once

#include "data/lag/weir-group-lag.h"
#include "data/lag/weir-lag-numbers.h"
#include "data/lag/weir-lag-tracker.h"

G_BEGIN_DECLS

/*
 * What was seen of one group in one partition: its last commits, which the state follows from, and the last looks,
 * which rates are of. A plain struct, all zero when nothing was seen.
 */
typedef struct
{
  WeirLagTracker commits;
  WeirLagTracker looks;
  gint64         since_usec;  /* wall clock of the first look that found the offset it has now */
  gint64         since_end;   /* the partition's end then */
} WeirLagCourse;

void weir_lag_course_add   (WeirLagCourse       *self,
                            const WeirGroupLag  *lag,
                            gint64               now_usec);
void weir_lag_course_compute (const WeirLagCourse *self,
                            const WeirGroupLag  *lag,
                            gint64               now_usec,
                            WeirLagNumbers      *numbers);

/* As bytes of a GVariant. */
#define WEIR_LAG_COURSE_TYPE "(xxa(xxx)a(xxx))"

GVariant *weir_lag_course_to_variant   (const WeirLagCourse *self);
gboolean  weir_lag_course_from_variant (WeirLagCourse       *self,
                                        GVariant            *variant);

G_END_DECLS
