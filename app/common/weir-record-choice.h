#pragma once

#include "app/common/weir-scope.h"

G_BEGIN_DECLS

/*
 * From a picture to its records: which are meant where a person opens an alert, a key of a table or a moment of a chart.
 * What is chosen goes through WeirScope, to whoever shows records.
 */

/* The record that made @alert fire; of a rule on windows, those of the time up to when it fired. */
void weir_record_choice_open_alert  (WeirScope  *scope,
                                     WeirAlert  *alert);
/* Those of @key (nullable: of all) in @range. */
void weir_record_choice_open_key    (WeirScope     *scope,
                                     WeirTimeRange *range,
                                     const char    *stream,
                                     const char    *key);
/* Those of a column of a chart, of @key (nullable: of all); where it has none, of the nearest around it. */
void weir_record_choice_open_moment (WeirScope  *scope,
                                     const char *stream,
                                     const char *key,
                                     gint64      begin_usec,
                                     gint64      end_usec);

G_END_DECLS
