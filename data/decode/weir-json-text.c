#include "config.h"

#include "data/decode/weir-json-text.h"

#include <string.h>

/* What a lone surrogate becomes, which no UTF-8 can hold. */
#define REPLACEMENT 0xfffd

static const char *const escape_letters = "\"\\/bfnrt";
static const char escape_bytes[] = "\"\\/\b\f\n\r\t";

static gboolean
is_continuation (char byte)
{
  return ((guchar) byte & 0xc0) == 0x80;
}

/**
 * weir_json_text_skip_escape:
 * @cursor: a backslash inside a string
 *
 * Steps over one escape. Reads no further than the first byte that does not
 * belong to it, so a byte that belongs to none must follow somewhere.
 *
 * Returns: (nullable): the byte behind it, %NULL if it is none of JSON's
 */
const char *
weir_json_text_skip_escape (const char *cursor)
{
  cursor++;
  if (*cursor != 'u')
    return *cursor != '\0' && strchr (escape_letters, *cursor) != NULL ? cursor + 1 : NULL;

  cursor++;
  for (guint i = 0; i < 4; i++)
    if (!g_ascii_isxdigit (cursor[i]))
      return NULL;

  return cursor + 4;
}

/**
 * weir_json_text_skip_utf8:
 * @cursor: a byte of 0x80 or more
 * @limit: the last byte that may be read
 *
 * Steps over one character of UTF-8, by table 3-7 of the Unicode standard:
 * nothing overlong, no surrogate, nothing past U+10FFFF.
 *
 * Returns: (nullable): the byte behind it, %NULL if it is no such character
 */
const char *
weir_json_text_skip_utf8 (const char *cursor,
                          const char *limit)
{
  const guchar *bytes = (const guchar *) cursor;
  gsize n_more = bytes[0] < 0xe0 ? 1 : bytes[0] < 0xf0 ? 2 : 3;
  guchar lowest = 0x80;
  guchar highest = 0xbf;

  if (bytes[0] < 0xc2 || bytes[0] > 0xf4 || (gsize) (limit - cursor) < n_more)
    return NULL;

  if (bytes[0] == 0xe0)
    lowest = 0xa0;
  else if (bytes[0] == 0xed)
    highest = 0x9f;
  else if (bytes[0] == 0xf0)
    lowest = 0x90;
  else if (bytes[0] == 0xf4)
    highest = 0x8f;
  if (bytes[1] < lowest || bytes[1] > highest)
    return NULL;

  for (gsize i = 2; i <= n_more; i++)
    if (!is_continuation (cursor[i]))
      return NULL;

  return cursor + 1 + n_more;
}

static gunichar
read_hex4 (const char *digits)
{
  gunichar unit = 0;

  for (guint i = 0; i < 4; i++)
    unit = unit << 4 | (gunichar) g_ascii_xdigit_value (digits[i]);

  return unit;
}

/* A high surrogate takes a low one that follows; what stands alone is replaced. */
static const char *
read_unicode_escape (const char *cursor,
                     const char *end,
                     gunichar   *character)
{
  gunichar unit = read_hex4 (cursor + 2);
  gunichar low;

  cursor += 6;
  *character = unit;
  if (unit < 0xd800 || unit > 0xdfff)
    return cursor;

  *character = REPLACEMENT;
  if (unit > 0xdbff || end - cursor < 6 || cursor[0] != '\\' || cursor[1] != 'u')
    return cursor;
  low = read_hex4 (cursor + 2);
  if (low < 0xdc00 || low > 0xdfff)
    return cursor;

  *character = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  return cursor + 6;
}

/**
 * weir_json_text_unescape:
 * @text: (array length=length): the inside of a string, its escapes well-formed
 * @length: bytes in @text
 * @unescaped: (out caller-allocates): where to write, @length bytes at most
 *
 * Resolves JSON's escapes. A surrogate without its other half becomes U+FFFD.
 * Any thread.
 *
 * Returns: bytes written; never more than @length
 */
gsize
weir_json_text_unescape (const char *text,
                         gsize       length,
                         char       *unescaped)
{
  const char *cursor = text;
  const char *end = text + length;
  char *out = unescaped;

  while (cursor < end)
    {
      gunichar character;

      if (*cursor != '\\')
        *out++ = *cursor++;
      else if (cursor[1] != 'u')
        {
          *out++ = escape_bytes[strchr (escape_letters, cursor[1]) - escape_letters];
          cursor += 2;
        }
      else
        {
          cursor = read_unicode_escape (cursor, end, &character);
          out += g_unichar_to_utf8 (character, out);
        }
    }

  return out - unescaped;
}
