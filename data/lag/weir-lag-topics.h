#pragma once

#include "data/lag/weir-lag-admin.h"
#include "data/lag/weir-lag-snapshot.h"

G_BEGIN_DECLS

void weir_lag_topics_read (WeirLagAdmin           *admin,
                           WeirLagSnapshot        *snapshot,
                           const WeirLagSnapshot  *previous);

G_END_DECLS
