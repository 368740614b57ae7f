#pragma once

#include <gio/gio.h>

#include "data/workspace/weir-stream-schema.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirFetched: one record read again from its connection; all strings are escaped.
 */
typedef struct
{
  char   *key;            /* nullable: a null key */
  char   *payload;        /* nullable: a tombstone; cut where it is long */
  char   *stream_key;     /* nullable: the field by which the stream has its keys */
  char   *decoded;        /* nullable: what the whole payload says, in words */
  char   *trouble;        /* nullable: why it does not decode */
  char   *place;          /* topic, partition and offset */
  gsize   payload_length;
  gint64  time_usec;
} WeirFetched;

void         weir_fetched_free  (WeirFetched         *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFetched, weir_fetched_free)

/* Reads one record of a stream on a thread of its own, and decodes it there; gives up after five seconds. */
void         weir_fetch_async   (const WeirConnectionConfig *connection,
                                 WeirStreamSchema    *schema,
                                 const char          *topic,
                                 gint32               partition,
                                 gint64               offset,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
/*
 * The same of the newest record until @time_usec, by the stream's own time, of @key (nullable: any) as it is shown; where
 * there is none, of the first whose timestamp in Kafka is @time_usec or later.
 */
void         weir_fetch_time_async (const WeirConnectionConfig *connection,
                                 WeirStreamSchema    *schema,
                                 const char          *topic,
                                 const char          *key,
                                 gint64               time_usec,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
/* G_IO_ERROR_NOT_FOUND: the record is gone. */
WeirFetched *weir_fetch_finish  (GAsyncResult        *result,
                                 GError             **error);

G_END_DECLS
