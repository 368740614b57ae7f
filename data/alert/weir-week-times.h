#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirWeekTimes:
 *
 * Times that come back every week, in a zone: “mon-fri 22:00-06:00, sat-sun
 * Europe/Berlin”. Immutable; any thread.
 */
typedef struct _WeirWeekTimes WeirWeekTimes;

WeirWeekTimes *weir_week_times_new      (const char           *text,
                                         GError              **error);
void           weir_week_times_free     (WeirWeekTimes        *self);
gboolean       weir_week_times_contain  (const WeirWeekTimes  *self,
                                         gint64                time_usec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirWeekTimes, weir_week_times_free)

G_END_DECLS
