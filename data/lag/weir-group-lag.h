#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirGroupLag:
 * @group: the consumer group
 * @topic: the topic
 * @partition: the partition
 * @committed: the committed offset, -1 if there is none
 * @low: first offset that still exists, -1 unknown
 * @end: offset after the last record, -1 unknown
 * @lag: @end − @committed; 0 where no record lies between them, only marks of transactions or records of aborted ones;
 *   -1 unknown, as when the committed offset is past the end
 * @past_end: how far @committed is behind @end; 0: it is not
 * @held: offsets before @end that an open transaction keeps from being read, as far as that was seen; 0: none
 * @leader_epoch: the leader epoch that was committed, -1 unknown
 * @metadata: (nullable): the text that was committed with the offset
 * @consumer_id: (nullable): the member that reads the partition
 * @instance_id: (nullable): its static id
 * @host: (nullable): where that member is
 * @client_id: (nullable): what it calls itself
 * @group_state: the group's state: "Stable", "Empty" …
 * @lag_usec: now − timestamp of the record at @committed, read from the broker; 0 without lag, -1 unknown
 * @record_usec: that timestamp, -1 unknown
 * @read_usec: when it was read, or no record found; 0: it was not
 * @retention_usec: how old records of the topic become; %G_MAXINT64: nothing is deleted by age; -1 unknown
 * @problem: (nullable): why something of it is unknown
 *
 * One partition of one consumer group, as `kafka-consumer-groups --describe`
 * tells it. Owns its texts. Times are wall clock.
 */
typedef struct
{
  char  *group;
  char  *topic;
  gint32 partition;
  gint64 committed;
  gint64 low;
  gint64 end;
  gint64 lag;
  gint64 past_end;
  gint64 held;
  gint32 leader_epoch;
  char  *metadata;
  char  *consumer_id;
  char  *instance_id;
  char  *host;
  char  *client_id;
  char  *group_state;
  gint64 lag_usec;
  gint64 record_usec;
  gint64 read_usec;
  gint64 retention_usec;
  char  *problem;
} WeirGroupLag;

WeirGroupLag *weir_group_lag_new     (const char          *group,
                                      const char          *topic,
                                      gint32               partition);
void          weir_group_lag_free    (WeirGroupLag        *self);
int           weir_group_lag_compare (const WeirGroupLag  *self,
                                      const WeirGroupLag  *other);
guint         weir_group_lag_hash    (gconstpointer        self);
gboolean      weir_group_lag_equal   (gconstpointer        self,
                                      gconstpointer        other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirGroupLag, weir_group_lag_free)

G_END_DECLS
