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
/* Shows @stream, and of it what has to do with @key, if that is not NULL. */
void       weir_messages_page_show_stream (WeirMessagesPage *self,
                                           const char       *stream,
                                           const char       *key);
/* Shows one record of @stream: from the tail, or read from the broker again. */
void       weir_messages_page_show_record (WeirMessagesPage *self,
                                           const char       *stream,
                                           const char       *topic,
                                           int               partition,
                                           gint64            offset);
/* Shows the record of @stream that was the newest at a time, of @key if it is not NULL: from the tail, or read again. */
void       weir_messages_page_show_time (WeirMessagesPage *self,
                                         const char       *stream,
                                         const char       *key,
                                         gint64            time_usec);
/* The selected row as tab-separated values: time (ISO 8601, UTC), key, partition, offset, text. (transfer full) (nullable) */
char      *weir_messages_page_dup_row   (WeirMessagesPage *self);

G_END_DECLS
