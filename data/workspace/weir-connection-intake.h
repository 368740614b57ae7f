#pragma once

#include "data/source/weir-source.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

WeirIntake *weir_connection_intake_new (const WeirConnectionConfig  *connection,
                                        const WeirSourceSpec        *spec,
                                        const WeirIntakeHandler     *handler,
                                        gpointer                     user_data,
                                        GError                     **error);

G_END_DECLS
