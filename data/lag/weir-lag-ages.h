#pragma once

#include "data/lag/weir-lag-admin.h"
#include "data/lag/weir-lag-snapshot.h"

G_BEGIN_DECLS

/* So many records are read in one look. */
#define WEIR_LAG_RECORDS_MAX 2048

void weir_lag_ages_read (WeirLagAdmin           *admin,
                         WeirLagSnapshot        *snapshot,
                         const WeirLagSnapshot  *previous);

G_END_DECLS
