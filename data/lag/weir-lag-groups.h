#pragma once

#include "data/lag/weir-lag-admin.h"
#include "data/lag/weir-lag-snapshot.h"

G_BEGIN_DECLS

gboolean weir_lag_groups_read (WeirLagAdmin           *admin,
                               WeirLagSnapshot        *snapshot,
                               const char             *group,
                               const char * const     *topics,
                               const WeirLagSnapshot  *previous,
                               GError                **error);

G_END_DECLS
