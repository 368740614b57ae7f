#pragma once

#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/**
 * WeirGroupLag:
 * @group: the consumer group
 * @topic: the topic
 * @partition: the partition
 * @committed: the committed offset, -1 if there is none
 * @low: first offset that still exists, -1 unknown
 * @end: offset after the last record, -1 unknown
 * @lag: @end − @committed; -1 unknown, as when the committed offset is past the end
 * @past_end: how far @committed is behind @end; 0: it is not
 * @consumer_id: (nullable): the member that reads the partition
 * @host: (nullable): where that member is
 * @client_id: (nullable): what it calls itself
 * @group_state: the group's state: "Stable", "Empty" …
 * @lag_usec: now − timestamp of the record at @committed, read from the broker; 0 without lag, -1 unknown
 *
 * One partition of one consumer group, as `kafka-consumer-groups --describe`
 * tells it. Owns its texts.
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
  char  *consumer_id;
  char  *host;
  char  *client_id;
  char  *group_state;
  gint64 lag_usec;
} WeirGroupLag;

void       weir_group_lag_free  (WeirGroupLag         *self);

GPtrArray *weir_lag_reader_read (WeirSettings         *settings,
                                 const char           *group,
                                 const char * const   *topics,
                                 guint                 timeout_msec,
                                 GCancellable         *cancellable,
                                 GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirGroupLag, weir_group_lag_free)

G_END_DECLS
