#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* As g_string_append_len(), in the caller: rows are written cell by cell, and each call would cost as much as its few bytes. */
static inline void
weir_string_append_len (GString    *string,
                        const char *bytes,
                        gsize       length)
{
  if (string->len + length >= string->allocated_len)
    {
      g_string_append_len (string, bytes, (gssize) length);
      return;
    }

  memcpy (string->str + string->len, bytes, length);
  string->len += length;
  string->str[string->len] = '\0';
}

G_END_DECLS
