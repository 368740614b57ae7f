#pragma once

#include "data/lag/weir-lag-snapshot.h"
#include "data/source/weir-settings.h"

G_BEGIN_DECLS

WeirLagSnapshot *weir_lag_reader_read (WeirSettings           *settings,
                                       const char             *group,
                                       const char * const     *topics,
                                       const WeirLagSnapshot  *previous,
                                       guint                   timeout_msec,
                                       GCancellable           *cancellable,
                                       GError                **error);

G_END_DECLS
