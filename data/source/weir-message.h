#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirMessage:
 * @topic: the topic's name; borrowed from the source, valid as long as it
 * @topic_index: position of @topic in the source's list of topics
 * @partition: the partition
 * @offset: the record's offset in it
 * @time_usec: the record's own timestamp (µs UTC), %WEIR_NO_TIME if it has none
 * @arrival_usec: wall clock when its batch was polled (µs UTC)
 * @key: (nullable): the key's bytes; %NULL is a null key, which an empty one is not
 * @key_length: bytes in @key
 * @payload: (nullable): the value's bytes; %NULL is a tombstone
 * @payload_length: bytes in @payload
 * @native: (nullable): the rd_kafka_message_t, for headers
 *
 * One record as it came, undecoded. Everything in it is borrowed and lives
 * until the handler returns.
 */
typedef struct
{
  const char *topic;
  guint       topic_index;
  gint32      partition;
  gint64      offset;
  gint64      time_usec;
  gint64      arrival_usec;
  const char *key;
  gsize       key_length;
  const char *payload;
  gsize       payload_length;
  gpointer    native;
} WeirMessage;

#define WEIR_NO_TIME G_MININT64

G_END_DECLS
