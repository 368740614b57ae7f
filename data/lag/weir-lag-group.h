#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirLagMember:
 * @consumer_id: the id the coordinator gave it
 * @instance_id: (nullable): its static id
 * @client_id: what it calls itself
 * @host: where it is
 * @assignment: what it reads, as kafka-consumer-groups writes it: "topic:0,1;other:2"
 * @n_partitions: how many those are
 * @epoch: which of its group's assignments it has, told of in groups of the protocol of KIP-848 and share groups; -1 unknown
 *
 * A member of a consumer group. Owns its texts.
 */
typedef struct
{
  char *consumer_id;
  char *instance_id;
  char *client_id;
  char *host;
  char *assignment;
  guint n_partitions;
  gint32 epoch;
} WeirLagMember;

/**
 * WeirLagGroup:
 * @name: its id
 * @type: "classic", "consumer" (the protocol of KIP-848), "share", "streams", "share or streams" where a broker does not
 *   tell which, or the protocol type of a group that is no consumer group, as "connect"
 * @state: "Stable", "Empty" …, "Forbidden" where we may not ask
 * @assignor: (nullable): how partitions are assigned
 * @coordinator: (nullable): "HOST:PORT", and -1 in @coordinator_id if unknown
 * @coordinator_id: the broker's id
 * @epoch: counts changes of its members and of what they subscribe, in groups of the protocol of KIP-848 and share groups;
 *   -1 unknown, as in a classic group, whose generation no broker tells
 * @assignment_epoch: the @epoch that the newest assignment was made for, -1 unknown
 * @problem: (nullable): why nothing more is known
 * @members_unknown: nothing is told of its members
 * @members: (element-type WeirLagMember): who is in it
 *
 * A group of a cluster. Owns its texts.
 */
typedef struct
{
  char      *name;
  char      *type;
  char      *state;
  char      *assignor;
  char      *coordinator;
  gint32     coordinator_id;
  gint32     epoch;
  gint32     assignment_epoch;
  char      *problem;
  gboolean   members_unknown;
  GPtrArray *members;
} WeirLagGroup;

WeirLagMember *weir_lag_member_new  (void);
void           weir_lag_member_free (WeirLagMember *self);
WeirLagGroup  *weir_lag_group_new   (const char    *name,
                                     const char    *type,
                                     const char    *state);
WeirLagGroup  *weir_lag_group_copy  (const WeirLagGroup *self);
gboolean       weir_lag_group_has_offsets (const WeirLagGroup *self);
WeirLagMember *weir_lag_group_find_member (const WeirLagGroup *self,
                                           const char         *consumer_id);
void           weir_lag_group_free  (WeirLagGroup  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirLagMember, weir_lag_member_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirLagGroup, weir_lag_group_free)

G_END_DECLS
