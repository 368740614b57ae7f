#pragma once

#include "data/source/weir-message.h"

G_BEGIN_DECLS

/* Headers of a record that are kept, and bytes of each value. */
#define WEIR_TAIL_MAX_HEADERS      64
#define WEIR_TAIL_MAX_HEADER_BYTES 4096

/**
 * WeirTailHeader:
 * @name: as it came
 * @value: (nullable): its first bytes; %NULL is a null value
 * @length: bytes that it has in all
 *
 * A header of a message of the tail.
 */
typedef struct
{
  char   *name;
  GBytes *value;
  gsize   length;
} WeirTailHeader;

/**
 * WeirTailMessage: one message that is listed. Immutable, reference-counted.
 */
typedef struct
{
  gatomicrefcount refs;
  const char     *topic;            /* interned */
  gint32          partition;
  gint64          offset;
  gint64          time_usec;        /* event time */
  gint64          record_time_usec;
  char           *key;              /* the record's in Kafka, shown escaped; NULL: null key */
  char           *stream_key;       /* the field by which the stream has its keys, escaped; NULL: it is the record's key */
  GBytes         *key_bytes;        /* nullable: of the record's key what is kept */
  GBytes         *payload;          /* nullable, a tombstone: its first 64 KiB, as they came */
  GPtrArray      *headers;          /* nullable: it has none; of WeirTailHeader, the first 64 */
  char           *decoded;          /* "price 131.94 · volume 20" */
  gsize           payload_length;
  gboolean        dead;             /* did not decode; decoded says why */
} WeirTailMessage;

GPtrArray       *weir_tail_headers_copy     (const WeirMessage *message);
WeirTailMessage *weir_tail_message_new      (const WeirMessage *message,
                                             gsize              payload_length);
WeirTailMessage *weir_tail_message_ref      (WeirTailMessage   *self);
void             weir_tail_message_unref    (WeirTailMessage   *self);
char            *weir_tail_message_dup_text (WeirTailMessage   *self);
void             weir_tail_message_fill     (WeirTailMessage   *self,
                                             WeirMessage       *message,
                                             GArray            *headers);
gsize            weir_tail_message_get_n_bytes (WeirTailMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirTailMessage, weir_tail_message_unref)

G_END_DECLS
