#pragma once

#include "data/lag/weir-broker-connection.h"

G_BEGIN_DECLS

/* Two questions to one broker: which requests it knows, and how large its copies of partitions are. */

/**
 * WeirBrokerSkills:
 * @release: (nullable): the oldest release that knows all it knows, as "4.1"; static
 * @tells_sizes: whether it can be asked for sizes
 * @groups_version: of ListGroups, -1 where it has none
 * @tells_consumer_groups: whether it can be asked about the epochs of a group of the protocol of KIP-848
 * @tells_share_groups: whether it can be asked about the members of a share group
 *
 * What a broker knows.
 */
typedef struct
{
  const char *release;
  gboolean    tells_sizes;
  gint16      groups_version;
  gboolean    tells_consumer_groups;
  gboolean    tells_share_groups;
} WeirBrokerSkills;

typedef void (*WeirBrokerWireSize) (const char *topic,
                                    gint32      partition,
                                    gint64      size_bytes,
                                    gpointer    user_data);

gboolean weir_broker_wire_read_skills  (WeirBrokerConnection  *connection,
                                        WeirBrokerSkills      *skills,
                                        GError               **error);
gboolean weir_broker_wire_read_sizes   (WeirBrokerConnection  *connection,
                                        WeirBrokerWireSize     func,
                                        gpointer               user_data,
                                        GError               **error);
gboolean weir_broker_wire_parse_skills (GBytes                *answer,
                                        WeirBrokerSkills      *skills);
int      weir_broker_wire_parse_sizes  (GBytes                *answer,
                                        WeirBrokerWireSize     func,
                                        gpointer               user_data);

G_END_DECLS
