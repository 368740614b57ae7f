#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What cells of a table of messages say of a WeirMessageItem, as WeirCellText:
 * the same on the page of messages and on a dashboard. (transfer full)
 */

/* "14:39:21.123", with the date where it is not today's. */
char *weir_message_cell_dup_time      (gpointer     item,
                                       const char **style_class);
char *weir_message_cell_dup_key       (gpointer     item,
                                       const char **style_class);
char *weir_message_cell_dup_partition (gpointer     item,
                                       const char **style_class);
char *weir_message_cell_dup_offset    (gpointer     item,
                                       const char **style_class);
char *weir_message_cell_dup_record_time (gpointer     item,
                                         const char **style_class);
char *weir_message_cell_dup_topic     (gpointer     item,
                                       const char **style_class);
/* Bytes of the payload. */
char *weir_message_cell_dup_size      (gpointer     item,
                                       const char **style_class);
/* "trace=1a2b source=web" */
char *weir_message_cell_dup_headers   (gpointer     item,
                                       const char **style_class);
/* What was decoded, why it was not, or how late it was. */
char *weir_message_cell_dup_text      (gpointer     item,
                                       const char **style_class);

G_END_DECLS
