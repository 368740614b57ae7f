#include "config.h"

#include "data/decode/weir-escape.h"

static void
append_byte (GString *text,
             guchar   byte)
{
  switch (byte)
    {
    case '\n':
      g_string_append (text, "\\n");
      break;
    case '\r':
      g_string_append (text, "\\r");
      break;
    case '\t':
      g_string_append (text, "\\t");
      break;
    default:
      g_string_append_printf (text, "\\x%02x", byte);
    }
}

/* Characters of which nothing would be seen, or that would move what stands beside them. */
static gboolean
is_shown (const char *at)
{
  gunichar c = g_utf8_get_char (at);

  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return FALSE;
    default:
      return TRUE;
    }
}

static void
append_valid (GString    *text,
              const char *at,
              const char *end)
{
  while (at < end)
    {
      const char *start = at;

      while (at < end && ((guchar) *at >= 0x80 ? is_shown (at) : !g_ascii_iscntrl (*at)))
        at = g_utf8_next_char (at);
      g_string_append_len (text, start, at - start);

      if (at < end)
        for (const char *next = g_utf8_next_char (at); at < next; at++)
          append_byte (text, *at);
    }
}

/**
 * weir_escape_dup:
 * @bytes: (array length=length) (nullable): bytes from anywhere
 * @length: how many
 * @max_bytes: how many of them are looked at
 *
 * Makes text of bytes for a person to read: what is not UTF-8, and characters
 * that cannot be seen, become `\n`, `\t`, `\x00` and the like; what is cut ends
 * in "…". The result is one line of valid UTF-8.
 *
 * Returns: (transfer full): the text, empty if @bytes is %NULL
 */
char *
weir_escape_dup (const char *bytes,
                 gsize       length,
                 gsize       max_bytes)
{
  gsize shown = MIN (length, max_bytes);
  GString *text = g_string_sized_new (shown + 8);
  const char *end = bytes + shown;
  const char *at = bytes;

  while (at < end)
    {
      const char *valid_end;

      g_utf8_validate_len (at, end - at, &valid_end);
      append_valid (text, at, valid_end);
      at = valid_end;
      if (at < end)
        append_byte (text, *at++);
    }

  if (shown < length)
    g_string_append (text, "…");

  return g_string_free (text, FALSE);
}
