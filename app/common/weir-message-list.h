#pragma once

#include <gio/gio.h>

#include "app/common/weir-message-item.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_MESSAGES_TAIL,
  WEIR_MESSAGES_DEAD,
  WEIR_MESSAGES_LATE,
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
void             weir_message_list_follow (WeirMessageList  *self);

G_END_DECLS
