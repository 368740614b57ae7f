#pragma once

#include "collector.h"

#include <librdkafka/rdkafka.h>

/* TRUE if there is a real Kafka; else the test is skipped, or fails where one is required. */
gboolean      kafka_test_begin             (const char          *variable);
/* Of the plain listener. (transfer full) */
WeirSettings *kafka_test_settings          (void);
/* A topic of this test alone. (transfer full) */
char         *kafka_test_topic             (guint                n_partitions);
void          kafka_test_create_topic      (const char          *topic,
                                            guint                n_partitions);
void          kafka_test_delete_topic      (const char          *topic);
void          kafka_test_add_partitions    (const char          *topic,
                                            guint                n_partitions);
void          kafka_test_delete_records    (const char          *topic,
                                            gint32               partition,
                                            gint64               before_offset);
/* @count records in one transaction. */
void          kafka_test_transaction       (const char          *topic,
                                            guint                count,
                                            gboolean             commit);

/* What a group has committed of each partition, RD_KAFKA_OFFSET_INVALID for nothing. (transfer full) */
gint64       *kafka_test_get_committed     (const char          *group,
                                            const char          *topic,
                                            guint                n_partitions);
/* How many members a group has now. */
guint         kafka_test_count_members     (const char          *group);
/* Makes the @index-th batch of a partition fail its checksum, on the broker's disk. */
void          kafka_test_damage            (const char          *topic,
                                            gint32               partition,
                                            guint                index);

/* A topic of one test, and settings to read it with. All zero where there is no real Kafka. */
typedef struct
{
  WeirSettings *settings;
  char         *topic;
  char         *group;       /* a name of its own */
  const char   *topics[2];
} KafkaTestFixture;

/* @user_data: GUINT_TO_POINTER of the topic's partitions. */
void          kafka_test_fixture_set_up    (KafkaTestFixture    *fixture,
                                            gconstpointer        user_data);
void          kafka_test_fixture_tear_down (KafkaTestFixture    *fixture,
                                            gconstpointer        user_data);
