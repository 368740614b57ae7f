#pragma once

#include "app/common/weir-words.h"
#include "data/lag/weir-lag-numbers.h"
#include "widgets/weir-chart.h"

G_BEGIN_DECLS

/* The bar's scale is logarithmic and ends here. */
#define WEIR_LAG_WORDS_FULL_LAG 1000000

/* How numbers of a lag are written. Unknown is a dash, never 0. All (transfer full); a style class where one is asked for. */
char            *weir_lag_words_dup_count    (gint64                count);
char            *weir_lag_words_dup_rate     (double                rate);
char            *weir_lag_words_dup_velocity (double                velocity);
char            *weir_lag_words_dup_seconds  (double                seconds);
char            *weir_lag_words_dup_state    (const WeirLagNumbers *numbers,
                                              gboolean              is_sum,
                                              const char          **style_class);
char            *weir_lag_words_dup_trend    (const WeirLagNumbers *numbers,
                                              const char          **style_class);
/* A name as a line of it can be shown; NULL is a dash. */
char            *weir_lag_words_dup_name     (const char           *name);
WeirMarkSeverity weir_lag_words_get_severity (WeirLagState          state);

G_END_DECLS
