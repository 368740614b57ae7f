#pragma once

#include "data/screen/weir-stream-update.h"

G_BEGIN_DECLS

/**
 * WeirStreamLate:
 *
 * What the screen was last told of a stream's late records, so that it is told
 * only of changes. Consumer thread.
 */
typedef struct
{
  guint64 n_late;
  guint64 n_disordered;
} WeirStreamLate;

void weir_stream_late_tell (WeirStreamLate           *self,
                            WeirWindowEngine         *engine,
                            const WeirWindowCounters *counters,
                            WeirStreamUpdate         *update);

G_END_DECLS
