#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirTailMessage: one message of the live tail. Immutable, reference-counted.
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
  char           *text;             /* payload, escaped, cut at 64 KiB */
  char           *decoded;          /* "price 131.94 · volume 20" */
  gsize           payload_length;
  gboolean        dead;             /* did not decode; decoded says why */
} WeirTailMessage;

WeirTailMessage *weir_tail_message_ref   (WeirTailMessage *self);
void             weir_tail_message_unref (WeirTailMessage *self);

G_END_DECLS
