#pragma once

#include "app/pages/weir-page.h"

G_BEGIN_DECLS

/**
 * WeirMessagesPage:
 *
 * The records of a stream as they come; what did not decode; what came late; and
 * records of another time or place, read again.
 *
 * Signals: ::leave () when a person wants to go back to where the records were chosen.
 */
#define WEIR_TYPE_MESSAGES_PAGE (weir_messages_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirMessagesPage, weir_messages_page, WEIR, MESSAGES_PAGE, WeirPage)

GtkWidget *weir_messages_page_new         (WeirScope      *scope);
/* Shows @stream, and of it what has to do with @key, if that is not NULL. */
void       weir_messages_page_show_stream (WeirMessagesPage *self,
                                           const char       *stream,
                                           const char       *key);
/* Shows one record of @stream, read again. */
void       weir_messages_page_show_record (WeirMessagesPage *self,
                                           const char       *stream,
                                           const char       *topic,
                                           int               partition,
                                           gint64            offset);
/* Shows the records of @stream whose event time lies between these, the end left out, of @key if it is not NULL: read again. */
void       weir_messages_page_show_span   (WeirMessagesPage *self,
                                           const char       *stream,
                                           const char       *key,
                                           gint64            begin_usec,
                                           gint64            end_usec);
/* Where the records that are shown were chosen: what leads back says so. (nullable) */
void       weir_messages_page_set_origin  (WeirMessagesPage *self,
                                           const char       *title);
/* The selected rows as lines of tab-separated values: time (ISO 8601, UTC), key, partition, offset, text. (transfer full) (nullable) */
char      *weir_messages_page_dup_rows    (WeirMessagesPage *self);

G_END_DECLS
