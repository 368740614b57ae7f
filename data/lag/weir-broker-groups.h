#pragma once

#include "data/lag/weir-lag-admin.h"

G_BEGIN_DECLS

/*
 * What librdkafka (2.15.1) has no call for: groups that are no consumer groups, share groups above all, and the epochs of
 * groups of the protocol of KIP-848.
 */

gboolean weir_broker_groups_can_read        (WeirLagAdmin  *admin,
                                             GError       **error);
gboolean weir_broker_groups_read            (WeirLagAdmin  *admin,
                                             GPtrArray     *known,
                                             GPtrArray     *others);
gboolean weir_broker_groups_parse_list      (GBytes        *answer,
                                             gint16         version,
                                             GPtrArray     *groups);
gboolean weir_broker_groups_parse_described (GBytes        *answer,
                                             gboolean       shares,
                                             GPtrArray     *groups);

G_END_DECLS
