#pragma once

#include "data/lag/weir-lag-reader.h"

G_BEGIN_DECLS

gboolean         weir_lag_process_serve (char                  **argv,
                                         int                    *status);
gboolean         weir_lag_process_can_ask (void);
GBytes          *weir_lag_process_ask   (const char             *what,
                                         GBytes                 *question,
                                         guint                   timeout_msec,
                                         GCancellable           *cancellable,
                                         GError                **error);
WeirLagSnapshot *weir_lag_process_read  (WeirSettings           *settings,
                                         const char             *group,
                                         const char * const     *topics,
                                         const WeirLagSnapshot  *previous,
                                         guint                   timeout_msec,
                                         GCancellable           *cancellable,
                                         GError                **error);

G_END_DECLS
