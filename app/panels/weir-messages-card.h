#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirMessagesCard:
 *
 * The newest records of a stream. One that is activated leads to it on the page
 * of messages.
 */
#define WEIR_TYPE_MESSAGES_CARD (weir_messages_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirMessagesCard, weir_messages_card, WEIR, MESSAGES_CARD, WeirCard)

G_END_DECLS
