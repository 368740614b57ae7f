#pragma once

#include "data/source/weir-producer.h"
#include "data/stream/weir-sink.h"

G_BEGIN_DECLS

/*< private >
 * WeirTopicWriter: what sinks that write into topics have in common. The first error is
 * kept, and nothing is sent behind it. Owned by the thread of the sink.
 */
typedef struct
{
  WeirProducer *producer;       /* owned */
  gint64        flushed_usec;   /* monotonic */
  GError       *error;          /* owned, nullable: nothing more is sent */
} WeirTopicWriter;

void     weir_topic_writer_init         (WeirTopicWriter      *self,
                                         WeirProducer         *producer);
void     weir_topic_writer_clear        (WeirTopicWriter      *self);
gboolean weir_topic_writer_send         (WeirTopicWriter      *self,
                                         const WeirMessage    *message);
gboolean weir_topic_writer_check        (WeirTopicWriter      *self,
                                         GError              **error);
gboolean weir_topic_writer_end_batch    (WeirTopicWriter      *self,
                                         const WeirSinkClock  *clock,
                                         GError              **error);
gboolean weir_topic_writer_finish       (WeirTopicWriter      *self,
                                         GError              **error);
gboolean weir_topic_writer_is_delivered (WeirTopicWriter      *self);

G_END_DECLS
