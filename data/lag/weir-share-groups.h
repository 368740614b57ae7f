#pragma once

#include "data/lag/weir-lag-admin.h"

G_BEGIN_DECLS

/* Groups that are no consumer groups, share groups above all, which librdkafka (2.15.1) has no call for. */

gboolean weir_share_groups_can_read      (WeirLagAdmin  *admin);
gboolean weir_share_groups_read          (WeirLagAdmin  *admin,
                                          GPtrArray     *groups);
gboolean weir_share_groups_parse_list    (GBytes        *answer,
                                          gint16         version,
                                          GPtrArray     *groups);
gboolean weir_share_groups_parse_members (GBytes        *answer,
                                          GPtrArray     *groups);

G_END_DECLS
