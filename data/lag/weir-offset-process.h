#pragma once

#include "data/lag/weir-offset-reset.h"

G_BEGIN_DECLS

GPtrArray *weir_offset_process_plan    (WeirSettings           *settings,
                                        const WeirOffsetReset  *reset,
                                        guint                   timeout_msec,
                                        GCancellable           *cancellable,
                                        GError                **error);
gboolean   weir_offset_process_execute (WeirSettings           *settings,
                                        const char             *group,
                                        GPtrArray              *changes,
                                        guint                   timeout_msec,
                                        GCancellable           *cancellable,
                                        GError                **error);
GBytes    *weir_offset_process_answer  (GBytes                 *question);

G_END_DECLS
