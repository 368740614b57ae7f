#pragma once

#include "app/common/weir-detail.h"
#include "data/view/weir-monitor.h"

G_BEGIN_DECLS

/* What of a stream that is made of others a person is told. */

/* "ranking", "join", "table"; NULL of a stream of topics. (nullable), translated */
const char *weir_derived_get_word    (const WeirStreamConfig   *config);
/* "trading_data with stock-prices, by key"; NULL of a stream of topics. (transfer full) (nullable) */
char       *weir_derived_dup_origin  (WeirMonitor              *monitor,
                                      const WeirStreamConfig   *config);
/* "1 204 rows · 18 late for every partner": what came of it, and what went missing. (transfer full) */
char       *weir_derived_dup_counts  (const WeirStreamConfig   *config,
                                      const WeirStreamCounters *counters);
/* The records that a row was made of, from the text of its message; nothing if it says none. */
void        weir_derived_add_facts   (WeirDetail               *detail,
                                      const char               *text);

G_END_DECLS
