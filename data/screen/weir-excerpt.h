#pragma once

#include <gio/gio.h>

#include "data/screen/weir-tail-message.h"
#include "data/source/weir-position.h"
#include "data/workspace/weir-stream-schema.h"

G_BEGIN_DECLS

/* Messages of an excerpt, and bytes of them that are kept. */
#define WEIR_EXCERPT_MAX_MESSAGES 10000
#define WEIR_EXCERPT_MAX_BYTES    (64 * 1024 * 1024)

/**
 * WeirExcerptSpec:
 * @connection: where the records are
 * @schema: of their stream
 * @topics: (array zero-terminated=1): which topics
 * @partition: which partition, -1: all
 * @start: where reading begins in each partition, up to the end there is then
 * @ranges: (nullable) (element-type WeirOffsetRange): these offsets alone, in place of
 *   @topics, @partition and @start
 * @begin_usec: only records of this event time or later; %WEIR_NO_TIME: any
 * @end_usec: only records before this event time; %WEIR_NO_TIME: any
 * @key: (nullable): only records of this key of the stream, as it is shown; %NULL: any
 * @condition: (nullable): only records for which this holds, see #WeirRecordFilter
 * @max_messages: of each partition, and of the excerpt, no more than its first
 *
 * What to read again. Copied.
 */
typedef struct
{
  const WeirConnectionConfig *connection;
  WeirStreamSchema           *schema;
  const char * const         *topics;
  gint32                      partition;
  WeirPosition                start;
  const GArray               *ranges;
  gint64                      begin_usec;
  gint64                      end_usec;
  const char                 *key;
  const char                 *condition;
  guint                       max_messages;
} WeirExcerptSpec;

/**
 * WeirExcerpt:
 * @messages: (element-type WeirTailMessage): by event time; those of one partition alone by offset
 * @n_read: how many records were read for it
 * @n_lost: offsets that were asked for and are gone
 * @whole: nothing that was asked for is left out
 * @unseen: (nullable): a name in the condition that no record has
 * @trouble: (nullable): why it is not whole
 *
 * Records that were read again.
 */
typedef struct
{
  GPtrArray *messages;
  guint64    n_read;
  guint64    n_lost;
  gboolean   whole;
  char      *unseen;
  char      *trouble;
} WeirExcerpt;

void         weir_excerpt_read_async  (const WeirExcerptSpec  *spec,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data);
WeirExcerpt *weir_excerpt_read_finish (GAsyncResult           *result,
                                       GError                **error);
void         weir_excerpt_free        (WeirExcerpt            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirExcerpt, weir_excerpt_free)

G_END_DECLS
