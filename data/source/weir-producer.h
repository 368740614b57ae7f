#pragma once

#include "data/source/weir-group-place.h"
#include "data/source/weir-intake.h"
#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/**
 * WeirProducer:
 *
 * Puts records into topics, many at a time, in the background, through a
 * bounded queue. Records are spread by key as librdkafka's default partitioner
 * does (consistent_random: CRC32 of the key, null and empty keys at random);
 * for the spread of Java's clients set the property partitioner=murmur2_random.
 *
 * weir_producer_send(), _poll() and _flush() belong to one thread; counts and
 * the first error may be read from any.
 */
#define WEIR_TYPE_PRODUCER (weir_producer_get_type ())
G_DECLARE_FINAL_TYPE (WeirProducer, weir_producer, WEIR, PRODUCER, GObject)

typedef struct
{
  guint64 n_sent;      /* accepted by weir_producer_send() */
  guint64 n_delivered; /* acknowledged by the broker */
  guint64 n_failed;    /* given up; see weir_producer_dup_first_error() */
  guint64 n_moved;     /* sent 1 ms off their own time, 1970-01-01 00:00 */
} WeirProducerCounts;

/* How many records are still on their way; return FALSE to give up waiting. */
typedef gboolean (*WeirProducerProgress) (guint64  n_waiting,
                                          gpointer user_data);

WeirProducer *weir_producer_new             (WeirSettings          *settings,
                                             GError               **error);
WeirProducer *weir_producer_new_reliable    (WeirSettings          *settings,
                                             const char            *transaction_id,
                                             GError               **error);
gboolean      weir_producer_is_transactional (WeirProducer         *self);
gboolean      weir_producer_begin_transactions (WeirProducer       *self,
                                                guint               timeout_msec,
                                                GError            **error);
gboolean      weir_producer_commit          (WeirProducer          *self,
                                             WeirIntake            *intake,
                                             const GArray          *positions,
                                             GError               **error);
void          weir_producer_abort           (WeirProducer          *self);
GPtrArray    *weir_producer_read_places     (WeirProducer          *self,
                                             const char            *group,
                                             guint                  timeout_msec,
                                             GError               **error);
gboolean      weir_producer_commit_places   (WeirProducer          *self,
                                             const char            *group,
                                             GPtrArray             *places,
                                             GError               **error);
gboolean      weir_producer_send            (WeirProducer          *self,
                                             const WeirMessage     *message,
                                             gboolean               wait,
                                             GError               **error);
void          weir_producer_poll            (WeirProducer          *self);
gboolean      weir_producer_flush           (WeirProducer          *self,
                                             guint                  timeout_msec,
                                             WeirProducerProgress   progress,
                                             gpointer               user_data,
                                             GError               **error);
void          weir_producer_get_counts      (WeirProducer          *self,
                                             WeirProducerCounts    *counts);
gint64        weir_producer_query_end       (WeirProducer          *self,
                                             const char            *topic,
                                             gint32                 partition,
                                             guint                  timeout_msec);
GError       *weir_producer_dup_first_error (WeirProducer          *self);
guint         weir_producer_count_partitions (WeirProducer         *self,
                                              const char           *topic,
                                              guint                 timeout_msec,
                                              GError              **error);
gboolean      weir_producer_create_topic    (WeirProducer          *self,
                                             const char            *topic,
                                             guint                  n_partitions,
                                             guint                  timeout_msec,
                                             GError               **error);

G_END_DECLS
