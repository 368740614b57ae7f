#include "config.h"

#include "data/lag/weir-wire-writer.h"

#include <string.h>

/*< private >
 * weir_wire_append_number:
 * @bytes: a question
 * @number: a number
 * @n_bytes: of it, at most 8
 */
void
weir_wire_append_number (GByteArray *bytes,
                         gint64      number,
                         guint       n_bytes)
{
  for (guint i = n_bytes; i > 0; i--)
    {
      guint8 byte = (guint8) ((guint64) number >> (8 * (i - 1)));

      g_byte_array_append (bytes, &byte, 1);
    }
}

/*< private >
 * weir_wire_append_text:
 * @bytes: a question
 * @text: a text, which comes behind its length
 */
void
weir_wire_append_text (GByteArray *bytes,
                       const char *text)
{
  weir_wire_append_number (bytes, (gint64) strlen (text), 2);
  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
}

/*< private >
 * weir_wire_append_varint:
 * @bytes: a question
 * @number: a number, which takes as many bytes as it needs
 */
void
weir_wire_append_varint (GByteArray *bytes,
                         guint32     number)
{
  while (number >= 0x80)
    {
      weir_wire_append_number (bytes, (number & 0x7f) | 0x80, 1);
      number >>= 7;
    }
  weir_wire_append_number (bytes, number, 1);
}

/*< private >
 * weir_wire_append_compact_text:
 * @bytes: a question
 * @text: a text, which comes behind its length, as newer questions have it
 */
void
weir_wire_append_compact_text (GByteArray *bytes,
                               const char *text)
{
  weir_wire_append_varint (bytes, (guint32) strlen (text) + 1);
  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
}
