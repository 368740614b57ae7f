#pragma once

#include <gio/gio.h>

#include "app/common/weir-message-item.h"
#include "data/screen/weir-record-filter.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_MESSAGES_TAIL,
  WEIR_MESSAGES_DEAD,
  WEIR_MESSAGES_LATE,
  WEIR_MESSAGES_EXCERPT,
} WeirMessagesKind;

/**
 * WeirMessageList:
 *
 * A list model of WeirMessageItem, newest first, of one stream. It follows the
 * stream only when told to, in at most two splices.
 */
#define WEIR_TYPE_MESSAGE_LIST (weir_message_list_get_type ())
G_DECLARE_FINAL_TYPE (WeirMessageList, weir_message_list, WEIR, MESSAGE_LIST, GObject)

WeirMessageList *weir_message_list_new    (void);
/* Empties the list when stream or kind change. */
void             weir_message_list_set    (WeirMessageList  *self,
                                           WeirStreamView   *stream,
                                           WeirMessagesKind  kind);
/* Lists these in place of what comes: records that were read again, oldest first. (element-type WeirTailMessage) */
void             weir_message_list_show   (WeirMessageList  *self,
                                           WeirStreamView   *stream,
                                           GPtrArray        *messages);
/* Of what comes lists only what @filter shows, and begins anew. (transfer full) (nullable) */
void             weir_message_list_set_filter (WeirMessageList  *self,
                                               WeirRecordFilter *filter);
/* (transfer none) (nullable) */
WeirRecordFilter *weir_message_list_get_filter (WeirMessageList *self);
void             weir_message_list_follow (WeirMessageList  *self);

G_END_DECLS
