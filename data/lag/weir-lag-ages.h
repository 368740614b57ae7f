#pragma once

#include "data/lag/weir-lag-admin.h"

G_BEGIN_DECLS

void weir_lag_ages_read (WeirLagAdmin *admin,
                         GPtrArray    *lags);

G_END_DECLS
