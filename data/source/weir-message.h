#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirTimeKind: who set a record's own timestamp.
 * @WEIR_TIME_KIND_CREATE: its producer
 * @WEIR_TIME_KIND_LOG_APPEND: the broker that appended it
 */
typedef enum
{
  WEIR_TIME_KIND_CREATE,
  WEIR_TIME_KIND_LOG_APPEND,
} WeirTimeKind;

/**
 * WeirHeader:
 * @name: NUL-terminated
 * @value: (nullable): bytes; %NULL is a null value, which an empty one is not
 * @length: bytes in @value
 *
 * A header of a record. Borrowed as all of a message.
 */
typedef struct
{
  const char *name;
  const char *value;
  gsize       length;
} WeirHeader;

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
 * @native: (nullable): the rd_kafka_message_t of a record that comes from a broker
 * @headers: (nullable): headers of one that does not; see weir_message_get_header()
 * @n_headers: how many
 * @time_kind: of one that does not; see weir_message_get_time_kind()
 *
 * One record as it came, undecoded. Everything in it is borrowed and lives
 * until the handler returns.
 */
typedef struct
{
  const char       *topic;
  guint             topic_index;
  gint32            partition;
  gint64            offset;
  gint64            time_usec;
  gint64            arrival_usec;
  const char       *key;
  gsize             key_length;
  const char       *payload;
  gsize             payload_length;
  gpointer          native;
  const WeirHeader *headers;
  guint             n_headers;
  WeirTimeKind      time_kind;
} WeirMessage;

#define WEIR_NO_TIME G_MININT64

WeirTimeKind weir_message_get_time_kind (const WeirMessage *self);
gboolean     weir_message_get_header    (const WeirMessage *self,
                                         guint              i,
                                         WeirHeader        *header);
WeirMessage *weir_message_copy           (const WeirMessage *self);
void         weir_message_free           (WeirMessage       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirMessage, weir_message_free)

G_END_DECLS
