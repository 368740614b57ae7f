#pragma once

#include "data/window/weir-top.h"
#include "data/stream/weir-ranking.h"
#include "data/workspace/weir-row-schema.h"

G_BEGIN_DECLS

/* Makes a ranking of @rows, all of one window, in the order of their ranks; copies them. @derived and what @source is
 * made of name the columns. (transfer full) */
WeirRanking *weir_ranking_new (WeirRowSchema           *source,
                               const WeirDerivedConfig *derived,
                               const WeirTopRow        *rows,
                               guint                    n_rows);

G_END_DECLS
