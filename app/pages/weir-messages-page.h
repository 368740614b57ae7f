#pragma once

#include "app/pages/weir-page.h"

G_BEGIN_DECLS

/**
 * WeirMessagesPage:
 *
 * The records of a stream as they come; what did not decode; what came late.
 */
#define WEIR_TYPE_MESSAGES_PAGE (weir_messages_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirMessagesPage, weir_messages_page, WEIR, MESSAGES_PAGE, WeirPage)

GtkWidget *weir_messages_page_new         (WeirScope      *scope);
/* Shows one record of @stream: from the tail, or read from the broker again. */
void       weir_messages_page_show_record (WeirMessagesPage *self,
                                           const char       *stream,
                                           const char       *topic,
                                           int               partition,
                                           gint64            offset);

G_END_DECLS
