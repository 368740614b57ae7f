#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of a key, and of a payload, that are shown; what follows is cut. */
#define WEIR_ESCAPE_KEY_MAX     256
#define WEIR_ESCAPE_PAYLOAD_MAX 65536

/*
 * Bytes from anywhere as text. What is shown to a person never moves the cursor
 * of a terminal, hides what stands beside it, or makes two lines of one; and
 * nothing that is escaped looks like something that is not.
 */

gboolean weir_escape_is_utf8    (const char *bytes,
                                 gsize       length);
gboolean weir_escape_is_hidden  (gunichar    c);
void     weir_escape_append     (GString    *text,
                                 const char *bytes,
                                 gsize       length);
void     weir_escape_append_quoted (GString    *text,
                                    const char *bytes,
                                    gsize       length);
char    *weir_escape_dup        (const char *bytes,
                                 gsize       length,
                                 gsize       max_bytes);
char    *weir_escape_dup_line   (const char *text);
char    *weir_escape_dup_page   (const char *bytes,
                                 gsize       length);
char    *weir_escape_dup_data   (const char *bytes,
                                 gsize       length,
                                 gboolean    escape_nul,
                                 gsize      *escaped_length);
char    *weir_escape_dup_shell  (const char *text);

G_END_DECLS
