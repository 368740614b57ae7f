#pragma once

#include "data/view/weir-stream-view.h"

G_BEGIN_DECLS

/**
 * WeirMessageItem:
 *
 * One line of the message page: a record of the tail, a dead letter or a late
 * record. Immutable.
 */
#define WEIR_TYPE_MESSAGE_ITEM (weir_message_item_get_type ())
G_DECLARE_FINAL_TYPE (WeirMessageItem, weir_message_item, WEIR, MESSAGE_ITEM, GObject)

WeirMessageItem *weir_message_item_new_tail (WeirTailMessage      *message);
WeirMessageItem *weir_message_item_new_dead (WeirDeadLetter       *letter);
WeirMessageItem *weir_message_item_new_late (const WeirLateRecord *record,
                                             const char           *topic);

const char *weir_message_item_get_topic     (WeirMessageItem *self);
gint32      weir_message_item_get_partition (WeirMessageItem *self);
gint64      weir_message_item_get_offset    (WeirMessageItem *self);
gint64      weir_message_item_get_time_usec (WeirMessageItem *self);
/* (nullable): a null key */
const char *weir_message_item_get_key       (WeirMessageItem *self);
/* The record's own key in Kafka, which need not be what the stream takes for its key. (nullable) */
const char *weir_message_item_get_record_key (WeirMessageItem *self);
/* What was decoded, why it was not, or how late it was. */
const char *weir_message_item_get_text      (WeirMessageItem *self);
/* Style class of the text. (nullable) */
const char *weir_message_item_get_style     (WeirMessageItem *self);
/* The payload, escaped; NULL where it was not kept. (transfer full) */
char       *weir_message_item_dup_raw       (WeirMessageItem *self);
/* The payload as it came, or its beginning; NULL where it was not kept, or there is none. */
GBytes     *weir_message_item_get_payload   (WeirMessageItem *self);
/* The record's own key as it came, or its beginning. (nullable) */
GBytes     *weir_message_item_get_key_bytes (WeirMessageItem *self);
/* (nullable) (element-type WeirTailHeader): it has none, or they were not kept. */
GPtrArray  *weir_message_item_get_headers   (WeirMessageItem *self);
/* (nullable): what it shows, if that is a message of a tail or one that was read again. */
WeirTailMessage *weir_message_item_get_message (WeirMessageItem *self);
/* The record's timestamp in Kafka; WEIR_NO_TIME where it was not kept. */
gint64      weir_message_item_get_record_time_usec (WeirMessageItem *self);
/* Bytes of the payload; 0 where unknown. */
gsize       weir_message_item_get_length    (WeirMessageItem *self);
/* The record as it came, as far as it was kept; @headers (element-type WeirHeader) is room for its headers. Borrowed. */
void        weir_message_item_fill          (WeirMessageItem *self,
                                             WeirMessage     *message,
                                             GArray          *headers);
/* Topic, partition and offset are the same. */
gboolean    weir_message_item_equal         (WeirMessageItem *self,
                                             WeirMessageItem *other);
/* @wanted stands in key, text or payload. */
gboolean    weir_message_item_contains      (WeirMessageItem *self,
                                             const char      *wanted);

G_END_DECLS
